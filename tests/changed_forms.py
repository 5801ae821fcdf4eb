"""Forms as a union may change them: without a line, or with every line under another name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from birlik.core.rulebook import rulebook_folder
from birlik.statistics.spec import FormSpec, load_form
from birlik.statistics.spec.shelf import load_forms

LETTERS = "абвгдежзиклмнопрстуфхцчшщэюя"


def newest_form() -> FormSpec:
    return load_forms(rulebook_folder() / "forms")[-1]


def lines_of(form: FormSpec) -> list[str]:
    return [line.code for section in form.sections for line in section.lines]


def without_line(form: FormSpec, code: str, folder: Path) -> FormSpec:
    """The edition after `form` that drops a line; whatever added the line up adds up the others."""
    sums = "".join(f"  {name}:\n    sum: [{', '.join(parts)}]\n" for name, parts in _sums_without(form, code))
    extended = folder / f"{form.name}.yaml"
    if not extended.exists():
        for path in (rulebook_folder() / "forms").glob("*.yaml"):
            (folder / path.name).write_text(path.read_text())
    path = folder / f"{form.code}-{form.edition + 1}.yaml"
    path.write_text(
        f"extends: {form.name}\nedition: {form.edition + 1}\nvalid_from: {form.edition + 1}-01-01\n"
        f"dropped_lines: [{code}]\n" + (f"lines:\n{sums}" if sums else "")
    )
    return load_form(path)


def _sums_without(form: FormSpec, code: str) -> Iterator[tuple[str, list[str]]]:
    """The lines that add the line up, each with the lines that it adds up besides."""
    for section in form.sections:
        names = {row: line.code for line in section.lines for row in line.rows}
        for line in section.lines:
            down = [row for row in line.rows if code in {names.get(part) for part in form.rows[row].sum}]
            if line.code != code and down:
                widest = max(down, key=lambda row: len(form.rows[row].sum))
                parts = dict.fromkeys(names[part] for part in form.rows[widest].sum)
                yield line.code, [part for part in parts if part not in (code, line.code)]


def renamed(form: FormSpec) -> FormSpec:
    """The same form, in which every line, column and percentage has a name that says nothing."""
    content: dict[str, Any] = form.content()
    for number, item in enumerate([*content["rows"], *content["derived"]]):
        item["label"] = dict.fromkeys(("kk", "ru", "en"), nonsense(number))
    for section in content["sections"]:
        for item in (*section["lines"], *section["columns"]):
            item["label"] = dict.fromkeys(("kk", "ru", "en"), "Ыыы")
    return FormSpec.from_content(content)


def nonsense(number: int) -> str:
    """A name without a digit, another for each number."""
    high, low = divmod(number, len(LETTERS))
    return f"Ы{LETTERS[high]}{LETTERS[low]}"
