"""The policy of rights: a change of it is a change of the table beside this file, and so is seen in review."""

from __future__ import annotations

from pathlib import Path

import pytest

from birlik.accounts.permissions import Permission, Reach
from birlik.accounts.roles import ROLES, matrix, role, roles_by_reach
from birlik.core.errors import Refusal
from birlik.orgs.kinds import kind_choices

MATRIX = Path(__file__).with_name("roles.txt")


def test_the_table_of_rights_is_the_one_on_record() -> None:
    assert matrix() == MATRIX.read_text(encoding="utf-8")


def test_roles_are_held_at_kinds_that_the_rulebook_knows() -> None:
    known = {code for code, _label in kind_choices()}
    for each in ROLES.values():
        assert each.kinds
        assert set(each.kinds) <= known


def test_every_role_says_what_it_is_in_three_languages() -> None:
    for each in ROLES.values():
        for text in (each.name, each.description):
            assert all(text.as_dict().values())
            assert len(set(text.as_dict().values())) == 3


def test_every_permission_is_granted_by_some_role() -> None:
    for permission in Permission:
        assert roles_by_reach(permission), permission


def test_nobody_accepts_his_own_report_and_the_commission_changes_nothing() -> None:
    assert set(roles_by_reach(Permission.REPORT_ACCEPT)) == {Reach.BELOW}
    views = {each for each in Permission if each.value.endswith(".view")}
    assert set(role("audit_commission").grants) == views
    assert Permission.REPORT_VIEW not in role("administrator").grants


def test_an_unknown_role_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        role("king")
    assert (refused.value.code, refused.value.params) == ("role.unknown", {"role": "king"})
