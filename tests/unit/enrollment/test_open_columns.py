"""Which columns a heading leaves open, and what each may be meant by."""

from collections.abc import Sequence

import pytest

from enrollment.parsing.columns import Column
from enrollment.parsing.headings import find_heading
from enrollment.parsing.mapping import open_columns, shown_table

REST = ["Nama", "Tgl Lahir", "JK"]


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["NIK", *REST, "Kode Desa", "Catatan"], {}),
        (["Nomor Identitas", *REST, "Desa", ""], {Column.NIK: [0]}),
        (["NIK", "No. KTP", *REST, "Kode Desa"], {Column.NIK: [0, 1]}),
        (["NIK", "NIK", *REST, "Tempat", "Ket"], {Column.NIK: [0, 1], Column.VILLAGE: [5, 6]}),
    ],
)
def test_columns_left_open_come_with_what_may_be_meant(
    names: Sequence[str], expected: dict[Column, list[int]]
) -> None:
    rows = [(1, names)]
    places = find_heading(rows)
    assert places is not None

    found = open_columns(shown_table(places, rows))

    assert {column: list(at) for column, at in found.items()} == expected
