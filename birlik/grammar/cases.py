"""The names of the grammatical cases, as the rest of the system and the database spell them."""

from __future__ import annotations

from enum import StrEnum


class KazakhCase(StrEnum):
    NOMINATIVE = "nominative"  # атау
    GENITIVE = "genitive"  # ілік
    DATIVE = "dative"  # барыс
    ACCUSATIVE = "accusative"  # табыс
    LOCATIVE = "locative"  # жатыс
    ABLATIVE = "ablative"  # шығыс
    INSTRUMENTAL = "instrumental"  # көмектес
    ATTRIBUTIVE = "attributive"  # жатыс + -ғы/-гі: ұйымындағы, қаңтардағы; not a case of the school grammar


class RussianCase(StrEnum):
    NOMINATIVE = "nominative"
    GENITIVE = "genitive"
    DATIVE = "dative"
    ACCUSATIVE = "accusative"
    INSTRUMENTAL = "instrumental"
    PREPOSITIONAL = "prepositional"
