"""The colours of tokens.css, light and dark, are far enough apart to be read (WCAG 2.2 AA)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "birlik/web/static/tokens.css"
GROUNDS = ("paper", "surface", "sunken")
TEXTS = ("ink", "muted", "primary", "primary-strong", "growth", "decline", "warning", "information", "accent")
PAIRS = [
    *((text, ground) for text in TEXTS for ground in GROUNDS[:2]),
    ("ink", "sunken"),
    ("muted", "sunken"),
    ("primary-strong", "primary-soft"),
    ("accent-strong", "accent-soft"),
    ("on-primary", "primary"),
    ("on-primary", "primary-strong"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    *(("ink", f"{tone}-soft") for tone in ("growth", "decline", "warning", "information", "accent")),
    *((tone, f"{tone}-soft") for tone in ("growth", "decline", "warning", "information")),
    *(("ink", f"step-{step}") for step in ("minus-2", "minus-1", "zero", "plus-1", "plus-2")),
]
SIGNS = [(f"status-{name}", "surface") for name in ("sent", "returned", "accepted", "frozen")]
SIGNS += [("line-strong", "surface"), ("focus", "paper"), ("focus", "surface")]


def themes() -> dict[str, dict[str, str]]:
    light, dark, by_hand = re.findall(r":root[^{]*\{(.*?)\}", TOKENS.read_text(), flags=re.DOTALL)
    read = [dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", block)) for block in (light, dark, by_hand)]
    return {"light": read[0], "dark": {**read[0], **read[1]}, "dark by hand": {**read[0], **read[2]}}


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_is_read_on_its_ground(theme: str, text: str, ground: str) -> None:
    colours = themes()[theme]
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("sign", "ground"), SIGNS)
def test_signs_and_edges_are_seen(theme: str, sign: str, ground: str) -> None:
    colours = themes()[theme]
    assert contrast(colours[sign], colours[ground]) >= 3


def test_dark_by_hand_is_the_dark_of_the_system() -> None:
    assert themes()["dark"] == themes()["dark by hand"]
