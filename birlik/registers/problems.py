"""What trying a list out found. A problem is kept as a code with parameters, for any language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import BaseValidator, ProhibitNullCharactersValidator, RegexValidator
from django.db.models import BaseConstraint

from birlik.core.errors import Refusal
from birlik.registers.declare import Register
from birlik.registers.fields import NO_BIN
from birlik.registers.forms import EntryForm, form_of
from birlik.registers.models import EntryImport

FORM = "form."  # begins the code of what the form of the register says itself
Sentence = Callable[[Refusal], str]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a line. `row` and `column` are the file's, from 1; column 0 is the line as a whole.

    `heading`: the field. `params`: None once the list is emptied, for they hold what stood in its cells.
    """

    row: int
    column: int
    heading: str
    code: str
    params: dict[str, Any] | None

    def sentence(self, register: Register, say: Sentence) -> str:
        """Return the sentence in the language of now; `say` gives that of a refusal."""
        if self.params is None:
            return say(Refusal("entry_import.forgotten"))
        refusal = Refusal.from_json({"code": self.code, "params": self.params})
        if not self.code.startswith(FORM):
            return say(refusal)
        sentence = _sentences(register)[self.heading, self.code.removeprefix(FORM)]
        return str(sentence % refusal.params if refusal.params else sentence)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a line changes of an entry that stands: the fields as they were and as they are to be, as JSON.

    `version`: of the entry with the change. `before` and `after` are empty once the list is emptied.
    """

    row: int
    entry: int
    version: int
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many lines there are, how many of them would be new entries or corrections of such as stand, the rows that
    change nothing, and what is wrong with the others. `header`: the row of the headings; `unknown`: those that name no
    field.
    """

    header: int = 0
    lines: int = 0
    good: int = 0
    unchanged: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()
    unknown: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()

    @property
    def new(self) -> int:
        """How many of the good lines are no corrections."""
        return self.good - len(self.corrections)

    @classmethod
    def of(cls, batch: EntryImport) -> Outcome:
        """Return what trying the batch out found; nothing yet of one that is still to be read."""
        if not batch.outcome:
            return cls()
        fields: dict[str, Any] = {**batch.outcome, "unchanged": tuple(batch.outcome["unchanged"])}
        lists = {
            "problems": tuple(Problem(*one) for one in fields["problems"]),
            "unknown": tuple(fields["unknown"]),
            "corrections": tuple(Correction(*one) for one in fields.get("corrections", ())),
        }
        return cls(**(fields | lists))

    def to_json(self) -> dict[str, Any]:
        """Return it as a row keeps it, as JSON."""
        problems = [[one.row, one.column, one.heading, one.code, one.params] for one in self.problems]
        return {
            "header": self.header, "lines": self.lines, "good": self.good, "unchanged": self.unchanged,
            "problems": problems, "unknown": self.unknown,
            "corrections": [[one.row, one.entry, one.version, one.before, one.after] for one in self.corrections],
        }  # fmt: skip


def without_texts(outcome: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept of an outcome without any text of the list."""
    if not outcome:
        return outcome
    problems = [[row, column, heading, code, None] for row, column, heading, code, _params in outcome["problems"]]
    corrections = [[*one[:3], {}, {}] for one in outcome.get("corrections", ())]
    return {**outcome, "problems": problems, "unknown": [], "corrections": corrections}


def refusals_of(form: EntryForm) -> Iterator[tuple[str, Refusal]]:
    """Yield field and code of everything that the form says is wrong; no field for what concerns several."""
    for name, errors in form.errors.as_data().items():
        field = "" if name == NON_FIELD_ERRORS else name
        for error in errors:
            yield field, Refusal.from_json({"code": FORM + _code_of(form, error), "params": error.params or {}})


def _code_of(form: EntryForm, error: ValidationError) -> str:
    """Return the code; a condition of the table has none, so its name is taken."""
    if error.code:
        return str(error.code)
    return next(one.name for one in _constraints(form) if str(one.violation_error_message) == str(error.message))


def _constraints(form: EntryForm) -> Sequence[BaseConstraint]:
    return form.instance._meta.constraints  # noqa: SLF001 - Django's own


@cache
def _sentences(register: Register) -> dict[tuple[str, str], Any]:
    """Return field and code → the sentence that the form says, to be filled with parameters."""
    sentences: dict[tuple[str, str], Any] = {
        ("", one.name): one.violation_error_message
        for one in register.model._meta.constraints  # noqa: SLF001 - Django's own
    }
    for name in register.form_fields:
        column, field = register.column(name), form_of(register).base_fields[name]
        sentences[name, "bin"] = NO_BIN
        for validator in (*column.validators, *field.validators):
            if isinstance(validator, BaseValidator | RegexValidator | ProhibitNullCharactersValidator):
                sentences[name, str(validator.code)] = validator.message
        sentences |= {(name, code): text for code, text in {**column.error_messages, **field.error_messages}.items()}
    return sentences
