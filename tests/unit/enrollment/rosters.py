"""Small rosters for tests: header, rows and rules that agree with each other."""

from collections.abc import Iterable, Iterator
from datetime import date

import polars as pl

from enrollment.nik import Sex
from enrollment.parsing.batches import Batch, read_file
from enrollment.parsing.rows import RosterRow, RosterRules
from enrollment.reference import known_villages, region_codes
from tenants.reference.regions import regions

HEADER = "nik,nama,tanggal_lahir,jenis_kelamin,kode_desa,alamat,pekerjaan,nomor_telepon"
PERSON = "3505010101709993,Sumini,1970-01-01,L,35.05.01.2001,RT 1,Buruh tani,081234567890"
RULES = RosterRules(
    region_code="35.05",
    villages=known_villages(),
    region_names={code: region.name for code, region in regions().items()},
    regions=region_codes(),
    starts_on=date(2025, 3, 1),
    today=date(2026, 11, 20),
)


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


def read_all(data: bytes, *, size: int = 1024 * 1024, limit: int = 5000) -> Batch:
    """All batches of a file as one, whose rows are all typed one by one."""
    whole: Batch | None = None
    for batch in read_file(pieces(data, size), RULES, limit=limit):
        if whole is None:
            whole = batch
        else:
            whole.plain += batch.plain
            whole.rows += batch.rows
            whole.problems += batch.problems
            whole.progress = batch.progress
    assert whole is not None
    whole.rows, whole.plain = rows_of(whole), []
    return whole


def rows_of(batch: Batch) -> list[RosterRow]:
    """The storable rows of a batch in the order of the file, however they were read."""
    plain = pl.concat(batch.plain).drop("name_key") if batch.plain else pl.DataFrame()
    rows = [RosterRow(**{**row, "sex": Sex(row["sex"])}) for row in plain.iter_rows(named=True)]
    return sorted([*rows, *batch.rows], key=lambda row: row.row_number)


def roster(rows: Iterable[str], header: str = HEADER, newline: str = "\n") -> bytes:
    return newline.join([header, *rows, ""]).encode()
