"""Who a person is: the one declaration of a member's fields, and what an action on a person is told (pure).

What a field is called, which headings and words delivered lists have for it, and which values it may have stands here;
lists, card, forms, import, files, merges, the extract and the forgetting read it.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields, replace
from datetime import date
from typing import Any, NamedTuple

from birlik.core.bilingual import gettext_noop

# Characters of what people write: the columns hold no more (number and date of a document; why something was done).
GROUND_LENGTH, REASON_LENGTH = 200, 300


class Choice(NamedTuple):
    """A value of a closed list: its name (translated where it is shown), and how delivered lists write it."""

    value: str
    label: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonField:
    """`label`: English, translated where it is shown. `headings`: what columns of delivered lists are called, folded:
    one spelling stands for all letters and cases. `choices`: its values in the order that lists sort them by, where it
    is a closed list; else it is a text of at most `longest` characters. `in_list`: a column of the list of members, and
    of its file. `in_filter`: that list is narrowed by one of the choices.

    `special`: it has a reader of its own in imports (parse/normalise.py), and lines of its own on the pages.
    """

    name: str
    label: str
    headings: tuple[str, ...]
    choices: tuple[Choice, ...] = ()
    longest: int = 200
    in_list: bool = False
    in_filter: bool = False
    special: bool = False

    @property
    def words(self) -> dict[str, tuple[str, ...]]:
        """Value → as what delivered lists write it."""
        return {one.value: (one.label, *one.words) for one in self.choices}


def person_field(label: str, *, headings: tuple[str, ...], default: Any = "", **more: Any) -> Any:
    """Declare a field of a person: see PersonField."""
    return field(default=default, metadata={"declared": PersonField("", label, headings, **more)})


@dataclass(frozen=True, slots=True)
class PersonFields:
    """Who a person is. Empty text and None: not known. `sex` is "f", "m" or ""; `iin` twelve digits or ""."""

    # fmt: off
    surname: str = person_field(
        gettext_noop("Surname"),
        headings=("тегі", "фамилия", "фам", "surname", "last name", "family name"),
        default=MISSING,
        special=True,
    )
    given: str = person_field(
        gettext_noop("Given name"),
        headings=("аты", "есімі", "имя", "given name", "first name", "name"),
        default=MISSING,
        special=True,
    )
    patronymic: str = person_field(
        gettext_noop("Patronymic"),
        headings=(
            "әкесінің аты", "отчество", "отч", "отчество при наличии", "әкесінің аты бар болса",
            "patronymic", "middle name",
        ),
        special=True,
    )
    iin: str = person_field(
        gettext_noop("IIN"),
        headings=(
            "иин", "жсн", "жеке сәйкестендіру нөмірі", "индивидуальный идентификационный номер", "иин члена профсоюза",
            "iin", "individual identification number",
        ),
        special=True,
    )
    sex: str = person_field(
        gettext_noop("Sex"),
        headings=("жынысы", "жыныс", "пол", "пол м ж", "жынысы е ә", "sex", "gender"),
        choices=(
            Choice(
                "f", "female",
                ("ж", "жен", "женский", "женщина", "жена", "ә", "әйел", "әйел адам", "қыз", "woman", "w", "2"),
            ),
            Choice(
                "m", "male",
                ("м", "муж", "мужской", "мужчина", "е", "ер", "еркек", "ер адам", "ер кісі", "ұл", "man", "1"),
            ),
        ),
        special=True,
    )
    born: date | None = person_field(  # noqa: RUF009 - it gives a field, not a default
        gettext_noop("Date of birth"),
        headings=(
            "туған күні", "туған күні айы жылы", "туылған күні", "туған жылы", "туған уақыты", "туған к",
            "дата рождения",
            "дата рожд", "дата рожд я", "д рожд", "др", "д р", "год рождения", "день рождения",
            "число месяц год рождения",
            "date of birth", "birth date", "born",
        ),
        default=None,
        special=True,
    )
    phone: str = person_field(
        gettext_noop("Telephone"),
        headings=(
            "телефон", "телефоны", "телефон нөмірі", "байланыс телефоны", "ұялы телефоны", "ұялы", "ұялы тел", "тел",
            "тел нөмірі", "тел номер", "номер телефона", "контактный телефон", "мобильный телефон", "мобильный",
            "сотовый",
            "сот тел", "сотовый телефон", "контакты", "phone", "mobile",
        ),
        special=True,
    )
    email: str = person_field(
        gettext_noop("E-mail"),
        headings=(
            "электрондық пошта", "электрондық пошта мекенжайы", "эл пошта", "пошта", "электронная почта",
            "эл почта", "эл адрес", "почта", "e mail", "email", "mail",
        ),
        special=True,
    )
    card: str = person_field(
        gettext_noop("Membership card"),
        headings=(
            "мүшелік билет", "мүшелік билет нөмірі", "мүшелік билеті", "кәсіподақ билеті", "кәсіподақ билетінің нөмірі",
            "билет нөмірі", "карта нөмірі", "профбилет", "номер профбилета", "номер билета", "членский билет",
            "номер членского билета", "профсоюзный билет", "номер профсоюзного билета", "билет",
            "электронный профсоюзный билет", "card", "card number",
        ),
        special=True,
    )
    # fmt: on


PERSON_FIELDS = tuple(replace(one.metadata["declared"], name=one.name) for one in fields(PersonFields))
PLAIN_FIELDS = tuple(one for one in PERSON_FIELDS if not one.special)
PERSON_FIELD_NAMES = tuple(one.name for one in PERSON_FIELDS)
