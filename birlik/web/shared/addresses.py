"""Addresses that a page needs by the hundred: each pattern is looked up once."""

from __future__ import annotations

from functools import cached_property

from django.urls import reverse


class UrlTemplate:
    """An address by its name in the URL patterns. `parameters`: how many parts of it vary, numbers or codes."""

    def __init__(self, name: str, parameters: int = 1) -> None:
        self.name = name
        self.parameters = parameters

    @cached_property
    def _text(self) -> str:
        marks = [str(90_000 + place) for place in range(self.parameters)]  # fits a number as well as a code
        text = reverse(self.name, args=marks)
        for mark in marks:
            text = text.replace(mark, "{}")
        return text

    def __call__(self, *values: int | str) -> str:
        """Return the address with these values in its parts."""
        return self._text.format(*values)


figure = UrlTemplate("statistics:figure", 3)  # year, organisation, indicator
report = UrlTemplate("statistics:report", 2)  # year, organisation
board = UrlTemplate("statistics:board", 2)
board_of_year = UrlTemplate("statistics:board-year")
table = UrlTemplate("statistics:table", 2)
dynamics = UrlTemplate("statistics:dynamics", 2)
reconciliation = UrlTemplate("statistics:reconciliation", 2)
digitisation = UrlTemplate("statistics:digitisation", 2)
papers = UrlTemplate("documents:list-below", 2)  # year, organisation
organisation = UrlTemplate("orgs:page")
organisations = UrlTemplate("orgs:list", 0)
organisations_below = UrlTemplate("orgs:below")
card = UrlTemplate("members:card")
account = UrlTemplate("users:card")
entry = UrlTemplate("registers:card", 2)  # register, number
application = UrlTemplate("members:application")
merge = UrlTemplate("members:merge", 2)
merge_different = UrlTemplate("members:merge-different", 2)
