"""The doors of the import engine: the command line, the marked workbook, the queue."""

from __future__ import annotations

import io
import json
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from birlik import cli
from birlik.core.bilingual import LANGUAGES
from birlik.members import jobs, problems
from birlik.members.actions import imports
from birlik.members.enums import BatchState
from birlik.members.models import ImportBatch, Person
from birlik.members.queries import imports as queries
from birlik.members.queries import imports_report
from tests.architecture.source import BIRLIK
from tests.factories import UnionTree, make_holder, make_union_tree
from tests.members.test_import_engine import AS_OF, AT, FIRST, HEADER, SECOND, upload

pytestmark = pytest.mark.django_db
Said = pytest.CaptureFixture[str]
BROKEN = FIRST.replace("010101100018", "010101100019")


@pytest.fixture
def union() -> UnionTree:
    return make_union_tree()


def listed(path: Path, *rows: str) -> Path:
    path.write_text("\n".join([HEADER, *rows]))
    return path


def xlsx(*rows: str) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("Тізім")
        for place, row in enumerate(["Мүшелер тізімі", HEADER, *rows]):
            page.write_row(place, 0, row.split(";"), book.add_format({"bold": place < 2}))
    return out.getvalue()


class TestCommands:
    def test_from_the_file_and_back(self, union: UnionTree, tmp_path: Path, capsys: Said) -> None:
        path = listed(tmp_path / "list.csv", FIRST, SECOND, BROKEN)
        assert cli.main(["import-members", str(path), "--format", "json"]) == 0
        told = json.loads(capsys.readouterr().out)
        number = told.pop("id")
        assert told == {"rows": 3, "created": 2, "changed": 0, "unchanged": 0, "rejected": 1}
        assert cli.main(["import-members", str(path), "--dry-run"]) == 0
        dry = json.loads(capsys.readouterr().out)
        assert (dry["unchanged"], ImportBatch.objects.get(pk=dry["id"]).state) == (2, BatchState.READY)
        assert cli.main(["undo-import", str(number), "--format", "json"]) == 0
        assert json.loads(capsys.readouterr().out) == {"id": number, "removed": 2, "restored": 0}
        assert not Person.objects.exists()
        assert cli.main(["undo-import", str(number)]) == 2
        assert capsys.readouterr().err == "birlik: Only an import that was applied can be taken back.\n"

    @pytest.mark.parametrize("more", [["--mapping", "жоқ"], ["--organisation", "nowhere"], ["--as-of", "кеше"]])
    def test_what_is_unknown_is_one_line(self, union: UnionTree, tmp_path: Path, more: list[str], capsys: Said) -> None:
        assert cli.main(["import-members", str(listed(tmp_path / "list.csv", FIRST)), *more]) == 2
        assert capsys.readouterr().err.count("\n") == 1
        assert not ImportBatch.objects.exists()

    def test_what_is_no_list_is_one_line(self, union: UnionTree, tmp_path: Path, capsys: Said) -> None:
        path = tmp_path / "list.xlsx"
        path.write_bytes(b"%PDF-1.4")
        assert cli.main(["import-members", str(path)]) == 2
        assert capsys.readouterr().err == "birlik: This file is no table. Give an XLSX, XLS, ODS or CSV file.\n"


