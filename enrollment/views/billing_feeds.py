"""What billing lists show on the page of their programme."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from flask import render_template
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from enrollment.billing import BillingState
from enrollment.billing_notices import SOON
from enrollment.month_gaps import GAP_LABELS, DrawnUp, Gap, MonthGap, MonthPeople, find_gaps
from enrollment.month_lines import MonthCounts
from enrollment.queries.billing import ListedBilling, list_billings, list_unpaid, period_of
from enrollment.queries.programmes import Programme, get_programme
from enrollment.views.billing_words import billing_vocabulary
from enrollment.views.reconciliation import months_shown
from tenants.request import Visit

SHOWN_LISTS = 12
ALL_LISTS = 400
"""More than a programme of a year has, also with a supplement for each month."""
SHOWN_DUE = 5
GAP_MARKS: Mapping[Gap, str] = {Gap.LOST: "bad"}


def render_commitment_billing(session: Session, visit: Visit, *, commitment_id: UUID) -> Markup:
    """The billing lists of one programme, the latest months first, and what its months lack."""
    tenant_id = visit.regency.id
    lists = list_billings(
        session, tenant_id=tenant_id, commitment_id=commitment_id, size=ALL_LISTS
    ).items
    months = months_shown(session, commitment_id)
    programme = get_programme(session, tenant_id=tenant_id, commitment_id=commitment_id)
    return Markup(  # noqa: S704 - a template of ours, escaped there
        render_template(
            "enrollment/billing/panel.html",
            **billing_vocabulary(),
            lines=lists[:SHOWN_LISTS],
            gaps=gaps_of(programme, lists, months.value or (), visit.today),
            gap_label=lambda gap: _(GAP_LABELS[gap]),
            gap_mark=lambda gap: GAP_MARKS.get(gap, "act"),
            counts=months,
            months=months.value or (),
            has_more=len(lists) > SHOWN_LISTS,
            is_given_up=programme.is_cancelled,
            commitment_id=commitment_id,
        )
    )


def render_due(session: Session, visit: Visit) -> Markup | None:
    """Lists that are due within a week or were not paid in time, as things to be done."""
    unpaid = list_unpaid(session, tenant_id=visit.regency.id, until=visit.today + SOON)
    if not unpaid:
        return None
    return Markup(  # noqa: S704 - a template of ours, escaped there
        render_template(
            "enrollment/billing/due.html",
            **billing_vocabulary(),
            due=unpaid[:SHOWN_DUE],
            more_count=len(unpaid) - SHOWN_DUE,
            today=visit.today,
        )
    )


def gaps_of(
    programme: Programme,
    lists: Sequence[ListedBilling],
    months: Sequence[MonthCounts],
    today: date,
) -> Sequence[MonthGap]:
    """What the months of a programme lack; nothing while its months are not stated."""
    if programme.first_month is None or programme.last_month is None or programme.is_cancelled:
        return ()
    drawn_up = [
        DrawnUp(
            id=one.billing.id,
            number=one.billing.number,
            first=period_of(one.billing).first,
            last=period_of(one.billing).last,
            state=BillingState(one.billing.state),
            due_on=one.due_on,
            open_idr=one.open_idr,
        )
        for one in lists
    ]
    people = {one.month: MonthPeople(one.paid, one.active) for one in months}
    return find_gaps(programme.first_month, programme.last_month, drawn_up, people, today)
