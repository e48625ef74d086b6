"""Workbooks written row by row into a stream, with nothing of them on disk. Pure.

The library that writes our other workbooks keeps either the whole sheet in memory or its rows in a
temporary file in clear; a list of people may lie in neither.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from io import BufferedIOBase
from typing import IO
from xml.sax.saxutils import escape

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FLUSHED_ROWS = 500
_NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content'
    '-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package'
    '.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override'
    ' PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument'
    '.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="'
    'application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override'
    ' PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument'
    '.spreadsheetml.styles+xml"/></Types>',
    "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    f'relationships"><Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/'
    'workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package'
    f'/2006/relationships"><Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets'
    f'/sheet1.xml"/><Relationship Id="rId2" Type="{_RELATIONS}/styles" Target="styles.xml"/>'
    "</Relationships>",
}
_NOTE_FILL = 4
_FILLS = ("FFFBE3E1", "FFFDF0D5", "FFEFF3F1")


class Look(StrEnum):
    """How a cell looks: as it came, wrong, doubtful, or one of ours."""

    PLAIN = "plain"
    BAD = "bad"
    DOUBTED = "doubted"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class WrittenCell:
    """A cell to be written; a number stays a number only where ``is_number``."""

    text: str
    look: Look = Look.PLAIN
    is_number: bool = False


def write_workbook(
    target: BufferedIOBase,
    sheet_name: str,
    widths: Sequence[int],
    rows: Iterator[tuple[int, Sequence[WrittenCell]]],
) -> None:
    """Write a workbook of one sheet; every text stays text, so that no digit is lost.

    Args:
        target: receives the bytes in order; need not be seekable.
        sheet_name: as shown on the tab.
        widths: of the first columns, in letters.
        rows: number of each row, counting from 1 and rising, and its cells.

    Source:
        ECMA-376, inline strings.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, body in _PARTS.items():
            package.writestr(name, _HEAD + body)
        package.writestr("xl/styles.xml", _HEAD + _styles())
        package.writestr("xl/workbook.xml", _HEAD + _book(sheet_name))
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            _write_sheet(sheet, widths, rows)


@cache
def _letters(position: int) -> str:
    return column_letters(position)


def column_letters(position: int) -> str:
    """The name of a column as a spreadsheet shows it: 0 is A, 26 is AA.

    Source:
        ECMA-376.
    """
    letters, rest = "", position + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def _write_sheet(
    sheet: IO[bytes], widths: Sequence[int], rows: Iterator[tuple[int, Sequence[WrittenCell]]]
) -> None:
    columns = "".join(
        f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
        for place, width in enumerate(widths, start=1)
    )
    sheet.write(
        f'{_HEAD}<worksheet xmlns="{_NAMESPACE}"><cols>{columns}</cols><sheetData>'.encode()
    )
    kept: list[str] = []
    for number, cells in rows:
        kept.append(_row(number, cells))
        if len(kept) == _FLUSHED_ROWS:
            sheet.write("".join(kept).encode())
            kept.clear()
    sheet.write(("".join(kept) + "</sheetData></worksheet>").encode())


def _row(number: int, cells: Sequence[WrittenCell]) -> str:
    written = [
        f'<c r="{_letters(position)}{number}" s="{_style(cell)}"{_content(cell)}'
        for position, cell in enumerate(cells)
        if cell.text or cell.look is not Look.PLAIN
    ]
    return f'<row r="{number}">{"".join(written)}</row>'


def _style(cell: WrittenCell) -> int:
    return _STYLE_OF[cell.look] + cell.is_number


def _content(cell: WrittenCell) -> str:
    if cell.is_number:
        return f"><v>{escape(cell.text)}</v></c>"
    text = cell.text
    if not text.isalnum():  # most cells are, and need no second look
        text = escape(_CONTROLS.sub("\ufffd", text))
    return f' t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


_STYLE_OF = {look: 1 + 2 * position for position, look in enumerate(Look)}
"""Format of a text; that of a number follows it, so that a number is never edited into a text."""


def _styles() -> str:
    fills = "".join(
        f'<fill><patternFill patternType="solid"><fgColor rgb="{color}"/></patternFill></fill>'
        for color in _FILLS
    )
    kinds = "".join(
        f'<xf numFmtId="{kind}" fontId="0" fillId="{fill}" borderId="0" xfId="0"'
        f' applyNumberFormat="1" applyFill="1" applyAlignment="1"><alignment vertical="top"'
        f' wrapText="{int(fill == _NOTE_FILL)}"/></xf>'
        for fill in (0, *range(2, 2 + len(_FILLS)))
        for kind in (49, 0)
    )
    return (
        f'<styleSheet xmlns="{_NAMESPACE}"><fonts count="1"><font><sz val="11"/><name'
        ' val="Calibri"/></font></fonts><fills count="5"><fill><patternFill patternType="none"/>'
        f'</fill><fill><patternFill patternType="gray125"/></fill>{fills}</fills><borders'
        ' count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs'
        f' count="9"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>{kinds}'
        "</cellXfs></styleSheet>"
    )


def _book(sheet_name: str) -> str:
    name = escape(re.sub(r"[\[\]:*?/\\]", " ", sheet_name)[:31].strip("' ") or "1", {'"': "&quot;"})
    return (
        f'<workbook xmlns="{_NAMESPACE}" xmlns:r="{_RELATIONS}"><sheets><sheet name="{name}"'
        ' sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
