"""What an event of the trail is about, told by the models: the trail itself knows no app above it."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class HasSubject(Protocol):
    """What has changes that stand in the trail: a model, or a `Subject` itself."""

    def as_subject(self) -> Subject: ...


class Subject(NamedTuple):
    """`kind`: "organisation", say. `label`: text that stays readable when the row is gone. `organisation`: the code of
    the place that the event belongs to, "" for none.
    """

    kind: str
    pk: object
    label: str
    organisation: str = ""

    def as_subject(self) -> Subject:
        """Return this subject as it is."""
        return self
