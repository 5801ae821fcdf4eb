"""What is drawn beside the pages: the workbook with marks, which tells each problem in the language of who asked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from birlik.accounts.models import User
from birlik.jobs.declare import job
from birlik.loads import marked_workbook
from birlik.loads.marked_workbook import LoadTexts
from birlik.loads.models import Load, MarkedLoad
from birlik.registers.marked_files import keep_file, keep_file_failure
from birlik.web.shared.messages import message_for


def draw_report(batch: Load, language: str) -> bytes:
    """Return the list with its problems at the cells, in this language."""
    with override(language):
        return marked_workbook.draw_workbook(batch, _texts())


def _texts() -> LoadTexts:
    return LoadTexts(_("What became of it"), _("unchanged: this stands already"), message_for)


@job(on_refusal=lambda refusal, pk, _user_pk, language: keep_file_failure(MarkedLoad, pk, language, refusal))
def mark_load(pk: int, _user_pk: int, language: str) -> None:
    """Make the workbook with marks that somebody asked for."""
    keep_file(MarkedLoad, pk, language, lambda batch: draw_report(batch, language))


@transaction.atomic
def mark_later(batch: Load, *, language: str, by: User, at: datetime) -> None:
    """Let the workbook with marks be made, unless it is there or being made already."""
    if marked_workbook.ask(batch, language=language, by=by, at=at):
        mark_load.enqueue(batch.pk, by.pk, language)
