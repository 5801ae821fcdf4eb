"""A delivered list through the register's own form and verb: typed and delivered entries obey one set of rules.

Trying a list out writes it and takes it back at once, so it finds exactly what writing it would be refused for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from birlik.accounts.models import User
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.core.texts import shorten_text
from birlik.orgs.models import Organisation
from birlik.orgs.queries.scope import lasting_lines
from birlik.registers import actions
from birlik.registers.declare import Register
from birlik.registers.forms import form_of
from birlik.registers.models import NAME_LENGTH, EntryImport
from birlik.registers.sheets import ORGANISATION, DeliveredEntry, DeliveredList, read_list
from birlik.sheets.sheet import read_sheet

MOST_LINES = 1000
KEPT_DAYS = 30  # how long a delivered file is kept
Sentence = Callable[[Refusal], str]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line. `row` and `column` are the file's, from 1; column 0 is the line as a whole."""

    row: int
    column: int
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many lines there are, how many are good, and what is wrong with the others; `header`: the headings' row."""

    header: int
    lines: int
    good: int
    problems: tuple[Problem, ...]
    unknown: tuple[str, ...]

    @classmethod
    def of(cls, batch: EntryImport) -> Outcome:
        """Return what trying the batch out found."""
        kept = batch.outcome
        problems = tuple(Problem(*one) for one in kept["problems"])
        return cls(kept["header"], kept["lines"], kept["good"], problems, tuple(kept["unknown"]))

    def kept(self) -> dict[str, Any]:
        problems = [[one.row, one.column, one.heading, one.text] for one in self.problems]
        return {
            "header": self.header,
            "lines": self.lines,
            "good": self.good,
            "problems": problems,
            "unknown": list(self.unknown),
        }


@transaction.atomic
def upload(
    register: Register,
    organisation: Organisation,
    *,
    name: str,
    content: bytes,
    say: Sentence,
    by: User,
    at: datetime,
) -> EntryImport:
    """Read a list and try it out; nothing is written but what it would come to.

    Refused without the right, where the file is no table (`import.…`) or has no headings or too many lines
    (`entry_import.no_headings`, `.too_many`). `say` gives the sentence of a refusal.
    """
    actions.require(register, organisation, by=by, at=at)
    forget(at=at)
    batch = EntryImport.objects.create(
        register=register.code, organisation=organisation, file_name=shorten_text(name, NAME_LENGTH), content=content,
        digest=sha256(content).hexdigest(), outcome={}, uploaded_at=at, uploaded_by=by,
    )  # fmt: skip
    found = _list(register, batch, at)
    with transaction.atomic():
        outcome = _write(register, batch, found, say=say, by=by, at=at)
        transaction.set_rollback(True)
    batch.outcome = outcome.kept()
    batch.save(update_fields=["outcome"])
    return batch


@transaction.atomic
def apply(register: Register, batch: EntryImport, *, say: Sentence, by: User, at: datetime) -> Outcome:
    """Write every good line down; the others stay unwritten. A list that stands already is refused."""
    batch = _current(batch)
    actions.require(register, batch.organisation, by=by, at=at)
    standing = EntryImport.objects.filter(digest=batch.digest, register=register.code, undone_at__isnull=True)
    if standing.filter(applied_at__isnull=False).exists():
        raise Refusal("entry_import.applied")
    if not batch.content:
        raise Refusal("entry_import.emptied", days=KEPT_DAYS)
    outcome = _write(register, batch, _list(register, batch, at), say=say, by=by, at=at)
    batch.outcome, batch.applied_at, batch.applied_by = outcome.kept(), at, by
    batch.save(update_fields=["outcome", "applied_at", "applied_by"])
    log.record("entries.imported", subject=batch, by=by, at=at, after={"entries": outcome.good})
    return outcome


@transaction.atomic
def undo(register: Register, batch: EntryImport, *, reason: str, by: User, at: datetime) -> int:
    """Annul what the list brought and nobody annulled since, with a reason; return how many entries that were."""
    batch = _current(batch)
    actions.require(register, batch.organisation, by=by, at=at)
    if batch.applied_at is None or batch.undone_at is not None:
        raise Refusal("entry_import.not_applied")
    entries = list(register.model._default_manager.filter(batch=batch.pk, annulled_at__isnull=True).order_by("pk"))  # noqa: SLF001 - a model that is not known here
    for entry in entries:
        actions.annul(register, entry, reason=reason, by=by, at=at)
    batch.undone_at, batch.undone_by, batch.content = at, by, b""
    batch.save(update_fields=["undone_at", "undone_by", "content"])
    log.record("entries.import_undone", subject=batch, by=by, at=at, after={"entries": len(entries)})
    return len(entries)


def forget(*, at: datetime) -> None:
    """Empty the files whose term has ended."""
    EntryImport.objects.filter(uploaded_at__lt=at - timedelta(days=KEPT_DAYS)).exclude(content=b"").update(content=b"")


def imports_of(register: Register, organisations: QuerySet[Organisation]) -> QuerySet[EntryImport]:
    """The lists that were delivered for these organisations, the newest first, without their content."""
    found = EntryImport.objects.filter(register=register.code, organisation__in=organisations)
    return found.defer("content").select_related("organisation", "uploaded_by").order_by("-pk")


def _current(batch: EntryImport) -> EntryImport:
    return EntryImport.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=batch.pk)


def _list(register: Register, batch: EntryImport, at: datetime) -> DeliveredList:
    found = read_list(register, read_sheet(batch.file_name, bytes(batch.content)), timezone.localdate(at))
    if len(found.lines) > MOST_LINES:
        raise Refusal("entry_import.too_many", most=MOST_LINES)
    return found


def _write(
    register: Register, batch: EntryImport, found: DeliveredList, *, say: Sentence, by: User, at: datetime
) -> Outcome:
    problems: list[Problem] = []
    for line in found.lines:
        problems += [
            Problem(line.number, found.columns.get(name, 0), name, text)
            for name, text in _written(register, batch, line, say=say, by=by, at=at)
        ]
    bad = {one.row for one in problems}
    return Outcome(found.header, len(found.lines), len(found.lines) - len(bad), tuple(problems), found.unknown)


def _written(
    register: Register, batch: EntryImport, line: DeliveredEntry, *, say: Sentence, by: User, at: datetime
) -> Iterator[tuple[str, str]]:
    """Write one line down, or tell field and sentence of what is wrong with it."""
    try:
        organisation = _organisation(batch.organisation, line.organisation, at)
        form = form_of(register)(dict(line.data), by=by, organisation=organisation, day=timezone.localdate(at))
        if form.is_valid():
            actions.record(register, organisation, form.values, by=by, at=at, batch=batch)
        for name, texts in form.errors.items():
            yield from ((name, str(text)) for text in texts)
    except Refusal as refusal:
        yield str(refusal.params.get("field", "")), say(refusal)


def _organisation(scope: Organisation, text: str, at: datetime) -> Organisation:
    """The organisation a line names by code, BIN or name, within the one of the list; that one where none is named."""
    if not text:
        return scope
    below = lasting_lines(timezone.localdate(at)).filter(ancestor=scope).values("descendant")
    named = Q()
    for field in ("code", "bin", "name_kk", "name_ru", "short_kk", "short_ru"):
        named |= Q(**{field: text.strip()})
    found = list(Organisation.objects.filter(named, pk__in=below)[:2])
    if len(found) != 1:
        raise Refusal("entry_import.organisation", field=ORGANISATION, text=shorten_text(text, 60))
    return found[0]
