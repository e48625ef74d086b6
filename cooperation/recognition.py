"""Which known price a stated rate resembles, so that a slip or another segment can be named."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from cooperation.kinds import FundingSource, OccupationGroup, Programme, RiskClass, Segment
from cooperation.months import Month
from cooperation.pricing import Insured, price_month
from cooperation.tariffs import Tariffs

MANDATORY = frozenset({Programme.JKK, Programme.JKM})
PACKAGES = (
    MANDATORY,
    MANDATORY | {Programme.JHT},
    MANDATORY | {Programme.JHT, Programme.JP},
)

_WAGE_STEP_IDR = 100_000
"""Nominal wages are round; any rate is some ratio of an odd wage, which would explain nothing."""


class Resemblance(StrEnum):
    """What kind of price a rate is."""

    BPU = "bpu"
    BPU_DISCOUNTED = "bpu-discounted"
    PU = "pu"


@dataclass(frozen=True)
class RateMatch:
    """A known price equal to a stated rate. ``amount_idr`` is the base (BPU) or the wage (PU)."""

    kind: Resemblance
    programmes: frozenset[Programme]
    amount_idr: int


def recognise_rate(tariffs: Tariffs, rate_idr: int, month: Month) -> RateMatch | None:
    """The known price that equals a rate in a month: BPU first, then PU at a round wage.

    PU and BPU prices lie close together (16,200 and 16,800) and are never corrected into each
    other; the match says which of the two a rate is.

    Args:
        tariffs: all parameters.
        rate_idr: rupiah a person-month.
        month: decides which tariffs are in effect.

    Source:
        PP 44/2015 Lampiran I and II; PP 50/2025.
    """
    return (
        _match_bpu(tariffs, rate_idr, month, FundingSource.APBD, Resemblance.BPU)
        or _match_bpu(tariffs, rate_idr, month, FundingSource.SELF, Resemblance.BPU_DISCOUNTED)
        or _match_pu(tariffs, rate_idr, month)
    )


def _match_bpu(
    tariffs: Tariffs, rate_idr: int, month: Month, source: FundingSource, kind: Resemblance
) -> RateMatch | None:
    for package in PACKAGES[:2]:
        for band in tariffs.band_table("bpu.bands", month.first_day).value:
            for group in OccupationGroup:
                insured = Insured(
                    Segment.BPU, package, source, occupation_group=group, income_idr=band.from_idr
                )
                if price_month(tariffs, insured, month).rate_idr == rate_idr:
                    return RateMatch(kind, package, band.base_idr)
    return None


def _match_pu(tariffs: Tariffs, rate_idr: int, month: Month) -> RateMatch | None:
    for package in PACKAGES:
        wage = Fraction(rate_idr) / Fraction(_pu_ratio(tariffs, package, month))
        if wage.denominator == 1 and wage % _WAGE_STEP_IDR == 0:
            return RateMatch(Resemblance.PU, package, int(wage))
    return None


def _pu_ratio(tariffs: Tariffs, package: frozenset[Programme], month: Month) -> Decimal:
    day = month.first_day
    accident = tariffs.class_table("pu.jkk.classes", day).value[RiskClass.VERY_LOW]
    others = (
        tariffs.rate(f"pu.{programme}.rate", day).value for programme in package - {Programme.JKK}
    )
    return accident + sum(others, Decimal(0))
