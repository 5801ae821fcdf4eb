"""A job is a function of a module `jobs`, declared with how long it may take and what is done where it is not possible.

Its arguments are plain values that a row of the database can hold: the number of what it is about, the number of who
asked for it (whose turn it is depends on that), then whatever else it needs.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Concatenate, ParamSpec

from django.apps import apps
from django.db import OperationalError
from django_tasks import task
from django_tasks.base import Task

from birlik.core.errors import Refusal
from birlik.jobs.locks import LONGEST

Arguments = ParamSpec("Arguments")
logger = logging.getLogger(__name__)


class Cancellation(Exception):
    """Raised by work that finds that nobody asks for it any more."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """`on_refusal`: is told the refusal and what the job was called with. `seconds`: how long it may take."""

    on_refusal: Callable[..., object]
    seconds: int


JOBS: dict[str, Declaration] = {}  # by the path of the task


def job(
    *, on_refusal: Callable[Concatenate[Refusal, Arguments], object], seconds: int = LONGEST
) -> Callable[[Callable[Arguments, object]], Task[Arguments, None]]:
    """Declare a job; `enqueue` of what comes back lets it wait, within the transaction of the caller.

    Work that is not possible never raises: `on_refusal` gets the reason, in the same process or, where that was ended,
    in the next (`job.busy`, `job.broken`, `job.too_long` beside the refusals of the work itself).
    """

    def declare(work: Callable[Arguments, object]) -> Task[Arguments, None]:
        @wraps(work)
        def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
            refusal = _refusal_of(lambda: work(*args, **kwargs), f"{work.__name__} {args[0]}")
            if refusal is not None:
                on_refusal(refusal, *args, **kwargs)

        declaration = task(run)
        JOBS[declaration.module_path] = Declaration(on_refusal, seconds)
        return declaration

    return declare


def discover() -> None:
    """Import every module `jobs` of the apps, so that all jobs are declared."""
    for app in apps.get_app_configs():
        if app.name.startswith("birlik."):
            for path in Path(app.path).rglob("jobs.py"):
                import_module(".".join((app.name, *path.relative_to(app.path).with_suffix("").parts)))


def _refusal_of(work: Callable[[], object], name: str) -> Refusal | None:
    """Tell why the work was not possible. A message of the database could hold a number, so no log gets it."""
    try:
        work()
    except Cancellation:
        return None
    except Refusal as refusal:
        return refusal
    except OperationalError as error:
        logger.error("%s: the database did not answer (%s)", name, _place(error))  # noqa: TRY400 - see above
        return Refusal("job.busy")
    except Exception as error:  # noqa: BLE001 - who asked must be told that it failed, whatever it was
        logger.error("%s: %s (%s)", name, type(error).__name__, _place(error))  # noqa: TRY400 - see above
        return Refusal("job.broken")
    return None


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return " ← ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames[-4:]))
