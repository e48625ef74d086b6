"""`flask assignment`: which regencies a BPJS office serves."""

from datetime import date, datetime

import click
from flask.cli import with_appcontext

from tenants.cli.organisations import refusal
from tenants.kernel import audit
from tenants.kernel.actor import SYSTEM
from tenants.kernel.clock import local_day, utcnow
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import AppError
from tenants.models.identity import BranchAssignment, Organisation, Tenant
from tenants.queries.identity import get_organisation
from tenants.queries.organisations import get_open_assignment, get_regency
from tenants.services.assignments import (
    ADDED,
    ENDED,
    assign_branch,
    end_assignment,
    record_for_platform,
)

PLATFORM = Principal(DatabaseRole.IDENTITY, audit.PLATFORM_TENANT)
DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group("assignment")
def assignment_group() -> None:
    """Penugasan kantor BPJS Ketenagakerjaan."""


@assignment_group.command("add")
@click.argument("branch_slug")
@click.argument("regency_slug")
@click.option("--from", "starts_on", type=DAY, help="hari pertama; hari ini bila tidak disebut")
@click.option("--until", "ends_on", type=DAY, help="hari terakhir, bila sudah ditentukan")
@with_appcontext
def add(
    branch_slug: str, regency_slug: str, starts_on: datetime | None, ends_on: datetime | None
) -> None:
    """Tugaskan kantor melayani kabupaten/kota, misalnya bpjs-blitar kab-blitar."""
    now = utcnow()
    try:
        branch, tenant = _named(branch_slug, regency_slug)
        with transaction(Principal(DatabaseRole.IDENTITY, tenant.id)) as session:
            assignment = assign_branch(
                session,
                branch=branch,
                tenant_id=tenant.id,
                starts_on=_day(starts_on) or local_day(now, tenant.timezone),
                ends_on=_day(ends_on),
                actor=SYSTEM,
                now=now,
            )
    except AppError as error:
        raise refusal(error) from None
    _finish(branch, tenant, assignment, ADDED, now)


@assignment_group.command("end")
@click.argument("branch_slug")
@click.argument("regency_slug")
@click.option("--on", "ends_on", type=DAY, required=True, help="hari terakhir")
@with_appcontext
def end(branch_slug: str, regency_slug: str, ends_on: datetime) -> None:
    """Catat hari terakhir penugasan; kemarin berarti berakhir sekarang juga."""
    now = utcnow()
    try:
        branch, tenant = _named(branch_slug, regency_slug)
        with transaction(Principal(DatabaseRole.IDENTITY, tenant.id)) as session:
            today = local_day(now, tenant.timezone)
            found = get_open_assignment(
                session, organisation_id=branch.id, tenant_id=tenant.id, today=today
            )
            assignment = end_assignment(
                session,
                branch=branch,
                assignment_id=found.id,
                ends_on=ends_on.date(),
                today=today,
                actor=SYSTEM,
                now=now,
            )
    except AppError as error:
        raise refusal(error) from None
    _finish(branch, tenant, assignment, ENDED, now)


def _named(branch_slug: str, regency_slug: str) -> tuple[Organisation, Tenant]:
    with transaction(PLATFORM) as session:
        branch = get_organisation(session, slug=branch_slug)
        return branch, get_regency(session, slug=regency_slug)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


def _finish(
    branch: Organisation, tenant: Tenant, assignment: BranchAssignment, action: str, now: datetime
) -> None:
    with transaction(PLATFORM) as session:
        record_for_platform(
            session, branch=branch, assignment=assignment, action=action, actor=SYSTEM, now=now
        )
    last = f" sampai {assignment.ends_on}" if assignment.ends_on else ""
    click.echo(f"{branch.name}: {tenant.name}, sejak {assignment.starts_on}{last}")
