"""What evidence rests on a regulation, on the page of the regulation."""

from uuid import UUID

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from scoring.queries.evidence import list_evidence_of_text
from tenants.request import Visit


def render_regulation_evidence(
    session: Session, visit: Visit, *, regulation_id: UUID
) -> Markup | None:
    """The indicators that a version of its text supports; nothing where it supports none."""
    kept = list_evidence_of_text(session, tenant_id=visit.regency.id, regulation_id=regulation_id)
    if not kept:
        return None
    return Markup(  # noqa: S704 - a template of ours, escaped there
        render_template("scoring/regulation_evidence.html", kept=kept)
    )
