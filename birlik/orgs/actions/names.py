"""What an organisation is called: now, before, otherwise, and in which form in a sentence."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from birlik.accounts.models import User
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.orgs.actions import common
from birlik.orgs.actions.derived import refresh_search
from birlik.orgs.enums import CASES, NameKind, ReorganisationKind
from birlik.orgs.forms import derived_form
from birlik.orgs.models import FormerName, NameForm, Organisation
from birlik.orgs.values import LegalBasis, Names


@transaction.atomic
def rename(
    organisation: Organisation, names: Names, *, on: date, ground: LegalBasis, by: User | None, at: datetime
) -> Organisation:
    """Give the organisation new names from the day `on`. The old ones stay, with their dates.

    Reviewed case forms belong to the old name: they are derived anew and wait for an editor.
    Refused with `orgs.same_name`.
    """
    common.require_basis(ground)
    common.require_names(names)
    organisation = common.lock_organisation(organisation)
    common.require_open(organisation, on)
    common.require_edit(by, common.overseer(organisation, on), on=on, at=at)
    before = Names(organisation.name_kk, organisation.name_ru, organisation.short_kk, organisation.short_ru)
    if names == before:
        raise Refusal("orgs.same_name", organisation=organisation.code)
    _keep_former(organisation, on)
    common.set_names(organisation, names)
    organisation.save(update_fields=["name_kk", "name_ru", "short_kk", "short_ru", "sort_kk", "sort_ru"])
    derive_forms(organisation)
    refresh_search([organisation.pk])
    common.reorganise(ReorganisationKind.RENAME, organisation, on=on, ground=ground, by=by, at=at)
    after = common.with_basis(on, ground, kk=names.kk, ru=names.ru, short_kk=names.short_kk, short_ru=names.short_ru)
    was = {"kk": before.kk, "ru": before.ru, "short_kk": before.short_kk, "short_ru": before.short_ru}
    log.record("organisation.renamed", subject=organisation, by=by, at=at, before=was, after=after)
    return organisation


def _keep_former(organisation: Organisation, on: date) -> None:
    """Make the name of today a former one; it held since the last renaming, or since the opening."""
    former = FormerName.objects.filter(organisation=organisation, kind=NameKind.FORMER)
    last = former.order_by("-until").first()
    since = last.until if last and last.until else organisation.opened
    if on <= since:
        raise Refusal("orgs.overlaps", organisation=organisation.code, since=since, on=on)
    FormerName.objects.create(
        organisation=organisation,
        kind=NameKind.FORMER,
        name_kk=organisation.name_kk,
        name_ru=organisation.name_ru,
        since=since,
        until=on,
    )


def derive_forms(organisation: Organisation) -> None:
    """Propose the case forms anew from the present name; an editor reviews them again."""
    forms = list(NameForm.objects.filter(organisation=organisation))
    for form in forms:
        form.text = derived_form(organisation.name.in_(form.language), form.language, form.grammatical_case)
        form.reviewed_at = form.reviewed_by = None
    NameForm.objects.bulk_update(forms, ["text", "reviewed_at", "reviewed_by"])


@transaction.atomic
def add_alias(
    organisation: Organisation,
    *,
    kk: str = "",
    ru: str = "",
    since: date | None = None,
    until: date | None = None,
    by: User,
    at: datetime,
) -> FormerName:
    """Add one more name by which papers call the organisation, in one language or both; in use since its opening.

    Refused with `orgs.name_empty`, `orgs.span_empty`, `orgs.alias_known`.
    """
    organisation = common.lock_organisation(organisation)
    since = since or organisation.opened
    kk, ru = kk.strip(), ru.strip()
    if not (kk or ru):
        raise Refusal("orgs.name_empty")
    if until is not None and until <= since:
        raise Refusal("orgs.span_empty", since=since, until=until)
    common.require_edit(by, common.overseer(organisation, since), on=since, at=at)
    aliases = FormerName.objects.filter(organisation=organisation, kind=NameKind.ALIAS, name_kk=kk, name_ru=ru)
    if aliases.exists():
        raise Refusal("orgs.alias_known", organisation=organisation.code, name=ru or kk)
    alias = FormerName.objects.create(
        organisation=organisation, kind=NameKind.ALIAS, name_kk=kk, name_ru=ru, since=since, until=until
    )
    refresh_search([organisation.pk])
    log.record(
        "organisation.alias_added", subject=organisation, by=by, at=at, after={"kk": kk, "ru": ru, "since": since}
    )
    return alias


@transaction.atomic
def review_name_form(
    organisation: Organisation, *, language: str, grammatical_case: str, text: str, by: User, at: datetime
) -> NameForm:
    """Settle how the full name stands in this case; papers use it from now on, until a renaming.

    Refused with `orgs.case_unknown`, `orgs.name_empty`.
    """
    organisation = common.lock_organisation(organisation)
    today = common.local_day(at)
    common.require_edit(by, common.overseer(organisation, today), on=today, at=at)
    if grammatical_case not in CASES.get(language, ()):
        raise Refusal("orgs.case_unknown", language=language, case=grammatical_case)
    if not text.strip():
        raise Refusal("orgs.name_empty")
    before = NameForm.objects.filter(
        organisation=organisation, language=language, grammatical_case=grammatical_case
    ).first()
    form, _ = NameForm.objects.update_or_create(
        organisation=organisation,
        language=language,
        grammatical_case=grammatical_case,
        defaults={"text": text.strip(), "reviewed_at": at, "reviewed_by": by},
    )
    key = f"{language}.{grammatical_case}"
    log.record(
        "organisation.form_reviewed",
        subject=organisation,
        by=by,
        at=at,
        before={key: before.text} if before else None,
        after={key: form.text},
    )
    return form
