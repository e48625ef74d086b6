"""Reads of evidence: all of a year by indicator, one, and what runs out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from scoring.models.evidence import Evidence
from tenants.kernel.errors import N_, NotFound
from tenants.models.documents import DocumentBlob
from tenants.models.regulations import RegulationDocument


@dataclass(frozen=True)
class EvidenceRecord:
    """Evidence with its file; ``newer`` is a later version of the file, where there is one."""

    evidence: Evidence
    document: DocumentBlob
    newer: DocumentBlob | None


def list_evidence(
    session: Session, *, tenant_id: int, year: int | None = None, ids: Sequence[UUID] = ()
) -> Sequence[EvidenceRecord]:
    """Evidence of a year, or some by id: by indicator, then by the name of the file."""
    newer = aliased(DocumentBlob)
    query = (
        select(Evidence, DocumentBlob, newer)
        .join(
            DocumentBlob,
            (DocumentBlob.tenant_id == Evidence.tenant_id)
            & (DocumentBlob.id == Evidence.document_id),
        )
        .outerjoin(
            newer,
            (newer.tenant_id == DocumentBlob.tenant_id) & (newer.replaces_id == DocumentBlob.id),
        )
        .where(Evidence.tenant_id == tenant_id)
        .order_by(Evidence.indicator, DocumentBlob.filename, Evidence.id)
    )
    query = query.where(Evidence.year == year) if year else query.where(Evidence.id.in_(ids))
    return [EvidenceRecord(*row) for row in session.execute(query)]


def get_evidence(session: Session, *, tenant_id: int, evidence_id: UUID) -> EvidenceRecord:
    """One piece of evidence.

    Raises:
        NotFound: none with this id in this regency.
    """
    found = list_evidence(session, tenant_id=tenant_id, ids=[evidence_id])
    if not found:
        raise NotFound(N_("Bukti dukung tidak ditemukan."))
    return found[0]


def list_evidence_of_text(
    session: Session, *, tenant_id: int, regulation_id: UUID
) -> Sequence[Evidence]:
    """Evidence that is a version of a regulation's text, the latest year first."""
    texts = select(RegulationDocument.document_id).where(
        RegulationDocument.tenant_id == tenant_id,
        RegulationDocument.regulation_id == regulation_id,
    )
    return session.scalars(
        select(Evidence)
        .where(Evidence.tenant_id == tenant_id, Evidence.document_id.in_(texts))
        .order_by(Evidence.year.desc(), Evidence.indicator, Evidence.id)
    ).all()


def list_running_out(
    session: Session, *, tenant_id: int, earliest: date, latest: date
) -> Sequence[tuple[Evidence, str]]:
    """Evidence whose last day lies between two days, with the name of its file. Role job."""
    rows = session.execute(
        select(Evidence, DocumentBlob.filename)
        .join(
            DocumentBlob,
            (DocumentBlob.tenant_id == Evidence.tenant_id)
            & (DocumentBlob.id == Evidence.document_id),
        )
        .where(
            Evidence.tenant_id == tenant_id,
            Evidence.valid_until >= earliest,
            Evidence.valid_until <= latest,
        )
        .order_by(Evidence.valid_until, Evidence.id)
    )
    return [(evidence, filename) for evidence, filename in rows]
