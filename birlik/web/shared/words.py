"""What the small page of one action says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FormTexts:
    """Its title, what will happen, the verb of the button, what has happened. `danger`: it cannot be taken back."""

    title: str
    intro: str
    button: str
    done: str
    danger: bool = False
