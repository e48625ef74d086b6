"""Rows of a list that are no people: numbering, totals, signatures, titles, other tables. Pure.

A row is passed over only where it is certain that nobody is meant: it holds nothing like a NIK, and
no name beside anything like a date of birth. Whoever is asked is shown each such row.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

from enrollment.parsing.columns import Column
from enrollment.parsing.headings import ColumnPlaces, count_known, place_columns
from enrollment.parsing.values import ValueProblem, read_birth_date

_HEADING_NAMES = 3
_NUMBERING_CELLS = 3
_PERSON = (Column.NIK, Column.NAME, Column.BIRTH, Column.SEX)
_NIK_LIKE = re.compile(
    r"(?<!\d)\d(?:[ .\-']?\d){13,16}(?![ .\-']?\d)|\d[.,]\d+E\+?\d+", re.IGNORECASE
)
_TOTALS = re.compile(r"(sub ?)?(jumlah|total)\b|grand total\b")
_CLOSING = re.compile(
    r"\b(mengetahui|menyetujui|mengesahkan|kepala|camat|lurah|bupati|wali ?kota|sekretaris|nip"
    r"|ttd|tanda tangan|dibuat oleh|disusun oleh|petugas|catatan|keterangan|rekap|rekapitulasi"
    r"|lampiran)\b"
)
_PLACE_AND_DAY = re.compile(r"\D{3,}, *(\d{1,2}|[._\u2026]*) *[^\W\d]{3,} *\d{4}")
_NO_DAY = {ValueProblem.EMPTY, ValueProblem.UNREADABLE, ValueProblem.SERIAL_DAY}


class Outside(StrEnum):
    """What a row is that is no person. After ``CLOSING`` and ``TABLE`` more such rows follow."""

    LINE = "line"
    CLOSING = "closing"
    TABLE = "table"
    LIST = "list"


def outside_of(cells: Sequence[str], places: ColumnPlaces, *, is_aside: bool) -> Outside | None:
    """What a row is if it is certainly no person; None where it is one, or may be.

    Args:
        cells: of a row whose NIK cannot be read.
        places: of the columns.
        is_aside: the rows above it closed the list, or belong to another table.

    Source:
        Practice of lists: numbered columns, totals, signatures, summaries below the list.
    """
    texts = [" ".join(cell.split()) for cell in cells]
    if count_known(texts) >= _HEADING_NAMES:
        return _other_heading(texts, places)
    if _is_person_like(texts, places):
        return None
    if _is_numbering(texts):
        return Outside.LINE
    if any(map(_closes, _spoken(texts, places))):
        return Outside.CLOSING
    is_line = _is_total(texts) or not any(_cell(texts, places, one) for one in _PERSON)
    return Outside.LINE if is_line or is_aside else None


def _other_heading(texts: Sequence[str], places: ColumnPlaces) -> Outside:
    found = place_columns(texts, places.header_row)
    if not found.is_clear:
        return Outside.TABLE
    is_same = all(found.columns.get(one) == places.columns.get(one) for one in _PERSON)
    return Outside.LINE if is_same else Outside.LIST


def _is_person_like(texts: Sequence[str], places: ColumnPlaces) -> bool:
    if any(map(_NIK_LIKE.search, texts)):
        return True
    is_named = _cell(texts, places, Column.NIK) or _cell(texts, places, Column.NAME)
    birth = read_birth_date(_cell(texts, places, Column.BIRTH), date.max)
    return bool(is_named) and birth not in _NO_DAY


def _is_numbering(texts: Sequence[str]) -> bool:
    numbers = [text.strip("().") for text in texts if text]
    if len(numbers) < _NUMBERING_CELLS or not all(map(str.isdecimal, numbers)):
        return False
    first = int(numbers[0])
    return [*map(int, numbers)] == [*range(first, first + len(numbers))]


def _is_total(texts: Sequence[str]) -> bool:
    first = next(filter(None, texts), "")
    return _TOTALS.match(first.casefold()) is not None


def _closes(text: str) -> bool:
    return bool(_CLOSING.search(text.casefold()) or _PLACE_AND_DAY.fullmatch(text))


def _spoken(texts: Sequence[str], places: ColumnPlaces) -> Iterable[str]:
    """Cells whose words say what the row is; an occupation may be that of a head of something."""
    occupation = places.columns.get(Column.OCCUPATION)
    return (text for position, text in enumerate(texts) if text and position != occupation)


def _cell(texts: Sequence[str], places: ColumnPlaces, column: Column) -> str:
    position = places.columns[column]
    return texts[position] if position < len(texts) else ""
