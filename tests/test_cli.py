"""The `birlik` command as scripts use it: whole outputs, and one clear line with status 2 when something is wrong."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from django.db import connection

from birlik import cli, cli_output
from birlik.accounts.models import User
from birlik.audit import log
from birlik.audit.models import Event
from birlik.core.errors import Refusal
from birlik.core.passwords import password
from birlik.orgs.models import Assignment
from birlik.sheets.tables import Table
from birlik.statistics.models import Campaign
from tests.factories import UnionTree, make_union_tree
from tests.statistics_factories import Office, accept_all, accept_report, fill_report, make_campaign, make_office

ROOT = Path(__file__).resolve().parents[1]
Said = pytest.CaptureFixture[str]


@pytest.fixture
def tree(db: None) -> UnionTree:
    return make_union_tree()


@pytest.fixture
def office(tree: UnionTree) -> Office:
    return make_office(tree)


@pytest.fixture
def campaign(office: Office) -> Campaign:
    """2025, the first campaign: school-1 has 61 women among 60 members, school-2 is accepted, school-3 not begun."""
    campaign = make_campaign(2025, office)
    fill_report(campaign, "school-1", office, members_women=61)
    accept_report(campaign, "school-2", office)
    return campaign


def refused(said: Said, *arguments: str) -> str:
    """Run a command that must fail: nothing on standard output, one line on the other, status 2."""
    assert cli.main(arguments) == 2
    out, err = said.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    return err


class TestConsolidate:
    def test_json_is_whole(self, campaign: Campaign, capsys: Said) -> None:
        assert cli.main(["consolidate", "--period", "2025", "--organisation", "north-east"]) == 0
        data = json.loads(capsys.readouterr().out)
        figures = data.pop("figures")
        assert data == {
            "organisation": "north-east",
            "period": 2025,
            "coverage": {"accepted": 1, "expected": 2, "missing": ["school-1"]},
        }
        assert figures["members_total"] == {"value": 60, "previous": None, "change": None, "change_pct": None}
        assert figures["coverage_working"]["value"] == 85.7
        assert {code for code, figure in figures.items() if figure["value"] is None} == set()

    def test_the_union_is_meant_when_nothing_is_said(self, campaign: Campaign, capsys: Said) -> None:
        assert cli.main(["consolidate", "--period", "2025"]) == 0
        assert json.loads(capsys.readouterr().out)["organisation"] == "union"

    def test_csv_has_a_line_a_figure(self, campaign: Campaign, capsys: Said) -> None:
        assert cli.main(["consolidate", "--period", "2025", "--organisation", "school-2", "--format", "csv"]) == 0
        rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
        assert rows[0] == ["code", "kk", "ru", "value", "previous", "change", "change_pct"]
        by_code = {row[0]: row for row in rows[1:]}
        assert by_code["members_working"][3:] == ["60", "", "", ""]
        assert by_code["members_working"][1] != by_code["members_working"][2]

    def test_xlsx_holds_numbers(self, campaign: Campaign, tmp_path: Path, capsys: Said) -> None:
        out = tmp_path / "union.xlsx"
        assert cli.main(["consolidate", "--period", "2025", "--format", "xlsx", "--out", str(out)]) == 0
        sheet = openpyxl.load_workbook(out).active
        assert sheet is not None
        rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
        assert (rows["code"][3], rows["members_working"][3]) == ("value", 60)
        assert capsys.readouterr().out == ""

    def test_a_file_is_the_same_text(self, campaign: Campaign, tmp_path: Path, capsys: Said) -> None:
        out = tmp_path / "union.json"
        cli.main(["consolidate", "--period", "2025"])
        cli.main(["consolidate", "--period", "2025", "--out", str(out)])
        assert out.read_text() == capsys.readouterr().out


class TestCheck:
    def test_open_findings(self, campaign: Campaign, capsys: Said) -> None:
        assert cli.main(["check", "--period", "2025", "--organisation", "school-1", "--format", "json"]) == 0
        data = json.loads(capsys.readouterr().out)
        (found,) = data["findings"]
        assert (data["organisation"], data["period"]) == ("school-1", 2025)
        assert (found["check"], found["severity"], found["cells"], found["explained"]) == (
            "K5.members_women",
            "error",
            ["members_women", "members_total"],
            False,
        )
        assert "61" in found["kk"]
        assert "61" in found["ru"]

    def test_nothing_open(self, campaign: Campaign, capsys: Said) -> None:
        assert cli.main(["check", "--period", "2025", "--organisation", "school-2"]) == 0
        assert json.loads(capsys.readouterr().out) == {"organisation": "school-2", "period": 2025, "findings": []}

    def test_as_csv(self, campaign: Campaign, capsys: Said) -> None:
        assert cli.main(["check", "--period", "2025", "--organisation", "school-1", "--format", "csv"]) == 0
        rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
        assert [row[:4] for row in rows] == [
            ["organisation", "check", "severity", "cells"],
            ["school-1", "K5.members_women", "error", "members_women members_total"],
        ]


class TestPaper:
    @pytest.mark.parametrize("kind", ["note", "resolution"])
    @pytest.mark.parametrize("language", ["kk", "ru"])
    def test_html_of_both_papers(
        self, office: Office, campaign: Campaign, tmp_path: Path, capsys: Said, kind: str, language: str
    ) -> None:
        accept_all(campaign, office, but=["school-1", "school-2"])
        out = tmp_path / "paper.html"
        arguments = ["--period", "2025", "--lang", language, "--format", "html", "--out", str(out)]
        assert cli.main(["paper", kind, *arguments]) == 0
        text = out.read_text()
        assert '<html lang="' + language in text
        assert capsys.readouterr().out == ""

    def test_docx_and_pdf_are_what_they_say(self, office: Office, campaign: Campaign, tmp_path: Path) -> None:
        accept_all(campaign, office, but=["school-1", "school-2"])
        starts = {}
        for form in ("docx", "pdf"):
            out = tmp_path / f"note.{form}"
            arguments = ["--period", "2025", "--lang", "kk", "--format", form, "--out", str(out)]
            assert cli.main(["paper", "note", *arguments]) == 0
            starts[form] = out.read_bytes()[:4]
        assert starts == {"docx": b"PK\x03\x04", "pdf": b"%PDF"}


class TestRefusals:
    @pytest.mark.parametrize("command", ["consolidate", "check"])
    def test_unknown_years_and_organisations(self, campaign: Campaign, capsys: Said, command: str) -> None:
        year = "birlik: There is no reporting year “%s”. Choose one from the list of years.\n"
        assert refused(capsys, command, "--period", "2019") == year % "2019"
        assert refused(capsys, command, "--period", "last") == year % "last"
        assert refused(capsys, command, "--period", "2025", "--organisation", "nowhere") == (
            "birlik: There is no organisation “nowhere” within your rights.\n"
        )

    def test_papers_of_unknown_years(self, campaign: Campaign, tmp_path: Path, capsys: Said) -> None:
        out = tmp_path / "note.html"
        told = refused(
            capsys, "paper", "note", "--period", "2019", "--lang", "kk", "--format", "html", "--out", str(out)
        )
        assert told == "birlik: There is no reporting year “2019”. Choose one from the list of years.\n"
        assert list(tmp_path.iterdir()) == []

    def test_a_folder_that_is_not_there(self, campaign: Campaign, tmp_path: Path, capsys: Said) -> None:
        folder = tmp_path / "nowhere"
        told = refused(capsys, "consolidate", "--period", "2025", "--out", str(folder / "union.json"))
        assert told == f"birlik: There is no folder “{folder}”.\n"

    def test_a_folder_in_place_of_a_file(self, campaign: Campaign, tmp_path: Path, capsys: Said) -> None:
        told = refused(capsys, "consolidate", "--period", "2025", "--out", str(tmp_path))
        assert told.startswith("birlik: Is a directory: ")
        assert list(tmp_path.iterdir()) == []

    def test_a_workbook_needs_a_file(self, campaign: Campaign, capsys: Said) -> None:
        told = refused(capsys, "consolidate", "--period", "2025", "--format", "xlsx")
        assert told == "birlik: Name a file for the format xlsx.\n"

    @pytest.mark.parametrize(
        "arguments",
        [
            [],
            ["publish"],
            ["consolidate"],
            ["consolidate", "--period", "2025", "--format", "pdf"],
            ["paper", "letter", "--period", "2025"],
            ["paper", "note", "--period", "2025", "--lang", "en", "--format", "html", "--out", "x"],
        ],
    )
    def test_a_wrong_call_has_status_2_too(self, capsys: Said, arguments: list[str]) -> None:
        with pytest.raises(SystemExit) as ended:
            cli.main(arguments)
        out, err = capsys.readouterr()
        assert (ended.value.code, out) == (2, "")
        assert err.splitlines()[-1].startswith("birlik")

    def test_a_database_without_tables(self, tmp_path: Path) -> None:
        run = birlik(tmp_path, "consolidate", "--period", "2025")
        assert (run.returncode, run.stdout) == (2, "")
        assert run.stderr.startswith("birlik: The database cannot be used: no such table: ")
        assert run.stderr.count("\n") == 1

    def test_a_full_database_takes_no_demonstration(self, tree: UnionTree, capsys: Said) -> None:
        told = refused(capsys, "demo")
        assert told == "birlik: The database is not empty, so the demonstration data was not loaded.\n"


class TestRoles:
    def test_the_matrix(self, capsys: Said) -> None:
        assert cli.main(["roles"]) == 0
        assert capsys.readouterr().out.rstrip("\n") == (ROOT / "tests/accounts/roles.txt").read_text().rstrip("\n")

    def test_it_needs_no_database(self, tmp_path: Path) -> None:
        run = birlik(tmp_path, "roles")
        assert (run.returncode, run.stderr) == (0, "")
        assert run.stdout.startswith(" ")


class TestAccounts:
    def test_one_is_made_by_a_keeper_of_accounts(self, tree: UnionTree, capsys: Said) -> None:
        keeper = tree.administrator.username
        asked = ["--name", "Әлия Серікқызы", "--role", "chair_primary", "--organisation", "school-1", "--by", keeper]
        assert cli.main(["account", "aliya", *asked]) == 0
        name, word = capsys.readouterr().out.split()
        user = User.objects.get(username="aliya")
        assert (name, user.check_password(word)) == ("aliya", True)
        assert [one.organisation.code for one in Assignment.objects.filter(user=user)] == ["school-1"]

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"--by": "nobody"}, "There is no account “nobody”."),
            ({"--organisation": "nowhere"}, "There is no organisation “nowhere”"),
            ({"--role": "emperor"}, "There is no role “emperor”."),
        ],
    )
    def test_nothing_is_made_when_something_is_wrong(
        self, tree: UnionTree, capsys: Said, changes: dict[str, str], words: str
    ) -> None:
        asked = {"--name": "Ә", "--role": "chair_primary", "--organisation": "school-1", "--by": ""}
        asked |= {"--by": tree.administrator.username} | changes
        told = refused(capsys, "account", "aliya", *(part for pair in asked.items() for part in pair))
        assert told.startswith(f"birlik: {words}")
        assert not User.objects.filter(username="aliya").exists()

    def test_passwords_are_long_and_never_the_same(self) -> None:
        words = {password() for _ in range(50)}
        assert len(words) == 50
        assert {len(word.replace("-", "")) for word in words} == {16}


class TestWriting:
    TABLE = Table({"a": 1}, ["code"], [["ә"]])

    def test_a_failed_write_leaves_the_old_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        out = tmp_path / "out.csv"
        out.write_text("old")

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "replace", full)
        with pytest.raises(OSError, match="No space left"):
            cli_output.write(self.TABLE, "csv", out)
        assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("out.csv", "old")]

    def test_a_written_file_is_readable_by_others(self, tmp_path: Path) -> None:
        out = tmp_path / "out.csv"
        cli_output.write(self.TABLE, "csv", out)
        assert (out.read_text(), stat.S_IMODE(out.stat().st_mode)) == ("code\nә\n", 0o644)

    def test_a_workbook_without_a_file_is_refused(self) -> None:
        with pytest.raises(Refusal, match=r"output\.file_needed"):
            cli_output.write(self.TABLE, "xlsx", None)


def birlik(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a process and a data folder of its own."""
    environment = os.environ | {"BIRLIK_DATA": str(folder), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "birlik.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


class TestAuditVerify:
    @pytest.fixture
    def head(self, tree: UnionTree) -> tuple[int, str]:
        return log.head()

    def rewrite(self, statement: str, *values: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    def test_a_whole_trail_is_said_to_be_whole(self, head: tuple[int, str], capsys: Said) -> None:
        sequence, digest = head
        assert cli.main(["audit", "verify"]) == 0
        out = capsys.readouterr().out
        assert out == f"The trail is whole: {sequence} lines. Keep its head elsewhere: {sequence}:{digest}\n"
        assert cli.main(["audit", "verify", "--format", "json"]) == 0
        assert json.loads(capsys.readouterr().out) == {"lines": sequence, "head": f"{sequence}:{digest}"}

    def test_the_first_line_that_was_changed_is_named(self, head: tuple[int, str], capsys: Said) -> None:
        event = Event.objects.get(sequence=3)
        self.rewrite("UPDATE audit_event SET subject_label = %s WHERE sequence IN (3, 5)", "Somebody else")
        assert refused(capsys, "audit", "verify") == (
            f"birlik: The trail is broken at line 3 ({event.action}, {event.at:%Y-%m-%d %H:%M:%S} UTC): it, or the "
            "line before it, is not as it was written. The lines before are whole.\n"
        )

    def test_a_moment_that_is_none_any_more_breaks_its_own_line(self, head: tuple[int, str], capsys: Said) -> None:
        """SQLite keeps any text where a moment should be; PostgreSQL only another moment."""
        moment = "soon" if connection.vendor == "sqlite" else "2020-01-01"
        self.rewrite("UPDATE audit_event SET at = %s WHERE sequence = 4", moment)
        assert "broken at line 4 (" in refused(capsys, "audit", "verify")

    def test_a_trail_cut_short_is_found_by_its_head(self, head: tuple[int, str], tmp_path: Path, capsys: Said) -> None:
        kept, known = tmp_path / "head.json", f"{head[0]}:{head[1]}"
        assert cli.main(["audit", "verify", "--format", "json"]) == 0
        kept.write_text(capsys.readouterr().out)
        assert cli.main(["audit", "verify", "--head", str(kept)]) == 0
        assert cli.main(["audit", "verify", "--head", known]) == 0
        capsys.readouterr()

        self.rewrite("DELETE FROM audit_event WHERE sequence = %s", head[0])
        assert cli.main(["audit", "verify"]) == 0
        capsys.readouterr()
        for given in (str(kept), known):
            line = refused(capsys, "audit", "verify", "--head", given)
            assert (
                line == f"birlik: The trail is broken at line {head[0]}: it is missing. The lines before are whole.\n"
            )

    def test_what_is_no_head_is_refused(self, head: tuple[int, str], tmp_path: Path, capsys: Said) -> None:
        (tmp_path / "minutes.txt").write_text("nothing of the kind")
        assert "holds no head of the trail" in refused(
            capsys, "audit", "verify", "--head", str(tmp_path / "minutes.txt")
        )
        assert "No such file" in refused(capsys, "audit", "verify", "--head", str(tmp_path / "absent"))
