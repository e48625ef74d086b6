"""Reads of rosters put before the branch. Counts and decisions; never a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from cooperation.listed_names import ListedNames
from cooperation.models.commitments import Commitment
from cooperation.review_rules import ReviewDecision, ReviewState, review_state
from enrollment.kinds import RosterState
from enrollment.models.reviews import RosterReview
from enrollment.models.rosters import Roster, RosterRowError
from enrollment.parsing.rows import Severity
from tenants.kernel.errors import N_, NotFound
from tenants.kernel.paging import PAGE_SIZE, Page, decode_cursor, page_of, row_id
from tenants.models.identity import Organisation


@dataclass(frozen=True)
class ReviewRound:
    """One round, with the name of the office that decided it."""

    review: RosterReview
    office: str | None

    @property
    def state(self) -> ReviewState:
        """Where the round stands."""
        return review_state(self.review.decision, self.review.withdrawn_at)

    @property
    def names(self) -> ListedNames:
        """Names of the programme when the list was submitted."""
        review = self.review
        return ListedNames(review.recipient_count, review.candidate_count, review.reserve_count)


@dataclass(frozen=True)
class SubmittedRoster:
    """A roster with its programme's title and its latest round."""

    roster: Roster
    programme: str
    latest: ReviewRound


@dataclass(frozen=True)
class WaitingRosters:
    """Rosters that wait for a decision; ``people_count`` adds their valid rows."""

    count: int
    people_count: int
    oldest_submitted_at: datetime | None


@dataclass(frozen=True)
class ProblemKind:
    """How many rows of a roster show one kind of problem. ``rows`` counts what was kept."""

    code: str
    severity: Severity
    rows: int


def list_rounds(session: Session, *, tenant_id: int, roster_id: UUID) -> Sequence[ReviewRound]:
    """The rounds of a roster, newest first."""
    rows = session.execute(
        select(RosterReview, Organisation.name)
        .outerjoin(Organisation, Organisation.id == RosterReview.branch_id)
        .where(RosterReview.tenant_id == tenant_id, RosterReview.roster_id == roster_id)
        .order_by(RosterReview.round.desc())
    )
    return [ReviewRound(review, office) for review, office in rows]


def get_submitted_roster(session: Session, *, tenant_id: int, roster_id: UUID) -> SubmittedRoster:
    """A roster that was put before the branch at least once; others are none of its business.

    Raises:
        NotFound: no such roster in this regency, or never submitted.
    """
    found = _submitted(session, _latest_rounds(tenant_id).where(Roster.id == roster_id))
    if not found:
        raise NotFound(N_("Daftar tidak ditemukan."))
    return found[0]


def page_of_submitted_rosters(
    session: Session, *, tenant_id: int, cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[SubmittedRoster]:
    """Rosters that were put before the branch, with their latest rounds, the newest first.

    Raises:
        MalformedRequest: the cursor is none of ours.
    """
    chosen = _latest_rounds(tenant_id).order_by(None).order_by(RosterReview.id.desc())
    if cursor is not None:
        (seen,) = decode_cursor(cursor, row_id)
        chosen = chosen.where(RosterReview.id < seen)  # ids are made in the order of submission
    rows = _submitted(session, chosen.limit(size + 1))
    return page_of(rows, lambda one: (str(one.latest.review.id),), size)


def list_waiting_rosters(session: Session, *, tenant_id: int) -> Sequence[SubmittedRoster]:
    """Rosters that wait for a decision, the longest waiting first."""
    waiting = _latest_rounds(tenant_id).where(*_open()).order_by(None)
    return _submitted(session, waiting.order_by(RosterReview.submitted_at, RosterReview.id))


def list_decided_rosters(
    session: Session, *, tenant_id: int, limit: int
) -> Sequence[SubmittedRoster]:
    """Rosters whose latest round was decided, the newest decision first."""
    decided = _latest_rounds(tenant_id).where(RosterReview.decision.is_not(None)).order_by(None)
    newest = decided.order_by(RosterReview.decided_at.desc(), RosterReview.id)
    return _submitted(session, newest.limit(limit))


def list_returned_rosters(session: Session, *, tenant_id: int) -> Sequence[SubmittedRoster]:
    """Rosters that the branch returned and that nothing has answered since, newest first.

    Put before it again, a roster is answered; so it is by a later list of its programme.
    """
    returned = _latest_rounds(tenant_id).where(
        RosterReview.decision == ReviewDecision.RETURNED,
        Roster.state == RosterState.APPLIED,
        ~_corrections(Roster, RosterReview).exists(),
    )
    return _submitted(session, returned)


def find_correction(session: Session, *, roster: Roster, returned: RosterReview) -> Roster | None:
    """The newest list of the same programme that came before the branch after a return."""
    return session.scalars(_corrections(roster, returned).limit(1)).one_or_none()


def count_waiting_rosters(session: Session, *, tenant_id: int) -> WaitingRosters:
    """What waits for a decision in one regency. Role branch or regency, bound to it."""
    row = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(Roster.valid_count), 0),
            func.min(RosterReview.submitted_at),
        )
        .select_from(RosterReview)
        .join(
            Roster,
            (Roster.tenant_id == RosterReview.tenant_id) & (Roster.id == RosterReview.roster_id),
        )
        .where(RosterReview.tenant_id == tenant_id, *_open())
    ).one()
    return WaitingRosters(row[0], row[1] or 0, row[2])


