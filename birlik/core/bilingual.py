"""A text in the two official languages and, where there is one, in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES = ("kk", "ru", "en")


@dataclass(frozen=True, slots=True)
class Bilingual:
    """Kazakh and Russian are always there; English falls back to Russian, anything else to Kazakh."""

    kk: str
    ru: str
    en: str = ""

    @classmethod
    def of(cls, texts: Mapping[str, str]) -> Bilingual:
        return cls(texts["kk"], texts["ru"], texts.get("en", ""))

    def in_(self, language: str) -> str:
        if language == "ru":
            return self.ru
        if language == "en":
            return self.en or self.ru
        return self.kk

    def as_dict(self) -> dict[str, str]:
        return {"kk": self.kk, "ru": self.ru, "en": self.en}


def gettext_noop(text: str) -> str:
    """Mark an English text for the catalogues, where nothing may know Django: whoever shows it translates it."""
    return text
