"""A small note and a small resolution, and a resolver that knows what it is told."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from birlik.documents.blocks import FigureRef, Mark

NARROW = "\u202f"


def mark(key: str, value: str, shown: str = "", *, percent: bool = False) -> Mark:
    return Mark.of(key, text=shown or value, value=value, percent=percent, href=f"/figures/{key.partition('@')[0]}")


def cite(key: str, value: str, shown: str) -> str:
    return f'<a class="figure" href="/figures/x" data-figure="{key}" data-value="{value}">{shown}</a>'


TOTAL = cite("members_total@union/2025#1:value", "601648", f"601{NARROW}648")
CHANGE = cite("members_total@union/2025#1:change", "7227", f"7{NARROW}227")
PERCENT = cite("members_total@union/2025#1:change_pct", "1.2", "1,2")
DECLINE = cite("members_students@union/2025#1:change", "-1698", f"1{NARROW}698")

NOTE = f"""
<h2 data-block="intro.title">Мүшелік</h2>
<p data-block="intro">Кәсіподақта {TOTAL} мүше бар, бұл {CHANGE} адамға ({PERCENT} %) артық.</p>
<ul data-block="lists">
  <li>студенттер {DECLINE} адамға азайды;</li>
  <li>35 жасқа дейінгілер бөлек саналады.</li>
</ul>
<table data-block="table"><thead><tr><th>Ұйым</th><th class="number">Саны</th></tr></thead>
<tbody><tr><td>Барлығы</td><td class="number">{TOTAL}</td></tr></tbody></table>
"""

RESOLUTION = f"""
<p data-block="preamble">Исполком Профсоюза <strong class="operative">ПОСТАНОВЛЯЕТ:</strong></p>
<p data-block="accept">1. Итоги за 2025 год принять к сведению: {TOTAL} членов.</p>
<div data-block="bodies" class="points">
  <p>2. <span data-addressee="members">Руководящим органам членских организаций</span>:</p>
  <p>2.1. Рассмотреть итоги до 1 мая 2026 года.</p>
  <p>2.2. Усилить работу с молодёжью до 35 лет.</p>
</div>
<p data-block="control">3. Контроль за исполнением возложить на заместителя председателя.</p>
"""

META = {
    "document_date": "2026-02-20",
    "minutes_number": "9",
    "item_number": "1",
    "organisation_kk": "Қазақстандық салалық кәсіподақ",
    "organisation_ru": "Казахстанский отраслевой профсоюз",
    "body_kk": "АТҚАРУ КОМИТЕТІ",
    "body_ru": "ИСПОЛНИТЕЛЬНЫЙ КОМИТЕТ",
    "controller_position": "заместитель председателя",
    "controller_name": "К. Бақылаушы",
    "signatory_position": "Председатель",
    "signatory_name": "Т. Төраға",
}


@dataclass
class Known:
    """A resolver over a list of figures; the last of one name is the newest edition."""

    marks: list[Mark] = field(default_factory=list)
    questions: int = 0

    def latest_marks(self, refs: Collection[FigureRef]) -> Mapping[FigureRef, Mark]:
        self.questions += 1
        return {known.ref: known for known in self.marks if known.ref in refs}

    def pool(self) -> Iterable[Mark]:
        return list(self.marks)

    def correct(self, figure: str, facet: str, value: str) -> None:
        old = next(known for known in reversed(self.marks) if known.ref == (figure, facet))
        self.marks.append(replace(old, edition=old.edition + 1, value=Decimal(value)))


def known_figures() -> Known:
    return Known(
        [
            mark("members_total@union/2025#1:value", "601648"),
            mark("members_total@union/2025#1:change", "7227"),
            mark("members_total@union/2025#1:change_pct", "1.2", percent=True),
            mark("members_students@union/2025#1:change", "-1698"),
            mark("primary_organisations@union/2025#1:change", "111"),
        ]
    )
