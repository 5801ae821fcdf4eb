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

SOURCE = python_files("birlik", "demo")
REGISTER_VERB = "actions.record"  # takes a register, no action, whatever else is called `record`
ANYTHING = "an action that nobody knows"


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef))


def calls(node: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            yield getattr(call.func, "id", getattr(call.func, "attr", "")), call


def parameters(function: ast.FunctionDef) -> list[str]:
    return [one.arg for one in (*function.args.args, *function.args.kwonlyargs)]


@cache
def recorders() -> dict[str, int]:
    """The functions that hand their parameter `action` on to `log.record`, straight or through another: name → its
    place among the positional ones, -1 for one that is given by name alone."""
    found = {"record": 0}
    while True:
        more = {
            function.name: positional.index("action") if "action" in positional else -1
            for path in SOURCE
            for function in functions(path)
            if "action" in parameters(function)
            and any(name in found and is_handed_on(call) for name, call in calls(function))
            for positional in [[one.arg for one in function.args.args]]
        }
        if more.keys() <= found.keys():
            return found
        found |= more


def is_handed_on(call: ast.Call) -> bool:
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    return any(isinstance(value, ast.Name) and value.id == "action" for value in given)


def recorded() -> Iterator[tuple[str, str]]:
    """Where which action is recorded: written in the call, or a constant of the file."""
    for path in SOURCE:
        constants = {
            target.id: str(node.value.value)
            for node in tree(path).body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for name, call in calls(tree(path)):
            value = action_of(name, call)
            if value is not None and not (isinstance(value, ast.Name) and value.id == "action"):
                yield from ((f"{shown(path)}:{call.lineno}", text) for text in texts(value, constants))


def action_of(name: str, call: ast.Call) -> ast.expr | None:
    """The action that a call gives to a recorder; functions of the same name that take none are left out."""
    if name not in recorders() or ast.unparse(call.func) == REGISTER_VERB:
        return None
    place = recorders()[name]
    named = next((keyword.value for keyword in call.keywords if keyword.arg == "action"), None)
    value = named or (call.args[place] if 0 <= place < len(call.args) else None)
    is_text = isinstance(value, ast.Constant | ast.IfExp) or (isinstance(value, ast.Name) and value.id.isupper())
    return value if is_text or (isinstance(value, ast.Name) and value.id == "action") else None


def texts(value: ast.expr, constants: dict[str, str]) -> list[str]:
    if isinstance(value, ast.IfExp):
        return [*texts(value.body, constants), *texts(value.orelse, constants)]
    if isinstance(value, ast.Constant):
        return [str(value.value)]
    return [constants.get(value.id, ANYTHING) if isinstance(value, ast.Name) else ANYTHING]


def test_every_action_has_its_words() -> None:
    found = list(recorded())
    assert len({action for _place, action in found}) > 60
    assert [(place, action) for place, action in found if action not in ACTIONS] == []


def test_all_words_belong_to_an_action() -> None:
    assert set(ACTIONS) - {action for _place, action in recorded()} == set()


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
