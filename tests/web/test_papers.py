"""The pages of the papers: written, read, edited, compared, downloaded; what each reader may do there."""

from __future__ import annotations

import inspect
import io
import re
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from birlik.accounts.models import User
from birlik.documents import linting
from birlik.documents import queries as documents
from birlik.documents.blocks import Block, BlockKind
from birlik.documents.models import Paper, PaperVersion
from birlik.statistics.models import Campaign
from birlik.statistics.papers import actions, kinds
from birlik.web.documents import sentences, versions
from tests.factories import make_holder, make_union_tree
from tests.recalled import recalled
from tests.statistics_factories import Office, accept_all, accept_report, make_campaign, make_office, moment

pytestmark = pytest.mark.once

NOTE = "/papers/note/2025/ru/"
RESOLUTION = "/papers/resolution/2025/ru/"
LATE = "school-4"  # its report comes after the papers are written


@recalled
def make_union() -> tuple[Office, Campaign]:
    office = make_office(make_union_tree())
    office.writer.language = "en"
    office.writer.save()
    accept_all(make_campaign(2024, office), office)
    campaign = make_campaign(2025, office)
    accept_all(campaign, office, but=[LATE, "south"])
    return office, campaign


@pytest.fixture
def union(db: None) -> tuple[Office, Campaign]:
    return make_union()


@pytest.fixture
def office(union: tuple[Office, Campaign]) -> Office:
    return union[0]


@pytest.fixture
def campaign(union: tuple[Office, Campaign]) -> Campaign:
    return union[1]


@pytest.fixture
def editor(client: Client, office: Office, campaign: Campaign) -> Client:
    client.force_login(office.writer)
    return client


@pytest.fixture
def reader(office: Office) -> User:
    user = make_holder("union_chair", office.tree["union"])
    user.language = "en"
    user.save()
    return user


def write(campaign: Campaign, office: Office, *kinds: str) -> None:
    for kind in kinds or ("note", "resolution"):
        for language in ("kk", "ru"):
            actions.generate(kind, campaign, language, by=office.writer, at=moment(2025, month=2))


def newest(kind: str = "note", language: str = "ru") -> PaperVersion:
    return documents.version(Paper.objects.get(kind=kind, language=language))


