"""Cells of a roster as values: dates, sex, village codes, telephone numbers. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from enrollment.nik import Sex, looks_scientific, mask_nik

NAME_LIMIT = 150
TEXT_LIMIT = 300
SHOWN_LIMIT = 40
OLDEST_YEARS = 120

_ISO_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]00:00(?::00)?)?")
_DAY_FIRST_DATE = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?: 00[:.]00(?:[:.]00)?)?")
_SHORT_YEAR = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2}")
_SERIAL_DAY = re.compile(r"\d{5}")
_VILLAGE = re.compile(r"(\d{2})[.\-]?(\d{2})[.\-]?(\d{2})[.\-]?(\d{4})")
_LONG_NUMBER = re.compile(r"\d(?:[ .\-]?\d){10,}")  # longer than a village code
_SEXES: Mapping[str, Sex] = MappingProxyType(
    {
        **dict.fromkeys(("l", "lk", "lakilaki", "laki", "pria"), Sex.MALE),
        **dict.fromkeys(("p", "pr", "perempuan", "wanita"), Sex.FEMALE),
    }
)


class ValueProblem(StrEnum):
    """Why a cell has no value."""

    EMPTY = "empty"
    UNREADABLE = "unreadable"
    TOO_LONG = "too-long"
    SHORT_YEAR = "short-year"
    SERIAL_DAY = "serial-day"
    NO_SUCH_DAY = "no-such-day"
    FUTURE = "future"
    TOO_OLD = "too-old"


def read_text(cell: str, limit: int) -> str | ValueProblem:
    """A text with single blanks, in composed Unicode; single-word names are as good as any.

    Args:
        cell: as in the file.
        limit: most characters.

    Source:
        Stated format of the upload page.
    """
    text = unicodedata.normalize("NFC", " ".join(cell.split()))
    if not text:
        return ValueProblem.EMPTY
    if len(text) > limit:
        return ValueProblem.TOO_LONG
    return text if text.isprintable() and "\ufffd" not in text else ValueProblem.UNREADABLE


def read_birth_date(cell: str, today: date) -> date | ValueProblem:
    """A date written as YYYY-MM-DD or, day first, DD/MM/YYYY.

    A spreadsheet's day number and a year of two digits are not guessed at.

    Args:
        cell: as in the file.
        today: nobody is born after it, or more than ``OLDEST_YEARS`` before.

    Source:
        Stated format of the upload page.
    """
    text = " ".join(cell.split()).lstrip("'")
    if iso := _ISO_DATE.fullmatch(text):
        return _possible_birth(int(iso[1]), int(iso[2]), int(iso[3]), today)
    if day_first := _DAY_FIRST_DATE.fullmatch(text):
        year, month, day = int(day_first[3]), int(day_first[2]), int(day_first[1])
        return _possible_birth(year, month, day, today)
    if not text:
        return ValueProblem.EMPTY
    if _SHORT_YEAR.fullmatch(text):
        return ValueProblem.SHORT_YEAR
    return ValueProblem.SERIAL_DAY if _SERIAL_DAY.fullmatch(text) else ValueProblem.UNREADABLE


def read_sex(cell: str) -> Sex | ValueProblem:
    """L or P, or one of the usual words for them.

    Source:
        Stated format of the upload page.
    """
    word = "".join(letter for letter in cell.casefold() if letter.isalpha())
    if not word:
        return ValueProblem.EMPTY
    return _SEXES.get(word, ValueProblem.UNREADABLE)


def read_village_code(cell: str) -> str | ValueProblem:
    """A village code of ten digits, with or without dots; given back with dots.

    Source:
        Kepmendagri 300.2.2-2138/2025: province, regency, district and village code.
    """
    text = "".join(cell.split()).lstrip("'")
    if not text:
        return ValueProblem.EMPTY
    found = _VILLAGE.fullmatch(text)
    return ".".join(found.groups()) if found and text.isascii() else ValueProblem.UNREADABLE


def read_phone(cell: str) -> str | ValueProblem | None:
    """A telephone number as digits beginning with 0; None when the cell is empty.

    Source:
        Stated format of the upload page.
    """
    digits = re.sub(r"[\s().\-']", "", cell)
    if not digits:
        return None
    if looks_scientific(digits):
        return ValueProblem.UNREADABLE
    digits = digits.removeprefix("+")
    if digits.startswith("62"):
        digits = "0" + digits.removeprefix("62")
    if digits.startswith("8"):
        digits = "0" + digits
    return digits if re.fullmatch(r"0[0-9]{7,14}", digits) else ValueProblem.UNREADABLE


def shown_cell(cell: str, *, is_identifier: bool) -> str:
    """What of a cell may be shown and stored beside a problem: never a whole identifier.

    Args:
        cell: as in the file.
        is_identifier: the column holds identifiers; elsewhere only long numbers are masked.

    Source:
        UU 27/2022: personal identifiers are masked wherever they are not needed.
    """
    text = "".join(letter if letter.isprintable() else " " for letter in cell).strip()
    if is_identifier and not looks_scientific(text):
        text = mask_nik(text)
    text = _LONG_NUMBER.sub(lambda number: mask_nik(number.group()), text)
    return text if len(text) <= SHOWN_LIMIT else text[: SHOWN_LIMIT - 1] + "…"


def _possible_birth(year: int, month: int, day: int, today: date) -> date | ValueProblem:
    try:
        birth_on = date(year, month, day)
    except ValueError:
        return ValueProblem.NO_SUCH_DAY
    if birth_on > today:
        return ValueProblem.FUTURE
    return birth_on if today.year - year <= OLDEST_YEARS else ValueProblem.TOO_OLD
