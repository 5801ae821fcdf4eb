"""What a form, its lines and its cells are: frozen values, read from the rulebook or from a stored copy."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from birlik.core.bilingual import Bilingual
from birlik.grammar.numbers import percent_of

NOTHING = Bilingual("", "")


@dataclass(frozen=True, slots=True)
class FormRow:
    """One indicator: a cell of the form.

    `number` is the line on paper, in a matrix "line.column". `levels`: kinds of organisation that fill it in.
    `applies`: types of institution that have it (empty: all). `never`: a crossed-out cell of a matrix. `sum`: the
    codes it adds up; such a cell is computed. `prefill`: the code whose last year's value it opens with.
    `registry`: the indicator of a register that fills it, where it is empty.
    """

    code: str
    number: str
    label: Bilingual
    unit: str
    levels: tuple[str, ...]
    section: str
    line: str
    column: str = ""
    sum: tuple[str, ...] = ()
    applies: tuple[str, ...] = ()
    never: bool = False
    prefill: str = ""
    registry: str = ""
    headline: bool = False
    help: Bilingual = NOTHING

    @property
    def is_auto(self) -> bool:
        return bool(self.sum)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a matrix section."""

    code: str
    label: Bilingual


@dataclass(frozen=True, slots=True)
class FormLine:
    """A numbered line as it is printed; `rows` are the codes of its cells, one per column (one without columns)."""

    code: str
    number: str
    label: Bilingual
    rows: tuple[str, ...]
    help: Bilingual = NOTHING


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of the form; without `columns` every line has a single cell."""

    code: str
    title: Bilingual
    columns: tuple[Column, ...]
    lines: tuple[FormLine, ...]


@dataclass(frozen=True, slots=True)
class DerivedFigure:
    """A percentage that is never stored or added, always recomputed from sums (domain rule K6)."""

    code: str
    label: Bilingual
    numerator: str
    denominator: str

    def value(self, values: Mapping[str, int]) -> Decimal | None:
        return percent_of(values.get(self.numerator), values.get(self.denominator))


@dataclass(frozen=True, slots=True, eq=False)
class FormSpec:
    """An edition of a form. Equal content means equal specs: `digest` stands for all of it."""

    code: str
    edition: int
    valid_from: date
    draft: bool
    title: Bilingual
    remark: Bilingual
    changes: Bilingual
    source: Bilingual
    sections: tuple[Section, ...]
    rows: Mapping[str, FormRow]
    derived: tuple[DerivedFigure, ...]
    headline_codes: tuple[str, ...]
    auto_codes: tuple[str, ...] = field(init=False)
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "auto_codes", auto_order(self.rows))
        object.__setattr__(self, "digest", _digest(self.content()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FormSpec) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    @property
    def name(self) -> str:
        return f"{self.code}-{self.edition}"

    @property
    def headline(self) -> tuple[FormRow, ...]:
        """The main indicators, in the order in which papers name them."""
        return tuple(self.rows[code] for code in self.headline_codes)

    @property
    def stored_codes(self) -> tuple[str, ...]:
        """Codes that can have a value, in the order of the form."""
        return tuple(row.code for row in self.rows.values() if not row.never)

    def is_applicable(self, row: FormRow, level: str, institution_type: str) -> bool:
        """Return whether an organisation of this kind and type has this cell at all."""
        return level in row.levels and not row.never and (not row.applies or institution_type in row.applies)

    def rows_for(self, level: str, institution_type: str) -> tuple[FormRow, ...]:
        """Return the cells an organisation of this kind and type has, computed ones included, in
        the order of the form.
        """
        return tuple(row for row in self.rows.values() if self.is_applicable(row, level, institution_type))

    def inapplicable_codes(self, institution_type: str) -> frozenset[str]:
        """Return codes that the form itself rules out for a type of institution; they count zero."""
        return frozenset(
            row.code for row in self.rows.values() if row.never or (row.applies and institution_type not in row.applies)
        )

    def absent_codes(self, not_applicable: Collection[str], *, institution_type: str | None = None) -> frozenset[str]:
        """Return cells that count zero: said to be not applicable, ruled out by the form, or sums of nothing else."""
        codes = {*not_applicable, *(code for code, row in self.rows.items() if row.never)}
        if institution_type is not None:
            codes |= self.inapplicable_codes(institution_type)
        codes.update(code for code in self.auto_codes if codes.issuperset(self.rows[code].sum))
        return frozenset(codes)

    def compute_autos(
        self, values: Mapping[str, int], not_applicable: Collection[str] = (), *, institution_type: str | None = None
    ) -> dict[str, int]:
        """Return the computed cells of a report that can be known: code → sum.

        A sum is known when all its applicable parts are. Cells in `not_applicable`, and those the form rules out for
        `institution_type`, count zero; a sum of nothing but such cells is itself left out.
        """
        absent = self.absent_codes(not_applicable, institution_type=institution_type)
        cells = {code: value for code, value in values.items() if code not in self.auto_codes}
        sums: dict[str, int] = {}
        for code in self.auto_codes:
            parts = [part for part in self.rows[code].sum if part not in absent]
            if code not in absent and all(part in cells for part in parts):
                sums[code] = cells[code] = sum(cells[part] for part in parts)
        return sums

    def with_autos(
        self, values: Mapping[str, int], not_applicable: Collection[str] = (), *, institution_type: str | None = None
    ) -> dict[str, int]:
        """Return what was typed, and the sums as they now are; a sum that is no longer known is gone."""
        answers = {code: value for code, value in values.items() if code not in self.auto_codes}
        return answers | self.compute_autos(answers, not_applicable, institution_type=institution_type)

    def content(self) -> dict[str, Any]:
        """Return the whole edition as plain data, for the immutable copy in the database."""
        return {
            "code": self.code,
            "edition": self.edition,
            "valid_from": self.valid_from.isoformat(),
            "draft": self.draft,
            **{name: getattr(self, name).as_dict() for name in TEXTS},
            "sections": [_section_content(section) for section in self.sections],
            "rows": [_row_content(row) for row in self.rows.values()],
            "derived": [
                {
                    "code": share.code,
                    "label": share.label.as_dict(),
                    "numerator": share.numerator,
                    "denominator": share.denominator,
                }
                for share in self.derived
            ],
            "headline": list(self.headline_codes),
        }

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> FormSpec:
        """Read back what `content` gave; the digest is the same."""
        rows = [_row_from(row) for row in content["rows"]]
        return cls(
            code=content["code"],
            edition=content["edition"],
            valid_from=date.fromisoformat(content["valid_from"]),
            draft=content["draft"],
            **{name: Bilingual.of(content[name]) for name in TEXTS},
            sections=tuple(_section_from(section) for section in content["sections"]),
            rows={row.code: row for row in rows},
            derived=tuple(
                DerivedFigure(share["code"], Bilingual.of(share["label"]), share["numerator"], share["denominator"])
                for share in content["derived"]
            ),
            headline_codes=tuple(content["headline"]),
        )


TEXTS = ("title", "remark", "changes", "source")


class CircularSum(ValueError):
    """A computed row that, through others, adds up itself."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def auto_order(rows: Mapping[str, FormRow]) -> tuple[str, ...]:
    """Return codes of computed rows, each after its parts."""
    order: dict[str, None] = {}
    open_: set[str] = set()

    def visit(code: str) -> None:
        if code in order or not rows[code].sum:
            return
        if code in open_:
            raise CircularSum(code)
        open_.add(code)
        for part in rows[code].sum:
            visit(part)
        order[code] = None

    for code, row in rows.items():
        if not row.never:
            visit(code)
    return tuple(order)


