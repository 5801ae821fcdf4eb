"""Injuries at work: one entry a person hurt. Labour Code, articles 186-190; severe and fatal are parts of all."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from birlik.accounts.permissions import Permission
from birlik.core.errors import Refusal, refuse
from birlik.members.enums import Sex
from birlik.members.models import Person
from birlik.orgs.entries import DayEntry
from birlik.registers.declare import Indicator, Register, Timer, declare
from birlik.registers.fields import bin_number, choice, day, number, person, text, tick


class Severity(models.TextChoices):
    LIGHT, SEVERE, FATAL = ("light", _("light")), ("severe", _("severe")), ("fatal", _("fatal"))


class AtWork(models.TextChoices):
    PENDING, YES, NO = ("pending", _("being investigated")), ("yes", _("yes")), ("no", _("no"))


class Cause(models.TextChoices):
    ORGANISATION, CONDITION = ("organisation", _("organisation of work")), ("condition", _("unsafe premises or device"))
    TRAINING, DISCIPLINE = ("training", _("briefing and training")), ("discipline", _("breach of discipline"))
    TRAFFIC, OTHERS, OTHER = ("traffic", _("traffic")), ("others", _("acts of others")), ("other", _("other cause"))


class Injury(DayEntry):
    hour, place = number(_("Hour of the accident, 0–23"), 23), text(_("Place"), 200, required=True)
    employer = bin_number(_("BIN of the employer"))
    victim = text(_("Name of the injured"), 200, help_text=_("Only where it is needed; a member is named by the IIN."))
    person = person(Person, _("Member (IIN)"))
    sex = choice(_("Sex"), Sex)
    age = number(_("Age"), 100)
    position = text(_("Position"), 200)
    severity = choice(_("Severity"), Severity, required=True)
    group = tick(_("Group accident"))
    at_work = choice(_("Related to work"), AtWork, default=AtWork.PENDING)
    cause = choice(_("Main cause"), Cause)
    employer_fault = number(_("Fault of the employer, %"), 100)
    victim_fault = number(_("Fault of the injured, %"), 100)
    representative = tick(_("The union is represented in the commission"))
    told, concluded = day(_("The inspectorate was told")), day(_("Conclusion on severity"))
    commission = day(_("The commission was formed"))
    ended = day(_("The investigation ended"))
    act_on, act_number = day(_("Date of the act")), text(_("Number of the act"), 60)
    copied = day(_("Copies of the act were sent"))
    opinion = text(_("Dissenting opinion"), 1000)
    days_lost = number(_("Days lost"), 3660)
    measures = text(_("Measures"), 2000)

    class Meta(DayEntry.Meta):
        constraints: ClassVar = [
            *DayEntry.Meta.constraints,
            models.CheckConstraint(condition=Q(severity__in=Severity.values), name="injury_severity_known"),
            models.CheckConstraint(
                condition=Q(employer_fault__isnull=True, victim_fault__isnull=True)
                | Q(employer_fault__isnull=False, victim_fault=100 - F("employer_fault")),
                name="injury_fault_whole", violation_error_message=_("The two faults make 100 per cent together.")
            ),
        ]  # fmt: skip


def steps_in_order(injury: Injury) -> None:
    """Require every step of an investigation after the event, and the act after the commission (`injury.order`)."""
    first_days = dict.fromkeys(("told", "concluded", "commission"), injury.on)
    first_days |= dict.fromkeys(("ended", "act_on", "copied"), injury.commission or injury.on)
    early = [name for name, first in first_days.items() if (day := getattr(injury, name)) and day < first]
    refuse([Refusal("injury.order", field=name, after=first_days[name]) for name in early])


INJURIES = declare(Register(
    code="injuries", model=Injury, name=_("Injuries at work"), years=45, files=True,
    about=_("Each person hurt at work, with the investigation and its terms (Labour Code, articles 186–190)."),
    view=Permission.SAFETY_VIEW, edit=Permission.SAFETY_EDIT,
    fields=("severity", "hour", "place", "employer", "group", "at_work", "victim", "person", "sex", "age", "position",
            "told", "concluded", "commission", "representative", "ended", "cause", "employer_fault", "victim_fault",
            "act_on", "act_number", "opinion", "copied", "days_lost", "measures"),
    columns=("severity", "organisation", "place", "position", "at_work", "cause", "days_lost"),
    filters={"severity": ["exact"], "at_work": ["exact"], "cause": ["exact"], "group": ["exact"], "on": ["gte", "lte"]},
    search=("place", "position", "act_number"), personal=frozenset({"victim", "person"}), rules=(steps_in_order,),
    headings={"on": ("күні", "дата"), "severity": ("ауырлығы", "тяжесть"), "place": ("орны", "место")},
    refusals={"injury.order": _("This cannot have been before %(after)s. Correct one of the two days.")},
    indicators=(Indicator("injuries_total", _("Injured at work"), ~Q(at_work=AtWork.NO)),
                Indicator("injuries_severe", _("Severely injured"), Q(severity="severe"), within="injuries_total"),
                Indicator("injuries_fatal", _("Died at work"), Q(severity="fatal"), within="injuries_total"),
                Indicator("injuries_days_lost", _("Days lost"), total="days_lost", within="injuries_total",
                          unit="days")),
    timers=(Timer("told", _("tell the inspectorate"), "on", "told", hours=24, hour="hour"),
            Timer("commission", _("form the commission"), "concluded", "commission", days=1),
            Timer("ended", _("end the investigation"), "commission", "ended", working_days=10),
            Timer("act", _("sign the act"), "ended", "act_on", working_days=3),
            Timer("copied", _("send copies of the act"), "act_on", "copied", working_days=3)),
))  # fmt: skip
