"""Running pandoc: the wheel's own binary, without a shell, in its sandbox, with a limit of time."""

from __future__ import annotations

import os
import subprocess
from datetime import datetime
from functools import cache

import pypandoc

from birlik.core.errors import Refusal

SECONDS = 20
HEAP = "-M512M"  # of pandoc's own runtime: a monstrous table ends in a refusal, not in a full machine


@cache
def _binary_path() -> str:
    return str(pypandoc.get_pandoc_path())


def convert(html: str, *, to: str, options: list[str], at: datetime) -> bytes:
    """Convert HTML into what pandoc writes for `to`. Nothing but the files named in `options` can be read.

    Refused with `paper.conversion_failed` when pandoc fails or takes over 20 seconds. `at` dates what is made.
    """
    command = [
        _binary_path(),
        "--sandbox",
        "--quiet",
        "--from=html",
        f"--to={to}",
        "--output=-",
        *options,
        "+RTS",
        HEAP,
        "-RTS",
    ]
    environment = {"SOURCE_DATE_EPOCH": str(int(at.timestamp())), "LANG": "C.UTF-8", "PATH": os.defpath}
    try:
        # The command is made of constants and our own files; the text goes in by the pipe.
        process = subprocess.run(  # noqa: S603
            command, input=html.encode(), capture_output=True, env=environment, timeout=SECONDS, check=True
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise Refusal("paper.conversion_failed", reason=_reason(error)) from error
    return process.stdout


def _reason(error: Exception) -> str:
    message = getattr(error, "stderr", None) or str(error).encode()
    return str(message.decode(errors="replace").strip()[:300])
