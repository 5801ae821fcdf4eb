"""A paper through its life: generated, edited, generated again, asked which figures it cites."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from birlik.accounts.models import User
from birlik.audit.models import Event
from birlik.core.errors import Refusal
from birlik.documents import actions, facts, queries
from birlik.documents.blocks import BlockKind
from birlik.documents.enums import PaperStatus
from birlik.documents.models import Citation, Paper, PaperVersion
from birlik.documents.rendering import render
from tests.documents.samples import META, NOTE, RESOLUTION, known_figures

AT = datetime(2026, 2, 18, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 2, 19, 9, 30, tzinfo=UTC)
TOTAL = "members_total@union/2025"

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    user = User(username="editor", full_name="Редактор", language="kk")
    user.set_unusable_password()
    user.save()
    return user


def generate(editor: User, html: str = NOTE, *, language: str = "kk", kind: str = "note", **more) -> PaperVersion:
    meta = more.pop("meta", META)
    title = more.pop("title", "ТҮСІНДІРМЕ ЖАЗБА")
    return actions.generate_paper(kind, "2025/union", language, html, title, meta, by=editor, at=AT, **more)


@pytest.fixture
def paper(editor: User) -> Paper:
    return generate(editor).paper


def refused(code: str, call: Callable[[], object]) -> None:
    versions, events = PaperVersion.objects.count(), Event.objects.count()
    with pytest.raises(Refusal) as refusal:
        call()
    assert refusal.value.code == code
    assert (PaperVersion.objects.count(), Event.objects.count()) == (versions, events)


def keys(paper: Paper) -> list[str]:
    return [block.key for block in queries.version(queries.paper(paper.kind, paper.subject, paper.language)).blocks]


def block(version: PaperVersion, key: str):
    return next(block for block in version.blocks if block.key == key)


def test_a_generated_paper_has_a_version_its_citations_and_an_event(editor: User) -> None:
    version = generate(editor)

    assert (version.number, version.paper.status, version.author, version.at) == (1, PaperStatus.DRAFT, editor, AT)
    cited = Citation.objects.filter(version=version).order_by("position")
    assert [(c.block_key, c.figure, c.edition, c.facet, c.value) for c in cited] == [
        ("intro", TOTAL, 1, "value", 601648),
        ("intro", TOTAL, 1, "change", 7227),
        ("intro", TOTAL, 1, "change_pct", pytest.approx(cited[2].value)),
        ("lists", "members_students@union/2025", 1, "change", -1698),
        ("table", TOTAL, 1, "value", 601648),
    ]
    event = Event.objects.get()
    assert (event.action, event.subject_type, event.subject_label) == ("paper.generated", "paper", "note 2025/union kk")


def test_an_unchanged_paper_gets_no_new_version(editor: User, paper: Paper) -> None:
    assert generate(editor).number == 1
    assert Event.objects.count() == 1


def test_a_changed_paper_keeps_what_the_editor_wrote(editor: User, paper: Paper) -> None:
    actions.add_paragraph(paper, "intro", "Өз сөзім.", by=editor, at=LATER)
    actions.edit_block(paper, "lists", "- басқа тізім", by=editor, at=LATER)

    version = generate(editor, NOTE.replace("мүше бар", "мүше болды").replace("бөлек саналады", "бөлек"))

    assert version.number == 4
    assert keys(paper) == ["intro.title", "intro", "editor.1", "lists", "table"]
    assert block(version, "lists").html == "<ul><li>басқа тізім</li></ul>"
    assert block(version, "lists").base_changed
    assert "мүше болды" in block(version, "intro").html


def test_earlier_versions_stay_as_they_were(editor: User, paper: Paper) -> None:
    before = queries.version(paper, 1).content
    actions.edit_block(paper, "intro", "Басқа.", by=editor, at=LATER)

    assert queries.version(paper, 1).content == before
    with pytest.raises(Refusal):
        queries.version(paper, 1).save()
    with pytest.raises(Refusal):
        queries.version(paper, 1).delete()


def test_a_number_typed_by_hand_cites_its_figure(editor: User, paper: Paper) -> None:
    version = actions.add_paragraph(
        paper, "lists", "БҰ саны 111-ге, ал мүшелер 5 000-ға артты", by=editor, at=LATER, resolver=known_figures()
    )

    own = block(version, "editor.1")
    assert [mark.key for mark in own.citations] == ["primary_organisations@union/2025#1:change"]
    assert [bare.shown for bare in facts.unbacked_numbers(version.blocks)] == ["5 000"]
    assert queries.papers_citing("primary_organisations@union/2025").get() == paper


def test_an_edited_block_keeps_the_figures_it_cited(editor: User, paper: Paper) -> None:
    version = actions.edit_block(paper, "intro", "Мүшелер 601 648, өсім 1,2 %.", by=editor, at=LATER)

    edited = block(version, "intro")
    assert [mark.key for mark in edited.citations] == [f"{TOTAL}#1:value", f"{TOTAL}#1:change_pct"]
    assert (edited.kind, edited.is_overridden, edited.base_changed) == (BlockKind.PARAGRAPH, True, False)


def test_an_override_can_be_given_back(editor: User, paper: Paper) -> None:
    original = queries.version(paper).blocks
    for key in ("intro.title", "intro", "lists"):
        actions.edit_block(paper, key, "Басқа", by=editor, at=LATER)
        version = actions.restore_generated(paper, key, by=editor, at=LATER)
        assert version.blocks == original


def test_a_heading_stays_a_heading_and_points_stay_points(editor: User, paper: Paper) -> None:
    assert block(actions.edit_block(paper, "intro.title", "Жаңа", by=editor, at=LATER), "intro.title").html == (
        "<h2>Жаңа</h2>"
    )
    resolution = generate(editor, RESOLUTION, language="ru", kind="resolution").paper
    version = actions.edit_block(resolution, "bodies", "2. Органам:\n2.1. Рассмотреть.", by=editor, at=LATER)
    assert block(version, "bodies").html == (
        '<div><p class="point">2. Органам:</p><p class="point">2.1. Рассмотреть.</p></div>'
    )
    assert block(version, "bodies").kind is BlockKind.POINTS


def test_a_flag_goes_when_the_editor_has_seen_the_new_text(editor: User, paper: Paper) -> None:
    actions.edit_block(paper, "intro", "Өзім.", by=editor, at=LATER)
    generate(editor, NOTE.replace("мүше бар", "мүше болды"))

    version = actions.confirm_override(paper, "intro", by=editor, at=LATER)

    assert not block(version, "intro").base_changed
    refused("paper.block_not_overridden", lambda: actions.confirm_override(paper, "intro", by=editor, at=LATER))


def test_paragraphs_are_added_before_behind_and_behind_each_other(editor: User, paper: Paper) -> None:
    for after in ("", "table", "editor.2", "intro"):
        actions.add_paragraph(paper, after, "Сөз", by=editor, at=LATER)
    expected = ["editor.1", "intro.title", "intro", "editor.4", "lists", "table", "editor.2", "editor.3"]
    assert keys(paper) == expected

    generate(editor, NOTE + '<p data-block="end">соңы</p>')
    assert keys(paper) == [*expected, "end"]

    actions.remove_paragraph(paper, "editor.2", by=editor, at=LATER)
    assert "editor.2" not in keys(paper)


def test_what_cannot_be_done_changes_nothing(editor: User, paper: Paper) -> None:
    by = {"by": editor, "at": LATER}
    refused("paper.block_unknown", lambda: actions.edit_block(paper, "nowhere", "x", **by))
    refused("paper.block_unknown", lambda: actions.add_paragraph(paper, "nowhere", "x", **by))
    refused("paper.block_fixed", lambda: actions.edit_block(paper, "table", "x", **by))
    refused("paper.text_empty", lambda: actions.edit_block(paper, "intro", " \n\x00", **by))
    refused("paper.text_too_long", lambda: actions.add_paragraph(paper, "", "x" * 20_001, **by))
    refused("paper.block_generated", lambda: actions.remove_paragraph(paper, "intro", **by))
    refused("paper.block_not_overridden", lambda: actions.restore_generated(paper, "intro", **by))
    refused("paper.details", lambda: actions.set_meta(paper, {"shoe_size": "43"}, **by))
    refused("paper.title", lambda: actions.set_meta(paper, {}, title=" \n ", **by))
    refused("paper.kind_unknown", lambda: generate(editor, kind="poem"))
    refused("paper.language_unknown", lambda: generate(editor, language="en"))
    refused("paper.changed_meanwhile", lambda: actions.edit_block(paper, "intro", "x", seen_version=7, **by))
    refused("paper.unknown", lambda: queries.paper("note", "2024/union", "kk"))
    refused("paper.version_unknown", lambda: queries.version(paper, 9))
    refused("paper.format_unknown", lambda: render(queries.version(paper), "odt"))


def test_an_adopted_paper_is_not_touched(editor: User, paper: Paper) -> None:
    actions.adopt_paper(paper, by=editor, at=LATER)

    refused("paper.adopted", lambda: actions.edit_block(paper, "intro", "x", by=editor, at=LATER))
    refused("paper.adopted", lambda: generate(editor, NOTE.replace("бар", "жоқ")))
    assert Event.objects.order_by("-sequence")[0].action == "paper.adopted"


def test_details_set_by_hand_stay_when_the_paper_is_generated_again(editor: User, paper: Paper) -> None:
    actions.set_meta(paper, {"controller_name": "Б. Басқа"}, title="Өз атауы", by=editor, at=LATER)

    version = generate(editor, NOTE.replace("бар", "бар екен"), title="Шаблон", meta={**META, "item_number": "2"})

    assert (version.title, version.meta["controller_name"], version.meta["item_number"]) == (
        "Өз атауы",
        "Б. Басқа",
        "2",
    )
    assert queries.version(paper, 1).meta["controller_name"] == META["controller_name"]


def test_papers_that_cite_a_figure_are_those_that_cite_it_now(editor: User, paper: Paper) -> None:
    russian = generate(editor, language="ru").paper
    assert list(queries.papers_citing(TOTAL)) == [paper, russian]
    assert list(queries.papers_citing(TOTAL, 2)) == []
    assert queries.citations_of(TOTAL, 1).count() == 8

    generate(editor, '<p data-block="intro">Сан жоқ.</p>', language="ru")

    assert list(queries.papers_citing(TOTAL)) == [paper]


def test_the_other_language_is_found(editor: User, paper: Paper) -> None:
    assert queries.other_blocks(paper) is None
    russian = generate(editor, language="ru")

    assert queries.other_language(paper) == russian
    assert not facts.same_figures(queries.version(paper).blocks, russian.blocks)


def test_old_numbers_in_the_editors_text_keep_their_figure_and_go_stale(editor: User, paper: Paper) -> None:
    resolver = known_figures()
    actions.add_paragraph(paper, "intro", "Біз 601 648 адамбыз, 602 000 емес", by=editor, at=LATER, resolver=resolver)
    resolver.correct(TOTAL, "value", "602000")

    version = generate(editor, NOTE.replace("601648", "602000").replace("#1:value", "#2:value"), resolver=resolver)

    own = block(version, "editor.1")
    assert [(mark.key, str(mark.value)) for mark in own.citations] == [
        (f"{TOTAL}#1:value", "601648"),
        (f"{TOTAL}#2:value", "602000"),
    ]
    assert [(old.block, str(old.new)) for old in facts.stale_citations(version.blocks, resolver)] == [
        ("editor.1", "602000")
    ]


def test_history_is_newest_first_and_the_trail_tells_what_changed(editor: User, paper: Paper) -> None:
    actions.add_paragraph(paper, "intro", "Бірінші", by=editor, at=LATER)
    actions.edit_block(paper, "editor.1", "Екінші", by=editor, at=LATER)

    assert [(version.number, version.reason) for version in queries.history(paper)] == [
        (3, "editor.1"),
        (2, "intro"),
        (1, "generated"),
    ]
    event = Event.objects.order_by("-sequence")[0]
    assert (event.before, event.after) == ({"editor.1": "Бірінші"}, {"version": 3, "editor.1": "Екінші"})


@pytest.mark.parametrize("fmt", ["html", "docx", "pdf"])
def test_a_stored_version_is_rendered(editor: User, paper: Paper, fmt: str) -> None:
    made = render(queries.version(paper), fmt)

    assert made[:2] in {b"<!", b"PK", b"%P"}


def test_reading_papers_takes_one_question_each(editor: User, django_assert_num_queries) -> None:
    for number in (1, 3):
        for language in ("kk", "ru")[:number]:
            generate(editor, language=language)
        with django_assert_num_queries(3):
            list(queries.papers(subjects=["2025/union"]))
            list(queries.papers_citing(TOTAL))
            [citation.version.paper.title for citation in queries.citations_of(TOTAL)]
