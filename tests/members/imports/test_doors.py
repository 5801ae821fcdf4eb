"""The doors of the import engine: the command line, the marked workbook, the queue."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from django.db import OperationalError
from django.utils import timezone

from birlik import cli
from birlik.accounts.models import User
from birlik.audit.models import Event
from birlik.core.bilingual import LANGUAGES
from birlik.core.errors import Refusal
from birlik.jobs import queue
from birlik.jobs.declare import Cancellation
from birlik.members.enums import BatchState
from birlik.members.imports import batches, jobs, problem_sentences, queries, report, undo
from birlik.members.imports import upload as import_upload
from birlik.members.models import ImportBatch, Person
from tests.architecture.source import BIRLIK
from tests.factories import UnionTree, make_holder, make_union_tree
from tests.members.imports.queue import is_waiting
from tests.members.imports.test_engine import AS_OF, AT, FIRST, HEADER, SECOND, upload

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
        return batches.take(organisation=union["union"], name="list", content=content, as_of=AS_OF, dry_run=True, at=AT)

    def test_the_same_workbook_comes_back_marked(self, union: UnionTree) -> None:
        batch = self.batch(union, xlsx(FIRST, BROKEN))
        page = openpyxl.load_workbook(io.BytesIO(report.workbook(batch, language="ru")))["Тізім"]
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
        page = openpyxl.load_workbook(io.BytesIO(report.workbook(batch, language=language))).active
        assert page is not None
        assert (page["A1"].value, page["I2"].value, page["I2"].data_type) == ("ИИН", "=1+1", "s")
        assert page["A3"].fill.fgColor.rgb == "FFFFC7CE"
        assert page.cell(3, 16).value == report.STATES["r"].in_(language)

    def test_every_code_has_its_sentences(self) -> None:
        told = {"problem_sentences.py", "problems.py"}
        texts = [path.read_text() for path in (BIRLIK / "members").rglob("*.py") if path.name not in told]
        assert {code for code in problem_sentences.SENTENCES if not any(f'"{code}"' in text for text in texts)} <= {
            "sex.unknown", "category.unknown", "institution_type.unknown", "reason.unknown", "iin.seventh",
            "iin.birth_date", "iin.sex",
        }  # fmt: skip
        listed = BIRLIK / "members/imports/parse/problems.py"
        named = {word for word in listed.read_text().replace("`", " ").split() if word in problem_sentences.SENTENCES}
        assert len(named) > 25


class TestQueue:
    def test_checked_and_applied_by_the_worker(self, union: UnionTree) -> None:
        chair = make_holder("chair_primary", union["school-1"])
        content = f"{HEADER}\n{FIRST}".encode()
        batch = import_upload.upload(
            organisation=union["school-1"], name="l", content=content, as_of=AS_OF, by=chair, at=AT
        )
        assert (jobs.check_later(batch, by=chair, at=AT).state, is_waiting()) == (BatchState.CHECKING, True)
        jobs.check_batch.call(batch.pk)
        assert queries.batch_of(chair, batch.pk, on=AT.date()).state == BatchState.READY
        jobs.apply_later(batch, by=chair, at=AT)
        jobs.apply_batch.call(batch.pk, chair.pk)
        batch.refresh_from_db()
        assert (batch.state, batch.applied_by, batch.created) == (BatchState.APPLIED, chair, 1)

    def test_what_is_not_possible_stands_in_the_batch(self, union: UnionTree) -> None:
        batch = upload(union, FIRST)
        batches.queue(batch, BatchState.CHECKING, by=None, at=AT)
        ImportBatch.objects.update(mapping={})
        jobs.check_batch.call(batch.pk)
        batch.refresh_from_db()
        assert (batch.state, batch.failure) == (BatchState.FAILED, {"code": "import.no_names", "params": {}})

    @pytest.mark.parametrize(
        ("state", "phase"),
        [(BatchState.READING, ""), (BatchState.CHECKING, "checking"), (BatchState.APPLYING, "comparing")],
    )
    def test_cancelling_holds_at_once(self, union: UnionTree, state: BatchState, phase: str) -> None:
        """Whoever works at it still finds that it is at an end."""
        chair = make_holder("chair_primary", union["school-1"])
        batch = batches.check(upload(union, FIRST, code="school-1"))
        ImportBatch.objects.update(state=state, phase=phase)
        jobs.check_batch.enqueue(batch.pk, chair.pk)
        batch.refresh_from_db()
        step = batches.steps(batch)
        assert jobs.cancel(batch, by=chair, at=AT).state == BatchState.CANCELLED
        assert not is_waiting()
        with pytest.raises(Cancellation):
            step("checking")
        with pytest.raises(Refusal, match=r"import\.not_open"):
            batches.check(batch)
        with pytest.raises(Refusal, match=r"import\.not_open"):
            import_upload.read(batch)
        with pytest.raises(Refusal, match=r"import\.not_ready"):
            batches.apply(batch, by=None, at=AT)
        batch.refresh_from_db()
        assert (batch.state, Person.objects.count()) == (BatchState.CANCELLED, 0)

    def test_what_is_being_written_is_not_cancelled(self, union: UnionTree) -> None:
        batch = upload(union, FIRST)
        ImportBatch.objects.update(state=BatchState.APPLYING, phase="writing")
        with pytest.raises(Refusal, match=r"import\.writing"):
            batches.cancel(batch, by=None, at=AT)

    def test_whose_job_is_next(self, union: UnionTree) -> None:
        """Of each person the first, before anybody's second; what runs already counts as a first."""
        first, second, third = (make_holder("chair_primary", union[f"school-{n}"]) for n in (1, 2, 3))
        asked = [first, first, first, second, second, third]
        tasks = [jobs.check_batch.enqueue(n, user.pk).id for n, user in enumerate(asked)]
        assert [tasks.index(str(key)) for key in queue._by_turns()] == [0, 3, 5, 1, 4, 2]
        queue.DBTaskResult.objects.get(pk=tasks[0]).claim("somebody")
        assert [tasks.index(str(key)) for key in queue._by_turns()] == [3, 5, 1, 4, 2]

    def test_what_takes_too_long_says_so(self, union: UnionTree) -> None:
        """The waiting worker ends its process; whoever comes next finds that the time was over."""
        chair, batch = make_holder("chair_primary", union["school-1"]), upload(union, FIRST, code="school-1")
        jobs.check_later(batch, by=chair, at=AT)
        left = queue.DBTaskResult.objects.get()
        left.claim("ended")
        queue.DBTaskResult.objects.update(started_at=timezone.now() - timedelta(minutes=11))
        queue.run_waiting()
        batch.refresh_from_db()
        assert (batch.state, batch.failure) == (
            BatchState.FAILED, {"code": "job.too_long", "params": {"minutes": 10}}
        )  # fmt: skip

    def test_a_dead_process_leaves_its_work_to_the_next(self, union: UnionTree) -> None:
        chair = make_holder("chair_primary", union["school-1"])
        content = f"{HEADER}\n{FIRST}".encode()
        batch = import_upload.upload(
            organisation=union["school-1"], name="l", content=content, as_of=AS_OF, by=chair, at=AT
        )
        jobs.check_later(batch, by=chair, at=AT)
        left = queue.DBTaskResult.objects.get()
        left.claim("dead")
        queue.resume()
        left.refresh_from_db()
        assert left.status == queue.TaskResultStatus.READY
        left.claim("dead too")
        queue.resume()
        batch.refresh_from_db()
        assert (batch.state, batch.failure) == (BatchState.FAILED, {"code": "job.broken", "params": {}})


