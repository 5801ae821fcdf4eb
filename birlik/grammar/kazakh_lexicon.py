"""Words a rule cannot know: how numbers and letters are read, which heads are possessive, who breaks the harmony.

Only words that occur in names of organisations, in the union's papers or in its figures are listed; a native
editor can extend any table without touching the rules.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ZERO = "нөл"
UNITS = ("", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз")
TENS = ("", "он", "жиырма", "отыз", "қырық", "елу", "алпыс", "жетпіс", "сексен", "тоқсан")
HUNDRED = "жүз"
THOUSAND = "мың"
# Powers of a thousand from the second on. A greater number is read with the last of them that divides it.
SCALES = ("миллион", "миллиард", "триллион", "квадриллион", "квинтиллион")

MONTHS = (
    "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым",
    "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан",
)  # fmt: skip

# Words whose endings do not follow their last vowel: True asks for front endings, False for back ones.
HARMONY_EXCEPTIONS = {
    "тарих": False,
    "жетісу": False,  # жеті + су, water
    "педагог": True,  # the union writes педагогтер
    "округ": True,
    "хирург": True,
}

# Heads of official names and of generic phrases with the possessive of the third person.
POSSESSIVE_HEADS = _words(
    """
    ұйымы одағы кәсіподағы университеті институты академиясы орталығы министрлігі филиалы мектебі балабақшасы
    колледжі лицейі гимназиясы комитеті комиссиясы басқармасы бөлімі агенттігі департаменті қоғамы серіктестігі
    кәсіпорны мекемесі қоры федерациясы бірлестігі қауымдастығы палатасы кеңесі консерваториясы училищесі
    факультеті кафедрасы зертханасы кітапханасы мұражайы музейі сарайы үйі станциясы қызметі аппараты бюросы
    облысы ауданы қаласы округі ауылы республикасы кешені интернаты төрағасы орынбасары мүшесі қызметкері өкілі
    хатшысы инспекторы маманы саны үлесі есебі жазбасы қаулысы хаттамасы жоспары шешімі бұйрығы құрамы базасы
    """
)
# Words that end in ы or і as they stand: no possessive, hence no pronominal н (Алматыда, қаулыға).
BARE_WORDS = _words("алты жеті екі алматы жарғы қаулы қаржы кісі жылқы белгі үлгі факті акті объекті субъекті жетекші")
# Agent nouns (оқушы, тәрбиеші) and the words for pay (жалақы); their possessives end in -сы, -сі.
BARE_ENDINGS = ("шы", "ші", "ақы")
# Possessive whatever stands before: the plural (мүшелері), after a vowel (төрағасы), of -лық, -лік (басшылығы).
POSSESSIVE_ENDINGS = (
    *(plural + vowel for plural in ("лар", "дар", "тар") for vowel in "ы"),
    *(plural + vowel for plural in ("лер", "дер", "тер") for vowel in "і"),
    *(vowel + "сы" for vowel in "аоуыя"),
    *(vowel + "сі" for vowel in "еуиі"),
    "лығы", "дығы", "тығы", "лігі", "дігі", "тігі",
)  # fmt: skip

# Abbreviations heard as the possessive phrase they stand for: БКҰ is бастауыш кәсіподақ ұйымы, hence БКҰ-нда.
POSSESSIVE_ABBREVIATIONS = {"БКҰ": "ұйымы"}
# Abbreviations whose endings do not follow the names of their letters.
ABBREVIATION_READINGS = {
    "АҚШ": "ақыш",
    "БАҚ": "бақ",
    "ҚР": "қыры",  # ҚР-ның, ҚР-да
    "РМҚК": "қыкы",  # the union writes РМҚК-ның
    "МКҚК": "қыкы",
    "КМҚК": "қыкы",
    "РМК": "кы",
    "КМК": "кы",
    "ЮНИСЕФ": "юнисеф",
    "ЮСАИД": "юсаид",
    "%": "пайыз",
}
# Letters not named "consonant + ы" in the norm of official papers: ІІМ-нің, МКК-ге, but ЖШС-ның, ТМД-ға.
LETTER_NAMES = {"М": "ім", "Н": "эн", "Л": "эл", "Р": "ыр", "К": "кі", "Г": "гі", "Й": "ій", "Ң": "ың", "Х": "ха"}

# Shortened words that stand at the end of a name; an ending cannot follow a full stop, so they are written out.
ABBREVIATIONS = {"қ.": "қаласы", "обл.": "облысы", "ауд.": "ауданы"}

# Rough sounds of Latin letters, for foreign names at the end of a phrase: Satbayev University-де.
LATIN_SOUNDS = {
    "a": "а", "b": "б", "c": "к", "d": "д", "e": "е", "f": "ф", "g": "г", "h": "х", "i": "и", "j": "ж", "k": "к",
    "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "q": "қ", "r": "р", "s": "с", "t": "т", "u": "у", "v": "в",
    "w": "у", "x": "с", "y": "и", "z": "з",
}  # fmt: skip
