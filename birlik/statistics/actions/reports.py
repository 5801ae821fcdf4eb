"""What people do with a report: fill it in, send it, return it, accept it, reopen it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from birlik.accounts.models import User
from birlik.audit import log
from birlik.core.errors import Refusal
from birlik.core.texts import shorten_text, text_within
from birlik.statistics import rules
from birlik.statistics.actions import closing, consolidation
from birlik.statistics.actions.campaigns import touch
from birlik.statistics.enums import CampaignStatus, Origin, Status, Verb, target
from birlik.statistics.models import Campaign, Report, ReportVersion
from birlik.statistics.queries import campaigns, checking
from birlik.statistics.queries import reports as queries
from birlik.statistics.queries.reports import NOT_APPLICABLE, Cell
from birlik.statistics.spec import FormRow, FormSpec
from birlik.statistics.validation import Finding

LARGEST = 10**12  # the sums of a hundred thousand reports stay far below 2**63
NOTE_LIMIT = 20_000
LONGEST_REASON = 300  # of the column; the trail holds the whole remark


@dataclass(frozen=True, slots=True)
class SavedReport:
    """The report after a change, with everything the checks now say of it.

    `was`: what stood in the cells just written, before they were; a page that knew other values is told so.
    `registry`: what the registry of members counts, {} where it knows nobody of the organisation.
    """

    report: Report
    findings: list[Finding]
    previous: dict[str, int]
    was: dict[str, Cell]
    registry: dict[str, int]


@transaction.atomic
def save(
    report: Report,
    *,
    cells: Mapping[str, Cell] | None = None,
    causes: Mapping[str, int | None] | None = None,
    explanations: Mapping[str, str] | None = None,
    note: str | None = None,
    by: User,
    at: datetime,
) -> SavedReport:
    """Save what was typed, whatever it holds, and say what the checks think of it.

    `cells` maps codes to a non-negative integer, None (empty) or "na" (not applicable). A draft is never refused for
    what its figures say; only a code that the form doesn't have, a cell the form computes, or a value that is no
    count is (`cell.unknown`, `cell.computed`, `cell.not_a_count`).
    """
    report = _lock_for_edit(report, by=by, at=at)
    form = campaigns.form(report.campaign)
    was = {code: _cell(report, code) for code in cells or {}}
    board_state = _board_state(report)
    for code, value in (cells or {}).items():
        _put(report, form, code, value)
        _put_origin(report, code, was[code])
    _put_causes(report, causes or {})
    _put_texts(report, explanations or {}, note)
    return _save_values(report, form, board_state, was, at)


@transaction.atomic
def prefill(report: Report, *, by: User, at: datetime) -> SavedReport:
    """Fill the cells that are empty with what the registry of members counts, each marked as coming from there.

    What stands in a cell is never overwritten, and an organisation of which the registry knows nobody is offered
    nothing, for empty is not zero: `report.nothing_to_fill`.
    """
    report = _lock_for_edit(report, by=by, at=at)
    sheet = queries.sheet(report)
    if not sheet.offered_codes:
        raise Refusal("report.nothing_to_fill")
    board_state = _board_state(report)
    for code in sheet.offered_codes:
        report.values[code] = sheet.registry[code]
        report.origins[code] = Origin.REGISTRY
    log.record("report.prefilled", subject=report, by=by, at=at, after={"cells": list(sheet.offered_codes)})
    return _save_values(report, sheet.form, board_state, {}, at)


@transaction.atomic
def confirm(report: Report, *, by: User, at: datetime) -> SavedReport:
    """Say that the cells which the registry filled, and nobody corrected, are right: `report.nothing_to_confirm`."""
    report = _lock_for_edit(report, by=by, at=at)
    unconfirmed_codes = sorted(code for code, origin in report.origins.items() if origin == Origin.REGISTRY)
    if not unconfirmed_codes:
        raise Refusal("report.nothing_to_confirm")
    board_state = _board_state(report)
    report.origins |= dict.fromkeys(unconfirmed_codes, Origin.CONFIRMED)
    log.record("report.confirmed", subject=report, by=by, at=at, after={"cells": unconfirmed_codes})
    return _save_values(report, campaigns.form(report.campaign), board_state, {}, at)


def _lock_for_edit(report: Report, *, by: User, at: datetime) -> Report:
    """Lock the report as it is now, for somebody who may type into it in this state."""
    report = _lock_report(report)
    if not rules.can_edit(by, report, on=timezone.localdate(at)):
        rules.require(by, Verb.BEGIN, report, on=timezone.localdate(at))
        raise Refusal("report.wrong_state", verb=Verb.BEGIN.label, status=Status(report.status).label)
    return report


def _save_values(
    report: Report, form: FormSpec, board_state: tuple[object, ...], was: dict[str, Cell], at: datetime
) -> SavedReport:
    """Add up what is computed, count the save, and check all of it."""
    report.values = form.with_autos(
        report.values, report.not_applicable, institution_type=report.organisation.institution_type
    )
    if report.status == Status.NOT_BEGUN:
        report.status = Status.BEGUN
    report.saved += 1
    report.changed_at = at
    return _check_and_store(report, board_state, was)


def _check_and_store(report: Report, board_state: tuple[object, ...], was: dict[str, Cell]) -> SavedReport:
    """Count what the checks say and store all; `board_state` is what pages of others knew of the report before."""
    result = checking.check_working_copy(report)
    report.errors = sum(finding.severity == "error" for finding in result.findings)
    report.warnings = sum(finding.severity == "warning" for finding in result.findings)
    report.save()
    if _board_state(report) != board_state:
        touch(report.campaign)
    return SavedReport(report, result.findings, result.previous, was, result.registry)


def _board_state(report: Report) -> tuple[object, ...]:
    """Return what the board tells of a report: autosaves that leave it alone need not redraw everybody's board."""
    return report.status, report.errors, report.warnings


