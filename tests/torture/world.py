"""Engines, a migrated database, and regencies whose every row carries a canary of its own.

A canary is a word that names the regency it belongs to. A body that holds another's has leaked.
"""

import os
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from flask import Flask

from tenants.access import Permission, Role
from tenants.kernel.clock import utcnow
from tenants.kernel.config import DATABASE_VARIABLES, Settings
from tenants.kernel.crypto import create_key_file
from tenants.kernel.db import DatabaseRole, Principal, transaction
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
from tests.architecture.catalog import Catalog, Column, dictionary
from tests.architecture.rows import Rows
from tests.conftest import ACTOR, UNUSABLE_HASH, Regency, close_pools, migrate, settings_for
from tests.engines import THROWAWAY_SETTINGS, Engines, running_engines
from wsgi import create_app

CANARY = re.compile(rb"kenari-([0-9]{6})")
FIRST_TENANT = 920_001

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class World:
    """Engines with a migrated template, and where files may lie."""

    engines: Engines
    template: str
    key_file: Path
    folder: Path

    @contextmanager
    def database(self, name: str) -> Iterator[str]:
        """A database cloned from the template, gone afterwards."""
        made = self.engines.create_database(f"siap_torture_{name}", self.template)
        try:
            yield made
        finally:
            self.engines.drop_database(made)

    def settings(self, database: str) -> Settings:
        """Of an app over one database."""
        return settings_for(self.engines, database, self.key_file)

    @contextmanager
    def app(self, database: str) -> Iterator[Flask]:
        """An app over one database, in its context."""
        app = create_app(self.settings(database))
        with app.app_context():
            yield app
        close_pools(app)

    def environment(self, database: str, **more: str) -> dict[str, str]:
        """The variables of a process over one database."""
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTEST_", "COV_CORE_", "SIAP_", "DATABASE_URL", "REDIS_"))
        }
        urls = {
            variable: self.engines.url_for(role, database)
            for role, variable in DATABASE_VARIABLES.items()
        }
        return {
            **inherited,
            **urls,
            "REDIS_URL": self.engines.redis_url,
            "SIAP_KEY_FILE": str(self.key_file),
            **more,
        }


@contextmanager
def running_world(
    folder: Path, settings: Mapping[str, str] = THROWAWAY_SETTINGS
) -> Iterator[World]:
    """Start engines of one's own, PostgreSQL with these settings, all files under ``folder``."""
    with running_engines(folder, settings) as engines:
        template = engines.create_database("siap_template")
        migrate(engines.url_for("migrate", template))
        key_file = folder / "keys.json"
        create_key_file(key_file)
        yield World(engines, template, key_file, folder)


class CanaryRows(Rows):
    """Rows whose texts name their regency, facts for everybody aside."""

    def value(self, table: str, column: Column, tenant: int, variant: int = 0) -> str:
        """As any row's, but with the canary in every free text."""
        plain = super().value(table, column, tenant, variant)
        is_shared = dictionary()[table] == "reference"
        if column.type == "text" and plain.startswith("uji ") and not is_shared:
            return f"kenari-{tenant}-{plain.removeprefix('uji ')}"
        return plain


def make_regency(
    app: Flask, engines: Engines, database: str, number: int, *, region_code: str | None = None
) -> Regency:
    """A tenant whose name and address are its canary. Call it in the app's context.

    Lies in a region of its own, or in the one whose code is given.
    """
    region_code = region_code or str(number)
    slug = f"kenari-{number}"
    name, now = f"Kabupaten {slug}", utcnow()
    engines.execute(
        database,
        "INSERT INTO province (code, name, timezone)"
        " VALUES ('99', 'Provinsi Uji', 'Asia/Jakarta') ON CONFLICT DO NOTHING",
    )
    engines.execute(
        database,
        "INSERT INTO region (code, kind, name, province_code, capital, population, tile_col,"
        " tile_row, edition)"
        f" VALUES ('{region_code}', 'kabupaten', '{name}', '99', 'Uji', 1, {number}, 0, 'uji')",
    )
    with app.app_context(), transaction(Principal(DatabaseRole.IDENTITY, number)) as session:
        session.add(
            Tenant(
                id=number,
                region_code=region_code,
                slug=slug,
                name=name,
                timezone="Asia/Jakarta",
                created_at=now,
            )
        )
        session.flush()
        organisation: Organisation = organisations.create_organisation(
            session,
            kind=OrganisationKind.REGENCY,
            slug=slug,
            name=name,
            tenant_id=number,
            actor=ACTOR,
            now=now,
        )
    return Regency(number, slug, name, organisation)


