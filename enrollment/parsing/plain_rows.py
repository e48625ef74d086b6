"""Rows without any finding, found column by column. Pure.

``rows.read_row`` is the one judge of a row. What is plainly right is most of a large list, and it
is recognised here at a fraction of the cost: a row picked here is one in which ``read_row`` would
find nothing and would read the same values. Whatever is not plain goes to ``read_row``.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from enrollment.names import search_key
from enrollment.nik import FEMALE_DAY_OFFSET, LONG_RUNS, SERIAL_RUNS, Sex
from enrollment.parsing.columns import Column
from enrollment.parsing.headings import ColumnPlaces
from enrollment.parsing.rows import EXCLUDED_OCCUPATIONS, RosterRow, RosterRules
from enrollment.parsing.values import NAME_LIMIT, OLDEST_YEARS, TEXT_LIMIT
from enrollment.parsing.villages import place_key

_NAME = r"^[A-Za-z.,'()/-]+(?: [A-Za-z.,'()/-]+)*$"
_TEXT = r"^[!-~]+(?: [!-~]+)*$"
_PHONE = r"^0[0-9]{7,14}$"
_NIK = r"^[0-9]{16}$"
_ISO = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_DAY_FIRST = r"^[0-9]{2}/[0-9]{2}/[0-9]{4}$"
_VILLAGE = r"^(?:[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}|[0-9]{10})$"
_RARE = (Column.WAGE, Column.RT, Column.RW, Column.RT_RW)
"""Columns of which only empty cells are plain."""

PEOPLE = pl.Schema(
    {
        "row_number": pl.Int64(),
        "nik": pl.String(),
        "name": pl.String(),
        "name_key": pl.String(),
        "birth_on": pl.Date(),
        "sex": pl.String(),
        "village_code": pl.String(),
        "address": pl.String(),
        "occupation": pl.String(),
        "phone": pl.String(),
    }
)
"""The columns of storable rows."""


@dataclass(frozen=True)
class Picked:
    """What a batch of cells turned out to be.

    ``plain`` holds storable rows with the columns of ``PEOPLE``. ``others`` are the positions in
    the batch and the row numbers of all others, ascending.
    """

    plain: pl.DataFrame
    others: Sequence[tuple[int, int]]


def cells_of_lines(
    lines: Sequence[str], delimiter: str, places: ColumnPlaces, first_row: int
) -> pl.DataFrame:
    """The cells of lines without quotes, as ``pick_plain`` takes them.

    Args:
        lines: of the file.
        delimiter: between cells.
        places: of its columns.
        first_row: number of the first line, as a spreadsheet counts.

    Source:
        RFC 4180; cells that a row lacks at its end are empty.
    """
    parts = pl.col("line").str.split_exact(delimiter, places.width)
    split = pl.DataFrame({"line": lines}, schema={"line": pl.String}).select(parts).unnest("line")
    return split.select(
        pl.int_range(pl.len(), dtype=pl.Int64).alias("row_number") + first_row,
        *(
            pl.col(f"field_{position}").fill_null("").alias(column)
            for column, position in places.columns.items()
        ),
        pl.col(f"field_{places.width}").is_not_null().alias("surplus"),
    )


def cells_of_rows(
    rows: Sequence[Sequence[str]], places: ColumnPlaces, numbers: Sequence[int]
) -> pl.DataFrame:
    """The cells of rows that are cut already, as ``pick_plain`` takes them.

    Args:
        rows: of the file.
        places: of its columns.
        numbers: of the rows, as a spreadsheet counts.

    Source:
        RFC 4180; cells that a row lacks at its end are empty.
    """
    cells: dict[str, Sequence[object]] = {
        column: [row[at] if at < len(row) else "" for row in rows]
        for column, at in places.columns.items()
    }
    surplus = [any(map(str.strip, row[places.width :])) for row in rows]
    schema: dict[str, type[pl.DataType]] = dict.fromkeys(cells, pl.String)
    return pl.DataFrame(
        {"row_number": numbers, **cells, "surplus": surplus},
        schema={"row_number": pl.Int64, **schema, "surplus": pl.Boolean},
    )


def pick_plain(cells: pl.DataFrame, rules: RosterRules) -> Picked:
    """Pick the rows in which nothing is to be found.

    Args:
        cells: ``row_number``, as a spreadsheet counts; one column of texts for each of ours that
            the file has; and ``surplus``, whether the row holds more than its heading names.
        rules: what rows are checked against.

    Source:
        ``rows.read_row``, of which this is the part without doubt.
    """
    read = cells.with_row_index("position").with_columns(*_readings(cells.columns, rules))
    judged = read.with_columns(is_plain=pl.all_horizontal(*_conditions(cells.columns, rules)))
    plain = judged.filter("is_plain")
    return Picked(
        plain=plain.select(
            "row_number",
            nik=pl.col(Column.NIK),
            name=pl.col(Column.NAME),
            name_key=_name_key(),
            birth_on="birth_on",
            sex=pl.col(Column.SEX),
            village_code="village_code",
            address=_optional(Column.ADDRESS, cells.columns),
            occupation=_optional(Column.OCCUPATION, cells.columns),
            phone=_optional(Column.PHONE, cells.columns),
        ),
        others=judged.filter(~pl.col("is_plain")).select("position", "row_number").rows(),
    )


def _readings(columns: Sequence[str], rules: RosterRules) -> list[pl.Expr]:
    birth = pl.col(Column.BIRTH)
    return [
        pl.coalesce(
            pl.when(birth.str.contains(_ISO)).then(birth.str.to_date("%Y-%m-%d", strict=False)),
            pl.when(birth.str.contains(_DAY_FIRST)).then(
                birth.str.to_date("%d/%m/%Y", strict=False)
            ),
        ).alias("birth_on"),
        _village_code(columns, rules).alias("village_code"),
    ]


def _conditions(columns: Sequence[str], rules: RosterRules) -> list[pl.Expr]:
    name, nik = pl.col(Column.NAME), pl.col(Column.NIK)
    conditions = [
        ~pl.col("surplus"),
        nik.str.contains(_NIK),
        nik.str.slice(0, 6).is_in(list(rules.regions)),
        nik.str.slice(6, 6) == _written_birth(),
        ~nik.str.contains_any(list(LONG_RUNS)),
        nik.str.slice(12, 4) != "0000",
        ~nik.str.slice(12, 4).is_in(list(SERIAL_RUNS)),
        ~(
            (nik.str.slice(0, 8) == nik.str.slice(8, 8))
            & (nik.str.slice(0, 4) == nik.str.slice(4, 4))
        ),
        name.str.contains(_NAME),
        name.str.len_chars() <= NAME_LIMIT,
        pl.col(Column.SEX).is_in([Sex.MALE.value, Sex.FEMALE.value]),
        *_possible_ages(rules),
        pl.col("village_code").is_not_null(),
    ]
    for column in (Column.ADDRESS, Column.OCCUPATION):
        if column in columns:
            text = pl.col(column)
            conditions.append(
                (text == "") | (text.str.contains(_TEXT) & (text.str.len_chars() <= TEXT_LIMIT))
            )
    if Column.OCCUPATION in columns:
        conditions.append(~_may_be_excluded())
    if Column.PHONE in columns:
        phone = pl.col(Column.PHONE)
        conditions.append((phone == "") | phone.str.contains(_PHONE))
    if {Column.VILLAGE, Column.VILLAGE_NAME} <= {*columns} and rules.own_villages.villages:
        conditions.append(_names_its_village(rules))
    conditions += [pl.col(column) == "" for column in _RARE if column in columns]
    return [condition.fill_null(value=False) for condition in conditions]


def _written_birth() -> pl.Expr:
    """The birth date as a NIK of that sex states it."""
    birth = pl.col("birth_on")
    added = pl.when(pl.col(Column.SEX) == Sex.FEMALE.value).then(FEMALE_DAY_OFFSET).otherwise(0)
    day = birth.dt.day().cast(pl.Int32) + added
    return pl.concat_str(day.cast(pl.String).str.zfill(2), birth.dt.strftime("%m%y"))


def _possible_ages(rules: RosterRules) -> list[pl.Expr]:
    birth = pl.col("birth_on")
    written = birth.dt.year() * 10_000 + birth.dt.month().cast(pl.Int32) * 100 + birth.dt.day()
    return [
        birth <= rules.today,
        birth.dt.year() >= rules.today.year - OLDEST_YEARS,
        written <= _reached(rules.youngest, rules.starts_on),
        written > _reached(rules.oldest, rules.starts_on),
    ]


def _reached(age: int, day: date) -> int:
    """Whoever is born on this day, written as YYYYMMDD, or before has reached the age."""
    return (day.year - age) * 10_000 + day.month * 100 + day.day


def _may_be_excluded() -> pl.Expr:
    lowered = pl.col(Column.OCCUPATION).str.to_lowercase()
    return lowered.str.contains_any([*EXCLUDED_OCCUPATIONS, "pegawai negeri"])


def _optional(column: Column, columns: Sequence[str]) -> pl.Expr:
    if column not in columns:
        return pl.lit(None, dtype=pl.String)
    text = pl.col(column)
    return pl.when(text != "").then(text)


def _name_key() -> pl.Expr:
    """``names.search_key`` of a name in plain letters."""
    bare = pl.col(Column.NAME).str.to_uppercase().str.replace_all("'", "", literal=True)
    return bare.str.replace_all("[^A-Z]+", " ").str.strip_chars(" ")


def _village_code(columns: Sequence[str], rules: RosterRules) -> pl.Expr:
    """The code, however it is written, or else the code of a village by its very name."""
    code = pl.lit(None, dtype=pl.String)
    if not rules.own_villages.villages:
        return _code_of_known_district(rules) if Column.VILLAGE in columns else code
    if Column.VILLAGE in columns:
        code = _mapped(
            pl.col(Column.VILLAGE),
            {
                written: village.code
                for village in rules.own_villages.villages
                for written in (village.code, village.code.replace(".", ""))
            },
        )
    if Column.VILLAGE_NAME not in columns:
        return code
    by_name = _code_by_name(columns, rules)
    if Column.VILLAGE not in columns:
        return by_name
    return pl.when(pl.col(Column.VILLAGE) == "").then(by_name).otherwise(code)


def _code_of_known_district(rules: RosterRules) -> pl.Expr:
    """Where the villages of this regency are not known, any code under one of its districts."""
    own = rules.region_code.replace(".", "")
    is_region = rules.region_code in rules.region_names
    districts = [code for code in rules.regions if is_region and code.startswith(own)]
    written = pl.col(Column.VILLAGE)
    digits = written.str.replace_all(".", "", literal=True)
    parts = [digits.str.slice(0, 2), digits.str.slice(2, 2), digits.str.slice(4, 2)]
    return pl.when(written.str.contains(_VILLAGE) & digits.str.slice(0, 6).is_in(districts)).then(
        pl.concat_str(*parts, digits.str.slice(6), separator=".")
    )


def _code_by_name(columns: Sequence[str], rules: RosterRules) -> pl.Expr:
    villages = rules.own_villages.villages
    name = pl.col(Column.VILLAGE_NAME).str.to_lowercase()
    if Column.DISTRICT in columns:
        district = pl.col(Column.DISTRICT).str.to_lowercase()
        known = {f"{one.name}\0{one.district}".lower(): one.code for one in villages}
        return _mapped(pl.concat_str(name, district, separator="\0"), known)
    shared = Counter(place_key(one.name) for one in villages)
    return _mapped(
        name, {one.name.lower(): one.code for one in villages if shared[place_key(one.name)] == 1}
    )


def _names_its_village(rules: RosterRules) -> pl.Expr:
    """Where a name stands beside a code, it is the name of that village."""
    names = {one.code: one.name.lower() for one in rules.own_villages.villages}
    name = pl.col(Column.VILLAGE_NAME)
    return (name == "") | (name.str.to_lowercase() == _mapped(pl.col("village_code"), names))


def _mapped(texts: pl.Expr, known: Mapping[str, str]) -> pl.Expr:
    """What each text leads to; nothing for an unknown one."""
    return texts.replace_strict(known, default=None, return_dtype=pl.String)


def people_of(rows: Sequence[RosterRow]) -> pl.DataFrame:
    """Rows that were read one by one, with the columns of ``PEOPLE``."""
    return pl.DataFrame(
        [
            (
                row.row_number,
                row.nik,
                row.name,
                search_key(row.name),
                row.birth_on,
                row.sex.value,
                row.village_code,
                row.address,
                row.occupation,
                row.phone,
            )
            for row in rows
        ],
        schema=PEOPLE,
        orient="row",
    )
