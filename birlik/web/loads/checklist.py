"""What is still missing before the first report: each step with its count and the page where it is mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from birlik.accounts.permissions import Permission
from birlik.core.bilingual import Bilingual
from birlik.loads.queries import Step, steps_before_first_report
from birlik.orgs import queries as orgs
from birlik.statistics.rules import can_run_campaigns
from birlik.web.loads.page import LoadsPage, load_page
from birlik.web.shared.numbers import group_thousands
from birlik.web.shared.page_context import language

NOT_NEEDED = {"figures"}  # without last years' figures a campaign runs, too


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step as it is drawn. `state`: "done", "next" (the first that is not), "open" or "free" (not needed)."""

    title: str
    text: str
    state: str
    url: str
    link: str


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show the steps in their order, for who keeps the tree."""
    page = load_page(request)
    if not page.reads_checklist:
        raise Http404
    steps = steps_before_first_report(on=page.today)
    links = _links(page)
    first = next((one.code for one in steps if not one.is_done and one.code not in NOT_NEEDED), "")
    rows = [_row(one, first, *links.get(one.code, ("", ""))) for one in steps]
    needed_steps = [one for one in steps if one.code not in NOT_NEEDED]
    context = {
        "crumbs": page.load_crumbs(),
        "rows": rows,
        "done": sum(one.is_done for one in needed_steps),
        "total": len(needed_steps),
    }
    return render(request, "loads/checklist.html", context)


def _row(step: Step, first: str, url: str, link: str) -> StepRow:
    title, text = _words(step)
    state = "done" if step.is_done else "next" if step.code == first else "free" if step.code in NOT_NEEDED else "open"
    return StepRow(title, text, state, url, link)


def _links(page: LoadsPage) -> dict[str, tuple[str, str]]:
    """Step → where it is mended and what the link says, where the reader may go."""
    root = orgs.root(page.today)
    links: dict[str, tuple[str, str]] = {}
    if "tree" in page.kinds:
        links["tree"] = (reverse("loads:new", args=["tree"]), _("Load the tree"))
        if root is not None:
            links["names"] = (reverse("orgs:page", args=[root.code]), _("Open the union's page"))
    if page.may_somewhere(Permission.USER_MANAGE):
        links |= dict.fromkeys(
            ("chairs", "accepters"), (reverse("loads:new", args=["accounts"]), _("Load the accounts"))
        )
        links["runners"] = (reverse("users:invite"), _("Invite"))
        links["invitations"] = (reverse("loads:invitations"), _("Print the invitations"))
    if "figures" in page.kinds:
        links["figures"] = (reverse("loads:new", args=["figures"]), _("Load the figures"))
    if can_run_campaigns(page.user, on=page.today):
        links["campaign"] = (reverse("statistics:open"), _("Open the campaign"))
        links["report"] = (reverse("statistics:board-newest"), _("Open the campaign board"))
    return links


def _words(step: Step) -> tuple[str, str]:
    """Return what a step is called and where it stands, in the language of the page."""
    about = {
        name: value.in_(language()) if isinstance(value, Bilingual) else value for name, value in step.about.items()
    }
    numbers = {"number": step.number, "total": step.total, "left": step.left_count}
    counts = {name: group_thousands(number, 0, language()) for name, number in numbers.items()}
    title, is_done_text, open_text = STEPS[step.code]
    return str(title), str(is_done_text if step.is_done else open_text) % (about | counts)


# Step → its title, where it stands when it is done, what is missing when it is not.
STEPS: Mapping[str, tuple[Promise, Promise, Promise]] = {
    "names": (
        gettext_lazy("Names of the union"),
        gettext_lazy("The full and the short name are written down in both languages."),
        gettext_lazy("%(number)s of %(total)s are written down: the full and the short name in both languages."),
    ),
    "tree": (
        gettext_lazy("Tree of organisations"),
        gettext_lazy("%(number)s organisations below the union, %(total)s primary ones among them."),
        gettext_lazy("No primary organisation stands in the tree yet (%(number)s others do)."),
    ),
    "runners": (
        gettext_lazy("Who runs the campaign"),
        gettext_lazy("Somebody has the role that opens campaigns."),
        gettext_lazy("Nobody has a role that opens campaigns: invite a head of department."),
    ),
    "accepters": (
        gettext_lazy("Who accepts the reports"),
        gettext_lazy("Above every primary organisation somebody accepts reports."),
        gettext_lazy("At %(left)s of %(total)s organisations above primary ones nobody accepts reports."),
    ),
    "chairs": (
        gettext_lazy("Chairs with accounts"),
        gettext_lazy("Every primary organisation has somebody who sends its report."),
        gettext_lazy("%(left)s of %(total)s primary organisations have nobody who sends a report."),
    ),
    "invitations": (
        gettext_lazy("Invitations used"),
        gettext_lazy("Everybody with an account has set a password."),
        gettext_lazy("%(left)s of %(total)s people have not used their invitation yet."),
    ),
    "form": (
        gettext_lazy("Form of the report"),
        gettext_lazy("The form %(form)s holds for %(year)s; it has %(number)s lines."),
        gettext_lazy("The rulebook has no form for %(year)s."),
    ),
    "figures": (
        gettext_lazy("Last year's figures"),
        gettext_lazy("Figures of %(year)s stand for %(number)s organisations."),
        gettext_lazy("Not needed, but without the figures of %(year)s the first reports compare with nothing."),
    ),
    "campaign": (
        gettext_lazy("Campaign"),
        gettext_lazy("The campaign of %(year)s is open: %(number)s reports are expected."),
        gettext_lazy("No campaign is open yet; the next is that of %(year)s."),
    ),
    "report": (
        gettext_lazy("First accepted report"),
        gettext_lazy("%(number)s of %(total)s reports are accepted."),
        gettext_lazy("No report is accepted yet."),
    ),
}