def make_regencies(app: Flask, catalog: Catalog, count: int) -> tuple[CanaryRows, list[Regency]]:
    """Regencies with a row in every table. The database loses its CHECK constraints."""
    rows = CanaryRows(catalog)
    made = [
        make_regency(app, catalog.engines, catalog.database, FIRST_TENANT + number)
        for number in range(count)
    ]
    rows.fill(tuple(one.id for one in made))
    return rows, made


def apart(ask: Callable[[], Answer]) -> Answer:
    """Ask outside the app's context one works in: each request gets a context of its own."""
    return Context().run(ask)


def around(regency: Regency) -> dict[str, Organisation]:
    """The branch that serves a regency. Call it in an app's context."""
    now = utcnow()
    with transaction(Principal(DatabaseRole.IDENTITY, 0)) as session:
        branch = organisations.create_organisation(
            session,
            kind=OrganisationKind.BRANCH,
            slug=f"cabang-kenari-{regency.id}",
            name=f"Cabang kenari-{regency.id}",
            office_kind=OfficeKind.BRANCH,
            actor=ACTOR,
            now=now,
        )
        session.add(
            BranchAssignment(
                organisation_id=branch.id,
                tenant_id=regency.id,
                starts_on=now.date() - timedelta(days=1),
                ends_on=None,
                created_at=now,
            )
        )
    return {"b": branch}


def make_organisation(kind: OrganisationKind) -> Organisation:
    """An organisation that is neither regency nor branch. Call it in an app's context."""
    with transaction(Principal(DatabaseRole.IDENTITY, 0)) as session:
        return organisations.create_organisation(
            session,
            kind=kind,
            slug=f"{kind}-uji",
            name=f"{kind.title()} Uji",
            province_code="99" if kind is OrganisationKind.PROVINCE else None,
            actor=ACTOR,
            now=utcnow(),
        )


def sign_in(organisation: Organisation, role: Role, tenant: int) -> str:
    """A fresh person of an organisation; the token of their session. Call it in a context."""
    now = utcnow()
    with transaction(Principal(DatabaseRole.IDENTITY, organisation.tenant_id or 0)) as session:
        account = UserAccount(
            username=f"{role}-{uuid7()}",
            display_name=f"Orang kenari-{tenant}",
            password_hash=UNUSABLE_HASH,
            is_active=True,
            created_at=now,
            password_changed_at=now,
            last_signed_in_at=None,
        )
        session.add(account)
        session.flush()
        organisations.grant_membership(
            session,
            organisation=organisation,
            user_id=account.id,
            role=role,
            starts_on=now.date() - timedelta(days=1),
            actor=ACTOR,
            now=now,
        )
    with transaction(Principal(DatabaseRole.IDENTITY, 0)) as session:
        return sessions.open_session(
            session,
            account=account,
            user_agent="uji",
            now=now,
            organisation_id=organisation.id,
        )


def session_cookie(token: str) -> dict[str, str]:
    """The header of a browser that is signed in."""
    return {"Cookie": f"{sessions.COOKIE_NAME}={token}"}


def make_key(organisation: Organisation, scopes: Collection[Permission]) -> str:
    """The token of a fresh key. Call it in an app's context."""
    with transaction(Principal(DatabaseRole.IDENTITY, organisation.tenant_id or 0)) as session:
        return api_keys.create_key(
            session,
            organisation=organisation,
            label="Uji",
            scopes=scopes,
            valid_days=api_keys.VALIDITY_DAYS[0],
            actor=ACTOR,
            now=utcnow(),
        ).token
