"""One router a register, made from its declaration: list, read, record, amend, annul.

Annotations are read by ninja as they stand, so they may not be put off (no `from __future__ import annotations`): the
schemas are made inside `router_of`.
"""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from birlik.accounts.models import User
from birlik.api.schemas import Day, Problem, Reason, data_of, form_data, schemas_of
from birlik.core.choices import name_choices
from birlik.core.errors import Refusal
from birlik.orgs import queries as orgs
from birlik.orgs.entries import Entry
from birlik.registers import actions, queries
from birlik.registers.declare import Register
from birlik.registers.forms import EntryForm, form_of

A_PAGE, MOST = 100, 1000
PROBLEMS = {400: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}


class NotFilledIn(Exception):
    """A form of a register that is not filled in well."""

    def __init__(self, form: EntryForm) -> None:
        super().__init__("a form is not filled in well")
        self.fields = {name: [str(text) for text in texts] for name, texts in form.errors.items()}


def router_of(register: Register) -> Router:
    """Return the addresses of a register; each asks the same rights, forms and verbs as the pages do."""
    router, shapes, name, day = Router(tags=[register.code]), schemas_of(register), register.code, register.day
    responses = {200: shapes.entry, **PROBLEMS}

    @router.get("/", response={200: shapes.page, **PROBLEMS}, url_name=f"{name}-list", summary=f"List {name}")
    def entries(
        request: HttpRequest,
        under: str = "",
        since: Day | None = None,
        until: Day | None = None,
        annulled: bool = False,
        after: int = 0,
        limit: int = A_PAGE,
    ) -> dict[str, Any]:
        days = {f"{day}__gte": since, f"{day}__lt": until}
        visible = _visible_entries(register, request, under).filter(annulled_at__isnull=not annulled, pk__gt=after)
        visible = visible.filter(**{condition: one for condition, one in days.items() if one})
        limit = max(1, min(limit, MOST))
        rows = list(visible.select_related("organisation").order_by("pk")[: limit + 1])
        next_id = rows[limit - 1].pk if len(rows) > limit else None
        return {"items": [data_of(register, one) for one in rows[:limit]], "next": next_id}

    @router.get("/{int:pk}/", response=responses, url_name=f"{name}-entry", summary=f"Read {name}")
    def read(request: HttpRequest, pk: int) -> dict[str, Any]:
        return data_of(register, _entry(register, request, pk))

    @router.post("/", response={201: shapes.entry, **PROBLEMS}, summary=f"Record {name}")
    def record(request: HttpRequest, body: shapes.new) -> Status[dict[str, Any]]:  # type: ignore[name-defined]  # a type made from the declaration
        given = body.model_dump(exclude_unset=True)
        user, organisation = _user(request), orgs.organisation_by_code(given["organisation"])
        if not queries.may(user, register.edit, organisation, on=timezone.localdate()):
            raise Refusal("orgs.unknown", organisation=given["organisation"])
        form = form_of(register)(
            form_data(given, register), by=user, organisation=organisation, day=timezone.localdate()
        )
        recorded_entry = actions.record(register, organisation, _values(form), by=user, at=timezone.now())
        return Status(201, data_of(register, recorded_entry))

    @router.patch("/{int:pk}/", response=responses, summary=f"Amend {name}")
    def amend(request: HttpRequest, pk: int, body: shapes.change) -> dict[str, Any]:  # type: ignore[name-defined]  # as above
        entry, user = _entry(register, request, pk), _user(request)
        given = body.model_dump(exclude_unset=True)
        actions.require(register, entry.organisation, by=user, at=timezone.now())
        form = form_of(register)(
            form_data(given, register, entry), by=user, organisation=entry.organisation, day=timezone.localdate(),
            instance=entry,
        )  # fmt: skip
        values = _values(form)
        amended_entry = actions.amend(register, entry, values, version=given["version"], by=user, at=timezone.now())
        return data_of(register, amended_entry)

    @router.post("/{int:pk}/annul/", response=responses, url_name=f"{name}-annul", summary=f"Annul {name}")
    def annul(request: HttpRequest, pk: int, body: Reason) -> dict[str, Any]:
        entry = _entry(register, request, pk)
        annulled_entry = actions.annul(register, entry, reason=body.reason, by=_user(request), at=timezone.now())
        return data_of(register, annulled_entry)

    return router


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Refusal("right.missing")
    return request.user


def _entry(register: Register, request: HttpRequest, pk: int) -> Entry:
    return queries.entry(register, _user(request), pk, on=timezone.localdate())


def _visible_entries(register: Register, request: HttpRequest, under: str) -> Any:
    """Return what the person may see, of one organisation and below where the address names one."""
    user, today = _user(request), timezone.localdate()
    organisation = orgs.organisation_by_code(under) if under else None
    if organisation is not None and not queries.may(user, register.view, organisation, on=today):
        raise Refusal("orgs.unknown", organisation=under)
    return queries.visible(register, user, on=today, under=organisation)


def _values(form: EntryForm) -> dict[str, Any]:
    name_choices(form, by_code=True)
    if not form.is_valid():
        raise NotFilledIn(form)
    return form.values
