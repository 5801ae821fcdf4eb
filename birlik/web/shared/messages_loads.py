"""What a refusal of a list that begins a union says to people: of the list as a whole, of a row, of a cell."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LISTS: dict[str, str | Promise] = {
    "load.unknown": _("There is no such list within your rights."),
    "load.no_headings": _("No headings were found: at least two of those named on the page must stand in one row."),
    "load.too_many": _("The list has more than %(most)s rows. Divide it."),
    "load.has_problems": _(
        "%(count)s rows have problems, so nothing was written. Mend them and deliver the list again."
    ),
    "load.nothing_new": _("Everything in this list stands already, so there is nothing to write."),
    "load.column_missing": _("No column “%(name)s” was found. Give a column this heading."),
    "load.column_twice": _("Two columns are taken for the same field. Leave one of them."),
    "load.column_unclear": _("“%(text)s” names no column: write --column HEADING=FIELD."),
    "load.field_unknown": _("There is no field “%(name)s”. The fields are: %(known)s."),
    "orgs.load_built_upon": _(
        "%(count)s organisations of the list are in use already, %(organisation)s among them, so it stays as it is."
    ),
    "accounts.load_used": _(
        "%(count)s accounts of the list are in use already, that of %(user)s among them, so the list stays as it is."
    ),
    "campaign.source_missing": _("Say where the figures were taken from: the table, its day, who approved it."),
    "campaign.figures_built_upon": _(
        "The figures of %(year)s are in use already, by the campaign of the year after or by a paper, so they stay."
    ),
}

CELLS: dict[str, str | Promise] = {
    "load.cell_empty": _("The cell is empty. Fill it in."),
    "load.day_unknown": _("“%(text)s” is not a day. Write it as 01.09.2020."),
    "load.number_wrong": _("“%(text)s” is not a whole number of zero or more."),
    "load.telephone_unknown": _("“%(text)s” is not a telephone number of Kazakhstan: +7 and ten digits."),
    "load.region_unknown": _("There is no region “%(region)s”. Write its name or its code of two digits."),
    "load.organisation_unknown": _("There is no organisation “%(organisation)s” within your rights."),
}

TREE: dict[str, str | Promise] = {
    "load.code_twice": _("The code “%(code)s” stands in row %(row)s, too. Each organisation has a code of its own."),
    "load.second_root": _(
        "No organisation above it is named, and the root of the tree is “%(root)s” already. Write the code of the one "
        "above."
    ),
    "load.own_parent": _("“%(code)s” stands under itself. Write the code of the one above."),
    "load.parent_unknown": _("“%(parent)s” is neither in this list nor in the tree. Correct the code or add its row."),
    "load.parent_rejected": _("The row %(row)s of the one above, “%(parent)s”, has a problem. Mend that row first."),
    "load.parent_closed": _("“%(parent)s” was closed on %(closed)s. Choose one that is open."),
    "load.loop": _("These organisations stand under one another in a circle: %(loop)s. Correct one of the parents."),
    "load.kind_not_here": _(
        "“%(kind)s” cannot stand under “%(parent_kind)s” (%(parent)s). Correct the kind or the one above."
    ),
    "load.before_parent": _("“%(parent)s” was opened on %(opened)s, which is later. Write that day or a later one."),
    "load.name_twice": _("Row %(row)s under the same organisation, %(parent)s, bears this name, too (%(other)s)."),
    "load.name_taken": _("Under the same organisation, %(parent)s, %(other)s bears this name already."),
    "load.kind_stands": _("This organisation is “%(kind)s” already, and a list does not change the kind."),
    "load.opening_stands": _("This organisation was opened on %(opened)s, and a list does not change that day."),
}

ACCOUNTS: dict[str, str | Promise] = {
    "load.username_taken": _("The sign-in name “%(username)s” belongs to %(user)s. Write another one."),
    "load.username_twice": _("The sign-in name “%(username)s” belongs to somebody else in row %(row)s."),
    "load.role_twice": _("The same role of the same person stands in row %(row)s."),
}

FIGURES: dict[str, str | Promise] = {
    "load.year_missing": _("Name the year of the figures: in a column, or one for the whole list."),
    "load.year_unknown": _("“%(text)s” is not a year whose figures can be loaded: %(first)s to %(last)s."),
    "load.year_reported": _(
        "The reports of this year or of an earlier one are collected here: nothing is loaded for it."
    ),
    "load.year_loaded": _("The figures of %(year)s are loaded and say otherwise. Take that list back first."),
    "load.organisation_not_then": _("There was no organisation “%(organisation)s” on %(day)s."),
    "load.line_unknown": _("There is no line “%(line)s” in the form %(form)s."),
    "load.figure_twice": _("The same figure of the same organisation stands in row %(row)s."),
    "load.sum_below": _("Those below make %(below)s together, and here stands %(given)s. Correct one of them."),
    "load.sum_wrong": _("The lines that make this sum give %(sum)s, and here stands %(given)s. Correct one of them."),
}

MESSAGES_LOADS = {**LISTS, **CELLS, **TREE, **ACCOUNTS, **FIGURES}
