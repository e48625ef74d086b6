"""NIK rules against the golden vectors and against properties of any number."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.nik import (
    OUTCOME_OF_REASON,
    REASON_TEXTS,
    NikOutcome,
    NikReason,
    Sex,
    age_on,
    birth_dates,
    check_nik,
    looks_scientific,
    mask_nik,
)
from enrollment.reference import region_codes

TODAY = date(2026, 11, 20)
GOLDEN = Path(__file__).parents[2] / "golden" / "nik.csv"

with GOLDEN.open(encoding="utf-8", newline="") as _file:
    VECTORS = list(csv.DictReader(_file))

birthdays = st.dates(min_value=date(1927, 1, 1), max_value=date(1999, 12, 31))
serials = st.integers(min_value=1, max_value=999)
districts = st.sampled_from(sorted(code for code in region_codes() if len(code) == 6))


def nik_of(district: str, birth_on: date, sex: Sex, serial: int) -> str:
    day = birth_on.day + (40 if sex is Sex.FEMALE else 0)
    return f"{district}{day:02}{birth_on.month:02}{birth_on.year % 100:02}{serial:04}"


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["id"] for vector in VECTORS])
def test_check_when_golden_vector_gives_its_outcome(vector: dict[str, str]) -> None:
    check = check_nik(vector["nik"], region_codes(), today=TODAY)

    assert check.outcome == vector["outcome"]
    assert (check.sex or "") == vector["sex"]
    assert str(check.birth_on or "") == vector["birth_on"]


@given(districts, birthdays, st.sampled_from(Sex), serials)
def test_check_when_built_from_a_person_reads_the_person_back(
    district: str, birth_on: date, sex: Sex, serial: int
) -> None:
    check = check_nik(nik_of(district, birth_on, sex, serial), region_codes(), today=TODAY)

    assert check.outcome is not NikOutcome.REJECTED
    assert (check.sex, check.birth_on) == (sex, birth_on)


@given(st.text(max_size=24))
def test_check_when_given_any_text_answers_without_failing(text: str) -> None:
    check = check_nik(text, region_codes(), today=TODAY)

    assert (check.nik is None) == (check.outcome is NikOutcome.REJECTED)


@given(districts, birthdays, serials, st.text(alphabet=" \u00a0\t\u200b", max_size=4))
def test_check_when_blanks_surround_it_reads_the_same_number(
    district: str, birth_on: date, serial: int, blanks: str
) -> None:
    nik = nik_of(district, birth_on, Sex.MALE, serial)

    check = check_nik(f"'{blanks}{nik[:8]}{blanks}{nik[8:]}", region_codes(), today=TODAY)

    assert check.nik == nik
    assert NikReason.NORMALISED in check.reasons


def test_check_when_stated_birth_date_agrees_settles_the_century() -> None:
    check = check_nik("3316010101259991", region_codes(), today=TODAY, birth_on=date(1925, 1, 1))

    assert check.outcome is NikOutcome.VALID
    assert check.birth_on == date(1925, 1, 1)


def test_check_when_stated_birth_date_disagrees_leaves_the_century_open() -> None:
    check = check_nik("3316010101259991", region_codes(), today=TODAY, birth_on=date(1985, 1, 1))

    assert check.outcome is NikOutcome.CENTURY
    assert check.birth_on is None


def test_check_when_the_date_lies_ahead_means_the_last_century() -> None:
    assert birth_dates("3316012111269991", TODAY) == (date(1926, 11, 21),)
    assert birth_dates("3316012011269991", TODAY) == (date(1926, 11, 20), date(2026, 11, 20))


@pytest.mark.parametrize(
    ("day", "age"),
    [(date(2025, 3, 14), 64), (date(2025, 3, 15), 65), (date(2026, 3, 14), 65)],
)
def test_age_when_birthday_is_reached_grows(day: date, age: int) -> None:
    assert age_on(date(1960, 3, 15), day) == age


def test_age_when_born_on_leap_day_grows_on_the_first_of_march() -> None:
    assert age_on(date(2000, 2, 29), date(2025, 2, 28)) == 24
    assert age_on(date(2000, 2, 29), date(2025, 3, 1)) == 25


@given(st.text(min_size=1, max_size=40))
def test_mask_when_any_text_shows_at_most_the_first_six_characters(text: str) -> None:
    masked = mask_nik(text)

    assert len(masked) == len(text)
    assert masked[6:] == "*" * len(masked[6:])


def test_mask_when_whole_number_hides_birth_and_serial() -> None:
    assert mask_nik("3505010101700001") == "350501**********"
    assert mask_nik("12345678") == "********"


def test_mask_when_only_the_serial_differs_is_the_same() -> None:
    assert mask_nik("3505010101700001") == mask_nik("3505010101709993")


@pytest.mark.parametrize("text", ["3.31602E+15", "3,31602E+15", " 3e15 ", "3,31602e15"])
def test_scientific_when_a_spreadsheet_wrote_it_is_recognised(text: str) -> None:
    assert looks_scientific(text)


@pytest.mark.parametrize("text", ["3316011508859991", "E", "3E", "E15", "3E-5", "1.2.EX"])
def test_scientific_when_something_else_is_not(text: str) -> None:
    assert not looks_scientific(text)


def test_reasons_when_listed_have_an_outcome_and_a_text_each() -> None:
    assert set(OUTCOME_OF_REASON) == set(NikReason) == set(REASON_TEXTS)
