"""The workbook to fill in: how to, the list itself, and the codes of this regency. Pure."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from enrollment.parsing.columns import EXAMPLE_NIK, TEMPLATE_COLUMNS, Column

VERSION = 2
"""Counts up whenever the columns or their meaning change."""
EXAMPLE: Mapping[Column, str] = {
    Column.NIK: EXAMPLE_NIK,
    Column.NAME: "CONTOH",
    Column.BIRTH: "15/08/1985",
    Column.SEX: "L",
    Column.VILLAGE: "35.05.01.2001",
    Column.ADDRESS: "Dusun Krajan RT 01 RW 02",
    Column.OCCUPATION: "Buruh tani",
    Column.PHONE: "081234567890",
}
_COLUMN_WIDTH = 22
_FILLED_ROWS = 5_000
"""Rows whose cells offer the lists of codes."""


@dataclass(frozen=True)
class Guide:
    """What the workbook says, in the reader's language: titles, hints, and one line per column."""

    titles: tuple[str, str, str]
    hints: Sequence[str]
    heads: tuple[str, str, str]
    columns: Mapping[Column, str]


@dataclass(frozen=True)
class Codes:
    """Lists of codes, each with its heads; ``villages`` begin with their code."""

    villages: Sequence[Sequence[str]]
    village_heads: Sequence[str]
    lists: Mapping[str, Sequence[str]]


def template_workbook(guide: Guide, codes: Codes) -> bytes:
    """An empty list with its guide and codes; every column holds text, so that no digit is lost.

    The example stands in the guide from top to bottom, so that no reader takes it for the list.

    Args:
        guide: what it says.
        codes: what may be filled in.

    Source:
        A spreadsheet keeps fifteen digits of a number and every digit of a text.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        head = book.add_format({"bold": True, "bottom": 1, "num_format": "@"})
        told, filled, listed = (book.add_worksheet(title) for title in guide.titles)
        _write_guide(told, guide, text, head)
        _write_data(filled, codes, book, head, guide.titles[2])
        _write_codes(listed, codes, text, head)
        filled.activate()
    return buffer.getvalue()


def template_row() -> list[str]:
    """The worked example in the order of the columns; reading passes over it.

    Source:
        Stated format of the upload page.
    """
    return [EXAMPLE[column] for column in TEMPLATE_COLUMNS]


def _write_guide(sheet: Any, guide: Guide, text: Any, head: Any) -> None:
    sheet.set_column(0, 0, 28, text)
    sheet.set_column(1, 2, 60, text)
    for row, hint in enumerate(guide.hints):
        sheet.write_string(row, 0, hint, text)
    start = len(guide.hints) + 1
    for place, title in enumerate(guide.heads):
        sheet.write_string(start, place, title, head)
    for row, column in enumerate(TEMPLATE_COLUMNS, start=start + 1):
        sheet.write_string(row, 0, column.value, text)
        sheet.write_string(row, 1, guide.columns[column], text)
        sheet.write_string(row, 2, EXAMPLE[column], text)


def _write_data(sheet: Any, codes: Codes, book: Any, head: Any, code_title: str) -> None:
    body = book.add_format({"num_format": "@"})
    sheet.set_column(0, len(TEMPLATE_COLUMNS) - 1, _COLUMN_WIDTH, body)
    for place, column in enumerate(TEMPLATE_COLUMNS):
        sheet.write_string(0, place, column.value, head)
    sheet.freeze_panes(1, 0)
    offered = {Column.SEX: {"validate": "list", "source": ["L", "P"]}}
    if codes.villages:
        reach = f"='{code_title}'!$A$2:$A${len(codes.villages) + 1}"
        offered[Column.VILLAGE] = {"validate": "list", "source": reach}
    for offered_for, offer in offered.items():
        place = TEMPLATE_COLUMNS.index(offered_for)
        sheet.data_validation(
            1, place, _FILLED_ROWS, place, {**offer, "error_type": "warning", "ignore_blank": True}
        )


def _write_codes(sheet: Any, codes: Codes, text: Any, head: Any) -> None:
    width = len(codes.village_heads)
    sheet.set_column(0, width + len(codes.lists), 26, text)
    for place, title in enumerate([*codes.village_heads, *codes.lists]):
        sheet.write_string(0, place, title, head)
    for row, village in enumerate(codes.villages, start=1):
        for place, cell in enumerate(village):
            sheet.write_string(row, place, cell, text)
    for place, names in enumerate(codes.lists.values(), start=width):
        for row, name in enumerate(names, start=1):
            sheet.write_string(row, place, name, text)
    sheet.freeze_panes(1, 0)
