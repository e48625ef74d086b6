"""The trail: nobody can change it, and who has tampered with it is told at the exact entry."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from tenants.kernel import audit
from tenants.kernel.audit import PLATFORM_TENANT, ChainVerdict
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tests.conftest import ACTOR, NOW, Regency, close_pools, settings_for
from tests.engines import Engines
from wsgi import create_app

WRITERS, ENTRIES_EACH = 8, 25
APP_ROLES = [role for role in DatabaseRole if role != DatabaseRole.MIGRATE]

COPY_THE_LAST = (
    "INSERT INTO audit_entry SELECT tenant_id, 8, occurred_at, actor_id, actor_name, action,"
    " subject, subject_id, detail, previous_hash, hash FROM audit_entry"
    " WHERE tenant_id = {0} AND seq = 7"
)
SWAP_TWO = (
    "UPDATE audit_entry SET seq = CASE seq WHEN 4 THEN 1005 ELSE 1004 END"
    " WHERE tenant_id = {0} AND seq IN (4, 5);"
    " UPDATE audit_entry SET seq = seq - 1000 WHERE tenant_id = {0} AND seq > 1000"
)


@pytest.fixture(scope="module")
def database(engines: Engines, template_database: str) -> Iterator[str]:
    """A database of this module's own: its chains are broken on purpose."""
    name = engines.create_database("siap_audit", template_database)
    yield name
    engines.drop_database(name)


@pytest.fixture(scope="module")
def app(engines: Engines, database: str, key_file: Path) -> Iterator[Flask]:
    app = create_app(settings_for(engines, database, key_file))
    yield app
    close_pools(app)


@pytest.fixture(autouse=True)
def _in_context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def append(regency: Regency, *numbers: int) -> None:
    """One transaction with an entry for each number."""
    with transaction(regency.principal()) as session:
        for number in numbers:
            audit.record(
                session,
                tenant_id=regency.id,
                actor=ACTOR,
                now=NOW,
                action="uji:do",
                subject="uji",
                subject_id=str(number),
                detail={"number": number, "kata": "é", "benar": True, "kosong": None},
            )


def verdict_of(regency: Regency) -> ChainVerdict:
    with transaction(regency.principal()) as session:
        return audit.verify_chain(session, tenant_id=regency.id)


def sequence(regency: Regency) -> list[int]:
    with transaction(regency.principal()) as session:
        return list(session.scalars(text("SELECT seq FROM audit_entry ORDER BY seq")))


def test_chain_under_writers_at_once_has_no_fork_and_no_gap(app: Flask, regency: Regency) -> None:
    def write(writer: int) -> None:
        with app.app_context():
            for number in range(ENTRIES_EACH):
                append(regency, writer * ENTRIES_EACH + number)

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))

    expected = 1 + WRITERS * ENTRIES_EACH
    assert sequence(regency) == list(range(1, expected + 1))
    assert verdict_of(regency) == ChainVerdict(regency.id, expected, None)


def test_chain_checked_while_it_grows_is_whole(app: Flask, regency: Regency) -> None:
    def write() -> None:
        with app.app_context():
            for number in range(150):
                append(regency, number)

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        verdicts = [verdict_of(regency)]
        while not writing.done():
            verdicts.append(verdict_of(regency))
        writing.result()
    verdicts.append(verdict_of(regency))

    assert {verdict.broken_at for verdict in verdicts} == {None}
    assert len({verdict.entry_count for verdict in verdicts}) > 1


def test_entry_of_a_change_that_is_undone_leaves_no_trace(regency: Regency) -> None:
    def change_of_mind() -> None:
        with transaction(regency.principal()) as session:
            audit.record(
                session,
                tenant_id=regency.id,
                actor=ACTOR,
                now=NOW,
                action="uji:do",
                subject="uji",
                subject_id="1",
            )
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change_of_mind()
    append(regency, 2)

    assert sequence(regency) == [1, 2]
    assert verdict_of(regency).broken_at is None


