"""The files in which any delivered list is given back: asked for, made by a job, kept until the list is tried anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import QuerySet

from birlik.core.errors import Refusal
from birlik.registers.list_states import lock_list
from birlik.registers.models import DeliveredFile, MarkedFile

File = TypeVar("File", bound=MarkedFile)


def marked_file(model: type[File], batch: DeliveredFile, language: str) -> File | None:
    """Return the file that was asked for in this language; None where nobody did."""
    return _files(model, batch.pk, language).first()


def ask_for_file(model: type[MarkedFile], batch: DeliveredFile, language: str, *, if_emptied: Refusal) -> bool:
    """Let the file be made; False when it is there, or being made. Refused with `if_emptied` for a list not kept."""
    batch = lock_list(batch)
    if not batch.content or not batch.outcome:
        raise if_emptied
    earlier_file = marked_file(model, batch, language)
    if earlier_file is not None and earlier_file.failure is None:
        return False
    files: Any = _files(model, batch.pk, language)
    files.update_or_create(defaults={"failure": None}, create_defaults={"batch": batch, "language": language})
    return True


def keep_file(model: type[MarkedFile], pk: int, language: str, draw: Callable[[Any], bytes]) -> None:
    """Draw the file of a list and keep it, if it is asked for still."""
    files = _files(model, pk, language)
    file: Any = files.first()
    if file is not None and not file.content:
        content = draw(file.batch)
        files.filter(pk=file.pk).update(content=content)  # tried anew meanwhile: there is none


def keep_file_failure(model: type[MarkedFile], pk: int, language: str, refusal: Refusal) -> None:
    """Keep why the file could not be made; it may be asked for again."""
    _files(model, pk, language).filter(content=b"").update(failure=refusal.to_json())


def _files(model: type[File], pk: int, language: str) -> QuerySet[File]:
    """Return the file of a list in a language, of which there is one; each model names its list `batch`."""
    manager: Any = model._default_manager  # noqa: SLF001 - a model not known here
    files: QuerySet[File] = manager.filter(batch=pk, language=language)
    return files
