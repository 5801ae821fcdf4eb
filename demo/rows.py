"""The row codes of the yearly form in the order of the report tables here, and which of them do not apply."""

from __future__ import annotations

CATEGORIES = ("working", "students", "pensioners")
# Reasons by which members of a category can leave; the other cells are crossed out in the form.
REASONS_OF: dict[str, tuple[str, ...]] = {
    "working": ("employment", "retirement", "own_will", "expelled", "other"),
    "students": ("graduation", "own_will", "expelled", "other"),
    "pensioners": ("own_will", "expelled", "other"),
}
REASONS = ("employment", "retirement", "graduation", "own_will", "expelled", "other")
FLOWS = ("opening", "accepted", "arrived", "departed", *(f"left_{reason}" for reason in REASONS), "left", "members")


def _has_cell(flow: str, column: str) -> bool:
    reason = flow.removeprefix("left_")
    return reason not in REASONS or column == "total" or reason in REASONS_OF[column]


MEMBERSHIP = tuple(f"{flow}_{column}" for flow in FLOWS for column in (*CATEGORIES, "total") if _has_cell(flow, column))
COMPOSITION = ("members_women", "members_under_35", "employees_total", "students_enrolled")
ORGANISATIONS = tuple(
    f"{what}{suffix}"
    for what in ("primary_organisations", "workplaces")
    for suffix in ("_opening", "_opened", "_closed", "")
)
BODIES = (
    "chairs",
    "chairs_paid",
    "committee_members",
    "audit_commission_members",
    "conciliation_commission_members",
    "technical_inspectors",
)
TRAINED = tuple(
    f"trained_{who}" for who in ("chairs", "activists", "audit_commission", "conciliation_commission", "members")
)
TRAINING = (*TRAINED, "trained_total")
MONEY = ("expenditure_total", "training_expenditure")
OWN = ("staff_employees",)  # reported by member and direct organisations for themselves
ROW_CODES = (*MEMBERSHIP, *COMPOSITION, *ORGANISATIONS, *BODIES, *TRAINING, *MONEY, *OWN)
COLUMN = {code: index for index, code in enumerate(ROW_CODES)}
STUDENT_TYPES = ("college", "university")
STUDENT_CODES = (*(code for code in MEMBERSHIP if code.endswith("_students")), "students_enrolled")
