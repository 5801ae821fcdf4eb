"""Which column of the list holds what, and which organisation a text of it means: guessed, shown, corrected, kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from birlik.core.errors import Refusal
from birlik.members.enums import EDITABLE_STATES
from birlik.members.imports import jobs, queries
from birlik.members.imports import page_queries as pages
from birlik.members.imports.mapping import set_mapping
from birlik.members.imports.match.organisations import text_key
from birlik.members.imports.parse.fields import Field
from birlik.members.imports.prepare import holders_of
from birlik.members.models import ImportBatch
from birlik.sheets.limits import letter
from birlik.web.members.imports.page import ImportPage, code_of, import_page, name_with_code
from birlik.web.members.imports.texts import FIELDS, HIDDEN_WORD, mask_numbers
from birlik.web.members.listing import number
from birlik.web.shared.messages import message_for
from birlik.web.shared.refusals import shown_as_message

ROWS_BELOW = 6  # shown under the headings
MOST_TEXTS = 150  # of one page; a form has no more fields than a server takes
FIRST_ROWS = 30


@dataclass(frozen=True, slots=True)
class Column:
    index: int
    letter: str
    heading: str
    field: str
    why: str


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    number: int
    cells: Sequence[str]
    is_header: bool
    title: str = ""  # the only text of a row above the headings


@dataclass(frozen=True, slots=True)
class OrganisationMatch:
    """A text of the organisation column and what is meant by it; `decided`: somebody said so already."""

    text: str
    chosen: str
    rows: int | None
    decided: bool


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the first rows under the choice of fields; sent, it is kept and the list waits to be checked."""
    page = import_page(request, pk)
    if page.batch.state not in EDITABLE_STATES:
        if request.method == "POST":
            messages.error(request, message_for(Refusal("import.not_open", state=page.batch.state)))
        return redirect(page.url)
    if not pages.columns_of(page.batch):
        return render(request, "members/imports/unreadable.html", page.context() | {"error": _failure(page.batch)})
    choice, error = _columns_chosen(page.batch), ""
    if request.method == "POST":
        choice = _columns_sent(request, choice)
        try:
            _keep(page, request, choice)
        except Refusal as refusal:
            error = message_for(refusal)
        else:
            return redirect(page.url)
    return render(
        request, "members/imports/columns.html", _context(request, page, choice, error), status=422 if error else 200
    )


