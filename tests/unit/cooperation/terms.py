"""Small terms for tests: a test states every value it asserts on."""

from dataclasses import replace

from cooperation.arithmetic import Terms
from cooperation.kinds import FundingSource, Programme, Segment
from cooperation.months import Month
from cooperation.pricing import Insured

BOTH = frozenset({Programme.JKK, Programme.JKM})
INSURED = Insured(Segment.BPU, BOTH, FundingSource.APBD)


def terms(first_month: str = "2025-01", insured: Insured = INSURED, **more: object) -> Terms:
    """One person for twelve months of public money, unless told otherwise."""
    plain = Terms(
        insured=insured,
        first_month=Month.parse(first_month),
        people_count=1,
        month_count=12,
    )
    return replace(plain, **more)  # type: ignore[arg-type]  # fields of the dataclass


def paid_from(source: FundingSource) -> Insured:
    """The lowest package, paid from a source."""
    return replace(INSURED, source=source)
