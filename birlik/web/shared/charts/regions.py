"""Names of the regions short enough for a tile: on a wide screen, and the sign of four letters for a telephone."""

from __future__ import annotations

from birlik.core.bilingual import Bilingual

# By the two-digit KATO code; the full names stand in rulebook/regions/kato.yaml.
SHORT_NAMES: dict[str, tuple[Bilingual, Bilingual]] = {
    "10": (Bilingual("Абай", "Абай", "Abai"), Bilingual("Абай", "Абай", "Abai")),
    "11": (Bilingual("Ақмола", "Акмола", "Aqmola"), Bilingual("Ақмо", "Акмо", "Aqmo")),
    "15": (Bilingual("Ақтөбе", "Актобе", "Aqtobe"), Bilingual("Ақтө", "Акто", "Aqto")),
    "19": (Bilingual("Алматы обл.", "Алматы обл.", "Almaty reg."), Bilingual("АлмО", "АлмО", "AlmR")),
    "23": (Bilingual("Атырау", "Атырау", "Atyrau"), Bilingual("Атыр", "Атыр", "Atyr")),
    "27": (Bilingual("Батыс Қаз.", "Зап. Каз.", "West Kaz."), Bilingual("БҚО", "ЗКО", "WKR")),
    "31": (Bilingual("Жамбыл", "Жамбыл", "Zhambyl"), Bilingual("Жамб", "Жамб", "Zham")),
    "33": (Bilingual("Жетісу", "Жетісу", "Zhetisu"), Bilingual("Жет", "Жет", "Zhet")),
    "35": (Bilingual("Қарағанды", "Караганда", "Qaragandy"), Bilingual("Қар", "Кар", "Qar")),
    "39": (Bilingual("Қостанай", "Костанай", "Qostanay"), Bilingual("Қост", "Кост", "Qost")),
    "43": (Bilingual("Қызылорда", "Кызылорда", "Qyzylorda"), Bilingual("Қыз", "Кыз", "Qyz")),
    "47": (Bilingual("Маңғыстау", "Мангистау", "Mangystau"), Bilingual("Маңғ", "Манг", "Mang")),
    "55": (Bilingual("Павлодар", "Павлодар", "Pavlodar"), Bilingual("Павл", "Павл", "Pavl")),
    "59": (Bilingual("Солт. Қаз.", "Сев. Каз.", "North Kaz."), Bilingual("СҚО", "СКО", "NKR")),
    "61": (Bilingual("Түркістан", "Туркестан", "Turkistan"), Bilingual("Түрк", "Турк", "Turk")),
    "62": (Bilingual("Ұлытау", "Улытау", "Ulytau"), Bilingual("Ұлыт", "Улыт", "Ulyt")),
    "63": (Bilingual("Шығыс Қаз.", "Вост. Каз.", "East Kaz."), Bilingual("ШҚО", "ВКО", "EKR")),
    "71": (Bilingual("Астана", "Астана", "Astana"), Bilingual("Аст", "Аст", "Ast")),
    "75": (Bilingual("Алматы қ.", "г. Алматы", "Almaty city"), Bilingual("Алм", "Алм", "Alm")),
    "79": (Bilingual("Шымкент", "Шымкент", "Shymkent"), Bilingual("Шым", "Шым", "Shym")),
}
