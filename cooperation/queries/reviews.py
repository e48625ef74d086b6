"""Reads of reviews: the rounds of one agreement, what waits, what came back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased

from cooperation.commitment_states import CommitmentStatus
from cooperation.kinds import Segment
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.models.reviews import AgreementReview
from cooperation.months import Month
from cooperation.queries.agreement_parts import (
    is_carrying,
    largest_stated,
    list_carried,
    list_parts,
)
from cooperation.review_rules import ReviewDecision, ReviewState, review_state
from cooperation.states import AT_HOME, BEFORE_SIGNATURE, STAGE_OF, AgreementState, ReviewStage
from cooperation.submission_rules import CarriedFigures, Submission
from cooperation.submitted_claims import Claim, content_sha256
from tenants.kernel.errors import N_, NotFound
from tenants.models.documents import DocumentBlob
from tenants.models.identity import Department, Organisation


@dataclass(frozen=True)
class ReviewRound:
    """One round with the office that decided and the text that was submitted."""

    review: AgreementReview
    office_name: str | None
    draft_text: DocumentBlob | None

    @property
    def state(self) -> ReviewState:
        """Where the round stands."""
        return review_state(self.review.decision, self.review.withdrawn_at)


@dataclass(frozen=True)
class DecidedAgreement:
    """An agreement that the branch decided on and that waits for the regency's next step."""

    agreement: Agreement
    review: AgreementReview
    office_name: str


@dataclass(frozen=True)
class ListedAgreement:
    """An agreement as the branch lists it; ``submitted_at`` is that of the latest round."""

    agreement: Agreement
    carried: Sequence[Commitment]
    submitted_at: datetime | None
    submitted: Mapping[str, Claim] | None = None
    """What was submitted last, while the regency may be rewriting it; None once it stands."""

    @property
    def title(self) -> str:
        """The name under which the branch knows it."""
        told = self._told("title", self.agreement.title)
        return told if isinstance(told, str) else self.agreement.title

    @property
    def programme(self) -> str | None:
        """The programmes it carries, the first before the others."""
        return "; ".join(title for title, _people in self._programmes) or None

    @property
    def people_count(self) -> int | None:
        """The largest number that a programme in it states: the same people may be in several."""
        return largest_stated(people for _title, people in self._programmes)

    @property
    def is_at_least(self) -> bool:
        """Whether it may be for more people, because it carries several programmes."""
        return len(self._programmes) > 1

    @property
    def starts_on(self) -> date | None:
        """Its first day."""
        return self._day("starts_on", self.agreement.starts_on)

    @property
    def last_day(self) -> date | None:
        """Its last day."""
        return self._day("ends_on", self.agreement.last_day)

    @property
    def _programmes(self) -> Sequence[tuple[str, int | None]]:
        """Title and people of each."""
        if self.submitted is None:
            return [(one.title, one.people_now) for one in self.carried]
        parts = self.submitted.get("parts")
        others = parts if isinstance(parts, list) else []
        told = [self.submitted, *(json.loads(one) for one in others)]
        return [
            (str(one["programme"]), cast("int | None", one.get("people_count")))
            for one in told
            if one.get("programme") is not None
        ]

    def _told(self, name: str, standing: Claim) -> Claim:
        return standing if self.submitted is None else self.submitted.get(name)

    def _day(self, name: str, standing: date | None) -> date | None:
        told = self._told(name, _iso(standing))
        return date.fromisoformat(told) if isinstance(told, str) else None

    @property
    def is_waiting(self) -> bool:
        """True while the branch owes a decision."""
        return self.agreement.status == AgreementState.SUBMITTED


@dataclass(frozen=True)
class PresentContent:
    """The claims of an agreement as they are, with the hash of them and its text."""

    claims: dict[str, Claim]
    sha256: bytes


def list_rounds(session: Session, *, tenant_id: int, agreement_id: UUID) -> Sequence[ReviewRound]:
    """Every round of one agreement, the latest first, without the bytes of the files."""
    rows = session.execute(
        select(AgreementReview, Organisation.name, DocumentBlob)
        .outerjoin(Organisation, Organisation.id == AgreementReview.branch_id)
        .outerjoin(
            DocumentBlob,
            (DocumentBlob.tenant_id == AgreementReview.tenant_id)
            & (DocumentBlob.id == AgreementReview.document_id),
        )
        .where(AgreementReview.tenant_id == tenant_id, AgreementReview.agreement_id == agreement_id)
        .order_by(AgreementReview.round.desc())
    )
    return [ReviewRound(review, name, document) for review, name, document in rows]