def _cell(report: Report, code: str) -> Cell:
    return NOT_APPLICABLE if code in report.not_applicable else report.values.get(code)


def _put(report: Report, form: FormSpec, code: str, value: Cell) -> None:
    row = _typed_row(report, form, code)
    if value == NOT_APPLICABLE:
        report.values.pop(code, None)
        report.not_applicable = sorted({*report.not_applicable, code})
        return
    report.not_applicable = [other for other in report.not_applicable if other != code]
    if value is None:
        report.values.pop(code, None)
    elif isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST:
        raise Refusal("cell.not_a_count", line=row.number, value=value)
    else:
        report.values[code] = value


def _put_origin(report: Report, code: str, before: Cell) -> None:
    """Mark a cell of the registry that now holds something else as corrected; an emptied one can be filled again."""
    now = _cell(report, code)
    if code not in report.origins or now == before:
        return
    if now is None:
        del report.origins[code]
    else:
        report.origins[code] = Origin.TYPED


def _row(report: Report, form: FormSpec, code: str) -> FormRow:
    row = form.rows.get(code)
    if row is None or not form.is_applicable(row, report.organisation.kind, report.organisation.institution_type):
        raise Refusal("cell.unknown", code=code)
    return row


def _typed_row(report: Report, form: FormSpec, code: str) -> FormRow:
    row = _row(report, form, code)
    if row.sum:
        raise Refusal("cell.computed", line=row.number)
    return row


def _put_causes(report: Report, causes: Mapping[str, int | None]) -> None:
    codes = checking.causes()
    for code, people in causes.items():
        if code not in codes:
            raise Refusal("cause.unknown", code=code)
        if people is None or people == 0:
            report.causes.pop(code, None)
        elif isinstance(people, bool) or not isinstance(people, int) or not 0 < people <= LARGEST:
            raise Refusal("cell.not_a_count", line=codes[code].label, value=people)
        else:
            report.causes[code] = people


def _put_texts(report: Report, explanations: Mapping[str, str], note: str | None) -> None:
    codes = checking.check_codes()
    for check, text in explanations.items():
        if check not in codes:
            raise Refusal("check.unknown", code=check)
        if text.strip():
            report.explanations[check] = text_within(text, NOTE_LIMIT)
        else:
            report.explanations.pop(check, None)
    if note is not None:
        report.note = text_within(note, NOTE_LIMIT)


@transaction.atomic
def send(report: Report, *, seen_saves: int | None = None, by: User, at: datetime) -> SavedReport:
    """Hand the report to the higher organisation as a new version. Open errors are said, and do not stop it.

    `seen_saves` is the count of saves of the page on which the person pressed the button: `report.stale` if there are
    more.
    """
    report = _lock_report(report)
    rules.require(by, Verb.SEND, report, on=timezone.localdate(at))
    closing.require_receiving(report, on=timezone.localdate(at))
    if seen_saves is not None and seen_saves != report.saved:
        raise Refusal("report.stale")
    board_state = _board_state(report)
    _append_version(report, by=by, at=at)
    _move(report, Verb.SEND)
    report.sent_at, report.sent_by = at, by
    report.first_sent = report.first_sent or at
    saved_report = _check_and_store(report, board_state, {})
    log.record(
        "report.sent", subject=report, by=by, at=at, after={"errors": report.errors, "warnings": report.warnings}
    )
    return saved_report


