from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.benefit_totals import BenefitKind, BenefitTotal, StatedSum, grand_total
from enrollment.benefits import BenefitDetails, benefit_errors
from tenants.kernel.sources import SourceStatus

TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)

SUMS = st.one_of(
    st.just(StatedSum(None, 0)),
    st.builds(StatedSum, st.integers(1, 10**12), st.integers(1, 9)),
)


def details(**changes: Any) -> BenefitDetails:
    base: dict[str, Any] = {
        "kind": BenefitKind.SANTUNAN_JKM,
        "source_name": "Berita",
        "source_status": SourceStatus.PRESS,
    }
    return BenefitDetails(**{**base, **changes})


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({}, []),
        ({"paid_on": TODAY, "recipients_count": 1, "amount_idr": 1}, []),
        ({"paid_on": TODAY + DAY}, ["/paid_on"]),
        ({"source_on": TODAY + DAY}, ["/source_on"]),
        ({"data_on": TODAY + DAY}, ["/data_on"]),
        ({"source_on": TODAY - DAY, "data_on": TODAY}, ["/data_on"]),
        ({"source_on": TODAY - DAY, "paid_on": TODAY}, ["/paid_on"]),
        ({"source_on": TODAY, "paid_on": TODAY, "data_on": TODAY}, []),
        ({"recipients_count": 0, "amount_idr": 0}, ["/recipients_count", "/amount_idr"]),
        ({"kind": BenefitKind.OTHER}, ["/description"]),
        ({"kind": BenefitKind.OTHER, "description": "alat bantu kerja"}, []),
    ],
)
def test_payment_may_leave_figures_out_but_not_contradict_itself(
    changes: dict[str, Any], pointers: list[str]
) -> None:
    errors = benefit_errors(details(**changes), TODAY)

    assert [error.pointer for error in errors] == pointers


def test_total_of_nothing_is_not_stated_rather_than_zero() -> None:
    whole = grand_total([])

    assert (whole.record_count, whole.recipients, whole.amount_idr) == (
        0,
        StatedSum(None, 0),
        StatedSum(None, 0),
    )


def test_total_runs_over_what_is_stated_and_says_over_how_many() -> None:
    whole = grand_total(
        [
            BenefitTotal(BenefitKind.SANTUNAN_JKK, 2, StatedSum(None, 0), StatedSum(70, 1)),
            BenefitTotal(BenefitKind.BEASISWA, 3, StatedSum(5, 2), StatedSum(30, 3)),
        ]
    )

    assert whole == BenefitTotal(None, 5, StatedSum(5, 2), StatedSum(100, 4))


@given(st.lists(SUMS, max_size=5))
def test_total_does_not_depend_on_the_order_of_the_kinds(sums: list[StatedSum]) -> None:
    def whole(ordered: list[StatedSum]) -> BenefitTotal:
        return grand_total(BenefitTotal(BenefitKind.OTHER, 9, one, one) for one in ordered)

    assert whole(sums) == whole(sums[::-1])
    assert whole(sums).amount_idr.stated_count == sum(one.stated_count for one in sums)
    assert (whole(sums).amount_idr.value is None) == all(one.value is None for one in sums)
