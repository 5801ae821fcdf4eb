"""The rulebook of statistics as a whole, read once a process."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from birlik.core.errors import Refusal
from birlik.core.rulebook import RulebookError, rulebook_folder
from birlik.statistics.spec.causes import CauseSpec, load_causes
from birlik.statistics.spec.checks import CheckSet, load_checks
from birlik.statistics.spec.forms import load_form
from birlik.statistics.spec.model import FormSpec


@dataclass(frozen=True, slots=True)
class Rulebook:
    """`forms` by the day they come into force; `checks` speak of the newest of them."""

    forms: tuple[FormSpec, ...]
    checks: CheckSet
    causes: tuple[CauseSpec, ...]


def load_folder(folder: Path) -> Rulebook:
    """Read forms/, checks/ and causes/ of a folder.

    The checks are read for the newest edition, which must have every cell they name; of an older one those are asked
    whose cells it has (`validation`).
    """
    forms_by_date: dict[tuple[str, date], FormSpec] = {}
    for path in sorted((folder / "forms").glob("*.yaml")):
        form = load_form(path)
        if path.stem != form.name:
            raise RulebookError(path, 1, f"the edition calls itself {form.name}")
        if (form.code, form.valid_from) in forms_by_date:
            raise RulebookError(path, 1, f"another edition of '{form.code}' is valid from {form.valid_from} too")
        forms_by_date[form.code, form.valid_from] = form
    if not forms_by_date:
        raise RulebookError(folder / "forms", 1, "there is no form")
    forms = sorted(forms_by_date.values(), key=lambda form: form.valid_from)
    checks = load_checks(folder / "checks" / "membership.yaml", forms[-1])
    return Rulebook(tuple(forms), checks, load_causes(folder / "causes" / "decline.yaml"))


def require_indicators(rulebook: Rulebook, codes: Collection[str]) -> None:
    """Refuse a form one of whose rows is filled by an indicator that no register has."""
    for form in rulebook.forms:
        for row in form.rows.values():
            if row.registry and row.registry not in codes:
                path = rulebook_folder() / "forms" / f"{form.name}.yaml"
                raise RulebookError(path, 1, f"'{row.code}' is filled by '{row.registry}', which no register counts")


@lru_cache(maxsize=1)
def load_all() -> Rulebook:
    """Return the rulebook beside the package; the first call of a process reads it, or says what is malformed."""
    return load_folder(rulebook_folder())


def forms_in_force(year: int) -> list[FormSpec]:
    """Return every edition that came into force by the start of a year, the newest last."""
    return [form for form in load_all().forms if form.valid_from <= date(year, 1, 1)]


def form_of_code(code: str, year: int) -> FormSpec:
    """Return the edition of a form in force at the start of a year: by the form's code, or by the edition's own name.

    Refused with `form.unknown`, naming those there are.
    """
    forms = forms_in_force(year)
    matches = [form for form in forms if code in (form.code, form.name)]
    if not matches:
        raise Refusal("form.unknown", field="form", form=code, known=", ".join(form.name for form in forms))
    return matches[-1]


@lru_cache(maxsize=64)
def default_form(year: int) -> FormSpec:
    """Return the edition in force at the start of a year; a year before the first is refused with `period.unknown`."""
    in_force = forms_in_force(year)
    if not in_force:
        raise Refusal("period.unknown", period=year)
    return in_force[-1]
