"""`flask keys`: the file that holds the installation's secrets."""

from pathlib import Path

import click

from tenants.kernel import crypto, matching


@click.group("keys")
def keys_group() -> None:
    """Berkas kunci."""


@keys_group.command("create")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
def create_keys(path: Path) -> None:
    """Tulis berkas kunci baru; tidak pernah menimpa yang ada."""
    try:
        crypto.create_key_file(path)
    except FileExistsError:
        raise click.ClickException(
            f"{path}: sudah ada; menimpanya membuat data terenkripsi hilang."
        ) from None
    click.echo(f"{path}: dibuat (0600). Simpan salinannya di tempat lain.")


@keys_group.command("create-matching")
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
def create_matching_key(path: Path) -> None:
    """Tulis kunci pencocokan lintas kabupaten/kota; hanya untuk proses matcher."""
    try:
        matching.create_matching_key_file(path)
    except FileExistsError:
        raise click.ClickException(f"{path}: sudah ada.") from None
    click.echo(f"{path}: dibuat (0600). Berikan hanya kepada proses matcher.")
