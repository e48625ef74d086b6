"""How figures, dates and sizes read on screen and on paper. Pure and exact.

Everything here takes integers, decimals and aware datetimes; a float is refused, because a figure
that a regency will argue about is never rounded twice. Spaces inside one figure are no-break
spaces, so that ``17,60 %`` and ``20 November`` are never torn apart at the end of a line.

The examples are official Indonesian, the language of record. Whoever answers a reader says so once
with ``read_in`` or ``written_in``; then the same functions write ``17.60%`` and ``8,125``. What is
stored or hashed is always written in the language of record.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from zoneinfo import ZoneInfo

NBSP = "\u00a0"
EN_DASH = "\u2013"
MINUS = "\u2212"

LANGUAGE_OF_RECORD = "id"


@dataclass(frozen=True)
class Style:
    """How one language groups digits, parts decimals and names months."""

    group_sign: str
    decimal_sign: str
    percent_sign: str
    clock_sign: str
    months: tuple[str, ...]


STYLES: Mapping[str, Style] = {
    "id": Style(
        group_sign=".",
        decimal_sign=",",
        percent_sign=f"{NBSP}%",
        clock_sign=".",
        months=(
            "Januari",
            "Februari",
            "Maret",
            "April",
            "Mei",
            "Juni",
            "Juli",
            "Agustus",
            "September",
            "Oktober",
            "November",
            "Desember",
        ),
    ),
    "en": Style(
        group_sign=",",
        decimal_sign=".",
        percent_sign="%",
        clock_sign=":",
        months=(
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ),
    ),
}

ZONE_NAMES = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}

_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_SIZE_STEP = 1024
_SIZE_UNITS = ("KB", "MB", "GB")

_reader: ContextVar[str] = ContextVar("language of the reader", default=LANGUAGE_OF_RECORD)


def read_in(language: str) -> None:
    """Write for a reader of this language from here on, in this thread or task.

    Raises:
        KeyError: ``language`` is not one of ``STYLES``.
    """
    if language not in STYLES:
        raise KeyError(language)
    _reader.set(language)


@contextmanager
def written_in(language: str) -> Iterator[None]:
    """Write in this language inside the block, or inside the function it decorates.

    Raises:
        KeyError: ``language`` is not one of ``STYLES``.
    """
    before = _reader.get()
    read_in(language)
    try:
        yield
    finally:
        _reader.set(before)


def language() -> str:
    """The language written in."""
    return _reader.get()


def style() -> Style:
    """The style of the reader's language."""
    return STYLES[language()]


def count(value: int) -> str:
    """A number of persons, rows, days: ``8.125``.

    Args:
        value: any whole number.

    Raises:
        TypeError: ``value`` is not an integer.
    """
    whole = _whole(value)
    return _sign(whole) + f"{abs(whole):,}".replace(",", style().group_sign)


def rupiah(value: int) -> str:
    """Money in whole rupiah: ``Rp302.400.000``; the sign stands before the unit.

    Args:
        value: rupiah.

    Raises:
        TypeError: ``value`` is not an integer.

    Source:
        Ejaan Yang Disempurnakan edisi V: the unit is written before the figure without a space.
    """
    whole = _whole(value)
    return _sign(whole) + "Rp" + count(abs(whole))


def points(value: Decimal | int, places: int = 2) -> str:
    """Points of a scorecard, or percentage points: ``10,93``; halves go away from zero.

    Args:
        value: points.
        places: decimals shown, >= 0.

    Raises:
        TypeError: ``value`` is a float.
        ValueError: ``value`` is not finite.
    """
    rounded = _EXACT.quantize(_decimal(value), Decimal(1).scaleb(-places))
    chosen = style()
    digits = f"{abs(rounded):,f}".translate(
        {ord(","): chosen.group_sign, ord("."): chosen.decimal_sign}
    )
    return _sign(rounded) + digits


def signed_points(value: Decimal | int, places: int = 2) -> str:
    """A change in points, with its sign also when it grows: ``+4,10``.

    Args:
        value: points gained or lost.
        places: decimals shown, >= 0.

    Raises:
        TypeError: ``value`` is a float.
        ValueError: ``value`` is not finite.
    """
    text = points(value, places)
    grows = _EXACT.quantize(_decimal(value), Decimal(1).scaleb(-places)) > 0
    return f"+{text}" if grows else text


def percent(ratio: Decimal | int, places: int = 2) -> str:
    """A ratio as percent: ``0.176`` reads ``17,60 %``; halves go away from zero.

    Args:
        ratio: 0 to 1; beyond 1 where a count exceeds its base.
        places: decimals shown, >= 0.

    Raises:
        TypeError: ``ratio`` is a float.
        ValueError: ``ratio`` is not finite.
    """
    return percentage(_EXACT.multiply(_decimal(ratio), Decimal(100)), places)


