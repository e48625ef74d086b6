"""Receiving rosters."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from enrollment.intake import Decision
from enrollment.kinds import UPLOADED_STATUSES, CoverStatus, RosterState
from enrollment.models.rosters import Roster, RosterChunk
from enrollment.parsing.encodings import Encoding
from enrollment.parsing.refusals import FILE_TEXTS, FileProblem
from enrollment.queries.programmes import get_programme
from enrollment.queries.rosters import find_same_file
from enrollment.services.inspection import (
    Inspection,
    inspect_upload,
    pieces_of,
    shown_filename,
)
from enrollment.services.staging import seal_chunk
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.constraints import flush
from tenants.kernel.errors import (
    N_,
    DuplicateRecord,
    FieldError,
    InvalidInput,
)
from tenants.kernel.ids import uuid7
from tenants.kernel.jobs import enqueue

IMPORT_JOB = "import_roster"
FILE_KEPT = timedelta(days=30)
"""How long a file waits for a decision; and how long it is kept after its list was stored or
refused: as long as it may be undone."""
FIND_JOB = "find_duplicates"
CLEAN_JOB = "clean_roster"
_REFUSALS = {
    "uq_roster_tenant_id_commitment_id_cover_status_sha256": partial(
        DuplicateRecord, N_("Berkas yang sama baru saja diterima.")
    )
}


@dataclass(frozen=True)
class RosterUpload:
    """What somebody says about a file they send.

    With a ``decision`` made beforehand the list is stored without a preview, unless the decision
    does not hold for what is found: then it waits like any other.
    """

    commitment_id: UUID
    filename: str
    cover_status: CoverStatus = CoverStatus.PROPOSED
    is_synthetic: bool = False
    decision: Decision | None = None


@dataclass(frozen=True)
class ReceivedRoster:
    """The roster of a file; ``is_new`` is False when the same file was sent before."""

    roster: Roster
    is_new: bool


def receive_roster(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    upload: RosterUpload,
    content: BinaryIO,
) -> ReceivedRoster:
    """Keep a roster file, encrypted, and ask for its import. The same file again changes nothing.

    Args:
        session: role regency.
        tenant_id: whose.
        actor: who sends it.
        now: the present moment.
        upload: commitment, name and meaning of the file.
        content: seekable; read twice, a piece at a time.

    Raises:
        NotFound: no such commitment in this regency.
        InvalidInput: the commitment is cancelled or its months are not stated, or the status is
            not a regency's to state.
        RosterFileRefused: neither a list as text nor a plain workbook, columns missing, or too
            large.
        DuplicateRecord: the same file arrived at the same moment by another way.

    Effects:
        Inserts ``roster`` and ``roster_chunk``, enqueues ``import_roster``, and ``clean_roster``
        for thirty days later, audits.
    """
    found = inspect_upload(
        content, upload.filename
    )  # before the first statement, so that no transaction idles meanwhile
    _refuse_purpose(session, upload, tenant_id=tenant_id)
    same = find_same_file(
        session,
        tenant_id=tenant_id,
        commitment_id=upload.commitment_id,
        cover_status=upload.cover_status,
        sha256=found.sha256,
    )
    if same is not None:
        return ReceivedRoster(same, is_new=False)
    roster = _new_roster(upload, found, tenant_id=tenant_id, actor=actor, now=now)
    session.add(roster)
    flush(session, _REFUSALS)
    _store(session, roster, content)
    request_job(session, IMPORT_JOB, roster, now=now)
    request_job(session, CLEAN_JOB, roster, now=now + FILE_KEPT)
    audit.record(
        session,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        action="roster:upload",
        subject="roster",
        subject_id=roster.id,
        detail={"commitment_id": str(upload.commitment_id), "bytes": found.byte_count},
    )
    return ReceivedRoster(roster, is_new=True)


def _refuse_purpose(session: Session, upload: RosterUpload, *, tenant_id: int) -> None:
    programme = get_programme(session, tenant_id=tenant_id, commitment_id=upload.commitment_id)
    if programme.is_cancelled:
        detail = N_("Program ini dibatalkan. Pilih program lain.")
        raise InvalidInput(errors=[FieldError("/commitment_id", detail)])
    if programme.starts_on is None:
        detail = FILE_TEXTS[FileProblem.MONTHS_UNKNOWN]
        raise InvalidInput(errors=[FieldError("/commitment_id", detail)])
    if upload.cover_status not in UPLOADED_STATUSES:
        detail = N_("Pilih salah satu pilihan yang tersedia.")
        raise InvalidInput(errors=[FieldError("/cover_status", detail)])


def _store(session: Session, roster: Roster, content: BinaryIO) -> None:
    for position, piece in enumerate(pieces_of(content)):
        chunk = seal_chunk(
            piece, tenant_id=roster.tenant_id, roster_id=roster.id, position=position
        )
        values = {
            "tenant_id": chunk.tenant_id,
            "id": chunk.id,
            "roster_id": chunk.roster_id,
            "position": chunk.position,
            "content": chunk.content,
        }
        session.execute(insert(RosterChunk).values(**values).inline())


def _new_roster(
    upload: RosterUpload, found: Inspection, *, tenant_id: int, actor: Actor, now: datetime
) -> Roster:
    return Roster(
        tenant_id=tenant_id,
        id=uuid7(),
        commitment_id=upload.commitment_id,
        cover_status=upload.cover_status,
        filename=shown_filename(upload.filename),
        byte_count=found.byte_count,
        line_count=found.line_count,
        sha256=found.sha256,
        encoding=found.encoding or Encoding.UTF_8,
        other_sheets=[],
        notices=[],
        is_synthetic=upload.is_synthetic,
        state=RosterState.RECEIVED,
        failure_params={},
        uploaded_at=now,
        uploaded_by_id=actor.id,
        uploaded_by_name=actor.name,
        has_moved_on=False,
        **_decided(upload.decision, actor=actor, now=now),
    )


def _decided(decision: Decision | None, *, actor: Actor, now: datetime) -> dict[str, Any]:
    if decision is None:
        return {}
    return {
        "confirmed_at": now,
        "confirmed_by_id": actor.id,
        "confirmed_by_name": actor.name,
        "on_errors": decision.on_errors,
        "on_known": decision.on_known,
        "on_doubted": decision.on_doubted,
        "override_reason": decision.reason,
    }


def request_job(session: Session, kind: str, roster: Roster, *, now: datetime) -> None:
    """Ask for work on a roster.

    Effects:
        Enqueues.
    """
    enqueue(
        session,
        kind,
        tenant_id=roster.tenant_id,
        key=str(roster.id),
        payload={"roster_id": str(roster.id)},
        now=now,
    )
