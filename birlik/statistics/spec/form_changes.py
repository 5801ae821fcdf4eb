"""What an edition of a form changed since the one before: lines added, gone and changed. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from birlik.statistics.spec.model import FormLine, FormSpec


@dataclass(frozen=True, slots=True)
class FormChanges:
    """Lines of the form, in its order. `changed`: another number, label, help, or other cells than before."""

    added: tuple[FormLine, ...] = ()
    gone: tuple[FormLine, ...] = ()
    changed: tuple[FormLine, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.gone or self.changed)


def compare_forms(before: FormSpec, after: FormSpec) -> FormChanges:
    """Compare two editions line by line; a line is the same one where its code is."""
    old, new = _lines(before), _lines(after)
    return FormChanges(
        tuple(line for code, line in new.items() if code not in old),
        tuple(line for code, line in old.items() if code not in new),
        tuple(
            line for code, line in new.items() if code in old and _content(before, old[code]) != _content(after, line)
        ),
    )


def _lines(form: FormSpec) -> dict[str, FormLine]:
    return {line.code: line for section in form.sections for line in section.lines}


def _content(form: FormSpec, line: FormLine) -> tuple[object, ...]:
    return (line, *(form.rows[code] for code in line.rows))
