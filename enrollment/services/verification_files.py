"""Filled sheets of villages: received, and what they say stored once a person has looked at it."""

import hashlib
import os
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from enrollment.models.verification import VerificationFile, VillageVerification
from enrollment.parsing.packages import check_package
from enrollment.parsing.signatures import RosterFormat, recognise
from enrollment.queries.programmes import get_programme
from enrollment.queries.selection_judging import WAITING_STATUSES
from enrollment.queries.verification import get_sheet_file
from enrollment.services.inspection import shown_filename
from enrollment.verification import Finding, SheetState
from tenants.kernel import audit, formats
from tenants.kernel.actor import Actor
from tenants.kernel.constraints import flush
from tenants.kernel.crypto import encrypt
from tenants.kernel.errors import (
    N_,
    Conflict,
    DuplicateRecord,
    FieldError,
    InvalidInput,
    InvalidTransition,
    refuse_errors,
)
from tenants.kernel.events import FactsChanged, publish
from tenants.kernel.ids import UUID7_SQL, uuid7
from tenants.kernel.jobs import enqueue
from tenants.kernel.writes import write

READ_SHEET_JOB = "read_village_sheet"
SHEET_LIMIT_BYTES = 5 * 1024 * 1024
FILES_AT_ONCE = 50
_NO_STEP = N_("Langkah ini tidak cocok dengan keadaan berkas sekarang. Muat ulang.")
_OVERTAKEN = N_(
    "Calon di desa/kelurahan ini sudah berubah dan lembar yang lebih baru sudah dibuat. Unduh"
    " lembar terbaru, salin hasilnya, lalu unggah."
)
_NOTHING_NEW = N_("Tidak ada hasil baru pada berkas ini; yang tersimpan sudah sama.")
_REFUSALS = {
    "uq_verification_file_tenant_id_commitment_id_sha256": partial(
        DuplicateRecord, N_("Berkas yang sama baru saja diterima.")
    )
}
USABLE = "r.problem IS NULL AND r.finding IS NOT NULL"
DIFFERS = """(k.village_finding IS DISTINCT FROM r.finding
    OR k.verification_note IS DISTINCT FROM r.note)"""
"""Whether a row ``r`` says something else than what is known, ``k``."""
_STORE = text(
    f"""
    INSERT INTO candidate (tenant_id, id, commitment_id, worker_id, is_verified, village_finding,
        verified_on, verification_note, updated_at)
    SELECT DISTINCT ON (r.worker_id) r.tenant_id, {UUID7_SQL}, :commitment_id,
        r.worker_id, r.finding = :fit, r.finding, :found_on, r.note, :now
    FROM verification_row r
    JOIN cover c ON c.tenant_id = r.tenant_id AND c.commitment_id = :commitment_id
        AND c.worker_id = r.worker_id AND c.status = ANY(:waiting)
    LEFT JOIN candidate k ON k.tenant_id = r.tenant_id AND k.commitment_id = :commitment_id
        AND k.worker_id = r.worker_id
    WHERE r.tenant_id = :tenant_id AND r.verification_file_id = :verification_file_id
        AND {USABLE} AND {DIFFERS}
    ORDER BY r.worker_id, r.row_number
    ON CONFLICT (tenant_id, commitment_id, worker_id) DO UPDATE SET
        is_verified = excluded.is_verified, village_finding = excluded.village_finding,
        verified_on = excluded.verified_on, verification_note = excluded.verification_note,
        updated_at = excluded.updated_at
    """  # noqa: S608 - constants of ours, no value
)


@dataclass(frozen=True)
class ReceivedSheet:
    """The record of a file; ``is_new`` is False when the same file was sent before."""

    file: VerificationFile
    is_new: bool


