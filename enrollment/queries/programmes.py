"""Commitments as rosters see them: for whom, which months, which insurance."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.arithmetic import price_months
from cooperation.commitment_states import CommitmentStatus
from cooperation.models.commitments import Commitment
from cooperation.months import Month, months_between
from cooperation.queries.commitment_terms import terms_of
from cooperation.tariff_files import current_tariffs
from enrollment.cover_months import HeldYear, YearMonths, held_years, masks_of
from tenants.kernel.errors import N_, AppError, NotFound


@dataclass(frozen=True)
class Programme:
    """A commitment's people, months and insurance.

    ``first_month`` and ``last_month`` are None while the number of months is not stated; where only
    the start is not stated it is January of the budget year, and ``is_start_assumed`` says so.
    """

    id: UUID
    title: str
    people_count: int | None
    segment: str
    insurances: tuple[str, ...]
    first_month: Month | None
    last_month: Month | None
    is_start_assumed: bool
    is_cancelled: bool

    @property
    def masks(self) -> tuple[YearMonths, ...]:
        """The months year by year; none while they are not stated."""
        if self.first_month is None or self.last_month is None:
            return ()
        return masks_of(self.first_month, self.last_month)

    @property
    def held(self) -> tuple[HeldYear, ...]:
        """What one person's cover holds; nothing while the months are not stated."""
        return held_years(self.masks, self.insurances)

    @property
    def month_count(self) -> int:
        """Months; 0 while they are not stated."""
        return sum(year.mask.bit_count() for year in self.masks)

    @property
    def starts_on(self) -> date | None:
        """First day of cover."""
        return None if self.first_month is None else self.first_month.first_day


def get_programme(session: Session, *, tenant_id: int, commitment_id: UUID) -> Programme:
    """One commitment.

    Raises:
        NotFound: no such commitment in this regency.
    """
    commitment = session.get(Commitment, (tenant_id, commitment_id))
    if commitment is None:
        raise NotFound(N_("Program bantuan iuran tidak ditemukan."))
    return _programme(commitment)


def list_programmes(session: Session, *, tenant_id: int) -> Sequence[Programme]:
    """Every commitment that is not cancelled; newest budget year first, then by title."""
    commitments = session.scalars(
        select(Commitment)
        .where(Commitment.tenant_id == tenant_id, Commitment.status != CommitmentStatus.CANCELLED)
        .order_by(Commitment.budget_year.desc(), Commitment.title, Commitment.id)
    )
    return [_programme(commitment) for commitment in commitments]


def programme_titles(session: Session, *, tenant_id: int) -> dict[UUID, str]:
    """Titles of all commitments by id, cancelled ones included."""
    rows = session.execute(
        select(Commitment.id, Commitment.title).where(Commitment.tenant_id == tenant_id)
    )
    return {row.id: row.title for row in rows}


def contribution_of(session: Session, *, tenant_id: int, programme: Programme) -> int | None:
    """What one person costs for all months of a programme, rupiah; None where it is not known."""
    commitment = session.get(Commitment, (tenant_id, programme.id))
    if commitment is None or programme.first_month is None or programme.last_month is None:
        return None
    insured = terms_of(commitment, {}, [commitment]).insured
    months = months_between(programme.first_month, programme.last_month)
    with suppress(AppError):  # no tariff is known, and the programme's own page says why
        return sum(one.amount_idr for one in price_months(current_tariffs(), insured, 1, months))
    return None


def _programme(commitment: Commitment) -> Programme:
    stated = commitment.first_month
    first = Month.of(stated) if stated is not None else Month(commitment.budget_year, 1)
    count = commitment.months_now
    return Programme(
        id=commitment.id,
        title=commitment.title,
        people_count=commitment.people_now,
        segment=commitment.segment,
        insurances=tuple(commitment.programmes),
        first_month=None if count is None else first,
        last_month=None if count is None else first.plus(count - 1),
        is_start_assumed=stated is None and count is not None,
        is_cancelled=commitment.status == CommitmentStatus.CANCELLED,
    )
