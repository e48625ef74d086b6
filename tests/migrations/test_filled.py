"""Going up and down with rows of the earlier release: nothing opens, nothing is lost or stuck."""

from collections.abc import Iterator
from secrets import token_hex

import psycopg
import pytest
from alembic import command
from alembic.config import Config

from tests.engines import Engines
from tests.migrations.test_chain import ROOT

EARLIER = "0007_create_benefits"
REGENCY, BRANCH, PROVINCE = (f"00000000-0000-7000-8000-00000000000{n}" for n in (1, 2, 3))
ANNA, BUDI = (f"00000000-0000-7000-8000-00000000001{n}" for n in (1, 2))
EVIDENCE, TEXT = (f"00000000-0000-7000-8000-00000000002{n}" for n in (1, 2))
SEED = f"""
INSERT INTO province (code, name, timezone) VALUES ('35', 'Jawa Timur', 'Asia/Jakarta');
INSERT INTO region (code, kind, name, province_code, capital, population, tile_col, tile_row,
 edition) VALUES ('35.05', 'kabupaten', 'Kabupaten Blitar', '35', 'Kanigoro', 1, 1, 1, 'uji');
INSERT INTO tenant (id, region_code, slug, name, timezone, created_at)
 VALUES (3505, '35.05', 'kab-blitar', 'Kabupaten Blitar', 'Asia/Jakarta', now());
INSERT INTO organisation (id, kind, slug, name, tenant_id, created_at) VALUES
 ('{REGENCY}', 'regency', 'kab-blitar', 'Kabupaten Blitar', 3505, now()),
 ('{BRANCH}', 'branch', 'bpjs', 'BPJS', NULL, now()),
 ('{PROVINCE}', 'province', 'jatim', 'Jawa Timur', NULL, now());
INSERT INTO user_account (id, username, display_name, password_hash, is_active, created_at,
 password_changed_at) VALUES
 ('{ANNA}', 'a', 'A', 'x', true, '2026-01-01', '2026-01-01'),
 ('{BUDI}', 'b', 'B', 'x', true, '2026-01-01', '2026-02-01');
INSERT INTO membership (id, user_id, organisation_id, role, starts_on, created_at) VALUES
 (gen_random_uuid(), '{ANNA}', '{REGENCY}', 'admin', '2026-01-01', now()),
 (gen_random_uuid(), '{ANNA}', '{BRANCH}', 'admin', '2026-01-01', now()),
 (gen_random_uuid(), '{BUDI}', '{PROVINCE}', 'officer', '2026-01-01', now());
INSERT INTO document_blob (tenant_id, id, filename, media_type, byte_count, sha256, content,
 contains_personal_data, uploaded_at, uploaded_by_name) VALUES
 (3505, '{EVIDENCE}', 'daftar-hadir.pdf', 'application/pdf', 1, sha256('x'::bytea), 'x'::bytea,
  false, now(), 'P'),
 (3505, '{TEXT}', 'perbup.pdf', 'application/pdf', 1, sha256('x'::bytea), 'x'::bytea, false,
  now(), 'P');
INSERT INTO regulation (tenant_id, id, kind, number, year, title, status, version, created_at,
 updated_at, source_name, source_status) VALUES (3505, '{REGENCY}', 'perbup', '25', 2021, 'Perbup',
 'in_force', 1, now(), now(), 's', 'official');
INSERT INTO regulation_document (tenant_id, id, regulation_id, document_id, version)
 VALUES (3505, '{REGENCY}', '{REGENCY}', '{TEXT}', 1);
INSERT INTO agreement (tenant_id, id, kind, title, status, version, created_at, updated_at,
 source_name, source_status) VALUES
 (3505, '{REGENCY}', 'pks', 'PKS', 'draft', 1, now(), now(), 's', 'official');
"""


@pytest.fixture
def filled(engines: Engines, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Config, str]]:
    """A database of the earlier release with rows, and Alembic on it."""
    name = engines.create_database(f"filled_{token_hex(4)}")
    monkeypatch.setenv("DATABASE_URL_MIGRATE", engines.url_for("migrate", name))
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    command.upgrade(config, EARLIER)
    for statement in SEED.strip().split(";\n"):
        engines.execute(name, statement)
    yield config, name
    engines.drop_database(name)


def test_upgrade_opens_law_to_oversight_and_no_file_nobody_was_asked_about(
    engines: Engines, filled: tuple[Config, str]
) -> None:
    config, name = filled

    command.upgrade(config, "head")

    url = engines.url_for("oversight", name).replace("+psycopg", "", 1)
    with psycopg.connect(url) as connection:
        connection.execute("SET LOCAL siap.tenant = '3505'")
        seen = connection.execute("SELECT filename FROM document_blob").fetchall()
    assert seen == [("perbup.pdf",)]


def test_upgrade_gives_people_outside_regencies_roles_of_their_kind(
    engines: Engines, filled: tuple[Config, str]
) -> None:
    config, name = filled

    command.upgrade(config, "head")
    up = roles(engines, name)
    command.downgrade(config, EARLIER)

    assert up == ["admin", "head", "panelist"]
    assert roles(engines, name) == ["admin", "admin", "viewer"]


def test_downgrade_when_an_agreement_waits_makes_it_a_draft_again(
    engines: Engines, filled: tuple[Config, str]
) -> None:
    config, name = filled
    command.upgrade(config, "head")
    engines.execute(name, "UPDATE agreement SET status = 'submitted'")

    command.downgrade(config, EARLIER)

    with engines.postgres.connect(name) as connection:
        assert connection.execute("SELECT status FROM agreement").fetchall() == [("draft",)]


def roles(engines: Engines, name: str) -> list[str]:
    """The roles held, in order."""
    with engines.postgres.connect(name) as connection:
        return [
            str(role) for (role,) in connection.execute("SELECT role FROM membership ORDER BY 1")
        ]
