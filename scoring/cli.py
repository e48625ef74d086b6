"""`flask demo`: the founding regencies and everybody around; `flask scorecards`: ask anew."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from scoring.demo.load import load_demo
from scoring.services.scorecards import request_recompute
from tenants.kernel.clock import utcnow
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.events import FactsChanged
from tenants.queries.identity import list_tenants


@click.group("demo")
def demo_group() -> None:
    """Data contoh."""


@demo_group.command("load")
@click.option(
    "--accounts-file",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="tempat nama dan kata sandi akun demo ditulis (0600)",
)
@with_appcontext
def load(accounts_file: Path) -> None:
    """Muat kabupaten pendiri dan semua pihak di sekitarnya; aman dijalankan berulang."""
    for regency in load_demo(accounts_file, utcnow()):
        click.echo(f"{regency.name}: {'dimuat' if regency.is_new else 'sudah ada'}")


@click.group("scorecards")
def scorecards_group() -> None:
    """Rapor."""


@scorecards_group.command("recompute")
@with_appcontext
def recompute() -> None:
    """Minta rapor setiap kabupaten/kota dihitung ulang.

    Waktu dan instrumen tidak mengubah data, sehingga tidak memicu apa pun. Jalankan setelah
    instrumen baru dipasang, dan setiap tahun baru dengan satu baris cron setelah pergantian tahun
    di semua zona waktu: 0 1 1 1 * flask scorecards recompute. Aman diulang: permintaan yang masih
    menunggu tidak digandakan, dan rapor yang tidak berubah tidak ditulis lagi.
    """
    now = utcnow()
    with transaction(Principal(DatabaseRole.IDENTITY)) as session:
        tenant_ids = [tenant.id for tenant in list_tenants(session)]
    for tenant_id in tenant_ids:
        with transaction(Principal(DatabaseRole.REGENCY, tenant_id)) as session:
            request_recompute(session, FactsChanged(tenant_id, now, "scorecard:recompute"))
    click.echo(f"{len(tenant_ids)} kabupaten/kota diminta dihitung ulang")
