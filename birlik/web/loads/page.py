"""What every page of the first day begins with: who reads, which lists that person may load."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext

from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.loads import actions
from birlik.loads.declare import ListKind
from birlik.loads.kinds import LISTS
from birlik.loads.models import Load
from birlik.orgs.rules import administrates
from birlik.web.shared.navigation import Crumb
from birlik.web.shared.page_context import PageContext, load_no_path, reader

TITLES: Mapping[str, Promise] = {
    "tree": gettext_lazy("Load the tree"),
    "accounts": gettext_lazy("Load the accounts"),
    "figures": gettext_lazy("Load last years' figures"),
}


@dataclass(frozen=True, slots=True)
class LoadsPage(PageContext):
    """The page of no organisation. `kinds`: the codes of the lists that the reader may load."""

    user: User
    today: date
    kinds: tuple[str, ...]

    @property
    def reads_checklist(self) -> bool:
        """The steps of the whole union are told to who keeps its tree."""
        return "tree" in self.kinds

    def load_crumbs(self, *more: Crumb) -> list[Crumb]:
        """Return the checklist, where the reader sees it, then the steps given; the last step is no link."""
        first = [Crumb(pgettext("section", "First day"), reverse("loads:checklist"))] if self.reads_checklist else []
        steps = [*first, *more]
        return [*steps[:-1], Crumb(steps[-1].label)]


def load_page(request: HttpRequest) -> LoadsPage:
    """Return the page, for who may load a list; 404 for everybody else."""
    user = reader(request)
    kinds = tuple(actions.kinds_open_to(user, at=timezone.now()))
    if not kinds:
        raise Http404
    return LoadsPage(*load_no_path(user), user, timezone.localdate(), kinds)


@dataclass(frozen=True, slots=True)
class ListPage(LoadsPage):
    """The lists of one kind that the reader sees: all of them, or where others load some, too, the own ones."""

    kind: ListKind

    @property
    def title(self) -> str:
        return str(TITLES[self.kind.code])

    @property
    def loads(self) -> QuerySet[Load]:
        loads = actions.loads_of(self.kind.code)
        if self.kind.code == "accounts" and not administrates(self.user, on=self.today):
            loads = loads.filter(uploaded_by=self.user)
        return loads

    def url(self, view: str, *more: object) -> str:
        return reverse(f"loads:{view}", args=[self.kind.code, *more])


def load_list_page(request: HttpRequest, kind: str) -> ListPage:
    """Return the page of a kind of lists; 404 for who may not load it."""
    page = load_page(request)
    if kind not in page.kinds:
        raise Http404
    return ListPage(*load_no_path(page.user), page.user, page.today, page.kinds, LISTS[kind])


def load_batch(page: ListPage, pk: int) -> Load:
    """Return a list that the reader sees; refused with `load.unknown`."""
    batch = page.loads.filter(pk=pk).first()
    if batch is None:
        raise Refusal("load.unknown")
    return batch
