"""Reads of agreements with their papers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.agreement_days import AgreementTerm
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from cooperation.states import (
    BEFORE_SIGNATURE,
    AgreementState,
    TermDates,
    agreement_state_on,
)
from tenants.kernel.errors import N_, NotFound
from tenants.models.documents import DocumentBlob
from tenants.queries.documents import get_document


@dataclass(frozen=True)
class AgreementRecord:
    """One agreement with its commitment and papers."""

    agreement: Agreement
    commitment: Commitment | None
    draft_text: DocumentBlob | None
    signed_copy: DocumentBlob | None
    posting_proof: DocumentBlob | None


def get_agreement(session: Session, *, tenant_id: int, agreement_id: UUID) -> Agreement:
    """One agreement.

    Raises:
        NotFound: none with this id in this regency.
    """
    agreement = session.scalars(
        select(Agreement).where(Agreement.tenant_id == tenant_id, Agreement.id == agreement_id)
    ).one_or_none()
    if agreement is None:
        raise NotFound(N_("Perjanjian tidak ditemukan."))
    return agreement


def get_agreement_record(
    session: Session, *, tenant_id: int, agreement_id: UUID
) -> AgreementRecord:
    """One agreement with its commitment and papers, without the bytes of the files.

    Raises:
        NotFound: none with this id in this regency.
    """
    agreement = get_agreement(session, tenant_id=tenant_id, agreement_id=agreement_id)
    commitment = session.scalars(
        select(Commitment).where(
            Commitment.tenant_id == tenant_id, Commitment.id == agreement.commitment_id
        )
    ).one_or_none()
    draft, copy, proof = (
        get_document(session, tenant_id=tenant_id, document_id=document_id) if document_id else None
        for document_id in (
            agreement.draft_document_id,
            agreement.document_id,
            agreement.posting_proof_document_id,
        )
    )
    return AgreementRecord(agreement, commitment, draft, copy, proof)


def list_agreements(
    session: Session, *, tenant_id: int, commitment_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[Agreement]]:
    """The agreements of some commitments, in order of signature, drafts last."""
    rows = session.scalars(
        select(Agreement)
        .where(Agreement.tenant_id == tenant_id, Agreement.commitment_id.in_(commitment_ids))
        .order_by(Agreement.signed_on.asc().nulls_last(), Agreement.id)
    )
    found: defaultdict[UUID, list[Agreement]] = defaultdict(list)
    for agreement in rows:
        if agreement.commitment_id is not None:
            found[agreement.commitment_id].append(agreement)
    return found


def list_umbrella_agreements(session: Session, *, tenant_id: int) -> Sequence[Agreement]:
    """Agreements that carry no single commitment, latest signature first, drafts before."""
    return session.scalars(
        select(Agreement)
        .where(Agreement.tenant_id == tenant_id, Agreement.commitment_id.is_(None))
        .order_by(Agreement.signed_on.desc().nulls_first(), Agreement.id)
    ).all()


def list_signed_agreements(
    session: Session, *, tenant_id: int
) -> Sequence[tuple[Agreement, Commitment | None]]:
    """Every agreement that was ever signed, with its commitment, in order of signature."""
    rows = session.execute(
        select(Agreement, Commitment)
        .outerjoin(
            Commitment,
            (Commitment.tenant_id == Agreement.tenant_id)
            & (Commitment.id == Agreement.commitment_id),
        )
        .where(Agreement.tenant_id == tenant_id, Agreement.signed_on.is_not(None))
        .order_by(Agreement.signed_on, Agreement.id)
    )
    return [(agreement, commitment) for agreement, commitment in rows]


def term_of(agreement: Agreement, commitment: Commitment | None) -> AgreementTerm | None:
    """The dates that count for days in force; None before the signature.

    Where the agreement states no term, the months of its commitment take its place.
    """
    if agreement.signed_on is None or AgreementState(agreement.status) in BEFORE_SIGNATURE:
        return None
    months = _term_of_months(commitment) if commitment is not None else (None, None)
    return AgreementTerm(
        signed_on=agreement.signed_on,
        starts_on=agreement.starts_on or months[0],
        ends_on=agreement.last_day or months[1],
        terminated_on=agreement.terminated_on,
        has_posting_proof=agreement.posting_proof_document_id is not None,
    )


def state_on(agreement: Agreement, day: date) -> AgreementState:
    """What an agreement is on a day, with its addenda and what continues it."""
    dates = TermDates(
        starts_on=agreement.starts_on or agreement.signed_on,
        ends_on=agreement.last_day,
        amended_from=agreement.amended_from,
        continued_from=agreement.continued_from,
    )
    return agreement_state_on(AgreementState(agreement.status), dates, day)


def _term_of_months(commitment: Commitment) -> tuple[date | None, date | None]:
    if commitment.first_month is None or commitment.months_now is None:
        return commitment.first_month, None
    last = Month.of(commitment.first_month).plus(commitment.months_now - 1)
    return commitment.first_month, last.last_day
