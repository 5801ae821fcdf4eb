"""The site as production has it: `birlik serve` behind nginx with the shipped configuration, walked over HTTPS."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import re
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import BrowserContext

from benchmarks.before import family
from tests.e2e.conftest import ROOT, Browsers, Doors, Site, free_port, wait_for
from tests.e2e.test_member_import import check, marked, upload
from tools import needs

pytestmark = pytest.mark.e2e
NAME = "localhost"
DEPLOY = ROOT / "deploy"
MEGABYTE = 1 << 20
SLOW = 140  # connections
COOKIES = ("csrftoken", "device", "django_language", "sessionid")
# What Debian's nginx.conf says around a site, with every path in a folder of the test.
AROUND = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
worker_processes 2;
events {{ worker_connections 768; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    gzip on;
    ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
    ssl_prefer_server_ciphers on;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/birlik.conf;
}}
"""


@dataclass(frozen=True)
class Front:
    """Where nginx listens: HTTP and HTTPS; its folder with the logs."""

    plain: int
    secure: int
    folder: Path
    site: Site


def ports(many: int) -> int:
    """The first of so many free ports in a row."""
    while True:
        first = free_port()
        try:
            for place in range(first, first + many):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", place))
        except OSError:
            continue
        return first


WORKERS = 2  # of the server, each at a port of its own (BIRLIK_PORT_EACH)


