"""The tenant of a transaction is named in one place and ends with the transaction."""

import ast
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from tenants.kernel.db import DatabaseRole, Principal, TenantSession, engine_for, transaction
from tenants.kernel.errors import NotFound, Unavailable
from tests.architecture.rows import FILLED_TENANTS, Rows
from tests.conftest import ROOT

ONE, OTHER = FILLED_TENANTS[:2]
CHECKOUTS = 500

CONTEXT_SQL = re.compile(
    r"set_config\s*\(|\bset\s+(local\s+|session\s+)?siap\.|\bset\s+session\b"
    r"|\bset\s+(local\s+)?role\b|\breset\s+(all|role|siap\.)|\bdiscard\s+(all|plans|sequences|temp)",
    re.IGNORECASE,
)
UPDATE = re.compile(r"\bupdate\s+\w+\s+set\b", re.IGNORECASE)  # of a column that is called role
MAY_NAME_THE_CONTEXT = {"tenants/kernel/db.py"}
MAY_BECOME_THE_OWNER = {"migrations/env.py", "tenants/cli/reference.py"}
MAY_COMMIT = {"tenants/kernel/db.py", "migrations/env.py"}
OTHER_DOORS = {"get_bind", "across_tenants", "sessionmaker", "scoped_session"}


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the product with its path, the local supervisor aside."""
    for folder in ("tenants", "cooperation", "enrollment", "scoring", "migrations"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith("tenants/local/"):
                yield name, ast.parse(path.read_text(encoding="utf-8"))
    yield "wsgi.py", ast.parse((ROOT / "wsgi.py").read_text(encoding="utf-8"))


def docstrings(module: ast.Module) -> set[int]:
    """Identities of the strings that are only sentences."""
    return {
        id(node.value)
        for node in ast.walk(module)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def texts(module: ast.Module) -> Iterator[str]:
    """Every string a module uses, formatted ones with their literal parts joined."""
    skip = docstrings(module)
    for node in ast.walk(module):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(p.value) for p in node.values if isinstance(p, ast.Constant))
        elif isinstance(node, ast.Constant) and id(node) not in skip:
            yield node.value if isinstance(node.value, str) else ""


def names_the_context(statement: str) -> bool:
    """Whether a statement sets the tenant, the organisation, or the role of a connection."""
    return CONTEXT_SQL.search(UPDATE.sub("update", statement)) is not None


def test_only_the_setter_writes_the_context() -> None:
    found = {name for name, module in sources() if any(map(names_the_context, texts(module)))}

    assert found == MAY_NAME_THE_CONTEXT | MAY_BECOME_THE_OWNER


def test_the_setter_sets_for_one_transaction_only() -> None:
    module = next(module for name, module in sources() if name == "tenants/kernel/db.py")
    statements = [
        one for text in texts(module) for one in text.split("; ") if CONTEXT_SQL.search(one)
    ]

    assert statements
    assert all(one.startswith("SET LOCAL siap.") for one in statements)


def test_only_the_one_door_commits() -> None:
    found = {
        name
        for name, module in sources()
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"commit", "rollback"}
    }

    assert found == MAY_COMMIT


def test_no_other_door_leads_to_a_session() -> None:
    found = [
        (name, node.attr)
        for name, module in sources()
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute)
        and (
            (node.attr in OTHER_DOORS and ast.unparse(node.value) != "op")  # of a migration
            or (node.attr == "session" and ast.unparse(node.value) in {"db", "db.db"})
        )
    ]

    assert found == []


# Pools


def departments(session: Session) -> list[int]:
    """Which tenants' departments are seen."""
    return list(session.scalars(text("SELECT tenant_id FROM department")))


def backend(session: Session) -> int:
    """The server process behind the connection."""
    return int(session.scalar(text("SELECT pg_backend_pid()")) or 0)


@pytest.mark.usefixtures("small_app")
def test_one_connection_that_serves_regencies_in_turn_shows_each_its_own() -> None:
    seen, backends = [], set()
    for turn in range(CHECKOUTS):
        tenant = FILLED_TENANTS[turn % len(FILLED_TENANTS)]
        with transaction(Principal(DatabaseRole.REGENCY, tenant)) as session:
            backends.add(backend(session))
            seen.append(departments(session) == [tenant])

    assert len(backends) == 1
    assert seen == [True] * CHECKOUTS


