import re
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from tenants.shell import charts

amounts = st.decimals(min_value=0, max_value=10**9, places=2)


def widths(svg: Markup, name: str) -> list[str | None]:
    return [bar.get("width") for bar in ET.fromstring(svg) if bar.get("class") == name]  # noqa: S314  our own drawing


@given(amounts, amounts.filter(lambda whole: whole > 0))
def test_share_stays_inside_the_frame(value: Decimal, whole: Decimal) -> None:
    assert 0 <= charts.share(value, whole) <= 100


@pytest.mark.parametrize(
    ("value", "whole", "expected"),
    [
        ("10.9", "25", "43.60"),
        ("1", "3", "33.33"),
        ("0.005", "100", "0.01"),
        ("-1", "25", "0"),
        ("30", "25", "100"),
    ],
)
def test_share_is_exact_to_a_hundredth(value: str, whole: str, expected: str) -> None:
    assert charts.share(Decimal(value), Decimal(whole)) == Decimal(expected)


@pytest.mark.parametrize("whole", [0, -1])
def test_share_when_there_is_no_width_is_refused(whole: int) -> None:
    with pytest.raises(ValueError, match="positive full width"):
        charts.share(1, whole)


def test_bullet_draws_claim_behind_what_is_verified() -> None:
    svg = charts.bullet_svg(
        "A Regulasi",
        available=Decimal(25),
        verified=Decimal("10.9"),
        claimed=Decimal("16.7"),
        target=Decimal(15),
    )

    assert widths(svg, "claimed") == ["66.80%"]
    assert widths(svg, "verified") == ["43.60%"]
    assert svg.index('class="claimed"') < svg.index('class="verified"')
    assert 'x1="60.00%"' in svg


def test_bullet_when_not_filled_is_no_zero() -> None:
    empty = charts.bullet_svg("E", available=15, verified=None)
    zero = charts.bullet_svg("E", available=15, verified=Decimal(0))

    assert "unfilled" in empty
    assert "unfilled" not in zero


def test_chart_titles_are_escaped() -> None:
    svg = charts.bar_svg("<script>alert(1)</script>", value=1, whole=2)

    assert "<script>" not in svg
    assert "&lt;script&gt;" in svg


@pytest.mark.parametrize(
    "svg",
    [
        charts.bullet_svg("x", available=1, verified=Decimal(1)),
        charts.bar_svg("x", value=1, whole=2),
        charts.trend_svg("x", [("2024", Decimal(1)), ("2025", Decimal(2))], target=Decimal(3)),
    ],
)
def test_charts_carry_a_title_and_no_inline_style(svg: Markup) -> None:
    assert ET.fromstring(svg).findtext("title") == "x"  # noqa: S314  our own drawing
    assert "style" not in svg


def test_trend_when_a_year_is_unknown_leaves_a_gap() -> None:
    svg = charts.trend_svg(
        "Cakupan",
        [
            ("2022", Decimal(11)),
            ("2023", Decimal(13)),
            ("2024", None),
            ("2025", Decimal(17)),
            ("2026", Decimal(19)),
        ],
    )

    assert len(re.findall("<polyline", svg)) == 2
    assert len(re.findall("<circle", svg)) == 4


def test_trend_puts_the_highest_figure_at_the_top() -> None:
    svg = charts.trend_svg("x", [("2025", Decimal(10)), ("2026", Decimal(20))])

    assert re.findall(r'cy="([\d.]+)"', svg) == ["43.00", "10.00"]


@pytest.mark.parametrize("points", [[], [("2025", None)], [("2025", Decimal(0))]])
def test_trend_without_a_figure_is_refused(points: list[tuple[str, Decimal | None]]) -> None:
    with pytest.raises(ValueError, match="positive figure"):
        charts.trend_svg("x", points)


def test_years_of_counts_the_months_of_each() -> None:
    months = [date(2025 + month // 12, month % 12 + 1, 1) for month in range(18)]

    assert charts.years_of(months) == [(2025, 12), (2026, 6)]
