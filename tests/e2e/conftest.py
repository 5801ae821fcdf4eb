"""A real server on the full demonstration union, and a real browser before it."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright
from xdist.scheduler import LoadScopeScheduling

from tools import needs

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
FONTS = {"narrow": "fonts-crosextra-carlito", "wide": "fonts-dejavu-core"}
WIDTHS = {"phone": (360, 780), "wide": (1440, 900)}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}

SERVERS = ("test_endurance.py", "test_installing.py", "test_production.py", "test_worker.py")


class TwoGroups(LoadScopeScheduling):
    """Beside the walks of people, in their order as each begins with what those before it left: what servers bear."""

    def _split_scope(self, nodeid: str) -> str:
        return "servers" if Path(nodeid.partition("::")[0]).name in SERVERS else "people"


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> TwoGroups:
    return TwoGroups(config, log)


def number(text: str) -> int:
    """The first number of a text, its thousands grouped by any space."""
    found = re.search(r"\d[\d\s\u00a0\u202f]*", text)
    assert found is not None, text
    return int(re.sub(r"\D", "", found[0]))


@dataclass(frozen=True)
class Site:
    """The address of the running server, the demonstration accounts it printed (name → password), its folder and id."""

    address: str
    passwords: dict[str, str]
    data: Path
    process: int

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """What `birlik serve` makes of an empty folder, as `make run` starts it: once, by the first of the workers."""
    ours = tmp_path_factory.getbasetemp()
    folder = (ours if worker_id == "master" else ours.parent) / "demonstration"
    with (folder.parent / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            made = tmp_path_factory.mktemp("made")
            with serving(made):
                pass
            made.rename(folder)
    return folder


@pytest.fixture(scope="session")
def site(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server on a demonstration of its own: the journeys of a worker see what they did to it before."""
    data = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(demonstration, data)
    with serving(data) as started:
        yield started


@contextmanager
def serving(data: Path, database: str = "", **settings: str) -> Iterator[Site]:
    """`birlik serve` on this folder and database, until the block ends."""
    port = int(settings.get("PORT") or free_port())
    environment = {**os.environ, "BIRLIK_DATA": str(data), "DATABASE_URL": database, **settings, "PORT": str(port)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    log = (data / "server.log").open("a")
    server = subprocess.Popen(
        [sys.executable, "-m", "birlik.cli", "serve"], cwd=ROOT, env=environment, stdout=log, stderr=log
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, server, data / "server.log")
        lines = (data / "demonstration-accounts.txt").read_text().splitlines()
        yield Site(address, {line.split()[0]: line.split()[1] for line in lines}, data, server.pid)
    finally:
        server.terminate()
        server.wait(timeout=30)
        log.close()


def wait_for(
    address: str, server: subprocess.Popen[bytes], log: Path, seconds: int = 600, tls: ssl.SSLContext | None = None
) -> None:
    for _ in range(seconds * 5):
        if server.poll() is not None:
            raise RuntimeError(f"the server stopped:\n{log.read_text()}")
        try:
            with urllib.request.urlopen(f"{address}/account/sign-in/", timeout=2, context=tls):  # noqa: S310  # our own
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError(f"the server did not answer:\n{log.read_text()}")


class Browsers:
    """One browser a font, started when it is first asked for; each sees that font alone, whatever the machine has."""

    def __init__(self, playwright: Playwright, folder: Path) -> None:
        self.playwright, self.folder = playwright, folder
        self.started: dict[str, Browser] = {}

    def __getitem__(self, font: str) -> Browser:
        if font not in self.started:
            environment: dict[str, str | float | bool] = {
                **os.environ,
                "FONTCONFIG_FILE": str(self.configuration(font)),
            }
            self.started[font] = self.playwright.chromium.launch(
                executable_path=needs.program("chromium"), args=FLAGS, env=environment
            )
        return self.started[font]

    def configuration(self, font: str) -> Path:
        """Write a configuration of fontconfig for the files of the font, with a cache of its own."""
        folder = self.folder / font
        (folder / "files").mkdir(parents=True)
        found = needs.fonts(FONTS[font])
        assert found, f"the {font} font is not there: apt-get install {FONTS[font]}"
        for path in found:
            (folder / "files" / path.name).symlink_to(path)
        parts = f"<dir>{folder / 'files'}</dir><cachedir>{folder / 'cache'}</cachedir>"
        target = folder / "fonts.conf"
        target.write_text(f"<fontconfig>{parts}</fontconfig>")
        return target


@pytest.fixture(scope="session")
def browsers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browsers]:
    with sync_playwright() as playwright:
        found = Browsers(playwright, tmp_path_factory.mktemp("fonts"))
        yield found
        for browser in found.started.values():
            browser.close()


@dataclass
class Visitor:
    """A person before the browser."""

    page: Page
    site: Site

    def go(self, path: str) -> Page:
        response = self.page.goto(self.site.address + path)
        assert response is not None
        assert response.status == 200, f"{path}: {response.status}"
        return self.page

    def wrong_with(self) -> list[str]:
        """What axe finds on the page as it is, one line a violation with the first place."""
        results = Axe().run(self.page, options=RULES).response["violations"]
        return [f"{one['id']}: {one['help']} {one['nodes'][0]['target']}" for one in results]

    def overflows(self) -> bool:
        """True when the page itself scrolls sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"))

    def too_wide_at(self, *widths: int) -> list[int]:
        """The widths at which the page scrolls sideways; the window is as wide as before afterwards."""
        before = self.page.viewport_size
        found = []
        for width in widths:
            self.page.set_viewport_size({"width": width, "height": 780})
            found += [width] if self.overflows() else []
        if before is not None:
            self.page.set_viewport_size(before)
        return found


@pytest.fixture
def contexts() -> Iterator[list[BrowserContext]]:
    opened: list[BrowserContext] = []
    yield opened
    for context in opened:
        context.close()


class Doors:
    """Signs people in; keeps each one's cookie for the session, as signing in is one journey of its own."""

    def __init__(self, browsers: Browsers, site: Site, contexts: list[BrowserContext]) -> None:
        self.browsers, self.site, self.contexts = browsers, site, contexts

    def __call__(
        self, name: str, *, width: str = "wide", scheme: str = "light", language: str = "", font: str = "wide"
    ) -> Visitor:
        size = WIDTHS[width]
        context = self.browsers[font].new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
            accept_downloads=True,
            ignore_https_errors=True,  # a certificate of our own (test_production)
        )
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        visitor = Visitor(context.new_page(), self.site)
        if name:
            sign_in(visitor, name)
        if language:
            choose_language(visitor, language)
        return visitor


def sign_in(visitor: Visitor, name: str) -> None:
    page = visitor.go("/account/sign-in/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", visitor.site.passwords[name])
    page.click("form button.button--primary")
    page.wait_for_url(lambda address: "/sign-in/" not in address)


def choose_language(visitor: Visitor, language: str) -> None:
    visitor.page.click(f"button[name=language][value={language}]")
    visitor.page.wait_for_selector(f"html[lang={language}]")


@pytest.fixture
def enter(browsers: Browsers, site: Site, contexts: list[BrowserContext]) -> Doors:
    """enter("head", width="phone", language="ru", font="narrow") → a visitor on the home page."""
    return Doors(browsers, site, contexts)
