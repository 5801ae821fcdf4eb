"""Invented names: Kazakh, Russian and others in shares by region, with their keys of search and order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import yaml

from birlik.grammar.letters import fold, sort_key
from demo.apportion import Flags, Floats, Integers, Random

Styles = dict[str, tuple[float, ...]]  # group → shares of its styles; one style where it is absent
FILE = Path(__file__).parent / "names.yaml"
VOWELS = "аәеёиоөуұүыіэюя"
SHUFFLE = 7  # so that frequent names are not those at the start of the alphabet
FREQUENT = 1.5  # how much more often the first names of a list are drawn
SURNAME_STYLES: Styles = {"kazakh": (0.76, 0.14, 0.10)}  # -ов or -ев, the bare name, -ұлы or -қызы
FATHER_STYLES: Styles = {"kazakh": (0.6, 0.4), "uyghur": (0.3, 0.7), "uzbek": (0.2, 0.8)}  # -ұлы, -ович
NO_PATRONYMIC = 0.03
ADJECTIVES = {"ский": "ская", "цкий": "цкая"}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a name: first all forms of men, then of women; in each a block per group and style."""

    words: pl.DataFrame
    starts: Integers
    sizes: Integers
    women: int  # where the forms of women begin, counted from those of men


@dataclass(frozen=True, slots=True)
class Stock:
    groups: tuple[str, ...]
    regions: dict[str, dict[str, int]]
    surname: Part
    given: tuple[Part, Part]
    patronymic: Part


def draw(random: Random, region: str, woman: Flags) -> pl.DataFrame:
    """surname, given, patronymic, fold_key, given_key, sort_key of as many people as `woman` has entries."""
    stock, count = load(), len(woman)
    shares = stock.regions.get(region, stock.regions[""])
    weights = np.array([shares.get(group, 0) for group in stock.groups], dtype=np.float64)
    group = random.choice(len(weights), count, p=weights / weights.sum())
    surname = _words(random, stock.surname, _styles(random, stock, group, SURNAME_STYLES), woman)
    men, women = (_index(random, part, group, FREQUENT) for part in stock.given)
    given = _either(stock.given, men, women, woman)
    patronymic = _words(random, stock.patronymic, _styles(random, stock, group, FATHER_STYLES), woman)
    none = pl.Series(random.random(count) < NO_PATRONYMIC)
    return _joined(surname, given, patronymic, none)


def _joined(surname: pl.DataFrame, given: pl.DataFrame, patronymic: pl.DataFrame, none: pl.Series) -> pl.DataFrame:
    parts = {"surname": surname, "given": given, "patronymic": patronymic}
    wide = pl.DataFrame(
        [part[column].alias(f"{name}_{column}") for name, part in parts.items() for column in part.columns]
    )
    wide = wide.with_columns(pl.when(~none).then(pl.col(f"patronymic_{c}")).alias(f"patronymic_{c}") for c in KEYS)
    return wide.select(
        surname="surname_word",
        given="given_word",
        patronymic=pl.col("patronymic_word").fill_null(""),
        fold_key=pl.concat_str([f"{name}_fold" for name in parts], separator=" ", ignore_nulls=True),
        given_key=pl.concat_str(["given_fold", "surname_fold"], separator=" "),
        sort_key=pl.concat_str([f"{name}_sort" for name in parts], separator=" ", ignore_nulls=True),
    )


KEYS = ("word", "fold", "sort")


def _styles(random: Random, stock: Stock, group: Integers, styles: Styles) -> Integers:
    """The block of each person: the styles of a group follow each other."""
    chances = [styles.get(name, (1.0,)) for name in stock.groups]
    firsts = np.cumsum([0, *(len(one) for one in chances)])[:-1]
    drawn = random.random(len(group))
    style = np.zeros(len(group), dtype=np.int64)
    for number, one in enumerate(chances):
        here = group == number
        style[here] = np.searchsorted(np.cumsum(one)[:-1], drawn[here], side="right")
    return np.asarray(firsts[group] + style)


