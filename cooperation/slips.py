"""Stated figures that look mistyped beside what they should come to: noughts too many or too few.

Pure. Such a figure is never refused, because it may be meant: it is asked about once before it is
kept, and told as a finding as long as it stands.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from cooperation.amendment_effects import AmendmentEffect
from cooperation.arithmetic import Computation

_THOUSAND, _HUNDRED, _TEN = 1000, 100, 10
# How far from the round factor a figure may be: lawful figures rarely are a thousand times another.
_TOLERANCE_PERCENT = {_THOUSAND: 50, _HUNDRED: 5, _TEN: 1}
# An addendum changes people by a part of them, so a nought too many is a round factor of another
# number than the one it is compared with.
_TOLERANCE_OF_CHANGES = dict.fromkeys(_TOLERANCE_PERCENT, 50)


class Figure(StrEnum):
    """Which stated figure it is."""

    BUDGET = "budget_idr"
    TOTAL = "stated_total_idr"
    RATE = "stated_rate_idr"
    PEOPLE = "people_count"
    NEW_TOTAL = "new_total_idr"
    NEW_PEOPLE = "new_people_count"


class Against(StrEnum):
    """What a figure is compared with."""

    COMPUTED = "computed"
    STATED_TOTAL = "stated-total"
    TARIFF = "tariff"
    PREDECESSOR = "predecessor"
    AMENDED = "amended"


@dataclass(frozen=True)
class FigureSlip:
    """A figure about ``times`` (10, 100 or 1000) as large as expected, or as small.

    ``stated`` and ``expected`` are rupiah, or persons of ``PEOPLE`` and
    ``NEW_PEOPLE``.
    """

    figure: Figure
    stated: int
    against: Against
    expected: int
    times: int
    is_over: bool


def find_slips(
    computation: Computation, amended: Computation | None = None
) -> Iterator[FigureSlip]:
    """Slips of stated rupiah beside the arithmetic, or beside one another where there is none.

    Rate and total are as first agreed. The budget is that of today: it is compared with what holds
    by now, and no slip while it lies between that and what was first agreed, because it follows.

    Args:
        computation: of what is stated, without addenda.
        amended: the same with all addenda; None where there are none.

    Source:
        Slips between thousands and rupiah are the common error of amounts; see ``bills.find_slip``.
    """
    terms, total = computation.terms, computation.total_idr
    rate, stated, budget = terms.stated_rate_idr, terms.stated_total_idr, terms.budget_idr
    if rate is not None and computation.rates_idr:
        yield from _compared(Figure.RATE, rate, Against.TARIFF, computation.rates_idr[0])
    if stated is not None and total is not None and stated != budget:
        yield from _compared(Figure.TOTAL, stated, Against.COMPUTED, total)
    if budget is not None and total is not None:
        now = total if amended is None or amended.total_idr is None else amended.total_idr
        if now == total or not min(total, now) <= budget <= max(total, now):
            yield from _compared(Figure.BUDGET, budget, Against.COMPUTED, now)
    elif budget is not None and stated is not None:
        yield from _compared(Figure.BUDGET, budget, Against.STATED_TOTAL, stated)


def find_people_slip(people: int, before: int) -> FigureSlip | None:
    """Whether a number of people is about a thousand times that of the programme before, or less.

    Ten or a hundred times as many may well be meant.
    """
    found = next(_compared(Figure.PEOPLE, people, Against.PREDECESSOR, before), None)
    return found if found is not None and found.times == _THOUSAND else None


def find_amendment_slips(effect: AmendmentEffect, people_count: int | None) -> Iterator[FigureSlip]:
    """Slips of the people and of the whole value that an addendum states.

    The value is compared with what people and months come to with the addendum; beside mistyped
    people also with what they came to before, and where nothing can be computed with the value
    before.

    Args:
        effect: what the addendum changes.
        people_count: as it states them; None where it leaves them.

    Source:
        As ``find_slips``. From half of ten times the people on, a nought too many is likelier than
        an addendum; that bound is an assumption of this product.
    """
    before, stated = effect.people.before, effect.stated_idr
    slips: list[FigureSlip] = []
    if people_count is not None and before is not None:
        slips += _compared(
            Figure.NEW_PEOPLE, people_count, Against.AMENDED, before, _TOLERANCE_OF_CHANGES
        )
    yield from slips
    if stated is None:
        return
    value, so_far = effect.total_idr, effect.before.terms.total_now_idr
    known = [(Against.COMPUTED, value.after)]
    if slips:  # what mistyped people come to says nothing of the value
        known.append((Against.AMENDED, value.before))
    if value.after is None:
        known.append((Against.STATED_TOTAL, so_far))
    for against, expected in known:
        found = (
            [] if expected is None else [*_compared(Figure.NEW_TOTAL, stated, against, expected)]
        )
        yield from found
        if found:
            return


def _compared(
    figure: Figure,
    stated: int,
    against: Against,
    expected: int,
    tolerances: Mapping[int, int] = _TOLERANCE_PERCENT,
) -> Iterator[FigureSlip]:
    """At most one slip: noughts too many or too few."""
    larger, smaller = max(stated, expected), min(stated, expected)
    for times, percent in tolerances.items():
        low, high = times * (100 - percent), times * (100 + percent)
        if smaller > 0 and low * smaller <= larger * 100 <= high * smaller:
            yield FigureSlip(figure, stated, against, expected, times, is_over=stated > expected)
            return
