"""Offices on the pages of their register: whom a card names to whom."""

from __future__ import annotations

from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client

from birlik.activity.offices import OFFICES
from birlik.core.errors import Refusal
from birlik.members.actions import transfers
from birlik.members.enums import Body
from birlik.registers import actions, evidence
from birlik.registers.forms import form_of
from tests.factories import NOW, TODAY, UnionTree, make_holder, make_union_tree
from tests.members.people import give_office, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree() -> UnionTree:
    return make_union_tree()


def test_of_somebody_who_went_elsewhere_the_card_tells_no_name(client: Client, tree: UnionTree) -> None:
    """Nor does the form show the IIN; whoever may not change the member may not change the office."""
    person, chair = make_person(tree["school-1"]), make_holder("chair_primary", tree["school-1"])
    who: dict[str, Any] = {"by": chair, "at": NOW}
    office = give_office(person, organisation=tree["school-1"], body=Body.CHAIR, on=date(2024, 3, 1), **who)
    client.force_login(chair)
    chair.language = "en"
    chair.save()
    page = f"/registers/offices/{office.pk}/"
    file = evidence.add(OFFICES, office, name="хаттама.pdf", content=b"%PDF-1.7", **who)
    assert person.full_name in unescape(client.get(page).content.decode())
    assert (client.get(f"{page}files/{file.pk}/").status_code, file.name in client.get(page).content.decode()) == (
        200,
        True,
    )
    row = transfers.send(person, target=tree["school-4"], on=TODAY, **who)
    transfers.confirm(row, by=make_holder("specialist", tree["south"]), at=NOW)
    text = unescape(client.get(page).content.decode())
    assert ("whose card you do not see" in text, person.surname in text) == (True, False)
    assert file.name not in text
    assert client.get(f"{page}files/{file.pk}/").status_code == 404
    with pytest.raises(Refusal, match=r"^(member\.unknown|right\.missing)"):
        evidence.remove(OFFICES, office, file, **who)
    assert person.iin not in client.get(f"{page}amend/").content.decode()
    office.refresh_from_db()
    form = form_of(OFFICES)({}, by=chair, organisation=tree["school-1"], day=TODAY, instance=office)
    assert "person" not in form.fields
    with pytest.raises(Refusal, match=r"^(member\.unknown|right\.missing)"):
        actions.amend(OFFICES, office, {"ground": "№ 9"}, **who)
