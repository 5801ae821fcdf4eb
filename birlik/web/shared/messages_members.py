"""What a refusal of the registry says to a person: code → sentence with %(names)s of its parameters."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES_MEMBERS: dict[str, Promise] = {
    "member.unknown": _("There is no such person among those you may see."),
    "member.already": _("This person already is a member; a transfer moves a membership."),
    "member.none": _("This person has no open membership."),
    "member.later_span": _("A later membership of this person is already written down, after %(on)s."),
    "member.leaves_before_joining": _("The membership began on %(since)s; it can end only after that day."),
    "member.organisation_closed": _("The organisation does not exist on %(on)s; choose a day on which it is open."),
    "member.same_place": _("The person already is a member of this organisation in this category."),
    "member.day_ahead": _("%(on)s has not come yet."),
    "member.name_missing": _("Write the surname or the given name."),
    "member.sex_unknown": _("Sex is female, male or not known."),
    "member.value_unknown": _("“%(value)s” is none of the values of this field."),
    "member.category_unknown": _("There is no category of members “%(category)s”."),
    "member.reason_unknown": _("“%(reason)s” is no reason of leaving."),
    "member.reason_missing": _("Say why this is corrected."),
    "member.iin_digits": _("An IIN consists of digits only."),
    "member.iin_length": _("An IIN has 12 digits; %(count)s were written."),
    "member.iin_control": _("The control digit of the IIN does not agree with the others. Check the number."),
    "member.iin_taken": _("Somebody else in the registry has this IIN."),
    "member.iin_unsettled": _(
        "This IIN cannot be entered from here. Compare it and the name with the identity card; if both are right, let "
        "the organisation above settle it."
    ),
    "member.iin_spent": _(
        "Too many numbers did not go with their names today. Go on tomorrow, or let the organisation above enter the "
        "person."
    ),
    "member.iin_of_former": _("A former member of another name has this IIN. Confirm that it is the same person."),
    "member.card_taken": _("Somebody else has the membership card %(card)s."),
    "member.looks_known": _(
        "The registry already knows %(count)s of this name and birthday. Confirm that this is another person."
    ),
    "member.not_primary": _("People are members of primary organisations; this is none."),
    "member.work_began_later": _("The present work began on %(since)s; choose that day or a later one."),
    "member.dues_began_later": _("The present agreement on dues began on %(since)s; choose that day or a later one."),
    "member.rate": _("The rate of dues is more than 0 and at most 100 per cent."),
    "member.overlaps": _("This would overlap another membership of the person, which began on %(since)s."),
    "member.still_open": _("This membership has not ended; there is no leaving to correct."),
    "member.moved_on": _("On that day the person went on elsewhere. Correct the beginning of the next membership."),
    "member.annulled": _("This membership was annulled as a correction of the registry."),
    "member.not_annulled": _("This membership was not annulled, so there is nothing to restore."),
    "member.organisation_has_members": _(
        "%(count)s memberships of this organisation are still open. Transfer or end them first."
    ),
    "member.split_needs_names": _("Of a split, it has to be said of everybody who goes where."),
    "member.not_in_organisation": _("Some of these people are no members of the organisation on that day."),
    "day.unknown": _("“%(day)s” is no day; write it as 2026-01-31."),
    "export.purpose": _("Write in at least %(least)s letters what the list is needed for."),
    "export.too_many_rows": _("A file holds up to %(most)s people. Narrow the list."),
    "export.too_many_files": _("You have taken %(most)s files within a day, which is all one may. Come back tomorrow."),
    "member.blocked": _("The data of this person are blocked: they are kept and not used."),
    "member.not_blocked": _("The data of this person are not blocked."),
    "member.block_reason": _("Say why the data are blocked."),
    "consent.no_operator": _("The text of consent names the union, and no union is in the tree on this day."),
    "consent.in_force": _("A consent is in force already."),
    "consent.day": _("%(on)s is no possible day: not to come, and not before the consent was given."),
    "consent.withdrawn": _("The consent is withdrawn already; the data become anonymous by %(due)s."),
    "consent.not_withdrawn": _("Data become anonymous only after the consent is withdrawn."),
    "consent.term_over": _("The term ended on %(due)s; the data become anonymous today."),
    "account.exists": _("This person has an account already. Give a new password instead."),
    "account.none": _("This person has no account."),
    "account.has_role": _("This account has a role at work. Its keeper gives the password."),
    "merge.unknown": _("There is no such merge among those you may see."),
    "merge.same": _("These are one and the same entry. Choose two."),
    "merge.two_accounts": _("Both have an account. Close one of them first."),
    "merge.open_transfer": _("A transfer is under way. Finish or refuse it first."),
    "merge.overlap": _("Memberships still overlap. Say for each pair which one gives way or was a mistake."),
    "merge.nothing_wrong": _("A membership that overlaps with no other is not dropped by a merge."),
    "merge.undone": _("This merge is taken back already."),
    "merge.built_upon": _("Something was changed since the merge. Take back that change first."),
    "merge.forgotten": _("The data were made anonymous, so the merge cannot be taken back."),
    # joining and transfers
    "joining.link_ended": _("The link would end on %(until)s; choose a later day."),
    "joining.link_unknown": _("This link is not good any more. Ask the chair of your organisation for a new one."),
    "joining.consent_missing": _("Without your consent nothing may be kept; agree to the text, or apply on paper."),
    "joining.too_many": _("Too many applications came by this link today. Try again tomorrow, or apply on paper."),
    "joining.visitor_often": _(
        "As many applications were sent from this device as one may in a day. Try tomorrow, or apply on paper."
    ),
    "joining.waiting": _(
        "Applications with this IIN were sent already. Ask the chair of the organisation, or apply on paper."
    ),
    "joining.unknown": _("There is no such application among those you may decide."),
    "joining.decided": _("This application is decided already."),
    "joining.decision_missing": _("Write the number of the decision, or the reason of the refusal."),
    "transfer.nobody": _(
        "Nobody with this IIN and this name is a member. Compare both with the identity card; who is no member yet is "
        "accepted, not transferred."
    ),
    "transfer.too_many": _(
        "You have called as many people today as one may in a day. Go on tomorrow, or let the organisation above call "
        "them."
    ),
    "transfer.day_early": _("The membership there began on that day or later. Choose a later day."),
    "transfer.same_organisation": _("The person already is a member of this organisation."),
    "transfer.waiting": _("A transfer of this person already waits for confirmation."),
    "transfer.unknown": _("There is no such transfer among those you may see."),
    "transfer.over": _("This transfer is over already."),
    "transfer.other_side": _("The other organisation confirms this side of the transfer."),
    "transfer.gone": _("The membership ended in the meantime, so nobody can be transferred."),
    # importing a member list
    "import.unknown": _("There is no such import among those you may see."),
    "import.no_names": _("No column holds the names. Say which one holds the surname and which the given name."),
    "import.no_organisations": _("No column names the primary organisations. Say which one does."),
    "import.organisation_closed": _("The organisation does not exist on %(on)s; choose a day on which it is open."),
    "import.column_twice": _("Two columns hold the same thing. Leave one of them out."),
    "import.mapping_name_taken": _(
        "Another organisation already remembers columns as “%(name)s”; choose another name."
    ),
    "import.mapping_unknown": _("No columns are remembered as “%(name)s”."),
    "import.not_open": _("This import cannot be changed any more."),
    "import.not_ready": _("The list must be checked before it is applied."),
    "import.not_applied": _("Only an import that was applied can be taken back."),
    "import.built_upon": _("Of the people of this import %(count)s were changed since. Take back those changes first."),
    "import.undo_begun": _("The import is being taken back already; that can no longer be stopped."),
    "import.writing": _("The list is being written to the registry already; that can no longer be stopped."),
    "import.cell_too_long": _("The cell %(cell)s holds %(letters)s letters; at most %(limit)s can be read."),
    "import.too_many_missing": _(
        "Too many are not in the file to decide about one by one. Import lists of smaller organisations."
    ),
    "import.decided": _("This was decided already."),
    "import.decision_unknown": _("Choose whether the member stays or why the membership ended."),
    "import.day_unknown": _("“%(day)s” is no day; write it as 2026-01-31."),
    # reading a member list
    "import.forgotten": _("The file was emptied after its term. Upload it again."),
    "import.empty": _("The file is empty."),
    "import.too_large": _("The file holds %(megabytes)s MB; at most %(limit)s MB can be read."),
    "import.not_a_sheet": _("This file is no table. Give an XLSX, XLS, ODS or CSV file."),
    "import.encrypted": _("The file is protected by a password. Save it without one and try again."),
    "import.damaged": _("The file cannot be read; it is damaged or was not copied whole. Save it anew and try again."),
    "import.no_data": _("There is nothing in the sheet."),
    "import.sheet_unknown": _("There is no sheet “%(sheet)s” in the workbook. Its sheets: %(names)s."),
    "import.no_sheets": _("There is one list in the file, and no sheets to choose from."),
    "import.too_many_rows": _("The sheet has %(rows)s rows; at most %(limit)s can be read."),
    "import.too_many_columns": _("The sheet has %(columns)s columns; at most %(limit)s can be read."),
    "import.too_many_cells": _("The sheet is too large to read. Delete what stands far below or beside the list."),
    "member.nothing_changed": _("Nothing was changed. Write what it should be."),
}
