"""Reading a NIK: which numbers can be one, what they say, and what is doubtful about them. Pure.

A NIK is sixteen digits: province, regency and district of first registration, day of birth (women
plus 40), month, two-digit year, serial. It never changes, so its region code may be one that no
longer exists, and it says nothing about where a person lives now.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from enrollment.reference import RegionCode
from tenants.kernel.errors import N_

LENGTH = 16
REGION_LENGTH = 6
FEMALE_DAY_OFFSET = 40
WORKING_AGE = range(15, 81)

_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_APOSTROPHES = "'\u2018\u2019\u02bc`\u00b4"
_COUNTING = ("0123456789", "9876543210")
LONG_RUNS = tuple(digits[start : start + 6] for digits in _COUNTING for start in range(5))
SERIAL_RUNS = tuple(
    digits[start : start + 4] for digits in _COUNTING for start in range(7) if digits[start] != "0"
)
_DECIMAL = re.compile(r"[0-9]{6,}[.,]0{1,2}")
_BLOCKS = (1, 2, 4)
_SEPARATORS = re.compile(rf"(?<=[0-9])[\s{_INVISIBLE}.\-\u2010-\u2015\u2212]+(?=[0-9])")


class Sex(StrEnum):
    """Recorded sex, as on the identity card: L(aki-laki), P(erempuan)."""

    MALE = "L"
    FEMALE = "P"


class NikOutcome(StrEnum):
    """What may be done with a number. Only ``REJECTED`` keeps a row out."""

    VALID = "sah"
    HISTORIC = "sah-historis"
    NORMALISED = "normalisasi"
    CENTURY = "abad"
    WARNING = "peringatan"
    SUSPICIOUS = "mencurigakan"
    REJECTED = "tolak"


class NikReason(StrEnum):
    """Why an outcome is not plainly valid."""

    EMPTY = "nik-empty"
    SCIENTIFIC = "nik-scientific"
    DECIMAL = "nik-decimal"
    NOT_DIGITS = "nik-not-digits"
    LENGTH = "nik-length"
    REGION_INVALID = "nik-region-invalid"
    BIRTH_DATE_INVALID = "nik-birth-date-invalid"
    SERIAL_ZERO = "nik-serial-zero"
    PATTERN = "nik-pattern"
    REGION_UNKNOWN = "nik-region-unknown"
    CENTURY_OPEN = "nik-century-open"
    REGION_HISTORIC = "nik-region-historic"
    NORMALISED = "nik-normalised"


OUTCOME_OF_REASON: Mapping[NikReason, NikOutcome] = {
    NikReason.EMPTY: NikOutcome.REJECTED,
    NikReason.SCIENTIFIC: NikOutcome.REJECTED,
    NikReason.DECIMAL: NikOutcome.REJECTED,
    NikReason.NOT_DIGITS: NikOutcome.REJECTED,
    NikReason.LENGTH: NikOutcome.REJECTED,
    NikReason.REGION_INVALID: NikOutcome.REJECTED,
    NikReason.BIRTH_DATE_INVALID: NikOutcome.REJECTED,
    NikReason.SERIAL_ZERO: NikOutcome.REJECTED,
    NikReason.PATTERN: NikOutcome.SUSPICIOUS,
    NikReason.REGION_UNKNOWN: NikOutcome.WARNING,
    NikReason.CENTURY_OPEN: NikOutcome.CENTURY,
    NikReason.REGION_HISTORIC: NikOutcome.HISTORIC,
    NikReason.NORMALISED: NikOutcome.NORMALISED,
}

REASON_TEXTS: Mapping[NikReason, str] = {
    NikReason.EMPTY: N_("NIK kosong"),
    NikReason.SCIENTIFIC: N_(
        "NIK terbaca sebagai notasi ilmiah; angka terakhir hilang dan tidak dapat dipulihkan"
    ),
    NikReason.DECIMAL: N_("NIK berakhiran .0; pernah dibaca sebagai angka, jadi diragukan"),
    NikReason.NOT_DIGITS: N_("NIK memuat selain angka 0 sampai 9"),
    NikReason.LENGTH: N_("NIK harus 16 angka"),
    NikReason.REGION_INVALID: N_("kode wilayah pada enam angka pertama tidak mungkin"),
    NikReason.BIRTH_DATE_INVALID: N_("tanggal lahir pada NIK tidak ada di kalender"),
    NikReason.SERIAL_ZERO: N_("nomor urut 0000 tidak pernah diterbitkan"),
    NikReason.PATTERN: N_("angka berulang atau berurutan; periksa pada KTP"),
    NikReason.REGION_UNKNOWN: N_(
        "kode wilayah tidak ada pada edisi 2016 sampai 2025; mungkin kode yang lebih lama"
    ),
    NikReason.CENTURY_OPEN: N_(
        "tahun lahir dua angka berlaku untuk dua abad; perlu tanggal lahir atau usia kerja"
    ),
    NikReason.REGION_HISTORIC: N_("kode wilayah dari edisi lama; NIK tidak berubah karenanya"),
    NikReason.NORMALISED: N_("spasi atau apostrof dihapus"),
}


@dataclass(frozen=True)
class NikCheck:
    """What a number says.

    ``nik`` holds the sixteen digits unless the number is rejected. ``birth_on`` is None when the
    century cannot be told even by working age. ``reasons`` come gravest first; none means valid.
    """

    nik: str | None
    sex: Sex | None
    birth_on: date | None
    reasons: tuple[NikReason, ...]

    @property
    def outcome(self) -> NikOutcome:
        """The gravest of the reasons' outcomes."""
        return OUTCOME_OF_REASON[self.reasons[0]] if self.reasons else NikOutcome.VALID