def percentage(value: Decimal | int, places: int = 2) -> str:
    """A figure that is given in percent: ``17.6`` reads ``17,60 %``.

    Args:
        value: percent.
        places: decimals shown, >= 0.

    Raises:
        TypeError: ``value`` is a float.
        ValueError: ``value`` is not finite.
    """
    return points(value, places) + style().percent_sign


def month_name(day: date) -> str:
    """The month a day lies in, without its year: ``Maret``.

    Raises:
        TypeError: ``day`` is a moment.
    """
    return style().months[_day(day).month - 1]


def date_id(day: date) -> str:
    """A day: ``20 November 2026``.

    Raises:
        TypeError: ``day`` is a moment, of which the day depends on whose clock is read.
    """
    return f"{day.day}{NBSP}{month_name(day)} {day.year}"


def month_id(day: date) -> str:
    """The month a day lies in: ``Maret 2025``.

    Raises:
        TypeError: ``day`` is a moment.
    """
    return f"{month_name(day)} {day.year}"


def month_range(first: date, last: date) -> str:
    """Months from first to last, both included: ``Maret\u2013Desember 2025``.

    Raises:
        ValueError: ``last`` lies in an earlier month than ``first``.
    """
    if (last.year, last.month) < (first.year, first.month):
        msg = "a range of months ends before it starts"
        raise ValueError(msg)
    if (first.year, first.month) == (last.year, last.month):
        return month_id(first)
    start = month_name(first) if first.year == last.year else month_id(first)
    return f"{start}{EN_DASH}{month_id(last)}"


def date_range(first: date, last: date) -> str:
    """Days from first to last, both included: ``1 Januari\u201331 Desember 2025``.

    Raises:
        ValueError: ``last`` is before ``first``.
    """
    if last < first:
        msg = "a range of days ends before it starts"
        raise ValueError(msg)
    if first == last:
        return date_id(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{EN_DASH}{date_id(last)}"
    if first.year == last.year:
        return f"{first.day}{NBSP}{month_name(first)}{EN_DASH}{date_id(last)}"
    return f"{date_id(first)} {EN_DASH} {date_id(last)}"


def datetime_id(moment: datetime, timezone: str = "Asia/Jakarta") -> str:
    """A moment on the clock of a regency: ``20 November 2026 09.14 WIB``.

    Args:
        moment: an aware datetime.
        timezone: the regency's zone, one of ``ZONE_NAMES``.

    Raises:
        ValueError: ``moment`` has no zone.
        KeyError: ``timezone`` is not one of Indonesia's.
    """
    if moment.tzinfo is None:
        msg = "a moment without a zone cannot be placed on a clock"
        raise ValueError(msg)
    local = moment.astimezone(ZoneInfo(timezone))
    time = f"{local:%H}{style().clock_sign}{local:%M}"
    return f"{date_id(local.date())} {time}{NBSP}{ZONE_NAMES[timezone]}"


def file_size(byte_count: int) -> str:
    """The size of a file, in steps of 1024: ``734 B``, ``12,4 KB``, ``20 MB``.

    Args:
        byte_count: bytes, >= 0.

    Raises:
        TypeError: ``byte_count`` is not an integer.
        ValueError: ``byte_count`` is negative.
    """
    size = _whole(byte_count)
    if size < 0:
        msg = "a file has no negative size"
        raise ValueError(msg)
    if size < _SIZE_STEP:
        return f"{count(size)}{NBSP}B"
    power = min((size.bit_length() - 1) // 10, len(_SIZE_UNITS))
    amount = points(_EXACT.divide(Decimal(size), Decimal(_SIZE_STEP**power)), 1)
    return amount.removesuffix(f"{style().decimal_sign}0") + NBSP + _SIZE_UNITS[power - 1]


def size_beyond(byte_count: int, limit: int) -> str:
    """The size of a file beyond a limit: ``23,4 MB``, to the byte where it would read the same.

    Args:
        byte_count: bytes, > ``limit``.
        limit: bytes.
    """
    text = file_size(byte_count)
    return text if text != file_size(limit) else f"{count(byte_count)}{NBSP}B"


def _whole(value: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        msg = f"a whole number is needed, not {type(value).__name__}"
        raise TypeError(msg)
    return value


def _day(value: date) -> date:
    if isinstance(value, datetime):
        msg = "a moment has a day on a clock only: local_day puts it there"
        raise TypeError(msg)
    return value


def _decimal(value: Decimal | int) -> Decimal:
    if isinstance(value, Decimal):
        if not value.is_finite():
            msg = "a figure must be finite"
            raise ValueError(msg)
        return value
    return Decimal(_whole(value))


def _sign(value: Decimal | int) -> str:
    return MINUS if value < 0 else ""
