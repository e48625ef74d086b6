"""A submitted roster as the branch sees it: counts, kinds of problems, arithmetic, its decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from cooperation.looks import LastLook
from cooperation.review_rules import ReviewDecision, ReviewState
from cooperation.services.reviews import Office
from enrollment.problem_kinds import kind_label
from enrollment.queries.programmes import get_programme
from enrollment.queries.roster_reviews import (
    count_problem_kinds,
    get_submitted_roster,
    list_rounds,
)
from enrollment.queries.waiting_rosters import find_roster_look
from enrollment.review_queue import SubmissionKind
from enrollment.roster_arithmetic import roster_arithmetic
from enrollment.roster_wording import SEVERITY_LABELS
from enrollment.schemas.reviews import DecisionIn
from enrollment.services.looks import look_at_roster
from enrollment.services.roster_reviews import Verdict, decide_roster
from enrollment.views.review_queue import render_position
from enrollment.views.review_words import review_vocabulary
from enrollment.views.vocabulary import vocabulary
from tenants.access import Permission, requires
from tenants.addresses import organisation_blueprint
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import N_, Conflict, FieldError, InvalidInput
from tenants.kernel.problems import sentence
from tenants.kernel.schemas import load
from tenants.request import visit

DECIDED = {
    ReviewDecision.ACCEPTED: N_("Daftar disetujui. Kabupaten/kota melihat keputusan ini."),
    ReviewDecision.RETURNED: N_("Daftar dikembalikan. Kabupaten/kota melihat alasannya."),
}

blueprint = organisation_blueprint("served_rosters", __name__, "b", opens_regency=True)
blueprint.context_processor(vocabulary)
blueprint.context_processor(review_vocabulary)


@dataclass(frozen=True)
class ProblemLine:
    """One kind of problem in words, and how many rows show it."""

    text: str
    severity: str
    is_error: bool
    rows: int


@blueprint.get("/rosters/<uuid:roster_id>")
@requires(Permission.REVIEW_READ, pool=DatabaseRole.BRANCH)
def show_submitted(roster_id: UUID) -> str:
    """One submitted roster."""
    return _page(roster_id)


@blueprint.post("/rosters/<uuid:roster_id>/reviews/<uuid:roster_review_id>/decision")
@requires(Permission.REVIEW_DECIDE, pool=DatabaseRole.BRANCH)
def decide(roster_id: UUID, roster_review_id: UUID) -> BaseResponse:
    """Accept the roster, or return it with a reason."""
    try:
        asked = load(DecisionIn, request.form)
        _decide(roster_id, roster_review_id, Verdict(asked["decision"], asked["reason"]))
    except InvalidInput as error:
        return make_response(_page(roster_id, request.form, error.errors), error.status)
    except Conflict as error:
        return make_response(_page(roster_id, request.form, refusal=error), error.status)
    flash(_(DECIDED[asked["decision"]]))
    return redirect(url_for("desk.show_desk"), 303)


def _decide(roster_id: UUID, review_id: UUID, verdict: Verdict) -> None:
    office = visit().organisation
    with transaction(visit().principal) as session:
        decide_roster(
            session,
            tenant_id=visit().regency.id,
            actor=visit().actor,
            now=visit().now,
            roster_id=roster_id,
            review_id=review_id,
            office=Office(office.organisation_id, office.name),
            verdict=verdict,
        )


def _page(
    roster_id: UUID,
    values: Mapping[str, Any] | None = None,
    errors: Sequence[FieldError] = (),
    refusal: Conflict | None = None,
) -> str:
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        submitted = get_submitted_roster(session, tenant_id=tenant_id, roster_id=roster_id)
        commitment_id = submitted.roster.commitment_id
        programme = get_programme(session, tenant_id=tenant_id, commitment_id=commitment_id)
        rounds = list_rounds(session, tenant_id=tenant_id, roster_id=roster_id)
        kinds = count_problem_kinds(session, tenant_id=tenant_id, roster_id=roster_id)
        look = _look(session, roster_id, submitted.latest.review.round)
    return render_template(
        "enrollment/branch/roster.html",
        roster=submitted.roster,
        latest=submitted.latest,
        is_waiting=submitted.latest.state is ReviewState.WAITING,
        programme=programme,
        rounds=rounds,
        problems=[
            ProblemLine(
                text=_(kind_label(kind.code)),
                severity=_(SEVERITY_LABELS[kind.severity]),
                is_error=kind.severity == "error",
                rows=kind.rows,
            )
            for kind in kinds
        ],
        arithmetic=roster_arithmetic(
            people_stated=programme.people_count,
            month_count=programme.month_count,
            people_listed=submitted.latest.names.compared,
        ),
        values=values or {},
        errors=errors,
        refusal=refusal,
        sentence=sentence,
        look=look,
        position=render_position(visit(), kind=SubmissionKind.ROSTER, subject_id=roster_id),
    )


def _look(session: Session, roster_id: UUID, latest_round: int) -> LastLook | None:
    """When whoever asks opened the list before; opening its page is another look."""
    tenant_id, viewer_id = visit().regency.id, visit().person_id
    before = find_roster_look(
        session, tenant_id=tenant_id, roster_id=roster_id, viewer_id=viewer_id
    )
    if request.method == "GET":
        look_at_roster(
            session,
            tenant_id=tenant_id,
            roster_id=roster_id,
            viewer_id=viewer_id,
            office_id=visit().organisation.organisation_id,
            seen_round=latest_round,
            now=visit().now,
        )
    return before
