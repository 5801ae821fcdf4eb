"""Kinds of organisations and regions, as the rulebook lists them."""

from __future__ import annotations

import pytest

from birlik.core.errors import Refusal
from birlik.orgs.kinds import kind, kind_choices, kinds, may_stand_under
from birlik.refdata.regions import region, regions

TILES = {
    "39": (3, 0), "59": (4, 0), "11": (5, 0), "55": (6, 0),
    "27": (0, 1), "15": (1, 1), "71": (4, 1), "35": (5, 1), "10": (6, 1), "63": (7, 1),
    "23": (0, 2), "62": (3, 2), "33": (6, 2),
    "47": (0, 3), "43": (2, 3), "61": (3, 3), "31": (4, 3), "75": (5, 3), "19": (6, 3),
    "79": (3, 4),
}  # fmt: skip


def test_kinds_from_the_top_down() -> None:
    assert [(each.code, each.level) for each in kinds()] == [
        ("union", 0),
        ("member", 1),
        ("direct", 1),
        ("district", 2),
        ("primary", 3),
    ]
    assert kind_choices()[1] == ("member", "Мүшелік ұйым")
    assert kind("primary").plural.ru == "Первичные профсоюзные организации"


@pytest.mark.parametrize(
    ("child", "parents"),
    [
        ("union", set()),
        ("member", {"union"}),
        ("direct", {"union"}),
        ("district", {"member"}),
        ("primary", {"district", "member", "direct"}),
    ],
)
def test_what_may_stand_under_what(child: str, parents: set[str]) -> None:
    assert {each.code for each in kinds() if may_stand_under(child, each.code)} == parents


def test_unknown_kind_and_region_are_refused() -> None:
    with pytest.raises(Refusal, match=r"kind\.unknown"):
        kind("branch")
    with pytest.raises(Refusal, match=r"region\.unknown"):
        region("99")


def test_twenty_regions_with_their_tiles() -> None:
    assert {each.code: (each.column, each.row) for each in regions()} == TILES
    assert [each.iso for each in regions()] == [f"KZ-{each.code}" for each in regions()]
    assert (region("62").name.kk, region("62").name.ru) == ("Ұлытау облысы", "область Ұлытау")
