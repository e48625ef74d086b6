"""Sheets for villages: whom they ask about, numbered once, and the paper that goes with them."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import insert, select, text
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from enrollment.models.verification import VerificationLine, VillageVerification
from enrollment.queries.programmes import get_programme
from enrollment.queries.selection_judging import WAITING_STATUSES
from enrollment.queries.verification import (
    SheetPerson,
    VillageStanding,
    count_villages,
    get_verification,
    list_sheet,
    list_standings,
)
from enrollment.verification import CODE_LETTERS, LETTERS, SheetCode
from tenants.document_types import MediaType, recognise_media_type
from tenants.kernel import audit, formats
from tenants.kernel.actor import Actor
from tenants.kernel.errors import N_, RuleViolation, UnsupportedFormat
from tenants.kernel.ids import uuid7
from tenants.models.documents import DocumentBlob
from tenants.services.documents import IncomingFile, store_document

SHEET_LIMIT = 20_000
_NOBODY = N_("Tidak ada calon yang menunggu ditetapkan di desa/kelurahan ini.")
_NOBODY_ANYWHERE = N_("Tidak ada calon yang menunggu ditetapkan pada program ini.")
_TOO_MANY = N_(
    "%(count)s calon di satu desa/kelurahan terlalu banyak untuk satu lembar; paling banyak"
    " %(limit)s."
)
_SCANS = {MediaType.PDF, MediaType.JPEG, MediaType.PNG}
_NO_SCAN = N_("Unggah hasil pindai berita acara sebagai PDF, JPG, atau PNG.")
_ASKED = text(
    """
    SELECT w.id FROM cover c
    JOIN worker w ON w.tenant_id = c.tenant_id AND w.id = c.worker_id
    LEFT JOIN candidate k ON k.tenant_id = c.tenant_id
        AND k.commitment_id = c.commitment_id AND k.worker_id = c.worker_id
    WHERE c.tenant_id = :tenant_id AND c.commitment_id = :commitment_id
        AND w.village_code = :village_code AND c.status = ANY(:waiting)
        AND k.excluded_because IS NULL
    ORDER BY w.name_key, w.id
    """
)


@dataclass(frozen=True)
class IssuedSheet:
    """A sheet as it is handed out: which one, of which programme, and who stands on it."""

    verification: VillageVerification
    programme_title: str
    people: Sequence[SheetPerson]

    @property
    def code(self) -> SheetCode:
        """By which it is known again."""
        return SheetCode(self.verification.code, self.verification.version)


def issue_sheet(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    commitment_id: UUID,
    village_code: str,
) -> IssuedSheet:
    """The sheet of a village with everybody who waits there; a new version if they are others.

    Args:
        session: role regency or job.
        tenant_id: whose.
        actor: who hands it out.
        now: the present moment.
        commitment_id: the programme.
        village_code: dotted.

    Raises:
        NotFound: no such programme in this regency.
        RuleViolation: nobody waits in this village, or too many do.

    Effects:
        Locks the village's verification; writes its people once per version, audits.
    """
    programme = get_programme(session, tenant_id=tenant_id, commitment_id=commitment_id)
    whose = _Village(tenant_id, commitment_id, village_code)
    verification = _issue(session, whose, actor, now)
    _record(session, verification, actor=actor, now=now, action="verification:export")
    return IssuedSheet(verification, programme.title, list_sheet(session, verification))


def issue_every_sheet(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, commitment_id: UUID
) -> int:
    """The sheets of every village where somebody waits; as ``issue_sheet``, in one go.

    Returns:
        villages with a sheet.

    Raises:
        NotFound: no such programme in this regency.
        RuleViolation: nobody waits in any village, or too many do in one.

    Effects:
        Locks the verifications, by village; writes people once per version, audits once.
    """
    get_programme(session, tenant_id=tenant_id, commitment_id=commitment_id)
    asked = list_asked(session, tenant_id=tenant_id, commitment_id=commitment_id)
    if not asked:
        raise RuleViolation(_NOBODY_ANYWHERE)
    people = 0
    for standing in asked:
        whose = _Village(tenant_id, commitment_id, standing.count.village_code)
        people += _issue(session, whose, actor, now).people_count
    audit.record(
        session,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        action="verification:export",
        subject="commitment",
        subject_id=commitment_id,
        detail={"people_count": people, "villages_count": len(asked)},
    )
    return len(asked)


def list_asked(
    session: Session, *, tenant_id: int, commitment_id: UUID
) -> Sequence[VillageStanding]:
    """The villages of a programme where somebody waits, by code."""
    counts = count_villages(session, tenant_id=tenant_id, commitment_id=commitment_id)
    found = list_standings(session, counts, tenant_id=tenant_id, commitment_id=commitment_id)
    return [standing for standing in found if standing.count.asked]


def keep_minutes(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    verification_id: UUID,
    file: IncomingFile,
) -> DocumentBlob:
    """Keep the scan of the signed minutes of a village; a newer one is its next version.

    Raises:
        NotFound: no such verification in this regency.
        Conflict: the kept scan has a newer version already.
        InvalidInput, TooLarge, UnsupportedFormat: the file cannot be kept.

    Effects:
        Locks the verification, stores the file, audits.
    """
    get_verification(session, tenant_id=tenant_id, verification_id=verification_id)
    if recognise_media_type(file.content) not in _SCANS:
        raise UnsupportedFormat(_NO_SCAN)
    verification = session.scalars(
        select(VillageVerification)
        .where(
            VillageVerification.tenant_id == tenant_id, VillageVerification.id == verification_id
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    kept = store_document(
        session,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        file=file,
        replaces_id=verification.document_id,
    )
    verification.document_id = kept.id
    session.flush()
    _record(session, verification, actor=actor, now=now, action="verification:attach-document")
    return kept


@dataclass(frozen=True)
class _Village:
    tenant_id: int
    commitment_id: UUID
    village_code: str


def _issue(session: Session, whose: _Village, actor: Actor, now: datetime) -> VillageVerification:
    asked = _asked(session, whose)
    verification = _lock(session, whose, actor, now)
    digest = sha256(b"".join(worker_id.bytes for worker_id in sorted(asked))).digest()
    if verification.version == 0 or verification.people_sha256 != digest:
        verification.version += 1
        verification.people_count, verification.people_sha256 = len(asked), digest
        verification.issued_at, verification.issued_by_name = now, actor.name
        session.flush()
        session.execute(insert(VerificationLine), _lines(verification, asked))
    return verification


def _asked(session: Session, whose: _Village) -> Sequence[UUID]:
    values = {
        **asdict(whose),
        "waiting": [status.value for status in WAITING_STATUSES],
    }
    asked = session.scalars(_ASKED, values).all()
    if not asked:
        raise RuleViolation(_NOBODY)
    if len(asked) > SHEET_LIMIT:
        raise RuleViolation(
            _TOO_MANY, count=formats.count(len(asked)), limit=formats.count(SHEET_LIMIT)
        )
    return asked


def _lock(session: Session, whose: _Village, actor: Actor, now: datetime) -> VillageVerification:
    """The record of a village, made on its first sheet; its version 0 has nobody on it."""
    made = {
        **asdict(whose),
        "id": uuid7(),
        "code": "".join(secrets.choice(LETTERS) for _place in range(CODE_LETTERS)),
        "version": 0,
        "people_count": 0,
        "people_sha256": sha256(b"").digest(),
        "issued_at": now,
        "issued_by_name": actor.name,
    }
    session.execute(
        upsert(VillageVerification)
        .values(**made)
        .on_conflict_do_nothing(index_elements=["tenant_id", "commitment_id", "village_code"])
    )
    return session.scalars(
        select(VillageVerification)
        .where(
            VillageVerification.tenant_id == whose.tenant_id,
            VillageVerification.commitment_id == whose.commitment_id,
            VillageVerification.village_code == whose.village_code,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def _lines(verification: VillageVerification, asked: Sequence[UUID]) -> list[dict[str, object]]:
    return [
        {
            "tenant_id": verification.tenant_id,
            "verification_id": verification.id,
            "version": verification.version,
            "number": number,
            "worker_id": worker_id,
        }
        for number, worker_id in enumerate(asked, start=1)
    ]


def _record(
    session: Session,
    verification: VillageVerification,
    *,
    actor: Actor,
    now: datetime,
    action: str,
) -> None:
    audit.record(
        session,
        tenant_id=verification.tenant_id,
        actor=actor,
        now=now,
        action=action,
        subject="village_verification",
        subject_id=verification.id,
        detail={
            "commitment_id": str(verification.commitment_id),
            "village_code": verification.village_code,
            "version": verification.version,
            "people_count": verification.people_count,
        },
    )
