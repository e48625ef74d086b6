"""Names as they are searched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.names import search_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Sumini", "SUMINI"),
        ("  siti   AMINAH, S.Pd.", "SITI AMINAH S PD"),
        ("Nur'aini", "NURAINI"),
        ("José", "JOSE"),
    ],
)
def test_key_when_name_is_written_in_a_usual_way(name: str, key: str) -> None:
    assert search_key(name) == key


@given(st.text(max_size=40))
def test_key_when_taken_again_stays(name: str) -> None:
    assert search_key(search_key(name)) == search_key(name)
