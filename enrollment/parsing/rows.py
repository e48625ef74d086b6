"""Rows of a roster: cells to a typed row and to problems that name row, column and cell. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from enrollment.nik import NikReason, Sex, age_on, birth_dates, check_nik
from enrollment.parsing.columns import Column
from enrollment.parsing.headings import ColumnPlaces
from enrollment.parsing.values import (
    NAME_LIMIT,
    TEXT_LIMIT,
    ValueProblem,
    is_latin_name,
    join_address,
    read_birth_date,
    read_neighbourhood,
    read_phone,
    read_sex,
    read_text,
    read_village_code,
    shown_cell,
    split_neighbourhood,
)
from enrollment.parsing.villages import VillageNames, place_key, shown_villages
from enrollment.reference import RegionCode, Village

_V = TypeVar("_V")
_IDENTIFIERS = frozenset({Column.NIK, Column.PHONE})
_NEIGHBOURHOOD = (Column.RT_RW, Column.RT, Column.RW)
_ADDRESSES = frozenset({Column.ADDRESS, *_NEIGHBOURHOOD})
_NIK_WARNINGS = frozenset({NikReason.PATTERN, NikReason.REGION_UNKNOWN})
EXCLUDED_OCCUPATIONS = frozenset({"pns", "asn", "tni", "polri", "tentara", "polisi"})


class Severity(StrEnum):
    """An error keeps the row out; a warning lets it in and asks somebody to look."""

    ERROR = "error"
    WARNING = "warning"


class RowCode(StrEnum):
    """Problems of a row beside those of the NIK itself (``NikReason``)."""

    MISALIGNED = "row-misaligned"
    NO_PERSON = "row-no-person"
    OTHER_TABLE = "row-other-table"
    OTHER_LIST = "row-other-list"
    NAME_EMPTY = "name-empty"
    NAME_TOO_LONG = "name-too-long"
    NAME_UNREADABLE = "name-unreadable"
    NAME_DIGITS = "name-digits"
    NAME_NOT_LATIN = "name-not-latin"
    BIRTH_EMPTY = "birth-empty"
    BIRTH_UNREADABLE = "birth-unreadable"
    BIRTH_SHORT_YEAR = "birth-short-year"
    BIRTH_SERIAL_DAY = "birth-serial-day"
    BIRTH_NO_SUCH_DAY = "birth-no-such-day"
    BIRTH_FUTURE = "birth-future"
    BIRTH_TOO_OLD = "birth-too-old"
    BIRTH_DIFFERS = "birth-differs"
    SEX_EMPTY = "sex-empty"
    SEX_UNREADABLE = "sex-unreadable"
    SEX_DIFFERS = "sex-differs"
    VILLAGE_EMPTY = "village-empty"
    VILLAGE_NAME_EMPTY = "village-name-empty"
    VILLAGE_NAME_UNKNOWN = "village-name-unknown"
    VILLAGE_NAME_AMBIGUOUS = "village-name-ambiguous"
    VILLAGE_NAME_DIFFERS = "village-name-differs"
    DISTRICT_UNKNOWN = "district-unknown"
    VILLAGE_UNREADABLE = "village-unreadable"
    VILLAGE_ELSEWHERE = "village-elsewhere"
    VILLAGE_UNKNOWN = "village-unknown"
    VILLAGE_NOWHERE = "village-nowhere"
    AGE_UNDER = "age-under"
    AGE_OVER = "age-over"
    ADDRESS_DROPPED = "address-dropped"
    NEIGHBOURHOOD_DROPPED = "neighbourhood-dropped"
    OCCUPATION_DROPPED = "occupation-dropped"
    OCCUPATION_EXCLUDED = "occupation-excluded"
    PHONE_DROPPED = "phone-dropped"
    WAGE_OUTSIDE_SEGMENT = "wage-outside-segment"
    DUPLICATE_IN_FILE = "nik-duplicate-in-file"
    NIK_FORMER = "nik-former"
    COVERED_TWICE = "covered-twice"
    RECORDED_DECEASED = "recorded-deceased"
    RECORDED_PU = "recorded-pu"
    RECORD_DIFFERS = "record-differs"
    RECORD_CORRECTED = "record-corrected"


NEEDING_A_WORD: frozenset[str] = frozenset(
    {
        RowCode.VILLAGE_UNKNOWN,
        RowCode.AGE_UNDER,
        RowCode.AGE_OVER,
        RowCode.OCCUPATION_EXCLUDED,
        RowCode.RECORDED_DECEASED,
        RowCode.RECORDED_PU,
    }
)
"""Warnings that let a row in only with a reason: whoever saves says why it is right."""

OUTSIDE = frozenset({RowCode.NO_PERSON, RowCode.OTHER_TABLE, RowCode.OTHER_LIST})
"""Said of rows that are no people; they are in no count of rows."""


@dataclass(frozen=True, kw_only=True)
class RosterRules:
    """What rows are checked against.

    ``region_code`` is dotted (``35.05``); ``villages`` are those of every regency whose list is
    kept, by dotted code; ``region_names`` every regency by dotted code; ages are completed years at
    ``starts_on``; ``youngest`` is allowed, ``oldest`` no longer. In a segment that pays no wages a
    stated wage is an error.
    """

    region_code: str
    villages: Mapping[str, Village]
    regions: Mapping[str, RegionCode]
    region_names: Mapping[str, str]
    starts_on: date
    today: date
    youngest: int = 15
    oldest: int = 65
    has_wages: bool = False

    @cached_property
    def listed_regions(self) -> frozenset[str]:
        """Regencies whose villages are all known."""
        return frozenset(map(region_of_village, self.villages))

    @cached_property
    def own_villages(self) -> VillageNames:
        """The villages of this regency, to be found by name; none where their list is not kept."""
        return VillageNames(
            [
                village
                for code, village in self.villages.items()
                if region_of_village(code) == self.region_code
            ]
        )


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person as the file states them. ``nik`` and ``phone`` never leave memory unencrypted."""

    row_number: int
    nik: str = field(repr=False)
    name: str
    birth_on: date
    sex: Sex
    village_code: str
    address: str | None = field(repr=False)
    occupation: str | None
    phone: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A problem of one cell. ``cell`` is what may be shown of it: identifiers are masked."""

    row_number: int
    column: Column | None
    code: str
    severity: Severity
    cell: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def pointer(self) -> str:
        """JSON pointer of the cell, such as ``/rows/214/nik``."""
        return f"/rows/{self.row_number}" + (f"/{self.column}" if self.column else "")


@dataclass(frozen=True, slots=True)
class RowReading:
    """What became of a row: ``row`` is None exactly when a problem is an error.

    ``shown`` are the cells of a row with problems as they may be shown, by column.
    """

    row: RosterRow | None
    problems: Sequence[RowProblem]
    nik: str | None = field(repr=False)
    is_normalised: bool
    shown: Mapping[str, str] = field(default_factory=dict)


_NAME_CODES = {
    ValueProblem.EMPTY: RowCode.NAME_EMPTY,
    ValueProblem.TOO_LONG: RowCode.NAME_TOO_LONG,
    ValueProblem.UNREADABLE: RowCode.NAME_UNREADABLE,
}
_BIRTH_CODES = {
    ValueProblem.EMPTY: RowCode.BIRTH_EMPTY,
    ValueProblem.UNREADABLE: RowCode.BIRTH_UNREADABLE,
    ValueProblem.SHORT_YEAR: RowCode.BIRTH_SHORT_YEAR,
    ValueProblem.SERIAL_DAY: RowCode.BIRTH_SERIAL_DAY,
    ValueProblem.NO_SUCH_DAY: RowCode.BIRTH_NO_SUCH_DAY,
    ValueProblem.FUTURE: RowCode.BIRTH_FUTURE,
    ValueProblem.TOO_OLD: RowCode.BIRTH_TOO_OLD,
}
_SEX_CODES = {
    ValueProblem.EMPTY: RowCode.SEX_EMPTY,
    ValueProblem.UNREADABLE: RowCode.SEX_UNREADABLE,
}
_VILLAGE_CODES = {
    ValueProblem.EMPTY: RowCode.VILLAGE_EMPTY,
    ValueProblem.UNREADABLE: RowCode.VILLAGE_UNREADABLE,
}


def read_row(
    cells: Sequence[str], row_number: int, places: ColumnPlaces, rules: RosterRules
) -> RowReading:
    """Check and type one row.

    Args:
        cells: as in the file; missing cells at the end count as empty.
        row_number: as a spreadsheet counts, the first row of the file being 1.
        places: where each column lies.
        rules: what to check against.

    Source:
        Stated format of the upload page; structure of the NIK; age and occupations outside the
        programme are warnings (PP 44/2015, practice of the regencies).
    """
    if any(cell.strip() for cell in cells[places.width :]):
        problem = RowProblem(row_number, None, RowCode.MISALIGNED, Severity.ERROR, "")
        return RowReading(None, [problem], None, is_normalised=False)
    return _RowReader(cells, row_number, places, rules).read()


class _RowReader:
    """Collects the problems of one row while its cells are read."""

    def __init__(
        self, cells: Sequence[str], row_number: int, places: ColumnPlaces, rules: RosterRules
    ) -> None:
        self.row_number, self.rules = row_number, rules
        self.cells = {
            column: cells[position] if position < len(cells) else ""
            for column, position in places.columns.items()
        }
        self.problems: list[RowProblem] = []

    def read(self) -> RowReading:
        birth_on = self._required(
            Column.BIRTH, read_birth_date(self.cells[Column.BIRTH], self.rules.today), _BIRTH_CODES
        )
        sex = self._required(Column.SEX, read_sex(self.cells[Column.SEX]), _SEX_CODES)
        nik, is_normalised = self._nik(birth_on, sex)
        name = self._required(
            Column.NAME, read_text(self.cells[Column.NAME], NAME_LIMIT), _NAME_CODES
        )
        village = self._village()
        address = self._address()
        occupation = self._optional(Column.OCCUPATION, RowCode.OCCUPATION_DROPPED)
        phone = self._phone()
        has_wage = self._has_forbidden_wage()
        if (
            nik is None
            or name is None
            or birth_on is None
            or sex is None
            or village is None
            or has_wage
        ):
            return RowReading(None, self.problems, nik, is_normalised, self._shown())
        row = RosterRow(
            self.row_number, nik, name, birth_on, sex, village, address, occupation, phone
        )
        self._doubt(row)
        return RowReading(row, self.problems, nik, is_normalised, self._shown())

    def _nik(self, birth_on: date | None, sex: Sex | None) -> tuple[str | None, bool]:
        rules = self.rules
        check = check_nik(
            self.cells[Column.NIK], rules.regions, today=rules.today, birth_on=birth_on
        )
        if check.nik is None:
            self._report(Column.NIK, check.reasons[0], Severity.ERROR)
            return None, False
        for reason in check.reasons:
            if reason in _NIK_WARNINGS:
                self._warn(Column.NIK, reason)
        if birth_on is not None and birth_on not in birth_dates(check.nik, rules.today):
            self._warn(Column.BIRTH, RowCode.BIRTH_DIFFERS)
        if sex is not None and sex is not check.sex:
            self._warn(Column.SEX, RowCode.SEX_DIFFERS)
        return check.nik, NikReason.NORMALISED in check.reasons

    def _doubt(self, row: RosterRow) -> None:
        """Warnings about a row that can be stored."""
        rules, age = self.rules, age_on(row.birth_on, self.rules.starts_on)
        if any(letter.isdigit() for letter in row.name):
            self._warn(Column.NAME, RowCode.NAME_DIGITS)
        if not is_latin_name(row.name):
            self._warn(Column.NAME, RowCode.NAME_NOT_LATIN)
        self._doubt_village(row.village_code)
        if age < rules.youngest:
            self._warn(Column.BIRTH, RowCode.AGE_UNDER, age=age, limit=rules.youngest)
        if age >= rules.oldest:
            self._warn(Column.BIRTH, RowCode.AGE_OVER, age=age, limit=rules.oldest)
        if row.occupation and _is_excluded(row.occupation):
            self._warn(Column.OCCUPATION, RowCode.OCCUPATION_EXCLUDED)

    def _doubt_village(self, code: str) -> None:
        """Say whose a code is that is not of a village here, by name where the name is known."""
        rules, region_code = self.rules, region_of_village(code)
        village, region_name = rules.villages.get(code), rules.region_names.get(region_code)
        is_listed = region_code in rules.listed_regions
        if village is None and (is_listed or _district(code) not in rules.regions):
            self._warn(Column.VILLAGE, RowCode.VILLAGE_UNKNOWN, regency=region_name or "")
        elif region_code != rules.region_code:
            parts = [village.name, village.district] if village else []
            place = ", ".join([*parts, region_name or ""])
            self._warn(Column.VILLAGE, RowCode.VILLAGE_ELSEWHERE, place=place)

    def _village(self) -> str | None:
        """A code wins over a name; a name counts where no code is given."""
        code = self.cells.get(Column.VILLAGE, "")
        name = self.cells.get(Column.VILLAGE_NAME)
        if name is not None and not code.strip() and self.rules.own_villages.villages:
            return self._village_by_name(name)
        found = self._village_by_code(code)
        village = self.rules.villages.get(found or "") if name else None
        if name and village and place_key(name) not in {"", place_key(village.name)}:
            self._warn(
                Column.VILLAGE_NAME,
                RowCode.VILLAGE_NAME_DIFFERS,
                village=village.name,
                district=village.district,
            )
        return found

    def _village_by_code(self, cell: str) -> str | None:
        """A code under a regency that does not exist belongs to nobody's village."""
        code = self._required(Column.VILLAGE, read_village_code(cell), _VILLAGE_CODES)
        if code is None or region_of_village(code) in self.rules.region_names:
            return code
        region_code = region_of_village(code)
        self._report(
            Column.VILLAGE, RowCode.VILLAGE_NOWHERE, Severity.ERROR, region_code=region_code
        )
        return None

    def _village_by_name(self, name: str) -> str | None:
        code = read_village_code(name)
        if not isinstance(code, ValueProblem):
            return code
        if not place_key(name):
            self._report(Column.VILLAGE_NAME, RowCode.VILLAGE_NAME_EMPTY, Severity.ERROR)
            return None
        found = self.rules.own_villages.find(name, self.cells.get(Column.DISTRICT, ""))
        if found.village is None:
            is_unknown = not found.is_ambiguous
            code = RowCode.VILLAGE_NAME_UNKNOWN if is_unknown else RowCode.VILLAGE_NAME_AMBIGUOUS
            shown = shown_villages(found.candidates)
            params = {"candidates": shown} if shown else {}
            self._report(Column.VILLAGE_NAME, code, Severity.ERROR, **params)
            return None
        if found.is_elsewhere:
            district = found.village.district
            self._warn(Column.DISTRICT, RowCode.DISTRICT_UNKNOWN, district=district)
        return found.village.code

    def _address(self) -> str | None:
        address = self._optional(Column.ADDRESS, RowCode.ADDRESS_DROPPED)
        if self.cells.keys().isdisjoint(_NEIGHBOURHOOD):
            return address
        rt, rw = self.cells.get(Column.RT, ""), self.cells.get(Column.RW, "")
        if together := self.cells.get(Column.RT_RW):
            rt, rw = split_neighbourhood(together)
        read = [read_neighbourhood(rt), read_neighbourhood(rw)]
        if ValueProblem.UNREADABLE in read:
            column = next(one for one in _NEIGHBOURHOOD if one in self.cells)
            self._warn(column, RowCode.NEIGHBOURHOOD_DROPPED)
        known = [None if isinstance(one, ValueProblem) else one for one in read]
        return join_address(address, *known)

    def _has_forbidden_wage(self) -> bool:
        """Whoever earns a wage belongs to another segment, with other contributions."""
        wage = self.cells.get(Column.WAGE, "")
        if self.rules.has_wages or not any(digit in wage for digit in "123456789"):
            return False
        self._report(Column.WAGE, RowCode.WAGE_OUTSIDE_SEGMENT, Severity.ERROR)
        return True

    def _shown(self) -> Mapping[str, str]:
        """The cells of a row somebody will look at; of an address nothing is kept in clear."""
        if not self.problems:
            return {}
        return {
            column.value: shown_cell(cell, is_identifier=column in _IDENTIFIERS)
            for column, cell in self.cells.items()
            if column not in _ADDRESSES
        }

    def _required(
        self, column: Column, value: _V | ValueProblem, codes: Mapping[ValueProblem, RowCode]
    ) -> _V | None:
        if isinstance(value, ValueProblem):
            self._report(column, codes[value], Severity.ERROR)
            return None
        return value

    def _optional(self, column: Column, dropped: RowCode) -> str | None:
        value = read_text(self.cells.get(column, ""), TEXT_LIMIT)
        if isinstance(value, ValueProblem):
            if value is not ValueProblem.EMPTY:
                self._warn(column, dropped)
            return None
        return value

    def _phone(self) -> str | None:
        value = read_phone(self.cells.get(Column.PHONE, ""))
        if isinstance(value, ValueProblem):
            self._warn(Column.PHONE, RowCode.PHONE_DROPPED)
            return None
        return value

    def _warn(self, column: Column, code: str, **params: str | int) -> None:
        self._report(column, code, Severity.WARNING, **params)

    def _report(self, column: Column, code: str, severity: Severity, **params: str | int) -> None:
        cell = shown_cell(self.cells.get(column, ""), is_identifier=column in _IDENTIFIERS)
        self.problems.append(RowProblem(self.row_number, column, code, severity, cell, params))


def region_of_village(code: str) -> str:
    """The dotted code of the regency that a dotted village code begins with.

    Source:
        Kepmendagri 300.2.2-2138/2025.
    """
    return code[:5]


def _district(code: str) -> str:
    return code[:8].replace(".", "")


def _is_excluded(occupation: str) -> bool:
    words = occupation.casefold().replace("/", " ").replace("(", " ").replace(")", " ").split()
    return not EXCLUDED_OCCUPATIONS.isdisjoint(words) or occupation.casefold().startswith(
        "pegawai negeri"
    )
