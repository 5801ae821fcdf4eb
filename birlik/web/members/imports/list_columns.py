"""The columns and the filter of the list of imports: on the page, and in its file."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.db.models import Case, F, Q, When
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from birlik.db.alphabet import AlphabeticKey
from birlik.members.enums import APPLIED_STATES, BatchState
from birlik.members.models import ImportBatch
from birlik.orgs.forms import name_language
from birlik.web.members.imports.page import address
from birlik.web.members.imports.texts import MARKS, state_words
from birlik.web.shared import numbers
from birlik.web.shared.columns import Column, ColumnList, by_label, day_text
from birlik.web.shared.filters import Choice, ChoiceFilter
from birlik.web.shared.fragments import format_html
from birlik.web.shared.page_context import short

STATE: ChoiceFilter[ImportBatch] = ChoiceFilter(
    "state",
    {
        "all": Choice(gettext_lazy("All")),
        "in": Choice(gettext_lazy("In the registry"), where=Q(state__in=APPLIED_STATES)),
        "out": Choice(gettext_lazy("Not in the registry"), where=~Q(state__in=APPLIED_STATES)),
    },
)


@lru_cache(maxsize=8)
def columns(language: str) -> ColumnList[ImportBatch]:
    """Return the columns in this language; what is not counted yet has no value."""
    console = _("the console of the server")

    def draw_upload(batch: ImportBatch) -> SafeString:
        person = batch.uploaded_by.full_name if batch.uploaded_by else console
        return format_html('<span class="nowrap">{}</span><small class="under">{}</small>', _moment(batch), person)

    return ColumnList(
        (
            Column("number", _("Number"), lambda batch: batch.pk, pages=False),
            Column("file", _("File"), lambda batch: batch.file_name, _file, sort=(AlphabeticKey("file_name"),)),
            Column(
                "organisation", _("Organisation"), lambda batch: short(batch.organisation),
                sort=(f"organisation__sort_{name_language(language)}",),
            ),
            Column("as_of", _("As of"), lambda batch: batch.as_of, sort=("as_of",), css="nowrap"),
            Column("uploaded", _("Uploaded"), _moment, draw_upload, sort=("uploaded_at",)),
            Column(
                "state", _("State"), state_words, _state, sort=(by_label("state", BatchState.choices, language),)
            ),
            _count_column("rows", _("Rows"), lambda batch: batch.rows),
            _count_column("created", _("New"), lambda batch: batch.created),
            _count_column("changed", pgettext("rows", "Changed"), lambda batch: batch.changed),
            _count_column("unchanged", _("The same"), lambda batch: batch.unchanged),
            _count_column("rejected", pgettext("rows", "Rejected"), lambda batch: batch.rejected),
        ),
        "-uploaded",
    )  # fmt: skip


def _count_column(code: str, label: str, number: Callable[[ImportBatch], int]) -> Column[ImportBatch]:
    return Column(
        code, label, lambda batch: number(batch) if batch.rows else None,
        sort=(Case(When(rows__gt=0, then=F(code))),), is_number=True, empty=numbers.EMPTY,
    )  # fmt: skip


def _file(batch: ImportBatch) -> SafeString:
    return format_html(
        '<a href="{}">{}</a><small class="under">№ {}</small>',
        address(batch.pk),
        batch.file_name,
        batch.pk,
    )


def _moment(batch: ImportBatch) -> str:
    moment = localtime(batch.uploaded_at)
    return f"{day_text(moment)} {moment.hour:02}:{moment.minute:02}"


def _state(batch: ImportBatch) -> SafeString:
    mark = MARKS.get(batch.state, "")
    return format_html('<span class="mark{}">{}</span>', f" mark--{mark}" if mark else "", state_words(batch))
