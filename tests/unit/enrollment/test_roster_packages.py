"""A workbook's directory tells what must not be opened, before anything is unpacked."""

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.parsing import packages
from enrollment.parsing.packages import PART_LIMIT, check_package
from enrollment.parsing.refusals import FileProblem, RosterFileRefused
from tests.unit.enrollment.workbooks import (
    PARTS,
    crafted,
    package,
    patched,
    roster_workbook,
    sheet_markup,
)

GOOD = crafted(sheet_markup())


def problem_of(content: bytes) -> FileProblem | None:
    """Why a package is refused, if it is; its sentence has all its figures."""
    try:
        check_package(io.BytesIO(content))
    except RosterFileRefused as refused:
        sentence = refused.errors[0].detail % refused.errors[0].params
        return refused.problem if sentence else None
    return None


def test_package_when_a_spreadsheet_wrote_it_passes() -> None:
    assert problem_of(GOOD) is None
    assert problem_of(roster_workbook([["3505010101709993", "Sumini"]])) is None
    assert problem_of(package({**PARTS, "xl/workbook2.xml": ""})) is None


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ({**PARTS, "xl/vbaProject.bin": "x"}, FileProblem.MACRO),
        ({**PARTS, "XL/VBAPROJECT.BIN": "x"}, FileProblem.MACRO),
        ({**PARTS, "xl/macrosheets/sheet1.xml": "x"}, FileProblem.MACRO),
        ({"[Content_Types].xml": "", "xl/workbook.bin": ""}, FileProblem.BINARY_EXCEL),
        (
            {"mimetype": "", "content.xml": "", "META-INF/manifest.xml": ""},
            FileProblem.OPEN_DOCUMENT,
        ),
        ({"[Content_Types].xml": "", "word/document.xml": ""}, FileProblem.NOT_WORKBOOK),
        ({"daftar.csv": "nik;nama"}, FileProblem.NOT_WORKBOOK),
        ({"xl/workbook.xml": ""}, FileProblem.NOT_WORKBOOK),
        ({}, FileProblem.NOT_WORKBOOK),
        ({**PARTS, "../../etc/passwd": "x"}, FileProblem.WORKBOOK_UNUSUAL),
        ({**PARTS, "/etc/passwd": "x"}, FileProblem.WORKBOOK_UNUSUAL),
        ({**PARTS, "xl\\..\\..\\x.xml": "x"}, FileProblem.WORKBOOK_UNUSUAL),
        ({**PARTS, "C:x.xml": "x"}, FileProblem.WORKBOOK_UNUSUAL),
        ({**PARTS, "xl/a\nb.xml": "x"}, FileProblem.WORKBOOK_UNUSUAL),
        ({**PARTS, "XL/workbook.xml": "x"}, FileProblem.WORKBOOK_UNUSUAL),
    ],
)
def test_package_when_it_is_no_plain_workbook_is_refused(
    parts: dict[str, str], problem: FileProblem
) -> None:
    assert problem_of(package(parts)) is problem


def test_package_when_parts_swell_is_refused() -> None:
    zeroes = crafted(sheet_markup() + " " * (8 * 1024 * 1024))

    assert len(zeroes) < 100_000
    assert problem_of(zeroes) is FileProblem.WORKBOOK_SWELLS


def test_package_when_it_only_claims_to_swell_is_refused() -> None:
    assert problem_of(patched(GOOD, "unpacked", 400 * 1024 * 1024)) is FileProblem.WORKBOOK_SWELLS


def test_package_when_its_parts_are_many_is_refused() -> None:
    spare = PART_LIMIT - len(PARTS)
    most = package({**PARTS, **{f"xl/media/{n}.png": "" for n in range(spare)}})
    more = package({**PARTS, **{f"xl/media/{n}.png": "" for n in range(spare + 1)}})

    assert problem_of(most) is None
    assert problem_of(more) is FileProblem.WORKBOOK_TOO_MANY_PARTS


def test_package_when_parts_are_encrypted_is_refused() -> None:
    assert problem_of(patched(GOOD, "flags", 1)) is FileProblem.PROTECTED


def test_package_when_a_part_is_packed_in_an_unusual_way_is_refused() -> None:
    assert problem_of(patched(GOOD, "method", 12)) is FileProblem.WORKBOOK_UNUSUAL


def test_package_when_parts_overlap_is_refused() -> None:
    entries = [at for at in range(len(GOOD)) if GOOD.startswith(b"PK\x01\x02", at)]
    changed = bytearray(GOOD)
    first = struct.unpack_from("<L", GOOD, entries[0] + 42)[0]
    struct.pack_into("<L", changed, entries[1] + 42, first)

    assert problem_of(bytes(changed)) is FileProblem.WORKBOOK_UNUSUAL


def test_package_when_it_is_larger_than_allowed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "PACKAGE_LIMIT", len(GOOD))
    assert problem_of(GOOD) is None

    monkeypatch.setattr(packages, "PACKAGE_LIMIT", len(GOOD) - 1)
    assert problem_of(GOOD) is FileProblem.WORKBOOK_TOO_LARGE


def test_package_when_sizes_stand_in_the_long_field_reads_them_there() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in PARTS.items():
            with archive.open(name, "w", force_zip64=True) as part:
                part.write(content.encode())
    long = package_with_long_sizes(buffer.getvalue(), 400 * 1024 * 1024)

    assert problem_of(buffer.getvalue()) is None
    assert problem_of(long) is FileProblem.WORKBOOK_SWELLS


def package_with_long_sizes(content: bytes, unpacked: int) -> bytes:
    """The last entry states its unpacked size in the extra field for large archives."""
    at, end = content.rindex(b"PK\x01\x02"), content.rindex(b"PK\x05\x06")
    changed = bytearray(content)
    extra = struct.pack("<2HQ", 1, 8, unpacked)
    struct.pack_into("<L", changed, at + 24, 0xFFFFFFFF)
    struct.pack_into("<H", changed, at + 30, len(extra))
    name_end = at + 46 + struct.unpack_from("<H", content, at + 28)[0]
    changed[name_end:name_end] = extra
    length = struct.unpack_from("<L", content, end + 12)[0]
    struct.pack_into("<L", changed, end + len(extra) + 12, length + len(extra))
    return bytes(changed)


@given(st.integers(min_value=1, max_value=len(GOOD) - 1))
def test_package_when_cut_anywhere_is_damaged(length: int) -> None:
    assert problem_of(GOOD[:length]) is FileProblem.WORKBOOK_DAMAGED


@given(st.data())
def test_package_when_bytes_are_changed_is_answered_not_crashed(data: st.DataObject) -> None:
    changed = bytearray(GOOD)
    start = GOOD.index(b"PK\x01\x02")
    for _ in range(data.draw(st.integers(1, 6))):
        changed[data.draw(st.integers(start, len(GOOD) - 1))] = data.draw(st.integers(0, 255))

    problem_of(bytes(changed))
