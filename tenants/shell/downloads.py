"""Files that leave: attachments with a safe name, and workbooks whose cells are text."""

import io
from collections.abc import Iterable, Sequence

import xlsxwriter
from flask import Response, send_file

WORKBOOK_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHEET_NAME_LIMIT = 31
_CELL_LIMIT = 32_767
_WIDEST = 60


def attachment(content: bytes, *, filename: str, media_type: str) -> Response:
    """A file to be saved, never shown: whatever it holds, it does not run on our pages."""
    return send_file(
        io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=filename
    )


def workbook_attachment(
    *, filename: str, title: str, columns: Sequence[str], rows: Iterable[Sequence[str | None]]
) -> Response:
    """A table as an Excel file to be saved; what is not filled stays an empty cell."""
    content = workbook(title=title, columns=columns, rows=rows)
    return attachment(content, filename=filename, media_type=WORKBOOK_MEDIA_TYPE)


def workbook(*, title: str, columns: Sequence[str], rows: Iterable[Sequence[str | None]]) -> bytes:
    """One sheet with a head and rows, every cell written as text.

    Text, so that no cell becomes a formula and no long number loses its last digits.

    Args:
        title: name of the sheet; characters a sheet name may not have are dropped.
        columns: heads, n >= 1.
        rows: each of length n.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet(
        "".join(c for c in title if c not in "[]:*?/\\'")[:_SHEET_NAME_LIMIT]
    )
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    body = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    widths = [len(label) for label in columns]
    for column, label in enumerate(columns):
        sheet.write_string(0, column, label, head)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if value is None:
                continue
            sheet.write_string(number, column, value[:_CELL_LIMIT], body)
            widths[column] = max(widths[column], len(value))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width + 2, _WIDEST))
    sheet.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()
