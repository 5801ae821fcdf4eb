"""What a refusal says to people: one sentence a code, in three languages through gettext.

A sentence says what is wrong and what to do. Params of the refusal stand in it as %(name)s; numbers are grouped,
dates written as the language writes them, organisations and roles by the code that came.
A test walks the source and holds that every code raised has its sentence here.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from birlik.core.bilingual import Bilingual
from birlik.core.errors import Refusal
from birlik.web.shared import numbers
from birlik.web.shared.messages_loads import MESSAGES_LOADS
from birlik.web.shared.messages_members import MESSAGES_MEMBERS
from birlik.web.shared.messages_registers import MESSAGES_REGISTERS

GENERIC = _("This is not possible (%(code)s). Nothing was changed; tell the administrator this code.")

# Django's own sentence at a field whose text is too long; it lacks the Kazakh, which our catalogue gives it.
FIELD_TOO_LONG = ngettext_lazy(
    "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
    "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
    "limit_value",
)

RIGHTS: dict[str, str | Promise] = {
    "right.missing": _("Your role does not include this action for this organisation. Ask the administrator for it."),
    "role.unknown": _("There is no role “%(role)s”."),
    "user.username_invalid": _("“%(username)s” is not a sign-in name: small Latin letters, digits, dots and hyphens."),
    "user.unknown": _("There is no account “%(username)s”. Check the sign-in name."),
    "user.username_taken": _("The sign-in name “%(username)s” is taken. Choose another."),
    "user.name_empty": _("Write the full name of the person."),
    "user.own_account": _("One's own account is kept by somebody else: ask another keeper of accounts."),
    "user.blocked": _("The account of %(user)s is blocked. Unblock it first."),
    "user.not_blocked": _("The account of %(user)s is not blocked."),
    "account.option_missing": _("%(verb)s needs %(option)s."),
    "user.keeper_missing": _("Name the keeper of accounts who does it: --by USERNAME."),
    "link.unknown": _("This link holds no more: it was used, revoked, or is too old. Ask for another one."),
    "link.none": _("No link of this account holds."),
    "session.unknown": _("There is no such session: it has ended."),
    "role.not_held": _("%(user)s does not hold the role “%(role)s” at “%(organisation)s”."),
    "user.language_unknown": _("Birlik speaks Kazakh, Russian and English."),
    "user.too_many_attempts": _("There were too many wrong passwords. Try again in %(seconds)s seconds."),
    "token.unknown": _("There is no such token of yours."),
    "token.name_missing": _("Name the program, so that you know later what it is for."),
    "token.too_many": _("At most %(most)s tokens hold at a time. Revoke one first."),
    "password.wrong": _("This is not the password you signed in with."),
    "password.same": _("The new password has to differ from the one-time password."),
    "password.weak": _("This password is too weak. %(reasons)s"),
    "orgs.own_role": _("One's own role is changed by another administrator."),
    "orgs.role_ended": _("The role ended on %(until)s already."),
    "orgs.role_held": _("%(user)s holds this role here already."),
    "orgs.role_not_here": _("This role is not held at an organisation of this kind."),
    "orgs.role_without_end": _("This role is given without an end date, so that somebody always keeps the accounts."),
    "orgs.user_inactive": _("The account of %(user)s is blocked. Unblock it first."),
    "role.by_hand": _("The role “%(role)s” is not given by a list: give it on the page of the account."),
}

JOBS: dict[str, str | Promise] = {
    "job.busy": _("The database did not answer in time. Try again."),
    "job.broken": _("The work stopped because of a fault of the system. Nothing was written; tell the administrator."),
    "job.too_long": _("This took longer than %(minutes)s minutes and was stopped. Divide the list and try again."),
}

REPORTS: dict[str, str | Promise] = {
    "report.has_errors": _(
        "%(count)s errors are still open. Mend them or explain them; they are listed beside the report."
    ),
    "report.own_report": _(
        "One's own report is accepted by somebody else: ask a colleague of the higher organisation."
    ),
    "report.reason_missing": _("Say why: a correction is kept with its reason."),
    "report.remark_missing": _("Write what has to be mended: a report is returned with a remark."),
    "report.wrong_state": _("“%(verb)s” is not possible while the report is “%(status)s”. Refresh the page."),
    "report.stale": _("Somebody changed this report meanwhile. Refresh the page to see the newest values."),
    "report.nothing_to_fill": _("No cell is empty that the registry of members could fill."),
    "report.nothing_to_confirm": _("No figure from the registry waits to be confirmed."),
    "check.unknown": _("There is no check “%(code)s”."),
    "cause.unknown": _("There is no cause “%(code)s” in the classifier. Choose one from the list."),
    "cell.computed": _("Line %(line)s is computed from other lines and is not typed."),
    "cell.not_a_count": _("Line %(line)s: “%(value)s” is not a whole number of people or things. Type digits only."),
    "cell.unknown": _("The form has no line “%(code)s”."),
}

CAMPAIGNS: dict[str, str | Promise] = {
    "campaign.dates": _(
        "%(kind)s: the days have to follow each other – opens %(opens)s, hand in by %(hand_in)s, on time until "
        "%(on_time)s, closes on %(closes)s. Move the one that comes too early."
    ),
    "campaign.dates_missing": _("%(kind)s have no days. Give the day to hand in by, the day in time, the closing day."),
    "campaign.dates_file": _("The file of days cannot be used: %(reason)s"),
    "campaign.exists": _("The campaign of %(year)s exists already."),
    "campaign.too_early": _("The year %(year)s has not begun. Its campaign can be opened from its first day on."),
    "campaign.nobody_expected": _(
        "Nobody in the tree has a line to fill in the form “%(form)s”. Choose another form, or load the tree first."
    ),
    "campaign.closed": _(
        "The campaign of %(year)s was closed on %(day)s. Ask the head of the department for an exception; what was "
        "filled in is kept."
    ),
    "campaign.closed_already": _("The campaign of %(year)s was closed on %(day)s already."),
    "exception.requester_missing": _("Write who asked for the exception."),
    "exception.reason_missing": _("Write why the exception is made."),
    "exception.too_early": _("This gives nobody more time. Choose %(first)s or a later day."),
    "exception.not_expected": _(
        "“%(organisation)s” was not open on the day of the reports, so nothing is expected of it. Choose another."
    ),
    "expected.reason_missing": _("Write why the list of who is expected changes."),
    "expected.begun": _(
        "The report of “%(organisation)s” has been begun, so it stays among the expected. Only one that nobody began "
        "can be left out."
    ),
    "expected.already": _("“%(organisation)s” stands so in the list of who is expected already."),
    "expected.no_lines": _(
        "“%(organisation)s” was not open on the day of the reports, or has no line to fill in this form."
    ),
    "form.unknown": _("There is no form “%(form)s” in force for this year. There are: %(known)s."),
    "campaign.frozen": _(
        "The campaign of %(year)s is frozen. A later change is made as a correction, with its ground."
    ),
    "campaign.tree_frozen": _(
        "The figures of %(year)s are frozen, so borders as of %(day)s and before cannot change. Choose a later day."
    ),
    "campaign.ground_missing": _("Name the resolution that freezes the campaign: its date and number."),
    "campaign.incomplete": _("%(count)s reports are not accepted yet. They are named on the campaign board."),
    "form.immutable": _("An edition of the form does not change. Publish a new edition."),
    "figure.unknown": _("There is no such figure. It may belong to a year or an organisation that has none."),
    "indicator.unknown": _("There is no indicator “%(code)s”."),
    "period.unknown": _("There is no reporting year “%(period)s”. Choose one from the list of years."),
    "rulebook.malformed": _("The rulebook cannot be read: %(reason)s."),
}

ORGANISATIONS: dict[str, str | Promise] = {
    "orgs.no_root": _("There is no organisation on %(day)s yet. Load the tree first."),
    "orgs.unknown": _("There is no organisation “%(organisation)s” within your rights."),
    "orgs.before_opening": _("The organisation was opened on %(opened)s; choose a day after it."),
    "orgs.bin_invalid": _("“%(bin)s” is not a BIN: it has 12 digits, and the last one must agree with the others."),
    "orgs.closed": _("The organisation was closed on %(closed)s."),
    "orgs.code_invalid": _("“%(organisation)s” is not a code: small Latin letters, digits and hyphens are used."),
    "orgs.code_taken": _("The code “%(organisation)s” is taken. Choose another."),
    "orgs.ground_empty": _("Name the document on which the change rests: its title, date and number."),
    "orgs.has_open_children": _("%(count)s organisations still stand under this one. Move or close them first."),
    "orgs.institution_type_unknown": _("There is no type of institution “%(institution_type)s”."),
    "orgs.kind_not_allowed": _("An organisation of this kind cannot stand under the one you chose."),
    "orgs.name_empty": _("Give the name in Kazakh and in Russian."),
    "orgs.overlaps": _("A later change, of %(since)s, is recorded already. Choose a day after it."),
    "orgs.region_invalid": _("There is no region with the code “%(region)s”."),
    "kind.unknown": _("There is no kind of organisation “%(kind)s”."),
    "region.unknown": _("There is no region with the code “%(region)s”."),
    "orgs.same_name": _("The new name is the one the organisation has already."),
    "orgs.same_parent": _("The organisation stands there already."),
    "orgs.span_empty": _("The end has to come after the beginning, %(since)s."),
    "orgs.alias_known": _("“%(name)s” is known as a name of this organisation already."),
    "orgs.case_unknown": _("There is no grammatical case “%(case)s” in this language."),
    "orgs.parent_required": _("Choose the organisation under which the new one stands."),
    "orgs.under_itself": _("An organisation cannot stand under itself or under one of its own."),
    "orgs.workplace_closed": _("The workplace “%(workplace)s” was closed on %(until)s."),
}

REORGANISATIONS: dict[str, str | Promise] = {
    "orgs.no_predecessors": _("Name the organisations that are merged."),
    "orgs.predecessor_twice": _("One organisation is named twice among those that are merged."),
    "orgs.nested_predecessors": _(
        "One of the merged organisations stands under another of them. Merge them in two steps."
    ),
    "orgs.too_few_parts": _("A split makes at least two organisations."),
    "orgs.shares_not_one": _("The shares of the successors make %(total)s together; they have to make 1."),
    "orgs.part_twice": _("The organisation “%(organisation)s” is named twice among the parts."),
    "orgs.child_taken_twice": _("One organisation is given to two parts. Leave it in one of them."),
    "orgs.child_not_of_this": _("Only organisations that stand under the divided one go to its parts."),
    "orgs.child_left": _("%(count)s organisations are given to no part yet."),
    "orgs.workplace_taken_twice": _("One workplace is given to two parts. Leave it in one of them."),
    "orgs.workplace_not_of_this": _("Only workplaces of the divided organisation go to its parts."),
    "orgs.workplace_left": _("%(count)s workplaces are given to no part yet."),
    "orgs.successor_among_predecessors": _("The successor cannot be one of the organisations that are merged."),
}

PAPERS: dict[str, str | Promise] = {
    "paper.adopted": _("The paper is adopted and does not change any more."),
    "paper.block_fixed": _("This paragraph is set by the template and is not edited here."),
    "paper.block_generated": _("This paragraph is written from the figures. Make it your own first, then edit it."),
    "paper.block_not_overridden": _("This paragraph is the generated one already."),
    "paper.block_unknown": _("The paper has no such paragraph any more. Refresh the page."),
    "paper.changed_meanwhile": _(
        "Somebody saved this paper meanwhile. Refresh the page; your text is still in the field."
    ),
    "paper.details": _("The detail “%(field)s” is missing or cannot be read."),
    "paper.kind_unknown": _("There is no kind of paper “%(kind)s”."),
    "paper.language_unknown": _("Papers are made in Kazakh and in Russian."),
    "paper.malformed": _("The text of the paper cannot be read: %(reason)s."),
    "paper.text_empty": _("The paragraph is empty. Write a text or go back to the generated one."),
    "paper.text_too_long": _("The paragraph is too long: at most %(longest)s characters."),
    "paper.figure_empty": _(
        "The paper cannot be written yet: “%(figure)s” has no accepted value. Accept the reports that give it first."
    ),
    "paper.title": _("Give the paper a title of at most %(longest)s characters."),
    "paper.unknown": _("There is no such paper."),
    "paper.version_immutable": _("A saved version does not change."),
    "paper.version_unknown": _("The paper has no version %(number)s."),
    "paper.conversion_failed": _("The paper could not be made in this format: %(reason)s."),
    "paper.format_unknown": _("Papers are made as HTML, DOCX and PDF, not as “%(format)s”."),
    "paper.has_faults": _(
        "The paper has %(count)s faults that stop its adoption. Mend them first; they are listed beside it."
    ),
}

MACHINE: dict[str, str | Promise] = {
    "text.unstorable": _(
        "The text holds a character that cannot be kept (it is not visible). Type the text instead of pasting it."
    ),
    "text.too_long": _(
        "The text that begins with “%(begins)s” has %(length)s characters and at most %(most)s can be kept: shorten it."
    ),
    "trail.too_many_lines": _(
        "A file holds at most %(most)s lines. Narrow the list: a shorter span, one kind of acts."
    ),
    "audit.append_only": _("The trail of events is only added to."),
    "audit.head_unreadable": _(
        "“%(head)s” holds no head of the trail: SEQUENCE:DIGEST, as `birlik audit verify` prints it."
    ),
    "audit.line_broken": _(
        "The trail is broken at line %(line)s (%(action)s, %(moment)s UTC): it, or the line before it, is not as it "
        "was written. The lines before are whole."
    ),
    "audit.line_missing": _("The trail is broken at line %(line)s: it is missing. The lines before are whole."),
    "version.immutable": _("A saved version does not change."),
    "database.unusable": _(
        "The database cannot be used: %(reason)s. Start Birlik once with `birlik serve`, or correct DATABASE_URL."
    ),
    "database.older": _(
        "This database was made by a release of Birlik older than 0.2, and its data cannot be carried over. Nothing "
        "was changed in it: keep it with the release that made it, and start this one with an empty database "
        "(BIRLIK_DATA or DATABASE_URL)."
    ),
    "database.newer": _(
        "This database was made by a newer release of Birlik. Nothing was changed in it: start it with that release."
    ),
    "begin.not_empty": _("The database is not empty: the union was begun already. Nothing was changed."),
    "begin.code_wrong": _("This is not the code that the server printed at its last start."),
    "begin.since_future": _("The union cannot begin on a day that is still to come."),
    "demo.not_empty": _("The database is not empty, so the demonstration data was not loaded."),
    "output.file_needed": _("Name a file for the format %(format)s."),
    "output.no_folder": _("There is no folder “%(folder)s”."),
    "server.port_taken": _("The port %(port)s is taken by another program."),
}

SENTENCES = {
    **RIGHTS,
    **JOBS,
    **REPORTS,
    **CAMPAIGNS,
    **ORGANISATIONS,
    **REORGANISATIONS,
    **PAPERS,
    **MACHINE,
    **MESSAGES_MEMBERS,
    **MESSAGES_REGISTERS,
    **MESSAGES_LOADS,
}


def message_for(refusal: Refusal) -> str:
    """Return the refusal in the language of the page; an unknown code or a missing param gives the generic sentence."""
    params = {name: _parameter_text(value) for name, value in refusal.params.items()}
    try:
        return str(SENTENCES[refusal.code]) % params
    except KeyError:
        return str(GENERIC) % {"code": refusal.code}


def _parameter_text(value: object) -> str:
    language = get_language() or "kk"
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, int | Decimal | float):
        # A year or a line number has no thousands to set apart.
        return (
            str(value)
            if isinstance(value, int) and 0 <= value < 10_000
            else numbers.group_thousands(value, 0, language)
        )
    if isinstance(value, date):
        return formats.date_format(value, "d.m.Y")
    if isinstance(value, list | tuple | set):
        return " ".join(str(part) for part in value)
    return value.in_(language) if isinstance(value, Bilingual) else str(value)
