"""Stated and computed benefits side by side: a difference is taken over what tells both."""

import pytest

from enrollment.benefit_comparison import PricedBenefit, compare_benefits, compare_whole
from enrollment.benefit_totals import NOTHING_STATED, BenefitKind, StatedSum

JKM, SCHOOL = BenefitKind.SANTUNAN_JKM, BenefitKind.BEASISWA
FULL = 42_000_000


def record(
    stated: int | None,
    computed: int | None,
    *,
    kind: BenefitKind = JKM,
    year: int | None = 2025,
    is_priced: bool = True,
) -> PricedBenefit:
    return PricedBenefit(kind, year, stated, computed, is_priced)


@pytest.mark.parametrize(
    ("records", "compared", "differing", "difference"),
    [
        ([record(FULL, FULL)], 1, 0, 0),
        ([record(FULL, 10_000_000)], 1, 1, 32_000_000),
        ([record(10_000_000, FULL), record(FULL, 10_000_000)], 2, 2, 0),
        ([record(FULL, None), record(None, FULL)], 0, 0, None),
        ([record(FULL, None), record(FULL, FULL)], 1, 0, 0),
    ],
    ids=["equal", "more", "both ways", "never both", "one of two"],
)
def test_difference_is_taken_over_records_that_tell_both(
    records: list[PricedBenefit], compared: int, differing: int, difference: int | None
) -> None:
    (line,) = compare_benefits(records)

    assert line.record_count == len(records)
    assert (line.compared_count, line.differing_count) == (compared, differing)
    assert line.difference_idr == difference


def test_sums_say_over_how_many_records_they_run() -> None:
    (line,) = compare_benefits([record(FULL, None), record(None, FULL), record(FULL, FULL)])

    assert line.stated_idr == StatedSum(2 * FULL, 2)
    assert line.computed_idr == StatedSum(2 * FULL, 2)


def test_lines_come_by_year_and_kind_those_without_a_date_last() -> None:
    lines = compare_benefits(
        [
            record(1, 1, year=None),
            record(1, 1, kind=SCHOOL),
            record(1, 1, year=2024),
            record(1, 1),
            record(1, None, kind=BenefitKind.OTHER, is_priced=False),
        ]
    )

    assert [(line.year, line.kind) for line in lines] == [
        (2025, JKM),
        (2025, SCHOOL),
        (2024, JKM),
        (None, JKM),
    ]


def test_whole_is_the_sum_of_the_lines() -> None:
    records = [record(FULL, 1), record(None, FULL, year=2024), record(5, 5, kind=SCHOOL)]

    lines, whole = compare_benefits(records), compare_whole(records)

    assert whole.record_count == sum(line.record_count for line in lines)
    assert whole.stated_idr == sum((line.stated_idr for line in lines), NOTHING_STATED)
    assert whole.computed_idr == sum((line.computed_idr for line in lines), NOTHING_STATED)
    assert whole.difference_idr == sum(line.difference_idr or 0 for line in lines)
    assert (whole.compared_count, whole.differing_count) == (2, 1)
