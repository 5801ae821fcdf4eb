"""Forwarded headers: believed from the configured proxy, dropped from everybody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from birlik.web.shared.forwarded import ForwardedMiddleware

FORGED = {
    "HTTP_X_FORWARDED_FOR": "203.0.113.9",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "elsewhere.example.org",
    "HTTP_X_FORWARDED_PORT": "1",
    "HTTP_FORWARDED": "for=203.0.113.9;proto=https",
    "HTTP_X_REAL_IP": "203.0.113.9",
}
SEEN = ("REMOTE_ADDR", "wsgi.url_scheme", "HTTP_HOST")


def seen(settings: Any, proxies: str, **meta: str) -> tuple[Any, ...]:
    """(address, scheme, host) as the views meet them; no forwarded header is left in any case."""
    settings.PROXY = proxies.split()
    found: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        found.append(request)
        return HttpResponse()

    ForwardedMiddleware(view)(RequestFactory().get("/", **{"HTTP_HOST": "here", **meta}))
    (request,) = found
    assert [name for name in request.META if "FORWARDED" in name or "REAL_IP" in name] == []
    assert request.scheme == request.META["wsgi.url_scheme"]
    return tuple(request.META.get(name) for name in SEEN)


@pytest.mark.parametrize("proxies", ["", "unix", "10.0.0.0/8", "::1/128"])
def test_a_stranger_is_not_believed(settings: Any, proxies: str) -> None:
    expected = ("198.51.100.4", "http", "here")
    assert seen(settings, proxies, REMOTE_ADDR="198.51.100.4", **FORGED) == expected


@pytest.mark.parametrize(
    ("proxies", "remote"),
    [
        ("10.0.0.7", "10.0.0.7"),
        ("10.0.0.0/8 unix", "10.9.9.9"),
        ("127.0.0.0/8 ::1/128", "127.0.0.1"),
        ("127.0.0.0/8 ::1/128", "::1"),
        ("127.0.0.0/8", "::ffff:127.0.0.1"),
        ("unix", ""),
        ("unix", "localhost"),
    ],
)
def test_the_proxy_is_believed(settings: Any, proxies: str, remote: str) -> None:
    found = seen(settings, proxies, REMOTE_ADDR=remote, **FORGED)
    assert found == ("203.0.113.9", "https", "elsewhere.example.org")


@pytest.mark.parametrize("remote", ["", "localhost", "nonsense", "::1"])
def test_who_has_no_address_is_no_proxy_unless_it_is_said(settings: Any, remote: str) -> None:
    assert seen(settings, "127.0.0.0/8", REMOTE_ADDR=remote, **FORGED) == (remote, "http", "here")


@pytest.mark.parametrize(
    ("hops", "visitor"),
    [
        ("1.1.1.1, 203.0.113.9", "203.0.113.9"),  # the first was written by the visitor himself
        ("1.1.1.1, 203.0.113.9, 10.0.0.3", "203.0.113.9"),  # through two proxies of ours
        ("10.0.0.4, 10.0.0.3", "10.0.0.4"),  # one of our own machines asks
        ("1.1.1.1, unknown", "10.0.0.7"),
        ("1.1.1.1, 203.0.113.9:443", "10.0.0.7"),
        ("2001:DB8::1", "2001:db8::1"),
        ("", "10.0.0.7"),
        (",", "10.0.0.7"),
    ],
)
def test_the_last_hop_that_is_not_ours_is_the_visitor(settings: Any, hops: str, visitor: str) -> None:
    found = seen(settings, "10.0.0.0/8", REMOTE_ADDR="10.0.0.7", HTTP_X_FORWARDED_FOR=hops)
    assert found == (visitor, "http", "here")


@pytest.mark.parametrize(("sent", "scheme"), [("http, https", "https"), ("https, http", "http"), ("gopher", "http")])
def test_the_scheme_is_what_the_proxy_heard(settings: Any, sent: str, scheme: str) -> None:
    assert seen(settings, "unix", REMOTE_ADDR="", HTTP_X_FORWARDED_PROTO=sent)[1] == scheme


@pytest.mark.django_db
def test_https_is_kept_from_who_only_says_so(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT, settings.PROXY, said = True, ["10.0.0.7"], {"HTTP_X_FORWARDED_PROTO": "https"}
    assert Client(REMOTE_ADDR="10.0.0.8", **said).get("/account/sign-in/").status_code == 301
    assert Client(REMOTE_ADDR="10.0.0.7", **said).get("/account/sign-in/").status_code == 200


@pytest.mark.django_db
def test_a_host_that_is_not_served_is_refused_from_the_proxy_too(settings: Any) -> None:
    settings.PROXY = ["unix"]
    answer = Client(REMOTE_ADDR="", HTTP_X_FORWARDED_HOST="elsewhere.example.org").get("/account/sign-in/")
    assert answer.status_code == 400
