"""The kinds of papers: each a file of the rulebook, `papers/CODE.yaml`, and a template a language beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from birlik.accounts.permissions import Permission
from birlik.core.bilingual import Bilingual
from birlik.core.errors import Refusal
from birlik.core.rulebook import Document, RulebookError, read, rulebook_folder
from birlik.documents import layouts
from birlik.documents.queries import OTHER_LANGUAGE
from birlik.orgs.kinds import kinds_by_code
from birlik.orgs.models import Organisation
from birlik.statistics.spec.schemas import CODE, CODES, TEXT, WORDS, listing, record

UNION = frozenset({"union"})
WORDS_FILE = "words.yaml"
NO_WORDS = Bilingual("", "")
NO_CONDITION = "always"
CONDITION = re.compile(r"(?P<side>change|value)\((?P<code>[a-z0-9_]+)\) (?P<sign>[<>]) 0")
WHEN = {"type": "string", "pattern": rf"^({NO_CONDITION}|(change|value)\([a-z0-9_]+\) [<>] 0)$"}

FIGURE = record({"figure": CODE}, {"words": TEXT})
SCHEMA = record(
    {"name": TEXT, "title": TEXT, "signatory": TEXT},
    {
        "body": TEXT,
        "levels": {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True},
        "layout": {"enum": list(layouts.LAYOUTS)},
        "view": {"enum": [one.value for one in Permission]},
        "edit": {"enum": [one.value for one in Permission]},
        "told": listing(FIGURE),
        "lists": {
            "type": "object",
            "additionalProperties": record({"figures": listing(FIGURE)}, {"largest_first": {"type": "boolean"}}),
        },
        "advice": listing(record({"when": WHEN, "text": TEXT}, {"about": CODES})),
        "instructions": listing(record({"code": WORDS, "when": WHEN, "text": TEXT}, {"about": CODES})),
    },
)


@dataclass(frozen=True, slots=True)
class FigureWords:
    """A figure of a list with the words of the paper for it; without `words` it is told by the name of the form."""

    code: str
    words: Bilingual = NO_WORDS


@dataclass(frozen=True, slots=True)
class FigureList:
    """A list of figures that a template draws; what is empty or zero is left out."""

    figures: tuple[FigureWords, ...]
    largest_first: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of a figure: `side` is its "value" or its "change", `sign` "<" or ">"; without a code: always."""

    side: str = ""
    code: str = ""
    sign: str = ""

    @classmethod
    def parse(cls, text: str) -> Condition:
        match = CONDITION.fullmatch(text)
        return cls(match["side"], match["code"], match["sign"]) if match else cls()

    def holds(self, side: float) -> bool:
        return side > 0 if self.sign == ">" else side < 0


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of advice or an instruction, said when its condition holds; the text may cite figures with the tags of
    templates. `about`: the lines of the form that it speaks of without citing them."""

    code: str
    when: Condition
    text: Bilingual
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperKind:
    """How one kind of paper is called, whose it is, who may read and write it, and what its template is given.

    `name`: what pages, files and lists call it. `title`: what stands above the text, a line of the page per line; it
    may name {year}, {as_of} and {organisation}, which is in the genitive. `signatory`: the position of who signs;
    `body`: the second line of a letterhead.
    `levels`: the kinds of organisations (rulebook/orgs/kinds.yaml) of which each has such a paper, on its own figures.
    `view`, `edit`: what is needed besides the right to papers; a chair of a primary organisation has none to papers.
    `layout`: how it stands on the page, and what is checked in it (`documents.layouts`).
    `told`: the figures that are sorted into those that rose, fell and stayed; `lists`: lists by their names.
    """

    name: Bilingual
    title: Bilingual
    signatory: Bilingual
    body: Bilingual = NO_WORDS
    levels: frozenset[str] = UNION
    layout: str = layouts.PLAIN
    view: Permission = Permission.PAPER_VIEW
    edit: Permission = Permission.PAPER_EDIT
    told: tuple[FigureWords, ...] = ()
    lists: Mapping[str, FigureList] = field(default_factory=dict)
    advice: tuple[Passage, ...] = ()
    instructions: tuple[Passage, ...] = ()

    @property
    def is_resolution(self) -> bool:
        """Whether it has points, a date, a number and somebody who controls it."""
        return self.layout == layouts.RESOLUTION


@lru_cache(maxsize=1)
def kinds() -> dict[str, PaperKind]:
    """Return the kinds of papers by code, in the order of their files; each stands as its layout says from now on."""
    kinds_found = load_kinds(rulebook_folder() / "papers")
    for code, kind in kinds_found.items():
        layouts.declare(code, kind.layout)
    return kinds_found


def load_kinds(folder: Path) -> dict[str, PaperKind]:
    """Read the kinds of a folder; one without its templates is a malformed rulebook."""
    kinds_found = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name == WORDS_FILE:
            continue
        document = read(path)
        document.require(SCHEMA)
        for level in document.data.get("levels", ()):
            if level not in kinds_by_code():
                raise document.error(f"there is no kind of organisation '{level}'", "levels")
        for language in OTHER_LANGUAGE:
            template = path.with_name(f"{path.stem}.{language}.html")
            if not template.is_file():
                raise RulebookError(path, 1, f"there is no template {template.name} beside it")
        kinds_found[path.stem] = _kind(document)
    return kinds_found


def _kind(document: Document) -> PaperKind:
    data = document.data
    given: dict[str, Any] = {
        **{name: Bilingual.of(data[name]) for name in ("name", "title", "signatory")},
        "body": Bilingual.of(data["body"]) if "body" in data else NO_WORDS,
        "levels": frozenset(data.get("levels", UNION)),
        "layout": data.get("layout", layouts.PLAIN),
        "view": Permission(data.get("view", Permission.PAPER_VIEW)),
        "edit": Permission(data.get("edit", Permission.PAPER_EDIT)),
        "told": _figures(data.get("told", ())),
        "lists": {
            name: FigureList(_figures(item["figures"]), item.get("largest_first", False))
            for name, item in data.get("lists", {}).items()
        },
        "advice": _passages(data.get("advice", ())),
        "instructions": _passages(data.get("instructions", ())),
    }
    return PaperKind(**given)


def _figures(items: Any) -> tuple[FigureWords, ...]:
    return tuple(
        FigureWords(item["figure"], Bilingual.of(item["words"]) if "words" in item else NO_WORDS) for item in items
    )


def _passages(items: Any) -> tuple[Passage, ...]:
    return tuple(
        Passage(
            item.get("code", ""),
            Condition.parse(item["when"]),
            Bilingual.of(item["text"]),
            tuple(item.get("about", ())),
        )
        for item in items
    )


def kind_of(code: str, organisation: Organisation, language: str) -> PaperKind:
    """Return the kind of that code; `paper.kind_unknown` where the organisation has none, or
    `paper.language_unknown`.
    """
    kind = kinds_for(organisation).get(code)
    if kind is None:
        raise Refusal("paper.kind_unknown", kind=code)
    if language not in OTHER_LANGUAGE:
        raise Refusal("paper.language_unknown", language=language)
    return kind


def kinds_for(organisation: Organisation) -> dict[str, PaperKind]:
    """Return the kinds of papers that such an organisation has, in the order of the table."""
    return {code: kind for code, kind in kinds().items() if organisation.kind in kind.levels}
