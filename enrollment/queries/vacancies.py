"""Places that people of a programme left, by the months in which they would have held them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cooperation.months import Month
from enrollment.kinds import CoverStatus
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


def list_leavers(session: Session, *, tenant_id: int, commitment_id: UUID) -> Sequence[Leavers]:
    """Everybody who left a programme, replaced since or not, as a handful of counts."""
    keys = (Cover.keeps_months, Cover.first_month_on, Cover.last_month_on)
    rows = session.execute(
        select(*keys, func.count())
        .where(
            Cover.tenant_id == tenant_id,
            Cover.commitment_id == commitment_id,
            Cover.status.in_(_LEFT),
        )
        .group_by(*keys)
    )
    return [Leavers(*row) for row in rows]


def vacated_in(month: Month, leavers: Sequence[Leavers]) -> int:
    """How many places were left in a month, whoever holds them since."""
    return sum(one.people for one in leavers if one.has_left(month))