@require_POST
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Read another sheet of the workbook instead, and guess its columns."""
    page = import_page(request, pk)
    sheet_name = request.POST.get("sheet", "")
    with shown_as_message(request):
        if page.batch.sheets.get("read") != sheet_name:
            jobs.read_later(page.batch, sheet=sheet_name, by=page.user, at=timezone.now())
    return redirect(page.url)


@require_POST
def header(request: HttpRequest, pk: int) -> HttpResponse:
    """Guess the columns anew from the headings in another row."""
    page = import_page(request, pk)
    row = number(request.POST.get("header"))
    with shown_as_message(request):
        header_row = row if row is not None and row <= FIRST_ROWS else page.batch.header
        jobs.read_later(page.batch, header=header_row, by=page.user, at=timezone.now())
    return redirect(page.url)


def _columns_chosen(batch: ImportBatch) -> dict[int, str]:
    return {int(index): str(field) for index, field in batch.mapping.items()}


def _columns_sent(request: HttpRequest, before: Mapping[int, str]) -> dict[int, str]:
    """Return column → field as sent; a field that does not exist changes nothing."""
    fields = {"", *Field}
    choice = dict(before)
    for name, value in request.POST.items():
        index = number(name.removeprefix("column-")) if name.startswith("column-") else None
        if index is not None and value in fields:
            choice[index] = str(value)
    return {index: field for index, field in choice.items() if field}


def _keep(page: ImportPage, request: HttpRequest, choice: Mapping[int, str]) -> None:
    batch, now = page.batch, timezone.now()
    valid = {int(column["index"]) for column in pages.columns_of(batch)}
    batch = set_mapping(
        batch,
        columns={index: field for index, field in choice.items() if index in valid},
        header=batch.header,
        organisations=_places_sent(request, batch),
        remember_as=request.POST.get("remember", ""),
        by=page.user,
        at=now,
    )
    jobs.check_later(batch, by=page.user, at=now)


def _places_sent(request: HttpRequest, batch: ImportBatch) -> dict[str, str]:
    """Return text → code: what was decided before and what is decided now; an emptied field takes a decision back."""
    codes = dict(batch.organisations)
    for name, text in request.POST.items():
        field = name.replace("text-", "place-", 1)
        if name.startswith("text-") and field in request.POST:
            codes[text_key(str(text))] = code_of(str(request.POST[field]))
    return {text: code for text, code in codes.items() if text and code}


def _context(request: HttpRequest, page: ImportPage, choice: Mapping[int, str], error: str) -> dict[str, Any]:
    batch, descriptions = page.batch, pages.columns_of(page.batch)
    views = [_column(one, choice) for one in descriptions]
    places = _places(batch)
    return page.context(_("Columns")) | {
        "columns": views,
        "lines": _lines(descriptions, batch.header, personal=page.personal),
        "fields": [(str(field), str(words)) for field, words in FIELDS.items()],
        "header_rows": range(
            1, min(FIRST_ROWS, max((len(one.get("head", ())) for one in descriptions), default=0)) + 1
        ),
        "lacking": _missing_fields(page, set(choice.values())),
        "places": places[:MOST_TEXTS],
        "more_places": max(0, len(places) - MOST_TEXTS),
        "remember": request.POST.get("remember", pages.remembered_as(batch, descriptions)),
        "mappings": queries.mappings(batch.organisation),
        "error": error or _failure(batch),
    }


def _failure(batch: ImportBatch) -> str:
    return message_for(Refusal.from_json(batch.failure)) if batch.failure else ""


def _column(description: Mapping[str, Any], choice: Mapping[int, str]) -> Column:
    index = int(description["index"])
    field = choice.get(index, "")
    return Column(
        index, letter(int(description["column"])), str(description["header"]), field, _why(description, field)
    )


def _why(description: Mapping[str, Any], field: str) -> str:
    if not field:
        return _("not read")
    if field != description["field"]:
        return _("as chosen before")
    if description["why"] == "content":
        return _("by its cells")
    return _("by its heading") if description["confidence"] == 1 else _("perhaps, by its heading")


def _lines(descriptions: Sequence[Mapping[str, Any]], header_row: int, *, personal: bool) -> list[ColumnChoice]:
    """Draw the rows from the titles above the headings to a few people below; long numbers masked."""
    heads = [one.get("head") or [] for one in descriptions]
    height = min(max((len(head) for head in heads), default=0), header_row + ROWS_BELOW)
    lines = []
    for place in range(height):
        row, texts = place + 1, [str(head[place] or "") if place < len(head) else "" for head in heads]
        is_above = row <= header_row
        cells = [_cell_text(text, plain=is_above or personal) for text in texts]
        full_cells = [cell for cell in cells if cell]
        title = full_cells[0] if row < header_row and len(full_cells) == 1 else ""
        if is_above or full_cells:
            lines.append(ColumnChoice(row, cells, row == header_row, title))
    return lines


def _cell_text(text: str, *, plain: bool) -> str:
    return mask_numbers(text) if plain or not text else str(HIDDEN_WORD)


def _missing_fields(page: ImportPage, fields: set[str]) -> list[str]:
    """Return what the list must tell and no column tells yet."""
    labels = []
    if Field.FULL_NAME not in fields and not {Field.SURNAME, Field.GIVEN} <= fields:
        labels.append(_("Which column holds the names? Choose “Surname, name, patronymic”, or surname and given name."))
    if Field.ORGANISATION not in fields and page.batch.organisation_id not in holders_of(page.batch)[0]:
        labels.append(_("Which column names the primary organisation of each person?"))
    if not {Field.IIN, Field.BORN} & fields:
        labels.append(
            _("Which column holds the IIN, or the date of birth? Without either nobody can be told from others.")
        )
    return labels


def _places(batch: ImportBatch) -> list[OrganisationMatch]:
    """Return texts that mean no organisation known, with what is proposed; then what somebody decided for this list."""
    open_texts = queries.undecided_texts(batch)
    codes = {one.code for one in open_texts} | set(batch.organisations.values())
    organisations = pages.organisations_coded(codes - {""})
    matches = [
        OrganisationMatch(
            one.text,
            name_with_code(organisations[one.code]) if one.code in organisations else "",
            one.rows,
            decided=False,
        )
        for one in open_texts
        if text_key(one.text) not in batch.organisations
    ]
    return matches + [
        OrganisationMatch(
            text, name_with_code(organisations[code]) if code in organisations else code, None, decided=True
        )
        for text, code in sorted(batch.organisations.items())
    ]
