"""What a file is by its content, never by its name; and what must not be opened at all."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum

from birlik.core.errors import Refusal

MEGABYTE = 1 << 20
LARGEST_FILE = 200 * MEGABYTE
LARGEST_UNPACKED = 1536 * MEGABYTE
MOST_PARTS = 5_000

ZIP = b"PK\x03\x04"
COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02")  # XLS older than Excel 97, without a container
FOREIGN = {
    b"%PDF": "pdf",
    b"\x89PNG": "image",
    b"\xff\xd8\xff": "image",
    b"GIF8": "image",
    b"Rar!": "archive",
    b"7z\xbc\xaf": "archive",
    b"\x1f\x8b": "archive",
    b"{\\rtf": "document",
}
MARKUP = re.compile(rb"\s*<(!doctype|html|table|\?xml|head|body|meta)", re.IGNORECASE)
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"


class FileKind(StrEnum):
    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


def kind_of(content: bytes) -> FileKind:
    """Tell the sort of the file. Refuses what is empty, too large, protected by a password, broken, or no table at all.

    Refused with `import.empty`, `import.too_large` or `import.not_a_sheet`.
    """
    if not content.strip(b"\0\r\n\t "):
        raise Refusal("import.empty")
    if len(content) > LARGEST_FILE:
        raise Refusal("import.too_large", megabytes=len(content) // MEGABYTE, limit=LARGEST_FILE // MEGABYTE)
    if content.startswith(ZIP):
        return _kind_of_archive(content)
    if content.startswith(COMPOUND):
        return _compound(content)
    for start, name in FOREIGN.items():
        if content.startswith(start):
            raise Refusal("import.not_a_sheet", found=name)
    if content.startswith(BIFF):
        raise Refusal("import.not_a_sheet", found="old_xls")
    if MARKUP.match(content.removeprefix(b"\xef\xbb\xbf")):
        raise Refusal("import.not_a_sheet", found="markup")
    return FileKind.CSV


def _kind_of_archive(content: bytes) -> FileKind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = {part.filename: part for part in archive.infolist()}
            _require_size(list(parts.values()))
            if any(part.flag_bits & 1 for part in parts.values()):
                raise Refusal("import.encrypted")
            if "mimetype" in parts and parts["mimetype"].file_size < 200:
                return _open_document(archive, parts)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError, EOFError, ValueError) as error:
        raise Refusal("import.damaged") from error
    if "xl/workbook.xml" in parts:
        return FileKind.XLSX
    if "xl/workbook.bin" in parts:
        return FileKind.XLSB
    raise Refusal("import.not_a_sheet", found="document" if "word/document.xml" in parts else "archive")


def _require_size(parts: list[zipfile.ZipInfo]) -> None:
    """Refuse sizes that are too large. They are the directory's own word; the reader's memory is limited besides, in
    case the word is a lie.
    """
    size = sum(part.file_size for part in parts)
    if size > LARGEST_UNPACKED or len(parts) > MOST_PARTS:
        raise Refusal("import.too_large", megabytes=size // MEGABYTE, limit=LARGEST_UNPACKED // MEGABYTE)


def _open_document(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> FileKind:
    if not archive.read("mimetype").strip().startswith(ODS_TYPE):
        raise Refusal("import.not_a_sheet", found="document")
    manifest = parts.get("META-INF/manifest.xml")
    if manifest and manifest.file_size < MEGABYTE and b"encryption-data" in archive.read(manifest):
        raise Refusal("import.encrypted")
    return FileKind.ODS


def _compound(content: bytes) -> FileKind:
    """Tell the kind of a compound file by the names of its streams, which stand in it in UTF-16."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        raise Refusal("import.encrypted")
    if holds("Workbook") or holds("Book"):
        return FileKind.XLS
    raise Refusal("import.not_a_sheet", found="document")
