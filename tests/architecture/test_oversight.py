"""Row 18: who oversees reads no person, neither in a table nor by taking figures apart."""

import io
import re
from collections.abc import Callable, Iterator
from zipfile import ZipFile

import pytest
from flask import Flask

from tenants.access import PLACES, Permission
from tenants.models.identity import Organisation
from tests.architecture.access.asker import Asker, MakeKey, SignIn
from tests.architecture.access.places import Places
from tests.architecture.catalog import REFUSED, Catalog, Connection, attempt
from tests.architecture.routes import routes_of
from tests.architecture.rows import FILLED_TENANTS, Rows
from tests.architecture.test_catalog import OPEN_TO_OVERSIGHT
from tests.conftest import Regency
from tests.engines import Engines
from tests.integration.scoring.published import (
    publish,
    state_coverage,
    state_planning,
    state_recipients,
    state_target,
)

OWNER = FILLED_TENANTS[0]
# Of what is open, these columns are not: wording, amounts and names inside agreements and claims,
# what a run was asked to do and how it failed.
WORDS_FOR_PEOPLE = ("name", "nik", "phone", "mother", "address", "birth", "signatory", "payload")
NAMES_OF_OFFICE = {
    ("province", "name"),
    ("region", "name"),
    ("tenant", "name"),
    ("organisation", "name"),
    ("audit_entry", "actor_name"),  # officials, in the trail of the platform
    ("document_blob", "filename"),
    ("document_blob", "uploaded_by_name"),
    ("agreement", "source_name"),
    ("regulation", "source_name"),
    ("regulation", "names_funding_source"),
}


@pytest.fixture
def oversight(rows: Rows) -> Iterator[Connection]:
    with rows.catalog.connect("oversight") as connection:
        yield connection


def readable(catalog: Catalog, table: str, column: str) -> bool:
    """Whether the grants let oversight read a column."""
    (granted,) = catalog.query(
        f"SELECT has_column_privilege('siap_oversight', '{table}', '{column}', 'SELECT')"
    )[0]
    return bool(granted)


def test_every_column_that_is_not_open_is_refused(rows: Rows, oversight: Connection) -> None:
    """Asked for alone, counted, compared and joined: no way of asking opens it."""
    opened, tried = [], 0
    for table in rows.tables:
        for column in rows.columns(table):
            if table in OPEN_TO_OVERSIGHT and readable(rows.catalog, table, column.name):
                continue
            for statement in (
                f'SELECT "{column.name}" FROM {table}',
                f'SELECT count("{column.name}") FROM {table}',
                f'SELECT 1 WHERE (SELECT min("{column.name}"::text) FROM {table}) IS NULL',
            ):
                tried += 1
                if attempt(oversight, statement, tenant=OWNER) != REFUSED:
                    opened.append((table, column.name))

    assert opened == []
    assert tried > 500


def test_no_open_column_names_a_person(rows: Rows) -> None:
    suspicious = {
        (table, column.name)
        for table in OPEN_TO_OVERSIGHT
        for column in rows.columns(table)
        if any(word in column.name for word in WORDS_FOR_PEOPLE)
        and readable(rows.catalog, table, column.name)
    }

    assert suspicious <= NAMES_OF_OFFICE, suspicious - NAMES_OF_OFFICE


def test_statistics_of_the_planner_tell_nothing_of_closed_columns(
    rows: Rows, oversight: Connection
) -> None:
    rows.catalog.query("ANALYZE")
    told = oversight.execute(
        "SELECT DISTINCT tablename::text FROM pg_stats WHERE schemaname = 'public'"
    ).fetchall()
    kept = rows.catalog.query("SELECT DISTINCT tablename FROM pg_stats WHERE schemaname = 'public'")

    walled = set(rows.catalog.walled_tables())
    assert {table for (table,) in told} & walled == set()
    assert {table for (table,) in kept} & walled  # the control: there is something to tell


def test_files_with_personal_data_are_not_there(rows: Rows, oversight: Connection) -> None:
    question = f"SELECT count(*) FROM document_blob WHERE tenant_id = {OWNER}"
    before = attempt(oversight, question, tenant=OWNER)
    rows.catalog.query(
        f"UPDATE document_blob SET contains_personal_data = true WHERE tenant_id = {OWNER}"
    )
    after = attempt(oversight, question, tenant=OWNER)
    rows.catalog.query(
        f"UPDATE document_blob SET contains_personal_data = false WHERE tenant_id = {OWNER}"
    )

    assert (before, after) == (1, 0)


def forms_of(count: int) -> set[str]:
    """A count as pages and programs write it."""
    return {str(count), f"{count:,}", f"{count:,}".replace(",", ".")}


