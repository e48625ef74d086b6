"""Background work of this package: rosters, and the lists their people are billed by."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy.orm import Session

from enrollment.answers import AnswerFileRefused
from enrollment.models.prepared import PreparedFile
from enrollment.parsing.refusals import RosterFileRefused
from enrollment.prepared import PreparedKind
from enrollment.queries.summaries import SUMMARISE_JOB
from enrollment.queries.wide_results import RECORD_WIDELY_JOB
from enrollment.registers import RegisterFileRefused
from enrollment.services.annex_papers import write_annex
from enrollment.services.answer_reading import read_answer, refuse_answer
from enrollment.services.answer_storing import apply_answer, undo_answer
from enrollment.services.billing import CLOSE_JOB, REOPEN_JOB
from enrollment.services.billing_papers import write_name_list
from enrollment.services.change_papers import write_change_annex
from enrollment.services.corrections import CORRECT_JOB, FORGET_JOB
from enrollment.services.corrections import forget_corrections as forget
from enrollment.services.corrections import write_corrections as write
from enrollment.services.decree_changes import CHANGE_JOB
from enrollment.services.decree_changing import ChangeRefused, apply_change, reopen_change
from enrollment.services.determinations import (
    DETERMINE_JOB,
    DeterminationRefused,
    freeze_determination,
    refuse_determination,
)
from enrollment.services.due_bills import WATCH_BILLS_JOB, tell_due
from enrollment.services.duplicates import MERGE_JOB, refuse_merge
from enrollment.services.duplicates import find_duplicates as find
from enrollment.services.freezing import close_billing as close
from enrollment.services.freezing import reopen_billing as reopen
from enrollment.services.imports import clean_roster as clean
from enrollment.services.imports import finish_roster, refuse_roster
from enrollment.services.merging import MergeRefused
from enrollment.services.merging import merge_workers as merge
from enrollment.services.postings import APPLY_JOB, READ_JOB, UNDO_JOB
from enrollment.services.prepared_files import (
    PREPARE_JOB,
    Begin,
    Recipe,
    Wanted,
    Written,
    begin_prepared,
    refuse_prepared,
    remove_prepared,
    write_prepared,
)
from enrollment.services.prepared_files import REMOVE_JOB as REMOVE_PREPARED_JOB
from enrollment.services.readings import (
    Reading,
    ReadingGivenUp,
    begin_reading,
    close_reading,
    read_next,
)
from enrollment.services.register_exports import REGISTER_REQUEST
from enrollment.services.register_files import (
    APPLY_REGISTER_JOB,
    READ_REGISTER_JOB,
    UNDO_REGISTER_JOB,
)
from enrollment.services.register_reading import read_register_file as read_register
from enrollment.services.register_reading import refuse_register_file
from enrollment.services.register_storing import apply_register_file as apply_register
from enrollment.services.register_storing import undo_register_file as undo_register
from enrollment.services.releases import RELEASE_JOB
from enrollment.services.releases import release_cover as release
from enrollment.services.restorals import RESTORE_JOB
from enrollment.services.restorals import restore_cover as restore
from enrollment.services.rosters import CLEAN_JOB, FIND_JOB, IMPORT_JOB
from enrollment.services.sealed_pieces import PieceSink
from enrollment.services.standing import RECKON_JOB
from enrollment.services.standing import reckon_cover as reckon
from enrollment.services.summaries import keep_summary
from enrollment.services.verification_archive import (
    issue_village_sheets,
    write_village_archive,
)
from enrollment.services.verification_files import READ_SHEET_JOB
from enrollment.services.verification_reading import read_sheet, refuse_sheet
from enrollment.services.wide_recording import (
    look_further,
    record_everybody,
    refuse_wide_result,
)
from enrollment.services.withdrawals import WITHDRAW_JOB
from enrollment.services.withdrawals import withdraw_roster as withdraw
from enrollment.summaries import Subject, SummaryKind
from enrollment.verification import SheetRefused
from enrollment.wide_results import WideRefused
from tenants.kernel.clock import utcnow
from tenants.kernel.config import Settings
from tenants.kernel.daily import every_day
from tenants.kernel.errors import RuleViolation
from tenants.kernel.jobs import JobRunContext, failpoint, job

every_day(WATCH_BILLS_JOB)


@job(WATCH_BILLS_JOB, timeout_seconds=60, max_attempts=5)
def watch_bills(run: JobRunContext) -> None:
    """Tell which billing lists of a regency fall due or were not paid. Safe to run twice."""
    with run.step() as session:
        tell_due(session, tenant_id=run.tenant_id, now=utcnow())


@job(IMPORT_JOB, timeout_seconds=3600, max_attempts=8)
def import_roster(run: JobRunContext) -> None:
    """Read a roster in checkpointed batches and show what it would do; or store it, once asked to.

    Safe to run twice: each batch commits together with its checkpoint, so a resumed run begins
    after the last batch stored; the final transaction moves the roster on, and whoever comes later
    finds nothing to do.
    """
    roster_id = UUID(run.payload["roster_id"])
    try:
        with ExitStack() as opened:
            reading = _begin(run, roster_id, opened)
            if reading is not None:
                _read(run, reading)
        failpoint("import-before-apply")
        with run.step() as session:
            finish_roster(session, tenant_id=run.tenant_id, roster_id=roster_id, now=utcnow())
            failpoint("import-before-commit")
    except RosterFileRefused as refusal:
        with run.step() as session:
            refuse_roster(
                session,
                tenant_id=run.tenant_id,
                roster_id=roster_id,
                refusal=refusal,
                now=utcnow(),
            )
    except ReadingGivenUp:
        with run.step() as session:
            clean(session, tenant_id=run.tenant_id, roster_id=roster_id, now=utcnow())


@job(CLEAN_JOB, timeout_seconds=600, max_attempts=8)
def clean_roster(run: JobRunContext) -> None:
    """Forget a discarded roster, or a file kept long enough. Safe to run twice: nothing is left."""
    with run.step() as session:
        roster_id = UUID(run.payload["roster_id"])
        clean(session, tenant_id=run.tenant_id, roster_id=roster_id, now=utcnow())


@job(CORRECT_JOB, timeout_seconds=900, max_attempts=5)
def write_corrections(run: JobRunContext) -> None:
    """Write an error workbook. Safe to run twice: the later one replaces the earlier one."""
    with run.step() as session:
        write(
            session,
            tenant_id=run.tenant_id,
            roster_id=UUID(run.payload["roster_id"]),
            spoken=run.payload["language"],
            now=utcnow(),
        )


@job(FORGET_JOB, timeout_seconds=300, max_attempts=8)
def forget_corrections(run: JobRunContext) -> None:
    """Remove an error workbook after its day. Safe to run twice: nothing is left."""
    with run.step() as session:
        forget(
            session,
            tenant_id=run.tenant_id,
            roster_id=UUID(run.payload["roster_id"]),
            spoken=run.payload["language"],
            now=utcnow(),
        )


@job(FIND_JOB, timeout_seconds=1800, max_attempts=8)
def find_duplicates(run: JobRunContext) -> None:
    """Look for people recorded twice. Safe to run twice: known pairs stay as they are."""
    with run.step() as session:
        roster_id = UUID(run.payload["roster_id"])
        find(session, tenant_id=run.tenant_id, roster_id=roster_id, now=utcnow())


@job(MERGE_JOB, timeout_seconds=600, max_attempts=8)
def merge_workers(run: JobRunContext) -> None:
    """Make two records one. Safe to run twice: whoever comes later finds no pair."""
    pair_id = UUID(run.payload["pair_id"])
    try:
        with run.step() as session:
            merge(session, tenant_id=run.tenant_id, pair_id=pair_id, now=utcnow())
            failpoint("merge-before-commit")
    except MergeRefused as refused:
        with run.step() as session:
            refuse_merge(session, tenant_id=run.tenant_id, pair_id=pair_id, refusal=refused.refusal)


@job(RELEASE_JOB, timeout_seconds=1800, max_attempts=8)
def release_cover(run: JobRunContext) -> None:
    """End the cover of a cancelled commitment. Safe to run twice: ended cover holds no months."""
    with run.step() as session:
        commitment_id = UUID(run.payload["commitment_id"])
        release(session, tenant_id=run.tenant_id, commitment_id=commitment_id, now=utcnow())


@job(RESTORE_JOB, timeout_seconds=1800, max_attempts=8)
def restore_cover(run: JobRunContext) -> None:
    """Take back the cover of a resumed commitment. Safe to run twice: none of it is ended then."""
    with run.step() as session:
        commitment_id = UUID(run.payload["commitment_id"])
        restore(session, tenant_id=run.tenant_id, commitment_id=commitment_id, now=utcnow())


@job(WITHDRAW_JOB, timeout_seconds=1800, max_attempts=8)
def withdraw_roster(run: JobRunContext) -> None:
    """Take a stored roster out. Safe to run twice: whoever comes later finds it discarded."""
    with run.step() as session:
        roster_id = UUID(run.payload["roster_id"])
        withdraw(session, tenant_id=run.tenant_id, roster_id=roster_id, now=utcnow())
        failpoint("withdraw-before-commit")


@job(CLOSE_JOB, timeout_seconds=1800, max_attempts=8)
def close_billing(run: JobRunContext) -> None:
    """Freeze a billing list. Safe to run twice: whoever comes later finds it closed."""
    with run.step() as session:
        billing_list_id = UUID(run.payload["billing_list_id"])
        close(session, tenant_id=run.tenant_id, billing_list_id=billing_list_id, now=utcnow())


@job(REOPEN_JOB, timeout_seconds=1800, max_attempts=8)
def reopen_billing(run: JobRunContext) -> None:
    """Let the people of a list go. Safe to run twice: whoever comes later finds it open."""
    with run.step() as session:
        billing_list_id = UUID(run.payload["billing_list_id"])
        reopen(session, tenant_id=run.tenant_id, billing_list_id=billing_list_id, now=utcnow())


@job(RECKON_JOB, timeout_seconds=1800, max_attempts=8)
def reckon_cover(run: JobRunContext) -> None:
    """Bring statuses up to what was paid. Safe to run twice: it asks what is true now."""
    with run.step() as session:
        billing_list_id = UUID(run.payload["billing_list_id"])
        reckon(session, tenant_id=run.tenant_id, billing_list_id=billing_list_id, now=utcnow())


@job(READ_JOB, timeout_seconds=1800, max_attempts=8)
def read_posting(run: JobRunContext) -> None:
    """Read an answer of BPJS. Safe to run twice: it is read in one transaction, and only once."""
    posting_file_id = UUID(run.payload["posting_file_id"])
    try:
        with run.step() as session:
            read_answer(
                session, tenant_id=run.tenant_id, posting_file_id=posting_file_id, now=utcnow()
            )
    except (AnswerFileRefused, RosterFileRefused) as refusal:
        with run.step() as session:
            refuse_answer(
                session,
                tenant_id=run.tenant_id,
                posting_file_id=posting_file_id,
                refusal=refusal,
                now=utcnow(),
            )


@job(APPLY_JOB, timeout_seconds=1800, max_attempts=8)
def apply_posting(run: JobRunContext) -> None:
    """Store what an answer says. Safe to run twice: whoever comes later finds it stored."""
    with run.step() as session:
        posting_file_id = UUID(run.payload["posting_file_id"])
        apply_answer(
            session, tenant_id=run.tenant_id, posting_file_id=posting_file_id, now=utcnow()
        )


@job(UNDO_JOB, timeout_seconds=1800, max_attempts=8)
def undo_posting(run: JobRunContext) -> None:
    """Take an answer out again. Safe to run twice: whoever comes later finds it undone."""
    with run.step() as session:
        posting_file_id = UUID(run.payload["posting_file_id"])
        undo_answer(session, tenant_id=run.tenant_id, posting_file_id=posting_file_id, now=utcnow())


@job(DETERMINE_JOB, timeout_seconds=1800, max_attempts=8)
def determine_recipients(run: JobRunContext) -> None:
    """Freeze a decree. Safe to run twice: whoever comes later finds it settled."""
    determination_id = UUID(run.payload["determination_id"])
    try:
        with run.step() as session:
            freeze_determination(
                session,
                tenant_id=run.tenant_id,
                determination_id=determination_id,
                now=utcnow(),
            )
            failpoint("determine-before-commit")
    except DeterminationRefused as refused:
        with run.step() as session:
            refuse_determination(
                session,
                tenant_id=run.tenant_id,
                determination_id=determination_id,
                refusal=refused.refusal,
                now=utcnow(),
            )


@job(CHANGE_JOB, timeout_seconds=1800, max_attempts=8)
def change_decree(run: JobRunContext) -> None:
    """Carry a change of a decree out. Safe to run twice: whoever comes later finds it settled."""
    decree_change_id = UUID(run.payload["decree_change_id"])
    try:
        with run.step() as session:
            apply_change(
                session,
                tenant_id=run.tenant_id,
                decree_change_id=decree_change_id,
                now=utcnow(),
            )
            failpoint("change-decree-before-commit")
    except ChangeRefused as refused:
        with run.step() as session:
            reopen_change(
                session,
                tenant_id=run.tenant_id,
                decree_change_id=decree_change_id,
                refusal=refused.refusal,
                now=utcnow(),
            )


@job(READ_SHEET_JOB, timeout_seconds=600, max_attempts=8)
def read_village_sheet(run: JobRunContext) -> None:
    """Read a filled sheet. Safe to run twice: it is read in one transaction, and only once."""
    verification_file_id = UUID(run.payload["verification_file_id"])
    try:
        with run.step() as session:
            read_sheet(
                session,
                tenant_id=run.tenant_id,
                verification_file_id=verification_file_id,
                now=utcnow(),
            )
    except (SheetRefused, RosterFileRefused) as refusal:
        with run.step() as session:
            refuse_sheet(
                session,
                tenant_id=run.tenant_id,
                verification_file_id=verification_file_id,
                refusal=refusal,
                now=utcnow(),
            )


@job(READ_REGISTER_JOB, timeout_seconds=1800, max_attempts=8)
def read_register_file(run: JobRunContext) -> None:
    """Read what a register answered. Safe to run twice: it is read in one transaction, and once."""
    register_file_id = UUID(run.payload["register_file_id"])
    try:
        with run.step() as session:
            read_register(
                session, tenant_id=run.tenant_id, register_file_id=register_file_id, now=utcnow()
            )
    except (RegisterFileRefused, RosterFileRefused) as refusal:
        with run.step() as session:
            refuse_register_file(
                session,
                tenant_id=run.tenant_id,
                register_file_id=register_file_id,
                refusal=refusal,
                now=utcnow(),
            )


@job(APPLY_REGISTER_JOB, timeout_seconds=1800, max_attempts=8)
def apply_register_file(run: JobRunContext) -> None:
    """Store what a register answered. Safe to run twice: whoever comes later finds it stored."""
    register_file_id = UUID(run.payload["register_file_id"])
    with run.step() as session:
        apply_register(
            session, tenant_id=run.tenant_id, register_file_id=register_file_id, now=utcnow()
        )
        failpoint("apply-register-before-commit")


@job(UNDO_REGISTER_JOB, timeout_seconds=1800, max_attempts=8)
def undo_register_file(run: JobRunContext) -> None:
    """Take an answer back. Safe to run twice: whoever comes later finds it undone."""
    register_file_id = UUID(run.payload["register_file_id"])
    with run.step() as session:
        undo_register(
            session, tenant_id=run.tenant_id, register_file_id=register_file_id, now=utcnow()
        )


@job(RECORD_WIDELY_JOB, timeout_seconds=3600, max_attempts=8)
def record_widely(run: JobRunContext) -> None:
    """Record one result of everybody whom a filter means.

    Safe to run twice: looking goes on behind the last one looked at, and recording is one
    transaction that whoever comes later finds done.
    """
    which: dict[str, Any] = {
        "tenant_id": run.tenant_id,
        "wide_result_id": UUID(run.payload["wide_result_id"]),
    }
    try:
        is_over = False
        while not is_over:
            with run.step() as session:
                looked = look_further(session, **which)
                last = str(looked.last_worker_id)
                run.save(checkpoint={"last": last}, done=looked.done, total=looked.total)
            is_over = looked.is_over
            failpoint("record-widely-after-part")
        with run.step() as session:
            record_everybody(session, now=utcnow(), **which)
            failpoint("record-widely-before-commit")
    except WideRefused as refused:
        with run.step() as session:
            refuse_wide_result(session, refusal=refused.refusal, now=utcnow(), **which)


def _checked(write: Callable[..., Written], begin: Begin | None = None) -> Recipe:
    """A paper that tells where its code is checked."""

    def with_address(
        session: Session, file: PreparedFile, sink: PieceSink, now: datetime
    ) -> Written:
        settings: Settings = current_app.extensions["siap-settings"]
        return write(session, file, sink, now, public_url=settings.public_url)

    return Recipe(write=with_address, begin=begin)


RECIPES = {
    PreparedKind.CHANGE_ANNEX: _checked(write_change_annex),
    PreparedKind.DETERMINATION_ANNEX: _checked(write_annex),
    PreparedKind.NAME_LIST: _checked(write_name_list),
    PreparedKind.REGISTER_REQUEST: REGISTER_REQUEST,
    PreparedKind.VILLAGE_SHEETS: _checked(write_village_archive, issue_village_sheets),
}
"""How each kind of prepared file is made."""


@job(PREPARE_JOB, timeout_seconds=3600, max_attempts=5)
def prepare_file(run: JobRunContext) -> None:
    """Write a file that was asked for. Safe to run twice: whoever comes later finds it written."""
    which = Wanted(run.tenant_id, UUID(run.payload["prepared_file_id"]))
    try:
        with run.step() as session:
            begin_prepared(session, RECIPES, which, now=utcnow())
        with run.step() as session:
            write_prepared(session, RECIPES, which, now=utcnow())
    except RuleViolation as refusal:
        with run.step() as session:
            refuse_prepared(session, which, refusal=refusal, now=utcnow())


@job(REMOVE_PREPARED_JOB, timeout_seconds=300, max_attempts=8)
def remove_prepared_file(run: JobRunContext) -> None:
    """Remove a file after its day. Safe to run twice: nothing is left."""
    with run.step() as session:
        which = Wanted(run.tenant_id, UUID(run.payload["prepared_file_id"]))
        remove_prepared(session, which, now=utcnow())


@job(SUMMARISE_JOB, timeout_seconds=900, max_attempts=5)
def summarise_people(run: JobRunContext) -> None:
    """Count what is too large for a page. Safe to run twice: the later count replaces the other."""
    with run.step() as session:
        subject = Subject(
            SummaryKind(run.payload["kind"]), tuple(run.payload["subject"].split("/"))
        )
        today = date.fromisoformat(run.payload["today"])
        keep_summary(session, subject, tenant_id=run.tenant_id, now=utcnow(), today=today)


def _begin(run: JobRunContext, roster_id: UUID, opened: ExitStack) -> Reading | None:
    with run.step() as session:
        reading = begin_reading(
            session,
            tenant_id=run.tenant_id,
            roster_id=roster_id,
            checkpoint=run.checkpoint,
            now=utcnow(),
            opened=opened,
        )
        if reading is not None:
            _save(run, reading)
    return reading


def _read(run: JobRunContext, reading: Reading) -> None:
    with ThreadPoolExecutor(max_workers=1) as reader:
        while not reading.is_at_end:
            with run.step() as session:
                reading = read_next(
                    session,
                    reading,
                    tenant_id=run.tenant_id,
                    reader=reader,
                    after_parsing=partial(failpoint, "import-after-parse"),
                )
                _save(run, reading)
            failpoint("import-after-batch")
    with run.step() as session:
        close_reading(session, reading, tenant_id=run.tenant_id)


def _save(run: JobRunContext, reading: Reading) -> None:
    run.save(
        checkpoint=reading.checkpoint,
        done=reading.progress.row_count,
        total=reading.expected_rows,
    )
