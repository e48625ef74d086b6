"""Rosters that wait for a decision, and whether each is new to whoever asks. Never a person."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from cooperation.listed_names import ListedNames
from cooperation.looks import LastLook, Novelty, novelty_of
from cooperation.models.commitments import Commitment
from enrollment.models.looks import RosterLook
from enrollment.models.reviews import RosterReview
from enrollment.models.rosters import Roster


@dataclass(frozen=True)
class WaitingRoster:
    """A roster before the office.

    ``names`` are those of the programme when it was submitted, ``seen_names`` when it was looked at
    last in another round.
    """

    roster_id: UUID
    programme: str
    round: int
    submitted_at: datetime
    people_count: int
    starts_on: date | None
    novelty: Novelty
    names: ListedNames
    seen_names: ListedNames | None


def list_waiting_rosters(
    session: Session, *, tenant_id: int, viewer_id: UUID
) -> list[WaitingRoster]:
    """What waits for a decision in one regency, the longest waiting first; one query.

    Args:
        session: role branch, bound to the regency.
        tenant_id: the regency.
        viewer_id: to whom it is new or not.
    """
    seen, look = aliased(RosterReview), RosterLook
    rows = session.execute(
        select(
            RosterReview,
            Roster.valid_count,
            Commitment.title,
            Commitment.first_month,
            look.seen_round,
            look.seen_at,
            seen,
        )
        .join(
            Roster,
            and_(Roster.tenant_id == RosterReview.tenant_id, Roster.id == RosterReview.roster_id),
        )
        .join(
            Commitment,
            and_(Commitment.tenant_id == Roster.tenant_id, Commitment.id == Roster.commitment_id),
        )
        .outerjoin(
            look,
            and_(
                look.tenant_id == RosterReview.tenant_id,
                look.roster_id == RosterReview.roster_id,
                look.viewer_id == viewer_id,
            ),
        )
        .outerjoin(
            seen,
            and_(
                seen.tenant_id == RosterReview.tenant_id,
                seen.roster_id == RosterReview.roster_id,
                seen.round == look.seen_round,
                seen.round < RosterReview.round,
            ),
        )
        .where(
            RosterReview.tenant_id == tenant_id,
            RosterReview.decision.is_(None),
            RosterReview.withdrawn_at.is_(None),
        )
        .order_by(RosterReview.submitted_at, RosterReview.id)
    )
    return [
        WaitingRoster(
            roster_id=review.roster_id,
            programme=programme,
            round=review.round,
            submitted_at=review.submitted_at,
            people_count=valid_count or 0,
            starts_on=first_month,
            novelty=novelty_of(
                None if seen_round is None else LastLook(seen_round, seen_at), review.round
            ),
            names=_names(review),
            seen_names=None if before is None else _names(before),
        )
        for review, valid_count, programme, first_month, seen_round, seen_at, before in rows
    ]


def find_roster_look(
    session: Session, *, tenant_id: int, roster_id: UUID, viewer_id: UUID
) -> LastLook | None:
    """When somebody last opened a roster, and in which round."""
    found = session.get(RosterLook, (tenant_id, roster_id, viewer_id))
    return None if found is None else LastLook(found.seen_round, found.seen_at)


def _names(review: RosterReview) -> ListedNames:
    return ListedNames(review.recipient_count, review.candidate_count, review.reserve_count)