def list_decided_agreements(session: Session, *, tenant_id: int) -> Sequence[DecidedAgreement]:
    """Agreements whose next step is the regency's, the oldest decision first.

    They were returned and nobody submitted them again, or accepted and not signed, or signed on an
    acceptance and the signed copy is not on file.
    """
    latest = _latest_reviews(tenant_id).subquery()
    review = aliased(AgreementReview, latest)
    lacks_copy = (
        (Agreement.status == AgreementState.SIGNED)
        & (review.decision == ReviewDecision.ACCEPTED)
        & Agreement.document_id.is_(None)
    )
    undone = [AgreementState.RETURNED, AgreementState.ACCEPTED]
    rows = session.execute(
        select(Agreement, review, Organisation.name)
        .join(
            review,
            (review.tenant_id == Agreement.tenant_id) & (review.agreement_id == Agreement.id),
        )
        .join(Organisation, Organisation.id == review.branch_id)
        .where(
            Agreement.tenant_id == tenant_id,
            Agreement.status.in_(undone) | lacks_copy,
            Agreement.returned_by.is_distinct_from(ReviewStage.DEPARTMENT)
            & Agreement.returned_by.is_distinct_from(ReviewStage.LEGAL),
        )
        .order_by(review.decided_at, Agreement.id)
    )
    return [DecidedAgreement(agreement, found, name) for agreement, found, name in rows]


def list_reviewed_agreements(
    session: Session, *, tenant_id: int, search: str | None = None
) -> Sequence[ListedAgreement]:
    """What the branch may see of agreements: those ever submitted or signed.

    Every word of ``search`` must occur in the name of the agreement or of its programmes. Those
    that wait come first, the oldest of them on top; the others follow, latest change first.
    A draft that was never submitted is the regency's own.
    """
    latest = _latest_reviews(tenant_id).subquery()
    review = aliased(AgreementReview, latest)
    rows = session.execute(
        select(Agreement, review.submitted_at, review.claims)
        .outerjoin(
            review,
            (review.tenant_id == Agreement.tenant_id) & (review.agreement_id == Agreement.id),
        )
        .where(Agreement.tenant_id == tenant_id, is_before_branch())
        .order_by(Agreement.updated_at.desc(), Agreement.id)
    ).all()
    carried = list_carried(session, tenant_id=tenant_id, agreements=[row[0] for row in rows])
    told = [
        ListedAgreement(
            agreement,
            carried.get(agreement.id, ()),
            moment,
            (claims or {}) if agreement.status in AT_HOME else None,
        )
        for agreement, moment, claims in rows
    ]
    words = (search or "").casefold().split()
    listed = [
        one
        for one in told
        if all(word in f"{one.title} {one.programme or ''}".casefold() for word in words)
    ]
    waiting = [one for one in listed if one.is_waiting]
    waiting.sort(key=lambda one: one.submitted_at or one.agreement.updated_at)
    return [*waiting, *(one for one in listed if not one.is_waiting)]


def is_reviewed_paper(session: Session, *, tenant_id: int, document_id: UUID) -> bool:
    """Whether a file is part of an agreement that the branch may see.

    It is the text of a round, the signed copy, or the proof that early months were posted. A text
    that was not submitted is the regency's own.
    """
    of_round = select(AgreementReview.id).where(
        AgreementReview.tenant_id == tenant_id, AgreementReview.document_id == document_id
    )
    of_agreement = select(Agreement.id).where(
        Agreement.tenant_id == tenant_id,
        (Agreement.document_id == document_id)
        | (Agreement.posting_proof_document_id == document_id),
    )
    return bool(session.scalar(select(of_round.exists() | of_agreement.exists())))


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
        select(Commitment, Department.name)
        .outerjoin(
            Department,
            (Department.tenant_id == Commitment.tenant_id)
            & (Department.id == Commitment.department_id),
        )
        .where(
            Commitment.tenant_id == agreement.tenant_id, Commitment.id == agreement.commitment_id
        )
    ).one_or_none()
    commitment, department_name = (None, None) if row is None else row
    parts = [one for _part, one in list_parts(session, agreement)]
    claims = _claims(agreement, commitment, department_name)
    return claims if commitment is None else {**claims, "parts": [_told(one) for one in parts]}


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
    return PresentContent(claims, content_sha256(claims, text))


def find_submitted_claims(
    session: Session, agreement: Agreement, rounds: Sequence[ReviewRound]
) -> Mapping[str, Claim] | None:
    """What the branch was told last of an agreement that the regency has rewritten since.

    None where what stands there is what was submitted. A round from before claims were kept tells
    nothing.

    Args:
        session: bound to the regency.
        agreement: one that came before the branch.
        rounds: all of it, the latest first.
    """
    if agreement.status not in AT_HOME or not rounds:
        return None
    told = rounds[0].review
    if told.content_sha256 == present_content(session, agreement).sha256:
        return None
    return told.claims or {}


