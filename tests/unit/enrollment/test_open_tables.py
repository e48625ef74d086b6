"""A table is read from pieces of a file without holding the file, whatever its letters."""

import tracemalloc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack

import pytest

from enrollment.parsing.refusals import FileProblem, RosterFileRefused
from enrollment.services.open_tables import OpenedTable, Pieces, open_table

HEADS = {"NIK": "nik", "Hasil": "said"}


def columns_of(cells: Sequence[str]) -> Mapping[str, int]:
    return {HEADS[cell]: place for place, cell in enumerate(cells) if cell in HEADS}


def in_pieces(content: bytes, size: int) -> Pieces:
    return lambda: (content[at : at + size] for at in range(0, len(content), size))


def opened(pieces: Pieces) -> OpenedTable[str]:
    with ExitStack() as ends:
        return open_table(pieces, columns_of, ends)


def rows_of(content: bytes, size: int = 3) -> list[tuple[int, str, str]]:
    return [
        (number, cells["nik"].text, cells["said"].text)
        for number, cells in opened(in_pieces(content, size)).rows
    ]


TEXT = 'Daftar\nNIK;Hasil\n1;"sesuai,\nbenar"\n2;padan \u2013 é\n'


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_rows_are_the_same_however_the_file_is_cut(encoding: str, size: int) -> None:
    found = rows_of(TEXT.encode(encoding), size)

    assert found == [(4, "1", "sesuai,\nbenar"), (5, "2", "padan \u2013 é")]


def test_delimiter_is_found_by_the_heading_it_makes() -> None:
    assert rows_of(b"NIK\tHasil\n1\tpadan\n") == [(2, "1", "padan")]
    assert rows_of(b"NIK,Hasil\r\n1,padan\r\n") == [(2, "1", "padan")]


def test_file_without_heading_gives_no_row() -> None:
    table = opened(in_pieces(b"a;b\n1;2\n", 4))

    assert (list(table.rows), table.columns) == ([], {})


def test_cell_longer_than_any_text_is_refused() -> None:
    content = b'NIK;Hasil\n1;"' + b"x" * 200_000 + b'"\n'

    with pytest.raises(RosterFileRefused) as refused:
        rows_of(content, 10_000)

    assert refused.value.problem is FileProblem.NOT_CSV


def test_memory_does_not_grow_with_the_file() -> None:
    def long(rows: int) -> Pieces:
        def pieces() -> Iterator[bytes]:
            yield b"NIK;Hasil\n"
            for _ in range(rows // 1_000):
                yield b"3505010101700001;padan\n" * 1_000

        return pieces

    def peak_of(rows: int) -> int:
        tracemalloc.start()
        try:
            assert sum(1 for _ in opened(long(rows)).rows) == rows
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    few, many = peak_of(1_000), peak_of(40_000)

    assert many < few + 100_000
