"""Tables that leave as files: readable by spreadsheets, and harmless in them. Pure."""

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter

_COLUMN_WIDTH = 20
_FORMULA_STARTS = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")


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


def roster_workbook(
    title: str, columns: Sequence[str], hint_title: str, hints: Sequence[str]
) -> bytes:
    """An empty list to fill in; every column holds text, so that no digit is ever lost.

    Args:
        title: of the sheet to fill in.
        columns: its heads.
        hint_title: of the sheet beside it.
        hints: one line each.

    Source:
        A spreadsheet keeps fifteen digits of a number and every digit of a text.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
        body = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet(title)
        sheet.set_column(0, len(columns) - 1, _COLUMN_WIDTH, body)
        for position, column in enumerate(columns):
            sheet.write_string(0, position, column, head)
        sheet.freeze_panes(1, 0)
        beside = book.add_worksheet(hint_title)
        for row, hint in enumerate(hints):
            beside.write_string(row, 0, hint)
    return buffer.getvalue()
