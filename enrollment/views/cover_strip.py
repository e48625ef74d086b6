"""The months of one person as rows of the shell's calendar."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from flask_babel import gettext as _

from cooperation.months import Month, months_between
from enrollment.kinds import CoverStatus
from enrollment.models.workers import Cover
from tenants.shell.charts import CalendarMonth, CalendarRow, MonthState

_POSTED = (CoverStatus.PAID, CoverStatus.ACTIVE)
_COMING = (CoverStatus.PROPOSED, CoverStatus.DETERMINED, CoverStatus.REGISTERED)


def cover_rows(
    covers: Sequence[Cover], titles: Mapping[UUID, str], *, today: date
) -> list[CalendarRow]:
    """One row per programme over all years that any of them touches; none without covers."""
    if not covers:
        return []
    first = Month(min(cover.first_month_on for cover in covers).year, 1)
    last = Month(max(cover.last_month_on for cover in covers).year, 12)
    strip = months_between(first, last)
    return [
        CalendarRow(
            label=titles.get(cover.commitment_id, ""),
            months=[_cell(cover, month, Month.of(today)) for month in strip],
        )
        for cover in reversed(covers)
    ]


def _cell(cover: Cover, month: Month, present: Month) -> CalendarMonth:
    state = _state(cover, month, present)
    note = _("diusulkan, belum ditetapkan") if _is_only_proposed(cover, state) else ""
    return CalendarMonth(month.first_day, state, note)


def _state(cover: Cover, month: Month, present: Month) -> MonthState:
    """Registered is not protected: only a posted contribution protects."""
    if not cover.first_month_on <= month.first_day <= cover.last_month_on:
        return MonthState.OUTSIDE
    if cover.status in _POSTED:
        return MonthState.PROTECTED
    if cover.status not in _COMING or cover.status == CoverStatus.RESERVE:
        return MonthState.OUTSIDE
    if cover.status == CoverStatus.PROPOSED or month > present:
        return MonthState.PLANNED
    return MonthState.PENDING


def _is_only_proposed(cover: Cover, state: MonthState) -> bool:
    return cover.status == CoverStatus.PROPOSED and state is MonthState.PLANNED
