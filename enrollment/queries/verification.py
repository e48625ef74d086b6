"""Where each village of a programme stands, the sheets it was given, and the files it sent back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from enrollment.models.verification import VerificationFile, VillageVerification
from enrollment.queries.selection_judging import WAITING_STATUSES
from tenants.kernel.errors import N_, NotFound

_COUNTED = text(
    """
    SELECT w.village_code, count(*) AS people,
        count(*) FILTER (WHERE k.is_verified) AS verified,
        count(*) FILTER (WHERE NOT k.is_verified) AS rejected,
        count(*) FILTER (WHERE c.status = ANY(:waiting) AND k.excluded_because IS NULL) AS asked
    FROM cover c
    JOIN worker w ON w.tenant_id = c.tenant_id AND w.id = c.worker_id
    LEFT JOIN candidate k ON k.tenant_id = c.tenant_id
        AND k.commitment_id = c.commitment_id AND k.worker_id = c.worker_id
    WHERE c.tenant_id = :tenant_id AND c.commitment_id = :commitment_id
        AND (c.status = ANY(:waiting) OR k.is_verified IS NOT NULL)
    GROUP BY w.village_code ORDER BY w.village_code
    """
)
_SHEET = text(
    """
    SELECT l.number, w.id AS worker_id, w.tenant_id, w.name, w.birth_on, w.nik_encrypted,
        w.address_encrypted, k.village_finding, k.is_verified, k.verified_on,
        k.verification_note
    FROM verification_line l
    JOIN worker w ON w.tenant_id = l.tenant_id AND w.id = l.worker_id
    LEFT JOIN candidate k ON k.tenant_id = l.tenant_id AND k.worker_id = l.worker_id
        AND k.commitment_id = :commitment_id
    WHERE l.tenant_id = :tenant_id AND l.verification_id = :verification_id
        AND l.version = :version
    ORDER BY l.number
    """
)
_PROBLEMS = text(
    """
    SELECT row_number, problem FROM verification_row
    WHERE tenant_id = :tenant_id AND verification_file_id = :verification_file_id
        AND problem IS NOT NULL
    ORDER BY row_number LIMIT :limit
    """
)
_FINDINGS = text(
    """
    SELECT finding, count(*) AS people FROM verification_row
    WHERE tenant_id = :tenant_id AND verification_file_id = :verification_file_id
        AND problem IS NULL AND finding IS NOT NULL
    GROUP BY finding
    """
)


@dataclass(frozen=True)
class VillageCount:
    """People of a village in a programme, and what the village said of them.

    People are those who wait to be chosen, and whoever the village spoke of before.
    """

    village_code: str
    people: int
    verified: int
    rejected: int
    asked: int
    """Who would stand on a sheet made now."""

    @property
    def waiting(self) -> int:
        """People of whom the village has said nothing yet."""
        return self.people - self.verified - self.rejected


@dataclass(frozen=True)
class VillageStanding:
    """A village of a programme: its people, its sheet and its minutes."""

    count: VillageCount
    verification_id: UUID | None
    version: int | None
    issued_at: datetime | None
    document_id: UUID | None


@dataclass(frozen=True)
class SheetPerson:
    """A person on a sheet, with what is known of them now."""

    number: int
    worker_id: UUID
    tenant_id: int
    name: str
    birth_on: date
    nik_encrypted: bytes
    address_encrypted: bytes | None
    village_finding: str | None
    is_verified: bool | None
    verified_on: date | None
    verification_note: str | None


def count_villages(
    session: Session, *, tenant_id: int, commitment_id: UUID
) -> Sequence[VillageCount]:
    """Every village with people in a programme, by code."""
    values = {
        "tenant_id": tenant_id,
        "commitment_id": commitment_id,
        "waiting": [status.value for status in WAITING_STATUSES],
    }
    return [VillageCount(**row) for row in session.execute(_COUNTED, values).mappings()]


def keep_villages(counts: Sequence[VillageCount]) -> Mapping[str, Any]:
    """As they are kept, beside the outlook of the programme."""
    return {"villages": [asdict(one) for one in counts]}


def villages_as_kept(content: Mapping[str, Any]) -> Sequence[VillageCount] | None:
    """What ``keep_villages`` kept; None where an earlier count kept none."""
    if "villages" not in content:
        return None
    return [VillageCount(**one) for one in content["villages"]]


def list_standings(
    session: Session, counts: Sequence[VillageCount], *, tenant_id: int, commitment_id: UUID
) -> Sequence[VillageStanding]:
    """Every village that is counted or has a sheet of a programme, by code."""
    sheets = {
        sheet.village_code: sheet
        for sheet in session.scalars(
            select(VillageVerification).where(
                VillageVerification.tenant_id == tenant_id,
                VillageVerification.commitment_id == commitment_id,
            )
        )
    }
    counted = {one.village_code: one for one in counts}
    return [
        _standing(counted.get(code) or VillageCount(code, 0, 0, 0, 0), sheets.get(code))
        for code in sorted({*counted, *sheets})
    ]


def _standing(count: VillageCount, sheet: VillageVerification | None) -> VillageStanding:
    if sheet is None:
        return VillageStanding(count, None, None, None, None)
    return VillageStanding(count, sheet.id, sheet.version, sheet.issued_at, sheet.document_id)


def get_verification(
    session: Session, *, tenant_id: int, verification_id: UUID
) -> VillageVerification:
    """One village that was asked.

    Raises:
        NotFound: no such verification in this regency.
    """
    found = session.get(VillageVerification, (tenant_id, verification_id))
    if found is None:
        raise NotFound(N_("Verifikasi desa/kelurahan tidak ditemukan."))
    return found


def find_by_code(session: Session, *, tenant_id: int, code: str) -> VillageVerification | None:
    """The village a sheet with this code was made for."""
    return session.scalars(
        select(VillageVerification).where(
            VillageVerification.tenant_id == tenant_id, VillageVerification.code == code
        )
    ).one_or_none()


def list_sheet(session: Session, verification: VillageVerification) -> Sequence[SheetPerson]:
    """The people on the newest sheet of a village, in its order."""
    values = {
        "tenant_id": verification.tenant_id,
        "commitment_id": verification.commitment_id,
        "verification_id": verification.id,
        "version": verification.version,
    }
    return [SheetPerson(**row) for row in session.execute(_SHEET, values).mappings()]


def get_sheet_file(
    session: Session, *, tenant_id: int, verification_file_id: UUID
) -> VerificationFile:
    """One file that a village sent back.

    Raises:
        NotFound: no such file in this regency.
    """
    found = session.get(VerificationFile, (tenant_id, verification_file_id))
    if found is None:
        raise NotFound(N_("Lembar kerja yang diunggah tidak ditemukan."))
    return found


def list_sheet_files(
    session: Session, *, tenant_id: int, commitment_id: UUID, limit: int
) -> Sequence[VerificationFile]:
    """Files that came back for a programme, newest first."""
    return session.scalars(
        select(VerificationFile)
        .where(
            VerificationFile.tenant_id == tenant_id,
            VerificationFile.commitment_id == commitment_id,
        )
        .order_by(VerificationFile.uploaded_at.desc(), VerificationFile.id.desc())
        .limit(limit)
    ).all()


def list_sheet_problems(
    session: Session, *, tenant_id: int, verification_file_id: UUID, limit: int
) -> Sequence[tuple[int, str]]:
    """Rows of a file that cannot be used: their numbers and why."""
    values = {
        "tenant_id": tenant_id,
        "verification_file_id": verification_file_id,
        "limit": limit,
    }
    return [(row.row_number, row.problem) for row in session.execute(_PROBLEMS, values)]


def count_findings(
    session: Session, *, tenant_id: int, verification_file_id: UUID
) -> dict[str, int]:
    """People by finding, among the usable rows of a file."""
    values = {"tenant_id": tenant_id, "verification_file_id": verification_file_id}
    return {row.finding: row.people for row in session.execute(_FINDINGS, values)}