@pytest.fixture(scope="module")
def copied(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The demonstration as the other journeys left it, in a folder of its own; nothing listens yet."""
    data = tmp_path_factory.mktemp("production")
    name = "birlik.sqlite3"
    with closing(sqlite3.connect(site.data / name)) as here, closing(sqlite3.connect(data / name)) as there:
        here.backup(there)
    return Site(f"http://127.0.0.1:{ports(WORKERS)}", site.passwords, data, process=0)


def settings(secure: int) -> Mapping[str, str]:
    """The shipped example of the settings, its comments left out."""
    lines = (DEPLOY / "environment.example").read_text().splitlines()
    pairs = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    port_of_test = {"BIRLIK_ORIGINS": f"https://{NAME}:{secure}"}  # a browser names a port other than 443
    return pairs | port_of_test | {"BIRLIK_HOSTS": NAME, "BIRLIK_WORKERS": str(WORKERS), "DATABASE_URL": ""}


def configure(folder: Path, first: int, plain: int, secure: int) -> Path:
    """Write the shipped configuration with the ports, the name and the paths of the test; return the main file."""
    subprocess.run(
        [
            str(needs.program("openssl")), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
            "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}",
            "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem",
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    text = (DEPLOY / "nginx" / "birlik.conf").read_text()
    for shipped, here in {
        "/etc/letsencrypt/live/birlik.example.org": str(folder),
        "/etc/nginx/birlik-upstream.conf": f"{folder}/birlik-upstream.conf",
        "/var/lib/nginx/": f"{folder}/",
        "/var/log/nginx/": f"{folder}/",
        "/usr/local/birlik/": f"{ROOT}/",
        "birlik.example.org": NAME,
        "listen 80": f"listen 127.0.0.1:{plain}",
        "listen 443": f"listen 127.0.0.1:{secure}",
    }.items():
        assert shipped in text, shipped
        text = text.replace(shipped, here)
    text = "".join(line for line in text.splitlines(keepends=True) if "listen [::]" not in line)
    (folder / "birlik.conf").write_text(text)
    line = next(one for one in (DEPLOY / "nginx" / "birlik-upstream.conf").read_text().splitlines() if "8000" in one)
    upstream = [line.replace("8000", str(first + number)) for number in range(WORKERS)]
    (folder / "birlik-upstream.conf").write_text("\n".join(upstream))
    user = "user root;" if os.geteuid() == 0 else ""  # the folders of the tests are their owner's alone
    target = folder / "nginx.conf"
    target.write_text(AROUND.format(folder=folder, user=user))
    return target


@contextmanager
def nginx(folder: Path, first: int) -> Iterator[tuple[int, int]]:
    """nginx before the ports from `first` on; the ports of HTTP and HTTPS."""
    plain, secure = free_port(), free_port()
    command = [str(needs.program("nginx")), "-e", f"{folder}/start.log", "-c", configure(folder, first, plain, secure)]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr
    process = subprocess.Popen(command)
    try:
        wait_until_open(secure)
        yield plain, secure
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_until_open(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("nginx did not start")


@pytest.fixture(scope="module")
def front(copied: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder, first = tmp_path_factory.mktemp("nginx"), copied.port
    with nginx(folder, first) as (plain, secure), (copied.data / "server.log").open("w") as log:
        environment = {**os.environ, **settings(secure), "BIRLIK_DATA": str(copied.data), "PORT": str(first)}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        command = [sys.executable, "-m", "birlik.cli", "serve", "--no-demo"]
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        site = Site(f"https://{NAME}:{secure}", copied.passwords, copied.data, server.pid)
        try:
            wait_for(site.address, server, copied.data / "server.log", tls=trusting())
            yield Front(plain, secure, folder, site)
        finally:
            server.terminate()
            server.wait(timeout=20)


class Listener(BaseHTTPRequestHandler):
    """A worker that gives back the headers that it was sent."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = json.dumps(self.headers.items()).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def trusting() -> ssl.SSLContext:
    """TLS that takes our own certificate."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


def ask(port: int, path: str, *, method: str = "GET", length: int = 0, **headers: str) -> Answer:
    """One answer over HTTPS; `length` is that of a body of which nothing is sent."""
    with closing(http.client.HTTPSConnection(NAME, port, timeout=30, context=trusting())) as connection:
        connection.putrequest(method, path)
        for name, value in (headers | ({"Content-Length": str(length)} if length else {})).items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())


def test_a_list_goes_in_and_comes_back_marked(front: Front, browsers: Browsers, contexts: list[BrowserContext]) -> None:
    """Sign-in, the board, a list larger than other pages may send, and the marked workbook, in a browser."""
    visitor = Doors(browsers, front.site, contexts)("branch", language="kk")
    page = visitor.go("/campaign/2025/aktobe-01/")
    assert {one["name"]: one["secure"] for one in page.context.cookies()} == dict.fromkeys(COOKIES, True)
    visitor.go("/members/imports/new/")
    row = f"Сынақ Айша;{'0' * 12};01.01.1990;белгісіз мектеп;{'ұзақ жол ' * 3000}"
    content = "\n".join(["ФИО;ИИН;Дата рождения;Организация;Примечание", *[row] * 60]).encode()
    assert len(content) > 2 * MEGABYTE
    upload(page, content)
    assert check(page)["rejected"] == 60
    rows = load_workbook(BytesIO(marked(page))).active.iter_rows(min_col=2, max_col=2, values_only=True)
    assert [one for one in rows if one != ("0" * 12,)] == [("ИИН",)]


def test_plain_http_leads_to_https_and_other_names_nowhere(front: Front) -> None:
    with closing(http.client.HTTPConnection(NAME, front.plain, timeout=10)) as connection:
        connection.request("GET", "/members/?under=aktobe")
        answer = connection.getresponse()
        assert (answer.status, answer.getheader("Location")) == (301, f"https://{NAME}/members/?under=aktobe")
    with closing(http.client.HTTPConnection("127.0.0.1", front.plain, timeout=10)) as connection:
        connection.request("GET", "/")
        with pytest.raises((http.client.BadStatusLine, ConnectionError)):
            connection.getresponse()


def spoken(front: Front, version: ssl.TLSVersion, name: str = NAME) -> bool:
    """True when nginx speaks this version of TLS to who asks for that name."""
    context = trusting()
    context.set_ciphers("DEFAULT:@SECLEVEL=0")  # else our own side refuses the old versions
    context.minimum_version = context.maximum_version = version
    with socket.create_connection(("127.0.0.1", front.secure), timeout=10) as plain:
        try:
            with context.wrap_socket(plain, server_hostname=name):
                return True
        except ssl.SSLError:
            return False


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_only_current_tls_is_spoken_and_only_to_who_knows_the_name(front: Front) -> None:
    """nginx takes the versions from the server of the unknown names, so that one must set them, too."""
    versions = (ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3)
    assert [spoken(front, one) for one in versions] == [False, True, True]
    assert [spoken(front, one, "elsewhere.example.org") for one in versions] == [False, False, False]


@pytest.mark.parametrize(
    ("path", "length", "status"),
    [
        ("/account/sign-in/", 3 * MEGABYTE, 413),
        ("/members/imports/1/columns/", 3 * MEGABYTE, 413),
        ("/members/imports/new/", 202 * MEGABYTE, 413),
    ],
)
def test_what_is_too_large_is_refused_by_its_length(front: Front, path: str, length: int, status: int) -> None:
    answer = ask(front.secure, path, method="POST", length=length)
    assert answer.status == status
    words = answer.body.decode()
    assert words.index("Жіберілген дерек тым үлкен") < words.index("Отправлено слишком много данных")


def test_what_a_visitor_says_of_himself_is_not_handed_on(tmp_path: Path) -> None:
    """A worker hears from nginx who came and how, whatever the visitor wrote."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Listener) as worker:
        threading.Thread(target=worker.serve_forever, daemon=True).start()
        with nginx(tmp_path, worker.server_port) as (_plain, secure):
            answer = ask(
                secure, "/",
                X_Forwarded_For="203.0.113.9", X_Forwarded_Proto="http", X_Forwarded_Host="elsewhere.example.org",
                X_Forwarded_Port="1", X_Real_IP="203.0.113.9", Forwarded="for=203.0.113.9;proto=http", Cookie="a=b",
            )  # fmt: skip
        worker.shutdown()
    assert dict(json.loads(answer.body)) == {
        "Host": NAME,
        "X-Forwarded-For": "127.0.0.1",
        "X-Forwarded-Proto": "https",
        "Accept-Encoding": "identity",
        "Cookie": "a=b",
    }


def test_the_application_believes_nginx(front: Front) -> None:
    """It knows that the visitor came over TLS: no redirect in a circle, and the word is kept for a year."""
    answer = ask(front.secure, "/account/sign-in/")
    assert (answer.status, answer.headers["Strict-Transport-Security"]) == (200, "max-age=31536000")


def test_without_a_worker_the_visitor_is_told(tmp_path: Path) -> None:
    with nginx(tmp_path, free_port()) as (_plain, secure):
        answer = ask(secure, "/")
    assert answer.status == 502
    assert answer.headers["Cache-Control"] == "no-store"
    words = answer.body.decode()
    assert words.index("Сервер жауап бермей тұр") < words.index("Сервер не отвечает")


def test_who_sends_slowly_holds_nobody_up(front: Front) -> None:
    """140 requests of which one byte of the body came, from the address that the next visitor has, too."""
    with ExitStack() as waiting:
        for path in ("/account/sign-in/", "/members/imports/new/") * (SLOW // 2):
            connection = http.client.HTTPSConnection(NAME, front.secure, timeout=30, context=trusting())
            waiting.enter_context(closing(connection))
            connection.putrequest("POST", path)
            connection.putheader("Content-Length", str(MEGABYTE))
            connection.endheaders(b"a")
        for _ in range(5):
            began = time.monotonic()
            assert ask(front.secure, "/account/sign-in/").status == 200
            assert time.monotonic() - began < 1


def test_a_worker_that_dies_is_not_missed(front: Front) -> None:
    """Requests go to the other one, and those that came to the dead one wait until it is there again."""
    ended = next(pid for pid in family(front.site.process)[1:] if "birlik.http_server" in command(pid))
    os.kill(ended, signal.SIGKILL)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: ask(front.secure, "/account/sign-in/").status, range(24)))
    assert answers == [200] * 24
    assert ended not in family(front.site.process)


