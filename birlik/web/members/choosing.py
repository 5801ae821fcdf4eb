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
    def target(self) -> Organisation:
        """The organisation of a form, which is filled in only after one was chosen."""
        if self.chosen is None:
            raise Http404
        return self.chosen

    @property
    def name(self) -> str:
        return short(self.chosen) if self.chosen else ""


def of_own(request: HttpRequest) -> Choice:
    """Choose among the primary organisations whose members the reader keeps; 404 where there is none."""
    user, today, text = reader(request), timezone.localdate(), _text(request)
    primaries = queries.kept_primaries(user, on=today)
    if code := request.GET.get("to", ""):
        return _choice_of(primaries.filter(code=code).first())
    few = list(primaries[:2])
    if len(few) < 2:  # two are a choice
        if not few:
            raise Http404
        return Choice(few[0], preset=True)
    organisations = (
        orgs.search(user, text, today, language=language(), permission=Permission.MEMBER_EDIT, kind=PRIMARY)
        if text
        else []
    )
    return Choice(text=text, results=_results(organisations))


def of_all(request: HttpRequest) -> Choice:
    """Choose among all primary organisations of the union: a member may go to any of them."""
    today, text = timezone.localdate(), _text(request)
    if code := request.GET.get("to", ""):
        return _choice_of(_open_primary(code))
    organisations = orgs.search_everywhere(text, today, kind=PRIMARY, language=language()) if text else []
    return Choice(text=text, results=_results(organisations))


def own_code(user: User) -> str:
    """Return the highest organisation where the reader keeps members: the pages of the registry begin there for him."""
    assignments = [one for one in current_assignments(user) if Permission.MEMBER_EDIT in role(one.role).grants]
    return next(iter(own_codes(assignments)), "")


def _text(request: HttpRequest) -> str:
    return request.GET.get("q", "").strip()[:TEXT]


def _open_primary(code: str) -> Organisation | None:
    try:
        organisation = orgs.organisation_by_code(code)
    except Refusal:
        return None
    return organisation if organisation.kind == PRIMARY and organisation.is_open_on(timezone.localdate()) else None


def _choice_of(organisation: Organisation | None) -> Choice:
    if organisation is None:
        raise Http404
    return Choice(organisation, note=_names_above([organisation]).get(organisation.pk, ""))


def _results(organisations: Sequence[Organisation]) -> list[Result]:
    parents = _names_above(organisations)
    return [Result(short(one), f"?{urlencode({'to': one.code})}", parents.get(one.pk, "")) for one in organisations]


def _names_above(organisations: Sequence[Organisation]) -> dict[int, str]:
    """Name what each stands under, two steps up: many schools bear the same number, and districts have namesakes."""
    today = timezone.localdate()
    first = parents_of([one.pk for one in organisations], today) if organisations else {}
    second = parents_of([one.pk for one in first.values()], today) if first else {}
    return {
        pk: ", ".join(short(one) for one in (parent, second.get(parent.pk)) if one is not None)
        for pk, parent in first.items()
    }