def receive_sheet(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    today: date,
    commitment_id: UUID,
    found_on: date,
    filename: str,
    content: BinaryIO,
) -> ReceivedSheet:
    """Keep a filled sheet, encrypted, and ask for it to be read. The same file changes nothing.

    Args:
        session: role regency.
        tenant_id: whose.
        actor: who sends it.
        now: the present moment.
        today: the regency's day.
        commitment_id: the programme on whose page it was sent.
        found_on: the day of the minutes.
        filename: as sent.
        content: seekable.

    Raises:
        NotFound: no such programme in this regency.
        InvalidInput: the day has not come, or the file is too large or of a kind that is not read.
        DuplicateRecord: the same file arrived at the same moment by another way.

    Effects:
        Inserts ``verification_file``, enqueues ``read_village_sheet``, audits.
    """
    get_programme(session, tenant_id=tenant_id, commitment_id=commitment_id)
    if found_on > today:
        refuse_errors([FieldError("/found_on", N_("Tanggal ini belum tiba."))])
    plain = _inspect(content)
    digest = hashlib.sha256(plain).digest()
    same = _find_same(session, tenant_id, commitment_id, digest)
    if same is not None:
        return ReceivedSheet(same, is_new=False)
    file_id = uuid7()
    file = VerificationFile(
        tenant_id=tenant_id,
        id=file_id,
        commitment_id=commitment_id,
        found_on=found_on,
        filename=shown_filename(filename),
        byte_count=len(plain),
        sha256=digest,
        content=encrypt(
            plain,
            table="verification_file",
            column="content",
            tenant_id=tenant_id,
            row_id=file_id,
        ),
        state=SheetState.RECEIVED,
        failure_params={},
        uploaded_at=now,
        uploaded_by_id=actor.id,
        uploaded_by_name=actor.name,
    )
    session.add(file)
    flush(session, _REFUSALS)
    enqueue(
        session,
        READ_SHEET_JOB,
        tenant_id=tenant_id,
        key=str(file.id),
        payload={"verification_file_id": str(file.id)},
        now=now,
    )
    record(session, file, actor=actor, now=now, action="verification:upload")
    return ReceivedSheet(file, is_new=True)


def confirm_sheet(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, verification_file_id: UUID
) -> VerificationFile:
    """Store what the usable rows of a sheet say of people who still wait to be chosen.

    Raises:
        NotFound: no such file in this regency.
        InvalidTransition: the file does not wait for a decision.
        Conflict: a newer sheet of the village was made, or nothing is new any more.

    Effects:
        Locks the file and the village's verification, writes ``candidate``, audits, publishes
        ``FactsChanged``.
    """
    file = lock_sheet_file(session, tenant_id=tenant_id, verification_file_id=verification_file_id)
    _refuse_unless_ready(file)
    _refuse_overtaken(session, file)
    stored = write(session, _STORE, _values(file, now))
    if not stored:
        raise Conflict(_NOTHING_NEW)
    file.state, file.stored_count = SheetState.APPLIED, stored
    file.confirmed_at, file.confirmed_by_name = now, actor.name
    session.flush()
    record(session, file, actor=actor, now=now, action="verification:confirm", people_count=stored)
    publish(session, FactsChanged(tenant_id=tenant_id, now=now, cause="verification:confirm"))
    return file


def confirm_every_sheet(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, commitment_id: UUID
) -> int:
    """Store every sheet of a programme that was read without a wrong row and says something new.

    Returns:
        people of whom something is known now.

    Raises:
        NotFound: no such programme in this regency.

    Effects:
        As ``confirm_sheet``; sheets overtaken by a newer one, or with wrong rows, go on waiting.
    """
    get_programme(session, tenant_id=tenant_id, commitment_id=commitment_id)
    waiting = session.scalars(
        select(VerificationFile.id)
        .where(
            VerificationFile.tenant_id == tenant_id,
            VerificationFile.commitment_id == commitment_id,
            VerificationFile.state == SheetState.READY,
            VerificationFile.problem_count == 0,
            VerificationFile.changed_count > 0,
        )
        .order_by(VerificationFile.uploaded_at, VerificationFile.id)
        .limit(FILES_AT_ONCE)
    ).all()
    stored = 0
    for file_id in waiting:
        try:
            with session.begin_nested():
                file = confirm_sheet(
                    session,
                    tenant_id=tenant_id,
                    actor=actor,
                    now=now,
                    verification_file_id=file_id,
                )
        except Conflict:
            continue
        stored += file.stored_count or 0
    return stored