def check_nik(
    text: str, regions: Mapping[str, RegionCode], *, today: date, birth_on: date | None = None
) -> NikCheck:
    """Read a number as written.

    Spaces and a leading apostrophe are removed; nothing else is repaired. Known codes outside the
    usual ranges count as known. A code inside the ranges but in no edition is doubtful, not wrong:
    editions before 2016 are not kept.

    Args:
        text: the cell as it stands in the file.
        regions: known codes by digits (2, 4 or 6).
        today: the day the check is made; nobody is born after it.
        birth_on: a birth date stated beside the number; it settles the century when it agrees.

    Source:
        UU 23/2006 Pasal 13 jo. UU 24/2013; structure of the NIK as published by Dukcapil.
    """
    nik = _without_blanks(text)
    refusal = _refusal(nik, regions)
    if refusal is not None:
        return NikCheck(None, None, None, (refusal,))

    births = birth_dates(nik, today)
    if not births:
        return NikCheck(None, None, None, (NikReason.BIRTH_DATE_INVALID,))
    doubts = tuple(_doubts(nik, text, regions, births, birth_on))
    sex = Sex.FEMALE if int(nik[6:8]) > FEMALE_DAY_OFFSET else Sex.MALE
    return NikCheck(nik, sex, _likely_birth(births, birth_on, today), doubts)


def birth_dates(nik: str, today: date) -> tuple[date, ...]:
    """The birth dates sixteen digits can mean: none, one, or one of each century. Oldest first.

    Args:
        nik: sixteen digits.
        today: nobody is born after it.

    Source:
        Structure of the NIK as published by Dukcapil: day (women +40), month, year of two digits.
    """
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    if day > FEMALE_DAY_OFFSET:
        day -= FEMALE_DAY_OFFSET
    dates = (_calendar_date(century + year, month, day) for century in (1900, 2000))
    return tuple(found for found in dates if found is not None and found <= today)


def reads_as_nik(number: str, regions: Mapping[str, RegionCode], today: date) -> bool:
    """Whether a number of sixteen digits that may be something else is to be taken for a NIK.

    It names a district of any kept edition, a day on which somebody can have been born, and a
    serial. Of sixteen digits taken at random about one in 1,700 does.

    Args:
        number: sixteen digits.
        regions: known codes by digits (2, 4 or 6).
        today: nobody is born after it.

    Source:
        Structure of the NIK as published by Dukcapil.
    """
    return (
        number[:REGION_LENGTH] in regions
        and bool(birth_dates(number, today))
        and number[-4:] != "0000"
    )


