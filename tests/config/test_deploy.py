"""What `deploy/` says agrees with the application: its settings, its limits, its addresses."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from birlik.sheets.file_kinds import LARGEST_FILE, MEGABYTE

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
OURS = {"BIRLIK_JOBS"}  # not a setting: one process of Birlik says it to the next
SETTING = r"(?:BIRLIK_\w+|DATABASE_URL|HOST|PORT)"


def test_the_example_of_the_settings_names_each_and_gives_it_once() -> None:
    asked = {
        name for path in (ROOT / "birlik").rglob("*.py") for name in re.findall(rf'"({SETTING})"', path.read_text())
    }
    example = (DEPLOY / "environment.example").read_text()
    named = re.findall(rf"^#?({SETTING})=", example, re.MULTILINE)
    assert asked - OURS - set(named) == set()
    assert len(named) == len(set(named))


def test_nginx_takes_what_the_application_takes() -> None:
    """A page's limit, and at the one address of lists room for the form around the largest file."""
    text = (DEPLOY / "nginx" / "birlik.conf").read_text()
    limits = [settings.DATA_UPLOAD_MAX_MEMORY_SIZE // MEGABYTE, LARGEST_FILE // MEGABYTE + 1]
    assert re.findall(r"client_max_body_size (\w+);", text) == [f"{limit}m" for limit in limits]
    assert text.index(f"location = {reverse('members:imports-new')} {{") < text.index(
        f"client_max_body_size {limits[1]}m"
    )
    words = (DEPLOY / "nginx" / "errors" / "413.html").read_text()
    assert re.findall(r"(\d+) МБ", words) == [str(LARGEST_FILE // MEGABYTE), str(limits[0])] * 2


def test_the_secret_in_an_address_is_kept_out_of_the_log() -> None:
    address = reverse("members:apply", args=["secret"]).removesuffix("secret/")
    assert f'"~^{address}"' in (DEPLOY / "nginx" / "birlik.conf").read_text()
