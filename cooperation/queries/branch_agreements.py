"""Reads of agreements as the branch knows them: in the words that were submitted to it last."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.models.reviews import AgreementReview
from cooperation.queries.agreement_claims import present_content
from cooperation.queries.agreement_parts import largest_stated, list_carried
from cooperation.queries.reviews import ReviewRound, latest_reviews
from cooperation.states import AT_HOME, BEFORE_SIGNATURE, AgreementState
from cooperation.submitted_claims import Claim
from tenants.kernel.errors import N_, NotFound


@dataclass(frozen=True)
class SubmittedContent:
    """What was put before the branch last: its claims, in which version, and the hash of all."""

    claims: Mapping[str, Claim]
    version: int
    sha256: bytes | None


@dataclass(frozen=True)
class KnownAgreement:
    """An agreement in the words the branch may read.

    ``submitted`` holds them while the regency has the agreement back and may be rewriting it; it is
    None where what stands is what counts, and where nothing was ever submitted.
    """

    agreement: Agreement
    submitted: SubmittedContent | None

    @property
    def title(self) -> str:
        """Its name."""
        told = self.told("title", self.agreement.title)
        return told if isinstance(told, str) else self.agreement.title

    @property
    def version(self) -> int:
        """Its version."""
        return self.agreement.version if self.submitted is None else self.submitted.version

    @property
    def starts_on(self) -> date | None:
        """Its first day."""
        return self._day("starts_on", self.agreement.starts_on)

    @property
    def last_day(self) -> date | None:
        """Its last day."""
        return self._day("ends_on", self.agreement.last_day)

    @property
    def never_bound(self) -> bool:
        """Whether it was ended before its first day; it is signed then, and what stands counts."""
        return self.agreement.never_bound

    def told(self, name: str, standing: Claim) -> Claim:
        """One claim by its name; ``standing`` where what stands counts."""
        return standing if self.submitted is None else self.submitted.claims.get(name)

    def _day(self, name: str, standing: date | None) -> date | None:
        told = self.told(name, None if standing is None else standing.isoformat())
        return date.fromisoformat(told) if isinstance(told, str) else None


@dataclass(frozen=True)
class ListedAgreement(KnownAgreement):
    """An agreement as the branch lists it; ``submitted_at`` is that of the latest round."""

    carried: Sequence[Commitment]
    submitted_at: datetime | None

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
    def is_waiting(self) -> bool:
        """True while the branch owes a decision."""
        return self.agreement.status == AgreementState.SUBMITTED

    def rests_on(self, regulation_id: UUID) -> bool:
        """Whether a regulation is its basis, as far as the branch knows."""
        if self.submitted is None:
            named = [self.agreement.regulation_id, *(one.regulation_id for one in self.carried)]
            return regulation_id in named
        basis = self.submitted.claims.get("basis")
        return isinstance(basis, list) and basis[-1] == str(regulation_id)

    @property
    def _programmes(self) -> Sequence[tuple[str, int | None]]:
        """Title and people of each."""
        if self.submitted is None:
            is_to_amend = self.agreement.status in BEFORE_SIGNATURE
            made = self.agreement.new_people_count if is_to_amend else None
            return [(one.title, made or one.people_now) for one in self.carried]
        parts = self.submitted.claims.get("parts")
        others = parts if isinstance(parts, list) else []
        told = [self.submitted.claims, *(json.loads(one) for one in others)]
        return [
            (
                str(one["programme"]),
                cast("int | None", one.get("new_people_count") or one.get("people_count")),
            )
            for one in told
            if one.get("programme") is not None
        ]


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


def know(session: Session, agreement: Agreement) -> KnownAgreement:
    """One agreement in the words the branch may read."""
    return list_known(session, tenant_id=agreement.tenant_id, agreements=[agreement])[0]


def list_known(
    session: Session, *, tenant_id: int, agreements: Sequence[Agreement]
) -> Sequence[KnownAgreement]:
    """Agreements in the words the branch may read, in the order given; at most one query."""
    at_home = [one.id for one in agreements if one.status in AT_HOME]
    submitted: Mapping[UUID, SubmittedContent] = {}
    if at_home:
        review = aliased(AgreementReview, latest_reviews(tenant_id).subquery())
        rounds = session.scalars(select(review).where(review.agreement_id.in_(at_home)))
        submitted = {one.agreement_id: _content(one) for one in rounds}
    return [KnownAgreement(one, submitted.get(one.id)) for one in agreements]


def find_rewritten(
    session: Session, agreement: Agreement, rounds: Sequence[ReviewRound]
) -> SubmittedContent | None:
    """What was submitted last of an agreement that reads differently by now; None otherwise.

    Args:
        session: a transaction of the regency.
        agreement: one.
        rounds: every round of it, the latest first.
    """
    if agreement.status not in AT_HOME or not rounds:
        return None
    submitted = _content(rounds[0].review)
    present = present_content(session, agreement)
    is_as_submitted = submitted.sha256 == present.sha256_of(submitted.claims or None)
    return None if is_as_submitted else submitted


def list_reviewed_agreements(
    session: Session,
    *,
    tenant_id: int,
    search: str | None = None,
    regulation_id: UUID | None = None,
) -> Sequence[ListedAgreement]:
    """What the branch may see of agreements: those ever submitted or signed.

    Every word of ``search`` must occur in the name of the agreement or of its programmes; with
    ``regulation_id`` it must rest on that regulation. Those that wait come first, the
    oldest of them on top; the others follow, latest change first.
    A draft that was never submitted is the regency's own.
    """
    review = aliased(AgreementReview, latest_reviews(tenant_id).subquery())
    rows = session.execute(
        select(Agreement, review)
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
            _content(latest) if latest and agreement.status in AT_HOME else None,
            carried.get(agreement.id, ()),
            latest.submitted_at if latest else None,
        )
        for agreement, latest in rows
    ]
    words = (search or "").casefold().split()
    listed = [
        one
        for one in told
        if all(word in f"{one.title} {one.programme or ''}".casefold() for word in words)
        and (regulation_id is None or one.rests_on(regulation_id))
    ]
    waiting = [one for one in listed if one.is_waiting]
    waiting.sort(key=lambda one: one.submitted_at or one.agreement.updated_at)
    return [*waiting, *(one for one in listed if not one.is_waiting)]


def list_before_branch(session: Session, *, tenant_id: int) -> Sequence[Agreement]:
    """The agreements that are the branch's to see, without what they carry."""
    return session.scalars(
        select(Agreement).where(Agreement.tenant_id == tenant_id, is_before_branch())
    ).all()


def _content(review: AgreementReview) -> SubmittedContent:
    """What a round put before the branch; one from before claims were kept tells none."""
    return SubmittedContent(review.claims or {}, review.agreement_version, review.content_sha256)
