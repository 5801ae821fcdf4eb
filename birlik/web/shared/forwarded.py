"""Who asks, and how, when a proxy stands between: believed from the configured proxy alone (BIRLIK_PROXY).

Anybody can send X-Forwarded-For and the like; only what our own proxy wrote says something. So these headers end here:
the proxy's are put where Django reads the address, the scheme and the host, everybody else's are dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Address = IPv4Address | IPv6Address
UNIX = "unix"  # the word for a proxy that speaks through a socket file, where there is no address
NAMELESS = {"", "localhost"}  # what servers give for the address of who speaks through a socket file
FORWARDED_HEADERS = ("HTTP_X_FORWARDED_", "HTTP_FORWARDED", "HTTP_X_REAL_IP")
SCHEMES = {"http", "https"}


class ForwardedMiddleware:
    """Stands before all others, so that none of them sees what a stranger wrote."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.by_file = UNIX in settings.PROXY
        self.networks = [ip_network(word) for word in settings.PROXY if word != UNIX]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        headers = {name: meta.pop(name) for name in list(meta) if name.startswith(FORWARDED_HEADERS)}
        if headers and self._is_proxy(meta.get("REMOTE_ADDR", "")):
            meta["REMOTE_ADDR"] = self._visitor(headers.get("HTTP_X_FORWARDED_FOR", ""), meta.get("REMOTE_ADDR", ""))
            if (scheme := _last_entry(headers.get("HTTP_X_FORWARDED_PROTO", ""))) in SCHEMES:
                meta["wsgi.url_scheme"] = scheme
            if host := _last_entry(headers.get("HTTP_X_FORWARDED_HOST", "")):
                meta["HTTP_HOST"] = host
        return self.get_response(request)

    def _is_proxy(self, text: str) -> bool:
        if text in NAMELESS:
            return self.by_file
        address = _address(text)
        return address is not None and any(address in network for network in self.networks)

    def _visitor(self, hops: str, nearest: str) -> str:
        """Return the last hop that is no proxy of ours; each proxy adds at the end whom it heard."""
        visitor = nearest
        for hop in _from_the_end(hops):
            address = _address(hop)
            if address is None:  # not an address, and nothing before it can be believed either
                break
            visitor = str(address)
            if not self._is_proxy(visitor):
                break
        return visitor


def _from_the_end(text: str) -> Iterable[str]:
    return (part.strip() for part in reversed(text.split(",")))


def _last_entry(text: str) -> str:
    return next(iter(_from_the_end(text)))


def _address(text: str) -> Address | None:
    """Read an address; an IPv4 one may come dressed as IPv6 (::ffff:…), and is one and the same."""
    try:
        ip = ip_address(text)
    except ValueError:
        return None
    return getattr(ip, "ipv4_mapped", None) or ip
