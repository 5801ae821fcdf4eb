"""The templates of papers: files of the rulebook, `papers/KIND.LANGUAGE.html`, compiled once a process."""

from __future__ import annotations

import re
from functools import lru_cache

from django.template import Engine, Template

from birlik.core.rulebook import rulebook_folder

LIST_WITHOUT_ITEMS = re.compile(r"(?:<p\b[^>]*>[^<]*:</p>\s*)?<ul\b[^>]*>\s*</ul>\n?")  # and the line that leads to it
EMPTY_PART = re.compile(r"<(p|li|tbody|table)\b[^>]*>\s*</\1>\n?")
TABLE_WITHOUT_ROWS = re.compile(r"<table\b[^>]*>\s*<thead>(?:(?!</thead>).)*</thead>\s*</table>\n?", re.DOTALL)
EMPTY_SECTION = re.compile(r"<h2\b[^>]*>[^<]*</h2>\s*(?=<h2\b|$)")
LAST_ITEM = re.compile(r"[;,]</li>(?=\s*</ul>)")


@lru_cache(maxsize=64)
def paper_template(kind: str, language: str) -> Template:
    """Return the template of a paper, compiled."""
    source = (rulebook_folder() / "papers" / f"{kind}.{language}.html").read_text()
    return compile_text(source)


def compile_text(text: str) -> Template:
    """Return a text of the rulebook as a template."""
    return Engine.get_default().from_string(text)


def tidy(html: str) -> str:
    """Take out what sentences that were left out leave behind: empty parts, lists and sections; the last item of a
    list ends with a full stop.
    """
    for pattern in (EMPTY_PART, LIST_WITHOUT_ITEMS, EMPTY_PART, TABLE_WITHOUT_ROWS):
        html = pattern.sub("", html)
    return LAST_ITEM.sub(".</li>", EMPTY_SECTION.sub("", html))
