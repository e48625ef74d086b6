"""A note on the first page of a regency for people with little to do there: what they can do."""

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from tenants.request import Visit
from tenants.role_words import QUIET_ROLES, ROLE_DUTIES


def render_duties_panel(_session: Session, visit: Visit) -> Markup | None:
    """What the role may do; nothing for those who keep the records."""
    if visit.role not in QUIET_ROLES:
        return None
    return Markup(  # noqa: S704  a rendered template escapes its values
        render_template(
            "tenants/duties_panel.html", role=visit.role, duties=ROLE_DUTIES[visit.role]
        )
    )
