"""Make a plan binding, give a programme up, take it up again."""

from uuid import UUID

from flask import flash, make_response, redirect, request
from flask_babel import gettext as _
from werkzeug import Response as BaseResponse

from cooperation.commitment_states import CommitmentStatus
from cooperation.labels import COMMITMENT_STATUSES
from cooperation.schemas.commitments import CommitmentActionIn
from cooperation.services.commitment_steps import change_commitment_status
from cooperation.views.commitments import address_of, blueprint, commitment_page
from cooperation.views.presentation import local_today
from tenants.access import Permission, requires
from tenants.kernel.db import transaction
from tenants.kernel.errors import Conflict, InvalidInput
from tenants.kernel.schemas import load
from tenants.request import visit
from tenants.shell.filters import translated


@blueprint.post("/commitments/<uuid:commitment_id>/status")
@requires(Permission.AGREEMENT_EDIT)
def change_status(commitment_id: UUID) -> BaseResponse:
    """Take a step; one that is refused shows the page with what was typed."""
    try:
        data = load(CommitmentActionIn, request.form)
        with transaction(visit().principal) as session:
            commitment = change_commitment_status(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                commitment_id=commitment_id,
                expected_version=data["expected_version"],
                action=data["action"],
                today=local_today(),
                reason=data["reason"],
            )
    except (InvalidInput, Conflict) as error:
        page = commitment_page(
            commitment_id,
            errors=error.errors if isinstance(error, InvalidInput) else (),
            refusal=error if isinstance(error, Conflict) else None,
            values=request.form,
        )
        return make_response(page, error.status)
    label = translated(COMMITMENT_STATUSES[CommitmentStatus(commitment.status)])
    flash(_("%(title)s sekarang %(status)s.", title=commitment.title, status=label))
    return redirect(address_of(commitment_id), 303)
