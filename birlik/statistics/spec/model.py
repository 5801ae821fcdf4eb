"""What a form, its lines and its cells are: frozen values, read from the rulebook or from a stored copy."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
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
    `registry`: the indicator of a register that fills it, where it is empty. `was`: the cells of the edition before
    whose sum it continues, where that one calls it otherwise.
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
    was: tuple[str, ...] = ()
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


@dataclass(frozen=True, slots=True)
class FormUses:
    """What pages and papers ask of a form, by the codes of its cells and percentages; "" or nothing: it is not there.

    `headcount`: how many members an organisation has. `measures`: one or two head-counts to grow and fall in: growth
    is listed by the first, decline by the last. `outflow`: who left; the causes of decrease must add up to it.
    `highlights`: the main figures of an organisation, `highlights_of`: those of a kind of organisations with others.
    `trend`: charts over the years, each with its lines. `shares`: percentages of the consolidated table beside the
    headline. `categories`: a category of the registry → its cells at the beginning and at the end of the period.
    """

    headcount: str = ""
    measures: tuple[str, ...] = ()
    outflow: str = ""
    highlights: tuple[str, ...] = ()
    highlights_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    trend: tuple[tuple[str, ...], ...] = ()
    shares: tuple[str, ...] = ()
    categories: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> FormUses:
        """Read what `content` gave, or what a file of the rulebook says."""
        return cls(
            data.get("headcount", ""),
            tuple(data.get("measures", ())),
            data.get("outflow", ""),
            tuple(data.get("highlights", ())),
            {kind: tuple(codes) for kind, codes in data.get("highlights_of", {}).items()},
            tuple(tuple(codes) for codes in data.get("trend", ())),
            tuple(data.get("shares", ())),
            {category: (opening, closing) for category, (opening, closing) in data.get("categories", {}).items()},
        )

    def content(self) -> dict[str, Any]:
        """Return it as plain data, without what the form does not have."""
        lists = {kind: list(codes) for kind, codes in self.highlights_of.items()}
        pairs = {category: list(codes) for category, codes in self.categories.items()}
        data = {
            "headcount": self.headcount,
            "measures": list(self.measures),
            "outflow": self.outflow,
            "highlights": list(self.highlights),
            "highlights_of": lists,
            "trend": [list(codes) for codes in self.trend],
            "shares": list(self.shares),
            "categories": pairs,
        }
        return {name: value for name, value in data.items() if value}

    def highlights_for(self, kind: str) -> tuple[str, ...]:
        """Return the main figures of an organisation of this kind."""
        return self.highlights_of.get(kind, self.highlights)


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
    uses: FormUses = FormUses()
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
    def derived_codes(self) -> tuple[str, ...]:
        return tuple(share.code for share in self.derived)

    def has(self, code: str) -> bool:
        """Return whether the form has a cell or a percentage of this code."""
        return code in self.rows or code in self.derived_codes

    def label(self, code: str) -> Bilingual:
        """Return the name of a cell or of a percentage of the form."""
        if code in self.rows:
            return self.rows[code].label
        return next(share.label for share in self.derived if share.code == code)

    def carry_over(self, before: FormSpec, values: Mapping[str, int]) -> dict[str, int]:
        """Return values of the edition before under the codes of this one: what may be compared, and nothing else.

        A cell continues the one of its code where both count the same: by unit, and by what a sum adds up. A cell
        with `was` continues the sum of those; where one of them is empty, nothing.
        """
        old_codes = self.continued_cells(before)
        if all(old_codes.get(code) == (code,) for code in values):
            return dict(values)
        return {
            code: sum(values[part] for part in parts)
            for code, parts in old_codes.items()
            if all(part in values for part in parts)
        }

    def continued_cells(self, before: FormSpec) -> Mapping[str, tuple[str, ...]]:
        """Return code → the cells of the edition before that it continues; without an entry where it continues none."""
        return _continued_cells(self, before)

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
            "uses": self.uses.content(),
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
            uses=FormUses.of(content["uses"]),
        )


TEXTS = ("title", "remark", "changes", "source")


@lru_cache(maxsize=64)
def _continued_cells(form: FormSpec, before: FormSpec) -> Mapping[str, tuple[str, ...]]:
    old_codes: dict[str, tuple[str, ...]] = {}
    for code in (*(code for code, row in form.rows.items() if not row.sum), *form.auto_codes):
        row, old = form.rows[code], before.rows.get(code)
        if old and not old.never and old.unit == row.unit and _adds_up_the_same(code, form, before, old_codes):
            old_codes[code] = (code,)
        elif row.was and before.rows.keys() >= set(row.was):
            old_codes[code] = row.was
    return old_codes


def _adds_up_the_same(code: str, form: FormSpec, before: FormSpec, old_codes: Mapping[str, tuple[str, ...]]) -> bool:
    """Return whether a sum adds up what it added up before; its parts are in `continued` already."""
    parts = [part for part in form.rows[code].sum if not form.rows[part].never]
    old_parts = {part for part in before.rows[code].sum if not before.rows[part].never}
    return all(part in old_codes for part in parts) and {old for part in parts for old in old_codes[part]} == old_parts


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
        **({"was": list(row.was)} if row.was else {}),
    }


def _row_from(content: Mapping[str, Any]) -> FormRow:
    plain: dict[str, Any] = {name: content[name] for name in ROW_PLAIN}
    lists: dict[str, Any] = {name: tuple(content[name]) for name in ROW_LISTS}
    plain["registry"] = content.get("registry", "")
    lists["was"] = tuple(content.get("was", ()))
    return FormRow(**plain, **lists, label=Bilingual.of(content["label"]), help=Bilingual.of(content["help"]))