def _index(random: Random, part: Part, block: Integers, power: float) -> Integers:
    place: Floats = part.sizes[block] * random.random(len(block)) ** power
    return np.asarray(part.starts[block] + place.astype(np.int64))


def _words(random: Random, part: Part, block: Integers, woman: Flags) -> pl.DataFrame:
    index = _index(random, part, block, FREQUENT)
    return part.words[pl.Series(index + part.women * woman)]


def _either(parts: tuple[Part, Part], men: Integers, women: Integers, woman: Flags) -> pl.DataFrame:
    both = pl.concat([part.words for part in parts])
    return both[pl.Series(np.where(woman, women + len(parts[0].words), men))]


@cache
def load() -> Stock:
    """The lists of names.yaml as tables."""
    data: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    regions: dict[str, dict[str, int]] = data.pop("regions")
    groups = tuple(data)
    lists = {name: {key: text.split() for key, text in group.items()} for name, group in data.items()}
    for group in lists.values():
        for other in group.pop("base", []):
            group |= {key: lists[other][key] for key in ("m", "f", "fathers")}
    surnames = [block for group in lists.values() for block in _surnames(group)]
    fathers = [block for name, group in lists.items() for block in _fathers(name, group)]
    given = tuple(_part([[(one, one) for one in _shuffled(group[sex])] for group in lists.values()]) for sex in "mf")
    return Stock(groups, regions, _part(surnames), (given[0], given[1]), _part(fathers))


Pairs = list[tuple[str, str]]  # the forms of a man and of a woman


def _part(blocks: list[Pairs]) -> Part:
    sizes = np.array([len(block) for block in blocks], dtype=np.int64)
    words = [pair[sex] for sex in (0, 1) for block in blocks for pair in block]
    frame = pl.DataFrame(
        {"word": words, "fold": [fold(word) for word in words], "sort": [sort_key(word, "kk") for word in words]}
    )
    return Part(frame, np.cumsum(sizes) - sizes, sizes, int(sizes.sum()))


def _shuffled(words: list[str]) -> list[str]:
    return [words[index] for index in np.random.default_rng(SHUFFLE).permutation(len(words)).tolist()]


def _surnames(group: dict[str, list[str]]) -> list[Pairs]:
    if "bases" not in group:
        return [[(stem, _of_woman(stem)) for stem in _shuffled(group["stems"])]]
    bases = _shuffled(group["bases"])
    endings = [_family(base) for base in bases]
    return [
        [(word, f"{word}а") for word in endings],
        [(base, base) for base in bases],
        [(f"{base}ұлы", f"{base}қызы") for base in bases],
    ]


def _of_woman(stem: str) -> str:
    for man, woman in ADJECTIVES.items():
        if stem.endswith(man):
            return stem.removesuffix(man) + woman
    return f"{stem}а" if stem.endswith(("ов", "ев", "ёв", "ин", "ын")) else stem


def _family(base: str) -> str:
    """Base of a Kazakh name → family name: Асан → Асанов, Абай → Абаев, Бегалы → Бегалиев."""
    if base.endswith("й"):
        return f"{base[:-1]}ев"
    if base.endswith(("ы", "і")):
        return f"{base[:-1]}иев"
    return f"{base}{'ев' if base[-1] in VOWELS or base[-1] in 'жшщч' else 'ов'}"


def _fathers(name: str, group: dict[str, list[str]]) -> list[Pairs]:
    fathers = _shuffled(group.get("fathers") or group["m"])
    if name in FATHER_STYLES:
        stems = [_family(father) for father in fathers]
        return [[(f"{one}ұлы", f"{one}қызы") for one in fathers], [(f"{one}ич", f"{one}на") for one in stems]]
    if fathers[0].endswith(("ов", "ев", "ёв")):
        return [[(f"{one}ич", f"{one}на") for one in fathers]]
    return [[(f"{_family(one)}ич", f"{_family(one)}на") for one in fathers]]
