"""A database with lists that wait for the worker, and what became of them: each called as a process of its own."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

SCHOOLS = ("school-1", "school-2", "school-3")
AS_OF = date(2026, 1, 1)
HEADER = "Тегі;Аты;Туған күні;Бастауыш ұйым;Телефон"


def rows(number: int, height: int) -> bytes:
    """A list of people whom no other list names."""
    first = number * height
    lines = (f"Тегі{_word(first + n)};Аты;{n % 28 + 1:02d}.0{n % 9 + 1}.1980;school-1;" for n in range(height))
    return "\n".join([HEADER, *lines]).encode()


def _word(number: int) -> str:
    return "".join("абвгдежзик"[int(digit)] for digit in str(number))


def waiting(count: int, height: int) -> None:
    """`count` checked lists of so many people, of three persons in turn, that wait to be written to the registry."""
    from django.utils import timezone

    from birlik.members.imports import batches, jobs, upload
    from tests.factories import make_holder, make_union_tree

    call_command("migrate", verbosity=0)
    tree, now = make_union_tree(), timezone.now()
    people = [make_holder("specialist", tree["union"]) for _ in range(3)]
    for number in range(count):
        batch = upload.upload(
            organisation=tree["union"], name=f"{number}.csv", content=rows(number, height), as_of=AS_OF, by=None, at=now
        )
        jobs.apply_later(batches.check(batch), by=people[number % 3], at=now)


def found() -> dict[str, Any]:
    """What became of them."""
    from django_tasks_db.models import DBTaskResult

    from birlik.audit.models import Event
    from birlik.members.models import ImportBatch, Person

    return {
        "states": sorted(ImportBatch.objects.values_list("state", flat=True)),
        "failures": [one for one in ImportBatch.objects.values_list("failure", flat=True) if one],
        "applied": Event.objects.filter(action="import.applied").count(),
        "people": Person.objects.count(),
        "attempts": sorted(len(one) for one in DBTaskResult.objects.values_list("worker_ids", flat=True)),
        "jobs": sorted(DBTaskResult.objects.values_list("status", flat=True)),
    }


def cancel_first() -> None:
    """Whoever asked for the first list cancels it."""
    from django.utils import timezone
    from django_tasks_db.models import DBTaskResult

    from birlik.accounts.models import User
    from birlik.members.imports import jobs
    from birlik.members.models import ImportBatch

    pk, by = DBTaskResult.objects.earliest("enqueued_at").args_kwargs["args"]
    jobs.cancel(ImportBatch.objects.get(pk=pk), by=User.objects.get(pk=by), at=timezone.now())


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    django.setup()
    if sys.argv[1] == "waiting":
        waiting(int(sys.argv[2]), int(sys.argv[3]))
    elif sys.argv[1] == "cancel":
        cancel_first()
    sys.stdout.write(json.dumps(found()) + "\n")
