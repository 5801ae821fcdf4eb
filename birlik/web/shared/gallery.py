"""Every component on one page with invented data; the address exists only in DEBUG."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from birlik.core.bilingual import Bilingual
from birlik.core.periods import Period
from birlik.web.shared import charts, numbers
from birlik.web.shared.charts import Bar, Series, Tile
from birlik.web.shared.figures import FigureView
from birlik.web.shared.navigation import Chip, Crumb, RailItem, Result, Tab

COUNTS = {"not_begun": 12, "begun": 31, "sent": 118, "returned": 9, "accepted": 8546}

REGIONS = [
    ("39", "Қостанай", 2.4), ("59", "Солтүстік Қаз.", -1.2), ("11", "Ақмола", 1.9), ("55", "Павлодар", -0.4),
    ("27", "Батыс Қаз.", 3.1), ("15", "Ақтөбе", 7.8), ("71", "Астана", 12.6), ("35", "Қарағанды", -6.1),
    ("10", "Абай", 0.0), ("63", "Шығыс Қаз.", -2.2), ("23", "Атырау", 4.4), ("62", "Ұлытау", None),
    ("33", "Жетісу", 1.1), ("47", "Маңғыстау", 5.3), ("43", "Қызылорда", 0.7), ("61", "Түркістан", 2.2),
    ("31", "Жамбыл", -0.9), ("75", "Алматы қ.", 3.8), ("19", "Алматы обл.", 6.6), ("79", "Шымкент", 8.9),
]  # fmt: skip

CHANGES = [
    ("Шымкент қалалық ұйымы", 4210, 3980), ("Ақтөбе облыстық ұйымы", 3122, 2800), ("Астана қалалық ұйымы", 1954, 2105),
    ("Алматы облыстық ұйымы", 1201, 640), ("Қызылорда облыстық ұйымы", 310, 295), ("Жетісу облыстық ұйымы", 42, -80),
    ("Солтүстік Қазақстан облыстық ұйымы", -188, -120), ("Шығыс Қазақстан облыстық ұйымы", -905, -610),
    ("Қарағанды облыстық ұйымы", -2433, -1980),
]  # fmt: skip


class SampleForm(forms.Form):
    name = forms.CharField(label="Ұйымның атауы", help_text="Жарғыда жазылғандай", max_length=20)
    kind = forms.ChoiceField(label="Түрі", choices=[("school", "Мектеп"), ("college", "Колледж")])
    note = forms.CharField(label="Түсіндірме", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agree = forms.BooleanField(label="Мәліметтердің дұрыстығын растаймын")


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    frame = SimpleNamespace(
        items=_rail(),
        languages=(("kk", "Қаз", "Қазақша"), ("ru", "Рус", "Русский"), ("en", "Eng", "English")),
        theme=request.COOKIES.get("theme", ""),
        rail=request.COOKIES.get("rail", ""),
        may_pick=True,
        is_demonstration=True,
        roles=(("Бөлім меңгерушісі", "Салалық кәсіподақ"),),
        years=[2025, 2024],
    )
    person = SimpleNamespace(is_authenticated=True, full_name="Бөлім меңгерушісі", username="head")
    return render(request, "shared/gallery.html", {"frame": frame, "user": person, **_samples()})


def _rail() -> tuple[RailItem, ...]:
    names = ["home", "campaign", "figures", "dynamics", "papers", "organisations"]
    labels = ["Басты бет", "Науқан", "Көрсеткіштер", "Динамика", "Құжаттар", "Ұйымдар"]
    return tuple(
        RailItem(name, label, f"#{name}", name == "campaign") for name, label in zip(names, labels, strict=True)
    )


def _samples() -> dict[str, Any]:
    return {
        "period": Period(2025),
        "crumbs": [Crumb("Салалық кәсіподақ", "#u"), Crumb("Ақтөбе облыстық ұйымы", "#a"), Crumb("№ 12 мектеп БКҰ")],
        "figures": _figures(),
        "partial": FigureView(571_204, "#f", Bilingual("Барлығы", "Всего"), accepted=8_546, expected=8_716),
        "counts": COUNTS,
        "statuses": ["not_begun", "begun", "sent", "returned", "accepted", "frozen"],
        "marks": ["preliminary", "frozen", "stale"],
        "chips": [
            Chip("Барлығы", "#", active=True, count=8716),
            Chip("Маған келгені", "#", count=12),
            Chip("Кешіккен", "#", count=3),
        ],
        "tabs": [Tab("Есеп", "#", active=True), Tab("Нұсқалар", "#", count=3), Tab("Қайда келтірілген", "#")],
        "rows": [(name, 20_000 + change, change, Decimal(change) / 200) for name, change, _workers in CHANGES],
        "form": SampleForm({"name": "Өте ұзақ атау, жиырма әріптен асады", "kind": "school"}),
        "page": Paginator(range(8716), 50).page(7),
        "results": [
            Result("№ 12 мектеп БКҰ", "#", "Ақтөбе қаласы · 123456789012"),
            Result("№ 12 мектеп-лицей БКҰ", "#", "Шалқар ауданы"),
        ],
        **_charts(),
    }


def _figures() -> list[FigureView]:
    return [
        FigureView(
            601_648, "#total", Bilingual("Кәсіподақ мүшелерінің жалпы саны", "Общая численность членов профсоюза"),
            change=14_233, change_pct=Decimal("2.42"), series=[571_000, 578_300, 581_900, 587_415, 601_648],
        ),
        FigureView(
            Decimal("92.41"), "#coverage", Bilingual("Кәсіподақ мүшелігімен қамту", "Охват профсоюзным членством"),
            unit="%", change=Decimal("0.3"), series=[91, 91.6, None, 92.1, 92.4],
        ),
        FigureView(
            115_420, "#trained", Bilingual("Кәсіподақтық оқытудан өткендер", "Прошли профсоюзное обучение"),
            change=-1_534, change_pct=Decimal("-1.31"),
            series=[98_000, 104_300, 111_954, 116_954, 115_420], mark="stale",
        ),
        FigureView(
            8_716, "#primaries", Bilingual("Бастауыш кәсіподақ ұйымдары", "Первичные профсоюзные организации"),
            change=111, change_pct=Decimal("1.29"), mark="frozen",
        ),
        FigureView(None, "#none", Bilingual("Еңбек қауіпсіздігі", "Охрана труда"), mark="preliminary"),
    ]  # fmt: skip


def _charts() -> dict[str, SafeString]:
    tiles = [
        Tile(code, name, numbers.percent(pct, sign=True), charts.step_of(pct), f"#{code}")
        for code, name, pct in REGIONS
    ]
    bars = [Bar(name, total, f"#{index}", workers) for index, (name, total, workers) in enumerate(CHANGES)]
    years = [2021, 2022, 2023, 2024, 2025]
    lines = [
        Series("Барлық мүшелер", [571_000, 578_300, 581_900, 587_415, 601_648], [f"#{year}" for year in years]),
        Series("Жұмыс істейтін мүшелер", [452_000, 455_100, None, 461_020, 470_909]),
    ]
    charts_by_name: dict[str, SafeString] = {}
    for suffix, narrow in (("wide", False), ("narrow", True)):
        charts_by_name[f"tiles_{suffix}"] = charts.tile_map(tiles, title="Өңірлер бойынша өзгеріс", narrow=narrow)
        charts_by_name[f"bars_{suffix}"] = charts.diverging_bars(
            bars, title="Ұйымдар бойынша өзгеріс", measures=("Барлық мүшелер", "Жұмыс істейтіндер"), narrow=narrow
        )
        charts_by_name[f"lines_{suffix}"] = charts.line_chart(lines, years, title="Бес жылдағы саны", narrow=narrow)
    return charts_by_name
