"""The workbook a village fills in: its candidates, and a list of findings to choose from. Pure."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

_WIDTHS = {"code": 12, "number": 6, "nik": 20, "name": 32, "birth": 14, "address": 40}
_FINDING_WIDTH, _NOTE_WIDTH = 22, 40
_FILLED_COLOUR = "#FFF8E1"
_SHEET_NAME_LIMIT = 31


@dataclass(frozen=True)
class SheetTexts:
    """What stands above the list: a title, lines of text, and the heads of the columns."""

    title: str
    lines: Sequence[str]
    heads: Sequence[str]
    """As many as ``SheetLine.cells``, then the finding and the note."""
    findings: Sequence[str]
    hint: str


@dataclass(frozen=True)
class SheetLine:
    """A candidate: what is printed, and what the village said before."""

    cells: Sequence[str]
    finding: str = ""
    note: str = ""


def village_workbook(name: str, texts: SheetTexts, people: Sequence[SheetLine]) -> bytes:
    """One sheet to fill in. Every cell is text, so that no code or number changes.

    Args:
        name: of the sheet.
        texts: what stands above it.
        people: one line each.

    Source:
        Verification of candidates by villages before an SK penetapan.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        shown = "".join(letter for letter in name if letter not in "[]:*?/\\'")
        sheet = book.add_worksheet(shown[:_SHEET_NAME_LIMIT])
        first = _write_head(book, sheet, texts)
        _write_people(book, sheet, first, texts, people)
    return buffer.getvalue()


def _write_head(book: Any, sheet: Any, texts: SheetTexts) -> int:
    title = book.add_format({"bold": True, "font_size": 14})
    plain = book.add_format({"num_format": "@"})
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, texts.title, title)
    for row, line in enumerate(texts.lines, start=1):
        sheet.write_string(row, 0, line, plain)
    row = len(texts.lines) + 2
    for place, label in enumerate(texts.heads):
        sheet.write_string(row, place, label, head)
    sheet.freeze_panes(row + 1, 0)
    sheet.repeat_rows(row)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    return row + 1


def _write_people(
    book: Any, sheet: Any, first: int, texts: SheetTexts, people: Sequence[SheetLine]
) -> None:
    printed = book.add_format({"num_format": "@", "border": 1, "text_wrap": True, "valign": "top"})
    filled = book.add_format(
        {
            "num_format": "@",
            "border": 1,
            "text_wrap": True,
            "valign": "top",
            "bg_color": _FILLED_COLOUR,
        }
    )
    place = len(texts.heads) - 2
    for row, person in enumerate(people, start=first):
        for position, cell in enumerate(person.cells):
            sheet.write_string(row, position, cell, printed)
        sheet.write_string(row, place, person.finding, filled)
        sheet.write_string(row, place + 1, person.note, filled)
    widths = [*list(_WIDTHS.values())[:place], _FINDING_WIDTH, _NOTE_WIDTH]
    for position, width in enumerate(widths):
        sheet.set_column(position, position, width)
    sheet.data_validation(
        first,
        place,
        first + max(len(people), 1) - 1,
        place,
        {
            "validate": "list",
            "source": list(texts.findings),
            "error_type": "warning",
            "input_message": texts.hint,
        },
    )
