"""Tables that leave as files: readable by spreadsheets, and harmless in them. Pure."""

import csv
import io
from collections.abc import Iterable, Sequence
from enum import StrEnum

import xlsxwriter

_SHEET = "DATA"
_COLUMN_WIDTH = 20
_FORMULA_STARTS = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")


class FileKind(StrEnum):
    """Kinds of file a list leaves as."""

    XLSX = "xlsx"
    CSV = "csv"


def text_file(kind: FileKind, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table of texts for another office, as either kind.

    Args:
        kind: of the file.
        heads: of the columns.
        rows: each as long as the heads.

    Source:
        Offices take one or the other.
    """
    if kind is FileKind.CSV:
        return csv_file([heads, *rows])
    return text_workbook(_SHEET, heads, rows)


def csv_file(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as CSV in UTF-8 with a byte order mark, semicolons, everything quoted.

    Args:
        rows: heads first; each of equal length.

    Source:
        RFC 4180; spreadsheets set to Indonesian separate by semicolon.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before a risky start.

    Source:
        OWASP, CSV injection.
    """
    return "'" + cell if cell.startswith(_FORMULA_STARTS) else cell


def text_workbook(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """One sheet of texts and nothing else, as upload forms of other offices expect it.

    Args:
        title: of the sheet.
        heads: of the columns.
        rows: each as long as the heads.

    Source:
        SIPP of BPJS Ketenagakerjaan takes every cell as text.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        body = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(title)
        sheet.set_column(0, max(len(heads) - 1, 0), _COLUMN_WIDTH, body)
        for number, row in enumerate((heads, *rows)):
            for position, cell in enumerate(row):
                sheet.write_string(number, position, cell, body)
        sheet.freeze_panes(1, 0)
    return buffer.getvalue()
