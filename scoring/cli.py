"""`flask demo`: the two founding regencies as five reports describe them."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from scoring.demo.load import load_demo
from tenants.kernel.clock import utcnow


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
    """Muat dua kabupaten pendiri; aman dijalankan berulang."""
    for regency in load_demo(accounts_file, utcnow()):
        click.echo(f"{regency.name}: {'dimuat' if regency.is_new else 'sudah ada'}")
