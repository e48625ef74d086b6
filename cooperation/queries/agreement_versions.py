"""Reads of the versions of an agreement that were put before somebody, and of the present one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from cooperation.models.agreements import Agreement
from cooperation.queries.agreement_claims import present_claims
from cooperation.queries.internal_reviews import list_internal_rounds
from cooperation.queries.reviews import list_rounds
from cooperation.states import ReviewStage
from cooperation.submitted_claims import Claim
from tenants.models.documents import DocumentBlob
from tenants.queries.documents import get_document

PRESENT = "now"


@dataclass(frozen=True)
class AgreementVersion:
    """What stood before somebody: claims, and the file of the text.

    ``code`` names it in an address: ``branch-2``, ``home-1``, ``now``. ``stage`` and ``round`` are
    None for what stands there now; ``claims`` None for rounds from before they were kept.
    """

    code: str
    stage: ReviewStage | None
    round: int | None
    at: datetime
    claims: Mapping[str, Claim] | None
    text: DocumentBlob | None


def list_versions(
    session: Session, agreement: Agreement, *, for_branch: bool = False
) -> Sequence[AgreementVersion]:
    """Every version that can be compared, the latest first.

    Args:
        session: bound to the regency.
        agreement: one of its agreements.
        for_branch: leave out rounds at home, and what was not submitted.
    """
    versions = [
        AgreementVersion(
            code=f"branch-{one.review.round}",
            stage=ReviewStage.BRANCH,
            round=one.review.round,
            at=one.review.submitted_at,
            claims=one.review.claims,
            text=one.draft_text,
        )
        for one in list_rounds(session, tenant_id=agreement.tenant_id, agreement_id=agreement.id)
    ]
    if for_branch:
        return versions
    versions += [
        AgreementVersion(
            code=f"home-{one.review.round}",
            stage=one.stage,
            round=one.review.round,
            at=one.review.submitted_at,
            claims=one.review.claims,
            text=one.draft_text,
        )
        for one in list_internal_rounds(
            session, tenant_id=agreement.tenant_id, agreement_id=agreement.id
        )
    ]
    now = AgreementVersion(
        code=PRESENT,
        stage=None,
        round=None,
        at=agreement.updated_at,
        claims=present_claims(session, agreement),
        text=get_document(
            session, tenant_id=agreement.tenant_id, document_id=agreement.draft_document_id
        )
        if agreement.draft_document_id
        else None,
    )
    return [now, *sorted(versions, key=lambda one: one.at, reverse=True)]
