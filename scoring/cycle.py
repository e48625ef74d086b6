"""Which year is assessed, and which years an office may look at."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Period:
    """The assessed period 1 January to 31 December of ``year``; the award follows a year later."""

    year: int

    @property
    def first_on(self) -> date:
        """1 January."""
        return date(self.year, 1, 1)

    @property
    def last_on(self) -> date:
        """31 December."""
        return date(self.year, 12, 31)

    @property
    def day_count(self) -> int:
        """Days of the period, 365 or 366."""
        return (self.last_on - self.first_on).days + 1

    @property
    def award_year(self) -> int:
        """The year in which the award for this period is given."""
        return self.year + 1

    def days_left(self, today: date) -> int:
        """Days until the period has closed, the last day included; 0 once it has."""
        return max(0, (self.last_on - today).days + 1)


def active_period(today: date) -> Period:
    """The period assessed for the award of the current year: the year before.

    Source:
        Rubric seimbang-2025.1, heading (assessed period 1 January to 31 December of year N).
    """
    return Period(today.year - 1)


def selectable_periods(today: date) -> tuple[Period, ...]:
    """The period assessed now and the one that is running, in this order."""
    return (active_period(today), Period(today.year))
