"""What is told of a paper that pays several bills, and what contradicts what was told before."""

from datetime import date
from typing import Any

import pytest

from cooperation.paper_particulars import Particulars, complete_particulars, particular_errors

DAY = date(2026, 1, 20)
FULL = Particulars(
    paper_idr=67_200_000,
    spp_number="SPP-1",
    spp_on=DAY,
    spm_number="SPM-1",
    spm_on=DAY.replace(day=22),
    sub_activity="Perlindungan pekerja rentan",
    budget_account="5.1.02.02",
)


def test_paper_is_told_alike_whichever_payment_stated_it() -> None:
    silent = Particulars()

    assert complete_particulars(silent, [silent, FULL]) == FULL
    assert complete_particulars(FULL, [silent]) == FULL


def test_each_payment_adds_what_the_earlier_ones_left_out() -> None:
    worth = Particulars(paper_idr=67_200_000)
    order = Particulars(spm_number="SPM-1", spm_on=DAY)
    account = Particulars(budget_account="5.1.02.02")

    assert complete_particulars(worth, [order, account]) == Particulars(
        paper_idr=67_200_000, spm_number="SPM-1", spm_on=DAY, budget_account="5.1.02.02"
    )


def test_what_a_payment_states_is_never_mixed_with_what_contradicts_it() -> None:
    own = Particulars(spp_number="SPP-9", budget_account="5.1.02.99")

    assert complete_particulars(own, [FULL]) == Particulars(
        paper_idr=67_200_000,
        spp_number="SPP-9",
        spm_number="SPM-1",
        spm_on=DAY.replace(day=22),
        budget_account="5.1.02.99",
    )


@pytest.mark.parametrize(
    ("stated", "refused"),
    [
        ({}, []),
        ({"spp_number": " spp-1", "spp_on": DAY, "spm_number": "SPM-1"}, []),
        ({"spp_number": "SPP-2"}, ["/spp_number"]),
        ({"spp_on": DAY.replace(day=21)}, ["/spp_on"]),
        ({"spp_number": "SPP-2", "spm_number": "SPM-2"}, ["/spp_number", "/spm_number"]),
        ({"spm_on": DAY.replace(day=23)}, ["/spm_on"]),
    ],
)
def test_other_spp_or_spm_of_the_same_paper_is_refused(
    stated: dict[str, Any], refused: list[str]
) -> None:
    own = Particulars(**stated)

    assert [one.pointer for one in particular_errors(own, [Particulars(), FULL])] == refused
    assert particular_errors(own, []) == []


@pytest.mark.parametrize(
    ("stated", "recorded", "refused"),
    [
        ({"spp_on": DAY}, {"spm_on": DAY}, []),
        ({"spp_on": DAY.replace(day=21)}, {"spm_on": DAY}, ["/spp_on"]),
        ({"spm_on": DAY}, {"spp_on": DAY}, []),
        ({"spm_on": DAY}, {"spp_on": DAY.replace(day=21)}, ["/spm_on"]),
    ],
)
def test_spp_comes_before_the_spm_that_another_bill_states(
    stated: dict[str, Any], recorded: dict[str, Any], refused: list[str]
) -> None:
    errors = particular_errors(Particulars(**stated), [Particulars(**recorded)])

    assert [one.pointer for one in errors] == refused
