"""What the note recommends: each piece of advice stands behind the figure that calls for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from birlik.core.bilingual import Bilingual
from birlik.statistics.papers.campaign_figures import Node


@dataclass(frozen=True, slots=True)
class Advice:
    """`applies` reads the union's figures; the text is an item of a list, without a full stop."""

    applies: Callable[[Node], bool]
    text: Bilingual


def has_fallen(code: str) -> Callable[[Node], bool]:
    return lambda f: (f[code].change or 0) < 0


def any_of(code: str) -> Callable[[Node], bool]:
    return lambda f: (f[code].value or 0) > 0


def applies_always(_f: Node) -> bool:
    return True


ADVICE: tuple[Advice, ...] = (
    Advice(
        any_of("organisations_with_decrease"),
        Bilingual(
            "мүшелер саны азайған ұйымдарда шығу себептерін әрбір бастауыш ұйым бойынша талдап, "
            "мүшелікті қалпына келтірудің мерзімі мен жауаптылары белгіленген жоспарын бекіту",
            "в организациях со снижением численности разобрать причины выхода по каждой первичной организации "
            "и утвердить план восстановления членства со сроками и ответственными",
        ),
    ),
    Advice(
        has_fallen("members_under_35"),
        Bilingual(
            "35 жасқа дейінгі мүшелердің азаюын тоқтату: жас маманмен жұмысқа қабылданған күннен бастап сөйлесу, "
            "жастар кеңестерін құру және оларға нақты міндеттер беру",
            "остановить сокращение числа членов профсоюза до 35 лет: вести разговор с молодым специалистом с первого "
            "рабочего дня, создавать молодёжные советы и поручать им конкретные задачи",
        ),
    ),
    Advice(
        has_fallen("members_students"),
        Bilingual(
            "студенттердің кәсіподақ ұйымдарын нығайтып, бітірушілердің мүшелігі алғашқы жұмыс орнында жалғасуын "
            "қадағалау",
            "укрепить студенческие профсоюзные организации и сопровождать выпускников, чтобы их членство "
            "продолжалось на первом месте работы",
        ),
    ),
    Advice(
        any_of("left_own_will_total"),
        Bilingual(
            "кәсіподақтан өз еркімен шыққандардың уәждерін зерделеп, құқықтық қорғаудың және ұжымдық шарттың нақты "
            "нәтижелерін еңбек ұжымдарында түсіндіру",
            "изучить мотивы вышедших по собственному желанию и показывать в трудовых коллективах конкретные "
            "результаты правовой защиты и коллективных договоров",
        ),
    ),
    Advice(
        any_of("primary_organisations_closed"),
        Bilingual(
            "білім беру ұйымдары жабылғанда немесе біріктірілгенде мүшелерді жаңа жұмыс орнындағы кәсіподақ ұйымының "
            "есебіне ауыстыру",
            "при закрытии и слиянии организаций образования переводить членов профсоюза на учёт по новому месту работы",
        ),
    ),
    Advice(
        has_fallen("staff_employees"),
        Bilingual(
            "мүшелік ұйымдардың штаттық қызметкерлермен қамтылуын қарап, міндеттердің бөлінуін нақтылау",
            "рассмотреть обеспеченность членских организаций штатными работниками и уточнить распределение задач",
        ),
    ),
    Advice(
        has_fallen("trained_total"),
        Bilingual(
            "кәсіподақтық оқытудың көлемін бұрынғы деңгейіне қайтару",
            "вернуть профсоюзное обучение к прежнему объёму",
        ),
    ),
    Advice(
        any_of("reports_missing"),
        Bilingual(
            "есеп тапсырмаған бастауыш ұйымдардың есептерін алып, жинақталған есепті толықтыру",
            "получить отчёты не отчитавшихся первичных организаций и дополнить сводный отчёт",
        ),
    ),
    Advice(
        applies_always,
        Bilingual(
            "түсіндірме жазбаларда кестені қайталамай, әрбір өзгерістің себебін және оған қатысты адам санын көрсету",
            "в пояснительных записках не повторять таблицу, а называть причину каждого изменения и число людей, "
            "которых она коснулась",
        ),
    ),
)


def choose_advice(f: Node, language: str) -> list[str]:
    """Return the advice that the figures call for, in the order of the note."""
    return [advice.text.in_(language) for advice in ADVICE if advice.applies(f)]
