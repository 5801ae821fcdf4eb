"""Rows that the addresses of the table of rights (test_rights) are about: people, entries, lists."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from birlik.activity.injuries import INJURIES
from birlik.loads import actions as loads
from birlik.members.actions import joining, merging, transfers
from birlik.members.actions.merging import Choices
from birlik.members.imports import batches, marked_workbook, upload
from birlik.members.models import ImportBatch
from birlik.members.values import PersonFields
from birlik.orgs.models import Assignment, Organisation
from birlik.registers import actions as registers
from birlik.registers import evidence, imports
from birlik.web.loads import jobs as load_marks
from birlik.web.registers import jobs as entry_marks
from tests.factories import NOW, make_holder
from tests.members.people import IINS, make_person
from tests.web.page_rights import (
    AS_OF,
)

INJURY = {"on": date(2025, 3, 14), "severity": "light", "place": "Спорт залы"}


def members(tree: Any) -> dict[str, int | str]:
    """Two people of school-1, two more that were merged there, one who is being sent away, and one who applies."""
    person, twin, survivor, merged = (make_person(tree["school-1"]) for _ in range(4))
    merge = merging.merge(survivor, merged, Choices(), by=make_holder("specialist", tree["north"]), at=NOW)
    rows = {"person": person.pk, "twin": twin.pk, "merge": merge.pk, "span": person.memberships.get().pk}
    rows |= injury(tree)
    chair = Assignment.objects.get(user=make_holder("chair_primary", tree["school-1"]))
    rows |= {"account": chair.user_id, "role": chair.pk}
    return {**rows, **comers(tree), "batch": checked_list(tree["north"]).pk, "load": delivered_tree(tree)}


def delivered_tree(tree: Any) -> int:
    """A list of organisations that was looked through, with a workbook of its problems."""
    by, now = make_holder("administrator", tree["union"]), timezone.now()
    content = "code;parent;kind;name_kk;name_ru\nwest;union;castle;Батыс;Запад".encode()
    batch = loads.deliver("tree", name="a.csv", content=content, terms={}, by=by, at=now)
    loads.try_out(batch, by=by, at=now)
    load_marks.mark_later(batch, language="kk", by=by, at=now)
    load_marks.mark_load.call(batch.pk, by.pk, "kk")
    return int(batch.pk)


def injury(tree: Any) -> dict[str, int | str]:
    """An entry of a register of school-1, with a file."""
    by, now = make_holder("specialist", tree["north"]), timezone.now()
    entry = registers.record(INJURIES, tree["school-1"], INJURY, by=by, at=NOW)
    file = evidence.add(INJURIES, entry, name="act.pdf", content=b"%PDF-1.7", by=by, at=NOW)
    content = "Дата;Ауырлық дәрежесі\n14.03.2025;ауыр".encode()
    batch = imports.deliver(INJURIES, tree["school-1"], name="a.csv", content=content, by=by, at=now)
    imports.try_out(batch, by=by, at=now)
    entry_marks.mark_later(batch, language="kk", by=by, at=now)
    entry_marks.mark_list.call(batch.pk, by.pk, "kk")
    return {"entry": entry.pk, "file": file.pk, "entries": batch.pk}


def comers(tree: Any) -> dict[str, int | str]:
    """An application by a link of school-1, and a transfer from there to a school of the same district."""
    by, now = make_holder("specialist", tree["north"]), timezone.now()
    today = timezone.localdate(now)
    link, secret = joining.make_link(tree["school-1"], until=today + timedelta(days=9), by=by, at=now)
    asked = joining.Request(PersonFields("Нұрлан", "Айгерім", iin=IINS[-1]), "working", consent=True)
    application = joining.apply_by_link(secret, asked, visitor="", address="", at=now)
    transfer = transfers.send(make_person(tree["school-1"]), target=tree["school-2"], on=today, by=by, at=now)
    return {"link": link.pk, "secret": secret, "application": application.pk, "transfer": transfer.pk}


def checked_list(organisation: Organisation) -> ImportBatch:
    content = "Тегі;Аты;Туған күні;Бастауыш ұйым\nСейілханова;Ақтоты;15.03.1980;school-1".encode()
    batch = upload.upload(organisation=organisation, name="a.csv", content=content, as_of=AS_OF, by=None, at=NOW)
    batch, by = batches.check(batch), make_holder("specialist", organisation)
    marked_workbook.ask(batch, language="kk", by=by, at=NOW)
    marked_workbook.make(batch, language="kk", at=NOW)
    return batch
