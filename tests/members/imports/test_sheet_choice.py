"""A workbook with several lists: which of them is read, who chooses, and that all else follows the choice."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from birlik import cli
from birlik.core.errors import Refusal
from birlik.members.enums import BatchState
from birlik.members.imports import batches, files, forget, jobs, mapping, report
from birlik.members.imports import upload as import_upload
from birlik.members.imports.parse.lists import read_list
from birlik.members.imports.prepare import sheet_of
from birlik.members.models import FileContent, FilePart, ImportBatch, ImportFile, ImportProblem, Person
from birlik.sheets import storage, workbook
from tests.factories import UnionTree, make_holder, make_union_tree
from tests.members.imports.test_engine import AS_OF, AT, counts
from tests.members.imports.two_lists import COVER, FIRST, ONE, SECOND, TWO, ods, xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Said = pytest.CaptureFixture[str]
BOTH = pytest.mark.parametrize("content", [xlsx(), ods()], ids=["xlsx", "ods"])


@pytest.fixture
def union() -> UnionTree:
    return make_union_tree()


def upload(union: UnionTree, content: bytes, *, sheet: str = "", days: int = 0) -> ImportBatch:
    at = AT + timedelta(days=days)
    return import_upload.upload(
        organisation=union["union"], name="екі тізім", content=content, as_of=AS_OF, by=None, at=at, sheet=sheet
    )


def taken(batch: ImportBatch, *, days: int = 0) -> ImportBatch:
    return batches.apply(batches.check(batch), by=None, at=AT + timedelta(days=days))


def choose(batch: ImportBatch, sheet: str) -> ImportBatch:
    """As it is asked for, and then done by the worker."""
    import_upload.require_sheet(batch, sheet)
    return import_upload.read(batches.queue(batch, BatchState.READING, by=None, at=AT), sheet=sheet)


def people() -> list[tuple[str, str]]:
    return list(Person.objects.order_by("iin").values_list("iin", "organisation__code"))


def shown(batch: ImportBatch) -> dict[str, Any]:
    """All of a batch that a choice of a sheet may change."""
    file = ImportFile.objects.get(batch=batch)
    about = {"columns": file.columns, "packed": files.join_parts(file.sheet)}
    return ImportBatch.objects.values().get(pk=batch.pk) | about


def held() -> list[tuple[str, str]]:
    """Of each delivery, which bytes it has and which sheet read from them: a letter for each that is kept."""
    kept = list(ImportFile.objects.order_by("pk").values_list("content", "sheet"))
    letters = {None: ""} | {key: chr(97 + n) for n, key in enumerate(sorted({k for f in kept for k in f if k}))}
    assert FileContent.objects.count() == len(letters) - 1
    return [(letters[content], letters[sheet]) for content, sheet in kept]


class TestReading:
    @BOTH
    def test_the_other_lists_are_told(self, content: bytes) -> None:
        first, second = read_list("a", content), read_list("a", content, sheet=TWO)
        assert (first.name, first.tables, first.lists) == (ONE, (ONE, TWO), (TWO,))
        assert (second.name, second.tables, second.lists) == (TWO, (ONE, TWO), (ONE,))
        assert [first.frame.rows(), second.frame.rows()] == [[tuple(row) for row in rows] for rows in (FIRST, SECOND)]
        assert storage.unpack(storage.pack(second)).tables == (ONE, TWO)

    def test_a_cover_is_a_table_and_what_is_hidden_or_empty_is_not_told(self) -> None:
        found = read_list("a", xlsx(extra=True))
        assert (found.name, found.tables, found.lists) == (ONE, (COVER, ONE, TWO), (TWO,))
        assert len(found.names) == 5

    def test_a_sheet_beside_that_nobody_can_read_does_no_harm(self) -> None:
        book = openpyxl.load_workbook(io.BytesIO(xlsx()))
        corners = book.create_sheet("Бұрыштар")
        corners.cell(1, 1, "a")
        corners.cell(1_048_576, 16_384, "b")
        buffer = io.BytesIO()
        book.save(buffer)
        found = read_list("a", buffer.getvalue())
        assert (found.name, found.frame.height, found.tables) == (ONE, 3, (ONE, TWO))

    def test_looking_beside_ends_in_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(workbook, "SECONDS_BESIDE", 0.01)
        found = read_list("a", xlsx())
        assert (found.name, found.tables, found.lists) == (ONE, (ONE,), ())


class TestChoosing:
    @BOTH
    def test_the_whole_way_of_the_second_list(self, union: UnionTree, content: bytes) -> None:
        batch = batches.check(upload(union, content))
        assert (batch.sheet, batch.sheets) == ("", {"read": ONE, "tables": [ONE, TWO], "lists": [TWO]})
        assert (counts(batch), batch.mapping["0"]) == ((2, 0, 0, 0), "iin")
        batch = choose(batch, TWO)
        assert (batch.sheet, batch.sheets["read"], batch.state) == (TWO, TWO, BatchState.UPLOADED)
        assert batch.mapping == {"0": "organisation", "1": "full_name", "2": "iin"}
        assert (batch.rows, bytes(batch.states), ImportProblem.objects.count()) == (0, b"", 0)
        batch = taken(batch)
        assert (counts(batch), people()) == ((1, 0, 0, 1), [("010101200024", "school-2")])
        again = taken(upload(union, content, sheet=TWO))
        assert (counts(again), len(people())) == ((0, 0, 1, 1), 1)
        assert (counts(taken(upload(union, content))), len(people())) == ((2, 0, 0, 0), 3)

    @BOTH
    def test_the_marked_workbook_is_of_the_chosen_list(self, union: UnionTree, content: bytes) -> None:
        batch = batches.check(choose(upload(union, content), TWO))
        book = openpyxl.load_workbook(io.BytesIO(report.workbook(batch, language="ru")))
        page = book.active
        assert page is not None
        assert [page.cell(1, column).value for column in range(1, 6)] == [*SECOND[0], "Что исправить", "Итог"]
        assert [page.cell(row, 5).value for row in (2, 3)] == ["добавлен", "отклонён"]
        assert page["C3"].comment.text.startswith("Контрольная цифра ИИН не сходится.")
        if TWO in book.sheetnames:
            assert (page.title, [list(row) for row in book[ONE].values]) == (TWO, FIRST)
            assert [one.sheet_view.tabSelected for one in book.worksheets] == [False, True]

    def test_back_again_and_what_was_decided_stays(self, union: UnionTree) -> None:
        batch = upload(union, xlsx())
        first = shown(batch)
        mapping.set_mapping(batch, columns={0: "iin"}, header=1, organisations={"one": "school-1"}, by=None, at=AT)
        batch = choose(choose(batch, TWO), ONE)
        assert batch.organisations == {"one": "school-1"}
        assert shown(batch) == first | {"sheet": ONE, "organisations": {"one": "school-1"}}

    def test_columns_that_are_remembered_are_known_on_a_chosen_sheet(self, union: UnionTree) -> None:
        batch = choose(upload(union, xlsx()), TWO)
        mapping.set_mapping(
            batch,
            columns={1: "full_name"},
            header=1,
            organisations={"x": "school-2"},
            remember_as="Екінші",
            by=None,
            at=AT,
        )
        again = choose(upload(union, xlsx()), TWO)
        assert (again.mapping, again.organisations) == ({"1": "full_name"}, {"x": "school-2"})

    @pytest.mark.parametrize(
        ("content", "name", "code"),
        [
            (xlsx(), "Мектеп № 3", "import.sheet_unknown"),
            (xlsx(extra=True), "Жасырын", "import.sheet_unknown"),
            (xlsx(), "", "import.sheet_unknown"),
            ("ЖСН;Тегі;Аты\n;Ким;Ян".encode(), ONE, "import.no_sheets"),
        ],
    )
    def test_what_is_no_sheet_changes_nothing(self, union: UnionTree, content: bytes, name: str, code: str) -> None:
        batch = upload(union, content)
        before = shown(batch)
        with pytest.raises(Refusal, match=code):
            choose(batch, name)
        assert shown(batch) == before

    def test_whose_right_and_when(self, union: UnionTree) -> None:
        batch = upload(union, xlsx())
        with pytest.raises(Refusal, match=r"right\.missing"):
            jobs.read_later(batch, sheet=TWO, by=make_holder("controller", union["union"]), at=AT)
        taken(batch)
        batch.refresh_from_db()
        with pytest.raises(Refusal, match=r"import\.not_open"):
            choose(batch, TWO)


class TestKept:
    def test_each_sheet_is_read_once(self, union: UnionTree, monkeypatch: pytest.MonkeyPatch) -> None:
        content = xlsx()
        upload(union, content)
        upload(union, content, sheet=TWO)
        assert held() == [("a", "b"), ("a", "c")]
        monkeypatch.setattr(workbook, "read", None)
        first, second = upload(union, content), upload(union, content, sheet=TWO)
        assert held()[2:] == [("a", "b"), ("a", "c")]
        assert [sheet_of(batch).name for batch in (first, second)] == [ONE, TWO]
        chosen = choose(first, TWO)
        assert (chosen.sheets, sheet_of(chosen).name) == (second.sheets, TWO)

    def test_who_needs_the_sheet_that_another_read_no_more_reads_it(self, union: UnionTree) -> None:
        content = xlsx()
        first, again = upload(union, content), upload(union, content)
        choose(first, TWO)
        assert counts(taken(again)) == (2, 0, 0, 0)
        first.refresh_from_db()
        assert counts(taken(first)) == (1, 0, 0, 1)

    def test_the_bytes_stay_for_who_reads_another_sheet(self, union: UnionTree) -> None:
        content = xlsx()
        taken(upload(union, content))
        second, third = upload(union, content, sheet=TWO, days=20), upload(union, content, days=20)
        assert forget.forget_files(at=AT + timedelta(days=31)) == 1
        assert held() == [("", ""), ("a", "c"), ("a", "b")]
        assert [sheet_of(batch).name for batch in (second, third)] == [TWO, ONE]
        assert report.workbook(batches.check(third)).startswith(b"PK")

    def test_a_sheet_packed_before_the_others_were_told_is_read_anew(self, union: UnionTree) -> None:
        content = xlsx()
        upload(union, content)
        part = FilePart.objects.get(content=ImportFile.objects.get().sheet)
        about, _end, cells = bytes(part.data).partition(b"\n")
        old = {name: value for name, value in json.loads(about).items() if name not in ("tables", "lists")}
        FilePart.objects.filter(pk=part.pk).update(data=json.dumps(old).encode() + b"\n" + cells)
        assert upload(union, content).sheets["tables"] == [ONE, TWO]


class TestCommand:
    def file(self, tmp_path: Path, content: bytes) -> str:
        path = tmp_path / "list"
        path.write_bytes(content)
        return str(path)

    @BOTH
    def test_the_named_sheet(self, union: UnionTree, tmp_path: Path, content: bytes, capsys: Said) -> None:
        path, report = self.file(tmp_path, content), tmp_path / "report.xlsx"
        found = []
        for _again in range(2):
            assert cli.main(["import-members", path, "--sheet", TWO, "--report", str(report), "--lang", "ru"]) == 0
            out, err = capsys.readouterr()
            found.append({name: value for name, value in json.loads(out).items() if name != "id"})
            assert err == ""
        assert found == [
            {"rows": 2, "created": 1, "changed": 0, "unchanged": 0, "rejected": 1},
            {"rows": 2, "created": 0, "changed": 0, "unchanged": 1, "rejected": 1},
        ]
        assert people() == [("010101200024", "school-2")]
        page = openpyxl.load_workbook(report).active
        assert page is not None
        assert [page.cell(row, 5).value for row in (1, 2, 3)] == ["Итог", "без изменений", "отклонён"]

    def test_without_a_name_one_line_says_that_there_are_others(
        self, union: UnionTree, tmp_path: Path, capsys: Said
    ) -> None:
        assert cli.main(["import-members", self.file(tmp_path, xlsx(extra=True))]) == 0
        out, err = capsys.readouterr()
        assert json.loads(out)["created"] == 2
        assert err == f"birlik: the sheet “{ONE}” was read; --sheet reads one of the others: “{TWO}”\n"

    def test_a_workbook_with_one_list_and_a_cover_says_nothing(
        self, union: UnionTree, tmp_path: Path, capsys: Said
    ) -> None:
        book = openpyxl.load_workbook(io.BytesIO(xlsx(extra=True)))
        del book[TWO]
        buffer = io.BytesIO()
        book.save(buffer)
        assert cli.main(["import-members", self.file(tmp_path, buffer.getvalue())]) == 0
        assert capsys.readouterr().err == ""

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (xlsx(), f"There is no sheet “Мектеп № 3” in the workbook. Its sheets: {ONE}, {TWO}."),
            (ods(), f"There is no sheet “Мектеп № 3” in the workbook. Its sheets: {ONE}, {TWO}."),
            ("ЖСН;Тегі;Аты\n;Ким;Ян".encode(), "There is one list in the file, and no sheets to choose from."),
        ],
    )
    def test_an_unknown_name_is_one_line(
        self, union: UnionTree, tmp_path: Path, content: bytes, said: str, capsys: Said
    ) -> None:
        assert cli.main(["import-members", self.file(tmp_path, content), "--sheet", "Мектеп № 3"]) == 2
        assert capsys.readouterr() == ("", f"birlik: {said}\n")
        assert not ImportBatch.objects.exists()
        assert not Person.objects.exists()

    def test_an_empty_sheet_is_one_line(self, union: UnionTree, tmp_path: Path, capsys: Said) -> None:
        assert cli.main(["import-members", self.file(tmp_path, xlsx(extra=True)), "--sheet", "Бос"]) == 2
        assert capsys.readouterr() == ("", "birlik: There is nothing in the sheet.\n")
