"""Of whom somebody may be told who gives a number: of people outside the own right only with the name, too (pure).

A number is guessed, a number with its name is known (docs/adr/0016).
"""

from __future__ import annotations

from dataclasses import dataclass

from birlik.grammar.letters import fold


@dataclass(frozen=True, slots=True)
class Sight:
    """What who asked may know. `organisations`: ids of those whose members may be seen, None: of all; `told`: people
    outside of whom was told within the day, `left`: how many more it may be; `untold`: those whose numbers alone were
    given within the day, `most`: so many at most before all new people wait."""

    organisations: frozenset[int] | None = None
    told: frozenset[int] = frozenset()
    left: int = 0
    untold: frozenset[int] = frozenset()
    most: int = 0


@dataclass(frozen=True, slots=True)
class HeldRows:
    """What a list met outside the sight. `told`: ids of people whose name it gave; `untold`: of the others; `rows`:
    how many rows may not be told of; `waiting`: how many wait, those among them; `is_beyond`: whether a row means
    somebody outside the list's own organisations."""

    told: frozenset[int] = frozenset()
    untold: frozenset[int] = frozenset()
    rows: int = 0
    waiting: int = 0
    is_beyond: bool = False


def fits(surname: str, given: str, known_surname: str, known_given: str) -> bool:
    """Return whether surname and given name are the known ones, in either order: who writes them knows whose they
    are.
    """
    names = (fold(surname).strip(), fold(given).strip())
    known_names = (fold(known_surname).strip(), fold(known_given).strip())
    return all(names) and names in (known_names, known_names[::-1])
