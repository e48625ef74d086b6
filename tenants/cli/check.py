"""The command group ``flask check``: answers for files of figures, without database or keys."""

import click


@click.group("check")
def check() -> None:
    """Compute what files of money, coverage or NIK say, and name what does not add up."""
