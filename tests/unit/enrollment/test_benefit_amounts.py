"""What a benefit comes to by the table of its day, and what must be known for it."""

from datetime import date

import pytest

from cooperation.tariff_files import current_tariffs
from enrollment.benefit_amounts import BenefitCase, Need, SchoolLevel, compute_benefit
from enrollment.benefit_totals import BenefitKind

JKM, JKK = BenefitKind.SANTUNAN_JKM, BenefitKind.SANTUNAN_JKK
BEFORE, SINCE = date(2025, 2, 23), date(2025, 2, 24)


@pytest.mark.parametrize(
    ("case", "amount"),
    [
        (BenefitCase(kind=JKM, event_on=SINCE, case_count=2, is_past_waiting=True), 84_000_000),
        (BenefitCase(kind=JKM, event_on=SINCE, case_count=1, is_past_waiting=False), 10_000_000),
        (BenefitCase(kind=JKM, event_on=BEFORE, case_count=1), 42_000_000),
        (BenefitCase(kind=JKM, event_on=BEFORE, case_count=1, is_past_waiting=False), 42_000_000),
        (BenefitCase(kind=JKK, event_on=SINCE, case_count=1, wage_idr=1_000_000), 70_000_000),
        (BenefitCase(kind=JKK, event_on=SINCE, case_count=2, wage_idr=100_000), 84_000_000),
        (BenefitCase(kind=JKK, event_on=SINCE, case_count=1, wage_idr=416_667), 42_000_016),
        (
            BenefitCase(
                kind=BenefitKind.BEASISWA,
                event_on=SINCE,
                case_count=3,
                school_level=SchoolLevel.PRIMARY,
            ),
            4_500_000,
        ),
    ],
)
def test_amount_when_everything_is_stated(case: BenefitCase, amount: int) -> None:
    computed = compute_benefit(current_tariffs(), case)

    assert computed is not None
    assert (computed.amount_idr, computed.lacks) == (amount, ())


@pytest.mark.parametrize(
    ("case", "lacks"),
    [
        (BenefitCase(kind=JKM), (Need.EVENT, Need.CASES)),
        (BenefitCase(kind=JKM, event_on=SINCE, case_count=1), (Need.WAITING,)),
        (BenefitCase(kind=JKK, event_on=SINCE), (Need.CASES, Need.WAGE)),
        (
            BenefitCase(kind=BenefitKind.BEASISWA, event_on=SINCE, case_count=1),
            (Need.LEVEL,),
        ),
        (BenefitCase(kind=JKM, event_on=date(2015, 1, 1), case_count=1), (Need.RULE,)),
    ],
)
def test_nothing_is_guessed_where_something_is_not_stated(
    case: BenefitCase, lacks: tuple[Need, ...]
) -> None:
    computed = compute_benefit(current_tariffs(), case)

    assert computed is not None
    assert (computed.amount_idr, computed.lacks) == (None, lacks)


def test_scholarship_of_each_level_has_a_price() -> None:
    for level in SchoolLevel:
        case = BenefitCase(
            kind=BenefitKind.BEASISWA, event_on=SINCE, case_count=1, school_level=level
        )
        computed = compute_benefit(current_tariffs(), case)
        assert computed is not None
        assert computed.amount_idr


def test_benefit_without_a_table_is_not_computed() -> None:
    assert compute_benefit(current_tariffs(), BenefitCase(kind=BenefitKind.OTHER)) is None
