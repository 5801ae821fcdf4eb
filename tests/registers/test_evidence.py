"""Files that prove an entry: what they are called, and two people who take one away."""

from __future__ import annotations

import pytest

from birlik.audit.models import Event
from birlik.core.errors import Refusal
from birlik.registers import evidence
from birlik.registers.declare import REGISTERS, Register
from birlik.registers.models import NAME_LENGTH, Evidence
from tests.factories import NOW, make_holder, make_union_tree
from tests.registers.samples import of, record


@pytest.mark.parametrize(
    ("given", "content", "name"),
    [
        ("акт.PDF", b"%PDF-1.7", "акт.PDF"),
        ("акт.html", b"%PDF-1.7<script>", "акт.html.pdf"),
        ("фото.exe", b"\x89PNG\r\n\x1a\n", "фото.exe.png"),
        ("фото.jpeg", b"\xff\xd8\xff\xe0", "фото.jpeg"),
        ("бұйрық.docx", b"PK\x03\x04", "бұйрық.docx"),
        ("бұйрық.docm", b"PK\x03\x04", "бұйрық.docm.zip"),
        ("  ", b"%PDF-1.7", "—.pdf"),
        ("ж" * 300 + ".pdf", b"%PDF-1.7", "ж" * (NAME_LENGTH - 5) + "….pdf"),
    ],
)
def test_a_file_is_called_by_its_kind(given: str, content: bytes, name: str) -> None:
    """What opens it is chosen by the ending, so a page or a program is not called one."""
    assert evidence.name_of(given, evidence.kind_of(content)) == name


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
