"""Laws that hold whatever happened to the union: tried on random histories of opening, moving, merging, splitting."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from birlik.accounts.permissions import Permission, Reach
from birlik.accounts.roles import ROLES
from birlik.orgs import actions, queries, rules
from birlik.orgs.models import Assignment, Lineage, Organisation, Succession
from tests.factories import OPENED, give_role, make_user
from tests.orgs.histories import DAY, HISTORIES, climb, live, weights_total

QUIET = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
GRANTS = st.lists(
    st.tuples(st.sampled_from(sorted(ROLES)), st.integers(0, 30), st.integers(0, 2000), st.integers(0, 800)), max_size=5
)


class LineageLaws(TestCase):
    @QUIET
    @given(HISTORIES, st.lists(DAY, min_size=1, max_size=4))
    def test_lineage_is_the_recursion_over_placements(self, steps: list[tuple], days: list[date]) -> None:  # type: ignore[type-arg] # a drawn step
        live(steps)
        for on in days:
            expected = {
                (above, each.pk, depth)
                for each in Organisation.objects.all()
                for depth, above in enumerate(climb(each, on))
            }
            found = list(Lineage.objects.on(on).values_list("ancestor_id", "descendant_id", "depth"))
            assert len(found) == len(set(found))
            assert set(found) == expected

    @QUIET
    @given(HISTORIES, DAY)
    def test_up_and_down_are_inverse(self, steps: list[tuple], on: date) -> None:  # type: ignore[type-arg] # a drawn step
        live(steps)
        everybody = list(Organisation.objects.all())
        down = {(each.pk, one.pk) for each in everybody for one in queries.subtree(each, on)}
        up = {(one.pk, each.pk) for each in everybody for one in queries.ancestors(each, on)}
        assert down == up
        for each in everybody:
            assert [row.pk for row in queries.ancestors(each, on)] == climb(each, on)[::-1]
            parent = queries.parent_of(each, on)
            assert parent is None or each in queries.children(parent, on)

    @QUIET
    @given(HISTORIES)
    def test_a_rebuilt_lineage_is_the_kept_one(self, steps: list[tuple]) -> None:  # type: ignore[type-arg] # a drawn step
        live(steps)
        columns = ("ancestor_id", "descendant_id", "depth", "since", "until")
        kept = sorted(map(str, Lineage.objects.values_list(*columns)))
        actions.rebuild_lineage()
        assert sorted(map(str, Lineage.objects.values_list(*columns))) == kept

    @QUIET
    @given(HISTORIES, DAY)
    def test_shares_of_a_split_are_one_whole_and_nothing_is_doubled(self, steps: list[tuple], on: date) -> None:  # type: ignore[type-arg] # a drawn step
        live(steps)
        shares: dict[tuple[int, int], Decimal] = {}
        for row in Succession.objects.all():
            key = (row.reorganisation_id, row.predecessor_id)
            shares[key] = shares.get(key, Decimal(0)) + row.share
        assert set(shares.values()) <= {Decimal(1)}
        assert all(total <= 1 for total in weights_total(on).values())

        named = queries.successions_since(on, until=date.max)
        for each in Organisation.objects.filter(code__in=named):
            assert queries.touched_since([each.pk], on, until=date.max)


class RightLaws(TestCase):
    @QUIET
    @given(HISTORIES, GRANTS, st.sampled_from(list(Permission)), DAY, DAY)
    def test_the_two_forms_of_a_right_agree(
        self,
        steps: list[tuple],  # type: ignore[type-arg] # a drawn step
        grants: list[tuple[str, int, int, int]],
        permission: Permission,
        on: date,
        tree: date,
    ) -> None:
        history = live(steps)
        user = make_user()
        for role, where, begins, lasts in grants:
            at = history.pick(where, *ROLES[role].kinds)
            since = OPENED + timedelta(days=begins)
            if not Assignment.objects.filter(user=user, role=role, organisation=at).exists():
                give_role(user, role, at, since=since, until=since + timedelta(days=lasts) if lasts else None)

        for day, standing in ((on, None), (on, tree)):
            listed = set(queries.organisations_visible_to(user, on=day, permission=permission, tree=standing))
            for each in Organisation.objects.all():
                allowed = rules.can(user, permission, each, on=day, tree=standing)
                assert allowed == (each in listed)
                assert allowed == may(user.pk, permission, each, day, standing or day)
                path = queries.path_to(each.code, standing or day)
                on_path = queries.visible_on_path(queries.assignments_of(user, on=day), path, permission)
                assert allowed == (each.pk in on_path)
                assert on_path == {node.pk for node in path if node in listed}
            assert queries.scope_ids(user, permission, on=day, tree=standing) == {each.pk for each in listed}

    @QUIET
    @given(HISTORIES, GRANTS, GRANTS, DAY)
    def test_the_two_forms_of_giving_roles_and_of_keeping_accounts_agree(
        self,
        steps: list[tuple],  # type: ignore[type-arg] # a drawn step
        own: list[tuple[str, int, int, int]],
        theirs: list[tuple[str, int, int, int]],
        on: date,
    ) -> None:
        history = live(steps)
        keeper, account, nobody = make_user(), make_user(), make_user()
        for user, grants in ((keeper, own), (account, theirs)):
            for role, where, begins, lasts in grants:
                at = history.pick(where, *ROLES[role].kinds)
                since = OPENED + timedelta(days=begins)
                if not Assignment.objects.filter(user=user, role=role, organisation=at).exists():
                    give_role(user, role, at, since=since, until=since + timedelta(days=lasts) if lasts else None)

        organisations = list(Organisation.objects.all())
        for code in ROLES:
            listed = set(queries.organisations_to_give(keeper, code, on=on))
            for each in organisations:
                allowed = code in rules.grantable_roles(keeper, each, on=on)
                assert allowed == (each in listed)
                assert allowed == gives(keeper.pk, code, each, on)
        listed_accounts = set(queries.accounts_of_keeper(keeper, on=on))
        everybody = {keeper, account, nobody}
        assert {one for one in everybody if rules.keeps(keeper, one, on=on)} == listed_accounts & everybody


def gives(user_id: int, code: str, organisation: Organisation, on: date) -> bool:
    """The rule once more, in words: one role of the giver keeps accounts there and holds all that the given one grants,
    there and as far below; the administrator gives whatever is held at such an organisation."""
    given, above = ROLES[code], climb(organisation, on)
    for held in Assignment.objects.filter(user_id=user_id):
        holds = held.since <= on and (held.until is None or on < held.until)
        if not holds or held.organisation_id not in above or organisation.kind not in given.kinds:
            continue
        own, here = ROLES[held.role].grants, held.organisation_id == organisation.pk
        places = {"here", "below"}  # where each permission of the giver is felt, seen from this organisation
        felt = {
            permission: {"here"} & places if reach is Reach.HERE and here
            else set() if reach is Reach.HERE
            else {"below"} if reach is Reach.BELOW and here
            else places
            for permission, reach in own.items()
        }  # fmt: skip
        needed = {
            permission: {Reach.HERE: {"here"}, Reach.BELOW: {"below"}, Reach.HERE_AND_BELOW: places}[reach]
            for permission, reach in given.grants.items()
        }
        if "here" not in felt.get(Permission.USER_MANAGE, set()):
            continue
        if held.role == "administrator" or all(need <= felt.get(one, set()) for one, need in needed.items()):
            return True
    return False


def may(user_id: int, permission: Permission, organisation: Organisation, on: date, tree: date) -> bool:
    """The right once more, in words: a role held on the day, at a place from which it reaches the organisation."""
    above = climb(organisation, tree)
    for held in Assignment.objects.filter(user_id=user_id):
        reach = ROLES[held.role].grants.get(permission)
        holds = held.since <= on and (held.until is None or on < held.until)
        if not (holds and reach and held.organisation_id in above):
            continue
        here = held.organisation_id == organisation.pk
        if reach is Reach.HERE_AND_BELOW or here == (reach is Reach.HERE):
            return True
    return False
