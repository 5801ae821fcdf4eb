"""What is wrong with a row of a delivered list, and how to mend it, in words: code → both sentences.

`{value}` is what stands in the cell (or, for a row named twice, the number of the other row).
"""

from __future__ import annotations

from dataclasses import dataclass

from birlik.core.bilingual import Bilingual
from birlik.members.imports.match.organisations import PROPOSED
from birlik.members.values import PLAIN_FIELDS


@dataclass(frozen=True, slots=True)
class Sentence:
    """`what` is wrong and how to `mend` it; a note that asks for nothing has an empty `mend`."""

    what: Bilingual
    mend: Bilingual

    def text(self, language: str, value: str = "") -> str:
        """Both sentences as they are shown beside a row."""
        both = f"{self.what.in_(language)} {self.mend.in_(language)}".strip()
        return both.replace("{value}", value.replace(PROPOSED, " – ? "))


def _of(what: tuple[str, str, str], mend: tuple[str, str, str] = ("", "", "")) -> Sentence:
    return Sentence(Bilingual(*what), Bilingual(*mend))


_CHECK_NUMBER = (
    "Жеке куәлікпен салыстырып, 12 цифрды қайта енгізіңіз.",
    "Сверьте с удостоверением и введите все 12 цифр.",
    "Compare with the identity card and enter all 12 digits.",
)
_CHECK_CELL = ("Ұяшықты тексеріңіз.", "Проверьте ячейку.", "Check the cell.")
_CHECK_DAY = (
    "Күнді КК.АА.ЖЖЖЖ түрінде жазыңыз.",
    "Запишите дату в виде ДД.ММ.ГГГГ.",
    "Write the date as DD.MM.YYYY.",
)
_KEEP_ONE = ("Бір жолды қалдырыңыз.", "Оставьте одну строку.", "Keep one of the rows.")

