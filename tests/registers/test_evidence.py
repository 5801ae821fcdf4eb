"""Files that prove an entry: what they are called, and two people who take one away."""

from __future__ import annotations

import pytest

from birlik.activity.injuries import INJURIES
from birlik.audit.models import Event
from birlik.core.errors import Refusal
from birlik.registers import evidence
from birlik.registers.declare import REGISTERS, Register
from birlik.registers.models import Evidence
from tests.factories import NOW, make_holder, make_union_tree
from tests.registers.samples import of, record


@pytest.mark.parametrize(
    ("given", "content", "ending"),
    [
        ("акт.PDF", b"%PDF-1.7", ".pdf"),
        ("акт.html", b"%PDF-1.7<script>", ".pdf"),
        ("фото.exe", b"\x89PNG\r\n\x1a\n", ".png"),
        ("фото.jpeg", b"\xff\xd8\xff\xe0", ".jpeg"),
        ("бұйрық.docx", b"PK\x03\x04", ".docx"),
        ("бұйрық.docm", b"PK\x03\x04", ".zip"),
        ("  ", b"%PDF-1.7", ".pdf"),
    ],
)
@pytest.mark.django_db
def test_a_file_is_called_by_its_entry_and_kind(given: str, content: bytes, ending: str) -> None:
    """What opens it is chosen by the ending, so a page or a program is not called one; nobody is named by it."""
    tree = make_union_tree()
    head = make_holder("head_of_department", tree["union"])
    entry = record(INJURIES, tree, head, of(INJURIES, tree).good)
    first, second = (evidence.add(INJURIES, entry, name=given, content=content, by=head, at=NOW) for _ in range(2))
    assert [first.name, second.name] == [f"injuries-{entry.pk}-{number}-2026-02-01{ending}" for number in (1, 2)]


@pytest.mark.django_db
@pytest.mark.parametrize("register", [one for one in REGISTERS.values() if one.files], ids=lambda one: one.code)
def test_a_file_is_taken_away_once(register: Register) -> None:
    """The second of two who look at the same card is told, and the trail has one line."""
    tree = make_union_tree()
    head = make_holder("head_of_department", tree["union"])
    entry = record(register, tree, head, of(register, tree).good)
    file = evidence.add(register, entry, name="акт.pdf", content=b"%PDF-1.7", by=head, at=NOW)
    seen_twice = [Evidence.objects.get(pk=file.pk) for _reader in range(2)]
    evidence.remove(register, entry, seen_twice[0], by=head, at=NOW)
    with pytest.raises(Refusal, match=r"evidence\.unknown"):
        evidence.remove(register, entry, seen_twice[1], by=head, at=NOW)
    assert Event.objects.filter(action="entry.file_removed").count() == 1
