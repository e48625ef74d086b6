"""Rounding and splitting of points."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.points import apportion, round_points


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        (Fraction(0), "0.00"),
        (Fraction(5, 1000), "0.01"),
        (Fraction(4999, 1000000), "0.00"),
        (Fraction(25, 1000), "0.03"),
        (Fraction(1048, 365), "2.87"),
        (Fraction(-25, 1000), "-0.03"),
    ],
)
def test_round_points_at_half_goes_away_from_zero(exact: Fraction, rounded: str) -> None:
    assert str(round_points(exact)) == rounded


def test_apportion_when_thirds_gives_the_spare_hundredth_to_the_earlier_part() -> None:
    assert apportion(Decimal(1), [Fraction(1)] * 3) == (
        Decimal("0.34"),
        Decimal("0.33"),
        Decimal("0.33"),
    )


def test_apportion_when_a_weight_is_zero_gives_it_nothing() -> None:
    assert apportion(Decimal("0.01"), [Fraction(0), Fraction(3)]) == (Decimal(0), Decimal("0.01"))


def test_apportion_when_nothing_to_give_and_nobody_to_take_gives_zeros() -> None:
    assert apportion(Decimal(0), [Fraction(0)]) == (Decimal("0.00"),)


@pytest.mark.parametrize(("total", "weights"), [("1.00", [Fraction(0)]), ("0.005", [Fraction(1)])])
def test_apportion_when_the_total_cannot_be_placed_is_refused(
    total: str, weights: list[Fraction]
) -> None:
    with pytest.raises(ValueError, match="total"):
        apportion(Decimal(total), weights)


@given(
    st.integers(0, 10_000),
    st.lists(st.fractions(0, 50), min_size=1, max_size=20).filter(any),
)
def test_apportion_always_sums_to_the_total_and_stays_within_a_hundredth(
    hundredths: int, weights: list[Fraction]
) -> None:
    total = Decimal(hundredths).scaleb(-2)

    shares = apportion(total, weights)

    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        exact = Fraction(total) * weight / sum(weights)
        assert abs(Fraction(share) - exact) < Fraction(1, 100)
