"""Ten lists as offices really send them, each with what a person should find after sending it."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter

HEADS = ("NIK", "Nama Lengkap", "Tanggal Lahir", "L/P", "Kode Desa")
VILLAGE = "35.05.01.2001"


@dataclass(frozen=True)
class MessyFile:
    """A file, its rows as they are counted, and words that its page says."""

    name: str
    content: bytes
    rows: int
    valid: int
    words: Sequence[str]
    state: str = "ready"


def nik(serial: int) -> str:
    """The number of a man born on 1 January 1970."""
    return f"350501010170{serial:04}"


def people(count: int, born: Any = "1970-01-01") -> list[list[Any]]:
    """Rows under ``HEADS``."""
    return [[nik(one), f"Orang {chr(64 + one)}", born, "L", VILLAGE] for one in range(1, count + 1)]


def workbook(write: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    """A workbook written by a function."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": False}) as book:
        write(book)
    return buffer.getvalue()


def write_rows(sheet: Any, first: int, rows: Sequence[Sequence[Any]], day: Any = None) -> None:
    """Typed cells from a row on; None stays empty."""
    for number, cells in enumerate(rows, start=first):
        for column, cell in enumerate(cells):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, cell, day)
            elif isinstance(cell, str):
                sheet.write_string(number, column, cell)
            elif cell is not None:
                sheet.write_number(number, column, cell)


def text(rows: Sequence[Sequence[str]], delimiter: str = ";") -> str:
    """Rows as a spreadsheet exports them."""
    return "".join(delimiter.join(row) + "\r\n" for row in rows)


