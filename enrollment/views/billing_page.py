"""The page of one billing list, whichever step was taken or refused on it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import render_template
from flask_babel import gettext as _

from cooperation.doubts import DoubtfulEntry
from cooperation.kinds import FundingSource
from cooperation.labels import FUNDING_SOURCES
from cooperation.queries.agreements import list_agreements
from cooperation.queries.bills import list_written
from enrollment.billing import (
    BILLING_PROBLEM_TEXTS,
    BILLING_TRANSITIONS,
    BillingAction,
    BillingProblem,
    BillingState,
)
from enrollment.queries.billed_agreements import unbound_runs
from enrollment.queries.billing import due_of, get_billing
from enrollment.queries.closing import foresee_closing
from enrollment.queries.postings import count_posted_people, list_answers
from enrollment.queries.programmes import get_programme
from enrollment.services import billing_exports
from enrollment.summaries import SPOT_PEOPLE
from enrollment.views.billing_account import BillingAccount, billing_account, doubt_words
from enrollment.views.billing_shares import share_lines
from enrollment.views.confirmation_lines import confirmation_lines
from enrollment.views.vocabulary import options
from tenants.kernel.db import transaction
from tenants.kernel.errors import AppError, FieldError
from tenants.kernel.formats import month_range
from tenants.request import visit

WORKING = {BillingState.CLOSING, BillingState.REOPENING}


def billing_page(
    billing_list_id: UUID,
    *,
    values: Mapping[str, Any] | None = None,
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
    doubt: DoubtfulEntry | None = None,
    form: str = "",
) -> str:
    """The page of one list; with what was typed where a step was refused.

    ``form`` is the one whose fields hold ``values``; what was typed into one that is not on the
    page any more, because somebody else took a step, is shown to be copied.

    Raises:
        NotFound: no such list in this regency.
    """
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        billing = get_billing(session, tenant_id=tenant_id, billing_list_id=billing_list_id)
        programme = get_programme(session, tenant_id=tenant_id, commitment_id=billing.commitment_id)
        agreements = list_agreements(
            session, tenant_id=tenant_id, commitment_ids=[billing.commitment_id]
        )
        own = agreements.get(billing.commitment_id, ())
        unbound = unbound_runs(session, billing, own)
        answers = list_answers(session, tenant_id=tenant_id, billing_list_id=billing_list_id)
        posted_people = count_posted_people(
            session, tenant_id=tenant_id, billing_list_id=billing_list_id
        )
        state = BillingState(billing.state)
        closing = foresee_closing(session, billing) if state is BillingState.OPEN else None
        paid = billing_account(session, billing, visit().today)
        confirmations = confirmation_lines(session, billing, paid.bill, paid.standing)
        written = list_written(session, tenant_id=tenant_id)
        shares = share_lines(session, billing)
    problem = closing.problem if closing else billing.problem
    return render_template(
        "enrollment/billing/show.html",
        billing=billing,
        programme=programme,
        agreement=next((one for one in own if one.id == billing.agreement_id), None),
        unbound=", ".join(month_range(first.first_day, last.first_day) for first, last in unbound),
        parts=billing_exports.part_count(billing.people_count or 0),
        part_rows=billing_exports.PART_ROWS,
        answers=answers,
        confirmations=confirmations,
        posted_people=posted_people,
        shares=shares,
        actions={action.value for (start, action) in BILLING_TRANSITIONS if start is state},
        is_working=state in WORKING,
        closing=closing,
        spot_people=SPOT_PEOPLE,
        problem=_(BILLING_PROBLEM_TEXTS[BillingProblem(problem)]) if problem else None,
        paid=paid,
        due_on=due_of(billing, paid.bill),
        written=written,
        funding_options=[("", _("menurut program")), *options(FUNDING_SOURCES)],
        funding_label=lambda source: _(FUNDING_SOURCES[FundingSource(source)]),
        doubt=doubt_words(doubt) if doubt else None,
        form=form,
        is_there=form in forms_of(state, paid),
        sha256=billing.sha256.hex() if billing.sha256 else "",
        values=values or {},
        errors=errors,
        refusal=refusal,
    )


def asks_for(billing_list_id: UUID, form: str) -> bool:
    """Whether a keeper finds a form on the page of a list, as the list stands now.

    Raises:
        NotFound: no such list in this regency.
    """
    with transaction(visit().principal) as session:
        billing = get_billing(
            session, tenant_id=visit().regency.id, billing_list_id=billing_list_id
        )
        return form in forms_of(
            BillingState(billing.state), billing_account(session, billing, visit().today)
        )


def forms_of(state: BillingState, paid: BillingAccount) -> Iterator[str]:
    """The forms that a keeper finds on the page of a list."""
    actions = {action for (start, action) in BILLING_TRANSITIONS if start is state}
    if state in {BillingState.CLOSED, BillingState.BILLED}:
        yield "bill"
    if BillingAction.PAY in actions:
        yield "payment"
    if BillingAction.REOPEN in actions or (
        BillingAction.TAKE_BACK in actions and not paid.payments
    ):
        yield "correction"
    for payment in paid.payments:
        yield f"back-{payment.id}"
        if payment.document_id is None or payment.deposited_on is None:
            yield f"proof-{payment.id}"