SENTENCES: dict[str, Sentence] = {
    "iin.digits": _of(
        ("ЖСН-де цифрдан басқа таңба бар.", "В ИИН есть не только цифры.", "The IIN holds more than digits."),
        _CHECK_NUMBER,
    ),
    "iin.length": _of(
        ("ЖСН 12 цифрдан тұрмайды.", "В ИИН не 12 цифр.", "The IIN does not have 12 digits."), _CHECK_NUMBER
    ),
    "iin.control": _of(
        (
            "ЖСН-нің бақылау цифры сәйкес емес.",
            "Контрольная цифра ИИН не сходится.",
            "The control digit of the IIN is wrong.",
        ),
        _CHECK_NUMBER,
    ),
    "iin.rounded": _of(
        (
            "ЖСН сан ретінде сақталып, дөңгелектелген.",
            "ИИН сохранён как число и округлён.",
            "The IIN was rounded as a number.",
        ),
        (
            "Бағанды мәтін түріне ауыстырып, нөмірді қайта енгізіңіз.",
            "Задайте столбцу текстовый формат и введите номер заново.",
            "Make the column text and enter the number anew.",
        ),
    ),
    "iin.two_people": _of(
        (
            "Осы ЖСН {value}-жолда басқа адамда тұр.",
            "Этот же ИИН в строке {value} у другого человека.",
            "Row {value} gives the same IIN to another person.",
        ),
        _CHECK_NUMBER,
    ),
    "iin.missing": _of(
        ("ЖСН жоқ.", "ИИН не указан.", "There is no IIN."),
        (
            "Адам аты-жөні мен туған күні бойынша анықталады; ЖСН-ді толтырыңыз.",
            "Человек определяется по ФИО и дате рождения; укажите ИИН.",
            "The person is known by name and birth date; add the IIN.",
        ),
    ),
    "iin.birth_date": _of(
        (
            "Туған күні ЖСН-ге сәйкес келмейді ({value}).",
            "Дата рождения не совпадает с ИИН ({value}).",
            "The birth date disagrees with the IIN ({value}).",
        ),
        ("Екеуін де тексеріңіз.", "Проверьте оба значения.", "Check both."),
    ),
    "iin.sex": _of(
        (
            "Жынысы ЖСН-ге сәйкес келмейді ({value}).",
            "Пол не совпадает с ИИН ({value}).",
            "The sex disagrees with the IIN ({value}).",
        ),
        ("Екеуін де тексеріңіз.", "Проверьте оба значения.", "Check both."),
    ),
    "iin.seventh": _of(
        (
            "ЖСН-нің жетінші цифры әдеттегіден өзгеше.",
            "Седьмая цифра ИИН необычна.",
            "The seventh digit of the IIN is unusual.",
        ),
        _CHECK_NUMBER,
    ),
    "iin.zeros": _of(
        (
            "ЖСН-нің басындағы нөлдер қалпына келтірілді.",
            "Нули в начале ИИН восстановлены.",
            "The leading zeros of the IIN were given back.",
        )
    ),
    "name.missing": _of(
        ("Тегі мен аты жоқ.", "Нет фамилии и имени.", "There is no name."),
        ("Аты-жөнін толтырыңыз.", "Заполните ФИО.", "Fill in the name."),
    ),
    "name.lost": _of(
        (
            "Файл сақталғанда аты-жөніндегі әріптер жоғалған: {value}.",
            "При сохранении файла в имени потеряны буквы: {value}.",
            "Letters of the name were lost when the file was saved: {value}.",
        ),
        (
            "Тізімді XLSX форматында немесе UTF-8 кодтауымен қайта сақтаңыз.",
            "Сохраните список заново в формате XLSX или в кодировке UTF-8.",
            "Save the list anew as XLSX or in UTF-8.",
        ),
    ),
    "name.look_alike": _of(
        (
            "Ұқсас латын әріптері кирилл әріптерімен ауыстырылды.",
            "Похожие латинские буквы заменены кириллицей.",
            "Latin look-alike letters were made Cyrillic.",
        )
    ),
    "name.mixed": _of(
        (
            "Аты-жөнінде латын және кирилл әріптері аралас: {value}.",
            "В имени смешаны латиница и кириллица: {value}.",
            "The name mixes Latin and Cyrillic letters: {value}.",
        ),
        _CHECK_CELL,
    ),
    "name.signs": _of(
        (
            "Аты-жөнінен артық таңбалар алынды: {value}.",
            "Из имени убраны лишние знаки: {value}.",
            "Signs were taken out of the name: {value}.",
        ),
        _CHECK_CELL,
    ),
    "name.initials": _of(
        (
            "Аты толық емес, тек бас әрпі: {value}.",
            "Вместо имени инициал: {value}.",
            "An initial instead of a name: {value}.",
        ),
        ("Атын толық жазыңыз.", "Напишите имя полностью.", "Write the name in full."),
    ),
    "text.too_long": _of(
        ("Мәтін тым ұзын, қысқартылды.", "Текст слишком длинный, сокращён.", "The text is too long and was cut."),
        _CHECK_CELL,
    ),
    "date.unreadable": _of(
        ("Күн оқылмады: {value}.", "Дата не читается: {value}.", "The date cannot be read: {value}."), _CHECK_DAY
    ),
    "date.impossible": _of(
        ("Мұндай күн жоқ: {value}.", "Такой даты нет: {value}.", "There is no such day: {value}."), _CHECK_DAY
    ),
    "date.early": _of(
        ("Күн тым ерте: {value}.", "Дата слишком ранняя: {value}.", "The date is too early: {value}."), _CHECK_DAY
    ),
    "date.future": _of(
        ("Күн әлі келген жоқ: {value}.", "Дата ещё не наступила: {value}.", "The day has not come yet: {value}."),
        _CHECK_DAY,
    ),
    "dates.turned": _of(
        (
            "Күндердің реті дұрыс емес: {value}.",
            "Даты идут не по порядку: {value}.",
            "The dates are in the wrong order: {value}.",
        ),
        ("Күндерді тексеріңіз.", "Проверьте даты.", "Check the dates."),
    ),
    "sex.unknown": _of(
        ("Жынысы танылмады: {value}.", "Пол не распознан: {value}.", "The sex is unknown: {value}."), _CHECK_CELL
    ),
    "category.unknown": _of(
        ("Санаты танылмады: {value}.", "Категория не распознана: {value}.", "The category is unknown: {value}."),
        (
            "Жұмыс істейтін, студент, зейнеткер немесе уақытша жұмыс істемейтін деп жазыңыз.",
            "Напишите: работающий, студент, пенсионер или временно не работающий.",
            "Write working, student, pensioner or temporarily not working.",
        ),
    ),
    "institution_type.unknown": _of(
        (
            "Мекеме түрі танылмады: {value}.",
            "Тип учреждения не распознан: {value}.",
            "The kind of institution is unknown: {value}.",
        ),
        _CHECK_CELL,
    ),
    "reason.unknown": _of(
        (
            "Шығу себебі танылмады: {value}.",
            "Причина выбытия не распознана: {value}.",
            "The reason of leaving is unknown: {value}.",
        ),
        _CHECK_CELL,
    ),
    "phone.unreadable": _of(
        (
            "Телефон нөмірі оқылмады: {value}.",
            "Номер телефона не читается: {value}.",
            "The telephone number cannot be read: {value}.",
        ),
        _CHECK_CELL,
    ),
    "phone.several": _of(
        (
            "Бірнеше телефон бар, біріншісі алынды.",
            "Указано несколько телефонов, взят первый.",
            "There are several telephone numbers; the first is taken.",
        )
    ),
    "email.unreadable": _of(
        (
            "Электрондық пошта дұрыс емес: {value}.",
            "Неверный адрес эл. почты: {value}.",
            "This is no e-mail address: {value}.",
        ),
        _CHECK_CELL,
    ),
    "bin.invalid": _of(
        ("БСН дұрыс емес: {value}.", "БИН неверен: {value}.", "The BIN is not possible: {value}."), _CHECK_CELL
    ),
    "row.repeated": _of(
        (
            "Бұл адам {value}-жолда бар.",
            "Этот человек уже есть в строке {value}.",
            "This person already stands in row {value}.",
        ),
        _KEEP_ONE,
    ),
    "row.same_person": _of(
        (
            "Бірнеше жол тізілімдегі бір адамға қатысты.",
            "Несколько строк относятся к одному человеку в реестре.",
            "Several rows mean one person of the registry.",
        ),
        _KEEP_ONE,
    ),
    "person.unidentifiable": _of(
        ("ЖСН де, туған күні де жоқ.", "Нет ни ИИН, ни даты рождения.", "There is neither an IIN nor a birth date."),
        ("Кемінде біреуін толтырыңыз.", "Заполните хотя бы одно.", "Fill in at least one of them."),
    ),
    "person.ambiguous": _of(
        (
            "Тізілімде аты-жөні мен туған күні бірдей бірнеше адам бар.",
            "В реестре несколько человек с этим ФИО и датой рождения.",
            "Several people of the registry have this name and birth date.",
        ),
        ("ЖСН-ді толтырыңыз.", "Укажите ИИН.", "Add the IIN."),
    ),
    "person.namesake": _of(
        (
            "Тізілімде аты-жөні мен туған күні бірдей, ЖСН-і басқа адам бар.",
            "В реестре есть человек с этим ФИО и датой рождения, но с другим ИИН.",
            "The registry has a person of this name and birth date with another IIN.",
        ),
        _CHECK_NUMBER,
    ),
    "person.other_name": _of(
        (
            "Тізілімде бұл ЖСН басқа адамда.",
            "В реестре этот ИИН у другого человека.",
            "In the registry this IIN belongs to another person.",
        ),
        _CHECK_NUMBER,
    ),
    "person.blocked": _of(
        (
            "Бұл адам деректерін өңдеуге келісімін кері қайтарып алған.",
            "Этот человек отозвал согласие на обработку данных.",
            "This person has withdrawn the consent to keep data.",
        ),
        ("Жаңа келісім алыңыз.", "Получите новое согласие.", "Get a new consent."),
    ),
    "person.member_elsewhere": _of(
        (
            "Бұл адам басқа ұйымның мүшесі.",
            "Этот человек состоит в другой организации.",
            "This person is a member of another organisation.",
        ),
        ("Ауыстыруды рәсімдеңіз.", "Оформите перевод.", "Ask for a transfer."),
    ),
    "row.waits": _of(
        (
            "Жаңа адамдар әзірге енгізілмейді: тізімде ЖСН-і мен аты-жөні сәйкес келмейтін жолдар бар.",
            "Новые люди пока не вносятся: в списке есть строки, где ИИН и ФИО не соответствуют друг другу.",
            "New people wait: in the list there are rows whose IIN and name do not go together.",
        ),
        (
            "Қайсысы екені айтылмайды: бәрін жеке куәлікпен салыстырыңыз не тізімді жоғары тұрған ұйым тексерсін.",
            (
                "Какие именно, не сообщается: сверьте всех с удостоверениями или попросите вышестоящую организацию "
                "проверить список."
            ),
            "Which ones is not told: compare all with the identity cards, or let the organisation above check it.",
        ),
    ),
    "person.later_span": _of(
        (
            "Тізілімде кейінгі мүшелік бар, ол аяқталған ({value}).",
            "В реестре есть более позднее членство, оно закончилось ({value}).",
            "The registry knows a later membership, which ended on {value}.",
        ),
        ("Тізімнің күнін тексеріңіз.", "Проверьте дату списка.", "Check the day of the list."),
    ),
    "person.returns": _of(
        (
            "Мүшелігі аяқталған ({value}), енді қайта мүше болады.",
            "Членство закончилось ({value}), теперь начинается новое.",
            "The membership ended on {value}; a new one begins.",
        )
    ),
    "organisation.unknown": _of(
        ("Ұйым табылмады: {value}.", "Организация не найдена: {value}.", "No organisation is called so: {value}."),
        (
            "Ұйымның кодын немесе атауын түзетіңіз.",
            "Исправьте код или название организации.",
            "Mend the code or the name of the organisation.",
        ),
    ),
    "organisation.ambiguous": _of(
        (
            "Мұндай атауы бар ұйым бірнешеу: {value}.",
            "Так называются несколько организаций: {value}.",
            "Several organisations are called so: {value}.",
        ),
        ("Ұйымның кодын жазыңыз.", "Укажите код организации.", "Write the code of the organisation."),
    ),
    "organisation.outside": _of(
        (
            "Бұл ұйымға мүше енгізуге болмайды: {value}.",
            "В эту организацию нельзя внести членов: {value}.",
            "No members can be brought into this organisation: {value}.",
        ),
        (
            "Өз құрылымыңыздағы жұмыс істейтін бастауыш ұйымды көрсетіңіз.",
            "Укажите действующую первичную организацию своей структуры.",
            "Name an open primary organisation of your own.",
        ),
    ),
    "organisation.missing": _of(
        ("Ұйымы көрсетілмеген.", "Организация не указана.", "No organisation is named."),
        ("Бастауыш ұйымды көрсетіңіз.", "Укажите первичную организацию.", "Name the primary organisation."),
    ),
    "card.repeated": _of(
        (
            "Билет нөмірі тізімде қайталанады: {value}.",
            "Номер билета повторяется: {value}.",
            "The card number comes twice: {value}.",
        ),
        _CHECK_CELL,
    ),
    "card.taken": _of(
        (
            "Бұл билет нөмірі тізілімде басқа адамда: {value}.",
            "Этот номер билета в реестре у другого человека: {value}.",
            "In the registry another person has this card number: {value}.",
        ),
        _CHECK_CELL,
    ),
    "joined.later": _of(
        (
            "Кіру күні тізім күнінен кейін: {value}.",
            "Дата вступления позже даты списка: {value}.",
            "The day of joining is later than the list: {value}.",
        ),
        _CHECK_DAY,
    ),
    "joined.too_young": _of(
        (
            "Кіргенде 14 жасқа толмаған: {value}.",
            "На день вступления не было 14 лет: {value}.",
            "Younger than 14 on the day of joining: {value}.",
        ),
        ("Күндерді тексеріңіз.", "Проверьте даты.", "Check the dates."),
    ),
    "left.later": _of(
        (
            "Шығу күні тізім күнінен кейін: {value}.",
            "Дата выбытия позже даты списка: {value}.",
            "The day of leaving is later than the list: {value}.",
        ),
        _CHECK_DAY,
    ),
    "left.not_member": _of(
        (
            "Шыққаны жазылған, бірақ тізілімде мүшелігі жоқ.",
            "Указано выбытие, но членства в реестре нет.",
            "A leaving is given, but the registry knows no membership.",
        ),
        ("Кіру күнін де толтырыңыз.", "Укажите и дату вступления.", "Give the day of joining too."),
    ),
    "left.before_joined": _of(
        (
            "Шығу күні кіру күнінен ({value}) кейін емес.",
            "Дата выбытия не позже даты вступления ({value}).",
            "The day of leaving is not later than the day of joining ({value}).",
        ),
        ("Күндерді тексеріңіз.", "Проверьте даты.", "Check the dates."),
    ),
}
_CHOICE_UNKNOWN = _of(
    ("Мән танылмады: {value}.", "Значение не распознано: {value}.", "The value is unknown: {value}."), _CHECK_CELL
)
SENTENCES |= {f"{one.name}.unknown": _CHOICE_UNKNOWN for one in PLAIN_FIELDS if one.choices}


def text(code: str, language: str, value: str = "") -> str:
    """What to say of a problem; an unknown code is shown itself."""
    sentence = SENTENCES.get(code)
    return sentence.text(language, value) if sentence else code
