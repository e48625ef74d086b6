"""Workbooks for tests: good ones as spreadsheets write them, and ones made to do harm."""

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from enrollment.parsing import sheet_program
from enrollment.parsing.columns import TEMPLATE_COLUMNS
from enrollment.parsing.sheet_rows import SheetRow

HEADS = [column.value for column in TEMPLATE_COLUMNS]
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PARTS = {
    "[Content_Types].xml": TYPES,
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r"'
    f' Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>'
    '<sheet name="Data" sheetId="1" r:id="s"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="s"'
    f' Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


def line_of(row: SheetRow) -> str:
    """A row as the reading program writes it."""
    cells = [f"{cell.kind}{cell.text}" if cell.text else "" for cell in row.cells]
    return f"{row.number}{sheet_program._written(cells)}"


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]], *, hidden: Iterable[str] = ()) -> bytes:
    """Sheets of typed cells; None stays empty."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": False}) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, str):
                        sheet.write_string(row, column, cell)
                    elif isinstance(cell, date):
                        sheet.write_datetime(row, column, cell, day)
                    elif cell is not None:
                        sheet.write_number(row, column, cell)
    return buffer.getvalue()


def roster_workbook(rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet in the stated format."""
    return workbook({"Data": [HEADS, *rows]})


def package(parts: Mapping[str, str | bytes], *, stored: bool = False) -> bytes:
    """Any ZIP archive."""
    buffer = io.BytesIO()
    method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def sheet_markup(rows: str = "", *, before: str = "") -> str:
    """A worksheet with these rows in its own markup."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}'
        f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    )


def text_row(number: int, cells: Sequence[str]) -> str:
    """A row of texts in its own markup; entities are left as they are."""
    written = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f'<row r="{number}">{written}</row>'


def crafted(sheet: str | bytes, **parts: str | bytes) -> bytes:
    """A workbook whose only sheet has this markup; ``parts`` by path, slashes as they are."""
    return package({**PARTS, "xl/worksheets/sheet1.xml": sheet, **parts})


def compound(*streams: str) -> bytes:
    """The beginning of a compound file and the names of its streams."""
    names = b"".join(f"{name}\0".encode("utf-16-le") + b"\0" * 40 for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1024 + names


def patched(content: bytes, field: str, value: int) -> bytes:
    """The same archive, with one field of its last directory entry changed."""
    offset, kind = {"flags": (8, "<H"), "method": (10, "<H"), "unpacked": (24, "<L")}[field]
    at = content.rindex(b"PK\x01\x02") + offset
    changed = bytearray(content)
    struct.pack_into(kind, changed, at, value)
    return bytes(changed)