def merged_heading() -> MessyFile:
    """Notes above, two heading rows with merged cells, numbers under them, signatures below."""

    def write(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Usulan")
        sheet.merge_range("A1:I1", "DAFTAR CALON PENERIMA BANTUAN IURAN")
        sheet.merge_range("A2:I2", "TAHUN ANGGARAN 2025")
        for column, name in enumerate(["NO", "NIK", "NAMA"]):
            sheet.merge_range(3, column, 4, column, name)
        sheet.merge_range("D4:E4", "LAHIR")
        sheet.merge_range("F4:F5", "L/P")
        sheet.merge_range("G4:I4", "ALAMAT")
        write_rows(sheet, 4, [[None] * 3 + ["TEMPAT", "TANGGAL", None, "RT", "RW", "DESA"]])
        write_rows(sheet, 5, [[str(one) for one in range(1, 10)]])
        rows = [
            [
                one,
                nik(one),
                f"Orang {one:c}",
                "Blitar",
                "1 Januari 1970",
                "L",
                1,
                2,
                "Ds. Resapombo",
            ]
            for one in (65, 66)
        ]
        write_rows(sheet, 6, rows)
        write_rows(sheet, 8, [["Jumlah", "2"], [], [None, None, None, None, "Mengetahui"]])
        write_rows(sheet, 12, [[None, None, "SUTRISNO, S.Sos"]])

    words = [
        "4 baris di atas judul kolom tidak dibaca.",
        "desa dicocokkan menurut nama dan kecamatannya.",
        "4 baris bukan data orang",
    ]
    return MessyFile("kop dan dua baris judul.xlsx", workbook(write), 2, 2, words)


def mixed_dates() -> MessyFile:
    """Dates as cells and in every usual spelling, one wrong and one open."""
    births: list[Any] = [
        date(1970, 1, 1),
        "01/01/1970",
        "1-1-70",
        "1970-01-01",
        "1 Januari 1970",
        "01 Jan 1970",
        "Blitar, 01-01-1970",
        25569,
        "01/13/1970",
        "01-01-20",
    ]
    rows = [
        [nik(one), f"Orang {chr(64 + one)}", born, "L", VILLAGE]
        for one, born in enumerate(births, start=1)
    ]

    def write(book: xlsxwriter.Workbook) -> None:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        write_rows(book.add_worksheet("Data"), 0, [HEADS, *rows], day)

    words = [
        "Excel menyimpan tanggal sebagai nomor hari.",
        "Tanggal ini tidak ada di kalender.",
        "abadnya tidak pasti",
    ]
    return MessyFile("tanggal campur.xlsx", workbook(write), 10, 7, words)


def numbers_for_nik() -> MessyFile:
    """A column of NIK that a spreadsheet holds as numbers."""
    rows = [[int(row[0]), *row[1:]] for row in people(3)]

    def write(book: xlsxwriter.Workbook) -> None:
        write_rows(book.add_worksheet("Data"), 0, [HEADS, *rows])

    words = ["Tidak ada satu pun dari 3 baris yang dapat disimpan.", "3,50501E+15"]
    return MessyFile("nik angka.xlsx", workbook(write), 3, 0, words, state="failed")


def scientific_nik() -> MessyFile:
    """An export in which some NIK are in scientific notation."""
    rows = people(4)
    rows[1][0], rows[2][0] = "3,50501E+15", "3.50501010170E+15"
    words = ["3,50501E+15", "Excel menyimpan NIK sebagai angka sehingga angka terakhir hilang"]
    content = text([HEADS, *rows]).encode("utf-8-sig")
    return MessyFile("notasi ilmiah.csv", content, 4, 2, words)


def trailing_blanks() -> MessyFile:
    """Empty rows and columns that a spreadsheet adds at the end."""
    blank = [""] * 9
    rows = [[*row, "", "", "", ""] for row in people(3)]
    content = text([[*HEADS, "", "", "", ""], *rows[:2], blank, rows[2], *[blank] * 40]).encode()
    return MessyFile("baris kosong.csv", content, 3, 3, ["Belum ada yang disimpan."])


def lost_zeroes() -> MessyFile:
    """Numbers that lost their leading zeroes: telephones, RT and RW."""
    heads = [*HEADS, "No. HP", "Alamat", "RT", "RW"]
    rows = [[*row, 81234567890 + at, "Dk. Krajan", at, 3] for at, row in enumerate(people(3), 1)]

    def write(book: xlsxwriter.Workbook) -> None:
        write_rows(book.add_worksheet("Data"), 0, [heads, *rows])

    return MessyFile("nol hilang.xlsx", workbook(write), 3, 3, ["Belum ada yang disimpan."])


def other_order() -> MessyFile:
    """Another order of columns, names with slips, and columns nobody asked for."""
    heads = ["No", "Nama Penerima", "Jenis Kelmin", "No. KK", "No. KTP", "tangal lahir", "Kodedesa"]
    rows = [
        [str(at), name, sex, "3505010101700009", number, born, village]
        for at, (number, name, born, sex, village) in enumerate(people(3), start=1)
    ]
    words = ["Kolom yang tidak dibaca dan tidak disimpan: No, No. KK."]
    return MessyFile("urutan lain.csv", text([heads, *rows], ",").encode(), 3, 3, words)


def older_letters() -> MessyFile:
    """A semicolon export in the code page of Windows."""
    rows = people(2)
    rows[0][1] = "Jos\u00e9 \u201cPak\u201d Ni\u00f1o"
    words = ["dibaca sebagai Windows-1252"]
    return MessyFile("windows.csv", text([HEADS, *rows]).encode("cp1252"), 2, 2, words)


def three_tables() -> MessyFile:
    """A summary above the list, and another table below it."""
    summary: list[list[Any]] = [["REKAP"], ["Kecamatan", "Jumlah"], ["Wonotirto", 2], []]
    below: list[list[Any]] = [
        [],
        ["No", "Kecamatan", "Desa", "Pekerjaan", "Jumlah"],
        ["1", "Bakung", "X", "tani", 3],
    ]

    def write(book: xlsxwriter.Workbook) -> None:
        write_rows(book.add_worksheet("Semua"), 0, [*summary, HEADS, *people(2), *below])

    words = [
        "4 baris di atas judul kolom tidak dibaca.",
        "Mulai baris 9 ada tabel lain.",
        "2 baris bukan data orang",
    ]
    return MessyFile("tiga tabel.xlsx", workbook(write), 2, 2, words)


def several_sheets() -> MessyFile:
    """A list among other sheets, one of them with the same heading."""

    def write(book: xlsxwriter.Workbook) -> None:
        write_rows(book.add_worksheet("Petunjuk"), 0, [["Isi lembar kedua."]])
        write_rows(book.add_worksheet("2025"), 0, [HEADS, *people(2)])
        write_rows(book.add_worksheet("2024"), 0, [HEADS, *people(1)])

    words = ["Dibaca dari lembar 2025.", "Lembar lain tidak dibaca: Petunjuk, 2024."]
    return MessyFile("beberapa lembar.xlsx", workbook(write), 2, 2, words)


MESSY = (
    merged_heading,
    mixed_dates,
    numbers_for_nik,
    scientific_nik,
    trailing_blanks,
    lost_zeroes,
    other_order,
    older_letters,
    three_tables,
    several_sheets,
)
