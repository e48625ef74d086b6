from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.kernel import formats


def plain(text: str) -> str:
    """The text with ordinary spaces, so that the tables below stay readable."""
    return text.replace(formats.NBSP, " ")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "Rp0"),
        (16_800, "Rp16.800"),
        (302_400_000, "Rp302.400.000"),
        (1_365_000_000, "Rp1.365.000.000"),
        (-5_400_000, "−Rp5.400.000"),
    ],
)
def test_rupiah_reads_as_in_official_letters(value: int, text: str) -> None:
    assert formats.rupiah(value) == text


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        ("0.176", "17,60 %"),
        ("0.3194", "31,94 %"),
        ("0", "0,00 %"),
        ("1", "100,00 %"),
        ("0.000049999", "0,00 %"),
        ("0.00005", "0,01 %"),
        ("-0.00005", "−0,01 %"),
        ("-0.00004", "0,00 %"),
        ("12.34567", "1.234,57 %"),
    ],
)
def test_percent_rounds_halves_away_from_zero(ratio: str, text: str) -> None:
    assert plain(formats.percent(Decimal(ratio))) == text


def test_percentage_when_given_in_percent_is_not_multiplied() -> None:
    assert plain(formats.percentage(Decimal("17.6"))) == "17,60 %"


def test_percent_never_breaks_before_its_sign() -> None:
    assert formats.percent(Decimal("0.176")) == "17,60\u00a0%"


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (Decimal("10.925"), 2, "10,93"),
        (Decimal("10.93"), 1, "10,9"),
        (Decimal("14.34"), 2, "14,34"),
        (25, 2, "25,00"),
        (Decimal("-0.05"), 1, "−0,1"),
        (Decimal("1E+2"), 2, "100,00"),
        (Decimal("2.5"), 0, "3"),
    ],
)
def test_points_show_the_decimals_asked_for(value: Decimal | int, places: int, text: str) -> None:
    assert formats.points(value, places) == text


@pytest.mark.parametrize(
    ("value", "text"), [("4.1", "+4,10"), ("-1.9", "−1,90"), ("0", "0,00"), ("0.001", "0,00")]
)
def test_signed_points_name_the_direction(value: str, text: str) -> None:
    assert formats.signed_points(Decimal(value)) == text


@pytest.mark.parametrize("figure", [formats.rupiah, formats.count, formats.points, formats.percent])
@pytest.mark.parametrize("value", [0.1, 3.0, True, "12", None])
def test_figure_when_inexact_or_not_a_number_is_refused(
    figure: Callable[..., str], value: float | str | None
) -> None:
    with pytest.raises(TypeError):
        figure(value)


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_points_when_not_finite_are_refused(value: str) -> None:
    with pytest.raises(ValueError, match="finite"):
        formats.points(Decimal(value))


@given(st.integers(-(10**30), 10**30))
def test_count_keeps_every_digit(value: int) -> None:
    text = formats.count(value)

    assert int(text.replace(".", "").replace(formats.MINUS, "-")) == value
    assert all(len(group) == 3 for group in text.lstrip(formats.MINUS).split(".")[1:])


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-9999, max_value=9999)
)
def test_points_lie_within_half_a_hundredth(value: Decimal) -> None:
    text = formats.points(value)
    shown = Decimal(text.replace(".", "").replace(",", ".").replace(formats.MINUS, "-"))

    assert abs(shown - value) <= Decimal("0.005")


def test_dates_are_written_out() -> None:
    assert plain(formats.date_id(date(2026, 11, 20))) == "20 November 2026"
    assert formats.month_id(date(2025, 3, 14)) == "Maret 2025"


