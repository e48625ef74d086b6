"""Words of review rounds as pages of both sides need them."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext as _

from cooperation.labels import AGREEMENT_STATES
from cooperation.models.agreements import Agreement
from cooperation.queries.agreements import state_on
from cooperation.review_rules import REVIEW_STATE_LABELS, ReviewState, days_waiting
from cooperation.states import AgreementState
from tenants.kernel.clock import local_day
from tenants.request import visit

REVIEW_MARKS: Mapping[ReviewState, str] = {
    ReviewState.WAITING: "act",
    ReviewState.ACCEPTED: "ok",
    ReviewState.RETURNED: "bad",
}
AGREEMENT_MARKS: Mapping[AgreementState, str] = {
    AgreementState.SUBMITTED: "act",
    AgreementState.RETURNED: "bad",
    AgreementState.SIGNED: "ok",
    AgreementState.IN_FORCE: "ok",
    AgreementState.AMENDED: "ok",
}


def review_vocabulary() -> dict[str, object]:
    """What templates about reviews may call."""
    return {
        "review_label": lambda state: _(REVIEW_STATE_LABELS[ReviewState(state)]),
        "review_mark": lambda state: REVIEW_MARKS.get(ReviewState(state), ""),
        "agreement_state_of": agreement_state_of,
        "agreement_state_label": lambda state: _(AGREEMENT_STATES[AgreementState(state)]),
        "agreement_state_mark": lambda state: AGREEMENT_MARKS.get(AgreementState(state), ""),
        "waited": waited,
    }


def agreement_state_of(agreement: Agreement) -> AgreementState:
    """Where an agreement stands today."""
    return state_on(agreement, visit().today)


def waited(submitted_at: datetime) -> int:
    """Days since a submission, by the calendar of the regency in use."""
    submitted_on = local_day(submitted_at, visit().regency.timezone)
    return days_waiting(submitted_on, visit().today)
