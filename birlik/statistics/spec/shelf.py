"""The rulebook of statistics as a whole, read once a process."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from birlik.core.errors import Refusal
from birlik.core.rulebook import RulebookError, one_file, raise_all, rulebook_folder
from birlik.statistics.spec.causes import CauseSpec, load_causes
from birlik.statistics.spec.checks import CheckSet, load_checks
from birlik.statistics.spec.forms import load_form
from birlik.statistics.spec.model import FormSpec
from birlik.statistics.spec.words import PaperWords, load_words


@dataclass(frozen=True, slots=True)
class Rulebook:
    """`forms` by the day they come into force; of an edition those `checks` are asked that concern it."""

    forms: tuple[FormSpec, ...]
    checks: CheckSet
    causes: tuple[CauseSpec, ...]
    words: PaperWords


def load_folder(folder: Path) -> Rulebook:
    """Read forms/, checks/ and causes/ of a folder, and the words of its papers."""
    forms = load_forms(folder / "forms")
    codes = {code for form in forms for code in (*form.rows, *form.derived_codes)}
    return Rulebook(
        forms,
        load_checks(one_file(folder / "checks"), forms),
        load_causes(one_file(folder / "causes")),
        load_words(folder / "papers" / "words.yaml", codes),
    )


def load_forms(folder: Path) -> tuple[FormSpec, ...]:
    """Read the editions of the form, by the day they come into force."""
    forms_by_date: dict[tuple[str, date], FormSpec] = {}
    faults = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            form = load_form(path)
        except RulebookError as fault:
            faults.append(fault)
            continue
        if path.stem != form.name:
            faults.append(RulebookError(path, 1, f"the edition calls itself {form.name}"))
        if (form.code, form.valid_from) in forms_by_date:
            reason = f"another edition of '{form.code}' is valid from {form.valid_from} too"
            faults.append(RulebookError(path, 1, reason))
        forms_by_date[form.code, form.valid_from] = form
    raise_all(faults)
    if not forms_by_date:
        raise RulebookError(folder, 1, "there is no form")
    forms = tuple(sorted(forms_by_date.values(), key=lambda form: form.valid_from))
    _require_continued_cells(folder, forms)
    return forms


def _require_continued_cells(folder: Path, forms: Sequence[FormSpec]) -> None:
    """Refuse a line that says it was another one, which no earlier edition has."""
    for place, form in enumerate(forms):
        earlier_codes = {code for one in forms[:place] for code in one.rows}
        for row in form.rows.values():
            for code in row.was:
                if code not in earlier_codes:
                    path = folder / f"{form.name}.yaml"
                    raise RulebookError(path, 1, f"'{row.code}' was '{code}', which no earlier edition has")


def require_indicators(rulebook: Rulebook, codes: Collection[str]) -> None:
    """Refuse a form one of whose rows is filled by an indicator that no register has."""
    for form in rulebook.forms:
        for row in form.rows.values():
            if row.registry and row.registry not in codes:
                path = rulebook_folder() / "forms" / f"{form.name}.yaml"
                raise RulebookError(path, 1, f"'{row.code}' is filled by '{row.registry}', which no register counts")


def require_categories(rulebook: Rulebook, columns: Collection[str]) -> None:
    """Refuse a form whose cells stand for a category that the registry of members has no column for."""
    for form in rulebook.forms:
        for category in form.uses.categories:
            if category not in columns:
                path = rulebook_folder() / "forms" / f"{form.name}.yaml"
                column_names = ", ".join(columns)
                raise RulebookError(
                    path, 1, f"uses: categories: '{category}' is no column of the registry ({column_names})"
                )


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
