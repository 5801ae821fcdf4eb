"""The words of acts: each action that some code records has them, each of them belongs to an action."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.utils.translation import override

from birlik.members.queries import trail
from birlik.web.shared.acts import ACTIONS, GROUPS, READINGS
from tests.architecture.source import python_files, shown, tree

SOURCE = [path for path in python_files("birlik", "demo") if "web" not in path.parts]
RECORDER = "log.record"
UNKNOWN = "an action that is not written here"


@cache
def handing_on(path: Path) -> frozenset[str]:
    """Return the functions of the file that are given an action and hand it on."""
    functions = [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef) and node.name != "record"]
    return frozenset(one.name for one in functions if "action" in names(*one.args.args, *one.args.kwonlyargs))


def names(*parameters: ast.arg) -> list[str]:
    return [one.arg for one in parameters]


def recorders(path: Path) -> set[str]:
    """Return what hands an action on to the recorder, as this file may call it."""
    public = {name for other in SOURCE for name in handing_on(other) if not name.startswith("_")}
    return {*handing_on(path), *public}


def recorded(path: Path) -> Iterator[tuple[str, str]]:
    """Return where in the file which action is recorded: a text of the call, or a constant of the file."""
    constants = {
        target.id: node.value
        for node in tree(path).body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    known = recorders(path)
    for call in [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]:
        name = ast.unparse(call.func)
        if name != RECORDER and name.rpartition(".")[2] not in known:
            continue
        named = [keyword.value for keyword in call.keywords if keyword.arg == "action"]
        for value in [*named, *call.args][:1]:
            yield from ((f"{shown(path)}:{call.lineno}", text) for text in texts(value, constants))


def texts(value: ast.expr, constants: dict[str, ast.expr]) -> list[str]:
    if isinstance(value, ast.Name):
        if value.id == "action":
            return []  # handed on
        value = constants.get(value.id, value)
    if isinstance(value, ast.IfExp):
        return [*texts(value.body, constants), *texts(value.orelse, constants)]
    return [str(value.value) if isinstance(value, ast.Constant) else UNKNOWN]


def actions() -> list[tuple[str, str]]:
    return [found for path in SOURCE for found in recorded(path)]


def test_an_action_is_given_first_or_by_name() -> None:
    functions = [(path, node) for path in SOURCE for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]
    assert [shown(path) for path, one in functions if "action" in names(*one.args.args[1:])] == []
    screens = [path for path in python_files("birlik") if "web" in path.parts]
    assert [shown(path) for path in screens if RECORDER in path.read_text()] == []


def test_every_action_has_its_words() -> None:
    assert [(place, action) for place, action in actions() if action not in ACTIONS] == []


def test_all_words_belong_to_an_action() -> None:
    assert set(ACTIONS) - {action for _place, action in actions()} == set()


def test_an_act_stands_in_one_group() -> None:
    assert len(ACTIONS) == sum(len(group.actions) for group in GROUPS.values())
    assert sorted(READINGS) == sorted(trail.READINGS)


def test_the_words_are_said_in_both_languages() -> None:
    words = [*ACTIONS.values(), *READINGS.values(), *(group.label for group in GROUPS.values())]
    with override("en"):
        english = [str(word) for word in words]
    for language in ("kk", "ru"):
        with override(language):
            assert [text for text, word in zip(english, words, strict=True) if str(word) == text] == []