def command(process: int) -> str:
    return Path(f"/proc/{process}/cmdline").read_text()


def test_pages_are_sent_as_they_are_and_static_files_compressed(front: Front) -> None:
    page = ask(front.secure, "/account/sign-in/", Accept_Encoding="gzip")
    assert page.headers["Content-Encoding"] is None
    assert page.headers["Server"] == "nginx"
    found = re.search(r"/static/base\.\w+\.css", page.body.decode())
    assert found is not None
    for _ in ("from a worker", "from nginx"):
        sheet = ask(front.secure, found[0], Accept_Encoding="gzip")
        assert sheet.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(sheet.body).startswith(b"/*")
        assert ask(front.secure, found[0]).body.startswith(b"/*")
    assert any((front.folder / "birlik-static").rglob("*"))


def test_the_log_holds_no_name_and_no_secret(front: Front) -> None:
    ask(front.secure, "/members/?q=Testova")
    ask(front.secure, "/members/apply/abcdefghijkl/?a=b")
    ask(front.secure, "/members/imports/new/?q=Testova", method="POST", length=202 * MEGABYTE)
    text = "".join(path.read_text() for path in front.folder.glob("*.log"))
    assert "GET /members/ 302" in text
    assert "GET /members/apply/-/ 404" in text
    assert "Testova" not in text
    assert "abcdefghijkl" not in text
