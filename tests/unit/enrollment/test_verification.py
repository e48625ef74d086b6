"""What villages write on their sheets, and how a sheet and its rows are known again."""

from dataclasses import replace
from uuid import UUID

import pytest

from enrollment.verification import (
    NOTE_LETTERS,
    Finding,
    RowProblem,
    SheetCode,
    SheetColumn,
    SheetRow,
    find_sheet_code,
    find_sheet_columns,
    kept_note,
    read_finding,
    read_sheet_row,
    row_code,
)
from enrollment.village_lists import (
    VillageChoice,
    VillageLine,
    VillageOrder,
    narrow_villages,
    total_of,
)

SHEET = SheetCode("K7QM2XHD", 3)
LINE = VillageLine(
    "33.16.09.2001", "Kamolan", "Blora", 10, 6, 1, 3, 3, UUID(int=1), 1, None, UUID(int=2)
)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("Ada/layak", Finding.FIT),
        ("ADA", Finding.FIT),
        (" layak ", Finding.FIT),
        ("Meninggal", Finding.DECEASED),
        ("sudah meninggal dunia", Finding.DECEASED),
        ("Almh.", Finding.DECEASED),
        ("Pindah ke Semarang", Finding.MOVED),
        ("Tidak dikenal", Finding.UNKNOWN),
        ("tdk ada", Finding.UNKNOWN),
        ("Sudah bekerja formal", Finding.FORMAL),
        ("karyawan pabrik", Finding.FORMAL),
        ("tidak layak", None),
        ("pindah, lalu meninggal", None),
        ("mungkin", None),
        ("?", None),
    ],
)
def test_finding_is_read_by_its_words_or_not_at_all(text: str, finding: Finding | None) -> None:
    assert read_finding(text) is finding


@pytest.mark.parametrize(
    "cell",
    ["Kode lembar: K7QM-2XHD/3 (jangan diubah)", "k7qm-2xhd/3", "K7QM - 2XHD / 3"],
)
def test_sheet_is_known_by_its_code_wherever_it_stands(cell: str) -> None:
    assert find_sheet_code(["Lembar kerja", "", cell]) == SHEET


@pytest.mark.parametrize("cell", ["", "3316010101010001", "K7QM2XHD", "AK7QM-2XHD/3x"])
def test_other_cells_are_no_code(cell: str) -> None:
    assert find_sheet_code([cell]) is None


def test_headings_are_known_in_any_order_and_a_list_without_them_is_none() -> None:
    found = find_sheet_columns(["NO", "Nama Lengkap", "HASIL VERVAL", "kode baris", "Ket."])

    assert found == {
        SheetColumn.NAME: 1,
        SheetColumn.FINDING: 2,
        SheetColumn.CODE: 3,
        SheetColumn.NOTE: 4,
    }
    assert find_sheet_columns(["No", "Nama", "Hasil"]) == {}


def row(**cells: str) -> SheetRow | None:
    texts = {SheetColumn(name): text for name, text in cells.items()}
    return read_sheet_row(9, texts, SHEET)


def test_row_is_read_with_its_number_finding_and_note() -> None:
    read = row(code=row_code(SHEET, 12), name="Sumini", finding="Pindah", note=" ke\nSemarang ")

    assert read == SheetRow(9, 12, "Sumini", Finding.MOVED, "ke Semarang")


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"code": "", "name": "Sumini"}, RowProblem.CODE_UNREAD),
        ({"code": "12", "finding": "ada"}, RowProblem.CODE_UNREAD),
        ({"code": row_code(replace(SHEET, version=2), 12)}, RowProblem.CODE_FOREIGN),
        ({"code": row_code(SHEET, 12).replace("12-", "13-")}, RowProblem.CODE_FOREIGN),
        ({"code": row_code(SHEET, 12), "finding": "entah"}, RowProblem.FINDING_UNCLEAR),
    ],
)
def test_row_that_cannot_be_meant_says_why(cells: dict[str, str], problem: RowProblem) -> None:
    read = row(**cells)

    assert read is not None
    assert read.problem is problem


def test_row_left_open_has_no_finding_and_an_empty_one_is_none() -> None:
    assert row(code=row_code(SHEET, 1)) == SheetRow(9, 1)
    assert row(code="", name=" ", finding="") is None


def test_note_keeps_no_long_number_and_is_bounded() -> None:
    assert kept_note("NIK 3316010101010001 salah") == "NIK … salah"
    assert kept_note("") is None
    assert len(kept_note("a" * 900) or "") == NOTE_LETTERS


def test_villages_are_narrowed_ordered_and_summed() -> None:
    done = replace(LINE, code="33.16.09.2002", name="Ngadipurwo", waiting=0, verified=9)
    new = replace(
        LINE, code="33.16.01.2001", name="Gempol", district="Jati", version=None, document_id=None
    )
    lines = [LINE, done, replace(new, waiting=8, people=20)]

    def names(**wanted: object) -> list[str]:
        return [line.name for line in narrow_villages(lines, **wanted)]  # type: ignore[arg-type]  # one of its own

    assert names() == ["Kamolan", "Ngadipurwo", "Gempol"]
    assert names(name="blora") == ["Kamolan", "Ngadipurwo"]
    assert names(show=VillageChoice.WAITING) == ["Kamolan", "Gempol"]
    assert names(show=VillageChoice.DONE) == ["Ngadipurwo"]
    assert names(show=VillageChoice.NO_SHEET) == names(show=VillageChoice.NO_MINUTES) == ["Gempol"]
    assert names(order=VillageOrder.WAITING) == ["Gempol", "Kamolan", "Ngadipurwo"]
    assert names(order=VillageOrder.PEOPLE)[0] == "Gempol"
    totals = total_of(lines)
    assert (totals.villages, totals.people, totals.waiting, totals.with_minutes) == (3, 40, 11, 2)
