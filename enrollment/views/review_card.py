"""What the page of a roster shows of its review."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from cooperation.review_rules import ReviewState
from enrollment.kinds import RosterState
from enrollment.models.rosters import Roster
from enrollment.queries.roster_reviews import find_correction, list_rounds
from enrollment.views.review_words import review_vocabulary
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
    may_submit = roster.state == RosterState.APPLIED and state not in {
        ReviewState.WAITING,
        ReviewState.ACCEPTED,
    }
    return {
        **review_vocabulary(),
        "rounds": rounds,
        "offices": [office.name for office in offices],
        "correction": correction,
        "may_submit": may_submit,
        "is_reviewable": roster.state == RosterState.APPLIED or bool(rounds),
    }
