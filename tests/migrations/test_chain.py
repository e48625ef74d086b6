"""The chain of migrations: one line, and the same schema after any way there and back."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from tenants.local import places
from tests.engines import Engines

ROOT = Path(__file__).parents[2]
CURRENT_HEAD = ROOT / "migrations" / ".current-head"


@pytest.fixture
def config(engines: Engines, monkeypatch: pytest.MonkeyPatch) -> Iterator[Config]:
    """Alembic on an empty database of this test's own."""
    name = engines.create_database(f"chain_{token_hex(4)}")
    monkeypatch.setenv("DATABASE_URL_MIGRATE", engines.url_for("migrate", name))
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["database"] = name
    yield config
    engines.drop_database(name)


@pytest.fixture
def schema(engines: Engines, config: Config) -> Callable[[], str]:
    """What the database holds, as text that can be compared."""
    return lambda: dump_schema(engines, config.attributes["database"])


def dump_schema(engines: Engines, database: str) -> str:
    """Return the schema as ``pg_dump`` writes it, without its random marks."""
    with own_programs() as programs:
        dumped = subprocess.run(
            [programs / "pg_dump", "--schema-only", f"--host={engines.postgres.sockets}"],
            env={
                "PGUSER": "postgres",
                "PGPASSWORD": engines.postgres.password,
                "PGDATABASE": database,
            },
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    lines = dumped.splitlines()
    return "\n".join(line for line in lines if not line.startswith(("\\restrict", "\\unrestrict")))


@contextmanager
def own_programs() -> Iterator[Path]:
    """Yield the folder of the packaged client programs, for our own user."""
    runtime = places.create_runtime(None)
    try:
        yield places.postgres_programs(runtime)
    finally:
        runtime.remove()


def test_chain_has_one_head_and_the_noted_one() -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))

    heads = ScriptDirectory.from_config(config).get_heads()

    assert heads == [CURRENT_HEAD.read_text(encoding="ascii").strip()]


def test_newest_revision_can_be_taken_back_and_repeated(
    config: Config, schema: Callable[[], str]
) -> None:
    command.upgrade(config, "head")
    before = schema()

    command.downgrade(config, "-1")
    taken_back = schema()
    command.upgrade(config, "head")

    assert taken_back != before
    assert schema() == before


def test_whole_chain_can_be_taken_back_to_an_empty_database_and_repeated(
    config: Config, schema: Callable[[], str]
) -> None:
    command.upgrade(config, "head")
    before = schema()

    command.downgrade(config, "base")
    left = [line for line in schema().splitlines() if line.startswith("CREATE ")]
    command.upgrade(config, "head")

    assert left == ["CREATE TABLE public.alembic_version ("]
    assert schema() == before