@transaction.atomic
def return_(report: Report, *, remark: str, cells: Mapping[str, str] | None = None, by: User, at: datetime) -> Report:
    """Give the report back with a remark, and remarks on single cells. An accepted one leaves the sums at once.

    Refused with `report.remark_missing`.
    """
    report = _lock_report(report)
    rules.require(by, Verb.RETURN, report, on=timezone.localdate(at))
    _require_other(report, by)
    remarks = {code: text_within(text, NOTE_LIMIT) for code, text in (cells or {}).items() if text.strip()}
    if not remark.strip() and not remarks:
        raise Refusal("report.remark_missing")
    for code in remarks:
        _row(report, campaigns.form(report.campaign), code)
    was_counted = report.status == Status.ACCEPTED
    _move(report, Verb.RETURN)
    report.remark = text_within(remark, NOTE_LIMIT)
    report.remark_cells = remarks
    report.accepted_at = report.accepted_by = report.accepted_version = None
    report.save()
    touch(report.campaign)
    if was_counted:
        consolidation.withdraw(report)
    log.record(
        "report.returned",
        subject=report,
        by=by,
        at=at,
        after={"remark": report.remark, "cells": sorted(report.remark_cells)},
    )
    return report


@transaction.atomic
def accept(report: Report, *, seen_version: int | None = None, by: User, at: datetime) -> Report:
    """Take the report into the sums. Errors must be solved or explained: `report.has_errors` names the checks.

    `seen_version` is the number of the version that the person had before them: `report.stale` if a newer one came.
    """
    report = _lock_report(report)
    rules.require(by, Verb.ACCEPT, report, on=timezone.localdate(at))
    _require_other(report, by)
    version = report.versions.latest("number")
    if seen_version is not None and seen_version != version.number:
        raise Refusal("report.stale")
    if unexplained_errors := checking.unexplained_errors(checking.findings_of(report), report.explanations):
        raise Refusal(
            "report.has_errors",
            count=len(unexplained_errors),
            checks=", ".join(finding.check for finding in unexplained_errors),
        )
    _move(report, Verb.ACCEPT)
    report.accepted_version = version
    report.accepted_at, report.accepted_by = at, by
    report.remark, report.remark_cells = "", {}
    if report.campaign.status == CampaignStatus.FROZEN:
        report.status = Status.FROZEN
    report.save()
    touch(report.campaign)
    edition = consolidation.publish(report)
    log.record("report.accepted", subject=report, by=by, at=at, after={"version": version.number, "edition": edition})
    return report


@transaction.atomic
def reopen(report: Report, *, reason: str, by: User, at: datetime) -> Report:
    """Open a frozen report for a correction. What was published stays published until the correction is accepted.

    Refused with `report.reason_missing`.
    """
    report = _lock_report(report)
    rules.require(by, Verb.REOPEN, report, on=timezone.localdate(at))
    if not reason.strip():
        raise Refusal("report.reason_missing")
    _move(report, Verb.REOPEN)
    report.remark = text_within(reason, NOTE_LIMIT)
    report.accepted_at = report.accepted_by = report.accepted_version = None
    report.save()
    touch(report.campaign)
    log.record("report.reopened", subject=report, by=by, at=at, after={"reason": report.remark})
    return report


def _append_version(report: Report, *, by: User, at: datetime) -> ReportVersion:
    last = report.versions.order_by("-number").values_list("number", flat=True).first() or 0
    reason = shorten_text(report.remark, LONGEST_REASON)
    return ReportVersion.objects.create(
        report=report, number=last + 1, author=by, at=at, reason=reason, **report.content()
    )


def _require_other(report: Report, by: User) -> None:
    """Refuse who judges a report that they themselves have sent."""
    if report.sent_by_id == by.pk:
        raise Refusal("report.own_report")


def _move(report: Report, verb: Verb) -> None:
    next_status = target(verb, Status(report.status))
    if next_status is None:
        raise Refusal("report.wrong_state", verb=verb.label, status=Status(report.status).label)
    report.status = next_status


def _lock_report(report: Report) -> Report:
    """Lock the row as it is now, held until the transaction ends."""
    Campaign.objects.select_for_update().get(pk=report.campaign_id)
    return Report.objects.select_for_update(of=("self",)).select_related("campaign", "organisation").get(pk=report.pk)
