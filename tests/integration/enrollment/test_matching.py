"""Doubles across regencies: what is found, what each side learns, and what nobody can learn."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from enrollment.double_figures import TOLD_AGAIN_AFTER
from enrollment.matcher import COMPARED_EVERY, compare_all, is_due
from enrollment.models.doubles import CrossIndex, DoubleCase
from tenants.kernel.config import Settings
from tenants.kernel.crypto import blind_index, decrypt, read_key_file
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import Unavailable
from tenants.kernel.matching import create_matching_key_file
from tests.conftest import NOW, Regency, settings_for
from tests.engines import Engines
from tests.integration.enrollment.doubles import (
    SHARED_NAME,
    compare,
    fresh_people,
    matching_app,
    nik_of,
    record,
)
from tests.torture.world import make_regency

pytestmark = pytest.mark.usefixtures("app_context")

LATER = NOW + TOLD_AGAIN_AFTER


@pytest.fixture
def matcher(settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    with matching_app(settings, tmp_path) as app:
        yield app


@pytest.fixture
def alone(
    engines: Engines, template_database: str, key_file: Path, tmp_path: Path
) -> Iterator[Flask]:
    """The same process over a database of its own: it looks at every regency there is."""
    database = engines.create_database("siap_matching_alone", template_database)
    with matching_app(settings_for(engines, database, key_file), tmp_path) as app:
        yield app
    engines.drop_database(database)


@pytest.fixture
def start() -> int:
    """The first of the people of this test."""
    return fresh_people()


@pytest.fixture
def look(engines: Engines, database: str) -> Callable[[str], list[tuple[Any, ...]]]:
    """Rows of one statement, as the superuser."""
    return lambda statement: engines.execute(database, statement)


def told(regency: Regency) -> list[tuple[str, bool, int | None]]:
    """What a regency is told, read with its own rights."""
    with transaction(regency.principal()) as session:
        rows = session.execute(
            text(
                "SELECT segment, is_synthetic, people_count FROM double_figure"
                " ORDER BY segment, is_synthetic"
            )
        )
        return [tuple(row) for row in rows]


def cases(regency: Regency) -> list[DoubleCase]:
    """The cases of a regency, as its office reads them."""
    with transaction(regency.principal(DatabaseRole.BRANCH)) as session:
        query = select(DoubleCase).where(DoubleCase.tenant_id == regency.id)
        return list(session.scalars(query.order_by(DoubleCase.opened_at, DoubleCase.id)))


def open_cases(regency: Regency) -> list[DoubleCase]:
    return [case for case in cases(regency) if case.closed_at is None]


def test_both_sides_learn_how_many_and_their_offices_the_same_cases(
    matcher: Flask, start: int, regency: Regency, other_regency: Regency
) -> None:
    record(regency, range(start, start + 20))
    record(
        other_regency, range(start + 13, start + 39), first_month=date(2026, 6, 1), month_count=3
    )

    compare(matcher)

    assert told(regency) == told(other_regency) == [("bpu", False, 7)]
    mine, theirs = cases(regency), cases(other_regency)
    assert {case.code for case in mine} == {case.code for case in theirs}
    assert len({case.code for case in mine}) == 7
    assert {
        (tuple(c.programmes), c.first_month_on, c.last_month_on, c.month_count)
        for c in (*mine, *theirs)
    } == {(("jkk", "jkm"), date(2026, 6, 1), date(2026, 8, 1), 3)}


def test_three_shared_people_are_three_where_three_may_be_told(
    matcher: Flask, start: int, regency: Regency, other_regency: Regency
) -> None:
    record(regency, range(start, start + 10))
    record(other_regency, range(start + 7, start + 19))

    compare(matcher, smallest=3)

    assert told(regency) == told(other_regency) == [("bpu", False, 3)]


def test_fewer_than_five_are_told_as_nobody_would_be(
    matcher: Flask,
    start: int,
    regency: Regency,
    other_regency: Regency,
    make_regency: Callable[[], Regency],
) -> None:
    alone = make_regency()
    record(regency, range(start, start + 10))
    record(other_regency, range(start + 6, start + 19))
    record(alone, range(start + 40, start + 50))

    compare(matcher)

    assert told(regency) == told(other_regency) == told(alone) == [("bpu", False, None)]
    assert (len(cases(regency)), len(cases(alone))) == (4, 0)


def test_list_of_nothing_but_doubles_is_not_told_that_it_is_one(
    matcher: Flask, start: int, regency: Regency, other_regency: Regency
) -> None:
    record(regency, range(start, start + 7))
    record(other_regency, range(start, start + 29))

    compare(matcher)

    assert told(regency) == [("bpu", False, None)]
    assert told(other_regency) == [("bpu", False, 7)]


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"first_month": date(2026, 1, 1), "month_count": 2},
        {"segment": "pu"},
        {"programmes": ["jht"]},
        {"first_month": date(2025, 3, 1), "month_count": 10, "budget_year": 2025},
    ],
    ids=["other-months", "other-segment", "other-programme", "a-year-ago"],
)
def test_same_person_is_no_double_where_nothing_is_paid_twice(
    matcher: Flask, start: int, regency: Regency, other_regency: Regency, elsewhere: dict[str, Any]
) -> None:
    record(regency, range(start, start + 7))
    record(other_regency, range(start, start + 7), **elsewhere)

    compare(matcher)

    assert cases(regency) == cases(other_regency) == []


def test_invented_people_never_meet_real_ones(
    matcher: Flask,
    start: int,
    regency: Regency,
    other_regency: Regency,
    make_regency: Callable[[], Regency],
) -> None:
    invented = make_regency()
    record(regency, range(start, start + 14))
    record(other_regency, range(start, start + 14), is_synthetic=True)
    record(invented, range(start, start + 7), is_synthetic=True)

    compare(matcher)

    assert cases(regency) == []
    assert told(other_regency) == [("bpu", True, 7)]
    assert all(case.is_synthetic for case in cases(other_regency))


def test_adding_one_person_and_looking_again_tells_nothing(
    matcher: Flask, start: int, regency: Regency, other_regency: Regency
) -> None:
    record(regency, range(start, start + 14))
    record(other_regency, range(start + 5, start + 29))
    compare(matcher)

    record(regency, [start + 19])
    compare(matcher, NOW + COMPARED_EVERY)
    early = told(regency)
    compare(matcher, LATER)

    assert early == told(regency) == [("bpu", False, 9)]
    assert len(open_cases(regency)) == 10


def test_number_is_told_anew_after_four_weeks_when_five_people_came(
    matcher: Flask, start: int, regency: Regency, other_regency: Regency
) -> None:
    record(regency, range(start, start + 14))
    record(other_regency, range(start + 5, start + 29))
    compare(matcher)

    record(regency, range(start + 14, start + 19))
    compare(matcher, LATER - timedelta(seconds=1))
    early = told(regency)
    compare(matcher, LATER)

    assert (early, told(regency)) == ([("bpu", False, 9)], [("bpu", False, 14)])


def test_case_of_a_person_no_longer_held_twice_closes_and_forgets_the_name(
    matcher: Flask,
    start: int,
    regency: Regency,
    other_regency: Regency,
    look: Callable[[str], object],
) -> None:
    record(regency, range(start, start + 3))
    record(other_regency, range(start, start + 3))
    compare(matcher)
    (first, *_) = cases(other_regency)
    look(
        "DELETE FROM cover_year"
        f" WHERE tenant_id = {other_regency.id} AND worker_id = '{first.worker_id}' RETURNING 1"
    )

    compare(matcher, LATER)

    (closed,) = [case for case in cases(other_regency) if case.closed_at is not None]
    assert (closed.id, closed.person_encrypted) == (first.id, None)
    assert len(open_cases(regency)) == len(open_cases(other_regency)) == 2


def test_case_that_comes_back_waits_for_its_office_again(
    matcher: Flask,
    start: int,
    regency: Regency,
    other_regency: Regency,
    look: Callable[[str], object],
) -> None:
    record(regency, [start])
    record(other_regency, [start])
    compare(matcher)
    (case,) = cases(regency)
    where = f"tenant_id = {other_regency.id}"
    look(f"UPDATE cover_year SET year = 2027 WHERE {where} RETURNING 1")
    compare(matcher, NOW + timedelta(days=1))
    closed = cases(regency)[0].closed_at
    look(f"UPDATE cover_year SET year = 2026 WHERE {where} RETURNING 1")

    compare(matcher, NOW + timedelta(days=2))

    (again,) = cases(regency)
    assert closed is not None
    assert (again.id, again.code, again.closed_at) == (case.id, case.code, None)
    assert again.decision == "pending"


def test_comparing_again_changes_nothing(
    matcher: Flask, start: int, regency: Regency, other_regency: Regency
) -> None:
    record(regency, range(start, start + 9))
    record(other_regency, range(start, start + 19))
    compare(matcher)
    before = [(case.id, case.person_encrypted, case.opened_at) for case in cases(regency)]

    compare(matcher, NOW + timedelta(hours=1))

    assert [(case.id, case.person_encrypted, case.opened_at) for case in cases(regency)] == before


def test_office_finds_the_person_of_a_case_with_the_number_masked(
    matcher: Flask, start: int, regency: Regency, other_regency: Regency
) -> None:
    record(regency, [start])
    record(other_regency, [start])

    compare(matcher)

    (case,) = cases(regency)
    assert case.person_encrypted is not None
    plain = decrypt(
        case.person_encrypted,
        table="double_case",
        column="person_encrypted",
        tenant_id=regency.id,
        row_id=case.id,
    )
    assert json.loads(plain) == {"name": SHARED_NAME, "nik": "350501**********"}


def test_indexes_are_found_by_no_dictionary_made_without_the_key(
    matcher: Flask,
    start: int,
    regency: Regency,
    settings: Settings,
    look: Callable[[str], list[tuple[bytes]]],
) -> None:
    record(regency, range(start, start + 10))
    compare(matcher)
    stored = {
        bytes(index)
        for (index,) in look(f"SELECT cross_index FROM cross_index WHERE tenant_id = {regency.id}")
    }

    assert settings.key_file is not None
    keys = read_key_file(settings.key_file)
    guesses = [nik_of(serial) for serial in range(10_000)]
    words = [w for nik in guesses for w in (nik, f"person\0{0:d}\0{nik}", f"person\0{1:d}\0{nik}")]
    known = {hashlib.sha256(word.encode()).digest() for word in words}
    for key in (b"", keys.index, keys.web, *keys.encryption.values()):
        known |= {hmac.digest(key, word.encode(), "sha256") for word in words}
    for tenant_id in (0, regency.id):
        known |= {blind_index(nik, tenant_id=tenant_id) for nik in guesses}
    assert len(stored) == 10
    assert stored & known == set()


@pytest.mark.parametrize(
    "role",
    [
        DatabaseRole.IDENTITY,
        DatabaseRole.REGENCY,
        DatabaseRole.BRANCH,
        DatabaseRole.OVERSIGHT,
        DatabaseRole.JOB,
    ],
)
def test_no_other_role_reads_the_index(regency: Regency, role: DatabaseRole) -> None:
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction(regency.principal(role)) as session,
    ):
        session.scalars(select(CrossIndex.cross_index)).all()


def test_matcher_reads_names_of_the_one_regency_it_names(
    start: int, regency: Regency, other_regency: Regency
) -> None:
    record(other_regency, [start])

    with transaction(Principal(DatabaseRole.MATCHER, regency.id)) as session:
        assert session.scalars(text("SELECT name FROM worker")).all() == []
    with transaction(Principal(DatabaseRole.MATCHER)) as session:
        assert session.scalars(text("SELECT name FROM worker")).all() == []


def test_process_without_the_key_compares_nobody(start: int, regency: Regency) -> None:
    record(regency, [start])

    with pytest.raises(Unavailable):
        compare_all(NOW)


def test_regency_reads_no_case_that_its_office_has_not_ended(
    matcher: Flask, start: int, regency: Regency, other_regency: Regency
) -> None:
    record(regency, [start])
    record(other_regency, [start])
    compare(matcher)

    with transaction(regency.principal()) as session:
        assert session.scalars(text("SELECT worker_id FROM double_case")).all() == []


def test_trail_tells_of_each_comparison_alike_whether_it_found_somebody(
    matcher: Flask,
    start: int,
    regency: Regency,
    other_regency: Regency,
    make_regency: Callable[[], Regency],
    look: Callable[[str], list[tuple[str, dict[str, Any]]]],
) -> None:
    alone = make_regency()
    record(regency, range(start, start + 4))
    record(other_regency, range(start, start + 19))
    record(alone, range(start + 40, start + 44))

    compare(matcher)

    def trail(of: Regency) -> list[tuple[str, dict[str, Any]]]:
        return look(
            f"SELECT action, detail FROM audit_entry WHERE tenant_id = {of.id}"
            " AND action LIKE 'double:%' ORDER BY seq"
        )

    assert (
        trail(regency)
        == trail(alone)
        == [
            ("double:compare", {}),
            ("double:tell", {"segment": "bpu", "is_synthetic": False}),
        ]
    )


def test_new_key_makes_every_index_anew(
    settings: Settings,
    tmp_path: Path,
    start: int,
    regency: Regency,
    other_regency: Regency,
    look: Callable[[str], list[tuple[bytes]]],
) -> None:
    record(regency, range(start, start + 2))
    record(other_regency, range(start, start + 2))
    statement = (
        f"SELECT cross_index FROM cross_index WHERE tenant_id IN ({regency.id}, {other_regency.id})"
    )
    seen = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        create_matching_key_file(folder / "matching-key.json")
        with matching_app(settings, folder) as app:
            compare(app)
        seen.append({bytes(index) for (index,) in look(statement)})

    assert [len(one) for one in seen] == [2, 2]
    assert seen[0] & seen[1] == set()
    assert len(open_cases(regency)) == 2


def test_everybody_is_due_a_week_after_the_last_comparison(alone: Flask, engines: Engines) -> None:
    database = "siap_matching_alone"
    make_regency(alone, engines, database, 930_101)
    with alone.app_context():
        assert compare_all(NOW) == 1

        assert not is_due(NOW + COMPARED_EVERY - timedelta(seconds=1))
        assert is_due(NOW + COMPARED_EVERY)
        make_regency(alone, engines, database, 930_102)
        assert is_due(NOW)
