"""`flask regulations`: what the register has done in the background."""

import click
from flask.cli import with_appcontext

from tenants.kernel.clock import utcnow
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.queries.identity import list_tenants
from tenants.services.regulation_texts import forget_outdated, request_reading


@click.group("regulations")
def regulations_group() -> None:
    """Regulasi."""


@regulations_group.command("read-texts")
@with_appcontext
def read_texts() -> None:
    """Minta teks naskah dibaca untuk pencarian; aman diulang.

    Yang belum dibaca, dan yang dibaca sebelum cara membacanya diperbarui.
    """
    now = utcnow()
    with transaction(Principal(DatabaseRole.IDENTITY)) as session:
        tenant_ids = [tenant.id for tenant in list_tenants(session)]
    again = 0
    for tenant_id in tenant_ids:
        with transaction(Principal(DatabaseRole.REGENCY, tenant_id)) as session:
            again += forget_outdated(session, tenant_id=tenant_id)
            request_reading(session, tenant_id=tenant_id, now=now)
    click.echo(
        f"{len(tenant_ids)} kabupaten/kota diminta dibaca naskahnya, {again} naskah dibaca ulang"
    )
