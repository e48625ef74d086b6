"""Places that people of a programme left and nobody took over, by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cooperation.months import Month
from enrollment.decree_changes import ChangeState, Movement
from enrollment.kinds import CoverStatus
from enrollment.models.decree_changes import DecreeChange, DecreeChangeLine
from enrollment.models.determinations import Determination
from enrollment.models.workers import Cover

_LEFT: Final = (CoverStatus.DECEASED, CoverStatus.REPLACED, CoverStatus.ENDED)


@dataclass(frozen=True)
class Leavers:
    """People who left with the same months.

    Who kept the months before left a place after them; who kept none left it in all of them.
    """

    keeps_months: bool
    first_month_on: date
    last_month_on: date
    people: int

    def has_left(self, month: Month) -> bool:
        """Whether their places were left in a month."""
        if self.keeps_months:
            return self.last_month_on < month.first_day
        return self.first_month_on <= month.first_day <= self.last_month_on


@dataclass(frozen=True)
class Successors:
    """People who took the places of leavers, from one month on."""

    from_month_on: date
    people: int


@dataclass(frozen=True)
class Vacancies:
    """Who left a programme, and who took over, as a handful of counts."""

    leavers: Sequence[Leavers]
    successors: Sequence[Successors]

    def in_month(self, month: Month) -> int:
        """How many places of leavers nobody has taken over in a month."""
        left = sum(one.people for one in self.leavers if one.has_left(month))
        taken = sum(one.people for one in self.successors if one.from_month_on <= month.first_day)
        return max(left - taken, 0)


def find_vacancies(session: Session, *, tenant_id: int, commitment_id: UUID) -> Vacancies:
    """The places that people of a programme left, and those taken over since; two queries."""
    keys = (Cover.keeps_months, Cover.first_month_on, Cover.last_month_on)
    left = session.execute(
        select(*keys, func.count())
        .where(
            Cover.tenant_id == tenant_id,
            Cover.commitment_id == commitment_id,
            Cover.status.in_(_LEFT),
        )
        .group_by(*keys)
    )
    entered = session.execute(
        select(DecreeChange.from_month_on, func.count())
        .join(
            Determination,
            (Determination.tenant_id == DecreeChange.tenant_id)
            & (Determination.id == DecreeChange.determination_id),
        )
        .join(
            DecreeChangeLine,
            (DecreeChangeLine.tenant_id == DecreeChange.tenant_id)
            & (DecreeChangeLine.decree_change_id == DecreeChange.id),
        )
        .where(
            DecreeChange.tenant_id == tenant_id,
            Determination.commitment_id == commitment_id,
            DecreeChange.state == ChangeState.APPLIED,
            DecreeChangeLine.movement == Movement.IN,
        )
        .group_by(DecreeChange.from_month_on)
    )
    return Vacancies([Leavers(*row) for row in left], [Successors(*row) for row in entered])