@dataclass(frozen=True)
class SubmittedContent:
    """What was put before the branch last, and in which version."""

    claims: Mapping[str, Claim]
    version: int


def list_submitted_content(
    session: Session, *, tenant_id: int, agreements: Sequence[Agreement]
) -> Mapping[UUID, SubmittedContent]:
    """What the branch was told last of those among some agreements that lie with the regency."""
    latest = _latest_reviews(tenant_id).subquery()
    review = aliased(AgreementReview, latest)
    at_home = [one.id for one in agreements if one.status in AT_HOME]
    rows = session.execute(
        select(review.agreement_id, review.claims, review.agreement_version).where(
            review.agreement_id.in_(at_home)
        )
    )
    return {
        agreement_id: SubmittedContent(claims or {}, version)
        for agreement_id, claims, version in rows
    }


def title_before_branch(session: Session, agreement: Agreement) -> str:
    """The name under which the branch knows an agreement, also while the regency rewrites it."""
    told = list_submitted_content(session, tenant_id=agreement.tenant_id, agreements=[agreement])
    title = told[agreement.id].claims.get("title") if agreement.id in told else None
    return title if isinstance(title, str) else agreement.title


def find_submitted_version(session: Session, agreement: Agreement) -> int | None:
    """The version that was put before the branch last; None where none was."""
    return session.scalar(
        select(AgreementReview.agreement_version)
        .where(
            AgreementReview.tenant_id == agreement.tenant_id,
            AgreementReview.agreement_id == agreement.id,
        )
        .order_by(AgreementReview.round.desc())
        .limit(1)
    )


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _iso_month(first_day: date | None) -> str | None:
    return None if first_day is None else str(Month.of(first_day))


def _party(office: str | None, capacity: str | None, mandate: str | None) -> list[str] | None:
    """Office, capacity and letter of one party, as far as they are stated."""
    return [part for part in (office, capacity, mandate) if part is not None] or None


def list_examined(
    session: Session, *, tenant_id: int, commitment_id: UUID
) -> Sequence[tuple[Agreement, AgreementState]]:
    """Agreements that a change of their commitment touches: examined or accepted, by title."""
    rows = session.scalars(
        select(Agreement)
        .where(
            Agreement.tenant_id == tenant_id,
            is_carrying(tenant_id, commitment_id),
            Agreement.status.in_([*STAGE_OF, AgreementState.ACCEPTED]),
        )
        .order_by(Agreement.title, Agreement.id)
    )
    return [(one, AgreementState(one.status)) for one in rows]


def find_open_round(rounds: Sequence[ReviewRound]) -> ReviewRound | None:
    """The round that waits for a decision, among those of one agreement."""
    return next((one for one in rounds if one.state is ReviewState.WAITING), None)


def find_decided_round(rounds: Sequence[ReviewRound]) -> ReviewRound | None:
    """The round that was decided last, among those of one agreement, the latest first."""
    decided = (ReviewState.RETURNED, ReviewState.ACCEPTED)
    return next((one for one in rounds if one.state in decided), None)


def is_before_branch() -> ColumnElement[bool]:
    """Whether an agreement is the branch's to see: it was submitted once, or was signed."""
    of_agreement = select(AgreementReview.id).where(
        AgreementReview.tenant_id == Agreement.tenant_id,
        AgreementReview.agreement_id == Agreement.id,
    )
    return Agreement.status.not_in(BEFORE_SIGNATURE) | of_agreement.exists()


def get_agreement_for_branch(session: Session, *, tenant_id: int, agreement_id: UUID) -> Agreement:
    """One agreement that is the branch's to see.

    Raises:
        NotFound: none with this id in this regency, or a draft that was never submitted.
    """
    agreement = session.scalars(
        select(Agreement).where(
            Agreement.tenant_id == tenant_id, Agreement.id == agreement_id, is_before_branch()
        )
    ).one_or_none()
    if agreement is None:
        raise NotFound(N_("Perjanjian tidak ditemukan."))
    return agreement


def _latest_reviews(tenant_id: int) -> Select[AgreementReview]:
    return (
        select(AgreementReview)
        .where(AgreementReview.tenant_id == tenant_id)
        .ext(distinct_on(AgreementReview.agreement_id))
        .order_by(AgreementReview.agreement_id, AgreementReview.round.desc())
    )