class TestTakingBack:
    """APPLIED → UNDOING → UNDONE, and every way back to APPLIED."""

    @pytest.fixture
    def chair(self, union: UnionTree) -> User:
        return make_holder("chair_primary", union["school-1"])

    @pytest.fixture
    def batch(self, union: UnionTree, chair: User) -> ImportBatch:
        return self.load(union, chair, FIRST)

    def load(self, union: UnionTree, by: User, row: str) -> ImportBatch:
        content = f"{HEADER}\n{row}".encode()
        batch = import_upload.upload(
            organisation=union["school-1"], name="l", content=content, as_of=AS_OF, by=by, at=AT
        )
        return batches.apply(batches.check(batch), by=by, at=AT)

    def now(self, batch: ImportBatch) -> tuple[str, str, object]:
        batch.refresh_from_db()
        return batch.state, batch.phase, batch.failure

    def test_by_the_worker(self, batch: ImportBatch, chair: User) -> None:
        assert (jobs.undo_later(batch, by=chair, at=AT).state, is_waiting()) == (BatchState.UNDOING, True)
        assert Person.objects.count() == 1
        queue.run_waiting()
        assert self.now(batch) == (BatchState.UNDONE, "", None)
        assert (batch.undone_by, Person.objects.count(), is_waiting()) == (chair, 0, False)
        assert list(Event.objects.filter(action="import.undone").values_list("by_name", flat=True)) == [chair.username]

    def test_its_phases_can_be_seen(self, batch: ImportBatch, chair: User, monkeypatch: pytest.MonkeyPatch) -> None:
        seen = []
        built_upon = undo.built_upon

        def look(one: ImportBatch) -> int:
            seen.append(self.now(ImportBatch.objects.get())[:2])
            return built_upon(one)

        monkeypatch.setattr(undo, "built_upon", look)
        jobs.undo_later(batch, by=chair, at=AT)
        jobs.undo_batch.call(batch.pk, chair.pk)
        assert seen == [(BatchState.UNDOING, phase) for phase in undo.PHASES]

    @pytest.mark.parametrize("state", [one for one in BatchState if one != BatchState.APPLIED])
    def test_only_what_is_applied(self, batch: ImportBatch, chair: User, state: BatchState) -> None:
        ImportBatch.objects.update(state=state)
        with pytest.raises(Refusal, match=r"import\.not_applied"):
            jobs.undo_later(batch, by=chair, at=AT)
        assert (self.now(batch)[0], is_waiting()) == (state, False)

    def test_only_who_may_import_here(self, union: UnionTree, batch: ImportBatch, chair: User) -> None:
        with pytest.raises(Refusal, match=r"right\.missing"):
            jobs.undo_later(batch, by=make_holder("chair_primary", union["school-2"]), at=AT)
        batches.queue(batch, BatchState.UNDOING, by=chair, at=AT)
        jobs.undo_batch.call(batch.pk, make_holder("chair_primary", union["school-2"]).pk)
        state, _phase, failure = self.now(batch)
        assert (state, Person.objects.count()) == (BatchState.APPLIED, 1)
        assert isinstance(failure, dict)
        assert failure["code"] == "right.missing"

    def test_what_was_built_upon_stays_and_says_so(self, union: UnionTree, batch: ImportBatch, chair: User) -> None:
        later = self.load(union, chair, FIRST.replace("учитель", "директор"))
        jobs.undo_later(batch, by=chair, at=AT)
        jobs.undo_batch.call(batch.pk, chair.pk)
        assert self.now(batch) == (BatchState.APPLIED, "", {"code": "import.built_upon", "params": {"count": 1}})
        batches.queue(later, BatchState.UNDOING, by=chair, at=AT)
        assert undo.built_upon(batch) == 1  # what only waits to be taken back stands in the registry
        jobs.undo_batch.call(later.pk, chair.pk)
        jobs.undo_later(batch, by=chair, at=AT)
        assert self.now(batch)[2] is None
        jobs.undo_batch.call(batch.pk, chair.pk)
        assert (self.now(batch)[0], Person.objects.exists()) == (BatchState.UNDONE, False)

    def test_what_waits_can_be_left_and_asked_for_again(self, batch: ImportBatch, chair: User) -> None:
        jobs.undo_later(batch, by=chair, at=AT)
        assert batches.cancel(batch, by=chair, at=AT).state == BatchState.APPLIED
        queue.run_waiting()
        assert (self.now(batch), Person.objects.count()) == ((BatchState.APPLIED, "", None), 1)
        jobs.undo_later(batch, by=chair, at=AT)
        queue.run_waiting()
        assert self.now(batch)[0] == BatchState.UNDONE

    def test_what_was_left_in_the_last_moment_is_not_taken_back(self, batch: ImportBatch, chair: User) -> None:
        waiting = jobs.undo_later(batch, by=chair, at=AT)
        batches.cancel(batch, by=chair, at=AT)
        with pytest.raises(Cancellation):
            undo.undo(waiting, by=chair, at=AT)
        assert (self.now(batch)[0], Person.objects.count()) == (BatchState.APPLIED, 1)

    @pytest.mark.parametrize("phase", undo.PHASES)
    def test_what_has_begun_cannot_be_stopped(self, batch: ImportBatch, chair: User, phase: str) -> None:
        jobs.undo_later(batch, by=chair, at=AT)
        ImportBatch.objects.update(phase=phase)
        with pytest.raises(Refusal, match=r"import\.undo_begun"):
            batches.cancel(batch, by=chair, at=AT)
        assert self.now(batch) == (BatchState.UNDOING, phase, None)

    def test_a_dead_process_leaves_it_to_the_next(self, batch: ImportBatch, chair: User) -> None:
        jobs.undo_later(batch, by=chair, at=AT)
        ImportBatch.objects.update(phase="removing")
        queue.DBTaskResult.objects.get().claim("dead")
        queue.run_waiting()
        assert (self.now(batch), Person.objects.exists()) == ((BatchState.UNDONE, "", None), False)

    def test_what_ended_two_processes_stays_applied_and_says_so(self, batch: ImportBatch, chair: User) -> None:
        jobs.undo_later(batch, by=chair, at=AT)
        ImportBatch.objects.update(phase="removing")
        left = queue.DBTaskResult.objects.get()
        left.claim("dead")
        left.claim("dead too")
        queue.run_waiting()
        assert self.now(batch) == (BatchState.APPLIED, "", {"code": "job.broken", "params": {}})
        assert (Person.objects.count(), is_waiting()) == (1, False)

    def test_what_was_done_before_the_process_died_is_done(self, batch: ImportBatch, chair: User) -> None:
        jobs.undo_later(batch, by=chair, at=AT)
        jobs.undo_batch.call(batch.pk, chair.pk)
        left = queue.DBTaskResult.objects.get()
        left.claim("dead")
        left.claim("dead too")
        queue.resume()
        assert self.now(batch) == (BatchState.UNDONE, "", None)

    def test_a_fault_leaves_everything_as_it_was(
        self, batch: ImportBatch, chair: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fault(*_anything: object) -> None:
            raise ValueError

        jobs.undo_later(batch, by=chair, at=AT)
        monkeypatch.setattr(undo, "_put_back", fault)
        jobs.undo_batch.call(batch.pk, chair.pk)
        assert self.now(batch) == (BatchState.APPLIED, "", {"code": "job.broken", "params": {}})
        assert Person.objects.count() == 1

    def test_the_console_does_at_once_what_waits(self, batch: ImportBatch, chair: User, capsys: Said) -> None:
        jobs.undo_later(batch, by=chair, at=AT)
        assert cli.main(["undo-import", str(batch.pk), "--format", "json"]) == 0
        assert json.loads(capsys.readouterr().out) == {"id": batch.pk, "removed": 1, "restored": 0}
        queue.run_waiting()
        assert (self.now(batch)[0], batch.undone_by) == (BatchState.UNDONE, None)


def test_a_file_is_kept_with_its_job_or_not_at_all(union: UnionTree, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object) -> None:
        raise OperationalError("database is locked")

    head = make_holder("head_of_department", union["union"])
    monkeypatch.setattr(type(jobs.read_batch), "enqueue", full)
    with pytest.raises(OperationalError):
        jobs.deliver_later(
            organisation=union["union"], name="a.csv", parts=[FIRST.encode()], as_of=AS_OF, by=head, at=AT
        )
    assert not ImportBatch.objects.exists()
