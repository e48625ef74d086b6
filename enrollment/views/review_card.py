"""What the page of a roster shows of its review."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from cooperation.review_rules import ReviewState
from enrollment.kinds import RosterState
from enrollment.models.rosters import Roster
from enrollment.queries.roster_reviews import find_correction, list_rounds
from enrollment.services.withdrawals import WITHDRAW_JOB, may_withdraw
from enrollment.views.review_words import review_vocabulary
from tenants.kernel.jobs import RunState, find_run
from tenants.queries.assignments import list_serving_branches
from tenants.request import visit


def review_context(session: Session, roster: Roster) -> Mapping[str, Any]:
    """What the page of a roster shows of its review."""
    rounds = list_rounds(session, tenant_id=roster.tenant_id, roster_id=roster.id)
    offices = list_serving_branches(
        session,
        tenant_id=roster.tenant_id,
        now=visit().now,
        timezone=visit().regency.timezone,
    )
    state = rounds[0].state if rounds else None
    correction = (
        find_correction(session, roster=roster, returned=rounds[0].review)
        if state is ReviewState.RETURNED
        else None
    )
    # What may still be taken out may be put before the branch, and the other way round.
    may_submit = may_withdraw(roster, state)
    return {
        **review_vocabulary(),
        "rounds": rounds,
        "offices": [office.name for office in offices],
        "correction": correction,
        "may_submit": may_submit,
        **_withdrawal(session, roster, is_possible=may_submit),
        "is_reviewable": roster.state == RosterState.APPLIED or bool(rounds),
    }


def _withdrawal(session: Session, roster: Roster, *, is_possible: bool) -> Mapping[str, bool]:
    """Whether the list may be taken out, is being taken out, or that work was given up."""
    is_asked = roster.state == RosterState.APPLIED and roster.withdrawn_at is not None
    run = (
        find_run(session, tenant_id=roster.tenant_id, kind=WITHDRAW_JOB, key=str(roster.id))
        if is_asked
        else None
    )
    has_failed = run is not None and run.state == RunState.FAILED
    return {
        "may_withdraw": is_possible or has_failed,
        "is_withdrawing": is_asked and not has_failed,
    }
