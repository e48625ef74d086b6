"""`flask setup`: the database roles of a real server."""

import os
from collections.abc import Callable, Mapping
from typing import Any

import click
import psycopg
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from tenants.kernel import cluster, roles
from tenants.kernel.config import DATABASE_VARIABLES

ADMIN_VARIABLE = "DATABASE_URL_ADMIN"


@click.command("setup")
@click.option("--print", "only_print", is_flag=True, help="hanya tampilkan SQL, jalankan sendiri")
def setup_command(*, only_print: bool) -> None:
    """Buat peran basis data menurut DATABASE_URL_*; boleh diulang.

    Butuh DATABASE_URL_ADMIN milik superuser, atau --print lalu serahkan SQL-nya kepada superuser.
    SQL itu memuat sidik kata sandi (SCRAM), bukan kata sandinya.
    """
    urls = read_urls(os.environ)
    database = urls[roles.MIGRATE].database or ""
    passwords = {role: str(url.password) for role, url in urls.items()}
    if only_print:
        click.echo(";\n".join(roles.role_statements(passwords, database)) + ";")
        return
    connect = connect_as_admin(os.environ)
    try:
        with connect("postgres") as connection:
            problem = cluster.problem_with_version(connection.info.server_version)
        if problem:
            raise click.ClickException(problem)
        cluster.prepare_cluster(connect, passwords, database)
    except psycopg.Error as error:
        raise click.ClickException(str(error).strip()) from None
    click.echo(f"{database}: peran siap. Lanjutkan: alembic upgrade head; flask reference load")


def read_urls(environment: Mapping[str, str]) -> dict[str, URL]:
    """Return the address of each login role, by full role name.

    Raises:
        ClickException: All that is missing or unfit, at once.
    """
    urls: dict[str, URL] = {}
    problems: list[str] = []
    for short, variable in DATABASE_VARIABLES.items():
        role = f"siap_{short}"
        try:
            urls[role] = make_url(environment.get(variable, ""))
        except ArgumentError:
            problems.append(f"{variable}: kosong atau bukan URL")
            continue
        if urls[role].username != role:
            problems.append(f"{variable}: nama perannya harus {role}")
        if not str(urls[role].password or "").isascii() or not urls[role].password:
            problems.append(f"{variable}: perlu kata sandi ASCII")
    if len({url.database for url in urls.values()}) > 1:
        problems.append("Semua DATABASE_URL_* harus menunjuk basis data yang sama")
    if problems:
        raise click.ClickException("\n".join(problems))
    return urls


def connect_as_admin(environment: Mapping[str, str]) -> Callable[[str], psycopg.Connection[Any]]:
    """Return what opens a superuser connection to a database by its name.

    Raises:
        ClickException: The superuser's address is missing or unfit.
    """
    try:
        admin = make_url(environment.get(ADMIN_VARIABLE, ""))
    except ArgumentError:
        raise click.ClickException(
            f"{ADMIN_VARIABLE} kosong atau bukan URL; isi, atau pakai --print."
        ) from None

    def connect(database: str) -> psycopg.Connection[Any]:
        url = admin.set(drivername="postgresql", database=database)
        address = url.render_as_string(hide_password=False)
        return psycopg.connect(address, autocommit=True, connect_timeout=5)

    return connect