@pytest.mark.usefixtures("small_app")
@pytest.mark.parametrize("ending", ["commit", "rollback", "error"])
def test_connection_that_comes_back_names_nobody(ending: str) -> None:
    session = TenantSession(
        engine_for(DatabaseRole.REGENCY),
        info={"principal": Principal(DatabaseRole.REGENCY, ONE)},
    )
    used = backend(session)
    if ending == "error":
        with pytest.raises(ProgrammingError):
            session.execute(text("SELECT * FROM user_account"))
        session.close()
    else:
        getattr(session, ending)()
        session.close()

    with engine_for(DatabaseRole.REGENCY).connect() as connection:
        assert connection.scalar(text("SELECT pg_backend_pid()")) == used
        assert connection.scalar(text("SELECT current_setting('siap.tenant', true)")) == ""
        assert connection.scalar(text("SELECT count(*) FROM department")) == 0


@pytest.mark.usefixtures("small_app")
def test_transaction_that_names_no_tenant_after_one_that_did_sees_nothing() -> None:
    with transaction(Principal(DatabaseRole.REGENCY, ONE)) as session:
        assert departments(session) == [ONE]

    with transaction(Principal(DatabaseRole.REGENCY)) as session:
        assert departments(session) == []


@pytest.mark.usefixtures("small_app")
def test_session_that_goes_on_after_a_commit_names_its_tenant_again() -> None:
    with transaction(Principal(DatabaseRole.REGENCY, ONE)) as session:
        session.commit()

        assert departments(session) == [ONE]


@pytest.mark.usefixtures("small_app")
def test_savepoint_that_is_undone_leaves_the_tenant() -> None:
    with transaction(Principal(DatabaseRole.REGENCY, ONE)) as session:
        session.begin_nested().rollback()

        assert departments(session) == [ONE]


@pytest.mark.usefixtures("small_app")
def test_refusal_on_a_connection_that_was_cut_meanwhile_stays_the_refusal(rows: Rows) -> None:
    """What a page had to say is said; the lost connection is nobody's again."""
    backends = []

    def refuse() -> None:
        with transaction(Principal(DatabaseRole.REGENCY, ONE)) as session:
            backends.append(backend(session))
            rows.catalog.query(f"SELECT pg_terminate_backend({backends[0]}, 5000)")
            raise NotFound

    with pytest.raises(NotFound):
        refuse()

    with transaction(Principal(DatabaseRole.REGENCY, ONE)) as session:
        assert backend(session) not in backends
        assert departments(session) == [ONE]


# Forks


@pytest.mark.usefixtures("small_app")
def test_connection_ended_for_idling_in_its_transaction_is_the_databases_absence() -> None:
    def idle() -> None:
        with transaction(Principal(DatabaseRole.REGENCY, ONE)) as session:
            session.execute(text("SET LOCAL idle_in_transaction_session_timeout = '50ms'"))
            time.sleep(0.5)
            departments(session)

    with pytest.raises(Unavailable):
        idle()


def play_fork(small_app: Flask, *arguments: str) -> dict[str, dict[str, object]]:
    """Run the scene of two children that take turns on what their parent left in the pool."""
    urls = small_app.extensions["siap-settings"].database_urls
    result = subprocess.run(
        [sys.executable, "-m", "tests.architecture.fork_scene", str(ONE), str(OTHER), *arguments],
        env={"PATH": "/usr/bin:/bin", "DATABASE_URL_REGENCY": urls["regency"]},
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=60,
    )
    scene: dict[str, dict[str, object]] = json.loads(result.stdout)
    return scene


def test_children_of_a_process_with_open_connections_use_their_own(small_app: Flask) -> None:
    scene = play_fork(small_app)

    assert len({player["backend"] for player in scene.values()}) == 3
    assert scene["first"]["seen"] == [ONE]
    assert scene["second"]["seen"] == [OTHER]


def test_children_that_keep_their_parents_connections_read_each_others_rows(
    small_app: Flask,
) -> None:
    """The control: without the hook the scene shows the fault each time it is played."""
    scene = play_fork(small_app, "--keep-connections")

    assert len({player["backend"] for player in scene.values()}) == 1
    assert scene["first"]["seen"] == [OTHER]
