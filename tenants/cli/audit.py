"""`flask audit`: check the chains."""

import click
from flask.cli import with_appcontext

from tenants.kernel import audit
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.queries.identity import list_tenants


@click.group("audit")
def audit_group() -> None:
    """Jejak audit."""


@audit_group.command("verify")
@with_appcontext
def verify_chains() -> None:
    """Hitung ulang rantai jejak audit setiap kabupaten/kota dan rantai platform."""
    with transaction(Principal(DatabaseRole.IDENTITY)) as session:
        chains = [(0, "platform"), *((tenant.id, tenant.slug) for tenant in list_tenants(session))]
    broken = 0
    for tenant_id, name in chains:
        with transaction(Principal(DatabaseRole.IDENTITY, tenant_id)) as session:
            verdict = audit.verify_chain(session, tenant_id=tenant_id)
        state = "utuh" if verdict.broken_at is None else f"RUSAK mulai entri {verdict.broken_at}"
        click.echo(f"{name}: {verdict.entry_count} entri, {state}")
        broken += verdict.broken_at is not None
    if broken:
        raise click.ClickException(f"{broken} rantai rusak")
