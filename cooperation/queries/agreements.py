"""Reads of agreements with their papers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from cooperation.agreement_terms import AgreementTerm
from cooperation.models.agreements import Agreement, AgreementPart
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from cooperation.queries.agreement_parts import list_carried, list_parts
from cooperation.states import (
    AgreementState,
    TermDates,
    agreement_state_on,
)
from tenants.kernel.errors import N_, NotFound
from tenants.models.documents import DocumentBlob
from tenants.queries.documents import get_document


@dataclass(frozen=True)
class AgreementRecord:
    """One agreement with its commitment, those it carries beside it, and its papers."""

    agreement: Agreement
    commitment: Commitment | None
    parts: Sequence[tuple[AgreementPart, Commitment]]
    draft_text: DocumentBlob | None
    signed_copy: DocumentBlob | None
    posting_proof: DocumentBlob | None
    start_consent: DocumentBlob | None

    @property
    def carried(self) -> Sequence[Commitment]:
        """Every commitment it carries, its first before the others."""
        first = [self.commitment] if self.commitment is not None else []
        return [*first, *(one for _part, one in self.parts)]


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
    draft, copy, proof, consent = (
        get_document(session, tenant_id=tenant_id, document_id=document_id) if document_id else None
        for document_id in (
            agreement.draft_document_id,
            agreement.document_id,
            agreement.posting_proof_document_id,
            agreement.start_consent_document_id,
        )
    )
    return AgreementRecord(
        agreement, commitment, list_parts(session, agreement), draft, copy, proof, consent
    )


def list_agreements(
    session: Session, *, tenant_id: int, commitment_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[Agreement]]:
    """The agreements that carry some commitments, in order of signature, drafts last.

    An agreement that carries a commitment as a part carries it like its first.
    """
    carried = union_all(
        select(Agreement.id, Agreement.commitment_id).where(
            Agreement.tenant_id == tenant_id, Agreement.commitment_id.in_(commitment_ids)
        ),
        select(AgreementPart.agreement_id, AgreementPart.commitment_id).where(
            AgreementPart.tenant_id == tenant_id, AgreementPart.commitment_id.in_(commitment_ids)
        ),
    ).subquery()
    rows = session.execute(
        select(Agreement, carried.c.commitment_id)
        .join(carried, carried.c.id == Agreement.id)
        .where(Agreement.tenant_id == tenant_id)
        .order_by(Agreement.signed_on.asc().nulls_last(), Agreement.id)
    )
    found: defaultdict[UUID, list[Agreement]] = defaultdict(list)
    for agreement, commitment_id in rows:
        found[commitment_id].append(agreement)
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
) -> Sequence[tuple[Agreement, Sequence[Commitment]]]:
    """Every agreement that was ever signed, with all it carries, in order of signature."""
    signed = session.scalars(
        select(Agreement)
        .where(Agreement.tenant_id == tenant_id, Agreement.signed_on.is_not(None))
        .order_by(Agreement.signed_on, Agreement.id)
    ).all()
    carried = list_carried(session, tenant_id=tenant_id, agreements=signed)
    return [(agreement, carried.get(agreement.id, ())) for agreement in signed]


def term_of(agreement: Agreement, carried: Sequence[Commitment]) -> AgreementTerm | None:
    """The dates that count for days in force; None before the signature.

    Where the agreement states no term, the months of all it carries take its place.
    """
    term = agreement.term
    if term is None:
        return None
    first, last = _term_of_months(carried)
    return replace(term, starts_on=term.starts_on or first, ends_on=term.ends_on or last)


def state_on(agreement: Agreement, day: date) -> AgreementState:
    """What an agreement is on a day, with its addenda and what continues it."""
    dates = TermDates(
        starts_on=agreement.starts_on or agreement.signed_on,
        ends_on=agreement.last_day,
        amended_from=agreement.amended_from,
        continued_from=agreement.continued_from,
    )
    return agreement_state_on(AgreementState(agreement.status), dates, day)


def _term_of_months(carried: Sequence[Commitment]) -> tuple[date | None, date | None]:
    """From the earliest month of all to the latest; open at the end where one of them is."""
    firsts = [one.first_month for one in carried if one.first_month is not None]
    lasts = [
        Month.of(one.first_month).plus(one.months_now - 1).last_day
        for one in carried
        if one.first_month is not None and one.months_now is not None
    ]
    is_whole = bool(carried) and len(lasts) == len(carried)
    return min(firsts, default=None), max(lasts) if is_whole else None
