"""Headers that keep a page to itself: nothing inline, nothing from elsewhere, no framing."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "object-src": "'none'",
    "frame-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}

UNUSED_POWERS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), browsing-topics=()"


def policy(*, https: bool) -> str:
    """Return the Content-Security-Policy header; over HTTPS plain addresses are lifted to it."""
    parts = [f"{name} {value}" for name, value in POLICY.items()]
    if https:
        parts.append("upgrade-insecure-requests")
    return "; ".join(parts)


class ContentSecurityPolicyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.headers = {
            "Content-Security-Policy": policy(https=settings.SECURE_SSL_REDIRECT),
            "Permissions-Policy": UNUSED_POWERS,
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Frame-Options": "DENY",
            # Pages hold names of people: neither a proxy nor a browser on a shared computer keeps any of them.
            # Static files say for themselves how long they are kept.
            "Cache-Control": "private, no-store",
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        return response
