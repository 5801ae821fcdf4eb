"""A campaign on its pages: how it is opened, what is shown before, exceptions, closing, and who finds the way there."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from birlik.accounts.models import User
from birlik.accounts.roles import ROLES
from birlik.orgs import actions as orgs
from birlik.statistics.models import Campaign, CampaignDeadline, ClosingException
from birlik.statistics.windows import Window
from tests.factories import GROUND, UnionTree, make_holder, make_union_tree, make_user
from tests.statistics_factories import accept_all, make_campaign, make_office, moment

pytestmark = pytest.mark.django_db
OPEN = "/campaign/open/"
DAYS = {
    "opens": "2026-01-05",
    **{
        f"{name}_{kind}": day
        for kind in ("primary", "member", "direct")
        for name, day in (("hand_in", "2026-01-14"), ("on_time", "2026-01-16"), ("closes", "2026-02-13"))
    },
}


@pytest.fixture
def tree(db: None) -> UnionTree:
    return make_union_tree()


@pytest.fixture
def head(tree: UnionTree) -> User:
    return make_holder("head_of_department", tree["union"])


@pytest.fixture
def browser(client: Client, head: User) -> Client:
    client.force_login(head)
    client.cookies["django_language"] = "en"
    client.post("/language/", {"language": "en"})
    return client


def text(answer: Any) -> str:
    return " ".join(unescape(strip_tags(answer.content.decode())).split())


def test_before_the_first_campaign_home_leads_to_its_opening(browser: Client) -> None:
    answer = browser.get("/")
    assert f'href="{OPEN}"' in answer.content.decode()


def test_home_leads_to_the_next_year_only_when_it_has_begun(browser: Client, tree: UnionTree) -> None:
    this_year = timezone.localdate().year
    make_campaign(2025, make_office(tree))
    assert (f'href="{OPEN}"' in browser.get("/").content.decode()) == (this_year > 2025)
    chair = Client()
    chair.force_login(make_holder("specialist", tree["north"]))
    assert OPEN not in chair.get("/").content.decode()


def test_what_changed_is_shown_and_the_button_opens(browser: Client, tree: UnionTree) -> None:
    make_campaign(2024, make_office(tree))
    orgs.close(tree["school-3"], on=date(2026, 1, 1), ground=GROUND, by=tree.administrator, at=moment(2025))
    page = text(browser.get(f"{OPEN}?year=2025"))
    assert f"{tree['school-3'].name_ru}" in page or f"{tree['school-3'].name_kk}" in page
    assert f"{GROUND.title} {GROUND.number}" in page
    answer = browser.post(f"{OPEN}?year=2025", DAYS)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/campaign/2025/")
    window = Window(date(2026, 1, 14), date(2026, 1, 16), date(2026, 2, 13))
    assert {one.window for one in CampaignDeadline.objects.filter(campaign__year=2025)} == {window}
    assert Campaign.objects.get(year=2025).reports.count() == 8


def test_a_day_off_is_remarked_upon_once(browser: Client) -> None:
    days = DAYS | {"closes_primary": "2026-02-14"}
    answer = browser.post(f"{OPEN}?year=2025", days)
    assert (answer.status_code, Campaign.objects.count()) == (200, 0)
    assert "14.02.2026" in text(answer)
    assert answer.context["remarked"] == "2026-02-14"
    assert browser.post(f"{OPEN}?year=2025", days | {"remarked": "2026-02-14"}).status_code == 302
    assert Campaign.objects.get().closes == date(2026, 2, 14)


def test_days_in_a_wrong_order_are_said_at_the_field(browser: Client) -> None:
    answer = browser.post(f"{OPEN}?year=2025", DAYS | {"on_time_primary": "2026-01-13"})
    assert list(answer.context["form"].errors) == ["on_time_primary"]
    assert "13.01.2026" in answer.context["form"].errors["on_time_primary"][0]
    answer = browser.post(f"{OPEN}?year=2025", DAYS | {"on_time_primary": "31.02.2026", "opens": ""})
    assert set(answer.context["form"].errors) == {"on_time_primary", "opens"}
    assert not Campaign.objects.exists()


@pytest.mark.parametrize("asked", ["year=2025", "year=3000", "year=long", "year=2024&form=health"])
def test_what_cannot_be_opened_is_said_in_words(browser: Client, tree: UnionTree, asked: str) -> None:
    make_campaign(2025, make_office(tree))
    answer = browser.get(f"{OPEN}?{asked}")
    assert (answer.status_code, answer.context["refusal"] != "", "plan" in answer.context) == (200, True, False)


def test_an_exception_stands_on_the_board_and_on_the_report(browser: Client, tree: UnionTree) -> None:
    make_campaign(2025, make_office(tree))
    until = timezone.localdate() + timedelta(days=5)
    wrong = browser.post("/campaign/exception/2025/north/", {"until": "2026-01-01", "requester": "", "reason": "Flood"})
    assert list(wrong.context["form"].errors) == ["requester"]
    facts = {"until": until.isoformat(), "requester": "North, № 12", "reason": "Flood"}
    answer = browser.post("/campaign/exception/2025/north/", facts)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/campaign/2025/north/")
    exception = ClosingException.objects.get()
    assert (exception.organisation, exception.until, exception.requester) == (tree["north"], until, "North, № 12")
    for page in ("/campaign/2025/union/", "/campaign/2025/north-east/", "/reports/2025/school-1/"):
        shown = text(browser.get(page))
        assert "Flood" in shown, page
        assert f"{until:%d.%m.%Y}" in shown, page
    assert "Flood" not in text(browser.get("/campaign/2025/south/"))
    browser.post("/campaign/exception/2025/union/", facts | {"reason": "Strike"})
    assert ClosingException.objects.latest("pk").organisation is None


def test_it_is_closed_and_says_so(browser: Client, tree: UnionTree) -> None:
    make_campaign(2025, make_office(tree))
    assert browser.post("/campaign/close/2025/", {"reason": ""}).status_code == 302
    assert Campaign.objects.get().closed_on == timezone.localdate()
    assert f"{timezone.localdate():%d.%m.%Y}" in text(browser.get("/campaign/2025/north/"))
    assert browser.post("/campaign/close/2025/", {"reason": ""}).context["form"].non_field_errors()


def test_who_is_expected_is_changed_on_a_page(browser: Client, tree: UnionTree) -> None:
    campaign, page = make_campaign(2025, make_office(tree)), "/campaign/expected/2025/school-1/"
    assert list(browser.post(page, {"reason": ""}).context["form"].errors) == ["reason"]
    assert browser.post(page, {"reason": "Жөндеу"}).status_code == 302
    assert not campaign.reports.filter(organisation=tree["school-1"]).exists()
    assert "Жөндеу" in text(browser.get("/campaign/2025/north-east/"))
    assert browser.post(page, {"reason": "Ашылды"}).status_code == 302
    assert campaign.reports.filter(organisation=tree["school-1"]).exists()


class TestBeforeTheOpeningDay:
    """A campaign whose day has not come asks nobody, and takes no figures away."""

    @pytest.fixture
    def upcoming(self, tree: UnionTree) -> Campaign:
        office = make_office(tree)
        accept_all(make_campaign(2024, office), office)
        upcoming = make_campaign(2025, office)
        opens = timezone.localdate() + timedelta(days=3)
        Campaign.objects.filter(pk=upcoming.pk).update(opens=opens)
        return Campaign.objects.get(pk=upcoming.pk)

    def test_home_shows_the_last_year(self, browser: Client, upcoming: Campaign) -> None:
        User.objects.update(language="en")
        shown = text(browser.get("/"))
        assert f"It opens on {upcoming.opens:%d.%m.%Y}. Until then nobody is asked for a report." in shown
        assert "Campaign of 2024: 6 of 6 reports accepted." in shown
        assert "The numbers as of 01.01.2025" in shown
        Campaign.objects.update(opens=timezone.localdate())
        assert "Campaign of 2025: 0 of 6 reports accepted." in text(browser.get("/"))

    def test_nobody_is_asked_for_a_report(self, client: Client, tree: UnionTree, upcoming: Campaign) -> None:
        chair = make_holder("chair_primary", tree["school-1"])
        client.force_login(chair)
        report = 'href="/reports/2025/school-1/"'
        assert report not in client.get("/").content.decode()
        Campaign.objects.update(opens=timezone.localdate())
        assert report in client.get("/").content.decode()

    def test_the_first_campaign_of_all_asks_nobody_either(self, client: Client, tree: UnionTree) -> None:
        campaign = make_campaign(2025, make_office(tree))
        Campaign.objects.filter(pk=campaign.pk).update(opens=timezone.localdate() + timedelta(days=3))
        client.force_login(make_holder("chair_primary", tree["school-1"]))
        answer = client.get("/")
        assert (answer.context["waiting"].own, answer.context["upcoming"]) == ([], campaign)

    def test_the_menu_leads_to_the_year_that_is_known(self, browser: Client, upcoming: Campaign) -> None:
        for address in ("/campaign/", "/figures/", "/dynamics/", "/digitisation/"):
            assert browser.get(address).context["campaign"].year == 2024, address
        assert f"{upcoming.opens:%d.%m.%Y}" in text(browser.get("/campaign/2025/"))


@pytest.mark.parametrize("role", sorted(ROLES))
def test_the_menu_of_an_empty_union_leads_somewhere(client: Client, role: str) -> None:
    """Before anything is loaded and before the first campaign each section says what is missing."""
    tree = make_union_tree(())
    kind = ROLES[role].kinds[0]
    place = tree["union"] if kind == "union" else tree.open("own", "member" if kind != "primary" else "direct", "union")
    client.force_login(make_holder(role, place))
    links = re.findall(r'<a class="rail__link" href="([^"]*)"', client.get("/").content.decode())
    assert "/" in links
    assert {link: client.get(link, follow=True).status_code for link in links} == dict.fromkeys(links, 200)
    missing = [link for link in ("/campaign/", "/figures/", "/dynamics/", "/papers/") if link in links]
    heads = [client.get(link).context["roles"] for link in missing]
    assert [one for one in heads if one != [ROLES["head_of_department"].name.kk]] == []


def test_who_came_after_the_day_of_the_campaign_is_told_so(client: Client, tree: UnionTree) -> None:
    make_campaign(2025, make_office(tree))
    late = tree.open("late", "primary", "north-east", on=date(2026, 2, 1), institution_type="school")
    chair = make_holder("chair_primary", late)
    client.force_login(chair)
    answer = client.get("/campaign/")
    assert (answer.status_code, answer.context["is_place_missing"]) == (200, True)
    assert client.get("/campaign/2025/").status_code == 404
    client.force_login(make_user())
    assert client.get("/campaign/").status_code == 404


def test_those_not_accepted_are_told_apart_and_all_of_them_listed(browser: Client, tree: UnionTree) -> None:
    """Schools of one name are named with what they stand under; the list has every one of them."""
    User.objects.update(language="en")
    office = make_office(tree)
    for number in range(21):
        place = ("north-east", "south")[number % 2]
        tree.open(f"same-{number}", "primary", place, institution_type="school", ru="Школа № 1", kk="№ 1 мектеп")
    make_campaign(2025, office)
    board = text(browser.get("/campaign/2025/union/"))
    assert "Школа № 1 (" in board
    assert tree["south"].short.ru in board
    assert "And 10 more." in board
    listed = browser.get("/campaign/2025/union/unaccepted/")
    assert listed.context["page"].paginator.count == 30
    assert "Школа № 1" in text(listed)
    below = browser.get("/campaign/2025/south/unaccepted/").context["page"].paginator.count
    assert below == 13


def test_every_wrong_day_is_told_at_once(browser: Client) -> None:
    days = DAYS | {"on_time_primary": "2026-01-13", "closes_member": "2026-01-15", "on_time_direct": "2026-01-13"}
    answer = browser.post(f"{OPEN}?year=2025", days)
    assert set(answer.context["form"].errors) == {"on_time_primary", "closes_member", "on_time_direct"}
