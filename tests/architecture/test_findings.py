"""The findings keep their form (findings/README.md): who reads one knows where to look, who runs one needs nothing."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, shown

FINDINGS = sorted((ROOT / "findings").glob("*.sh"))
HEAD = ("# Expected: ", "# Seen: ", "# Matters: ", "# Seen with: ")
INSTALL = re.compile(r"pip\" install --quiet --disable-pip-version-check (.+)$", re.MULTILINE)


def test_there_are_findings() -> None:
    assert FINDINGS


@pytest.mark.parametrize("path", FINDINGS, ids=shown)
def test_a_finding_says_what_is_expected_and_seen_and_compares_it(path: Path) -> None:
    text = path.read_text()
    lines = text.splitlines()
    end = lines.index("set -euo pipefail")
    assert os.access(path, os.X_OK)
    assert lines[0] == "#!/usr/bin/env bash"
    assert [line for line in lines[1:end] if not line.startswith("# ")] == []
    labels = [label for line in lines[2:end] for label in HEAD if line.startswith(label)]
    assert labels == list(HEAD)
    assert "folder=$(mktemp -d)\ntrap 'rm -rf \"$folder\"' EXIT\n" in text
    assert re.search(r"\ndiff - seen <<'BEFORE'\n(.+\n)+BEFORE\necho \"as seen before\"\n\Z", text)


@pytest.mark.parametrize("path", FINDINGS, ids=shown)
def test_a_finding_pins_what_it_installs_and_runs_without_birlik(path: Path) -> None:
    text = path.read_text()
    (packages,) = INSTALL.findall(text)
    assert [one for one in packages.split() if not re.fullmatch(r"'?[\w.-]+(\[\w+\])?==[\w.]+'?", one)] == []
    assert "birlik" not in text.lower()
    assert not re.search(r"https?://(?!example\.org|127\.0\.0\.1)", text)
