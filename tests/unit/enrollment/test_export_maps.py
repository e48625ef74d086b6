"""Columns as an officer writes them, and formats as offices want them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.export_maps import (
    COLUMN_LIMIT,
    SHIPPED_MAP,
    ExportColumn,
    ExportField,
    format_day,
    format_sex,
    formats_of,
    read_map,
    usual_format,
    write_map,
)

HEADINGS = st.from_regex(r"[A-Z][A-Z0-9 /.]{0,20}[A-Z0-9]", fullmatch=True)
FIELDS = st.sampled_from(ExportField).flatmap(
    lambda field: st.builds(
        ExportColumn,
        HEADINGS,
        st.just(field),
        st.sampled_from(["", *formats_of(field)]),
    )
)
CONSTANTS = st.builds(
    ExportColumn,
    HEADINGS,
    st.none(),
    constant=st.from_regex(r"[A-Za-z0-9 ]{0,10}", fullmatch=True),
)


def test_shipped_guess_reads_back() -> None:
    assert read_map(write_map(SHIPPED_MAP)) == (SHIPPED_MAP, [])


@given(st.lists(FIELDS | CONSTANTS, min_size=1, max_size=COLUMN_LIMIT))
def test_any_columns_read_back(columns: list[ExportColumn]) -> None:
    assert read_map(write_map(columns)) == (tuple(columns), [])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("NIK = nik\nNAMA nama", "2"),
        ("NIK = ktp", "1"),
        ("NIK = nik\n\nLAHIR = tanggal_lahir | hh:mm", "3"),
        ("= nik", "1"),
    ],
)
def test_line_that_is_no_column_is_named(text: str, line: str) -> None:
    _columns, errors = read_map(text)

    (error,) = errors
    assert error.pointer == "/columns"
    assert str(error.params["line"]) == line


def test_nothing_and_too_much_are_refused() -> None:
    assert read_map(" \n")[1]
    assert read_map("\n".join(["NIK = nik"] * (COLUMN_LIMIT + 1)))[1]


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    read_map(text)


def test_days_months_and_sexes_are_written_as_wanted() -> None:
    day = date(1970, 3, 5)

    assert [format_day(day, one) for one in formats_of(ExportField.BIRTH)] == [
        "1970-03-05",
        "05-03-1970",
        "05/03/1970",
        "05031970",
        "19700305",
    ]
    assert format_day(day, usual_format(ExportField.FIRST_MONTH)) == "1970-03"
    assert [format_sex(sex, "LAKI-LAKI/PEREMPUAN") for sex in "LP"] == ["LAKI-LAKI", "PEREMPUAN"]
    assert usual_format(ExportField.NIK) == ""
