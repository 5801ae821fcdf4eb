"""Words of an import: what a column can hold, the steps of the work, what is wrong; and how cells are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, override, pgettext_lazy
from django.utils.translation import gettext as _

from birlik.members.enums import BatchState
from birlik.members.imports import problem_sentences, undo
from birlik.members.imports.match.organisations import PROPOSED
from birlik.members.imports.parse.fields import Field
from birlik.members.models import ImportBatch, ImportProblem
from birlik.members.values import PLAIN_FIELDS
from birlik.sheets.limits import letter
from birlik.web.shared.facts import FIELDS as OF_PERSON

FIELDS: Mapping[str, Promise] = {
    Field.IIN: OF_PERSON["iin"],
    Field.FULL_NAME: gettext_lazy("Surname, name, patronymic"),
    **{name: OF_PERSON[name] for name in ("surname", "given", "patronymic", "born", "sex")},
    Field.ORGANISATION: gettext_lazy("Primary organisation"),
    Field.CATEGORY: pgettext_lazy("member", "Category"),
    Field.JOINED: gettext_lazy("Date of joining"),
    **{name: OF_PERSON[name] for name in ("card", "phone", "email", *(one.name for one in PLAIN_FIELDS))},
    Field.EMPLOYER: gettext_lazy("Employer"),
    Field.EMPLOYER_BIN: gettext_lazy("BIN of the employer"),
    Field.POSITION: gettext_lazy("Position"),
    Field.INSTITUTION_TYPE: gettext_lazy("Type of institution"),
    Field.LEFT: gettext_lazy("Date of leaving"),
    Field.REASON: gettext_lazy("Reason of leaving"),
    Field.NUMBER: gettext_lazy("Number in the list"),
}
PHASES: Mapping[str, Promise] = {
    "": gettext_lazy("Waiting for its turn"),
    "reading": gettext_lazy("Reading the sheet"),
    "checking": gettext_lazy("Checking every cell"),
    "comparing": gettext_lazy("Comparing with the registry"),
    "writing": gettext_lazy("Writing to the registry"),
    "looking": gettext_lazy("Looking whether anything was built upon it"),
    "removing": gettext_lazy("Taking it out of the registry"),
}
STEPS: Mapping[str, Sequence[str]] = {
    BatchState.READING: ("reading",),
    BatchState.CHECKING: ("reading", "checking", "comparing"),
    BatchState.APPLYING: ("reading", "checking", "comparing", "writing"),
    BatchState.UNDOING: undo.PHASES,
}
MARKS: Mapping[str, str] = {
    BatchState.READING: "information",
    BatchState.UPLOADED: "waits",
    BatchState.CHECKING: "information",
    BatchState.READY: "waits",
    BatchState.APPLYING: "information",
    BatchState.APPLIED: "growth",
    BatchState.UNDOING: "information",
    BatchState.FAILED: "decline",
}
NOT_READ: Mapping[str, Promise] = {
    BatchState.CANCELLED: pgettext_lazy("import", "upload stopped"),
    BatchState.FAILED: pgettext_lazy("import", "the file was not read"),
}
HIDDEN = gettext_lazy("hidden")
LONG_NUMBER = re.compile(r"\d(?:[\s.-]?\d){8,}")
SEEN = 4


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell with its place in the file, what stands in it, what is wrong and how to mend it."""

    row: int
    letter: str
    heading: str
    value: str
    severity: str
    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A kind of problem and how many rows have it."""

    code: str
    severity: str
    rows: int
    what: str
    mend: str


def masked(text: str) -> str:
    """The text with the last four digits alone of every long number: outside the card nobody needs an IIN whole."""
    return LONG_NUMBER.sub(lambda found: _stars(found[0]), text)


def _stars(number: str) -> str:
    return re.sub(r"\d", "*", number[:-SEEN]) + number[-SEEN:]


def state_words(batch: ImportBatch) -> str:
    """The state of the import; of one that ended before its columns were known, that it came no further."""
    return _state_words(batch.state, bool(batch.mapping), get_language())


@lru_cache(maxsize=64)
def _state_words(state: str, is_mapped: bool, _language: str | None) -> str:
    known = BatchState(state).label
    return str(known if is_mapped else NOT_READ.get(state, known))


def what(code: str, language: str, value: str = "") -> str:
    """The sentence about the problem; without a value what it is in general."""
    found = problem_sentences.SENTENCES.get(code)
    if found is None:
        return code
    with override(language):
        words = str(found.what)
    if value:
        return words.replace("{value}", value)
    return re.sub(r"\s*\(\{value\}\)|:\s*\{value\}", "", words).replace("{value}", "…")


def how_to_fix(code: str, language: str) -> str:
    found = problem_sentences.SENTENCES.get(code)
    with override(language):
        return str(found.mend) if found else ""


def cells(
    found: Iterable[ImportProblem], columns: Sequence[Mapping[str, Any]], language: str, *, personal: bool
) -> list[Problem]:
    """The problems as lines of a table; values only for who may know them, long numbers masked."""
    headings = {int(column["column"]): str(column["header"]) for column in columns}
    return [
        Problem(
            one.row,
            letter(one.column),
            headings.get(one.column, ""),
            value := _value(one.value, personal=personal),
            one.severity,
            what(one.code, language, value),
            how_to_fix(one.code, language),
        )
        for one in found
    ]


def _value(text: str, *, personal: bool) -> str:
    if not personal:
        return str(HIDDEN)
    before, arrow, code = text.partition(PROPOSED)
    shown = masked(before)
    return _("%(text)s – perhaps %(code)s") % {"text": shown, "code": code} if arrow else shown
