"""Reads of what an agreement claims now: what a submission is checked and bound by."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.commitment_states import CommitmentStatus
from cooperation.kinds import Segment
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from cooperation.queries.agreement_bases import get_own_basis
from cooperation.queries.agreement_parts import list_parts
from cooperation.states import BEFORE_SIGNATURE
from cooperation.submission_rules import CarriedFigures, Submission
from cooperation.submitted_claims import Claim, content_sha256
from tenants.models.documents import DocumentBlob
from tenants.models.identity import Department
from tenants.models.regulations import Regulation


@dataclass(frozen=True)
class PresentContent:
    """The claims of an agreement as they are, and the SHA-256 of its text, where it has one."""

    claims: dict[str, Claim]
    text_sha256: bytes | None

    @property
    def sha256(self) -> bytes:
        """What a decision about it would be bound to."""
        return content_sha256(self.claims, self.text_sha256)

    def sha256_of(self, kept: Mapping[str, Claim] | None) -> bytes:
        """The same, over the claims alone that an earlier round kept; all where it kept none."""
        claims = {
            name: claim for name, claim in self.claims.items() if kept is None or name in kept
        }
        return content_sha256(claims, self.text_sha256)


def submission_of(
    agreement: Agreement, commitment: Commitment | None, parts: Sequence[Commitment] = ()
) -> Submission:
    """What an agreement states of what the branch needs."""
    return Submission(
        agreement.starts_on,
        agreement.ends_on,
        _figures(commitment) if commitment is not None else None,
        [(one.title, _figures(one)) for one in parts],
    )


def _figures(commitment: Commitment) -> CarriedFigures:
    return CarriedFigures(
        segment=Segment(commitment.segment),
        is_cancelled=commitment.status == CommitmentStatus.CANCELLED,
        people_count=commitment.people_count,
        contract_value_idr=commitment.contract_value_idr,
        first_month=commitment.first_month,
        month_count=commitment.month_count,
    )


def _claims(
    agreement: Agreement, commitment: Commitment | None, department_name: str | None
) -> dict[str, Claim]:
    """Everything an agreement claims, as a round keeps it; an umbrella agreement has no figures."""
    claims: dict[str, Claim] = {
        "title": agreement.title,
        "kind": agreement.kind,
        "number_regency": agreement.number_regency,
        "number_bpjs": agreement.number_bpjs,
        "starts_on": _iso(agreement.starts_on),
        "ends_on": _iso(agreement.ends_on),
        "regency_party": _party(
            agreement.regency_office, agreement.regency_capacity, agreement.regency_mandate
        ),
        "bpjs_party": _party(
            agreement.bpjs_office, agreement.bpjs_capacity, agreement.bpjs_mandate
        ),
        "due_day": agreement.due_day,
        "signatories": agreement.signatories,
        "wadah_code": agreement.wadah_code,
        "changes_from": _iso_month(agreement.changes_from),
        "new_people_count": agreement.new_people_count,
        "new_last_month": _iso_month(agreement.new_last_month),
        "new_total_idr": agreement.new_total_idr,
        "programme": None if commitment is None else commitment.title,
        "department": department_name,
    }
    return claims if commitment is None else {**claims, **_figure_claims(commitment)}


def _figure_claims(commitment: Commitment) -> dict[str, Claim]:
    return {
        "people_count": commitment.people_count,
        "first_month": _iso_month(commitment.first_month),
        "month_count": commitment.month_count,
        "segment": commitment.segment,
        "programmes": sorted(commitment.programmes),
        "funding_source": commitment.funding_source,
        "budget_year": commitment.budget_year,
        "budget_line": commitment.budget_line,
        "budget_idr": commitment.budget_idr,
        "stated_total_idr": commitment.stated_total_idr,
        "stated_rate_idr": commitment.stated_rate_idr,
        "income_idr": commitment.income_idr,
        "wage_idr": commitment.wage_idr,
        "risk_class": commitment.risk_class,
        "contract_value_idr": commitment.contract_value_idr,
    }


def present_claims(session: Session, agreement: Agreement) -> dict[str, Claim]:
    """What an agreement claims now, with the figures of the commitment it carries."""
    row = session.execute(
        select(Commitment, Department.name, Regulation)
        .outerjoin(
            Department,
            (Department.tenant_id == Commitment.tenant_id)
            & (Department.id == Commitment.department_id),
        )
        .outerjoin(
            Regulation,
            (Regulation.tenant_id == Commitment.tenant_id)
            & (Regulation.id == Commitment.regulation_id),
        )
        .where(
            Commitment.tenant_id == agreement.tenant_id, Commitment.id == agreement.commitment_id
        )
    ).one_or_none()
    commitment, department_name, law = (None, None, None) if row is None else row
    parts = [one for _part, one in list_parts(session, agreement)]
    claims = {**_claims(agreement, commitment, department_name), **_ties(session, agreement)}
    law = law or get_own_basis(session, agreement)
    claims["basis"] = None if law is None else [f"{law.citation} {law.title}", str(law.id)]
    return claims if commitment is None else {**claims, "parts": [_told(one) for one in parts]}


def standing_claims(agreement: Agreement, carried: Sequence[Commitment]) -> dict[str, Claim]:
    """What an agreement claims now, as far as ``agreed_changes`` compares it.

    Args:
        agreement: one.
        carried: what it carries, its first commitment before its parts.
    """
    first = carried[0] if carried else None
    ties = {
        "umbrella": agreement.umbrella_id,
        "predecessor": agreement.predecessor_id,
        "amends": agreement.amends_id,
    }
    claims = _claims(agreement, first, None)
    claims |= {name: None if tied is None else [str(tied)] for name, tied in ties.items()}
    return claims if first is None else {**claims, "parts": [_told(one) for one in carried[1:]]}


def _ties(session: Session, agreement: Agreement) -> dict[str, Claim]:
    """What it hangs together with: by which agreement, and its title once that is signed.

    What is not signed may not be the branch's to read.
    """
    ids = {
        "umbrella": agreement.umbrella_id,
        "predecessor": agreement.predecessor_id,
        "amends": agreement.amends_id,
    }
    signed = session.scalars(
        select(Agreement).where(
            Agreement.tenant_id == agreement.tenant_id,
            Agreement.id.in_([one for one in ids.values() if one is not None]),
            Agreement.status.not_in(BEFORE_SIGNATURE),
        )
    )
    titles = {one.id: [one.title] for one in signed}
    return {
        name: None if tied is None else [*titles.get(tied, ()), str(tied)]
        for name, tied in ids.items()
    }


def _told(part: Commitment) -> str:
    """A further programme with every figure it claims, as one canonical text."""
    figures = {name: claim for name, claim in _figure_claims(part).items() if claim is not None}
    said = {"programme": part.title, **figures}
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def present_content(session: Session, agreement: Agreement) -> PresentContent:
    """What an agreement claims and reads now, and what a decision about it would be bound to."""
    claims = present_claims(session, agreement)
    text = session.scalar(
        select(DocumentBlob.sha256).where(
            DocumentBlob.tenant_id == agreement.tenant_id,
            DocumentBlob.id == agreement.draft_document_id,
        )
    )
    return PresentContent(claims, text)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _iso_month(first_day: date | None) -> str | None:
    return None if first_day is None else str(Month.of(first_day))


def _party(office: str | None, capacity: str | None, mandate: str | None) -> list[str] | None:
    """Office, capacity and letter of one party, as far as they are stated."""
    return [part for part in (office, capacity, mandate) if part is not None] or None
