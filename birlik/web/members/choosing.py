"""Choosing a primary organisation on the way to a form: ?q= searches, ?to= is what was chosen.

A chair, who keeps one organisation, is asked nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils import timezone

from birlik.accounts.models import User
from birlik.accounts.permissions import Permission
from birlik.accounts.roles import role
from birlik.core.errors import Refusal
from birlik.members.queries import joining as queries
from birlik.orgs import queries as orgs
from birlik.orgs.models import Organisation
from birlik.orgs.queries.listing import parents_of
from birlik.web.shared.assignments import current_assignments
from birlik.web.shared.navigation import Result
from birlik.web.shared.page_context import language, own_codes, reader, short

PRIMARY = "primary"
TEXT = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """`chosen`: None while the reader still looks for it; then `results` are what the `text` finds.

    `preset`: there is nothing else to choose.
    """

    chosen: Organisation | None = None
    note: str = ""
    text: str = ""
    results: Sequence[Result] = field(default=())
    preset: bool = False

    @property
    def required(self) -> Organisation:
        """The organisation of a form, which is filled in only after one was chosen."""
        if self.chosen is None:
            raise Http404
        return self.chosen

    @property
    def name(self) -> str:
        return short(self.chosen) if self.chosen else ""


def of_own(request: HttpRequest) -> Choice:
    """Among the primary organisations whose members the reader keeps; 404 where there is none."""
    user, today, text = reader(request), timezone.localdate(), _text(request)
    kept = queries.kept_primaries(user, on=today)
    if code := request.GET.get("to", ""):
        return _chosen(kept.filter(code=code).first())
    few = list(kept[:2])
    if len(few) < 2:  # two are a choice
        if not few:
            raise Http404
        return Choice(few[0], preset=True)
    found = (
        orgs.search(user, text, today, language=language(), permission=Permission.MEMBER_EDIT, kind=PRIMARY)
        if text
        else []
    )
    return Choice(text=text, results=_results(found))


def of_all(request: HttpRequest) -> Choice:
    """Among all primary organisations of the union: a member may go to any of them."""
    today, text = timezone.localdate(), _text(request)
    if code := request.GET.get("to", ""):
        return _chosen(_open_primary(code))
    found = orgs.search_everywhere(text, today, kind=PRIMARY, language=language()) if text else []
    return Choice(text=text, results=_results(found))


def own_code(user: User) -> str:
    """The highest organisation where the reader keeps members: where the pages of the registry begin for him."""
    held = [one for one in current_assignments(user) if Permission.MEMBER_EDIT in role(one.role).grants]
    return next(iter(own_codes(held)), "")


def _text(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:TEXT]


def _open_primary(code: str) -> Organisation | None:
    try:
        found = orgs.organisation_by_code(code)
    except Refusal:
        return None
    return found if found.kind == PRIMARY and found.is_open_on(timezone.localdate()) else None


def _chosen(organisation: Organisation | None) -> Choice:
    if organisation is None:
        raise Http404
    return Choice(organisation, note=_above([organisation]).get(organisation.pk, ""))


def _results(found: Sequence[Organisation]) -> list[Result]:
    above = _above(found)
    return [Result(short(one), f"?{urlencode({'to': one.code})}", above.get(one.pk, "")) for one in found]


def _above(found: Sequence[Organisation]) -> dict[int, str]:
    """What each stands under, two steps up: many schools bear the same number, and districts have namesakes, too."""
    today = timezone.localdate()
    first = parents_of([one.pk for one in found], today) if found else {}
    second = parents_of([one.pk for one in first.values()], today) if first else {}
    return {
        pk: ", ".join(short(one) for one in (parent, second.get(parent.pk)) if one is not None)
        for pk, parent in first.items()
    }
