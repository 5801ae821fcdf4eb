"""What a model says of its rows that hang on a person: where they are told, where they go, what is emptied of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class MergeRule(Enum):
    """What a merge of two people does with the rows of the one that goes.

    SNAPSHOT: they go to the survivor, and are written down whole so that undoing puts them back. MOVE: they go there
    as they are, and only their ids are written down. LEAVE: they stay with the row that was merged.
    """

    SNAPSHOT = auto()
    MOVE = auto()
    LEAVE = auto()


class UndoRule(Enum):
    """What a row means for taking back the import that made its person.

    BLOCK: somebody's act, so that the import stays. DELETE: it merely speaks of the person and goes with it. BATCH: it
    came with the import itself, which takes it back by its own means.
    """

    BLOCK = auto()
    DELETE = auto()
    BATCH = auto()


@dataclass(frozen=True, slots=True)
class PersonalData:
    """`part`: the name of the rows in the extract of a person's data, "" the label of the model; `columns`: lookups of
    other tables that tell more there than a number, in place of the fields they begin with; `hidden`: fields that tell
    the person nothing. `lookups`: the ways to the person, none: each foreign key that leads there.

    A model with it has a class method `forget_people(rows, people, at)`, which empties what names people who are made
    anonymous at that moment: `rows` are those of the model that lead to them, `people` their ids.
    """

    merge: MergeRule
    undo: UndoRule
    part: str = ""
    columns: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    lookups: tuple[str, ...] = ()
    in_extract: bool = True
