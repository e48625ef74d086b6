"""A regency puts a stored roster before its branch, and may take it back."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from enrollment.queries.roster_reviews import list_rounds
from enrollment.queries.rosters import get_roster
from enrollment.queries.undoing import count_undo
from enrollment.schemas.reviews import SubmissionIn, WithdrawalIn
from enrollment.services.roster_reviews import submit_roster, withdraw_submission
from enrollment.services.withdrawals import may_withdraw, request_withdrawal, undo_until
from enrollment.summaries import SPOT_PEOPLE
from enrollment.views.rosters import roster_page
from enrollment.views.vocabulary import vocabulary
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel.db import transaction
from tenants.kernel.errors import FieldError, InvalidInput
from tenants.kernel.schemas import load
from tenants.request import visit

blueprint = tenant_blueprint("roster_reviews", __name__)
blueprint.context_processor(vocabulary)


@blueprint.post("/rosters/<uuid:roster_id>/reviews")
@requires(Permission.ROSTER_UPLOAD)
def submit(roster_id: UUID) -> BaseResponse:
    """Put the roster before the branch."""
    try:
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
    except InvalidInput as error:
        page = roster_page(roster_id, values=request.form, errors=error.errors)
        return make_response(page, error.status)
    flash(_("Daftar diajukan ke BPJS Ketenagakerjaan. Hanya jumlahnya yang terlihat di sana."))
    return redirect(url_for("rosters.show_roster", roster_id=roster_id), 303)


@blueprint.get("/rosters/<uuid:roster_id>/withdrawal")
@requires(Permission.ROSTER_UPLOAD)
def confirm_taking_out(roster_id: UUID) -> str:
    """What taking a stored list out would give back, and the question why."""
    return _withdrawal_page(roster_id)


@blueprint.post("/rosters/<uuid:roster_id>/withdrawal")
@requires(Permission.ROSTER_UPLOAD)
def take_out(roster_id: UUID) -> BaseResponse:
    """Take a stored list out again, so that a corrected one may come."""
    try:
        asked = load(WithdrawalIn, request.form)
        with transaction(visit().principal) as session:
            request_withdrawal(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                roster_id=roster_id,
                reason=asked["reason"],
            )
    except InvalidInput as error:
        page = _withdrawal_page(roster_id, values=request.form, errors=error.errors)
        return make_response(page, error.status)
    flash(_("Daftar sedang ditarik. Orang di dalamnya dilepas dari program ini."))
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


def _withdrawal_page(
    roster_id: UUID, *, values: Mapping[str, Any] | None = None, errors: Sequence[FieldError] = ()
) -> str:
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        roster = get_roster(session, tenant_id=tenant_id, roster_id=roster_id)
        rounds = list_rounds(session, tenant_id=tenant_id, roster_id=roster_id)
        is_large = (roster.valid_count or 0) > SPOT_PEOPLE
        counts = None if is_large else count_undo(session, roster)
    until = undo_until(roster)
    return render_template(
        "enrollment/roster_withdrawal.html",
        roster=roster,
        counts=counts,
        until=until,
        is_in_time=until is not None and visit().now <= until,
        may_withdraw=may_withdraw(roster, rounds[0].state if rounds else None),
        values=values or {},
        errors=errors,
    )
