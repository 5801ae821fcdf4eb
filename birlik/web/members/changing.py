"""The small pages by which an editor changes one person: one form, one action, back to the card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from birlik.core.errors import Refusal
from birlik.members.actions import corrections, fields, membership
from birlik.members.enums import LEAVINGS, Category, Entry, Exit, Sex
from birlik.members.models import Membership
from birlik.members.values import PERSON_FIELD_NAMES, PLAIN_FIELDS, PersonField, PersonFields
from birlik.web.members.person_page import PersonPage, person_page
from birlik.web.shared import action_page, addresses
from birlik.web.shared.action_page import FormTexts
from birlik.web.shared.fields import Day
from birlik.web.shared.navigation import Crumb

NAME, TEXT = 100, 200
REASON = 300
Action = Callable[[datetime], object]


def plain_field(one: PersonField) -> forms.Field:
    """Return a declared field of a person as it is typed or chosen."""
    label = gettext_lazy(one.label)
    if not one.choices:
        return forms.CharField(label=label, max_length=one.longest, required=False)
    choices = [(choice.value, gettext_lazy(choice.label)) for choice in one.choices]
    return forms.ChoiceField(label=label, choices=[("", gettext_lazy("not known")), *choices], required=False)


class PersonForm(forms.Form):
    surname = forms.CharField(label=gettext_lazy("Surname"), max_length=NAME, required=False)
    given = forms.CharField(label=gettext_lazy("Given name"), max_length=NAME, required=False)
    patronymic = forms.CharField(label=gettext_lazy("Patronymic"), max_length=NAME, required=False)
    iin = forms.CharField(
        label=gettext_lazy("IIN"),
        max_length=14,
        required=False,
        help_text=gettext_lazy("12 digits; leave empty while it is not known."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    born = Day(label=gettext_lazy("Date of birth"), required=False)
    sex = forms.ChoiceField(
        label=gettext_lazy("Sex"), choices=[("", gettext_lazy("not known")), *Sex.choices], required=False
    )
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=20, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254, required=False)
    card = forms.CharField(label=gettext_lazy("Membership card"), max_length=30, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=REASON,
        help_text=gettext_lazy("For example: marriage certificate, mistake in the spreadsheet."),
        error_messages={"required": gettext_lazy("Say why the data are changed.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {one.name: plain_field(one) for one in PLAIN_FIELDS}
        self.fields["reason"] = self.fields.pop("reason")  # the last

    def clean_iin(self) -> str:
        return "".join(str(self.cleaned_data["iin"]).split())

    @property
    def values(self) -> PersonFields:
        return PersonFields(**{name: self.cleaned_data[name] for name in PERSON_FIELD_NAMES})


class LeaveForm(forms.Form):
    on = Day(label=gettext_lazy("First day without membership"))
    reason = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=[("", gettext_lazy("Choose the reason")), *((one.value, one.label) for one in LEAVINGS)],
        error_messages={"required": gettext_lazy("Choose the reason.")},
    )
    ground = forms.CharField(
        label=gettext_lazy("Ground"),
        max_length=TEXT,
        required=False,
        help_text=gettext_lazy("Number and date of the minutes, order or application."),
    )


class CategoryForm(forms.Form):
    on = Day(label=gettext_lazy("From this day on"))
    category = forms.ChoiceField(
        label=pgettext_lazy("member", "Category"),
        choices=Category.choices,
        error_messages={"required": gettext_lazy("Choose the category.")},
    )
    ground = forms.CharField(
        label=gettext_lazy("Ground"),
        max_length=TEXT,
        required=False,
        help_text=gettext_lazy("Number and date of the minutes, order or application."),
    )


class CorrectionForm(forms.Form):
    """What was written down wrongly. The end is asked for only where there is one."""

    ENTRIES: ClassVar = [(one.value, one.label) for one in Entry]
    EXITS: ClassVar = [(one.value, one.label) for one in LEAVINGS]

    since = Day(label=pgettext_lazy("beginning of a span", "Since"))
    category = forms.ChoiceField(label=pgettext_lazy("member", "Category"), choices=Category.choices)
    until = Day(label=pgettext_lazy("end of a span", "Until"), required=False)
    exit = forms.ChoiceField(label=gettext_lazy("How it ended"), choices=EXITS)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=REASON,
        help_text=gettext_lazy("A correction counts neither as a leaving nor as an acceptance."),
        error_messages={"required": gettext_lazy("Say why it is corrected.")},
    )

    def __init__(self, span: Membership, data: Any = None) -> None:
        initial = {"since": span.since, "category": span.category, "until": span.until, "exit": span.exit}
        super().__init__(data, initial=initial)
        if span.exit not in LEAVINGS:
            del self.fields["until"], self.fields["exit"]


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    page = person_page(request, pk)
    form = PersonForm(request.POST or None, initial=asdict(fields.fields_of(page.person)))
    words = FormTexts(
        _("Correct personal data"),
        _("The old data stay in the history of the card."),
        _("Save"),
        _("The data are changed."),
    )

    def act(now: datetime) -> None:
        reason = form.cleaned_data["reason"]
        membership.change_person(page.person, form.values, reason=reason, by=page.user, at=now)

    return answer(request, page, form, words, act)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    page = person_page(request, pk)
    form = LeaveForm(request.POST or None, initial={"on": page.today})
    words = FormTexts(
        _("Leaves the union"),
        _("The membership ends, and with it every office in the union. The card stays with its history."),
        _("End the membership"),
        _("The membership is ended."),
        danger=True,
    )

    def act(now: datetime) -> None:
        given = form.cleaned_data
        reason = Exit(given["reason"])
        membership.leave(page.person, on=given["on"], reason=reason, ground=given["ground"], by=page.user, at=now)

    return answer(request, page, form, words, act)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def category(request: HttpRequest, pk: int) -> HttpResponse:
    page = person_page(request, pk)
    form = CategoryForm(request.POST or None, initial={"on": page.today, "category": page.person.category})
    words = FormTexts(
        _("Put in another category"),
        _("One membership ends and the next begins on the same day, without a break."),
        _("Save"),
        _("The category is changed."),
    )

    def act(now: datetime) -> None:
        membership.recategorise(page.person, **form.cleaned_data, by=page.user, at=now)

    return answer(request, page, form, words, act)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int, span: int) -> HttpResponse:
    """Correct a membership that was written down wrongly: other days or category, or no membership at all."""
    page = person_page(request, pk)
    row = page.person.memberships.select_related("organisation", "person").filter(pk=span).first()
    if row is None:
        raise Http404
    do = request.POST.get("do", "")
    form = CorrectionForm(row, request.POST or None)
    words = FormTexts(
        _("Correct a membership"),
        _("What was written down wrongly is mended, and the figures of past days with it."),
        _("Correct"),
        _("The membership is corrected."),
    )

    def act(now: datetime) -> None:
        given = form.cleaned_data
        if do in {"annul", "restore"}:
            verb = corrections.annul if do == "annul" else corrections.restore
            verb(row, reason=given["reason"], by=page.user, at=now)
            return
        _correct(row, given, page, now)

    return answer(request, page, form, words, act, template="members/correct.html", span=row)


def _correct(row: Membership, given: dict[str, Any], page: PersonPage, now: datetime) -> None:
    entry_values = {name: given[name] for name in ("since", "category") if given[name] != getattr(row, name)}
    exit_values = {
        name: value for name in ("until", "exit") if (value := given.get(name)) and value != getattr(row, name)
    }
    if not entry_values and not exit_values:
        raise Refusal("member.nothing_changed")
    if entry_values:
        corrections.correct_entry(row, reason=given["reason"], **entry_values, by=page.user, at=now)
    if exit_values:
        corrections.correct_exit(row, reason=given["reason"], **exit_values, by=page.user, at=now)


def answer(
    request: HttpRequest,
    page: PersonPage,
    form: forms.Form,
    words: FormTexts,
    act: Action,
    *,
    template: str = "members/change.html",
    **more: Any,
) -> HttpResponse:
    """Answer with the form, or lead back to the card once the action is done."""
    context = page.context(Crumb(words.title)) | more

    def leads_to(_result: object) -> str:
        return addresses.card(page.person.pk)

    return action_page.answer(request, form, words, act, template=template, context=context, leads_to=leads_to)