def count_problem_kinds(
    session: Session, *, tenant_id: int, roster_id: UUID
) -> Sequence[ProblemKind]:
    """Problems of a roster by kind, errors first, then the most frequent. No cell is read."""
    rows = session.execute(
        select(RosterRowError.code, RosterRowError.severity, func.count().label("rows"))
        .where(RosterRowError.tenant_id == tenant_id, RosterRowError.roster_id == roster_id)
        .group_by(RosterRowError.code, RosterRowError.severity)
        .order_by(
            RosterRowError.severity != Severity.ERROR.value,
            func.count().desc(),
            RosterRowError.code,
        )
    )
    return [ProblemKind(row.code, Severity(row.severity), row.rows) for row in rows]


def _corrections(
    roster: Roster | type[Roster], returned: RosterReview | type[RosterReview]
) -> Select[Roster]:
    """Lists uploaded after a roster and submitted after its return, the newest first.

    A list that is returned in its turn counts: it is the one to be corrected now.
    """
    later, its_round = aliased(Roster), aliased(RosterReview)
    return (
        select(later)
        .join(
            its_round,
            (its_round.tenant_id == later.tenant_id) & (its_round.roster_id == later.id),
        )
        .where(
            later.tenant_id == roster.tenant_id,
            later.commitment_id == roster.commitment_id,
            later.state == RosterState.APPLIED,  # one that was taken out again answers nothing
            later.id > roster.id,  # ids are made in the order of upload
            its_round.withdrawn_at.is_(None),
            its_round.submitted_at >= returned.decided_at,
        )
        .order_by(later.id.desc())
    )


def _latest_rounds(tenant_id: int) -> Select[Roster, str, RosterReview, str]:
    """Each submitted roster with its newest round; the newest submission first."""
    other = aliased(RosterReview)
    newest = (
        select(func.max(other.round))
        .where(other.tenant_id == RosterReview.tenant_id, other.roster_id == RosterReview.roster_id)
        .scalar_subquery()
    )
    return (
        select(Roster, Commitment.title, RosterReview, Organisation.name)
        .join(
            RosterReview,
            (RosterReview.tenant_id == Roster.tenant_id) & (RosterReview.roster_id == Roster.id),
        )
        .join(
            Commitment,
            (Commitment.tenant_id == Roster.tenant_id) & (Commitment.id == Roster.commitment_id),
        )
        .outerjoin(Organisation, Organisation.id == RosterReview.branch_id)
        .where(Roster.tenant_id == tenant_id, RosterReview.round == newest)
        .order_by(RosterReview.submitted_at.desc(), RosterReview.id)
    )


def _open() -> tuple[ColumnElement[bool], ...]:
    return RosterReview.decision.is_(None), RosterReview.withdrawn_at.is_(None)


def _submitted(
    session: Session, chosen: Select[Roster, str, RosterReview, str]
) -> Sequence[SubmittedRoster]:
    return [
        SubmittedRoster(roster, programme, ReviewRound(review, office))
        for roster, programme, review, office in session.execute(chosen)
    ]
