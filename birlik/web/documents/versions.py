"""Two versions of a paper, paragraph by paragraph: what was taken away, what was written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from re import findall

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from birlik.documents import markup
from birlik.documents import queries as documents
from birlik.documents.blocks import Block
from birlik.documents.models import PaperVersion
from birlik.web.documents import desk, side
from birlik.web.documents.downloads import version as version_of
from birlik.web.shared.navigation import Crumb
from birlik.web.shared.paper_addresses import PaperAddress

# A number with its thousands apart is one word: half of a number that changed says nothing.
WORD = r"[^\s\d]*\d{1,3}(?:[\u00a0\u202f]\d{3})+\S*|\s+|\S+"


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A paragraph that differs: `how` is added, removed or changed; `html` holds del and ins."""

    key: str
    how: str
    html: SafeString


@require_safe
def show(request: HttpRequest, address: PaperAddress) -> HttpResponse:
    """Compare two versions: ?from=1&to=3; without them the newest version against the one before."""
    spot, paper = desk.existing_paper(request, address)
    new = version_of(paper, request.GET.get("to"))
    old = version_of(paper, request.GET.get("from") or str(max(new.number - 1, 1)))
    context = spot.context(Crumb(_("Versions")), view="versions") | {
        "old": old,
        "new": new,
        "lines": compare(old.blocks, new.blocks),
        "around": _changes_of_details(old, new),
        "numbers": [version.number for version in documents.history(paper)],
        "versions": side.versions(spot, paper, new.number),
    }
    return render(request, "documents/versions.html", context)


def compare(old: Sequence[Block], new: Sequence[Block]) -> list[VersionRow]:
    """Return the paragraphs that differ, in the order of the new version; one that is gone stands where it was."""
    before, after = ({block.key: _text(block) for block in blocks} for blocks in (old, new))
    keys = SequenceMatcher(None, list(before), list(after), autojunk=False)
    differences = []
    for _tag, start, end, other, last in keys.get_opcodes():
        differences += [_line(key, before[key], None) for key in list(before)[start:end] if key not in after]
        for key in list(after)[other:last]:
            if before.get(key) != after[key]:
                differences.append(_line(key, before.get(key), after[key]))
    return differences


def words(old: str, new: str) -> SafeString:
    """Return the text with what was taken away in <del> and what was written in <ins>, word by word."""
    one, two = (findall(WORD, text) for text in (old, new))
    return mark_safe("".join(_pieces(one, two)))  # noqa: S308  # every piece is escaped


def _text(block: Block) -> str:
    """Return the text without the marks of bold words, which say nothing to a reader."""
    return markup.plain_text(block.html).replace("**", "")


def _pieces(one: list[str], two: list[str]) -> Iterator[str]:
    for tag, start, end, other, last in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if tag == "equal":
            yield escape("".join(one[start:end]))
            continue
        if deletion := "".join(one[start:end]):
            yield f"<del>{escape(deletion)}</del>"
        if insertion := "".join(two[other:last]):
            yield f"<ins>{escape(insertion)}</ins>"


def _line(key: str, old: str | None, new: str | None) -> VersionRow:
    how = "added" if old is None else "removed" if new is None else "changed"
    return VersionRow(key, how, words(old or "", new or ""))


def _changes_of_details(old: PaperVersion, new: PaperVersion) -> list[tuple[str, SafeString]]:
    """Return what differs in the title and the details."""
    names = {
        "document_date": _("Date"),
        "minutes_number": _("Number of the minutes"),
        "item_number": _("Item of the agenda"),
        "controller_position": _("Control"),
        "controller_name": _("Control"),
        "signatory_position": _("Signed by"),
        "signatory_name": _("Signed by"),
    }
    changes = [(_("Title"), words(old.title, new.title))] if old.title != new.title else []
    for field, name in names.items():
        before, after = str(old.meta.get(field, "")), str(new.meta.get(field, ""))
        if before != after:
            changes.append((name, words(before, after)))
    return changes
