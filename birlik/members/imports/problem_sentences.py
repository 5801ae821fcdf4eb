"""What is wrong with a row of a delivered list, and how to mend it, in words: code → both sentences.

`{value}` is what stands in the cell (or, for a row named twice, the number of the other row).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import override, pgettext_lazy

from birlik.members.imports.match.organisations import PROPOSAL_SIGN
from birlik.members.values import PLAIN_FIELDS


@dataclass(frozen=True, slots=True)
class Sentence:
    """`what` is wrong and how to `mend` it; a note that asks for nothing has an empty `mend`."""

    what: str | Promise
    how_to_fix: str | Promise = ""

    def text(self, language: str, value: str = "") -> str:
        """Return both sentences as they are shown beside a row."""
        with override(language):
            both = f"{self.what} {self.how_to_fix}".strip()
        return both.replace("{value}", value.replace(PROPOSAL_SIGN, " – ? "))


CHECK_NUMBER = pgettext_lazy("problem", "Compare with the identity card and enter all 12 digits.")
CHECK_CELL = pgettext_lazy("problem", "Check the cell.")
CHECK_DAY = pgettext_lazy("problem", "Write the date as DD.MM.YYYY.")
KEEP_ONE = pgettext_lazy("problem", "Keep one of the rows.")

SENTENCES: dict[str, Sentence] = {
    "iin.digits": Sentence(pgettext_lazy("problem", "The IIN holds more than digits."), CHECK_NUMBER),
    "iin.length": Sentence(pgettext_lazy("problem", "The IIN does not have 12 digits."), CHECK_NUMBER),
    "iin.control": Sentence(pgettext_lazy("problem", "The control digit of the IIN is wrong."), CHECK_NUMBER),
    "iin.rounded": Sentence(
        pgettext_lazy("problem", "The IIN was rounded as a number."),
        pgettext_lazy("problem", "Make the column text and enter the number anew."),
    ),
    "iin.two_people": Sentence(
        pgettext_lazy("problem", "Row {value} gives the same IIN to another person."), CHECK_NUMBER
    ),
    "iin.missing": Sentence(
        pgettext_lazy("problem", "There is no IIN."),
        pgettext_lazy("problem", "The person is known by name and birth date; add the IIN."),
    ),
    "iin.birth_date": Sentence(
        pgettext_lazy("problem", "The birth date disagrees with the IIN ({value})."),
        pgettext_lazy("problem", "Check both."),
    ),
    "iin.sex": Sentence(
        pgettext_lazy("problem", "The sex disagrees with the IIN ({value})."), pgettext_lazy("problem", "Check both.")
    ),
    "iin.seventh": Sentence(pgettext_lazy("problem", "The seventh digit of the IIN is unusual."), CHECK_NUMBER),
    "iin.zeros": Sentence(pgettext_lazy("problem", "The leading zeros of the IIN were given back.")),
    "name.missing": Sentence(
        pgettext_lazy("problem", "There is no name."), pgettext_lazy("problem", "Fill in the name.")
    ),
    "name.lost": Sentence(
        pgettext_lazy("problem", "Letters of the name were lost when the file was saved: {value}."),
        pgettext_lazy("problem", "Save the list anew as XLSX or in UTF-8."),
    ),
    "name.look_alike": Sentence(pgettext_lazy("problem", "Latin look-alike letters were made Cyrillic.")),
    "name.mixed": Sentence(pgettext_lazy("problem", "The name mixes Latin and Cyrillic letters: {value}."), CHECK_CELL),
    "name.signs": Sentence(pgettext_lazy("problem", "Signs were taken out of the name: {value}."), CHECK_CELL),
    "name.initials": Sentence(
        pgettext_lazy("problem", "An initial instead of a name: {value}."),
        pgettext_lazy("problem", "Write the name in full."),
    ),
    "text.too_long": Sentence(pgettext_lazy("problem", "The text is too long and was cut."), CHECK_CELL),
    "date.unreadable": Sentence(pgettext_lazy("problem", "The date cannot be read: {value}."), CHECK_DAY),
    "date.impossible": Sentence(pgettext_lazy("problem", "There is no such day: {value}."), CHECK_DAY),
    "date.early": Sentence(pgettext_lazy("problem", "The date is too early: {value}."), CHECK_DAY),
    "date.future": Sentence(pgettext_lazy("problem", "The day has not come yet: {value}."), CHECK_DAY),
    "dates.turned": Sentence(
        pgettext_lazy("problem", "The dates are in the wrong order: {value}."),
        pgettext_lazy("problem", "Check the dates."),
    ),
    "sex.unknown": Sentence(pgettext_lazy("problem", "The sex is unknown: {value}."), CHECK_CELL),
    "category.unknown": Sentence(
        pgettext_lazy("problem", "The category is unknown: {value}."),
        pgettext_lazy("problem", "Write working, student, pensioner or temporarily not working."),
    ),
    "institution_type.unknown": Sentence(
        pgettext_lazy("problem", "The kind of institution is unknown: {value}."), CHECK_CELL
    ),
    "reason.unknown": Sentence(pgettext_lazy("problem", "The reason of leaving is unknown: {value}."), CHECK_CELL),
    "phone.unreadable": Sentence(pgettext_lazy("problem", "The telephone number cannot be read: {value}."), CHECK_CELL),
    "phone.several": Sentence(pgettext_lazy("problem", "There are several telephone numbers; the first is taken.")),
    "email.unreadable": Sentence(pgettext_lazy("problem", "This is no e-mail address: {value}."), CHECK_CELL),
    "bin.invalid": Sentence(pgettext_lazy("problem", "The BIN is not possible: {value}."), CHECK_CELL),
    "row.repeated": Sentence(pgettext_lazy("problem", "This person already stands in row {value}."), KEEP_ONE),
    "row.same_person": Sentence(pgettext_lazy("problem", "Several rows mean one person of the registry."), KEEP_ONE),
    "person.unidentifiable": Sentence(
        pgettext_lazy("problem", "There is neither an IIN nor a birth date."),
        pgettext_lazy("problem", "Fill in at least one of them."),
    ),
    "person.ambiguous": Sentence(
        pgettext_lazy("problem", "Several people of the registry have this name and birth date."),
        pgettext_lazy("problem", "Add the IIN."),
    ),
    "person.namesake": Sentence(
        pgettext_lazy("problem", "The registry has a person of this name and birth date with another IIN."),
        CHECK_NUMBER,
    ),
    "person.other_name": Sentence(
        pgettext_lazy("problem", "In the registry this IIN belongs to another person."), CHECK_NUMBER
    ),
    "person.blocked": Sentence(
        pgettext_lazy("problem", "This person has withdrawn the consent to keep data."),
        pgettext_lazy("problem", "Get a new consent."),
    ),
    "person.member_elsewhere": Sentence(
        pgettext_lazy("problem", "This person is a member of another organisation."),
        pgettext_lazy("problem", "Ask for a transfer."),
    ),
    "row.waits": Sentence(
        pgettext_lazy("problem", "New people wait: in the list there are rows whose IIN and name do not go together."),
        pgettext_lazy(
            "problem",
            "Which ones is not told: compare all with the identity cards, or let the organisation above check it.",
        ),
    ),
    "person.later_span": Sentence(
        pgettext_lazy("problem", "The registry knows a later membership, which ended on {value}."),
        pgettext_lazy("problem", "Check the day of the list."),
    ),
    "person.returns": Sentence(pgettext_lazy("problem", "The membership ended on {value}; a new one begins.")),
    "organisation.unknown": Sentence(
        pgettext_lazy("problem", "No organisation is called so: {value}."),
        pgettext_lazy("problem", "Mend the code or the name of the organisation."),
    ),
    "organisation.ambiguous": Sentence(
        pgettext_lazy("problem", "Several organisations are called so: {value}."),
        pgettext_lazy("problem", "Write the code of the organisation."),
    ),
    "organisation.outside": Sentence(
        pgettext_lazy("problem", "No members can be brought into this organisation: {value}."),
        pgettext_lazy("problem", "Name an open primary organisation of your own."),
    ),
    "organisation.missing": Sentence(
        pgettext_lazy("problem", "No organisation is named."),
        pgettext_lazy("problem", "Name the primary organisation."),
    ),
    "card.repeated": Sentence(pgettext_lazy("problem", "The card number comes twice: {value}."), CHECK_CELL),
    "card.taken": Sentence(
        pgettext_lazy("problem", "In the registry another person has this card number: {value}."), CHECK_CELL
    ),
    "joined.later": Sentence(
        pgettext_lazy("problem", "The day of joining is later than the list: {value}."), CHECK_DAY
    ),
    "joined.too_young": Sentence(
        pgettext_lazy("problem", "Younger than 14 on the day of joining: {value}."),
        pgettext_lazy("problem", "Check the dates."),
    ),
    "left.later": Sentence(pgettext_lazy("problem", "The day of leaving is later than the list: {value}."), CHECK_DAY),
    "left.not_member": Sentence(
        pgettext_lazy("problem", "A leaving is given, but the registry knows no membership."),
        pgettext_lazy("problem", "Give the day of joining too."),
    ),
    "left.before_joined": Sentence(
        pgettext_lazy("problem", "The day of leaving is not later than the day of joining ({value})."),
        pgettext_lazy("problem", "Check the dates."),
    ),
}
CHOICE_UNKNOWN = Sentence(pgettext_lazy("problem", "The value is unknown: {value}."), CHECK_CELL)
SENTENCES |= {f"{one.name}.unknown": CHOICE_UNKNOWN for one in PLAIN_FIELDS if one.choices}


def text(code: str, language: str, value: str = "") -> str:
    """Return what to say of a problem; an unknown code is shown itself."""
    sentence = SENTENCES.get(code)
    return sentence.text(language, value) if sentence else code
