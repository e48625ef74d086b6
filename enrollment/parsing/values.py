"""Cells of a roster as values: dates, sex, village codes, telephone numbers. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from enrollment.nik import WORKING_AGE, Sex, age_on, looks_scientific, mask_nik

NAME_LIMIT = 150
TEXT_LIMIT = 300
SHOWN_LIMIT = 40
OLDEST_YEARS = 120

_ISO_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]00:00(?::00)?)?")
_DAY_FIRST_DATE = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?: 00[:.]00(?:[:.]00)?)?")
_SHORT_YEAR = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{2})")
_PLACE_BEFORE = re.compile(r"[^\d,]+, *")
_WORDED_DATE = re.compile(r"(\d{1,2})[-/. ]*([^\W\d]+)[-/., ]*(\d{4}|\d{2})")
_MONTHS = (
    "januari january jan",
    "februari february pebruari peb feb",
    "maret march mar mrt",
    "april apr",
    "mei may",
    "juni june jun",
    "juli july jul",
    "agustus august agust agu agt ags aug",
    "september sept sep",
    "oktober october okt oct",
    "november nopember nov nop",
    "desember december des dec",
)
_MONTH_NUMBERS: Mapping[str, int] = MappingProxyType(
    {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
)
_RT_OR_RW = re.compile(r"\br[tw]\b", re.IGNORECASE)
_NUMBERS = re.compile(r"\d+")
_NEIGHBOURHOOD_DIGITS = 3
_SERIAL_DAY = re.compile(r"\d{5}")
_VILLAGE = re.compile(r"(\d{2})[.\-]?(\d{2})[.\-]?(\d{2})[.\-]?(\d{4})")
_LONG_NUMBER = re.compile(r"\d(?:[ .\-]?\d){10,}")  # longer than a village code
_NAME_MARKS = frozenset(" .,'\"`()/-\u00b4\u02bc\u2018\u2019\u201c\u201d\u2010\u2011\u2013")
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


def is_latin_name(name: str) -> bool:
    """Whether a name is of Latin letters, figures and usual marks, as an identity card bears it.

    Args:
        name: as ``read_text`` gives it.

    Source:
        Permendagri 73/2022 Pasal 5 ayat (1) huruf a: names are recorded in Latin letters; older
        names keep their punctuation.
    """
    return all(
        letter in _NAME_MARKS
        or letter.isdigit()
        or unicodedata.category(letter).startswith("M")
        or (letter.isalpha() and unicodedata.name(letter, "").startswith("LATIN "))
        for letter in name
        if not (letter.isascii() and letter.isalpha())
    )


def read_birth_date(cell: str, today: date) -> date | ValueProblem:
    """A date written as YYYY-MM-DD or, day first, DD/MM/YYYY or with the month in words.

    Words before a comma, such as the place of birth, are passed over. A year of two digits counts
    where one century alone is possible, or of two possible ones a working age. A spreadsheet's day
    number is not guessed at.

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
    return _read_rare(text, today)


def _read_rare(text: str, today: date) -> date | ValueProblem:
    if short := _SHORT_YEAR.fullmatch(text):
        return _likely_birth(int(short[3]), int(short[2]), int(short[1]), today)
    if worded := _WORDED_DATE.fullmatch(text):
        return _read_worded(worded, today)
    if place := _PLACE_BEFORE.match(text):
        return read_birth_date(text[place.end() :], today)
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


def read_neighbourhood(cell: str) -> int | ValueProblem | None:
    """The number of an RT or RW, with or without its zeros; None when the cell is empty.

    Source:
        Stated format of the upload page.
    """
    if not cell.strip(" -"):
        return None
    numbers = _NUMBERS.findall(cell)
    if len(numbers) != 1 or len(numbers[0]) > _NEIGHBOURHOOD_DIGITS:
        return ValueProblem.UNREADABLE
    return int(numbers[0])


def split_neighbourhood(cell: str) -> tuple[str, str]:
    """The parts of an RT and an RW written together; without a middle, all of it is the first.

    Source:
        Practice of addresses: 001/002, RT 1 RW 2, 1-2.
    """
    numbers = _NUMBERS.findall(cell)
    return (numbers[0], numbers[1]) if len(numbers) == 2 else (cell, "")  # noqa: PLR2004


def join_address(address: str | None, rt: int | None, rw: int | None) -> str | None:
    """An address with its RT and RW, unless it names them itself.

    Source:
        Practice of addresses.
    """
    numbers = [f"{name} {number}" for name, number in (("RT", rt), ("RW", rw)) if number]
    if not numbers or (address and _RT_OR_RW.search(address)):
        return address
    return ", ".join([*([address] if address else []), " ".join(numbers)])


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


def _read_worded(found: re.Match[str], today: date) -> date | ValueProblem:
    month = _MONTH_NUMBERS.get(found[2].casefold())
    if month is None:
        return ValueProblem.UNREADABLE
    is_short = len(found[3]) == 2  # noqa: PLR2004
    read = _likely_birth if is_short else _possible_birth
    return read(int(found[3]), month, int(found[1]), today)


def _likely_birth(year: int, month: int, day: int, today: date) -> date | ValueProblem:
    """Of the centuries that a year of two digits can mean, the only one that may be meant."""
    read = [_possible_birth(century + year, month, day, today) for century in (1900, 2000)]
    possible = [found for found in read if isinstance(found, date)]
    if len(possible) > 1:
        possible = [found for found in possible if age_on(found, today) in WORKING_AGE]
    if len(possible) == 1:
        return possible[0]
    return (
        ValueProblem.NO_SUCH_DAY
        if set(read) == {ValueProblem.NO_SUCH_DAY}
        else (ValueProblem.SHORT_YEAR)
    )


def _possible_birth(year: int, month: int, day: int, today: date) -> date | ValueProblem:
    try:
        birth_on = date(year, month, day)
    except ValueError:
        return ValueProblem.NO_SUCH_DAY
    if birth_on > today:
        return ValueProblem.FUTURE
    return birth_on if today.year - year <= OLDEST_YEARS else ValueProblem.TOO_OLD
