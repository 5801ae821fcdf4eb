"""The database is the last witness: what no action would do is refused by the tables themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, models, transaction

from birlik.orgs.models import (
    Assignment,
    FormerName,
    NameForm,
    Organisation,
    Placement,
    Reorganisation,
    Succession,
    Workplace,
)
from tests.factories import OPENED, TODAY, UnionTree, make_union_tree

DAY = timedelta(days=1)
AT = datetime(2026, 2, 1, tzinfo=UTC)
Attempt = Callable[[UnionTree], models.Model | int]


def organisation(**columns: object) -> Attempt:
    fields: dict[str, object] = {"code": "x", "kind": "primary", "name_kk": "Икс", "name_ru": "Икс", "opened": OPENED}
    return lambda _tree: Organisation.objects.create(**{**fields, **columns})


def reorganisation(tree: UnionTree, **columns: object) -> Reorganisation:
    fields = {"kind": "split", "on": TODAY, "document_number": "1", "document_date": TODAY, "document_title": "Т"}
    who = {"at": AT, "by": tree.administrator, "organisation": tree["north"]}
    return Reorganisation.objects.create(**{**fields, **who, **columns})


def succession(share: str) -> Attempt:
    def attempt(tree: UnionTree) -> Succession:
        return Succession.objects.create(
            reorganisation=reorganisation(tree),
            predecessor=tree["north"],
            successor=tree["south"],
            share=Decimal(share),
        )

    return attempt


REFUSED: dict[str, Attempt] = {
    "code twice": organisation(code="north"),
    "no code": organisation(code=""),
    "no name": organisation(name_ru=""),
    "kind unknown": organisation(kind="province"),
    "type unknown": organisation(institution_type="castle"),
    "bin of eleven": organisation(bin="12345678901"),
    "bin with a letter": organisation(bin="12345678901a"),
    "region of three": organisation(region="1a"),
    "closed as it opened": organisation(closed=OPENED),
    "placement empty": lambda t: Placement.objects.create(
        organisation=t["union"], parent=t["north"], since=OPENED, until=OPENED
    ),
    "placement under itself": lambda t: Placement.objects.create(
        organisation=t["union"], parent=t["union"], since=OPENED
    ),
    "second open placement": lambda t: Placement.objects.create(
        organisation=t["north"], parent=t["union"], since=OPENED + DAY
    ),
    "overlap inserted": lambda t: Placement.objects.create(
        organisation=t["school-1"], parent=t["south"], since=OPENED - DAY, until=OPENED + DAY
    ),
    "overlap inside": lambda t: Placement.objects.create(
        organisation=t["school-1"], parent=t["south"], since=TODAY, until=TODAY + DAY
    ),
    "overlap in bulk": lambda t: len(
        Placement.objects.bulk_create(
            Placement(organisation=t["union"], parent=t["south"], since=TODAY + n * DAY, until=TODAY + (n + 2) * DAY)
            for n in range(2)
        )
    ),
    "overlap by update": lambda t: Placement.objects.filter(
        pk=Placement.objects.create(
            organisation=t["school-1"], parent=t["south"], since=OPENED - 9 * DAY, until=OPENED
        ).pk
    ).update(until=OPENED + DAY),
    "workplace empty span": lambda t: Workplace.objects.create(
        organisation=t["north"], name_kk="М", name_ru="М", since=TODAY, until=TODAY
    ),
    "workplace bin": lambda t: Workplace.objects.create(
        organisation=t["north"], name_kk="М", name_ru="М", since=TODAY, bin="1"
    ),
    "former name without end": lambda t: FormerName.objects.create(
        organisation=t["north"], kind="former", name_kk="М", since=TODAY
    ),
    "alias without name": lambda t: FormerName.objects.create(organisation=t["north"], kind="alias", since=TODAY),
    "reviewed by nobody": lambda t: NameForm.objects.create(
        organisation=t["north"], language="kk", grammatical_case="dative", text="М", reviewed_at=AT
    ),
    "reviewed never": lambda t: NameForm.objects.create(
        organisation=t["north"], language="kk", grammatical_case="dative", text="М", reviewed_by=t.administrator
    ),
    "reorganisation of no kind": lambda t: reorganisation(t, kind="burn"),
    "reorganisation on no ground": lambda t: reorganisation(t, document_number=""),
    "share nought": succession("0"),
    "share beyond the whole": succession("1.00000001"),
    "role unknown": lambda t: Assignment.objects.create(
        user=t.administrator, role="king", organisation=t["north"], since=TODAY
    ),
    "same role open twice": lambda t: Assignment.objects.create(
        user=t.administrator, role="administrator", organisation=t["union"], since=TODAY
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", REFUSED)
def test_the_database_refuses(case: str) -> None:
    tree = make_union_tree()
    with pytest.raises(IntegrityError), transaction.atomic():
        REFUSED[case](tree)


@pytest.mark.django_db
def test_spans_that_touch_do_not_overlap() -> None:
    tree = make_union_tree()
    school, south = tree["school-1"], tree["south"]
    Placement.objects.create(organisation=school, parent=south, since=date(2019, 1, 1), until=OPENED)
    Placement.objects.filter(organisation=school, until=None).update(until=TODAY)
    Placement.objects.create(organisation=school, parent=south, since=TODAY)
    assert Placement.objects.filter(organisation=school).count() == 3
    assert Succession.objects.count() == 0
    succession("1")(tree)
    succession("0.00000001")(tree)
