"""The words of every act that the trail or the readings hold, in groups by which a list of them is narrowed.

The one place for them: the trail of the union, that of an organisation and the changes of a card use the same words.
A test asks that each action that some code records stands here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ActText = str | Promise


@dataclass(frozen=True, slots=True)
class ActGroup:
    """`actions`: of the chain; `readings`: acts of readings (members.queries.trail.READINGS)."""

    label: ActText
    actions: Mapping[str, ActText] = field(default_factory=dict)
    readings: Mapping[str, ActText] = field(default_factory=dict)


GROUPS: Mapping[str, ActGroup] = {
    "sign-ins": ActGroup(pgettext_lazy("acts", "Sign-ins"), {"user.signed_in": _("signed in")}),
    "readings": ActGroup(
        pgettext_lazy("acts", "Readings of people's data"),
        readings={
            "card": _("read the card"),
            "merge": _("compared two entries"),
            "import": _("had a list with the name and the IIN"),
            "transfer": _("called the member by the IIN and the name"),
            "form": _("wrote the name and the IIN in a form"),
            "number": _("wrote the IIN in a list or a form; nothing was shown"),
        },
    ),
    "files": ActGroup(
        pgettext_lazy("acts", "Lists taken as files"),
        {
            "member.list_exported": _("a list of members was taken as a file"),
            "member.extracted": _("an extract of a person's data was taken"),
            "trail.exported": _("the trail was taken as a file"),
        },
    ),
    "members": ActGroup(
        pgettext_lazy("acts", "Members"),
        {
            "member.accepted": _("accepted as a member"),
            "member.left": _("the membership ended"),
            "member.recategorised": _("the category changed"),
            "member.changed": _("the card was changed"),
            "member.corrected": _("the registry was corrected"),
            "member.employment": _("work or study was written down"),
            "member.dues": _("the agreement on dues was written down"),
            "member.mandate_granted": _("an office in the union began"),
            "member.mandate_ended": _("an office in the union ended"),
            "member.mandate_changed": _("an office in the union was corrected"),
            "member.mandate_annulled": _("an office in the union was annulled"),
        },
    ),
    "joining": ActGroup(
        pgettext_lazy("acts", "Applications"),
        {
            "joining.link_made": _("a link for applications was made"),
            "joining.link_closed": _("a link for applications was closed"),
            "joining.received": _("an application was received"),
            "joining.refused": _("an application was refused"),
        },
    ),
    "transfers": ActGroup(
        pgettext_lazy("acts", "Transfers"),
        {
            "transfer.called": _("a member was called from another organisation"),
            "transfer.sent": _("a member was sent to another organisation"),
            "transfer.confirmed": _("a transfer was confirmed"),
            "transfer.refused": _("a transfer was refused"),
        },
    ),
    "merges": ActGroup(
        pgettext_lazy("acts", "Merges of entries"),
        {
            "member.merged": _("two entries became one"),
            "member.merge_undone": _("a merge was taken back"),
            "member.told_apart": _("two entries are two people"),
        },
    ),
    "imports": ActGroup(
        pgettext_lazy("acts", "Imports"),
        {
            "import.uploaded": _("a list was uploaded"),
            "import.applied": _("an import was applied"),
            "import.undone": _("an import was taken back"),
            "import.of_everybody": _("a list was said to name everybody"),
        },
    ),
    "privacy": ActGroup(
        pgettext_lazy("acts", "Consent and protection of data"),
        {
            "member.consent_given": _("the consent was given"),
            "member.consent_withdrawn": _("the consent was withdrawn"),
            "member.blocked": _("the data were blocked"),
            "member.restored": _("the data were opened again"),
            "member.anonymised": _("the data were made anonymous"),
        },
    ),
    "accounts": ActGroup(
        pgettext_lazy("acts", "Accounts and roles"),
        {
            "user.created": _("an account was made"),
            "user.password_set": _("a password was set"),
            "user.language_changed": _("the language was changed"),
            "user.link_made": _("a link for setting the password was made"),
            "user.link_revoked": _("the link for setting the password was revoked"),
            "user.session_ended": _("sessions were ended"),
            "user.deactivated": _("an account was blocked"),
            "user.activated": _("an account was unblocked"),
            "user.staff_set": _("the keeping of accounts was given or taken"),
            "role.assigned": _("Role given"),
            "role.revoked": _("Role ended"),
            "user.load_undone": _("an account was taken back with the list that it came with"),
            "role.load_undone": _("a role was taken back with the list that it came with"),
            "token.made": _("a token for a program was made"),
            "token.revoked": _("the token of a program was revoked"),
            "member.account_opened": _("an account was opened"),
            "member.account_closed": _("the account was closed"),
            "member.password_renewed": _("a new password was given"),
        },
    ),
    "organisations": ActGroup(
        pgettext_lazy("acts", "Organisations"),
        {
            "organisation.opened": _("Opened"),
            "organisation.renamed": _("Renamed"),
            "organisation.moved": _("Moved"),
            "organisation.closed": _("Closed"),
            "organisation.merged": _("Merged"),
            "organisation.split": pgettext_lazy("event", "Split"),
            "organisation.alias_added": _("Alias added"),
            "organisation.form_reviewed": _("Case form reviewed"),
            "organisation.corrected": _("BIN, region or type corrected"),
            "organisation.load_undone": _("Taken back with the list that it came with"),
            "load.applied": _("A list was loaded"),
            "load.undone": _("A loaded list was taken back"),
            "workplace.opened": _("Workplace added"),
            "workplace.closed": _("Workplace closed"),
            "members.followed": _("the members went over to the successor"),
        },
    ),
    "reports": ActGroup(
        pgettext_lazy("acts", "Reports and campaigns"),
        {
            "report.sent": pgettext_lazy("event", "Report sent"),
            "report.returned": pgettext_lazy("event", "Report returned"),
            "report.accepted": pgettext_lazy("event", "Report accepted"),
            "report.reopened": pgettext_lazy("event", "Report reopened for correction"),
            "report.prefilled": pgettext_lazy("event", "Cells filled in from the registry"),
            "report.confirmed": pgettext_lazy("event", "Figures of the registry confirmed"),
            "campaign.opened": pgettext_lazy("event", "Campaign opened"),
            "campaign.expected_changed": pgettext_lazy("event", "List of expected reports changed"),
            "campaign.extended": pgettext_lazy("event", "Exception to the closing day made"),
            "campaign.closed": pgettext_lazy("event", "Campaign closed"),
            "campaign.frozen": pgettext_lazy("event", "Campaign frozen"),
            "campaign.figures_loaded": pgettext_lazy("event", "Figures of a past year loaded"),
            "campaign.figures_undone": pgettext_lazy("event", "Loaded figures of a past year taken back"),
        },
    ),
    "registers": ActGroup(
        _("Registers"),
        {
            "entry.recorded": pgettext_lazy("register", "the entry was written down"),
            "entry.amended": pgettext_lazy("register", "the entry was changed"),
            "entry.annulled": pgettext_lazy("register", "the entry was annulled"),
            "entry.file_added": pgettext_lazy("register", "a file was attached to the entry"),
            "entry.file_removed": pgettext_lazy("register", "a file of the entry was removed"),
            "entries.imported": _("a list of entries was written down"),
            "entries.import_undone": _("a list of entries was annulled"),
        },
    ),
    "papers": ActGroup(
        pgettext_lazy("acts", "Papers"),
        {
            "paper.generated": _("a paper was drawn up"),
            "paper.block_edited": _("a paragraph was rewritten by hand"),
            "paper.paragraph_added": _("a paragraph was added by hand"),
            "paper.paragraph_removed": _("a paragraph by hand was taken out"),
            "paper.block_restored": _("a paragraph got its own text back"),
            "paper.block_confirmed": _("a paragraph by hand was confirmed"),
            "paper.details_set": _("date, number or signatures were set"),
            "paper.adopted": _("a paper was adopted"),
        },
    ),
    "system": ActGroup(pgettext_lazy("acts", "The system"), {"demo.filled": _("the demonstration was filled in")}),
}
ACTIONS: Mapping[str, ActText] = {code: words for group in GROUPS.values() for code, words in group.actions.items()}
READINGS: Mapping[str, ActText] = {code: words for group in GROUPS.values() for code, words in group.readings.items()}
# What a member reads of the own card; in the trail these two are lines of the chain.
OWN_READINGS: Mapping[str, ActText] = {**READINGS, "extract": _("took an extract"), "export": _("took a list")}
