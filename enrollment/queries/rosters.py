"""Reads of rosters: one, many, and what was wrong with their rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import Session

from cooperation.models.commitments import Commitment
from enrollment.kinds import CoverStatus, RosterState
from enrollment.models.rosters import Roster, RosterRowError
from enrollment.parsing.rows import Severity
from tenants.kernel.errors import N_, NotFound
from tenants.kernel.paging import PAGE_SIZE, Page, decode_cursor, moment, page_of, row_id


@dataclass(frozen=True)
class ListedRoster:
    """A roster with the title of its programme."""

    roster: Roster
    programme: str


def get_roster(session: Session, *, tenant_id: int, roster_id: UUID) -> Roster:
    """One roster.

    Raises:
        NotFound: no such roster in this regency.
    """
    roster = session.get(Roster, (tenant_id, roster_id))
    if roster is None:
        raise NotFound(N_("Daftar tidak ditemukan."))
    return roster


def find_same_file(
    session: Session,
    *,
    tenant_id: int,
    commitment_id: UUID,
    cover_status: CoverStatus,
    sha256: bytes,
) -> Roster | None:
    """The roster of the very same bytes, for the same commitment and meaning, if not discarded."""
    return session.scalars(
        select(Roster).where(
            Roster.tenant_id == tenant_id,
            Roster.commitment_id == commitment_id,
            Roster.cover_status == cover_status,
            Roster.sha256 == sha256,
            Roster.state != RosterState.DISCARDED,
        )
    ).one_or_none()


def list_rosters(
    session: Session,
    *,
    tenant_id: int,
    commitment_id: UUID | None = None,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[ListedRoster]:
    """Rosters with the titles of their programmes, newest first; perhaps of one commitment."""
    chosen = (
        select(Roster, Commitment.title)
        .join(
            Commitment,
            (Commitment.tenant_id == Roster.tenant_id) & (Commitment.id == Roster.commitment_id),
        )
        .where(Roster.tenant_id == tenant_id)
        .order_by(Roster.uploaded_at.desc(), Roster.id.desc())
        .limit(size + 1)
    )
    if commitment_id is not None:
        chosen = chosen.where(Roster.commitment_id == commitment_id)
    if cursor is not None:
        seen = tuple_(*decode_cursor(cursor, moment, row_id))
        chosen = chosen.where(tuple_(Roster.uploaded_at, Roster.id) < seen)
    rows = [ListedRoster(roster, title) for roster, title in session.execute(chosen)]
    return page_of(rows, _roster_key, size)


def list_row_errors(
    session: Session, *, tenant_id: int, roster_id: UUID, limit: int
) -> Sequence[RosterRowError]:
    """Problems of a roster's rows: errors before warnings, then by row and column."""
    return session.scalars(_problems(tenant_id, roster_id).limit(limit)).all()


def iterate_row_errors(
    session: Session, *, tenant_id: int, roster_id: UUID
) -> Iterator[RosterRowError]:
    """All kept problems in the same order, streamed."""
    return iter(session.scalars(_problems(tenant_id, roster_id).execution_options(yield_per=1000)))


def _problems(tenant_id: int, roster_id: UUID) -> Select[RosterRowError]:
    return (
        select(RosterRowError)
        .where(RosterRowError.tenant_id == tenant_id, RosterRowError.roster_id == roster_id)
        .order_by(
            RosterRowError.severity != Severity.ERROR.value,
            RosterRowError.row_number,
            RosterRowError.column_name,
            RosterRowError.id,
        )
    )


def _roster_key(listed: ListedRoster) -> tuple[str, str]:
    return listed.roster.uploaded_at.isoformat(), str(listed.roster.id)
