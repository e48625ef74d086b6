"""How long a person has been protected without a break, and what their death would pay. Pure.

A month counts once BPJS has posted it; what is planned or paid protects nobody yet.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from cooperation.months import Month, runs
from cooperation.tariffs import Tariffs
from tenants.kernel.errors import N_

HORIZON_DAYS = 90
"""How far ahead an ending is announced; a programme's successor needs about as long."""


class Counting(StrEnum):
    """How months of membership are counted; which of the two the rule means was not read."""

    CONSECUTIVE = "consecutive"
    TOTAL = "total"


class Lasting(StrEnum):
    """Groups of people by how long their protection lasts; one person may be in several.

    ``WAITING``: protected, but the full benefit for a death is not reached yet. ``ENDING``: within
    ``HORIZON_DAYS``. ``NEVER_FULL``: some month was posted, and none of them gave the full benefit.
    """

    COVERED = "covered"
    WAITING = "waiting"
    ENDING = "ending"
    LAPSED = "lapsed"
    NEVER_FULL = "never-full"


@dataclass(frozen=True)
class WaitingRule:
    """From which month on the full benefit for a death is due only after some months.

    Earlier months give it at once. The benefit is full from the month after ``waiting_months``.
    """

    first_month: Month
    waiting_months: int
    counting: Counting = Counting.CONSECUTIVE


@dataclass(frozen=True)
class Continuity:
    """The posted months of a person, ascending, and what follows from them."""

    months: Sequence[Month]
    full_months: Sequence[Month]
    """Those in which a death pays the full benefit."""

    @property
    def runs(self) -> Sequence[tuple[Month, Month]]:
        """Unbroken runs, by their first and last month."""
        return runs(tuple(self.months))

    @property
    def last_month(self) -> Month | None:
        """The last month that is proven; None where none is."""
        return self.months[-1] if self.months else None

    @property
    def continuous_months(self) -> int:
        """Length of the latest run."""
        if not self.runs:
            return 0
        first, last = self.runs[-1]
        return first.until(last) + 1

    @property
    def reduced_months(self) -> Sequence[Month]:
        """Months in which a death pays for the funeral alone."""
        full = set(self.full_months)
        return [month for month in self.months if month not in full]

    @property
    def lapses(self) -> Sequence[tuple[Month, Month]]:
        """What lies between the runs, by first and last month without protection."""
        found = self.runs
        return [(before[1].plus(1), after[0].plus(-1)) for before, after in pairwise(found)]


LASTING_LABELS: Mapping[Lasting, str] = {
    Lasting.COVERED: N_("terlindungi bulan ini"),
    Lasting.WAITING: N_("terlindungi, JKM belum penuh"),
    Lasting.ENDING: N_("berakhir dalam 90 hari"),
    Lasting.LAPSED: N_("sudah lepas"),
    Lasting.NEVER_FULL: N_("belum pernah mencapai JKM penuh"),
}
LASTING_STEMS: Mapping[Lasting, str] = {
    Lasting.COVERED: "terlindungi",
    Lasting.WAITING: "jkm-belum-penuh",
    Lasting.ENDING: "segera-berakhir",
    Lasting.LAPSED: "sudah-lepas",
    Lasting.NEVER_FULL: "belum-pernah-penuh",
}
"""Part of the name of a file."""
COUNTING_LABELS: Mapping[Counting, str] = {
    Counting.CONSECUTIVE: N_("bulan berturut-turut"),
    Counting.TOTAL: N_("jumlah bulan, jeda tidak memutus"),
}


def continuity_of(posted: Iterable[Month], rule: WaitingRule) -> Continuity:
    """What follows from the posted months of one person.

    Args:
        posted: months posted for JKM, in any order, perhaps repeated.
        rule: of the waiting time; when months must be consecutive, a lapse begins it anew.

    Source:
        Permenaker 1/2025: full JKM after membership of three months, before that the funeral
        alone; whether they must be consecutive is open, so ``rule.counting`` says it.
    """
    months = tuple(sorted(set(posted)))
    full: list[Month] = []
    counted = 0
    for place, month in enumerate(months):
        is_broken = place > 0 and months[place - 1].plus(1) != month
        restarts = is_broken and rule.counting is Counting.CONSECUTIVE
        counted = 1 if restarts else counted + 1
        if month < rule.first_month or counted > rule.waiting_months:
            full.append(month)
    return Continuity(months, tuple(full))


def ends_on(continuity: Continuity, held_until: Month | None) -> date | None:
    """The last day that is posted or at least held by a programme; None without either.

    Source:
        Cover of a programme runs by calendar months; its end is that of the last one.
    """
    known = [month for month in (continuity.last_month, held_until) if month is not None]
    return max(known).last_day if known else None


def lasting_of(continuity: Continuity, held_until: Month | None, today: date) -> set[Lasting]:
    """To which groups a person belongs on a day.

    Args:
        continuity: from the posted months.
        held_until: the last month that a programme holds for the person, posted or not.
        today: where the regency is.

    Source:
        award-and-coverage: a month is protected only with proof of posting; an end is announced
        while it can still be prevented.
    """
    present = Month.of(today)
    last_day = ends_on(continuity, held_until)
    is_covered = present in continuity.months
    tests = {
        Lasting.COVERED: is_covered,
        Lasting.WAITING: is_covered and present not in continuity.full_months,
        Lasting.ENDING: last_day is not None
        and today <= last_day <= today + timedelta(days=HORIZON_DAYS),
        Lasting.LAPSED: last_day is not None and last_day < today,
        Lasting.NEVER_FULL: bool(continuity.months) and not continuity.full_months,
    }
    return {group for group, holds in tests.items() if holds}


def waiting_rule(tariffs: Tariffs, counting: Counting) -> WaitingRule:
    """The waiting time as the parameters have it, its latest version.

    Source:
        The row's own citation.
    """
    rows = [row for row in tariffs.numbers if row.key == "jkm.waiting"]
    latest = max(rows, key=lambda row: row.effective_from)
    return WaitingRule(Month.of(latest.effective_from), latest.value, counting)