def words_of(content: bytes) -> str:
    """A page as text; a workbook unpacked."""
    if not content.startswith(b"PK"):
        return content.decode("utf-8", "replace")
    with ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())


def test_withheld_figures_cannot_be_worked_out_from_what_is_shown(
    app: Flask,
    make_regency: Callable[[], Regency],
    make_organisation: Callable[..., Organisation],
    browser_of: SignIn,
    key_of: MakeKey,
    rows: Rows,
) -> None:
    """Two regencies, one with a rest of two people: neither its counts nor any total is told."""
    shown, withheld = make_regency(), make_regency()
    with app.app_context():
        state_coverage(shown, 10_007, 30_011)
        state_recipients(shown, 4_000_001)
        state_coverage(withheld, 77_001, 77_003)
        state_recipients(withheld, 3)
        for one in (shown, withheld):
            publish(one)
    secret = {77_001, 77_003, 10_007 + 77_001, 30_011 + 77_003, 4_000_001 + 3}
    overseers = {
        letter: make_organisation(place.kind) for letter, place in PLACES.items() if letter in "pmo"
    }
    both = f"a={shown.slug}&b={withheld.slug}"
    told, seen = [], 0
    for regency in (shown, withheld):
        places = Places(rows, regency, {"r": regency.organisation, **overseers})
        asker = Asker(app, places, browser_of, key_of)
        for route in routes_of(app):
            if route.is_safe and route.place in overseers:
                for query in ("", "?year=2025", "?year=2025&all=1", f"?year=2025&{both}"):
                    address = places.address(route, {}) + query
                    headers = {"Accept": "*/*"} | asker.key_for(route)
                    body = words_of(asker.browser_for(route).open(address, headers=headers).data)
                    seen += any(form in body for form in forms_of(10_007))
                    told += [
                        (address, count)
                        for count in secret
                        if any(form in body for form in forms_of(count))
                    ]

    assert told == []
    assert seen


SMALL = ((996, 1_000, 3), (3, 12, 4), (0, 1_000, 0))
"""People covered, people counted, people chosen: each of them withheld."""


def test_no_page_depends_on_a_count_that_is_withheld(
    app: Flask,
    make_regency: Callable[[], Regency],
    make_organisation: Callable[..., Organisation],
    browser_of: SignIn,
    key_of: MakeKey,
    rows: Rows,
    engines: Engines,
    database: str,
) -> None:
    """Whatever the small counts are, who oversees is shown word for word the same."""
    regency, other = make_regency(), make_regency()
    overseers = {
        letter: make_organisation(place.kind) for letter, place in PLACES.items() if letter in "pmo"
    }
    places = Places(rows, regency, {"r": regency.organisation, **overseers})
    asker = Asker(app, places, browser_of, key_of)
    with app.app_context():
        state_planning(regency, "rpjmd")
        state_target(regency)
        state_coverage(regency, 500, 1_000)
        state_recipients(regency, 400)
        state_coverage(other, 500, 1_000)
        publish(other)
    told = []
    for covered, eligible, chosen in ((500, 1_000, 400), *SMALL):
        engines.execute(
            database,
            f"UPDATE participation_statement SET numerator_count = {covered},"
            f" denominator_count = {eligible} WHERE tenant_id = {regency.id}",
        )
        engines.execute(
            database,
            f"UPDATE recipient_count SET people_count = {chosen} WHERE tenant_id = {regency.id}",
        )
        with app.app_context():
            publish(regency)
        told.append(words_shown(app, asker, places, (regency, other)))

    shown, *withheld = told
    assert "5,00" in " ".join(shown.values())  # the control: points of coverage are told
    assert [len(one) for one in told] == [len(shown)] * len(told)
    assert withheld[0] != shown
    for one in withheld[1:]:
        assert {address for address in one if one[address] != withheld[0][address]} == set()


def words_shown(
    app: Flask, asker: Asker, places: Places, compared: tuple[Regency, Regency]
) -> dict[str, str]:
    """What the pages and programs of comparison say about two regencies, by address."""
    told = {}
    a, b = (regency.slug for regency in compared)
    for route in routes_of(app):
        if not route.is_safe or route.access.permission is not Permission.COMPARISON_READ:
            continue
        for profile in ("seimbang", "coverage-berat"):
            pair = f"&all=1&a={a}&b={b}"
            more = "&limit=100" if route.is_api else pair
            address = places.address(route, {}) + f"?year=2025&profile={profile}{more}"
            headers = {"Accept": "*/*"} | asker.key_for(route)
            answer = asker.browser_for(route).open(address, headers=headers)
            assert answer.status_code == 200, address
            words = re.sub(r"<[^>]+>", " ", words_of(answer.data))
            told[address] = re.sub(r"\d{4}-\d\d-\d\dT[\d:.Z]+", "", words)
    return told
