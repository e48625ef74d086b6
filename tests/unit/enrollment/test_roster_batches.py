"""Whole files: cut anywhere, read the same; counts add up; odd quotes harm one row only."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.parsing import batches, layout
from enrollment.parsing.records import cut_records
from enrollment.parsing.refusals import FileProblem, RosterFileRefused
from tests.unit.enrollment.rosters import HEADER, PERSON, RULES, pieces, read_all, roster

cells = st.text(alphabet='ab ",;\n\r\t', max_size=6)


def person(serial: int, name: str = "Sumini") -> str:
    return f"350501010170{serial:04},{name},1970-01-01,L,35.05.01.2001,,,"


def test_file_when_every_row_is_good_gives_every_person() -> None:
    batch = read_all(roster(person(serial) for serial in range(1, 25)))

    assert [row.row_number for row in batch.rows] == list(range(2, 26))
    assert (batch.progress.row_count, batch.progress.valid_count) == (24, 24)
    assert batch.problems == []


@given(st.integers(min_value=1, max_value=200), st.integers(min_value=1, max_value=7))
def test_file_when_cut_anywhere_reads_the_same(size: int, limit: int) -> None:
    rows = [person(serial, f'"Siti, {serial}\nA"') for serial in range(1, 6)]
    data = roster([*rows, "rusak", "", person(7)], newline="\r\n")

    found = read_all(data, size=size, limit=limit)

    assert [row.name for row in found.rows] == [
        *(f"Siti, {serial} A" for serial in range(1, 6)),
        "Sumini",
    ]
    assert found.progress.offset == len(data)
    assert found.progress.row_number == 10


@given(st.lists(st.lists(cells, min_size=1, max_size=4), max_size=12), st.booleans())
def test_file_when_rows_are_odd_counts_add_up(table: list[list[str]], ends: bool) -> None:
    body = "\n".join(",".join(row) for row in [*table, PERSON.split(",")])
    data = f"{HEADER}\n{body}{chr(10) if ends else ''}".encode()

    progress = read_all(data, size=64, limit=3).progress

    assert progress.row_count == progress.valid_count + progress.error_count
    assert progress.offset == len(data)


def test_file_when_a_quote_is_never_closed_loses_one_row_only() -> None:
    rows = [person(1), person(2, '"Siti'), *(person(serial) for serial in range(3, 60))]

    batch = read_all(roster(rows))

    assert batch.progress.row_count >= 58
    assert batch.progress.valid_count >= 58


def test_file_when_a_quote_stands_inside_a_name_keeps_it() -> None:
    batch = read_all(roster([person(1, 'O"Neil'), person(2, 'D"Amico'), person(3)]))

    assert [row.name for row in batch.rows] == ['O"Neil', 'D"Amico', "Sumini"]
    assert [row.row_number for row in batch.rows] == [2, 3, 4]


def test_file_when_rows_are_blank_skips_them_but_counts_them_as_the_spreadsheet_does() -> None:
    batch = read_all(roster([",,,,,,,", "", person(1)]))

    assert batch.progress.row_count == 1
    assert batch.rows[0].row_number == 4


def test_file_when_a_row_is_not_utf8_names_it() -> None:
    data = roster([person(1)]) + person(2, "Jos\u00e9").encode("cp1252")

    with pytest.raises(RosterFileRefused) as refused:
        read_all(data)

    assert refused.value.problem is FileProblem.NOT_UTF8
    assert refused.value.params["row"] == 3


def test_file_when_only_the_header_is_there_is_refused() -> None:
    with pytest.raises(RosterFileRefused) as refused:
        list(batches.read_file([roster([])], RULES))

    assert refused.value.problem is FileProblem.NO_ROWS


def test_file_when_nearly_all_numbers_end_in_zero_is_refused() -> None:
    with pytest.raises(RosterFileRefused) as refused:
        read_all(roster(person(serial) for serial in range(10, 200, 10)))

    assert refused.value.problem is FileProblem.NIK_ZEROES
    assert refused.value.params == {"zeroes": "19", "niks": "19"}


def test_file_when_a_line_never_ends_is_refused() -> None:
    data = roster([]) + b"x" * (3 * batches.WINDOW_BYTES) + b"\n"

    with pytest.raises(RosterFileRefused) as refused:
        list(batches.read_file(pieces(data, 4096), RULES))

    assert refused.value.problem is FileProblem.NOT_CSV


def test_file_when_it_has_too_many_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "ROW_LIMIT", 3)

    with pytest.raises(RosterFileRefused) as refused:
        read_all(roster(person(serial) for serial in range(1, 6)))

    assert refused.value.problem is FileProblem.TOO_MANY_ROWS


def test_file_when_numbers_carry_blanks_counts_what_was_tidied() -> None:
    rows = [person(1).replace("3505", "'3505", 1), person(2).replace("3505", "35 05", 1), person(3)]

    progress = read_all(roster(rows)).progress

    assert (progress.normalised_count, progress.valid_count) == (2, 3)


@given(st.binary(max_size=120), st.booleans())
def test_records_when_cut_lose_no_byte(window: bytes, is_last: bool) -> None:
    records = cut_records(window, newline=b"\n", limit=1000, is_last=is_last)

    starts = [0, *(record.end for record in records)]
    rebuilt = b"".join(window[start:end] for start, end in pairwise(starts))
    assert rebuilt + window[starts[-1] :] == window
    if is_last:
        assert starts[-1] == len(window)


def test_records_when_a_quoted_cell_may_go_on_behind_the_window_wait() -> None:
    assert cut_records(b'"a\nb', newline=b"\n", limit=9, is_last=False) == []
    assert len(cut_records(b'"a\nb"\n', newline=b"\n", limit=9, is_last=False)) == 1


def test_limits_when_stated_are_the_decided_ones() -> None:
    assert layout.BYTE_LIMIT == 300 * 1024 * 1024
    assert layout.ROW_LIMIT == 1_500_000
