"""`flask reference`: bring the reference tables to the state of the project's own files."""

import click
from flask.cli import with_appcontext
from sqlalchemy import text

from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.services.national_texts import load_national_texts
from tenants.services.regions import load_regions


@click.group("reference")
def reference_group() -> None:
    """Tabel acuan."""


@reference_group.command("load")
@with_appcontext
def load() -> None:
    """Muat atau perbarui daftar wilayah dan peraturan nasional; aman dijalankan berulang."""
    with transaction(Principal(DatabaseRole.MIGRATE)) as session:
        session.execute(text("SET LOCAL ROLE siap_owner"))  # migrate may write only as the owner
        loaded = load_regions(session)
        text_count, changed_text_count = load_national_texts(session)
    click.echo(
        f"provinsi {loaded.province_count} (diperbarui {loaded.changed_province_count}),"
        f" kabupaten/kota {loaded.region_count} (diperbarui {loaded.changed_region_count}),"
        f" peraturan nasional {text_count} (diperbarui {changed_text_count})"
    )
