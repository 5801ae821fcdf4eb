"""Making people's data anonymous: nothing is left by which somebody could be found, and every past count stays equal.

What stays of a person: the number of the row, and the spans of membership and mandates with organisation, dates,
category and sex. `born` of a span becomes 1 July of its year (1 January where it was that day), so that on the first of
every January, the day of the yearly report, as many are younger than 35 as before. The dates of consent and the list
of readings stay as the proof that the law was kept; they name nobody but the readers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.db.locks import wait_for_turn
from birlik.members.actions import imports_files
from birlik.members.actions.common import TURN, editable, local_day, note
from birlik.members.enums import BatchState, Exit, PersonState, TransferState
from birlik.members.models import (
    Application,
    Consent,
    DuesAgreement,
    Employment,
    FileContent,
    ImportBatch,
    ImportChange,
    ImportFile,
    ImportProblem,
    Mandate,
    MarkedWorkbook,
    MemberAccount,
    Membership,
    Merge,
    MissingMember,
    Person,
    PersonChange,
    PersonPair,
    Transfer,
)
from birlik.members.queries.extract import merged_together

FILE_DAYS = 30  # how long a delivered file is kept after its batch came to an end
DAY = timedelta(days=1)
ENDED = (BatchState.APPLIED, BatchState.CANCELLED, BatchState.FAILED, BatchState.UNDONE)
NAMELESS = {
    **dict.fromkeys(("iin", "surname", "given", "patronymic", "phone", "email", "card"), ""),
    **dict.fromkeys(("fold_key", "given_key", "sort_key", "category"), ""),
    "born": None,
    "organisation": None,
}
EMPTIED_APPLICATION = {
    **dict.fromkeys(("iin", "surname", "given", "patronymic", "phone", "email", "position", "sex", "decision"), ""),
    "born": None,
}


@transaction.atomic
def anonymise(person: Person, *, by: User, at: datetime) -> Person:
    """Act upon a withdrawal, before its last day or on it. Refused with `consent.not_withdrawn` without one."""
    current = editable(person, by=by, at=at, blocked=True)
    if not waiting().filter(pk=current.pk).exists():
        raise Refusal("consent.not_withdrawn")
    _forget([current.pk], by=by, at=at)
    return Person.objects.get(pk=current.pk)


@transaction.atomic
def anonymise_due(*, at: datetime, day: date | None = None) -> int:
    """The daily work: everybody whose term ends on the day or has ended. Returns how many people."""
    wait_for_turn(TURN)
    due = Consent.objects.filter(person=OuterRef("pk"), due__lte=day or local_day(at), done_at__isnull=True)
    people = list(waiting().filter(Exists(due)).order_by("pk").values_list("pk", flat=True))
    if people:
        _forget(people, by=None, at=at)
    return len(people)


@transaction.atomic
def forget_files(*, at: datetime) -> int:
    """Empty the delivered files, and the cells quoted from them, of batches that ended 30 days ago or earlier."""
    wait_for_turn(TURN)
    before = at - timedelta(days=FILE_DAYS)
    ended = ImportBatch.objects.filter(state__in=ENDED, uploaded_at__lte=before).filter(
        Q(applied_at__isnull=True) | Q(applied_at__lte=before), Q(undone_at__isnull=True) | Q(undone_at__lte=before)
    )
    imports_files.drop_unused(at=at)
    full = list(ended.filter(file__size__gt=0).values_list("pk", flat=True))
    _empty_files(full)
    return len(full)


def waiting() -> QuerySet[Person]:
    """Blocked people whose withdrawal is not yet acted upon."""
    open_one = Consent.objects.filter(person=OuterRef("pk"), withdrawn__isnull=False, done_at__isnull=True)
    return Person.objects.filter(Exists(open_one), state=PersonState.BLOCKED)


def _forget(people: Sequence[int], *, by: User | None, at: datetime) -> None:
    who, day = merged_together(people), local_day(at)
    organisations = dict(Person.objects.filter(pk__in=people).values_list("pk", "organisation__code"))
    _refuse_transfers(who)
    _end_spans(who, day)
    _coarsen_births(who)
    _forget_imports(who)
    _close_accounts(who)
    _empty_rows(who, at)
    for person in Person.objects.filter(pk__in=people).order_by("pk"):
        note("member.anonymised", person, by=by, at=at, organisation_code=organisations[person.pk] or "")


def _refuse_transfers(who: Iterable[int]) -> None:
    theirs = Transfer.objects.filter(source__person__in=who)
    theirs.exclude(state=TransferState.DONE).update(state=TransferState.REFUSED, refusal="")
    theirs.update(ground="")


def _end_spans(who: Iterable[int], day: date) -> None:
    """Open spans end on the day; one that began on it or later, a day after its beginning."""
    for model, ending in ((Membership, {"exit": Exit.OWN_WILL}), (Mandate, {})):
        spans = model._default_manager.filter(person__in=who, until__isnull=True)  # noqa: SLF001 - one of two models
        for since in set(spans.filter(since__gte=day).values_list("since", flat=True)):
            spans.filter(since=since).update(until=since + DAY, **ending)
        spans.filter(since__lt=day).update(until=day, **ending)
    Membership.objects.filter(person__in=who).update(ground_in="", ground_out="")
    Mandate.objects.filter(person__in=who).update(ground="")


def _coarsen_births(who: Iterable[int]) -> None:
    spans = Membership.objects.filter(person__in=who, born__isnull=False)
    for year in {born.year for born in spans.values_list("born", flat=True) if born is not None}:
        spans.filter(born__year=year).exclude(born=date(year, 1, 1)).update(born=date(year, 7, 1))


def _forget_imports(who: Sequence[int]) -> None:
    """The files that named these people, as far as the rows tell, go as a whole: one row can't be cut out of them."""
    batches = set(Person.objects.filter(pk__in=who, batch__isnull=False).values_list("batch", flat=True))
    for model in (Membership, Employment, ImportChange, MissingMember):
        rows = model._default_manager.filter(person__in=who, batch__isnull=False)  # noqa: SLF001 - one of four models
        batches.update(rows.values_list("batch", flat=True))
    digests = ImportFile.objects.filter(batch__in=batches).values("digest")
    same = ImportFile.objects.filter(size__gt=0, digest__in=digests)  # delivered once more, so no row changed anything
    batches.update(same.values_list("batch", flat=True))
    _empty_files(list(ImportBatch.objects.filter(pk__in=batches, state__in=ENDED).values_list("pk", flat=True)))
    ImportChange.objects.filter(person__in=who).delete()
    MissingMember.objects.filter(person__in=who).delete()
    said: set[str] = set()
    for person in Person.objects.filter(pk__in=who):
        said |= {person.iin, person.phone, person.email, person.card, person.full_name} - {""}
    ImportProblem.objects.filter(value__in=said).update(value="")


