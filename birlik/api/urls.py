"""The API at /api/: every register, and its description as OpenAPI."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.operation import Operation
from ninja.security import HttpBearer, SessionAuth

from birlik.api import authentication, description
from birlik.api.registers import NotFilledIn, router_of
from birlik.api.schemas import expectation
from birlik.core.errors import Refusal
from birlik.registers.declare import REGISTERS
from birlik.web.shared.messages import message_for

STATUS = {"entry.stale": 409, "entry.annulled": 409}


class ByToken(HttpBearer):
    """The token that the middleware has looked at."""

    def authenticate(self, request: HttpRequest, _token: str) -> Any:
        return request.user if getattr(request, "by_token", False) else None


class RegistersAPI(NinjaAPI):
    """An interface whose operations are made by one function, so that their summaries tell them apart."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return a name of the operation that no other has, as list_injuries."""
        return str(operation.summary).lower().replace(" ", "_")


api = RegistersAPI(
    title="Birlik",
    version="1",
    description="The registers of the union. Rights, rules and the trail are those of the pages.",
    docs_url=None,  # its page loads scripts from elsewhere
    urls_namespace="api",
    auth=[ByToken(), SessionAuth()],  # a session asks for its CSRF token as well, which ninja checks
)
for register in REGISTERS.values():
    api.add_router(f"/registers/{register.code}", router_of(register))


@api.exception_handler(Refusal)
def answer_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Tell a refusal by its code and its sentence, at its field where it has one."""
    status = 403 if refusal.code.startswith("right.") else 404 if refusal.code.endswith(".unknown") else 422
    fields: dict[str, list[str]] = {}
    for one in (refusal, *refusal.others):
        if one.field:
            fields.setdefault(one.field, []).append(message_for(one))
    body = {"code": refusal.code, "message": message_for(refusal), "fields": fields}
    return api.create_response(request, body, status=STATUS.get(refusal.code, status))


@api.exception_handler(NotFilledIn)
def not_filled_in(request: HttpRequest, fault: NotFilledIn) -> HttpResponse:
    """Tell the fields of a form with what is wrong in each."""
    body = {"code": "entry.not_filled_in", "message": _("Some fields are not filled in well."), "fields": fault.fields}
    return api.create_response(request, body, status=422)


@api.exception_handler(ValidationError)
def not_as_described(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    """Tell what differs from the description by its field; what is wrong with the whole body stands under "body"."""
    fields: dict[str, list[str]] = {}
    for problem in fault.errors:
        place = [str(part) for part in problem["loc"] if part != "body"]
        fields.setdefault(place[-1] if place else "body", []).append(expectation(problem))
    sentence = _("The request is not what the description at /api/openapi.json asks for.")
    return api.create_response(
        request, {"code": "api.not_as_described", "message": sentence, "fields": fields}, status=422
    )


@api.exception_handler(HttpError)
def not_read(request: HttpRequest, fault: HttpError) -> HttpResponse:
    """Tell of a request that cannot be read, as of a body that is no JSON, or that is not let in."""
    if fault.status_code != 400:
        return authentication.fault(request, fault.status_code)
    sentence = _("The request cannot be read: its body has to be JSON.")
    return api.create_response(request, {"code": "api.not_read", "message": sentence, "fields": {}}, status=400)


def describe(request: HttpRequest) -> HttpResponse:
    """Show the description of the API as a page to be read."""
    groups = description.groups_of(api.get_openapi_schema())
    return render(request, "api/description.html", {"groups": groups})


urlpatterns = [path("docs/", describe, name="docs"), *api.urls[0]]
app_name = "api"
