"""The words of the code: a name is a noun, or a verb with its object; a participle or an adverb says neither.

`_kept` may be a page, a key or a promise; `cached_page` is one thing. So is each of the names that once meant several.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.source import python_files, shown, tree

FILES = python_files("birlik")


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
    " beginning ending encoding reading writing training logging hundred nothing"
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

# What variables and parameters may be called all the same:
# columns: the given name, joined the union, delivered on a day, of so many expected reports so many accepted …
FIELDS = words("given joined left merged signed opened closed delivered expected accepted")
FLAGS = words(  # as Django has `blank`, `editable` and `using`; some are said by programs and in the grammar
    "blocked confirmed decided hidden related required narrowed annulled grouped varied using"
)
# and constants: how far a right reaches, where a text stands on the line, what became of a row, of a letter, of a batch
STATES = words("HERE BELOW LEFT CREATED CHANGED UNCHANGED REJECTED MERGED QUEUED MIXED LOST REGISTERED DIGITISED")
TRAIL = words("before after")  # the two halves of a line of the trail

BASE_FORMS = words("Bring Need Feed Embed")  # end like a participle and are none
NO_VERBS = words(
    "The A An What Whether How Which Who Whom Whose Whoever Where When Why True False One Two Those These This It Both"
    " Each All Any Every Everything Everybody Nobody Somebody Nothing Either Another Many No Up Out Of In From At As"
    " After Among Beyond For With Without Always Only There They Said Kept Drawn Active First Wrong Right Code Cell"
    " Field Row Column Heading Indicator Organisation Consent People Monday"
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


def is_verb(word: str) -> bool:
    """Whether a sentence that begins with the word may ask for something: no number, no plural, no participle."""
    is_word = bool(re.fullmatch(r"[A-Z][a-z]+", word)) and word not in NO_VERBS
    return is_word and (is_noun(word) or word in BASE_FORMS) and not re.search(r"[^s]s$", word)


def test_functions_and_classes_are_called_by_nouns_and_verbs() -> None:
    assert len(FILES) > 400
    assert [
        f"{shown(path)}:{line} {name}"
        for path in FILES
        for line, name in definitions(tree(path))
        if not is_noun(name) and (shown(path), name) not in ALLOWED
    ] == []


def test_variables_and_parameters_are_called_by_nouns() -> None:
    assert [
        f"{shown(path)}:{line} {name}"
        for path in FILES
        for line, name in locals_of(tree(path))
        if not is_noun(name) and name not in FIELDS | FLAGS | TRAIL
    ] == []


def constants_of(source: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and name of what a module itself gives a name to: constants, types, imports under another name."""
    for statement in source.body:
        if not isinstance(statement, ast.FunctionDef | ast.ClassDef):
            yield from identifiers(statement)


def test_constants_are_called_by_nouns() -> None:
    assert [
        f"{shown(path)}:{line} {name}"
        for path in FILES
        for line, name in constants_of(tree(path))
        if not is_noun(name) and name not in STATES
    ] == []


def test_functions_say_first_what_they_do() -> None:
    """Public and private ones, of the whole house: a verb and its object."""
    assert [
        f"{shown(path)}:{line} {name}: {word}"
        for path in FILES
        for line, name, word in openings(tree(path))
        if not is_verb(word.rstrip(",;:."))
    ] == []


TABLES = ("DataFrame", "Series", "ndarray")


def test_functions_that_return_a_table_tell_its_shape() -> None:
    """Which columns, or what stands in a row: a type says neither."""
    functions = [(path, node) for path in FILES for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]
    public = [(path, one) for path, one in functions if one.returns and not one.name.startswith("_")]
    tables = [(path, one) for path, one in public if any(name in ast.unparse(one.returns) for name in TABLES)]
    assert len(tables) > 40
    assert [
        f"{shown(path)}:{one.lineno} {one.name}"
        for path, one in tables
        if not re.search(r"\b(columns?|rows?)\b", ast.get_docstring(one) or "")
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


@pytest.mark.parametrize("word", ["Rows", "What", "Kept", "`figure.unknown`", "404", "surname", "PostgreSQL's"])
def test_what_is_no_verb_is_noticed(word: str) -> None:
    assert not is_verb(word)


@pytest.mark.parametrize("word", ["Return", "Address", "Bring", "Need"])
def test_a_verb_is_one(word: str) -> None:
    assert is_verb(word)


@pytest.mark.parametrize("name", ["_kept", "told", "Wanted", "_listed", "Compared", "below", "_granting"])
def test_a_participle_is_noticed(name: str) -> None:
    assert not is_noun(name)


@pytest.mark.parametrize("name", ["cached_page", "Finding", "_heading", "StaleCitation", "read_sheet", "kept_pages"])
def test_a_noun_is_none(name: str) -> None:
    assert is_noun(name)
