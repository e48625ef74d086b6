"""What was stated of a village holds for officials, council and neighbourhoods, and goes back."""

from collections.abc import Iterator
from secrets import token_hex

import pytest
from alembic import command
from alembic.config import Config

from tests.engines import Engines
from tests.migrations.test_chain import ROOT

EARLIER = "0094_ground_agreements"
LATER = "0095_part_village_groups"
FIRST, SECOND = (f"00000000-0000-7000-8000-00000000000{n}" for n in (1, 2))
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
        "INSERT INTO regulation (tenant_id, id, kind, number, year, title, status, version,"
        " created_at, updated_at, source_name, source_status) VALUES"
        f" (3505, '{regulation}', 'perbup', '{number}', 2021, 'P', 'in_force', 1, now(), now(),"
        " 's', 'official')"
        for number, regulation in enumerate((FIRST, SECOND))
    ),
    *(
        "INSERT INTO provision (tenant_id, id, regulation_id, provision_group, article, summary,"
        f" page) VALUES (3505, gen_random_uuid(), '{FIRST}', '{group}', '{article}', 'disebut', 6)"
        for group, article in (("desa", "Pasal 5"), ("pu", "Pasal 4"))
    ),
)
KEPT = (
    "SELECT provision_group, article, summary, page FROM provision"
    " WHERE regulation_id = '{}' ORDER BY provision_group"
)


@pytest.fixture
def filled(engines: Engines, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Config, str]]:
    """A database of the earlier release with provisions, and Alembic on it."""
    name = engines.create_database(f"groups_{token_hex(4)}")
    monkeypatch.setenv("DATABASE_URL_MIGRATE", engines.url_for("migrate", name))
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    command.upgrade(config, EARLIER)
    for statement in SEED:
        engines.execute(name, statement)
    yield config, name
    engines.drop_database(name)


def test_statement_on_a_village_becomes_one_on_each_group_and_goes_back(
    engines: Engines, filled: tuple[Config, str]
) -> None:
    config, name = filled
    command.upgrade(config, LATER)

    with engines.postgres.connect(name) as connection:
        parted = connection.execute(KEPT.format(FIRST)).fetchall()
    assert parted == [
        ("bpd", "Pasal 5", "disebut", 6),
        ("perangkat_desa", "Pasal 5", "disebut", 6),
        ("pu", "Pasal 4", "disebut", 6),
        ("rt_rw", "Pasal 5", "disebut", 6),
    ]

    engines.execute(
        name,
        "INSERT INTO provision (tenant_id, id, regulation_id, provision_group, article) VALUES"
        f" (3505, gen_random_uuid(), '{SECOND}', 'rt_rw', 'Pasal 9'),"
        f" (3505, gen_random_uuid(), '{SECOND}', 'bpd', 'Pasal 8')",
    )
    command.downgrade(config, EARLIER)

    with engines.postgres.connect(name) as connection:
        back = connection.execute(KEPT.format(FIRST)).fetchall()
        first_stays = connection.execute(KEPT.format(SECOND)).fetchall()
    assert back == [("desa", "Pasal 5", "disebut", 6), ("pu", "Pasal 4", "disebut", 6)]
    assert first_stays == [("desa", "Pasal 8", None, None)]
