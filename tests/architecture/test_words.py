"""The words of the code: a name is a noun, or a verb with its object; a participle or an adverb says neither.

`_kept` may be a page, a key or a promise; `cached_page` is one thing. So is each of the names that once meant several.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.source import BIRLIK, python_files, shown, tree

FOLDERS = (
    *(f"birlik/{app}" for app in ("accounts", "config", "core", "db", "documents", "grammar", "orgs", "sheets")),
    "birlik/statistics",
    *(f"birlik/web/{area}" for area in ("audit", "dashboard", "documents", "orgs", "shared", "statistics")),
)
APPS = ("members", "registers", "orgs", "statistics", "audit", "accounts", "documents", "sheets", "db", "core")
APP_FILES = sorted({*python_files(*(f"birlik/{app}" for app in APPS))})
FILES = sorted({*python_files(*FOLDERS), *APP_FILES, *BIRLIK.glob("*.py")})


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


IRREGULAR = words(
    "told kept shown written rewritten overwritten found known said held given taken left made built sent met seen"
    " heard spoken drawn grown fallen fell begun gone done lost bound bought brought chosen driven thought stood"
    " understood hidden laid meant spent struck torn worn broken"
)
ADVERBS = words(
    "above again always apart around away back before below beside besides earlier elsewhere here inside instead late"
    " once only strictly there together whole without yet"
)
NOUNS = words(
    "finding heading mapping listing drawing numbering backing closing opening warning meaning meeting wording spelling"
    " beginning ending"
)
ALLOWED = {
    ("birlik/grammar/letters.py", "mended"),  # the grammar is read aloud where it is used: letters.mended(text)
    ("birlik/grammar/numbers.py", "signed"),
    ("birlik/grammar/russian.py", "counted"),
    ("birlik/statistics/queries/board.py", "accepted"),  # counts of reports, by the words of the glossary
    ("birlik/statistics/queries/board.py", "expected"),
    ("birlik/members/actions/meetings.py", "given"),  # the given name, as every model calls it
    ("birlik/http_server.py", "received"),  # what waitress calls
}

# Where variables and parameters are held to it as well, and what they may be called there all the same:
NAMED = ("birlik/members", "birlik/registers", "birlik/audit")
FIELDS = words("given joined left merged signed opened closed")  # columns: the given name, joined the union, …
FLAGS = words("blocked confirmed decided hidden related required narrowed")  # as Django has `blank` and `editable`
TRAIL = words("before after")  # the two halves of a line of the trail

NO_VERBS = words(
    "The A An What Whether How Which Who Whom Whose Whoever Where When Why True False Refused One Two Those These This"
    " It Its Each All Any Every Everything Everybody Nobody Somebody Either Up Out Of In From At As After For With"
    " Without Always Said Joined Merged Working Blocked Active Adds Columns Rows Row Pairs Lines Members People Ids"
    " Transfers Applications Problems Spans Entries Sums Texts Frames Bytes Cells Organisations Characters"
)

# Names that once had up to five meanings each; now it is BoardRow, PageCursor, PageContext, OrganisationPage …
RETIRED = words(
    "Line Kind Turn TURN KeptUsers roles_held Told pk__among Place Here At Book MissingMember Delivery Ground STANDING"
    " AT_WORK WAITING BUILT SPOKEN LOADED Answer Words Wrong receiving grounded require_ground"
)


def is_noun(name: str) -> bool:
    """Whether the whole name may be a noun or a verb: several words always may, one word unless it is a participle."""
    word = name.strip("_")
    if "_" in word or re.search(r"[a-z][A-Z]", word) or word.lower() in NOUNS:
        return True
    word = word.lower()
    return not (re.search(r"..(ed|ing)$", word) or word in IRREGULAR | ADVERBS)


def openings(source: ast.AST) -> Iterator[tuple[int, str, str]]:
    """Line, name and first word of what each function says of itself; a property is named like a noun."""
    for node in ast.walk(source):
        is_verb = isinstance(node, ast.FunctionDef) and not is_property(node)
        if is_verb and (text := ast.get_docstring(node)):
            yield node.lineno, node.name, text.split()[0]


def is_property(node: ast.FunctionDef) -> bool:
    return any("property" in ast.unparse(decorator) for decorator in node.decorator_list)


def definitions(source: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and name of every function, method and class."""
    for node in ast.walk(source):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.lineno, node.name


def identifiers(source: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and name of everything that is given a name: definitions, variables, parameters, imports under another."""
    yield from definitions(source)
    for node in ast.walk(source):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.alias) and node.asname:
            yield node.lineno, node.asname


def locals_of(source: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and name of each parameter and variable of functions; fields of tables and settings are no such."""
    for function in ast.walk(source):
        if isinstance(function, ast.FunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    yield node.lineno, node.id
                elif isinstance(node, ast.arg):
                    yield node.lineno, node.arg


def test_functions_and_classes_are_called_by_nouns_and_verbs() -> None:
    assert len(FILES) > 200
    assert [
        f"{shown(path)}:{line} {name}"
        for path in FILES
        for line, name in definitions(tree(path))
        if not is_noun(name) and (shown(path), name) not in ALLOWED
    ] == []


def test_variables_and_parameters_are_called_by_nouns() -> None:
    paths = [path for path in python_files(*NAMED) if "migrations" not in path.parts]
    assert len(paths) > 100
    assert [
        f"{shown(path)}:{line} {name}"
        for path in paths
        for line, name in locals_of(tree(path))
        if not is_noun(name) and name not in FIELDS | FLAGS | TRAIL
    ] == []


def test_functions_say_first_what_they_do() -> None:
    """Public ones everywhere, private ones in the apps."""
    assert [
        f"{shown(path)}:{line} {name}: {word}"
        for path in {*FILES, *APP_FILES}
        for line, name, word in openings(tree(path))
        if word.strip(",;:.") in NO_VERBS and (path in APP_FILES or not name.startswith("_"))
    ] == []


def test_every_exception_is_still_there() -> None:
    there = {(shown(path), name) for path in FILES for _line, name in definitions(tree(path))}
    assert there >= ALLOWED


def test_names_that_meant_several_things_do_not_come_back() -> None:
    paths = python_files("birlik")
    assert len(paths) > 300
    assert [
        f"{shown(path)}:{line} {name}" for path in paths for line, name in identifiers(tree(path)) if name in RETIRED
    ] == []


@pytest.mark.parametrize("name", ["_kept", "told", "Wanted", "_listed", "Compared", "below", "_granting"])
def test_a_participle_is_noticed(name: str) -> None:
    assert not is_noun(name)


@pytest.mark.parametrize("name", ["cached_page", "Finding", "_heading", "StaleCitation", "read_sheet", "kept_pages"])
def test_a_noun_is_none(name: str) -> None:
    assert is_noun(name)
