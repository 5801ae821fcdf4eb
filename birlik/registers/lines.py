"""The lines of a delivered list on their way into a register: typed and delivered entries obey one set of rules.

A line that equals an entry which stands is left as it is. Equal are the organisation and all that the list tells: a
register's own file tells nobody's name, so of two people hurt on one day in one place the lines are alike, and each of
the two entries answers for one of them. Were one entry enough for both, a list could hide the second injury; were
names asked for, no file of the register could come back. A list that does tell the names is compared with them.

A line that carries the number of an entry, as the register's own file does, is about that entry and no other: what
differs is a correction of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Model, Q
from django.utils import timezone

from birlik.accounts.models import User
from birlik.core.errors import Refusal
from birlik.core.texts import shorten_text
from birlik.orgs.entries import IN_FORCE, Entry
from birlik.orgs.models import Organisation
from birlik.orgs.queries.scope import lasting_lines
from birlik.registers import actions, queries
from birlik.registers.declare import Register
from birlik.registers.forms import EntryForm, form_of, texts_of
from birlik.registers.models import EntryImport
from birlik.registers.problems import Correction, Outcome, Problem, refusals_of
from birlik.registers.sheets import NUMBER, ORGANISATION, DeliveredEntry, DeliveredList

LONGEST_NAME = 60  # letters of an organisation or a number that is not known
LONGEST_NUMBER = 18  # figures of the number of an entry


@dataclass
class Lines:
    """What became of the lines that were taken so far. `answering`: entries that a line was found equal to.

    `numbers`: entries that a line named by their number.
    """

    register: Register
    batch: EntryImport
    delivered: DeliveredList
    by: User
    at: datetime
    written: list[Entry] = field(default_factory=list)
    amended: list[Entry] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    unchanged: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    answering: set[int] = field(default_factory=set)
    numbers: set[int] = field(default_factory=set)

    def take(self, line: DeliveredEntry) -> None:
        """Write one line down, or keep why it is not written."""
        for name, refusal in self._refusals(line):
            kept_refusal = refusal.to_json()
            column = self.delivered.columns.get(name, 0)
            self.problems.append(Problem(line.number, column, name, kept_refusal["code"], kept_refusal["params"]))

    def write_again(self) -> None:
        """Put the entries of the lines before back, which a transaction was rolled back with: rules ask for them."""
        for entry in self.written:
            entry.pk, entry._state.adding = None, True  # noqa: SLF001 - Django's own
        self.register.model._default_manager.bulk_create(self.written, ignore_conflicts=True)  # noqa: SLF001 - a model that is not known here
        for entry in self.amended:
            entry.save(force_update=True)

    def outcome(self) -> Outcome:
        sheet_list = self.delivered
        return Outcome(
            sheet_list.header, len(sheet_list.lines), len(self.written) + len(self.amended), tuple(self.unchanged),
            tuple(self.problems), sheet_list.unknown, tuple(self.corrections),
        )  # fmt: skip

    def _refusals(self, line: DeliveredEntry) -> Iterator[tuple[str, Refusal]]:
        try:
            if line.entry:
                yield from self._correct(line)
                return
            organisation = self._organisation(line.organisation)
            day = timezone.localdate(self.at)
            form = form_of(self.register)(dict(line.data), by=self.by, organisation=organisation, day=day)
            if line.is_annulled or self._stands(form, organisation):
                self.unchanged.append(line.number)
            elif form.is_valid():
                entry = actions.record(
                    self.register, organisation, form.values, by=self.by, at=self.at, batch=self.batch
                )
                self.written.append(entry)
            else:
                yield from refusals_of(form)
        except Refusal as refusal:
            for one in (refusal, *refusal.others):
                yield one.field, one

    def _correct(self, line: DeliveredEntry) -> Iterator[tuple[str, Refusal]]:
        """Take a line that carries the number of an entry: what differs is a correction, as one on the page is."""
        entry, before = self._entry(line)
        day = timezone.localdate(self.at)
        texts = {name: line.data.get(name, "") for name in self.delivered.columns if name in self.register.form_fields}
        form = form_of(self.register)(
            texts_of(entry) | texts, by=self.by, organisation=entry.organisation, day=day, instance=entry
        )
        is_valid = form.is_valid()
        values = form.values
        changes = [name for name in texts if name in form.fields and _differs(values, before, name)]
        if line.is_annulled or not changes:
            self.unchanged.append(line.number)
        elif is_valid:
            amendment = actions.amend(self.register, entry, values, by=self.by, at=self.at)
            self.amended.append(amendment)
            old, new = as_json(before, changes), as_json(amendment.values(), changes)
            self.corrections.append(Correction(line.number, amendment.pk, amendment.version, old, new))
        else:
            yield from refusals_of(form)

    def _entry(self, line: DeliveredEntry) -> tuple[Entry, dict[str, Any]]:
        """Return the entry that a line is about, which the person sees and the list may name, with its values."""
        text = shorten_text(line.entry, LONGEST_NAME)
        if not (line.entry.isascii() and line.entry.isdigit() and len(line.entry) <= LONGEST_NUMBER):
            raise Refusal("entry_import.number", field=NUMBER, text=text)
        scope: Organisation = self.batch.organisation
        entries = queries.visible(self.register, self.by, on=timezone.localdate(self.at), under=scope)
        entry = entries.filter(pk=int(line.entry)).select_related("organisation").first()
        if entry is None:
            raise Refusal("entry_import.number", field=NUMBER, text=text)
        if entry.pk in self.numbers:
            raise Refusal("entry_import.number_twice", field=NUMBER, text=text)
        if line.organisation and self._organisation(line.organisation) != entry.organisation:
            raise Refusal("entry_import.other_organisation", field=ORGANISATION, organisation=entry.organisation.code)
        self.numbers.add(entry.pk)
        self.answering.add(entry.pk)
        return entry, entry.values()

    def _stands(self, form: EntryForm, organisation: Organisation) -> bool:
        """Tell whether an entry says all that the line tells, and answers for no line before."""
        form.is_valid()  # what the list does not tell may be missing: an entry that stands has it
        names = [name for name in self.delivered.columns if name in form.fields]
        values = form.values
        if self.register.day not in names or not set(names) <= set(values):
            return False
        same_day = {"organisation": organisation, self.register.day: values[self.register.day]}
        entries = self.register.model._default_manager.filter(IN_FORCE, **same_day)  # noqa: SLF001 - as above
        others = entries.exclude(pk__in=self.answering).exclude(batch=self.batch.pk).order_by("pk")
        for entry in others:
            if all(
                _plain(getattr(entry, self.register.column(name).attname)) == _plain(values[name]) for name in names
            ):
                self.answering.add(entry.pk)
                return True
        return False

    def _organisation(self, text: str) -> Organisation:
        """Return the organisation a line names by code, BIN or name, within the list's own; that one for no name."""
        scope: Organisation = self.batch.organisation
        if not text:
            return scope
        places = lasting_lines(timezone.localdate(self.at)).filter(ancestor=scope).values("descendant")
        condition = Q()
        for name in ("code", "bin", "name_kk", "name_ru", "short_kk", "short_ru"):
            condition |= Q(**{name: text.strip()})
        organisations = list(Organisation.objects.filter(condition, pk__in=places)[:2])
        if len(organisations) != 1:
            name_text = shorten_text(text, LONGEST_NAME)
            raise Refusal("entry_import.organisation", field=ORGANISATION, text=name_text)
        return organisations[0]


def as_json(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return some of the values of an entry as JSON keeps them."""
    return {name: one.isoformat() if isinstance(one := values[name], date) else one for name in names}


def _differs(values: Mapping[str, Any], before: Mapping[str, Any], name: str) -> bool:
    """Tell whether the form has another value than the entry, or none that it can read."""
    return name not in values or _plain(values[name]) != _plain(before[name])


def _plain(value: Any) -> Any:
    """Return a value as it is compared: somebody by number, a text without regard to its spaces and line ends."""
    if isinstance(value, Model):
        return value.pk
    return " ".join(value.split()) if isinstance(value, str) else value
