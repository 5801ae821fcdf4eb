"""What is drawn beside the pages: the workbook with marks, which tells each problem in the language of who asked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from birlik.accounts.models import User
from birlik.jobs.declare import job
from birlik.registers import marked_workbook
from birlik.registers.marked_files import keep_file, keep_file_failure
from birlik.registers.marked_workbook import MarkingTexts
from birlik.registers.models import EntryImport, MarkedList
from birlik.web.shared.messages import message_for


@job(on_refusal=lambda refusal, pk, _user_pk, language: keep_file_failure(MarkedList, pk, language, refusal))
def mark_list(pk: int, _user_pk: int, language: str) -> None:
    """Make the workbook with marks that somebody asked for."""
    with override(language):
        words = MarkingTexts(_("What became of it"), _("unchanged: such an entry stands already"), message_for)
        keep_file(MarkedList, pk, language, lambda batch: marked_workbook.draw_workbook(batch, words))


@transaction.atomic
def mark_later(batch: EntryImport, *, language: str, by: User, at: datetime) -> None:
    """Let the workbook with marks be made, unless it is there or being made already."""
    if marked_workbook.ask(batch, language=language, by=by, at=at):
        mark_list.enqueue(batch.pk, by.pk, language)
