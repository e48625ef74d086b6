"""A regency puts a stored roster before its branch, and may take it back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from cooperation.review_rules import ReviewState
from enrollment.kinds import RosterState
from enrollment.models.rosters import Roster
from enrollment.queries.roster_reviews import list_rounds
from enrollment.schemas.reviews import SubmissionIn
from enrollment.services.roster_reviews import submit_roster, withdraw_submission
from enrollment.views.review_words import review_vocabulary
from tenants.access import Permission, requires
from tenants.kernel.db import transaction
from tenants.kernel.schemas import load
from tenants.queries.assignments import list_serving_branches
from tenants.request import tenant_blueprint, visit

blueprint = tenant_blueprint("roster_reviews", __name__)


@blueprint.post("/rosters/<uuid:roster_id>/reviews")
@requires(Permission.ROSTER_UPLOAD)
def submit(roster_id: UUID) -> BaseResponse:
    """Put the roster before the branch."""
    asked = load(SubmissionIn, request.form)
    with transaction(visit().principal) as session:
        submit_roster(
            session,
            tenant_id=visit().regency.id,
            actor=visit().actor,
            now=visit().now,
            roster_id=roster_id,
            timezone=visit().regency.timezone,
            note=asked["note"],
        )
    flash(_("Daftar diajukan ke BPJS Ketenagakerjaan. Hanya jumlahnya yang terlihat di sana."))
    return redirect(url_for("rosters.show_roster", roster_id=roster_id), 303)


@blueprint.post("/rosters/<uuid:roster_id>/reviews/<uuid:roster_review_id>/withdrawal")
@requires(Permission.ROSTER_UPLOAD)
def withdraw(roster_id: UUID, roster_review_id: UUID) -> BaseResponse:
    """Take the roster back before it is decided."""
    with transaction(visit().principal) as session:
        withdraw_submission(
            session,
            tenant_id=visit().regency.id,
            actor=visit().actor,
            now=visit().now,
            roster_id=roster_id,
            review_id=roster_review_id,
        )
    flash(_("Pengajuan ditarik kembali."))
    return redirect(url_for("rosters.show_roster", roster_id=roster_id), 303)


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
    may_submit = roster.state == RosterState.APPLIED and state not in {
        ReviewState.WAITING,
        ReviewState.ACCEPTED,
    }
    return {
        **review_vocabulary(),
        "rounds": rounds,
        "offices": [office.name for office in offices],
        "may_submit": may_submit,
        "is_reviewable": roster.state == RosterState.APPLIED or bool(rounds),
    }
