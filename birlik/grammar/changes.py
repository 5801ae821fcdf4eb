"""Words that follow the sign of a change: a text never says "увеличилось" beside a minus.

The Kazakh words are those of the union's explanatory notes; zero has its own word everywhere.
`change` is current minus previous, in any unit.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

Change = int | Decimal | float


class Agreement(StrEnum):
    """What a Russian verb of the past agrees with."""

    MASCULINE = "masculine"
    FEMININE = "feminine"
    NEUTER = "neuter"  # after a quantity: количество, число, «7 227 человек»
    PLURAL = "plural"


_RU_PAST = {
    Agreement.MASCULINE: ("увеличился", "уменьшился", "не изменился"),
    Agreement.FEMININE: ("увеличилась", "уменьшилась", "не изменилась"),
    Agreement.NEUTER: ("увеличилось", "уменьшилось", "не изменилось"),
    Agreement.PLURAL: ("увеличились", "уменьшились", "не изменились"),
}


def verb_by_sign(change: Change, lang: str, agreement: str = "neuter") -> str:
    """Return the verb of the change: kk "артты", "азайды", "өзгерген жоқ"; ru "увеличилось" …; en "increased" ….

    `agreement` (masculine, feminine, neuter, plural) matters in Russian alone.
    """
    if lang == "kk":
        return verb_kk(change)
    if lang == "ru":
        return _by_sign(change, *_RU_PAST[Agreement(agreement)])
    return _by_sign(change, "increased", "decreased", "did not change")


def verb_kk(change: Change, *, varied: bool = False) -> str:
    """Return "артты", "азайды" or "өзгерген жоқ"; `varied` gives the other word for a decrease, "кеміді"."""
    return _by_sign(change, "артты", "кеміді" if varied else "азайды", "өзгерген жоқ")


def noun_by_sign(change: Change, lang: str) -> str:
    """Return the noun of the change: kk "өсім" / "азаю", ru "рост" / "снижение", en "increase" / "decrease"."""
    words = {
        "kk": ("өсім", "азаю", "өзгеріссіз"),
        "ru": ("рост", "снижение", "без изменений"),
        "en": ("increase", "decrease", "no change"),
    }
    return _by_sign(change, *words[lang])


def _by_sign(change: Change, up: str, down: str, same: str) -> str:
    if change == 0:
        return same
    return up if change > 0 else down
