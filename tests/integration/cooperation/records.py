"""Commitments and agreements as tests keep them: valid, small, with every asserted value stated."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.agreement_rules import AgreementDetails
from cooperation.commitment_rules import CommitmentDetails
from cooperation.commitment_states import CommitmentStatus
from cooperation.kinds import AgreementKind, AgreementPaper, FundingSource, Payer, Programme
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from cooperation.services.agreement_steps import Signature, sign_agreement
from cooperation.services.agreements import attach_paper, register_agreement
from cooperation.services.commitments import register_commitment
from cooperation.states import AgreementState
from tenants.kernel.db import transaction
from tenants.kernel.sources import SourceStatus
from tenants.services.documents import IncomingFile
from tests.conftest import ACTOR, NOW, Regency

TODAY = NOW.date()
PDF = IncomingFile("pks.pdf", b"%PDF-1.7\nPerjanjian Kerja Sama")
PRESS: dict[str, Any] = {
    "source_name": "Jatimtimes",
    "source_on": date(2025, 4, 14),
    "source_status": SourceStatus.PRESS,
}


def by(regency: Regency) -> dict[str, Any]:
    """Who acts, in which regency, when."""
    return {"tenant_id": regency.id, "actor": ACTOR, "now": NOW}


def commitment_details(**changes: Any) -> CommitmentDetails:
    """Ten months for 8,125 people, as Blitar's agreement of 2025 states them."""
    base: dict[str, Any] = {
        "title": "Perlindungan pekerja rentan",
        "budget_year": 2025,
        "people_count": 8_125,
        "first_month": Month(2025, 3),
        "month_count": 10,
        "programmes": frozenset({Programme.JKK, Programme.JKM}),
        "funding_source": FundingSource.APBD,
        "payer": Payer.REGENCY,
        **PRESS,
    }
    return CommitmentDetails(**{**base, **changes})


def agreement_details(**changes: Any) -> AgreementDetails:
    """The agreement that carries them."""
    base: dict[str, Any] = {
        "title": "PKS pekerja rentan",
        "kind": AgreementKind.PKS,
        "starts_on": date(2025, 3, 1),
        "ends_on": date(2025, 12, 31),
        **PRESS,
    }
    return AgreementDetails(**{**base, **changes})


def keep_commitment(
    regency: Regency, status: CommitmentStatus = CommitmentStatus.COMMITTED, **changes: Any
) -> Commitment:
    """A commitment that is kept."""
    with transaction(regency.principal()) as session:
        return register_commitment(
            session, **by(regency), details=commitment_details(**changes), status=status
        )


def keep_agreement(regency: Regency, **changes: Any) -> Agreement:
    """An agreement that is kept as a draft."""
    with transaction(regency.principal()) as session:
        return register_agreement(session, **by(regency), details=agreement_details(**changes))


def version_now(session: Session, agreement: Agreement) -> int:
    """The version a page opened now would carry; the one in hand where nothing is to be seen."""
    kept = select(Agreement.version).where(Agreement.id == agreement.id)
    return session.scalar(kept) or agreement.version


def sign(regency: Regency, agreement: Agreement, signed_on: date) -> Agreement:
    """The agreement, signed; with its copy where the office accepted it here."""
    with transaction(regency.principal()) as session:
        status = session.scalar(select(Agreement.status).where(Agreement.id == agreement.id))
        is_accepted = status == AgreementState.ACCEPTED
        why = "Salinan menyusul dari kantor cabang."
        return sign_agreement(
            session,
            **by(regency),
            agreement_id=agreement.id,
            expected_version=version_now(session, agreement),
            signature=Signature(signed_on, copy=PDF)
            if is_accepted
            else Signature(signed_on, comes_later=why),
            timezone="Asia/Jakarta",
        )


def attach(
    regency: Regency, agreement: Agreement, paper: AgreementPaper = AgreementPaper.SIGNED_COPY
) -> None:
    """The agreement with a paper."""
    with transaction(regency.principal()) as session:
        attach_paper(session, **by(regency), agreement_id=agreement.id, paper=paper, file=PDF)
