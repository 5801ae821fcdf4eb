"""Where a form may lead on to: a page of ours, and none that would only lead back."""

from __future__ import annotations

from collections.abc import Set
from urllib.parse import unquote, urlsplit

from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme


def destination(address: str | None, *, but: Set[str] = frozenset()) -> str:
    """Return the address when it is a path of this site and not that of a view in `but`; else empty."""
    address = address or ""
    if not address.startswith("/") or not url_has_allowed_host_and_scheme(address, None):
        return ""
    try:
        view_name = resolve(unquote(urlsplit(address).path)).view_name
    except Resolver404:  # a page in words, which can be read in another language
        return address
    return "" if view_name in but else address
