"""What kind of file somebody sent; the name says nothing."""

import io

import pytest

from enrollment.parsing.refusals import FileProblem, RosterFileRefused
from enrollment.parsing.signatures import RosterFormat, recognise
from tests.unit.enrollment.workbooks import compound, roster_workbook

MEBIBYTE = 1024 * 1024


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", FileProblem.EMPTY),
        (b" \r\n \n", FileProblem.EMPTY),
        (b"%PDF-1.7", FileProblem.PDF),
        (b"\xef\xbb\xbf<html><table>", FileProblem.WEB_PAGE),
        (b"\n <?xml version='1.0'?>", FileProblem.WEB_PAGE),
        (b"{\\rtf1", FileProblem.NOT_CSV),
        (b"\x89PNG\r\n\x1a\n\0\0", FileProblem.NOT_CSV),
        (b"nik\0nama", FileProblem.NOT_CSV),
        (compound("Workbook"), FileProblem.OLD_EXCEL),
        (compound("Root Entry", "Book"), FileProblem.OLD_EXCEL),
        (compound("EncryptionInfo", "EncryptedPackage"), FileProblem.PROTECTED),
        (compound("WordDocument"), FileProblem.NOT_CSV),
    ],
)
def test_file_when_it_is_of_another_kind_says_which(content: bytes, problem: FileProblem) -> None:
    with pytest.raises(RosterFileRefused) as refused:
        recognise(io.BytesIO(content))

    assert refused.value.problem is problem
    error = refused.value.errors[0]
    assert error.pointer == "/file"
    assert error.detail % error.params


def test_protected_file_when_its_streams_are_named_late_and_across_pieces_is_recognised() -> None:
    names = compound("Workbook", "EncryptedPackage")
    content = names[:512] + b"\0" * (MEBIBYTE - 512 - 30) + names[512:]
    across = content.index("EncryptedPackage".encode("utf-16-le"))
    moved = content[:512] + b"\0" * (2 * MEBIBYTE - 10 - across) + content[512:]

    for tried in (content, moved):
        with pytest.raises(RosterFileRefused) as refused:
            recognise(io.BytesIO(tried))
        assert refused.value.problem is FileProblem.PROTECTED


def test_file_when_it_is_a_list_is_told_apart_by_its_content() -> None:
    assert recognise(io.BytesIO(b"nik;nama\n")) is RosterFormat.CSV
    assert recognise(io.BytesIO(roster_workbook([]))) is RosterFormat.XLSX
