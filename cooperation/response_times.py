"""How long an office takes to answer what is put before it, in working days. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from tenants.working_days import working_days_after


@dataclass(frozen=True)
class Turn:
    """One round: the day it was submitted and the day it was decided, None while it waits."""

    submitted_on: date
    decided_on: date | None


@dataclass(frozen=True)
class ResponseTimes:
    """Working days. What was decided stands apart from what waits.

    ``median_days`` and ``longest_days`` are None where nothing was decided, ``oldest_days`` where
    nothing waits.
    """

    decided_count: int
    median_days: Decimal | None
    longest_days: int | None
    waiting_count: int
    oldest_days: int | None


def response_times(turns: Sequence[Turn], today: date) -> ResponseTimes:
    """What some rounds tell of the office that decides them.

    Args:
        turns: rounds that were decided or wait; days on the calendar of their regency.
        today: of the same calendar.

    Source:
        A median, because one file that lay for months says little about the others.
    """
    took = [
        working_days_after(one.submitted_on, one.decided_on)
        for one in turns
        if one.decided_on is not None
    ]
    waits = [working_days_after(one.submitted_on, today) for one in turns if one.decided_on is None]
    return ResponseTimes(
        decided_count=len(took),
        median_days=Decimal(str(median(took))) if took else None,
        longest_days=max(took, default=None),
        waiting_count=len(waits),
        oldest_days=max(waits, default=None),
    )
