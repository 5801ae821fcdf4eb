"""Cases of the checks, as a methodologist writes them in cases/*.yaml: a sound report, what differs, what follows."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from yaml import CSafeLoader, load

from birlik.core.rulebook import read
from birlik.statistics import validation
from birlik.statistics.spec import CheckSet, FormSpec, load_all

FOLDER = Path(__file__).parent / "cases"
SURROUNDINGS = {"previous", "children", "registry", "causes", "note", "accepted", "expected"}
KEYS = {"name", "of", "cells", "not_applicable"} | SURROUNDINGS
CLAIMS = {"broken", "kept", "unknown"}


@dataclass(frozen=True)
class Case:
    file: str
    written: dict[str, Any]
    sound: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.written["name"])

    @property
    def form(self) -> FormSpec:
        """The newest edition: the checks speak of it."""
        return load_all().forms[-1]

    def row(self) -> dict[str, Any]:
        """The report of the case, as `validation.frame_from` takes it."""
        institution = self.sound["institution_type"]
        inapplicable = self.written.get("not_applicable", [])
        rows = self.form.rows_for(self.sound["level"], institution)
        sound = {row.code: 0 for row in rows if not row.sum} | self.sound["cells"]
        cells = {} if self.written.get("cells") == "empty" else merged(sound, self.written.get("cells"))
        cells = {code: value for code, value in cells.items() if code not in inapplicable}
        values = cells | {
            code: value
            for code, value in self.form.compute_autos(cells, inapplicable, institution_type=institution).items()
            if code not in cells
        }
        children = values if self.sound.get("children") == "same" else self.sound.get("children")
        registry = {f"members_{one}": values.get(f"members_{one}", 0) for one in ("working", "students", "pensioners")}
        return {
            "values": values,
            "level": self.sound["level"],
            "institution_type": institution,
            "previous": merged(self.sound["previous"], self.written.get("previous")),
            "children": merged(children or {}, self.written.get("children")),
            "not_applicable": inapplicable,
            "causes": self.written.get("causes", {}),
            "note": self.written.get("note", ""),
            "registry": merged(registry | {"digitised": 1}, self.written.get("registry")),
            "accepted": self.written.get("accepted", self.sound.get("accepted")),
            "expected": self.written.get("expected", self.sound.get("expected")),
        }

    def verdicts(self) -> dict[str, bool | None]:
        frame = validation.frame_from([self.row()], self.form)
        return validation.verdicts(frame, self.form).row(0, named=True)

    def findings(self) -> list[validation.Finding]:
        row = self.row()
        return validation.check_report(
            row.pop("values"),
            spec=self.form,
            level=row.pop("level"),
            institution_type=row.pop("institution_type"),
            **row,
        )

    def claimed(self, claim: str) -> list[str]:
        """Codes of checks a claim speaks of; a pattern means every check that concerns such an organisation."""
        patterns = self.written.get(claim, [])
        return [
            check.code
            for check in load_all().checks
            if self.concerns(check.code, checks=load_all().checks)
            and any(fnmatchcase(check.code, pattern) for pattern in patterns)
        ]

    def concerns(self, code: str, *, checks: CheckSet) -> bool:
        check = checks.by_code[code]
        if self.sound["level"] not in check.levels:
            return False
        if not check.per_cell or code in self.written.get("kept", []):
            return True
        return self.form.is_applicable(
            self.form.rows[check.cells[0]], self.sound["level"], self.sound["institution_type"]
        )


def merged(sound: dict[str, Any], differing: Any) -> dict[str, Any]:
    """The sound figures with those of the case; null empties one, `none` all of them."""
    if differing == "none":
        return {}
    return {code: value for code, value in {**sound, **(differing or {})}.items() if value is not None}


def all_cases() -> list[Case]:
    sound = read(FOLDER / "sound.yaml").data
    return [
        Case(path.name, written, sound[written["of"]])
        for path in sorted(FOLDER.glob("K*.yaml"))
        for written in load(path.read_text(encoding="utf-8"), CSafeLoader)
    ]
