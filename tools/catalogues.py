"""The message catalogues: collected from the source, checked for completeness, compiled. No system gettext.

python -m tools.catalogues update | check | compile
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = ("kk", "ru")
KEYWORDS = {
    "gettext": None, "gettext_lazy": None, "gettext_noop": None, "_": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip

# No dates and no names: the file changes only when a message does.
HEADER = """# The messages of Birlik. Source strings are English; `make messages` keeps this file.
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plurals}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""

Found = tuple[str | tuple[str, ...], str | None, str]


def catalogue_path(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def sources() -> Iterator[tuple[Path, bytes]]:
    """Python as it is, templates as the Python-like text Django's own extractor makes of them."""
    from django.utils.translation import templatize

    for path in sorted((ROOT / "birlik").rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            yield path, path.read_bytes()
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            # What is no message is blanked out but keeps its indentation, which Python would read.
            lines = templatize(path.read_text(), origin=str(path)).splitlines()
            yield path, "\n".join(line.strip() for line in lines).encode()


def found() -> Iterator[Found]:
    for path, text in sources():
        place = str(path.relative_to(ROOT))
        for _line, message, _comments, context in extract("python", io.BytesIO(text), KEYWORDS):
            yield message, context, place


def collected() -> Catalog:
    """Everything the source asks to be translated; places without line numbers, so that edits make no noise."""
    catalogue = Catalog(charset="utf-8", fuzzy=False)
    for message, context, place in found():
        catalogue.add(message, locations=[(place, None)], context=context)  # type: ignore[list-item]  # no line is meant
    return catalogue


def load(language: str) -> Catalog:
    path = catalogue_path(language)
    if not path.exists():
        catalogue = Catalog(locale=language, charset="utf-8", fuzzy=False)
    else:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language)
    return catalogue


def update() -> None:
    for language in LANGUAGES:
        catalogue = load(language)
        catalogue.update(collected(), no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        buffer = io.BytesIO()
        write_po(buffer, catalogue, width=120, sort_output=True, omit_header=True, ignore_obsolete=True)
        header = HEADER.format(language=language, plurals=catalogue.plural_forms)
        catalogue_path(language).parent.mkdir(parents=True, exist_ok=True)
        catalogue_path(language).write_bytes(header.encode() + buffer.getvalue())


def untranslated(message: Message) -> bool:
    texts = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    return message.fuzzy or not all(texts)


def problems() -> list[str]:
    """What keeps the catalogues from being complete: missing, untranslated, left over."""
    wanted = {(message.id, message.context) for message in collected() if message.id}
    lines = []
    for language in LANGUAGES:
        catalogue = load(language)
        have = {(message.id, message.context): message for message in catalogue if message.id}
        lines += [f"{language}: missing {key[0]!r}" for key in sorted(wanted - set(have), key=str)]
        lines += [f"{language}: left over {key[0]!r}" for key in sorted(set(have) - wanted, key=str)]
        lines += [f"{language}: untranslated {key[0]!r}" for key, message in have.items() if untranslated(message)]
        for message in catalogue:
            lines += [f"{language}: {message.id!r}: {error}" for error in message.check(catalogue)]
    return lines


def compile_all() -> None:
    for language in LANGUAGES:
        if catalogue_path(language).exists():
            with catalogue_path(language).with_suffix(".mo").open("wb") as file:
                write_mo(file, load(language))


def main(command: str) -> int:
    if command == "compile":
        compile_all()
        return 0
    settings.configure(USE_I18N=True)
    django.setup()
    if command == "update":
        update()
    lines = problems()
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 1 if lines and command == "check" else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