class TestReport:
    def batch(self, union: UnionTree, content: bytes) -> ImportBatch:
        return imports.take(organisation=union["union"], name="list", content=content, as_of=AS_OF, dry_run=True, at=AT)

    def test_the_same_workbook_comes_back_marked(self, union: UnionTree) -> None:
        batch = self.batch(union, xlsx(FIRST, BROKEN))
        page = openpyxl.load_workbook(io.BytesIO(imports_report.workbook(batch, language="ru")))["Тізім"]
        assert (page["A1"].value, page["A1"].font.bold) == ("Мүшелер тізімі", True)
        assert page["A4"].fill.fgColor.rgb == "00FFC7CE"
        assert page["A4"].comment.text.startswith("Контрольная цифра ИИН не сходится.")
        assert page["A3"].fill.fgColor.rgb == "00FFEB9C"  # the birth date says otherwise than the number
        assert [page.cell(row, 16).value for row in (2, 3, 4)] == ["Итог", "добавлен", "отклонён"]
        assert "Сверьте с удостоверением" in page.cell(4, 15).value

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_any_other_file_is_written_anew(self, union: UnionTree, language: str) -> None:
        formula = FIRST.replace("учитель", "=1+1")
        batch = self.batch(union, "\n".join([HEADER, formula, BROKEN]).encode())
        page = openpyxl.load_workbook(io.BytesIO(imports_report.workbook(batch, language=language))).active
        assert page is not None
        assert (page["A1"].value, page["I2"].value, page["I2"].data_type) == ("ИИН", "=1+1", "s")
        assert page["A3"].fill.fgColor.rgb == "FFFFC7CE"
        assert page.cell(3, 16).value == imports_report.STATES["r"].in_(language)

    def test_every_code_has_its_sentences(self) -> None:
        texts = [path.read_text() for path in (BIRLIK / "members").rglob("*.py") if path.name != "problems.py"]
        assert {code for code in problems.SENTENCES if not any(f'"{code}"' in text for text in texts)} <= {
            "sex.unknown", "category.unknown", "institution_type.unknown", "reason.unknown", "iin.seventh",
            "iin.birth_date", "iin.sex",
        }  # fmt: skip
        told = BIRLIK / "members/reading/problems.py"
        named = {word for word in told.read_text().replace("`", " ").split() if word in problems.SENTENCES}
        assert len(named) > 25


class TestQueue:
    def test_checked_and_applied_by_the_worker(self, union: UnionTree) -> None:
        chair = make_holder("chair_primary", union["school-1"])
        content = f"{HEADER}\n{FIRST}".encode()
        batch = imports.upload(organisation=union["school-1"], name="l", content=content, as_of=AS_OF, by=chair, at=AT)
        assert (jobs.check_later(batch, by=chair, at=AT).state, jobs.is_waiting()) == (BatchState.CHECKING, True)
        jobs.check_batch.call(batch.pk)
        assert queries.batch_of(chair, batch.pk, on=AT.date()).state == BatchState.READY
        jobs.apply_later(batch, by=chair, at=AT)
        jobs.apply_batch.call(batch.pk, chair.pk)
        batch.refresh_from_db()
        assert (batch.state, batch.applied_by, batch.created) == (BatchState.APPLIED, chair, 1)

    def test_what_is_not_possible_stands_in_the_batch(self, union: UnionTree) -> None:
        batch = upload(union, FIRST)
        imports.queue(batch, BatchState.CHECKING, by=None, at=AT)
        ImportBatch.objects.update(mapping={})
        jobs.check_batch.call(batch.pk)
        batch.refresh_from_db()
        assert (batch.state, batch.failure) == (BatchState.FAILED, {"code": "import.no_names", "params": {}})

    def test_cancelling(self, union: UnionTree) -> None:
        batch = upload(union, FIRST)
        imports.queue(batch, BatchState.CHECKING, by=None, at=AT)
        ImportBatch.objects.update(phase="reading")
        assert imports.cancel(batch, by=None, at=AT).state == BatchState.CHECKING
        jobs.check_batch.call(batch.pk)
        batch.refresh_from_db()
        assert batch.state == BatchState.CANCELLED

    def test_a_dead_process_leaves_its_work_to_the_next(self, union: UnionTree) -> None:
        chair = make_holder("chair_primary", union["school-1"])
        content = f"{HEADER}\n{FIRST}".encode()
        batch = imports.upload(organisation=union["school-1"], name="l", content=content, as_of=AS_OF, by=chair, at=AT)
        jobs.check_later(batch, by=chair, at=AT)
        left = jobs.DBTaskResult.objects.get()
        left.claim("dead")
        jobs.resume()
        left.refresh_from_db()
        assert left.status == jobs.TaskResultStatus.READY
        left.claim("dead too")
        jobs.resume()
        batch.refresh_from_db()
        assert (batch.state, batch.failure) == (BatchState.FAILED, {"code": "import.broken", "params": {}})
