"""`flask organisation` and `flask person`: create organisations and the people in them."""

import sys
from datetime import date, datetime

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from tenants.access import Role
from tenants.kernel.actor import SYSTEM
from tenants.kernel.clock import local_day, utcnow
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import AppError, InvalidInput
from tenants.kernel.problems import sentence
from tenants.models.identity import OfficeKind, Organisation, OrganisationKind, Tenant
from tenants.queries.identity import get_organisation
from tenants.reference import regions
from tenants.services import organisations, passwords, sessions


@click.group("organisation")
def organisation_group() -> None:
    """Organisasi."""


@click.group("person")
def person_group() -> None:
    """Orang dan perannya."""


@organisation_group.command("onboard")
@click.argument("region_code")
@with_appcontext
def onboard(region_code: str) -> None:
    """Daftarkan kabupaten/kota menurut kodenya, misalnya 35.05."""
    try:
        tenant_id = regions.region_of(region_code).tenant_id
    except regions.UnknownRegion:
        raise click.ClickException(f"Tidak ada kabupaten/kota dengan kode {region_code}.") from None
    try:
        with transaction(Principal(DatabaseRole.IDENTITY, tenant_id)) as session:
            organisation = organisations.onboard_regency(
                session, region_code=region_code, actor=SYSTEM, now=utcnow()
            )
    except AppError as error:
        raise refusal(error) from None
    click.echo(f"{organisation.name}: /r/{organisation.slug}")


@organisation_group.command("create")
@click.argument(
    "kind", type=click.Choice([kind.value for kind in OrganisationKind if kind != "regency"])
)
@click.argument("slug")
@click.argument("name")
@click.option(
    "--office-kind",
    type=click.Choice([kind.value for kind in OfficeKind]),
    help="wajib untuk branch: jenis kantor BPJS Ketenagakerjaan",
)
@click.option("--province-code", help="wajib untuk province, misalnya 35: wilayah yang diawasi")
@with_appcontext
def create(
    kind: str, slug: str, name: str, office_kind: str | None, province_code: str | None
) -> None:
    """Tambah organisasi lain: kantor cabang, provinsi, kementerian, pengelola."""
    try:
        with transaction(Principal(DatabaseRole.IDENTITY, 0)) as session:
            organisations.create_organisation(
                session,
                kind=OrganisationKind(kind),
                slug=slug,
                name=name,
                office_kind=OfficeKind(office_kind) if office_kind else None,
                province_code=province_code,
                actor=SYSTEM,
                now=utcnow(),
            )
    except AppError as error:
        raise refusal(error) from None
    click.echo(f"{name}: {slug}")


@organisation_group.command("set-province")
@click.argument("slug")
@click.argument("province_code")
@with_appcontext
def set_province(slug: str, province_code: str) -> None:
    """Tetapkan kode wilayah sebuah provinsi, misalnya 35: sejak itu kabupaten/kotanya terlihat."""
    try:
        with transaction(Principal(DatabaseRole.IDENTITY, 0)) as session:
            organisation = get_organisation(session, slug=slug)
            organisations.set_province(
                session,
                organisation=organisation,
                province_code=province_code,
                actor=SYSTEM,
                now=utcnow(),
            )
    except AppError as error:
        raise refusal(error) from None
    click.echo(f"{organisation.name}: {province_code}")


@person_group.command("create")
@click.argument("username")
@click.argument("display_name")
@click.option("--organisation", "slug", required=True, help="misalnya kab-blitar")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--password-stdin", is_flag=True, help="baca kata sandi dari masukan baku")
@with_appcontext
def create_person(
    username: str, display_name: str, slug: str, role: str, *, password_stdin: bool
) -> None:
    """Tambah orang dengan satu peran; kata sandi awal dibuatkan dan ditampilkan sekali."""
    given = sys.stdin.readline().rstrip("\r\n") if password_stdin else ""
    secret = given if password_stdin else passwords.generate_password()
    try:
        with transaction(Principal(DatabaseRole.IDENTITY)) as session:
            organisation = get_organisation(session, slug=slug)
        now = utcnow()
        with transaction(Principal(DatabaseRole.IDENTITY, organisation.tenant_id or 0)) as session:
            account = organisations.create_user(
                session,
                username=username,
                display_name=display_name,
                password=secret,
                now=now,
                is_given=not password_stdin,
            )
            organisations.grant_membership(
                session,
                organisation=organisation,
                user_id=account.id,
                role=Role(role),
                starts_on=_local_day(session, organisation, now),
                actor=SYSTEM,
                now=now,
            )
    except AppError as error:
        raise refusal(error) from None
    click.echo(account.username if password_stdin else f"{account.username} {secret}")


@person_group.command("grant")
@click.argument("username")
@click.option("--organisation", "slug", required=True, help="misalnya kab-blitar")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@with_appcontext
def grant_role(username: str, slug: str, role: str) -> None:
    """Beri peran kepada orang yang sudah punya akun, juga dari organisasi lain."""
    try:
        with transaction(Principal(DatabaseRole.IDENTITY)) as session:
            organisation = get_organisation(session, slug=slug)
        now = utcnow()
        with transaction(Principal(DatabaseRole.IDENTITY, organisation.tenant_id or 0)) as session:
            account = organisations.find_user(session, username=username)
            if account is None or not account.is_active:
                raise click.ClickException(f"Tidak ada akun aktif {username}.")
            organisations.grant_membership(
                session,
                organisation=organisation,
                user_id=account.id,
                role=Role(role),
                starts_on=_local_day(session, organisation, now),
                actor=SYSTEM,
                now=now,
            )
    except AppError as error:
        raise refusal(error) from None
    click.echo(f"{account.username}: {role}, {organisation.name}")


@person_group.command("reset-password")
@click.argument("username")
@with_appcontext
def reset_password(username: str) -> None:
    """Buat kata sandi baru dan akhiri semua sesi orang itu; ditampilkan sekali."""
    secret = passwords.generate_password()
    with transaction(Principal(DatabaseRole.IDENTITY, 0)) as session:
        account = organisations.find_user(session, username=username)
        if account is None:
            raise click.ClickException(f"Nama pengguna {username} tidak ada.")
        sessions.reset_password(
            session, account=account, new=secret, actor=SYSTEM, now=utcnow(), is_given=True
        )
    click.echo(f"{account.username} {secret}")


def _local_day(session: Session, organisation: Organisation, now: datetime) -> date:
    tenant = session.get(Tenant, organisation.tenant_id) if organisation.tenant_id else None
    return local_day(now, tenant.timezone if tenant else None)


def refusal(error: AppError) -> click.ClickException:
    """A refusal as the command line tells it."""
    details = [error] if not isinstance(error, InvalidInput) else error.errors or [error]
    return click.ClickException("; ".join(sentence(one.detail, one.params) for one in details))