@pytest.mark.parametrize(
    "change",
    [
        "occurred_at = occurred_at + interval '1 microsecond'",
        "actor_id = gen_random_uuid()",
        "actor_id = NULL",
        "actor_name = actor_name || '.'",
        "action = 'uji:undo'",
        "subject = 'lain'",
        "subject_id = '99'",
        "detail = detail || '{\"number\": 99}'",
        "detail = detail - 'kosong'",
        "previous_hash = sha256(previous_hash)",
        "hash = sha256(hash)",
    ],
)
def test_entry_that_is_altered_is_found(
    engines: Engines, database: str, regency: Regency, change: str
) -> None:
    append(regency, *range(6))

    engines.execute(
        database, f"UPDATE audit_entry SET {change} WHERE tenant_id = {regency.id} AND seq = 4"
    )

    assert verdict_of(regency).broken_at == 4


@pytest.mark.parametrize(
    ("tampering", "broken_at"),
    [
        ("DELETE FROM audit_entry WHERE tenant_id = {0} AND seq = 4", 4),
        ("DELETE FROM audit_entry WHERE tenant_id = {0} AND seq >= 6", 6),
        ("DELETE FROM audit_entry WHERE tenant_id = {0}", 1),
        ("DELETE FROM audit_head WHERE tenant_id = {0}", 8),
        ("UPDATE audit_head SET seq = 6 WHERE tenant_id = {0}", 8),
        ("UPDATE audit_head SET hash = sha256(hash) WHERE tenant_id = {0}", 8),
        (COPY_THE_LAST, 8),
        (SWAP_TWO, 4),
    ],
)
def test_chain_that_is_cut_or_reordered_is_found(
    engines: Engines, database: str, regency: Regency, tampering: str, broken_at: int
) -> None:
    append(regency, *range(6))

    engines.execute(database, tampering.format(regency.id))

    assert verdict_of(regency).broken_at == broken_at


@pytest.mark.parametrize("role", APP_ROLES)
@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET action = ''", "DELETE FROM audit_entry"]
)
def test_entry_cannot_be_changed_or_removed_by_anybody(
    regency: Regency, role: DatabaseRole, statement: str
) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        run(Principal(role, regency.id), statement)


@pytest.mark.parametrize("role", APP_ROLES)
@pytest.mark.parametrize("statement", ["DELETE FROM audit_head", "TRUNCATE audit_entry"])
def test_chain_cannot_be_begun_anew_by_anybody(
    regency: Regency, role: DatabaseRole, statement: str
) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        run(Principal(role, regency.id), statement)


def run(principal: Principal, statement: str) -> None:
    with transaction(principal) as session:
        session.execute(text(statement))


def test_entry_in_another_regencys_chain_is_refused(
    regency: Regency, other_regency: Regency
) -> None:
    def intrude() -> None:
        with transaction(regency.principal()) as session:
            audit.record(
                session,
                tenant_id=other_regency.id,
                actor=ACTOR,
                now=NOW,
                action="uji:do",
                subject="uji",
                subject_id="1",
            )

    with pytest.raises(ProgrammingError, match="row-level security"):
        intrude()
    assert sequence(other_regency) == [1]


def test_verify_command_tells_whole_chains_from_broken_ones(
    app: Flask, engines: Engines, database: str, regency: Regency, other_regency: Regency
) -> None:
    engines.execute(database, f"DELETE FROM audit_head WHERE tenant_id NOT IN ({PLATFORM_TENANT})")
    engines.execute(database, f"DELETE FROM audit_entry WHERE tenant_id <> {PLATFORM_TENANT}")
    append(regency, 1, 2, 3)
    append(other_regency, 1, 2, 3)
    whole = app.test_cli_runner().invoke(args=["audit", "verify"])

    engines.execute(
        database, f"UPDATE audit_entry SET action = '' WHERE tenant_id = {regency.id} AND seq = 2"
    )
    broken = app.test_cli_runner().invoke(args=["audit", "verify"])

    assert whole.exit_code == 0, whole.output
    assert f"{regency.slug}: 3 entri, utuh" in whole.output
    assert broken.exit_code == 1
    assert f"{regency.slug}: 1 entri, RUSAK mulai entri 2" in broken.output
    assert f"{other_regency.slug}: 3 entri, utuh" in broken.output
