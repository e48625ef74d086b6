"""A status that was only set by a link goes; one that somebody stated stays."""

from collections.abc import Iterator
from secrets import token_hex

import pytest
from alembic import command
from alembic.config import Config

from tests.engines import Engines
from tests.migrations.test_chain import ROOT

EARLIER = "0082_keep_preparers"
LATER = "0083_mend_regulations"
ROWS = (
    (1, "2020", "revoked", "NULL", "NULL"),
    (2, "2020", "amended", "NULL", "NULL"),
    (3, "2020", "revoked", "NULL", "'2021-01-01'"),
    (4, "2020", "revoked", "NULL", "NULL"),
    (5, "2020", "revoked", "NULL", "NULL"),
    (8, "2021", "in_force", "'2021-01-01'", "NULL"),
    (9, "2099", "in_force", "'2099-01-01'", "NULL"),
)
LINKS = ((8, 1, "revokes"), (8, 2, "amends"), (8, 3, "revokes"), (9, 4, "revokes"))


def _id(number: int) -> str:
    return f"00000000-0000-7000-8000-00000000000{number}"


REFERENCE = """
INSERT INTO province (code, name, timezone) VALUES ('35', 'Jawa Timur', 'Asia/Jakarta');
INSERT INTO region (code, kind, name, province_code, capital, population, tile_col, tile_row,
 edition) VALUES ('35.05', 'kabupaten', 'Kabupaten Blitar', '35', 'Kanigoro', 1, 1, 1, 'uji');
INSERT INTO tenant (id, region_code, slug, name, timezone, created_at)
 VALUES (3505, '35.05', 'kab-blitar', 'Kabupaten Blitar', 'Asia/Jakarta', now())
"""
SEED = (
    *REFERENCE.strip().split(";\n"),
    *(
        "INSERT INTO regulation (tenant_id, id, kind, number, year, title, status, effective_on,"
        " ended_on, version, created_at, updated_at, source_name, source_status) VALUES"
        f" (3505, '{_id(number)}', 'perbup', '{number}', {year}, 'P', '{status}', {begins},"
        f" {ends}, 1, now(), now(), 's', 'official')"
        for number, year, status, begins, ends in ROWS
    ),
    *(
        "INSERT INTO regulation_relation (tenant_id, id, regulation_id, target_id, kind) VALUES"
        f" (3505, gen_random_uuid(), '{_id(acting)}', '{_id(target)}', '{kind}')"
        for acting, target, kind in LINKS
    ),
)


@pytest.fixture
def filled(engines: Engines, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Config, str]]:
    """A database of the earlier release with linked regulations, and Alembic on it."""
    name = engines.create_database(f"derived_{token_hex(4)}")
    monkeypatch.setenv("DATABASE_URL_MIGRATE", engines.url_for("migrate", name))
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    command.upgrade(config, EARLIER)
    for statement in SEED:
        engines.execute(name, statement)
    yield config, name
    engines.drop_database(name)


def test_upgrade_takes_back_only_what_a_link_in_force_had_set(
    engines: Engines, filled: tuple[Config, str]
) -> None:
    config, name = filled

    command.upgrade(config, LATER)

    with engines.postgres.connect(name) as connection:
        kept = connection.execute("SELECT number, status FROM regulation ORDER BY id").fetchall()
    assert kept == [
        ("1", "in_force"),
        ("2", "in_force"),
        ("3", "revoked"),
        ("4", "revoked"),
        ("5", "revoked"),
        ("8", "in_force"),
        ("9", "in_force"),
    ]
