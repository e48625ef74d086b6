"""Reads of what a regency states about itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.models.claims import IndicatorClaim
from tenants.models.documents import DocumentBlob


@dataclass(frozen=True)
class ClaimRecord:
    """A claim and, without its bytes, the file that proves it."""

    claim: IndicatorClaim
    document: DocumentBlob | None


def list_claims(session: Session, *, tenant_id: int, year: int) -> Sequence[ClaimRecord]:
    """Every claim of one year by key, each with its file."""
    rows = session.execute(
        select(IndicatorClaim, DocumentBlob)
        .outerjoin(
            DocumentBlob,
            (DocumentBlob.tenant_id == IndicatorClaim.tenant_id)
            & (DocumentBlob.id == IndicatorClaim.document_id),
        )
        .where(IndicatorClaim.tenant_id == tenant_id, IndicatorClaim.year == year)
        .order_by(IndicatorClaim.key)
    )
    return [ClaimRecord(claim, document) for claim, document in rows]
