"""The registry of members. Every span is half-open, [since, until); an open one has `until` NULL."""

from birlik.members.models.imports import (
    FileContent,
    FilePart,
    ImportBatch,
    ImportChange,
    ImportFile,
    ImportMapping,
    ImportProblem,
    MarkedWorkbook,
    UnlistedMember,
)
from birlik.members.models.joining import Application, JoinLink, Transfer
from birlik.members.models.membership import DuesAgreement, Employment, Mandate, Membership
from birlik.members.models.persons import Merge, Person, PersonPair
from birlik.members.models.privacy import (
    Attempt,
    CardReading,
    Consent,
    ConsentText,
    ListExport,
    MemberAccount,
    PersonChange,
)

__all__ = [
    "Application",
    "Attempt",
    "CardReading",
    "Consent",
    "ConsentText",
    "DuesAgreement",
    "Employment",
    "FileContent",
    "FilePart",
    "ImportBatch",
    "ImportChange",
    "ImportFile",
    "ImportMapping",
    "ImportProblem",
    "JoinLink",
    "ListExport",
    "Mandate",
    "MarkedWorkbook",
    "MemberAccount",
    "Membership",
    "Merge",
    "Person",
    "PersonChange",
    "PersonPair",
    "Transfer",
    "UnlistedMember",
]
