"""Somebody at a browser: signs in at the real door, keeps the cookies, sends what was typed."""

from __future__ import annotations

import http.client
import json
import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode

HOST = "127.0.0.1"
SIGN_IN = "/account/sign-in/"
FIELD = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
HEADER = re.compile(r'"X-CSRFToken": "(\w+)"')


@dataclass
class Person:
    """One keep-alive connection with its cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection(HOST, self.port, timeout=30)

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, str]:
        """Status and body of one answer."""
        sent = {"Cookie": self.cookie} | {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request(method, path, body.encode() or None, sent)
        answer = self.connection.getresponse()
        for text in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(text).items():
                self.cookies[name] = morsel.value
        return answer.status, answer.read().decode()

    def sign_in(self, name: str, word: str) -> None:
        _, page = self.ask("GET", SIGN_IN)
        found = FIELD.search(page)
        form = {"username": name, "password": word, "csrfmiddlewaretoken": found[1] if found else ""}
        status, _ = self.ask("POST", SIGN_IN, urlencode(form), Content_Type="application/x-www-form-urlencoded")
        if status != http.client.FOUND:
            raise RuntimeError(f"{name} could not sign in: status {status}")

    def open(self, path: str) -> str:
        """A page; its token is kept for what is sent from it."""
        status, page = self.ask("GET", path)
        if status != http.client.OK:
            raise RuntimeError(f"{path}: status {status}")
        found = HEADER.search(page)
        self.token = found[1] if found else ""
        return page

    def send(self, path: str, content: object) -> None:
        """JSON, as the script of the page sends it."""
        body = json.dumps(content)
        status, _ = self.ask("POST", path, body, Content_Type="application/json", X_CSRFToken=self.token)
        if status != http.client.OK:
            raise RuntimeError(f"{path}: status {status}")
