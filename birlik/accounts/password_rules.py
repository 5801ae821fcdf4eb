"""A rule of passwords that Django does not bring: none that is made of the names of its person."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from birlik.accounts.models import User
from birlik.grammar.letters import fold

SHORTEST_PIECE = 3  # letters of a word of a name that is looked for in the password
SHORTEST_REST = 6  # letters and figures that have to be left of it without these words
LIKENESS = 0.7  # of the whole to a name, from 0 to 1, from which on it is guessed at once
SIGNS = re.compile(r"[\W_]+")


class NameValidator:
    """Refuse a password that is like a name of its person, or made of names, said again or turned round."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None:
            return
        plain, pieces = SIGNS.sub("", fold(password)), _pieces(user)
        rest = plain
        for piece in sorted(pieces, key=len, reverse=True):
            rest = rest.replace(piece, "")
        is_like = any(SequenceMatcher(a=plain, b=piece).quick_ratio() >= LIKENESS for piece in pieces)
        if is_like or (rest != plain and len(rest) < SHORTEST_REST):
            raise ValidationError(self.get_help_text(), code="password_of_names")

    def get_help_text(self) -> str:
        return _("The password may not be made of the sign-in name or the full name. Choose words that are not yours.")


def _pieces(user: User) -> set[str]:
    """Return the names of a person, whole and word by word, forwards and backwards."""
    names = [fold(user.username), fold(user.full_name)]
    words = [word for name in names for word in [SIGNS.sub("", name), *SIGNS.split(name)]]
    return {piece for word in words if len(word) >= SHORTEST_PIECE for piece in (word, word[::-1])}
