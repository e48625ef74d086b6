"""What benefits come to by the rules, beside what sources state, per year and kind. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from enrollment.benefit_totals import NOTHING_STATED, BenefitKind, StatedSum


@dataclass(frozen=True)
class PricedBenefit:
    """One record: the year it was paid in, what its source states, and what the rules give.

    Rupiah; None where the source or the rules do not tell. ``is_priced``: a table prices its kind.
    """

    kind: BenefitKind
    year: int | None
    stated_idr: int | None
    computed_idr: int | None
    is_priced: bool


@dataclass(frozen=True)
class BenefitComparison:
    """The records of one year and kind; None stands for no date, and for all of them.

    ``difference_idr`` is stated less computed, over the ``compared_count`` records that tell both;
    None where there is no such record. ``differing_count`` of them state something else.
    """

    year: int | None
    kind: BenefitKind | None
    record_count: int = 0
    stated_idr: StatedSum = NOTHING_STATED
    computed_idr: StatedSum = NOTHING_STATED
    compared_count: int = 0
    differing_count: int = 0
    difference_idr: int | None = None

    def with_record(self, one: PricedBenefit) -> "BenefitComparison":
        """The same and one record more."""
        is_compared = one.stated_idr is not None and one.computed_idr is not None
        difference = (one.stated_idr or 0) - (one.computed_idr or 0)
        return BenefitComparison(
            self.year,
            self.kind,
            self.record_count + 1,
            self.stated_idr + _told(one.stated_idr),
            self.computed_idr + _told(one.computed_idr),
            self.compared_count + is_compared,
            self.differing_count + (is_compared and difference != 0),
            (self.difference_idr or 0) + difference if is_compared else self.difference_idr,
        )


def compare_benefits(records: Iterable[PricedBenefit]) -> Sequence[BenefitComparison]:
    """Records by year and kind, latest year first, those without a date last.

    Kinds that no table prices are left out: there is nothing to compare them with.

    Args:
        records: of one regency.

    Source:
        Amounts per participant: PP 82/2019. Not filled is not zero, so a difference is taken over
        those records alone that tell both amounts.
    """
    found: dict[tuple[int | None, BenefitKind], BenefitComparison] = {}
    for one in records:
        if one.is_priced:
            key = (one.year, one.kind)
            found[key] = found.get(key, BenefitComparison(*key)).with_record(one)
    kinds = list(BenefitKind)
    return [
        found[key] for key in sorted(found, key=lambda key: (-(key[0] or 0), kinds.index(key[1])))
    ]


def compare_whole(records: Iterable[PricedBenefit]) -> BenefitComparison:
    """The same over every record that a table prices.

    Args:
        records: of one regency.

    Source:
        As ``compare_benefits``.
    """
    whole = BenefitComparison(None, None)
    for one in records:
        if one.is_priced:
            whole = whole.with_record(one)
    return whole


def _told(value: int | None) -> StatedSum:
    return NOTHING_STATED if value is None else StatedSum(value, 1)
