"""The roles as the server knows them, and the command that makes them on a real server."""

from collections.abc import Callable
from secrets import token_hex

import psycopg
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import make_url

from tenants.kernel import cluster, roles
from tenants.kernel.config import DATABASE_VARIABLES
from tests.engines import Engines
from wsgi import create_app

Invoke = Callable[..., Result]


@pytest.fixture
def bare_app() -> Flask:
    """An app without any database: what a new server has."""
    return create_app()


@pytest.fixture
def setup(bare_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """Run ``flask setup`` with exactly these variables."""

    def run(*arguments: str, environment: dict[str, str]) -> Result:
        for variable in (*DATABASE_VARIABLES.values(), "DATABASE_URL_ADMIN"):
            monkeypatch.delenv(variable, raising=False)
        for variable, value in environment.items():
            monkeypatch.setenv(variable, value)
        return bare_app.test_cli_runner().invoke(args=["setup", *arguments])

    return run


@pytest.fixture
def addresses(engines: Engines) -> dict[str, str]:
    """The variables of a server whose database does not exist yet."""
    name = f"setup_{token_hex(4)}"
    urls = {variable: engines.url_for(role, name) for role, variable in DATABASE_VARIABLES.items()}
    return {**urls, "DATABASE_URL_ADMIN": engines.admin_url}


def test_roles_hold_no_right_that_goes_past_the_walls(engines: Engines) -> None:
    rows = engines.execute(
        "postgres",
        "SELECT rolname, rolcanlogin FROM pg_roles WHERE rolname LIKE 'siap\\_%'"
        " AND NOT (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolinherit"
        " OR rolreplication)",
    )

    assert dict(rows) == {roles.OWNER: False, **dict.fromkeys(roles.LOGIN_ROLES, True)}


def test_only_migrate_may_become_the_owner_and_inherits_nothing(engines: Engines) -> None:
    rows = engines.execute(
        "postgres",
        "SELECT r.rolname, m.rolname, inherit_option, set_option, admin_option"
        " FROM pg_auth_members JOIN pg_roles r ON r.oid = roleid JOIN pg_roles m ON m.oid = member"
        " WHERE m.rolname LIKE 'siap\\_%' OR r.rolname LIKE 'siap\\_%'",
    )

    assert rows == [(roles.OWNER, roles.MIGRATE, False, True, False)]


@pytest.mark.parametrize("role", roles.LOGIN_ROLES)
def test_password_lets_its_role_in_and_no_other(engines: Engines, role: str) -> None:
    host = str(engines.postgres.sockets)

    with psycopg.connect(
        host=host, user=role, password=engines.passwords[role], dbname=_any_database(engines)
    ) as connection:
        assert connection.execute("SELECT current_user").fetchone() == (role,)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(host=host, user=role, password="another", dbname="postgres")


def _any_database(engines: Engines) -> str:
    return engines.create_database(f"roles_{token_hex(4)}")


def test_setup_makes_a_database_that_its_roles_can_enter(
    setup: Invoke, engines: Engines, addresses: dict[str, str]
) -> None:
    for _ in range(2):  # repeatable
        result = setup(environment=addresses)
        assert result.exit_code == 0, result.output

    name = str(make_url(addresses["DATABASE_URL_JOB"]).database)
    rows = engines.execute(
        name,
        "SELECT rolname, has_schema_privilege(oid, 'public', 'CREATE'),"
        f" has_database_privilege(oid, '{name}', 'CONNECT') FROM pg_roles"
        " WHERE rolname LIKE 'siap\\_%'",
    )
    assert {role for role, _, enters in rows if enters} == {roles.OWNER, *roles.LOGIN_ROLES}
    assert {role for role, creates, _ in rows if creates} == {roles.OWNER}


def test_setup_prints_sql_that_a_superuser_can_run_and_no_password(
    setup: Invoke, engines: Engines, addresses: dict[str, str]
) -> None:
    del addresses["DATABASE_URL_ADMIN"]

    result = setup("--print", environment=addresses)

    name = str(make_url(addresses["DATABASE_URL_JOB"]).database)
    assert result.exit_code == 0
    assert not [password for password in engines.passwords.values() if password in result.output]
    engines.create_database(name)
    engines.execute(name, result.output)


def test_setup_names_everything_that_is_missing_at_once(setup: Invoke) -> None:
    result = setup(
        environment={
            "DATABASE_URL_JOB": "postgresql+psycopg://siap_regency:x@/siap",
            "DATABASE_URL_BRANCH": "postgresql+psycopg://siap_branch:x@/other",
        }
    )

    assert result.exit_code == 1
    for complaint in (
        "DATABASE_URL_MIGRATE: kosong",
        "DATABASE_URL_JOB: nama perannya harus siap_job",
        "basis data yang sama",
    ):
        assert complaint in result.output


@pytest.mark.parametrize(
    ("version", "complaint"),
    [
        (140_019, "too old"),
        (150_013, "update to 15.14"),
        (150_014, None),
        (170_005, "update to 17.6"),
        (180_004, None),
        (190_000, None),
    ],
)
def test_server_without_the_fixes_is_refused(version: int, complaint: str | None) -> None:
    problem = cluster.problem_with_version(version)

    assert (problem is None) == (complaint is None)
    assert complaint is None or complaint in str(problem)
