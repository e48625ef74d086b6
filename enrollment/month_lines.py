"""Months of a programme from what was committed to what BPJS posted: people and rupiah. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cooperation.months import Month
from cooperation.spending import MonthCost
from enrollment.reconciliation import Cause


@dataclass(frozen=True)
class MonthCounts:
    """People of one month: named by the lists, determined or further, frozen, billed, paid, posted.

    ``active`` are those whose month BPJS has posted. ``unexplained`` are people whose month differs
    and nobody knows why, by cause; empty also where they were not counted.
    """

    month: Month
    proposed: int
    determined: int
    listed: int
    billed: int
    paid: int
    active: int
    unexplained: Mapping[Cause, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ListedMoney:
    """What the frozen lists of one month come to, rupiah: all of them, the billed, the paid."""

    listed_idr: int = 0
    billed_idr: int = 0
    paid_idr: int = 0

    def __add__(self, other: "ListedMoney") -> "ListedMoney":
        return ListedMoney(
            self.listed_idr + other.listed_idr,
            self.billed_idr + other.billed_idr,
            self.paid_idr + other.paid_idr,
        )


@dataclass(frozen=True)
class Worth:
    """People of a month, or person-months of several, and what they come to in rupiah.

    ``amount_idr`` is None where the price of a month of somebody is not known.
    """

    people: int
    amount_idr: int | None

    def __add__(self, other: "Worth") -> "Worth":
        known = self.amount_idr is not None and other.amount_idr is not None
        amount = (self.amount_idr or 0) + (other.amount_idr or 0)
        return Worth(self.people + other.people, amount if known else None)

    def __sub__(self, other: "Worth") -> "Worth":
        known = self.amount_idr is not None and other.amount_idr is not None
        amount = (self.amount_idr or 0) - (other.amount_idr or 0)
        return Worth(self.people - other.people, amount if known else None)


_NOTHING = Worth(0, 0)


@dataclass(frozen=True)
class MonthLine:
    """One month from the commitment to the posting; the sum of several where ``month`` is None.

    ``planned`` is what the programme has for the month with all addenda, None where nothing can be
    computed from it. Determined and posted people are worth the tariff of the month, the others
    what their lists were priced at. ``unexplained`` are people who differ and nobody knows why.
    """

    month: Month | None
    planned: Worth | None
    proposed: int
    determined: Worth
    listed: Worth
    billed: Worth
    paid: Worth
    posted: Worth
    unexplained: int = 0

    @property
    def difference(self) -> Worth | None:
        """What the programme has and BPJS has not posted; negative where it posted more."""
        return None if self.planned is None else self.planned - self.posted


def month_lines(
    costs: Iterable[MonthCost],
    counts: Iterable[MonthCounts],
    money: Mapping[Month, ListedMoney],
) -> Sequence[MonthLine]:
    """Every month that a programme has or that people are counted in, in order.

    Args:
        costs: the months of the programme; none where nothing can be computed.
        counts: how many people have come how far.
        money: what frozen lists come to, by month.

    Source:
        Names in the list = commitment = billed = paid = active, in people, months and rupiah.
    """
    planned = {one.month: one for one in costs}
    counted = {one.month: one for one in counts}
    return [
        _line(month, planned, counted.get(month), money.get(month, ListedMoney()))
        for month in sorted(planned.keys() | counted.keys())
    ]


def line_of(month: Month, lines: Iterable[MonthLine], *, is_computed: bool) -> MonthLine:
    """The line of a month, an empty one where the programme has neither cost nor people in it.

    Args:
        month: asked for.
        lines: of the programme.
        is_computed: whether its cost is known at all.

    Source:
        A report of a quarter names each of its months.
    """
    found = next((one for one in lines if one.month == month), None)
    planned = _NOTHING if is_computed else None
    return found or MonthLine(month, planned, 0, _NOTHING, _NOTHING, _NOTHING, _NOTHING, _NOTHING)


def total_of(lines: Sequence[MonthLine]) -> MonthLine:
    """Person-months and rupiah of some months.

    Source:
        Twelve months of one person are twelve person-months (orang-bulan).
    """
    planned = [one.planned for one in lines if one.planned is not None]
    return MonthLine(
        None,
        _sum(planned) if len(planned) == len(lines) else None,
        sum(one.proposed for one in lines),
        _sum(one.determined for one in lines),
        _sum(one.listed for one in lines),
        _sum(one.billed for one in lines),
        _sum(one.paid for one in lines),
        _sum(one.posted for one in lines),
        sum(one.unexplained for one in lines),
    )


def without_explanation(
    cost: MonthCost | None, determined: int, unexplained: Mapping[Cause, int]
) -> int:
    """People of a month whom nobody has explained, those beyond the programme among them.

    Args:
        cost: what the programme has in the month; None where it has none, or nobody knows.
        determined: people who hold a place in it.
        unexplained: people who differ and nobody knows why, by cause.

    Source:
        The tolerance is zero for unexplained differences: practice of rekonsiliasi.
    """
    over = max(determined - cost.people_count, 0) if cost else 0
    return sum(unexplained.values()) + over


def _line(
    month: Month,
    planned: Mapping[Month, MonthCost],
    counts: MonthCounts | None,
    money: ListedMoney,
) -> MonthLine:
    known = counts or MonthCounts(month, 0, 0, 0, 0, 0, 0)
    cost = planned.get(month)

    def at_tariff(people: int) -> Worth:
        if cost is None:
            return Worth(people, None if people else 0)
        return Worth(people, people * cost.rate_idr)

    return MonthLine(
        month=month,
        planned=(at_tariff(cost.people_count) if cost else _NOTHING) if planned else None,
        proposed=known.proposed,
        determined=at_tariff(known.determined),
        listed=Worth(known.listed, money.listed_idr),
        billed=Worth(known.billed, money.billed_idr),
        paid=Worth(known.paid, money.paid_idr),
        posted=at_tariff(known.active),
        unexplained=without_explanation(cost, known.determined, known.unexplained),
    )


def _sum(worths: Iterable[Worth]) -> Worth:
    return sum(worths, _NOTHING)
