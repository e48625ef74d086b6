"""An app over rows that fit together, and regencies that hold one in every table."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from tenants.access import PLACES, ROLES_OF
from tenants.models.identity import Organisation
from tests.architecture.access.asker import Asker, MakeKey, SignIn
from tests.architecture.access.places import Places
from tests.architecture.rows import Rows
from tests.conftest import Browser, Regency, close_pools, settings_for
from tests.engines import Engines
from wsgi import create_app


@pytest.fixture(scope="module")
def database(rows: Rows) -> str:
    """The module's own database in place of the one all tests share."""
    return rows.catalog.database


@pytest.fixture(scope="module")
def app(engines: Engines, database: str, key_file: Path) -> Iterator[Flask]:
    """The app over that database."""
    app = create_app(settings_for(engines, database, key_file))
    app.test_client_class = Browser
    yield app
    close_pools(app)


MakeOrganisation = Callable[..., Organisation]
ELSEWHERE = "98"


@pytest.fixture
def own(
    make_regency: Callable[[], Regency], make_organisation: MakeOrganisation, rows: Rows
) -> Places:
    """The regency whose people ask, the branch that serves it, and those who oversee it."""
    regency = make_regency()
    return Places.fill(rows, regency, around(regency, make_organisation))


@pytest.fixture
def others(
    make_regency: Callable[[], Regency],
    make_organisation: MakeOrganisation,
    rows: Rows,
    browser_of: SignIn,
) -> Places:
    """Another regency in another province, and those around it, whose rows they must not reach."""
    regency = make_regency()
    made = around(regency, make_organisation)
    move(rows, regency, made["p"])
    for letter, organisation in {**made, "r": regency.organisation}.items():
        browser_of(organisation, ROLES_OF[PLACES[letter].kind][0])
    return Places.fill(rows, regency, made)


def around(regency: Regency, make_organisation: MakeOrganisation) -> dict[str, Organisation]:
    """A branch that serves the regency, its province, a ministry and an operator, by letter."""
    return {
        letter: make_organisation(place.kind, serves=[regency] if letter == "b" else [])
        for letter, place in PLACES.items()
        if letter != "r"
    }


def move(rows: Rows, regency: Regency, province: Organisation) -> None:
    """Put a regency and its province organisation elsewhere than all the others."""
    rows.catalog.query(
        "INSERT INTO province (code, name, timezone)"
        f" VALUES ('{ELSEWHERE}', 'Provinsi Lain', 'Asia/Jakarta') ON CONFLICT DO NOTHING"
    )
    rows.catalog.query(
        f"UPDATE region SET province_code = '{ELSEWHERE}' WHERE code = '{regency.id}'"
    )
    rows.catalog.query(
        f"UPDATE organisation SET province_code = '{ELSEWHERE}' WHERE id = '{province.id}'"
    )


@pytest.fixture
def asker(app: Flask, own: Places, browser_of: SignIn, key_of: MakeKey) -> Asker:
    """People and programs of the regency and of those around it."""
    return Asker(app, own, browser_of, key_of)
