"""Holding the papers of the rulebook against its form: every figure they name is there, and bound to its name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.template import TemplateSyntaxError

from birlik.core.rulebook import Document, RulebookError, read, rulebook_folder
from birlik.documents.queries import OTHER_LANGUAGE
from birlik.statistics import spec
from birlik.statistics.papers.content import figure_codes, passage_template
from birlik.statistics.papers.kinds import Condition, PaperKind
from birlik.statistics.papers.templates import paper_template
from birlik.statistics.queries.computed import computed_figure

TAG = re.compile(r"\{% *(?:(sentence) +([^%]*?)|(endsentence)) *%\}")


def require_figures(kinds: Mapping[str, PaperKind]) -> None:
    """Refuse a paper that names a figure which no edition of the form has, or that speaks of a line in words which
    nothing binds to the name of the line; each with file and line.
    """
    for code in kinds:
        path = rulebook_folder() / "papers" / f"{code}.yaml"
        _require_texts(read(path))
        for language in OTHER_LANGUAGE:
            _require_template(path.with_name(f"{code}.{language}.html"), code, language)


def _is_figure(code: str) -> bool:
    return any(form.has(code) or computed_figure(form, code) for form in spec.load_all().forms)


def _is_bound(code: str) -> bool:
    """Return whether words about it may be used: it is no line of the form, or its name stands beside the words."""
    rulebook = spec.load_all()
    return code in rulebook.words.lines or not any(form.has(code) for form in rulebook.forms)


def _require_texts(document: Document) -> None:
    for place, code, is_worded in _named_figures(document):
        if not _is_figure(code):
            raise document.error(f"'{code}' is no figure of any edition of the form", *place)
        if is_worded and not _is_bound(code):
            raise document.error(f"words for '{code}': write the name of the line into words.yaml, too", *place)
    for name in ("advice", "instructions"):
        for number, item in enumerate(document.data.get(name, ())):
            for language in OTHER_LANGUAGE:
                try:
                    passage_template(item["text"][language])
                except TemplateSyntaxError as fault:
                    raise document.error(str(fault), name, number, "text", language) from fault


def _named_figures(document: Document) -> Iterator[tuple[tuple[str | int, ...], str, bool]]:
    """Give (place, code, whether something is said of it in words) for every figure that the file names."""
    data = document.data
    lists: list[tuple[tuple[str, ...], Any]] = [(("told",), data.get("told", ()))]
    lists += [(("lists", name, "figures"), item["figures"]) for name, item in data.get("lists", {}).items()]
    for where, items in lists:
        for number, item in enumerate(items):
            yield (*where, number, "figure"), item["figure"], "words" in item
    for name in ("advice", "instructions"):
        for number, item in enumerate(data.get(name, ())):
            for code in item.get("about", ()):
                yield (name, number, "about"), code, True
            if code := Condition.parse(item["when"]).code:
                yield (name, number, "when"), code, True
            for language in OTHER_LANGUAGE:
                for code in figure_codes(item["text"][language]):
                    yield (name, number, "text", language), code, True


def _require_template(path: Path, kind: str, language: str) -> None:
    """Ask that each figure of a template is known, and that a sentence names each line of the form that it tells."""
    try:
        paper_template(kind, language)
    except TemplateSyntaxError as fault:
        raise RulebookError(path, 1, str(fault)) from fault
    open_sentences: list[set[str]] = []
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        start = 0
        for tag in [*TAG.finditer(line), None]:
            for code in figure_codes(line[start : tag.start() if tag else len(line)]):
                _require_figure(path, number, code, set().union(*open_sentences))
            if tag is not None:
                start = tag.end()
                if tag[1]:
                    open_sentences.append(set(tag[2].split()))
                    _require_sentence(path, number, tag[2].split())
                elif open_sentences:
                    open_sentences.pop()


def _require_sentence(path: Path, number: int, codes: list[str]) -> None:
    for code in codes:
        if not _is_figure(code):
            raise RulebookError(path, number, f"'{code}' is no figure of any edition of the form")
        if not _is_bound(code):
            raise RulebookError(path, number, f"a sentence about '{code}': write the name of the line into words.yaml")


def _require_figure(path: Path, number: int, code: str, open_sentences: set[str]) -> None:
    if not _is_figure(code):
        raise RulebookError(path, number, f"'{code}' is no figure of any edition of the form")
    if any(form.has(code) for form in spec.load_all().forms) and code not in open_sentences:
        raise RulebookError(path, number, f"'{code}' stands in no {{% sentence {code} %}}, which may be left out")
