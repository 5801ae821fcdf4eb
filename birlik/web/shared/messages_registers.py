"""What a refusal of a register says to people."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from birlik.registers.declare import REGISTERS

MESSAGES_REGISTERS: dict[str, str | Promise] = {
    "register.unknown": _("There is no register “%(code)s”."),
    "entry.unknown": _("There is no such entry within your rights."),
    "entry.annulled": _("The entry is annulled and does not change any more. Write down a new one."),
    "entry.stale": _(
        "Somebody changed this entry meanwhile. What you typed is kept, and beside each field stands what is there by "
        "now. Take over what is right, and save once more."
    ),
    "entry.reason_missing": _("Write why: the reason stays with the entry."),
    "entry.field_unknown": _("The register has no field “%(name)s”."),
    "entry.value": _("%(label)s: %(problem)s"),
    "entry.day_ahead": _("This day has not come yet. Choose one up to %(today)s."),
    "entry.organisation_closed": _("The organisation was not open on %(on)s. Choose another day or organisation."),
    "entry_import.unknown": _("There is no such import within your rights."),
    "entry_import.no_headings": _("No headings were found: “%(first)s” and at least one other must stand in one line."),
    "entry_import.too_many": _("The list has more than %(most)s lines. Divide it."),
    "entry_import.applied": _("This very list is written down already. Take it back first, or deliver a mended one."),
    "entry_import.nothing_new": _(
        "No line of this list would be a new entry or a correction, so there is nothing to write down."
    ),
    "entry_import.not_open": _("This list is not open any more. Deliver it again."),
    "entry_import.begun": _("This has begun already and can no longer be stopped."),
    "entry_import.forgotten": _("What was wrong is told only as long as the list is kept. Deliver it again."),
    "entry_import.emptied": _("The file is not kept longer than %(days)s days. Deliver it again."),
    "entry_import.not_applied": _("This list is not written down, so there is nothing to take back."),
    "entry_import.organisation": _("No single organisation “%(text)s” is known here. Write its code."),
    "entry_import.number": _(
        "No entry No %(text)s of this register is known here. Leave the cell empty for a new entry."
    ),
    "entry_import.number_twice": _("The entry No %(text)s stands in the list twice. Leave one line of the two."),
    "entry_import.other_organisation": _(
        "The entry belongs to the organisation %(organisation)s, which does not change. Annul it and write a new one."
    ),
    "evidence.unknown": _("There is no such file within your rights."),
    "evidence.kind": _("Only PDF, JPEG, PNG, DOCX and XLSX files are kept. Save it as one of these."),
    "evidence.too_large": _("The file is larger than %(megabytes)s MB. Scan it with a lower resolution."),
    "evidence.too_many": _("An entry keeps at most %(most)s files. Remove one first."),
    "entry.kind": _("The register “%(register)s” is not kept of organisations of this kind."),
}
for _register in REGISTERS.values():
    MESSAGES_REGISTERS |= _register.refusals
