"""Ids made by the database are like those made in Python."""

import time
from uuid import RFC_4122

from tenants.kernel.ids import UUID7_SQL, uuid7
from tests.engines import Engines

MILLISECONDS_SHIFT = 80


def test_ids_made_in_sql_are_version_7_of_now_and_never_alike(engines: Engines) -> None:
    before = time.time_ns() // 1_000_000

    rows = engines.execute("postgres", f"SELECT {UUID7_SQL} FROM generate_series(1, 1000)")

    after = time.time_ns() // 1_000_000
    ids = [row[0] for row in rows]
    assert {(made.version, made.variant) for made in ids} == {(7, RFC_4122)}
    assert all(before <= made.int >> MILLISECONDS_SHIFT <= after for made in ids)
    assert len(set(ids)) == len(rows)


def test_ids_of_both_makers_sort_by_time(engines: Engines) -> None:
    first = uuid7()
    time.sleep(0.002)
    second = engines.execute("postgres", f"SELECT {UUID7_SQL}")[0][0]
    time.sleep(0.002)

    assert first < second < uuid7()