def discard_sheet(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, verification_file_id: UUID
) -> VerificationFile:
    """Give up a sheet that was read and not stored.

    Raises:
        NotFound: no such file in this regency.
        InvalidTransition: the file does not wait for a decision.

    Effects:
        Moves the file to ``discarded``, audits.
    """
    file = lock_sheet_file(session, tenant_id=tenant_id, verification_file_id=verification_file_id)
    _refuse_unless_ready(file)
    file.state = SheetState.DISCARDED
    session.flush()
    record(session, file, actor=actor, now=now, action="verification:cancel")
    return file


def lock_sheet_file(
    session: Session, *, tenant_id: int, verification_file_id: UUID
) -> VerificationFile:
    """The row of a file, locked until the transaction ends.

    Raises:
        NotFound: no such file in this regency.
    """
    file = session.scalars(
        select(VerificationFile)
        .where(VerificationFile.tenant_id == tenant_id, VerificationFile.id == verification_file_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    return file or get_sheet_file(
        session, tenant_id=tenant_id, verification_file_id=verification_file_id
    )


def record(
    session: Session,
    file: VerificationFile,
    *,
    actor: Actor,
    now: datetime,
    action: str,
    **detail: str | int | None,
) -> None:
    """Audit what was done with a filled sheet."""
    audit.record(
        session,
        tenant_id=file.tenant_id,
        actor=actor,
        now=now,
        action=action,
        subject="verification_file",
        subject_id=file.id,
        detail={
            "commitment_id": str(file.commitment_id),
            **{name: value for name, value in detail.items() if value is not None},
        },
    )


def _inspect(content: BinaryIO) -> bytes:
    size = content.seek(0, os.SEEK_END)
    if not size:
        raise InvalidInput(errors=[FieldError("/file", N_("Berkas kosong (0 bita)."))])
    if size > SHEET_LIMIT_BYTES:
        detail = N_("Berkas terlalu besar; paling banyak %(limit)s.")
        limit = formats.file_size(SHEET_LIMIT_BYTES)
        raise InvalidInput(errors=[FieldError("/file", detail, {"limit": limit})])
    if recognise(content) is RosterFormat.XLSX:
        check_package(content)
    content.seek(0)
    return content.read()


def _find_same(
    session: Session, tenant_id: int, commitment_id: UUID, digest: bytes
) -> VerificationFile | None:
    return session.scalars(
        select(VerificationFile).where(
            VerificationFile.tenant_id == tenant_id,
            VerificationFile.commitment_id == commitment_id,
            VerificationFile.sha256 == digest,
            VerificationFile.state.in_((SheetState.RECEIVED, SheetState.READY, SheetState.APPLIED)),
        )
    ).one_or_none()


def _refuse_unless_ready(file: VerificationFile) -> None:
    if file.state != SheetState.READY:
        raise InvalidTransition(_NO_STEP, state=file.state)


def _refuse_overtaken(session: Session, file: VerificationFile) -> None:
    current = session.scalar(
        select(VillageVerification.version)
        .where(
            VillageVerification.tenant_id == file.tenant_id,
            VillageVerification.id == file.verification_id,
        )
        .with_for_update()
    )
    if current != file.version:
        raise Conflict(_OVERTAKEN)


def _values(file: VerificationFile, now: datetime) -> dict[str, Any]:
    return {
        "tenant_id": file.tenant_id,
        "commitment_id": file.commitment_id,
        "verification_file_id": file.id,
        "found_on": file.found_on,
        "fit": Finding.FIT.value,
        "waiting": [status.value for status in WAITING_STATUSES],
        "now": now,
    }
