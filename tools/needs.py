"""What the journeys need beside Python: programs, fonts and a library, by the Debian package that brings each."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

FONTS, LIBRARIES = Path("/usr/share/fonts"), Path("/usr/lib")
POLICY = Path("/usr/sbin/policy-rc.d")  # what Debian asks before it starts the service of a new package
NEEDED = {
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "fonts-crosextra-carlito": ("Carlito-Regular.ttf", "Carlito-Bold.ttf"),
    "fonts-dejavu-core": ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", "DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf"),
    "libatomic1": ("libatomic.so.1",),  # what drives the browser is linked with it
    "nginx": ("nginx",),
    "openssl": ("openssl",),
}


def program(package: str) -> str | None:
    """Find the first program of the package that is there: its path."""
    path = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
    return next((found for name in NEEDED[package] if (found := shutil.which(name, path=path))), None)


def fonts(package: str) -> list[Path]:
    """Find the files of a font; empty unless all are there."""
    return _files(FONTS, package)


def _files(folder: Path, package: str) -> list[Path]:
    found = [next(folder.rglob(name), None) for name in NEEDED[package]]
    return [path for path in found if path] if all(found) else []


def missing() -> list[str]:
    """List the packages of which something is not there."""
    return [name for name in NEEDED if not _is_there(name)]


def _is_there(package: str) -> bool:
    if package.startswith("fonts-"):
        return bool(fonts(package))
    return bool(_files(LIBRARIES, package) if package.startswith("lib") else program(package))


def install(packages: Sequence[str]) -> None:
    """Install from Debian where that is allowed; no service is started by it."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    with _services_at_rest():
        for command in (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
        ):
            subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)


@contextmanager
def _services_at_rest() -> Iterator[None]:
    """Refuse the start of services while packages are installed; a policy of the machine's own stays as it is."""
    ours = not POLICY.exists()
    if ours:
        POLICY.write_text("#!/bin/sh\nexit 101\n")
        POLICY.chmod(0o755)
    try:
        yield
    finally:
        if ours:
            POLICY.unlink(missing_ok=True)