def text(answer: Any) -> str:
    """A page as its reader sees it, white space aside."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def post(client: Client, url: str, **data: object) -> Any:
    return client.post(url, data, follow=True)


def test_a_year_without_papers_offers_to_write_them(editor: Client) -> None:
    page = editor.get("/papers/")
    assert page.content.decode().count("Write the paper") == 4
    assert "Write the paper" in editor.get(NOTE).content.decode()
    answer = post(editor, f"{NOTE}generate/")
    assert answer.redirect_chain == [(NOTE, 302)]
    assert "The paper is written from the figures of today: version 1." in text(answer)
    assert editor.get("/papers/2025/").content.decode().count("Write the paper") == 3


def test_writing_anew_without_a_change_makes_no_version(editor: Client, campaign: Campaign, office: Office) -> None:
    write(campaign, office, "note")
    assert "Nothing has changed" in text(post(editor, f"{NOTE}generate/"))
    assert newest().number == 1


def test_every_number_leads_to_its_figure(editor: Client, campaign: Campaign, office: Office) -> None:
    write(campaign, office, "note")
    page = editor.get(NOTE).content.decode()
    links = re.findall(r'<a class="figure" data-figure="[^"]+" data-value="[^"]+" href="([^"]+)"', page)
    assert len(links) > 50
    assert all(editor.get(link.replace("&amp;", "&")).status_code == 200 for link in sorted(set(links))[:5])
    assert re.search(r"Both versions carry the same \d+ figures\.", text(editor.get(NOTE)))


def test_what_stands_behind_the_figures_is_told(editor: Client, campaign: Campaign, office: Office) -> None:
    write(campaign, office, "note")
    told = editor.get(f"{NOTE}figures/")
    assert 'data-fact="members_total@union/2025#1"' in told.content.decode()
    assert "members" in text(told)
    assert editor.get(f"{NOTE}figures/").content == told.content


def test_an_edited_paragraph_is_saved_and_its_numbers_are_looked_up(
    editor: Client, campaign: Campaign, office: Office
) -> None:
    write(campaign, office, "note")
    field = editor.get(f"{NOTE}?edit=workplaces").content.decode()
    assert '<textarea class="input writing__text" id="text-workplaces"' in field
    answer = post(editor, f"{NOTE}blocks/workplaces/", text="Организаций 7, а ещё 4 321 неизвестна.", seen=1)
    assert answer.redirect_chain == [(f"{NOTE}#block-workplaces", 302)]
    page = answer.content.decode()
    assert '<span class="unbacked">4 321<span class="sr"> (no figure behind it)</span></span>' in page
    assert "No figure stands behind the number 4 321." in text(answer)
    assert 'href="#block-workplaces"' in page
    assert "a paragraph edited" in text(answer)


@pytest.mark.parametrize(
    ("typed", "seen", "said"),
    [(" ", 2, "The paragraph is empty."), ("Моё слово <b>", 1, "Somebody saved this paper meanwhile.")],
)
def test_a_refused_text_stays_in_its_field(
    editor: Client, campaign: Campaign, office: Office, typed: str, seen: int, said: str
) -> None:
    write(campaign, office, "note")
    post(editor, f"{NOTE}blocks/workplaces/", text="Раз.", seen=1)
    answer = post(editor, f"{NOTE}blocks/members/", text=typed, seen=seen)
    page = answer.content.decode()
    assert said in text(answer)
    assert f'<input type="hidden" name="seen" value="{seen}">' in page
    assert typed.replace("<b>", "&lt;b&gt;") + "</textarea>" in page
    assert newest().number == 2


def test_own_paragraphs_come_and_go(editor: Client, campaign: Campaign, office: Office) -> None:
    write(campaign, office, "note")
    assert 'id="adding-members"' in editor.get(f"{NOTE}?after=members").content.decode()
    answer = post(editor, f"{NOTE}paragraphs/", after="members", text="Своё.", seen=1)
    assert answer.redirect_chain == [(f"{NOTE}#block-editor.1", 302)]
    assert "Written by hand:" in text(answer)
    post(editor, f"{NOTE}paragraphs/", after="", text="Первое.", seen=2)
    assert [newest().blocks[0].text, newest().blocks[3].text] == ["Первое.", "Своё."]
    assert "Remove the paragraph" in text(editor.get(f"{NOTE}?edit=editor.1"))
    assert "The paragraph is removed." in text(post(editor, f"{NOTE}blocks/editor.1/remove/", seen=3))
    answer = post(editor, f"{NOTE}paragraphs/", after="members", text="", seen=4)
    assert "The paragraph is empty." in text(answer)
    assert 'id="error-members"' in answer.content.decode()


def test_the_generated_text_can_be_given_back(editor: Client, campaign: Campaign, office: Office) -> None:
    write(campaign, office, "note")
    before = newest().blocks
    post(editor, f"{NOTE}blocks/workplaces/", text="Иначе.", seen=1)
    assert "Give back the generated text" in text(editor.get(f"{NOTE}?edit=workplaces"))
    assert "The generated text is back." in text(post(editor, f"{NOTE}blocks/workplaces/restore/", seen=2))
    assert newest().blocks == before


def test_what_changed_under_the_paper_is_shown_and_updated(editor: Client, campaign: Campaign, office: Office) -> None:
    write(campaign, office, "note")
    post(editor, f"{NOTE}blocks/members/", text="Своими словами.", seen=1)
    accept_report(campaign, LATE, office)
    page = editor.get(NOTE)
    assert "figures have changed since" in text(page)
    assert re.search(r'<a class="figure stale"[^>]*>[^<]+</a><span class="now">', page.content.decode())
    assert "Update the figures" in text(page)
    assert "figures have changed since" in text(editor.get("/papers/"))
    post(editor, f"{NOTE}generate/")
    page = editor.get(NOTE)
    assert "figures have changed since" not in text(page)
    assert "The generated text under your own words has changed." in text(page)
    assert "The two versions carry different figures." in text(page)
    assert "Only in this version:" in text(page)
    assert "Your own text stays." in text(post(editor, f"{NOTE}blocks/members/confirm/", seen=3))


def test_a_reader_sees_no_tools(client: Client, reader: User, campaign: Campaign, office: Office) -> None:
    write(campaign, office)
    client.force_login(reader)
    for url in (NOTE, f"{NOTE}?edit=members", f"{NOTE}?after=members", RESOLUTION, "/papers/"):
        page = client.get(url).content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        assert ("<form" in main, "<textarea" in main, 'class="tool"' in main) == (False, False, False), url
    assert client.post(f"{NOTE}blocks/members/", {"text": "x", "seen": 1}).status_code == 403
    assert "does not include this action" in text(post(client, f"{NOTE}generate/"))
    assert client.get(f"{NOTE}details/").status_code == 404
    assert newest().number == 1


def test_papers_of_the_union_are_not_for_everybody(client: Client, office: Office) -> None:
    client.force_login(make_holder("specialist", office.tree["north"]))
    assert client.get("/papers/").status_code == 200
    assert client.get(NOTE).status_code == 404
    client.force_login(make_holder("chair_primary", office.tree["school-1"]))
    assert [client.get(url).status_code for url in ("/papers/", "/papers/2025/", NOTE)] == [404, 404, 404]


def test_the_union_may_be_named_in_the_address(editor: Client, campaign: Campaign, office: Office) -> None:
    write(campaign, office, "note")
    page = editor.get("/papers/note/2025/union/ru/")
    assert page.status_code == 200
    assert f'href="{NOTE}details/"' in page.content.decode()
    assert 'href="/papers/2025/union/' not in page.content.decode()
    assert f'href="{NOTE}"' in editor.get("/papers/2025/union/").content.decode()
    cited = editor.get("/figure/2025/union/members_total/").content.decode()
    assert 'href="/papers/note/2025/union/ru/"' in cited


@pytest.mark.parametrize(
    "url",
    [
        "/papers/letter/2025/kk/",
        "/papers/note/2025/en/",
        "/papers/note/1999/kk/",
        "/papers/note/2025/north/kk/",
        "/papers/note/2025/nobody/kk/",
        f"{NOTE}?version=7",
        f"{NOTE}?version=x",
        f"{NOTE}download/",
        f"{NOTE}download/?format=odt",
        f"{NOTE}versions/?from=1&to=9",
    ],
)
def test_what_is_not_there_is_not_found(editor: Client, campaign: Campaign, office: Office, url: str) -> None:
    write(campaign, office, "note")
    assert editor.get(url).status_code == 404


def test_an_organisation_without_a_kind_of_paper_has_no_page_of_papers(
    editor: Client, campaign: Campaign, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(campaign, office, "note")
    of_the_union = {code: replace(kind, levels=kinds.UNION) for code, kind in kinds.kinds().items()}
    monkeypatch.setattr(kinds, "kinds", lambda: of_the_union)

    assert [editor.get(f"/papers/2025/{code}/").status_code for code in ("union", "north")] == [200, 404]


def test_details_are_set_once_they_can_be_read(editor: Client, campaign: Campaign, office: Office) -> None:
    write(campaign, office)
    url, version = f"{RESOLUTION}details/", newest("resolution")
    same = {"title": version.title, "signatory_position": version.details.signatory_position, "seen": 1}
    assert "Nothing was changed." in text(post(editor, url, **same))
    bad = post(editor, url, **same, minutes_number="9а", item_number="1")
    assert "Digits only: 9." in text(bad)
    assert newest("resolution").number == 1
    named = {"controller_position": "заместитель председателя", "controller_name": "Иванова И.И."}
    given = {"document_date": "2026-02-20", "minutes_number": "9", "item_number": "1", "signatory_name": "А. Ахметов"}
    answer = post(editor, url, **same, **given, **named)
    assert "The details are saved." in text(answer)
    assert "20.02.2026 г. № 9 п. 1" in text(answer)
    assert "заместителя председателя Иванова И.И." in text(answer)
    assert "Somebody saved this paper meanwhile" in text(post(editor, url, **same, **given))


def test_a_paper_with_faults_is_not_adopted(editor: Client, campaign: Campaign, office: Office) -> None:
    write(campaign, office)
    answer = post(editor, f"{RESOLUTION}adopt/")
    assert "that stop its adoption" in text(answer)
    assert "The date of the resolution is not set." in text(answer)
    answer = post(editor, f"{NOTE}adopt/")
    assert "The paper is adopted and does not change any more." in text(answer)
    assert 'class="tool"' not in answer.content.decode()
    assert "does not change any more" in text(post(editor, f"{NOTE}generate/"))


def test_files_have_their_types_and_names(editor: Client, campaign: Campaign, office: Office) -> None:
    write(campaign, office, "note")
    post(editor, f"{NOTE}blocks/workplaces/", text="Вторая редакция.", seen=1)
    pdf = editor.get(f"{NOTE}download/?format=pdf")
    assert (pdf.headers["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    docx = editor.get(f"{NOTE}download/?format=docx")
    assert docx.headers["Content-Type"].endswith("wordprocessingml.document")
    assert "Вторая редакция" in zipfile.ZipFile(io.BytesIO(docx.content)).read("word/document.xml").decode()
    html = editor.get(f"{NOTE}download/?format=html&version=1")
    assert html.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Вторая редакция" not in html.content.decode()
    assert 'href="http://testserver/figure/2025/' in html.content.decode()
    for answer, name in ((pdf, "%202025.pdf"), (html, "%202025%20%281%29.html")):
        disposition = answer.headers["Content-Disposition"]
        assert disposition.startswith("attachment; filename*=utf-8''%D0%9F")
        assert disposition.endswith(name)


def test_versions_are_read_and_compared(editor: Client, campaign: Campaign, office: Office) -> None:
    write(campaign, office, "note")
    post(editor, f"{NOTE}blocks/workplaces/", text="Число организаций выросло.", seen=1)
    earlier = editor.get(f"{NOTE}?version=1")
    assert "This is an earlier version" in text(earlier)
    assert 'class="tool"' not in earlier.content.decode()
    assert 'href="?edit=' not in editor.get(f"{NOTE}?version=1&edit=members").content.decode()
    page = editor.get(f"{NOTE}versions/?from=1&to=2").content.decode()
    assert "Versions 1 and 2: 1 paragraph differs." in page
    assert re.search(r"<del>[^<]+</del><ins>", page)
    assert "say the same" in text(editor.get(f"{NOTE}versions/?from=2&to=2"))


def block(key: str, words: str) -> Block:
    return Block(key, BlockKind.PARAGRAPH, f"<p>{words}</p>")


def test_a_comparison_names_what_came_went_and_changed() -> None:
    old = [block("a", "one two three"), block("b", "gone"), block("c", "same")]
    new = [block("a", "one 2 three"), block("c", "same"), block("editor.1", "a &lt;b&gt;")]
    assert [(line.key, line.how, str(line.html)) for line in versions.compare(old, new)] == [
        ("a", "changed", "one <del>two</del><ins>2</ins> three"),
        ("b", "removed", "<del>gone</del>"),
        ("editor.1", "added", "<ins>a &lt;b&gt;</ins>"),
    ]


def test_a_number_that_changed_is_compared_whole() -> None:
    assert str(versions.words("in all 601\u00a0648, a", "in all 601\u00a0494, a")) == (
        "in all <del>601\u00a0648,</del><ins>601\u00a0494,</ins> a"
    )


def test_every_fault_that_the_lint_knows_has_its_sentence() -> None:
    written = inspect.getsource(linting)
    codes = set(re.findall(r'Finding\(\s*"([a-z_.]+)"', written)) | {"signatory.missing", "controller.missing"}
    assert codes == set(sentences.SENTENCES)
    assert {one.code for one in map(sentences.finding_text, [linting.Finding("pair.missing")])} == {"pair.missing"}
