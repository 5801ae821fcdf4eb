"""The part of an address that names a paper: `note/2025/kk` of the union, `KIND/2025/CODE/kk` of an organisation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaperAddress:
    """`code`: the organisation that the paper is about, "" for the union, which may also be named."""

    kind: str
    year: int
    language: str
    code: str = ""

    def __str__(self) -> str:
        return "/".join(part for part in (self.kind, str(self.year), self.code, self.language) if part)


class PaperConverter:
    regex = r"[-a-zA-Z0-9_]+/[0-9]{4}/(?:[-a-zA-Z0-9_]+/)?(?:kk|ru)"

    def to_python(self, text: str) -> PaperAddress:
        kind, year, *code, language = text.split("/")
        return PaperAddress(kind, int(year), language, "".join(code))

    def to_url(self, address: PaperAddress | str) -> str:
        return str(address)
