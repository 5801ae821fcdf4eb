"""The records of an XLS, mended where the reading library trips: passwords are told, formulas are emptied.

The library takes a protected workbook for a file of no known format, and counts the letters of a text inside a
formula as bytes, so that one Kazakh or Russian word in a formula ends it. The value that a formula gave last stands
in the record beside it and stays. Layouts: [MS-CFB] 2.2 to 2.6, [MS-XLS] 2.4.117 (FilePass) and 2.4.127 (Formula).
"""

from __future__ import annotations

import struct

from birlik.core.errors import Refusal

STREAMS = ("Workbook", "Book")
FORMULA, FILE_PASS = 0x0006, 0x002F
SIZE_OF_FORMULA = 20  # where a formula record tells the length of its tokens
LAST_SECTOR = 0xFFFFFFFA  # marks of the allocation table begin above it
IN_HEADER = 109  # sectors of the allocation table that the header itself names
ENTRY = 128  # bytes of one entry of the directory
SMALL, SMALL_SECTOR = 4096, 64  # a stream shorter than SMALL lies in the root's, in sectors of its own


def prepare_content(content: bytes) -> bytes:
    """Return the file as the library can read it, of the same length. Refused: `import.encrypted`.

    What is no sound compound file comes back as it is: the library judges it.
    """
    try:
        pieces = _pieces(content)
    except (struct.error, IndexError, ValueError, StopIteration):
        return content
    records = bytearray().join(content[start:end] for start, end in pieces)
    _empty_formulas(records)
    copy = bytearray(content)
    at = 0
    for start, end in pieces:
        copy[start:end] = records[at : at + end - start]
        at += end - start
    return bytes(copy)


def _empty_formulas(records: bytearray) -> None:
    at, end, header = 0, len(records) - 4, struct.Struct("<HH")
    while at <= end:
        kind, length = header.unpack_from(records, at)
        if kind == FORMULA and length >= SIZE_OF_FORMULA + 2:
            records[at + 4 + SIZE_OF_FORMULA : at + 6 + SIZE_OF_FORMULA] = b"\0\0"
        elif kind == FILE_PASS:
            raise Refusal("import.encrypted")
        at += 4 + length


def _pieces(content: bytes) -> list[tuple[int, int]]:
    """Return where in the file the stream with the records lies: start and end of each part, in its order."""
    shift = struct.unpack_from("<H", content, 30)[0]
    if shift not in {9, 12}:
        raise ValueError("sectors of 512 or 4096 bytes only")
    size = 1 << shift

    def sectors(numbers: list[int]) -> list[tuple[int, int]]:
        return [((number + 1) * size, (number + 2) * size) for number in numbers]

    table = _table(content, sectors(_allocation_sectors(content, size)))
    directory = _join_parts(content, sectors(_chain(table, struct.unpack_from("<I", content, 48)[0])))
    entries = [directory[at : at + ENTRY] for at in range(0, len(directory), ENTRY)]
    entry = next(entry for name in STREAMS for entry in entries if _name(entry) == name)
    first, length = struct.unpack_from("<II", entry, 116)
    if length >= SMALL:
        return _cut_parts(sectors(_chain(table, first)), length)
    root = sectors(_chain(table, struct.unpack_from("<I", entries[0], 116)[0]))
    small = _table(content, sectors(_chain(table, struct.unpack_from("<I", content, 60)[0])))
    places = [divmod(number * SMALL_SECTOR, size) for number in _chain(small, first)]
    return _cut_parts([(root[at][0] + more, root[at][0] + more + SMALL_SECTOR) for at, more in places], length)


def _allocation_sectors(content: bytes, size: int) -> list[int]:
    """Return the sectors of the allocation table: 109 in the header, others in a chain of sectors that end with the
    next.
    """
    numbers = list(struct.unpack_from(f"<{IN_HEADER}I", content, 76))
    next_sector, count = struct.unpack_from("<II", content, 68)
    for _ in range(min(count, len(content) // size)):
        *more, next_sector = struct.unpack_from(f"<{size // 4}I", content, (next_sector + 1) * size)
        numbers += more
    return [number for number in numbers if number < LAST_SECTOR]


def _table(content: bytes, places: list[tuple[int, int]]) -> tuple[int, ...]:
    joined = _join_parts(content, places)
    return struct.unpack(f"<{len(joined) // 4}I", joined)


def _join_parts(content: bytes, places: list[tuple[int, int]]) -> bytes:
    return b"".join(content[start:end] for start, end in places)


def _chain(table: tuple[int, ...], first: int) -> list[int]:
    """Return the sectors from the first one on, each told by the one before."""
    sectors = []
    while first < LAST_SECTOR:
        sectors.append(first)
        if len(sectors) > len(table):
            raise ValueError("a chain that bites its tail")
        first = table[first]
    return sectors


def _cut_parts(places: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Return as much of the parts as the stream is long."""
    parts, so_far = [], 0
    for start, end in places:
        if so_far < length:
            parts.append((start, min(end, start + length - so_far)))
        so_far += end - start
    return parts


def _name(entry: bytes) -> str:
    return entry[: max(struct.unpack_from("<H", entry, 64)[0] - 2, 0)].decode("utf-16-le", errors="replace")