@pytest.mark.parametrize("shown", [formats.date_id, formats.month_id, formats.month_name])
def test_moment_has_no_day_before_it_is_put_on_a_clock(shown: Callable[[date], str]) -> None:
    with pytest.raises(TypeError):
        shown(datetime(2026, 11, 29, 23, 34, tzinfo=UTC))


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2025, 3, 1), date(2025, 12, 1), "Maret–Desember 2025"),
        (date(2025, 11, 1), date(2026, 2, 1), "November 2025–Februari 2026"),
        (date(2025, 3, 1), date(2025, 3, 31), "Maret 2025"),
    ],
)
def test_month_range_repeats_nothing(first: date, last: date, text: str) -> None:
    assert formats.month_range(first, last) == text


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2025, 1, 1), date(2025, 12, 31), "1 Januari–31 Desember 2025"),
        (date(2025, 12, 30), date(2026, 1, 2), "30 Desember 2025 – 2 Januari 2026"),
        (date(2025, 5, 5), date(2025, 5, 5), "5 Mei 2025"),
        (date(2026, 12, 1), date(2026, 12, 31), "1–31 Desember 2026"),
        (date(2025, 12, 1), date(2026, 12, 31), "1 Desember 2025 – 31 Desember 2026"),
    ],
)
def test_date_range_repeats_nothing(first: date, last: date, text: str) -> None:
    assert plain(formats.date_range(first, last)) == text


@pytest.mark.parametrize("describe", [formats.month_range, formats.date_range])
def test_range_when_it_ends_before_it_starts_is_refused(describe: Callable[..., str]) -> None:
    with pytest.raises(ValueError, match="before it starts"):
        describe(date(2025, 3, 1), date(2025, 2, 28))


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("Asia/Jakarta", "21 November 2026 00.14 WIB"),
        ("Asia/Makassar", "21 November 2026 01.14 WITA"),
        ("Asia/Jayapura", "21 November 2026 02.14 WIT"),
    ],
)
def test_moment_is_told_on_the_regency_clock(zone: str, text: str) -> None:
    moment = datetime(2026, 11, 20, 17, 14, tzinfo=UTC)

    assert plain(formats.datetime_id(moment, zone)) == text


def test_moment_when_naive_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        formats.datetime_id(datetime(2026, 11, 20, 17, 14))  # noqa: DTZ001  the naive case is the subject


@pytest.mark.parametrize(
    ("byte_count", "text"),
    [
        (0, "0 B"),
        (1023, "1.023 B"),
        (1024, "1 KB"),
        (12_698, "12,4 KB"),
        (20 * 1024**2, "20 MB"),
        (5 * 1024**4, "5.120 GB"),
    ],
)
def test_file_size_uses_the_largest_fitting_unit(byte_count: int, text: str) -> None:
    assert plain(formats.file_size(byte_count)) == text


def test_file_size_when_negative_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        formats.file_size(-1)


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (lambda: formats.count(8_125), "8,125"),
        (lambda: formats.rupiah(302_400_000), "Rp302,400,000"),
        (lambda: formats.rupiah(-5_400_000), "−Rp5,400,000"),
        (lambda: formats.points(Decimal("1234.567")), "1,234.57"),
        (lambda: formats.signed_points(Decimal("4.1")), "+4.10"),
        (lambda: formats.percent(Decimal("0.176")), "17.60%"),
        (lambda: formats.percentage(Decimal("17.6")), "17.60%"),
        (lambda: formats.date_id(date(2026, 11, 20)), "20 November 2026"),
        (lambda: formats.date_id(date(2025, 5, 1)), "1 May 2025"),
        (lambda: formats.month_id(date(2025, 8, 1)), "August 2025"),
        (lambda: formats.month_name(date(2025, 12, 1)), "December"),
        (
            lambda: formats.month_range(date(2025, 3, 1), date(2025, 12, 1)),
            "March–December 2025",
        ),
        (
            lambda: formats.date_range(date(2025, 1, 1), date(2025, 12, 31)),
            "1 January–31 December 2025",
        ),
        (
            lambda: formats.datetime_id(datetime(2026, 11, 20, 2, 14, tzinfo=UTC)),
            "20 November 2026 09:14 WIB",
        ),
        (lambda: formats.file_size(12_700), "12.4 KB"),
        (lambda: formats.file_size(20 * 1024**2), "20 MB"),
    ],
)
def test_figures_when_written_in_english_follow_english(
    figure: Callable[[], str], text: str
) -> None:
    with formats.written_in("en"):
        assert plain(figure()) == text


def test_figures_after_an_english_block_are_of_record_again() -> None:
    with formats.written_in("en"), formats.written_in("id"):
        inside = formats.count(8_125)

    assert (inside, formats.count(8_125)) == ("8.125", "8.125")


def test_language_when_unknown_is_refused() -> None:
    with pytest.raises(KeyError, match="fr"):
        formats.read_in("fr")
