"""Tables that leave as CSV."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.downloads import csv_file, harmless


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+62", "-1", "@SUM(A1)", "\tx", "\rx", "\uff1dx", "\uff0bx", "\uff0dx", "\uff20x"],
)
def test_cell_when_it_could_run_is_made_text(cell: str) -> None:
    assert harmless(cell) == "'" + cell


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), min_size=1))
def test_file_when_read_again_holds_the_same_cells(rows: list[list[str]]) -> None:
    content = csv_file(rows)

    assert content.startswith(b"\xef\xbb\xbf")
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    assert list(csv.reader(text, delimiter=";")) == [list(map(harmless, row)) for row in rows]
