"""Bills and payments that billing lists kept become records of their own, and go back."""

from collections.abc import Iterator
from secrets import token_hex

import pytest
from alembic import command
from alembic.config import Config

from tests.engines import Engines
from tests.migrations.test_chain import ROOT

EARLIER = "0069_link_agreements"
COMMITMENT = "00000000-0000-7000-8000-000000000001"
CLOSED, BILLED, PAID, SHORT, OVER, BY_CREDIT = (
    f"00000000-0000-7000-8000-00000000001{n}" for n in range(6)
)
_FROZEN = "1, 1, 100, '[]', sha256('x'::bytea), now(), 'Petugas', now(), 'Petugas'"


def _list(number: int, list_id: str, state: str, bill: str, payment: str) -> str:
    return (
        "INSERT INTO billing_list (tenant_id, id, commitment_id, number, first_month_on,"
        " last_month_on, due_day, state, people_count, month_count, amount_idr, shares, sha256,"
        " closed_at, closed_by_name, created_at, created_by_name, billing_code, billed_on,"
        " sp2d_number, sp2d_on, sp2d_idr) VALUES"
        f" (3505, '{list_id}', '{COMMITMENT}', {number}, '2025-0{number}-01', '2025-0{number}-01',"
        f" 15, '{state}', {_FROZEN}, {bill}, {payment})"
    )


_NO_PAYMENT = "NULL, NULL, NULL"
REFERENCE = f"""
INSERT INTO province (code, name, timezone) VALUES ('35', 'Jawa Timur', 'Asia/Jakarta');
INSERT INTO region (code, kind, name, province_code, capital, population, tile_col, tile_row,
 edition) VALUES ('35.05', 'kabupaten', 'Kabupaten Blitar', '35', 'Kanigoro', 1, 1, 1, 'uji');
INSERT INTO tenant (id, region_code, slug, name, timezone, created_at)
 VALUES (3505, '35.05', 'kab-blitar', 'Kabupaten Blitar', 'Asia/Jakarta', now());
INSERT INTO commitment (tenant_id, id, title, payer, funding_source, budget_year, budget_line,
 months_assumed, programmes, programmes_assumed, segment, status, version, created_at, updated_at,
 source_name, source_status) VALUES (3505, '{COMMITMENT}', 'P', 'regency', 'dbhcht', 2025,
 '5.1.02', false, '{{jkk}}', false, 'bpu', 'committed', 1, now(), now(), 's', 'official')
"""
SEED = (
    *REFERENCE.strip().split(";\n"),
    _list(1, CLOSED, "closed", "NULL, NULL", _NO_PAYMENT),
    _list(2, BILLED, "billed", "'K2', '2025-02-03'", _NO_PAYMENT),
    _list(3, PAID, "paid", "'K3', '2025-03-03'", "'SP2D/3', '2025-03-09', 120"),
    _list(4, SHORT, "paid", "'K4', '2025-04-03'", "'SP2D/4', '2025-04-09', 60"),
    _list(5, OVER, "paid", "'K5', '2025-05-03'", "'SP2D/5', '2025-05-09', 200"),
    _list(6, BY_CREDIT, "billed", "'K6', '2025-06-03'", _NO_PAYMENT),
)
STATES = f"""
    SELECT l.number, l.state, l.bill_id IS NOT NULL, b.code, p.sp2d_number, p.amount_idr,
        p.funding_source, p.budget_account
    FROM billing_list l
    LEFT JOIN bill b ON b.tenant_id = l.tenant_id AND b.id = l.bill_id
    LEFT JOIN bill_payment p ON p.tenant_id = b.tenant_id AND p.bill_id = b.id
    WHERE l.commitment_id = '{COMMITMENT}' ORDER BY l.number
"""


@pytest.fixture
def filled(engines: Engines, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Config, str]]:
    """A database of the earlier release with lists in every state, and Alembic on it."""
    name = engines.create_database(f"bills_{token_hex(4)}")
    monkeypatch.setenv("DATABASE_URL_MIGRATE", engines.url_for("migrate", name))
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    command.upgrade(config, EARLIER)
    for statement in SEED:
        engines.execute(name, statement)
    yield config, name
    engines.drop_database(name)


def test_upgrade_moves_every_bill_and_payment_and_opens_what_was_paid_short(
    engines: Engines, filled: tuple[Config, str]
) -> None:
    config, name = filled

    command.upgrade(config, "0070_pay_bills")

    with engines.postgres.connect(name) as connection:
        moved = connection.execute(STATES).fetchall()
        runs = connection.execute("SELECT kind, key FROM job_run").fetchall()
    assert moved == [
        (1, "closed", False, None, None, None, None, None),
        (2, "billed", True, "K2", None, None, None, None),
        (3, "paid", True, "K3", "SP2D/3", 120, "dbhcht", "5.1.02"),
        (4, "billed", True, "K4", "SP2D/4", 60, "dbhcht", "5.1.02"),
        (5, "paid", True, "K5", "SP2D/5", 200, "dbhcht", "5.1.02"),
        (6, "paid", True, "K6", None, None, None, None),
    ]
    assert sorted(runs) == sorted([("reckon_cover", SHORT), ("reckon_cover", BY_CREDIT)])


def test_downgrade_puts_them_back_into_their_lists(
    engines: Engines, filled: tuple[Config, str]
) -> None:
    config, name = filled
    command.upgrade(config, "0070_pay_bills")

    command.downgrade(config, EARLIER)

    with engines.postgres.connect(name) as connection:
        back = connection.execute(
            "SELECT number, state, billing_code, sp2d_number, sp2d_idr FROM billing_list"
            " ORDER BY number"
        ).fetchall()
    assert back == [
        (1, "closed", None, None, None),
        (2, "billed", "K2", None, None),
        (3, "paid", "K3", "SP2D/3", 120),
        (4, "paid", "K4", "SP2D/4", 60),
        (5, "paid", "K5", "SP2D/5", 200),
        (6, "billed", "K6", None, None),
    ]
