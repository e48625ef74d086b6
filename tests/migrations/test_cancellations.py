"""Why a programme was given up before that was kept with it is taken from the trail."""

import pytest
from alembic import command
from alembic.config import Config

from tests.engines import Engines
from tests.migrations.test_chain import ROOT
from tests.migrations.test_village_groups import REFERENCE

EARLIER, LATER = "0098_keep_undone_decisions", "0099_keep_cancellations"
AGAIN, RESUMED, UNTOLD = (f"00000000-0000-7000-8000-00000000000{n}" for n in (1, 2, 3))
TRAIL = (
    (AGAIN, "cancel", '{"reason": "Anggaran dicabut."}', "2026-01-05"),
    (AGAIN, "resume", "{}", "2026-01-06"),
    (AGAIN, "cancel", '{"reason": "Digabung ke program lain."}', "2026-01-07"),
    (RESUMED, "cancel", '{"reason": "Salah catat."}', "2026-01-08"),
    (RESUMED, "resume", "{}", "2026-01-09"),
)


def test_reason_of_a_cancellation_comes_from_the_trail(
    engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = engines.create_database("cancellations")
    monkeypatch.setenv("DATABASE_URL_MIGRATE", engines.url_for("migrate", name))
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    command.upgrade(config, EARLIER)
    programmes = [
        "INSERT INTO commitment (tenant_id, id, title, payer, funding_source, budget_year,"
        " months_assumed, programmes, programmes_assumed, segment, status, version, created_at,"
        f" updated_at, source_name, source_status) VALUES (3505, '{one}', 'P', 'regency', 'apbd',"
        f" 2026, false, ARRAY['jkk', 'jkm'], false, 'bpu', '{status}', 1, now(), now(), 's',"
        " 'press')"
        for one, status in ((AGAIN, "cancelled"), (RESUMED, "planned"), (UNTOLD, "cancelled"))
    ]
    trail = [
        "INSERT INTO audit_entry (tenant_id, seq, occurred_at, actor_name, action, subject,"
        f" subject_id, detail, previous_hash, hash) VALUES (3505, {seq}, '{day}', 'Uji',"
        f" 'commitment:{action}', 'commitment', '{one}', '{detail}', '', '')"
        for seq, (one, action, detail, day) in enumerate(TRAIL, start=1)
    ]
    for statement in (*REFERENCE.strip().split(";\n"), *programmes, *trail):
        engines.execute(name, statement)

    command.upgrade(config, LATER)

    with engines.postgres.connect(name) as connection:
        kept = connection.execute(
            "SELECT cancellation_reason, cancelled_at::date::text FROM commitment ORDER BY id"
        ).fetchall()
    assert kept == [("Digabung ke program lain.", "2026-01-07"), (None, None), (None, None)]
    command.downgrade(config, EARLIER)
    engines.drop_database(name)
