"""Names that may be one name, and names that are two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.likeness import name_slips
from enrollment.names import search_key

names = st.text(alphabet="ABCDEIMNRSTU ", min_size=1, max_size=24).map(search_key).filter(bool)


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("SITI NURHALIZA", "SITI NURHALIZA", 0),
        ("SITI NURHALIZA", "NURHALIZA SITI", 0),
        ("SITI NUR HALIZA", "SITI NURHALIZA", 0),
        ("HJ SITI NURHALIZA", "SITI NURHALIZA ALM", 0),
        ("SITI NURHALIZA", "SITI NURHALISA", 1),
        ("SITI NURHALIZA", "SITI NUHRALISA", 2),
        ("SITI NURHALIZA", "SITI N", 1),
        ("SLAMET", "SELAMET", 1),
        ("SITI NURHALIZA", "SITI NUHRALIS", None),
        ("SLAMET", "SALMIT", None),
        ("SUMINI", "SUMIRAH", None),
        ("SITI NURHALIZA", "BUDI NURHALIZA", None),
        ("S N", "SITI NURHALIZA", None),
        ("H", "HJ", 1),
    ],
)
def test_names_when_written_twice_are_told_from_two_names(
    one: str, other: str, slips: int | None
) -> None:
    assert name_slips(one, other) == slips


@given(names, names)
def test_slips_when_turned_round_are_the_same(one: str, other: str) -> None:
    assert name_slips(one, other) == name_slips(other, one)


@given(names)
def test_name_when_compared_with_itself_has_no_slips(name: str) -> None:
    assert name_slips(name, name) == 0