def age_on(birth_on: date, day: date) -> int:
    """Completed years on a day. Years, negative before birth.

    Source:
        KUH Perdata: an age is reached on the birthday.
    """
    return day.year - birth_on.year - ((day.month, day.day) < (birth_on.month, birth_on.day))


def mask_nik(nik: str) -> str:
    """Show the first six characters only, the region of first registration: ``350501**********``.

    Day of birth and sex stand beside a number on many pages and give its middle away, so the serial
    at its end is all that is left to hide. Of a number too short to be one nothing is shown.
    """
    if len(nik) < 2 * REGION_LENGTH:
        return "*" * len(nik)
    return nik[:REGION_LENGTH] + "*" * (len(nik) - REGION_LENGTH)


def join_groups(text: str) -> str:
    """A number written in groups as one: dots, hyphens and blanks between its digits are left out.

    For a number that somebody looks for, not for one that is to be stored from a list: there a dot
    may be all that tells that a spreadsheet changed the digits.
    """
    return _SEPARATORS.sub("", text)


def looks_scientific(text: str) -> bool:
    """Whether a spreadsheet has turned the digits into ``3,31602E+15``."""
    head, mark, exponent = text.strip().upper().partition("E")
    digits = head.replace(",", "").replace(".", "")
    return bool(mark) and digits.isdecimal() and exponent.removeprefix("+").isdecimal()


def _without_blanks(text: str) -> str:
    bare = "".join(letter for letter in text if not letter.isspace() and letter not in _INVISIBLE)
    return bare.lstrip(_APOSTROPHES)


def _refusal(nik: str, regions: Mapping[str, RegionCode]) -> NikReason | None:
    if not nik:
        return NikReason.EMPTY
    if not (nik.isascii() and nik.isdecimal()):
        if looks_scientific(nik):
            return NikReason.SCIENTIFIC
        return NikReason.DECIMAL if _DECIMAL.fullmatch(nik) else NikReason.NOT_DIGITS
    if len(nik) != LENGTH:
        return NikReason.LENGTH
    if not _is_possible_region(nik, regions):
        return NikReason.REGION_INVALID
    return NikReason.SERIAL_ZERO if nik[12:] == "0000" else None


def _is_possible_region(nik: str, regions: Mapping[str, RegionCode]) -> bool:
    if nik[:6] in regions:
        return True
    regency, district = int(nik[2:4]), int(nik[4:6])
    return (
        nik[:2] in regions
        and (1 <= regency <= 39 or 71 <= regency <= 79)  # noqa: PLR2004  kabupaten, then kota
        and 1 <= district <= 60  # noqa: PLR2004
    )


def _doubts(
    nik: str,
    text: str,
    regions: Mapping[str, RegionCode],
    births: tuple[date, ...],
    birth_on: date | None,
) -> Iterator[NikReason]:
    region = regions.get(nik[:6])
    if _is_pattern(nik):
        yield NikReason.PATTERN
    if region is None:
        yield NikReason.REGION_UNKNOWN
    if len(births) > 1 and birth_on not in births:
        yield NikReason.CENTURY_OPEN
    if region is not None and not region.is_current:
        yield NikReason.REGION_HISTORIC
    if nik != text:
        yield NikReason.NORMALISED


def _is_pattern(nik: str) -> bool:
    """No run wraps from 9 to 0: that would suspect everybody born on 21-09-87."""
    return (
        any(nik == nik[:length] * (LENGTH // length) for length in _BLOCKS)
        or any(run in nik for run in LONG_RUNS)
        or nik[12:] in SERIAL_RUNS
    )


def _likely_birth(births: tuple[date, ...], birth_on: date | None, today: date) -> date | None:
    if birth_on in births:
        return birth_on
    if len(births) > 1:
        births = tuple(birth for birth in births if age_on(birth, today) in WORKING_AGE)
    return births[0] if len(births) == 1 else None


def _calendar_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