def _empty_files(batches: Sequence[int]) -> None:
    """Within the turn. What another batch was delivered with, too, stays for it."""
    files, books = ImportFile.objects.filter(batch__in=batches), MarkedWorkbook.objects.filter(batch__in=batches)
    theirs = FileContent.objects.filter(Q(files__in=files) | Q(sheets__in=files) | Q(workbooks__in=books))
    held = FileContent.objects.filter(pk__in=list(theirs.values_list("pk", flat=True)))
    list(held.select_for_update().values_list("pk"))  # whoever delivers the same bytes now comes before or after
    books.delete()
    files.update(content=None, sheet=None, columns=[], size=0)
    imports_files.unused(held).delete()
    ImportProblem.objects.filter(batch__in=batches).exclude(value="").update(value="")


def _close_accounts(who: Iterable[int]) -> None:
    accounts = MemberAccount.objects.filter(person__in=who)
    users = User.objects.filter(pk__in=list(accounts.values_list("user", flat=True)))
    PersonChange.objects.filter(person__in=who, by__in=users).update(by_label="")
    users.filter(assignments__isnull=True).update(is_active=False, password="!")  # noqa: S106 - Django's mark of "no password"
    accounts.delete()


def _empty_rows(who: Sequence[int], at: datetime) -> None:
    Employment.objects.filter(person__in=who).delete()
    DuesAgreement.objects.filter(person__in=who).delete()
    Application.objects.filter(person__in=who).update(**EMPTIED_APPLICATION)
    PersonChange.objects.filter(person__in=who).update(before={}, after={}, reason="")
    PersonPair.objects.filter(Q(first__in=who) | Q(second__in=who)).delete()
    Merge.objects.filter(Q(survivor__in=who) | Q(merged__in=who)).update(before={})
    Consent.objects.filter(person__in=who, withdrawn__isnull=False, done_at__isnull=True).update(done_at=at)
    Person.objects.filter(pk__in=who).update(state=PersonState.ANONYMISED, merged_into=None, sex="", **NAMELESS)