def _digest(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _section_content(section: Section) -> dict[str, Any]:
    return {
        "code": section.code,
        "title": section.title.as_dict(),
        "columns": [{"code": column.code, "label": column.label.as_dict()} for column in section.columns],
        "lines": [
            {
                "code": line.code,
                "number": line.number,
                "label": line.label.as_dict(),
                "rows": list(line.rows),
                "help": line.help.as_dict(),
            }
            for line in section.lines
        ],
    }


def _section_from(content: Mapping[str, Any]) -> Section:
    return Section(
        content["code"],
        Bilingual.of(content["title"]),
        tuple(Column(column["code"], Bilingual.of(column["label"])) for column in content["columns"]),
        tuple(
            FormLine(
                line["code"],
                line["number"],
                Bilingual.of(line["label"]),
                tuple(line["rows"]),
                Bilingual.of(line["help"]),
            )
            for line in content["lines"]
        ),
    )


ROW_LISTS = ("levels", "sum", "applies")
ROW_PLAIN = ("code", "number", "unit", "section", "line", "column", "never", "prefill", "headline")


def _row_content(row: FormRow) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in ROW_PLAIN},
        **{name: list(getattr(row, name)) for name in ROW_LISTS},
        "label": row.label.as_dict(),
        "help": row.help.as_dict(),
        **({"registry": row.registry} if row.registry else {}),  # editions from before it keep their digest
    }


def _row_from(content: Mapping[str, Any]) -> FormRow:
    plain: dict[str, Any] = {name: content[name] for name in ROW_PLAIN}
    lists: dict[str, Any] = {name: tuple(content[name]) for name in ROW_LISTS}
    plain["registry"] = content.get("registry", "")
    return FormRow(**plain, **lists, label=Bilingual.of(content["label"]), help=Bilingual.of(content["help"]))
