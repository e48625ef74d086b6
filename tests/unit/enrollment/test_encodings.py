"""How letters are written: told from the whole file, and read the same in any way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.parsing.batches import read_file
from enrollment.parsing.encodings import Encoding, EncodingCheck
from enrollment.parsing.refusals import FileProblem, RosterFileRefused
from enrollment.parsing.rows import RosterRow
from tests.unit.enrollment.rosters import RULES, pieces, rows_of

HEADS = ["NIK", "Nama", "Tgl. Lahir", "L/P", "Kode Desa"]
MARKS = {Encoding.UTF_16_LE: b"\xff\xfe", Encoding.UTF_16_BE: b"\xfe\xff"}
BIRTHS = ["1970-01-01", "01/01/1970", "1-1-1970", "01.01.1970", "1 Januari 1970", "01-Jan-70"]

names = st.text(alphabet="abc \u00e9\u00f1\u00d6", min_size=1, max_size=8).filter(str.strip)


def checked(content: bytes, size: int = 7) -> Encoding:
    check, cut = EncodingCheck(), list(pieces(content, size))
    for number, piece in enumerate(cut, start=1):
        check.feed(piece, is_last=number == len(cut))
    return check.encoding


def refusal(content: bytes) -> RosterFileRefused:
    with pytest.raises(RosterFileRefused) as refused:
        checked(content)
    return refused.value


def read(content: bytes, encoding: Encoding, *, size: int, limit: int) -> list[RosterRow]:
    batches = read_file(pieces(content, size), RULES, encoding=encoding, limit=limit)
    return [row for batch in batches for row in rows_of(batch)]


@given(
    st.lists(names, min_size=1, max_size=7),
    st.sampled_from([*Encoding, None]),
    st.sampled_from(",;\t"),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(BIRTHS),
    st.integers(min_value=1, max_value=90),
    st.integers(min_value=1, max_value=4),
)
def test_list_when_written_in_any_way_reads_the_same(
    people: list[str],
    encoding: Encoding | None,
    delimiter: str,
    newline: str,
    birth: str,
    size: int,
    limit: int,
) -> None:
    lines = [HEADS] + [
        [f"350501010170{serial:04}", name, birth, "L", "35.05.01.2001"]
        for serial, name in enumerate(people, start=1)
    ]
    text = newline.join(delimiter.join(line) for line in lines) + newline
    written = encoding or Encoding.UTF_8  # None: UTF-8 with its mark
    mark = b"\xef\xbb\xbf" if encoding is None else MARKS.get(encoding, b"")
    content = mark + text.encode(written)

    rows = read(content, written, size=size, limit=limit)

    assert [row.name for row in rows] == [" ".join(name.split()) for name in people]
    assert [row.row_number for row in rows] == list(range(2, len(people) + 2))
    assert {row.birth_on.isoformat() for row in rows} == {"1970-01-01"}
    assert content.isascii() or checked(content) is written


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"nik;nama\n", Encoding.UTF_8),
        ("\ufeffJos\u00e9".encode(), Encoding.UTF_8),
        ("nik\nJos\u00e9, \u201cA\u201d".encode("cp1252"), Encoding.CP1252),
        ("\ufeffnik".encode("utf-16-le"), Encoding.UTF_16_LE),
        ("\ufeffnik".encode("utf-16-be"), Encoding.UTF_16_BE),
    ],
)
def test_letters_when_looked_at_are_told(content: bytes, encoding: Encoding) -> None:
    assert {checked(content, size) for size in (4, 5, 100)} == {encoding}


@pytest.mark.parametrize(
    ("content", "problem", "row"),
    [
        ("Jos\u00e9\n".encode() + "Jos\u00e9\n".encode("cp1252"), FileProblem.NOT_UTF8, 2),
        ("a\nJos\u00e9\n".encode("cp1252") + "Jos\u00e9\n".encode(), FileProblem.NOT_UTF8, 2),
        (b"\xef\xbb\xbfa\nb\nJos\xe9", FileProblem.NOT_UTF8, 3),
        (b"a\nJos\x81", FileProblem.NOT_UTF8, 2),
        ("\ufeffnik".encode("utf-16-le") + b"\0", FileProblem.NOT_UTF8, 1),
        (b"\xe9\x01\x02", FileProblem.NOT_CSV, None),
    ],
)
def test_letters_when_no_encoding_fits_are_refused(
    content: bytes, problem: FileProblem, row: int | None
) -> None:
    error = refusal(content)

    assert (error.problem, error.params.get("row")) == (problem, row)
