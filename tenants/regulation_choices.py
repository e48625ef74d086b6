"""Regulations as a form offers them: named, and marked where they do not bind."""

from collections.abc import Sequence
from uuid import UUID

from flask_babel import gettext as _

from tenants.queries.regulation_register import RegulationChoice
from tenants.regulation_status import STATE_LABELS


def regulation_options(choices: Sequence[RegulationChoice]) -> list[tuple[UUID, str]]:
    """The options of a choice among regulations, in the order given.

    Source:
        Whoever rests something on a text has to see that it was revoked.
    """
    return [(one.regulation.id, _told(one)) for one in choices]


def _told(choice: RegulationChoice) -> str:
    name = f"{choice.regulation.citation} · {choice.regulation.title}"
    if choice.standing.binds:
        return name
    return f"{name} ({_(STATE_LABELS[choice.standing.state])})"
