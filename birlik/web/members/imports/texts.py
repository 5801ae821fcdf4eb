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
from birlik.members.imports.match.organisations import PROPOSAL_SIGN
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
HIDDEN_WORD = gettext_lazy("hidden")
LONG_NUMBER = re.compile(r"\d(?:[\s.-]?\d){8,}")
DIGITS_LEFT = 4


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell with its place in the file, what stands in it, what is wrong and how to mend it."""

    row: int
    letter: str
    heading: str
    value: str
    severity: str
    what: str
    how_to_fix: str


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A kind of problem and how many rows have it."""

    code: str
    severity: str
    rows: int
    what: str
    how_to_fix: str


def mask_numbers(text: str) -> str:
    """Mask all but the last four digits of every long number: outside the card nobody needs an IIN whole."""
    return LONG_NUMBER.sub(lambda match: _stars(match[0]), text)


def _stars(number: str) -> str:
    return re.sub(r"\d", "*", number[:-DIGITS_LEFT]) + number[-DIGITS_LEFT:]


def state_words(batch: ImportBatch) -> str:
    """Name the state of the import; of one that ended before its columns were known, that it came no further."""
    return _state_words(batch.state, bool(batch.mapping), get_language())


@lru_cache(maxsize=64)
def _state_words(state: str, is_mapped: bool, _language: str | None) -> str:
    label = BatchState(state).label
    return str(label if is_mapped else NOT_READ.get(state, label))


def what(code: str, language: str, value: str = "") -> str:
    """Return the sentence about the problem; without a value what it is in general."""
    sentence = problem_sentences.SENTENCES.get(code)
    if sentence is None:
        return code
    with override(language):
        words = str(sentence.what)
    if value:
        return words.replace("{value}", value)
    return re.sub(r"\s*\(\{value\}\)|:\s*\{value\}", "", words).replace("{value}", "…")


def how_to_fix(code: str, language: str) -> str:
    sentence = problem_sentences.SENTENCES.get(code)
    with override(language):
        return str(sentence.how_to_fix) if sentence else ""


def cells(
    problems: Iterable[ImportProblem], columns: Sequence[Mapping[str, Any]], language: str, *, personal: bool
) -> list[Problem]:
    """Return the problems as lines of a table; values only for who may know them, long numbers masked."""
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
        for one in problems
    ]


def _value(text: str, *, personal: bool) -> str:
    if not personal:
        return str(HIDDEN_WORD)
    before, arrow, code = text.partition(PROPOSAL_SIGN)
    text_shown = mask_numbers(before)
    return _("%(text)s – perhaps %(code)s") % {"text": text_shown, "code": code} if arrow else text_shown
