"""Cells as values: words of closed lists, days, numbers, each as people write them in Kazakh and Russian."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

import polars as pl
from django.utils.translation import override

from birlik.accounts.roles import ROLES
from birlik.core.bilingual import LANGUAGES, Bilingual
from birlik.core.identifiers import LENGTH, bin_is_valid
from birlik.core.periods import LAST_DAY
from birlik.members.imports.parse import dates
from birlik.members.imports.parse.vocabulary import INSTITUTIONS, plain
from birlik.orgs.enums import InstitutionType
from birlik.orgs.kinds import kinds
from birlik.refdata.regions import regions

LEAST_BIN = 9  # digits that are left where a spreadsheet took the zeros at the beginning away


def bin_of(text: str) -> str:
    """Return the BIN as it is written, the zeros back that a spreadsheet took for a number's."""
    digits = text.replace(" ", "").replace("\u00a0", "").removesuffix(".0")
    if digits.isdigit() and LEAST_BIN <= len(digits) < LENGTH and bin_is_valid(digits.zfill(LENGTH)):
        return digits.zfill(LENGTH)
    return digits


def days(texts: Iterable[str], today: date) -> dict[str, date]:
    """Return text → day, of those that are days."""
    different = sorted(set(texts))
    if not different:
        return {}
    read = dates.parse_dates(pl.Series(different, dtype=pl.String), today, latest=LAST_DAY)
    return {text: day for text, day, code in zip(different, read["day"], read["code"], strict=True) if day and not code}


@cache
def kind_words() -> Mapping[str, str]:
    """Return plain word → code of a kind of organisations."""
    return _words({one.code: (one.name, one.plural) for one in kinds()})


@cache
def region_words() -> Mapping[str, str]:
    """Return plain word → code of a region."""
    return {**_words({one.code: (one.name,) for one in regions()}), **{plain(one.iso): one.code for one in regions()}}


@cache
def institution_words() -> Mapping[str, str]:
    """Return plain word → type of institution."""
    words = dict(INSTITUTIONS)
    for language in LANGUAGES:
        with override(language):
            words |= {plain(str(label)): value for value, label in InstitutionType.choices}
    return words


@cache
def role_words() -> Mapping[str, str]:
    """Return plain word → code of a role."""
    return _words({one.code: (one.name,) for one in ROLES.values()})


def _words(names: Mapping[str, tuple[Bilingual, ...]]) -> dict[str, str]:
    texts = {plain(name.in_(language)): code for code, each in names.items() for name in each for language in LANGUAGES}
    return {**texts, **{plain(code): code for code in names}}
