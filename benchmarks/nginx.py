"""nginx with the shipped configuration before a server of this machine, without TLS: the readers speak plain HTTP."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.client import HOST
from benchmarks.readers import free_port
from tools import needs

DEPLOY = Path(__file__).resolve().parents[1] / "deploy" / "nginx"
SECURE = re.compile(r"^\s*(listen|ssl_\w+|server_name) .*\n", re.MULTILINE)
AROUND = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log crit;
worker_processes auto;
events {{ worker_connections 768; }}
http {{
    include /etc/nginx/mime.types;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {shared}
    server {{ listen {host}:{port}; {site}
}}
"""


@contextmanager
def standing_before(first: int, workers: int) -> Iterator[int]:
    """Run nginx before the ports from `first` on; give its own port. RuntimeError where nginx is not installed."""
    program = needs.program("nginx")
    if program is None:
        raise RuntimeError("nginx is not installed (apt-get install nginx)")
    with tempfile.TemporaryDirectory(prefix="birlik-nginx-") as folder:
        port = free_port()
        (Path(folder) / "nginx.conf").write_text(_configuration(Path(folder), port, first, workers))
        command = [program, "-e", f"{folder}/start.log", "-c", f"{folder}/nginx.conf"]
        with subprocess.Popen(command) as process:
            yield port
            process.terminate()


def _configuration(folder: Path, port: int, first: int, workers: int) -> str:
    """The shipped upstream, zones and site, with the folders of this run."""
    text = (DEPLOY / "birlik.conf").read_text()
    for shipped in ("/etc/nginx/birlik-upstream.conf", "/var/lib/nginx/", "/var/log/nginx/"):
        text = text.replace(shipped, f"{folder}/{'birlik-upstream.conf' if shipped.endswith('.conf') else ''}")
    lines = [f"server {HOST}:{first + place} max_fails=0;" for place in range(workers)]
    (folder / "birlik-upstream.conf").write_text("\n".join(lines))
    shared, *_others, site = re.split(r"^server \{", text, flags=re.MULTILINE)
    user = "user root;" if folder.owner() == "root" else ""
    return AROUND.format(user=user, folder=folder, shared=shared, host=HOST, port=port, site=SECURE.sub("", site))
