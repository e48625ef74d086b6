"""What billing lists show on the page of their programme."""

from uuid import UUID

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from enrollment.queries.billing import list_billings
from enrollment.views.billing import vocabulary
from enrollment.views.reconciliation import months_shown
from tenants.request import Visit

SHOWN_LISTS = 12


def render_commitment_billing(session: Session, visit: Visit, *, commitment_id: UUID) -> Markup:
    """The billing lists of one programme, the latest months first."""
    page = list_billings(
        session, tenant_id=visit.regency.id, commitment_id=commitment_id, size=SHOWN_LISTS
    )
    months = months_shown(session, commitment_id)
    return Markup(  # noqa: S704 - a template of ours, escaped there
        render_template(
            "enrollment/billing/panel.html",
            **vocabulary(),
            lines=page.items,
            counts=months,
            months=months.value or (),
            has_more=page.next_cursor is not None,
            commitment_id=commitment_id,
        )
    )
