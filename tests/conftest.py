"""Fixtures: real engines, one app over them, fresh regencies, and people who are signed in.

Tests commit for real as the role under test. Each takes regencies nobody used before, so the walls
under test keep the tests apart from one another as well.
"""

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import hypothesis
import pytest
from alembic import command
from alembic.config import Config
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tenants.access import Permission, Role
from tenants.kernel.actor import Actor
from tenants.kernel.config import DATABASE_VARIABLES, Settings
from tenants.kernel.crypto import create_key_file, web_signature
from tenants.kernel.db import DatabaseRole, Principal, db, transaction
from tenants.kernel.ids import uuid7
from tenants.models.identity import (
    BranchAssignment,
    OfficeKind,
    Organisation,
    OrganisationKind,
    Tenant,
    UserAccount,
)
from tenants.services import api_keys, organisations, sessions
from tests.engines import Engines, engines
from wsgi import create_app

__all__ = ["engines"]

# No test fails because the machine is busy.
hypothesis.settings.register_profile(
    "gate", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("gate")

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TODAY = NOW.date()
UNUSABLE_HASH = "no password opens this account"
_fresh = count(910_001)


@dataclass(frozen=True)
class Regency:
    """A tenant made for one test."""

    id: int
    slug: str
    name: str
    organisation: Organisation

    def principal(self, role: DatabaseRole = DatabaseRole.REGENCY) -> Principal:
        """Of one database role, bound to this tenant."""
        return Principal(role, self.id, self.organisation.id)


class Browser(FlaskClient):
    """A browser on one of our pages: sends the same-origin mark and its token with every form."""

    token = ""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        headers = dict(kwargs.pop("headers", None) or {})
        headers.setdefault("Sec-Fetch-Site", "same-origin")
        if self.token:
            with self.application.app_context():
                headers.setdefault("X-CSRF-Token", web_signature("csrf", self.token))
        return super().open(*args, headers=headers, **kwargs)


def migrate(url: str) -> None:
    """Bring a database to the newest revision, as the migrate role."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    os.environ["DATABASE_URL_MIGRATE"] = url
    try:
        command.upgrade(config, "head")
    finally:
        del os.environ["DATABASE_URL_MIGRATE"]


def settings_for(engines: Engines, database: str, key_file: Path) -> Settings:
    """Settings of an app over one database of the embedded engines."""
    return Settings(
        database_urls={role: engines.url_for(role, database) for role in DATABASE_VARIABLES},
        redis_url=engines.redis_url,
        key_file=key_file,
    )


@pytest.fixture(scope="session")
def template_database(engines: Engines) -> str:
    """A migrated database nobody connects to, to clone from (about 0.05 s a clone)."""
    name = engines.create_database("siap_template")
    migrate(engines.url_for("migrate", name))
    return name


@pytest.fixture(scope="session")
def database(engines: Engines, template_database: str) -> str:
    """The database of this pytest process."""
    return engines.create_database("siap_test", template_database)


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fresh keys for this pytest process."""
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    create_key_file(path)
    return path


@pytest.fixture(scope="session")
def settings(engines: Engines, database: str, key_file: Path) -> Settings:
    """Settings of the app under test."""
    return settings_for(engines, database, key_file)


@pytest.fixture(scope="session")
def app(settings: Settings) -> Iterator[Flask]:
    """The app over the real engines."""
    app = create_app(settings)
    app.test_client_class = Browser
    yield app
    close_pools(app)


def close_pools(app: Flask) -> None:
    """Close what an app opened."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def app_context(app: Flask) -> Iterator[None]:
    """For tests that call services without a request."""
    with app.app_context():
        yield


@pytest.fixture
def clock(app: Flask) -> Iterator[Callable[[datetime], None]]:
    """Set the time of the requests that follow; it starts at ``NOW``."""
    real = app.extensions["siap-clock"]

    def set_clock(moment: datetime) -> None:
        app.extensions["siap-clock"] = lambda: moment

    set_clock(NOW)
    yield set_clock
    app.extensions["siap-clock"] = real


@pytest.fixture
def province_of_tests(engines: Engines, database: str) -> str:
    """Code of the province in which the regencies of the tests lie."""
    engines.execute(
        database,
        "INSERT INTO province (code, name, timezone)"
        " VALUES ('99', 'Provinsi Uji', 'Asia/Jakarta') ON CONFLICT DO NOTHING",
    )
    return "99"


@pytest.fixture
def make_regency(
    app: Flask, engines: Engines, database: str, province_of_tests: str
) -> Callable[[], Regency]:
    """Make a tenant of a region that exists for this test only."""

    def make() -> Regency:
        number = next(_fresh)
        slug, name = f"kab-uji-{number}", f"Kabupaten Uji {number}"
        engines.execute(
            database,
            "INSERT INTO region (code, kind, name, province_code, capital, population, tile_col,"
            f" tile_row, edition) VALUES ('{number}', 'kabupaten', '{name}', '{province_of_tests}',"
            f" 'Uji', 1, {number}, 0, 'uji')",
        )
        with app.app_context(), transaction(Principal(DatabaseRole.IDENTITY, number)) as session:
            session.add(
                Tenant(
                    id=number,
                    region_code=str(number),
                    slug=slug,
                    name=name,
                    timezone="Asia/Jakarta",
                    created_at=NOW,
                )
            )
            session.flush()
            organisation = organisations.create_organisation(
                session,
                kind=OrganisationKind.REGENCY,
                slug=slug,
                name=name,
                tenant_id=number,
                actor=ACTOR,
                now=NOW,
            )
        return Regency(number, slug, name, organisation)

    return make


ACTOR = Actor(id=UUID("01990000-0000-7000-8000-000000000001"), name="Petugas Uji")


@pytest.fixture
def regency(make_regency: Callable[[], Regency]) -> Regency:
    """The tenant under test."""
    return make_regency()


@pytest.fixture
def other_regency(make_regency: Callable[[], Regency]) -> Regency:
    """Another tenant in the same database, to be kept out of."""
    return make_regency()


@pytest.fixture
def make_organisation(app: Flask, province_of_tests: str) -> Callable[..., Organisation]:
    """Make an organisation that is no regency; a branch may be given regencies to serve."""

    def make(
        kind: OrganisationKind,
        *,
        serves: Sequence[Regency] = (),
        starts_on: date = TODAY,
        ends_on: date | None = None,
    ) -> Organisation:
        number = next(_fresh)
        with app.app_context(), transaction(Principal(DatabaseRole.IDENTITY, 0)) as session:
            organisation = organisations.create_organisation(
                session,
                kind=kind,
                slug=f"{kind}-uji-{number}",
                name=f"{kind.title()} Uji {number}",
                office_kind=OfficeKind.BRANCH if kind is OrganisationKind.BRANCH else None,
                province_code=province_of_tests if kind is OrganisationKind.PROVINCE else None,
                actor=ACTOR,
                now=NOW,
            )
            session.add_all(
                BranchAssignment(
                    organisation_id=organisation.id,
                    tenant_id=regency.id,
                    starts_on=starts_on,
                    ends_on=ends_on,
                    created_at=NOW,
                )
                for regency in serves
            )
        return organisation

    return make


def organisation_of(place: Regency | Organisation) -> Organisation:
    """The organisation of a regency, or the one given."""
    return place.organisation if isinstance(place, Regency) else place


def add_member(session: Session, place: Regency | Organisation, role: Role) -> UserAccount:
    """A person with one role, whom no password lets in; enough where the session is given."""
    account = UserAccount(
        username=f"{role}-{uuid7()}",
        display_name=f"{role.value.title()} {place.name}",
        password_hash=UNUSABLE_HASH,
        is_active=True,
        created_at=NOW,
        password_changed_at=NOW,
        last_signed_in_at=None,
    )
    session.add(account)
    session.flush()
    organisations.grant_membership(
        session,
        organisation=organisation_of(place),
        user_id=account.id,
        role=role,
        starts_on=NOW.date(),
        actor=ACTOR,
        now=NOW,
    )
    return account


@pytest.fixture
def browser(app: Flask, clock: object) -> Browser:
    """A browser nobody is signed in with, at the moment ``NOW``."""
    return app.test_client()  # type: ignore[return-value]  # the class set on the app above


@pytest.fixture
def browser_of(app: Flask, clock: object) -> Callable[[Regency | Organisation, Role], Browser]:
    """A browser signed in as a fresh person with one role in one place, at the moment ``NOW``."""

    def sign_in(place: Regency | Organisation, role: Role) -> Browser:
        tenant_id = organisation_of(place).tenant_id or 0
        with app.app_context():
            with transaction(Principal(DatabaseRole.IDENTITY, tenant_id)) as session:
                account = add_member(session, place, role)
            with transaction(Principal(DatabaseRole.IDENTITY, 0)) as session:
                token = sessions.open_session(
                    session,
                    account=account,
                    user_agent="uji",
                    now=NOW,
                    organisation_id=organisation_of(place).id,
                )
        browser: Browser = app.test_client()  # type: ignore[assignment]
        browser.token = token
        browser.set_cookie(
            sessions.COOKIE_NAME, token, domain="localhost", secure=True, httponly=True
        )
        return browser

    return sign_in


@pytest.fixture
def key_of(app: Flask) -> Callable[[Organisation, Collection[Permission]], str]:
    """Make a key and tell its token."""

    def make(organisation: Organisation, scopes: Collection[Permission]) -> str:
        principal = Principal(DatabaseRole.IDENTITY, organisation.tenant_id or 0)
        with app.app_context(), transaction(principal) as session:
            return api_keys.create_key(
                session,
                organisation=organisation,
                label="Uji",
                scopes=scopes,
                valid_days=30,
                actor=ACTOR,
                now=NOW,
            ).token

    return make
