"""What a frozen list consists of: the same months of the same kind of people, priced. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cooperation.arithmetic import PricedRun, price_months
from cooperation.kinds import Programme, Segment
from cooperation.months import Month
from cooperation.pricing import Insured
from cooperation.tariffs import Tariffs
from enrollment.cover_months import YearMonths, months_of


@dataclass(frozen=True)
class Share:
    """Some months of some people at one price: persons, their months, rupiah a person."""

    segment: str
    programmes: tuple[str, ...]
    months: int
    people_count: int
    rates_idr: tuple[int, ...]
    """Rupiah for each of the months, in order."""

    @property
    def month_count(self) -> int:
        """Worker-months."""
        return self.people_count * self.months.bit_count()

    @property
    def line_idr(self) -> int:
        """What one of the people costs."""
        return sum(self.rates_idr)

    @property
    def amount_idr(self) -> int:
        """What all of them cost."""
        return self.people_count * self.line_idr

    def by_month(self, year: int) -> Mapping[Month, int]:
        """Rupiah of all of them for each of their months, which lie in one year; sums to all."""
        held = months_of([YearMonths(year, self.months)])
        return {
            month: self.people_count * rate
            for month, rate in zip(held, self.rates_idr, strict=True)
        }


def share_of(
    tariffs: Tariffs,
    insured: Insured,
    *,
    segment: str,
    programmes: Sequence[str],
    held: YearMonths,
    people_count: int,
) -> Share:
    """Price the same months of the same kind of people by the tariffs of those months.

    Args:
        tariffs: all parameters.
        insured: what decides the price, as the programme states it.
        segment: of the people.
        programmes: insured for them.
        held: their months in the period.
        people_count: persons.

    Raises:
        NotComputable: the price cannot be told from what the programme states.
        NoTariffInEffect: no tariff is known for one of the months.

    Source:
        People x months x tariff; see ``cooperation.pricing``.
    """
    kind = _insured_as(insured, segment, programmes)
    runs = price_months(tariffs, kind, people_count, months_of([held]))
    return Share(segment, tuple(programmes), held.mask, people_count, _rates_of(runs))


def open_share(
    tariffs: Tariffs, insured: Insured, share: Share, year: int
) -> tuple[PricedRun, ...] | None:
    """How the price of a share was computed; None where today's rules give another one.

    Args:
        tariffs: all parameters.
        insured: what decides the price, as the programme states it now.
        share: of a list, priced when it was closed.
        year: in which its months lie.

    Raises:
        NotComputable: the price cannot be told from what the programme states.
        NoTariffInEffect: no tariff is known for one of the months.

    Source:
        Every amount can be opened to the rule that made it; see ``cooperation.pricing``.
    """
    kind = _insured_as(insured, share.segment, share.programmes)
    months = months_of([YearMonths(year, share.months)])
    runs = price_months(tariffs, kind, share.people_count, months)
    return runs if _rates_of(runs) == share.rates_idr else None


def _insured_as(insured: Insured, segment: str, programmes: Sequence[str]) -> Insured:
    return replace(
        insured,
        segment=Segment(segment),
        programmes=frozenset(Programme(name) for name in programmes),
    )


def _rates_of(runs: Iterable[PricedRun]) -> tuple[int, ...]:
    return tuple(run.price.rate_idr for run in runs for _month in run.months)
