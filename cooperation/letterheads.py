"""The head of an official paper of a regency. Pure but for gettext."""

from collections.abc import Sequence

from flask_babel import gettext as _


def government_of(regency: str) -> str:
    """The government of a regency, by its name."""
    return str(_("Pemerintah %(regency)s", regency=regency))


def letterhead(regency: str, department: str | None) -> Sequence[str]:
    """Lines from the highest office down; the department where it is recorded."""
    return [government_of(regency), *([department] if department else [])]
