"""The tree: numbers of organisations, spans, names, documents."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import pairwise

from demo.model import Organisation
from tests.demo.conftest import Look

NEW_YEAR = (date(2025, 1, 1), date(2026, 1, 1))


def open_on(organisation: Organisation, day: date) -> bool:
    return organisation.opened <= day and (organisation.closed is None or day < organisation.closed)


def test_numbers_of_organisations(demo: Look) -> None:
    kinds = Counter(organisation.kind for organisation in demo.union.organisations)
    assert (kinds["union"], kinds["member"], kinds["direct"]) == (1, 22, 18)
    assert 200 <= kinds["district"] <= 220
    primary = [organisation for organisation in demo.union.organisations if organisation.kind == "primary"]
    assert [sum(open_on(each, day) for each in primary) for day in NEW_YEAR] == [8_605, 8_716]


def test_numbers_of_workplaces(demo: Look) -> None:
    assert [
        sum(place.since <= day and (place.until is None or day < place.until) for place in demo.union.workplaces)
        for day in NEW_YEAR
    ] == [8_647, 8_738]


def test_everybody_who_is_open_reports(demo: Look) -> None:
    for year, day in zip((2024, 2025), NEW_YEAR, strict=True):
        reporting = demo.union.reports[year].organisations
        kinds = ("primary", "member", "direct")
        expected = {each.code for each in demo.union.organisations if each.kind in kinds and open_on(each, day)}
        assert len(reporting) == len(set(reporting))
        assert set(reporting) == expected


def test_codes_and_names_are_unique_where_they_must_be(demo: Look) -> None:
    organisations = demo.union.organisations
    assert len({each.code for each in organisations}) == len(organisations)
    for names in (
        [(each.parent, each.names.kk) for each in organisations],
        [(each.parent, each.names.ru) for each in organisations],
    ):
        assert not [name for name, count in Counter(names).items() if count > 1]
    assert all(each.names.kk and each.names.ru for each in organisations)
    assert max(len(name) for each in organisations for name in (each.names.short_kk, each.names.short_ru)) <= 200


def test_parents_come_first_and_spans_lie_within_their_parents(demo: Look) -> None:
    seen: set[str] = set()
    for each in demo.union.organisations:
        assert each.parent is None or each.parent in seen
        seen.add(each.code)
    for span in demo.union.placements:
        child, parent = demo.by_code[span.organisation], demo.by_code[span.parent]
        assert child.opened <= span.since
        assert parent.opened <= span.since
        assert span.until is None or span.since < span.until
        assert parent.closed is None


def test_spans_of_an_organisation_follow_each_other_without_gaps(demo: Look) -> None:
    by_code: dict[str, list[tuple[date, date | None]]] = {}
    for span in demo.union.placements:
        by_code.setdefault(span.organisation, []).append((span.since, span.until))
    assert set(by_code) == {each.code for each in demo.union.organisations} - {"union"}
    for code, spans in by_code.items():
        assert spans[0][0] == demo.by_code[code].opened
        assert spans[-1][1] == demo.by_code[code].closed
        assert all(first[1] == second[0] for first, second in pairwise(spans))


def test_workplaces_lie_within_the_life_of_their_organisation(demo: Look) -> None:
    for place in demo.union.workplaces:
        owner = demo.by_code[place.organisation]
        assert owner.opened <= place.since
        assert place.until is None or place.since < place.until
        assert owner.closed is None or (place.until is not None and place.until <= owner.closed)


def test_every_change_has_a_document_before_it(demo: Look) -> None:
    kinds = Counter(change.kind for change in demo.union.reorganisations if change.on.year == 2025)
    assert kinds == {"open": 156, "merge": 46, "split": 2, "move": 4}  # 154 and the newcomer with its body
    for change in demo.union.reorganisations:
        assert change.document_number
        assert change.document_title
        assert change.document_date < change.on
        assert change.organisation in demo.by_code


def test_closed_organisations_were_merged_into_one_of_their_district(demo: Look) -> None:
    merged = {
        part.predecessor: part.successor
        for change in demo.union.reorganisations
        if change.kind == "merge"
        for part in change.successions
    }
    closed = {each.code for each in demo.union.organisations if each.closed}
    assert set(merged) == closed
    for predecessor, successor in merged.items():
        assert demo.by_code[predecessor].parent == demo.by_code[successor].parent
        assert demo.by_code[predecessor].institution_type == demo.by_code[successor].institution_type


def test_splits_are_exact_halves(demo: Look) -> None:
    splits = [change for change in demo.union.reorganisations if change.kind == "split" and change.on.year == 2025]
    report = demo.union.reports[2024]
    for change in splits:
        assert [Decimal(part.share) for part in change.successions] == [Decimal("0.5")] * 2
        index = report.position[change.organisation]
        rows = [f"members_{part}" for part in ("working", "total", "women", "under_35")]
        assert all(report.column(row)[index] % 2 == 0 for row in [*rows, "employees_total", "workplaces"])
    assert len(splits) == 2


def test_published_case_forms_and_the_alias_of_akmola(demo: Look) -> None:
    forms = {form.organisation: form.text for form in demo.union.name_forms}
    assert forms["kaz-tbu"].endswith("БКҰ-нда")
    assert len(forms) == 24
    assert {(name.organisation, name.kind) for name in demo.union.other_names} >= {("akmola", "alias")}


def test_splits_of_regions_before_the_reports(demo: Look) -> None:
    before = {span.organisation for span in demo.union.placements if span.parent == "east-kazakhstan" and span.until}
    assert {code.rsplit("-", 1)[0] for code in before} == {"abai-region"}
