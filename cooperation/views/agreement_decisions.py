"""Decisions of the branch about one agreement: accepted, returned, taken back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import flash, redirect, request
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug import Response as BaseResponse

from cooperation.schemas.agreements import AcceptIn, ReturnIn, StepIn
from cooperation.services.reviews import Seen, accept_agreement, return_agreement, undo_decision
from cooperation.views.agreement_reviews import address_of, blueprint, own_office, refused_page
from tenants.access import Permission, requires
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import Conflict, InvalidInput
from tenants.kernel.schemas import load
from tenants.request import visit
from tenants.shell.frame import current_frame


@blueprint.post("/agreements/<uuid:agreement_id>/accept")
@requires(Permission.REVIEW_DECIDE, pool=DatabaseRole.BRANCH)
def accept(agreement_id: UUID) -> BaseResponse:
    """Approve the version that was on the page for signature."""
    try:
        data = load(AcceptIn, request.form)
        with transaction(visit().principal) as session:
            accept_agreement(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                agreement_id=agreement_id,
                seen=_seen(data),
                office=own_office(),
                note=data["note"],
            )
    except (InvalidInput, Conflict) as error:
        return refused_page(agreement_id, error)
    return _to_queue(
        agreement_id,
        _("Perjanjian disetujui untuk ditandatangani. Daerah melihatnya di halaman perjanjian."),
    )


@blueprint.post("/agreements/<uuid:agreement_id>/return")
@requires(Permission.REVIEW_DECIDE, pool=DatabaseRole.BRANCH)
def give_back(agreement_id: UUID) -> BaseResponse:
    """Return the version that was on the page, with the reason."""
    try:
        data = load(ReturnIn, request.form)
        with transaction(visit().principal) as session:
            return_agreement(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                agreement_id=agreement_id,
                seen=_seen(data),
                office=own_office(),
                reason=data["reason"],
                clause=data["clause"],
            )
    except (InvalidInput, Conflict) as error:
        return refused_page(agreement_id, error)
    return _to_queue(
        agreement_id, _("Perjanjian dikembalikan. Alasannya tampil di Beranda daerah.")
    )


@blueprint.post("/agreements/<uuid:agreement_id>/undo")
@requires(Permission.REVIEW_DECIDE, pool=DatabaseRole.BRANCH)
def undo(agreement_id: UUID) -> BaseResponse:
    """Take the office's decision back while the regency has not acted on it."""
    try:
        data = load(StepIn, request.form)
        with transaction(visit().principal) as session:
            undo_decision(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                agreement_id=agreement_id,
                expected_version=data["expected_version"],
                office=own_office(),
            )
    except (InvalidInput, Conflict) as error:
        return refused_page(agreement_id, error)
    flash(_("Keputusan dibatalkan. Perjanjian menunggu keputusan lagi."))
    return redirect(address_of(agreement_id), 303)


def _seen(data: Mapping[str, Any]) -> Seen:
    return Seen(data["review_id"], data["expected_version"])


def _to_queue(agreement_id: UUID, done: str) -> BaseResponse:
    """Back to the queue, with a way to what was decided: it may be taken back there."""
    link = Markup('{} <a href="{}">{}</a>')
    flash(link.format(done, address_of(agreement_id), _("Lihat atau batalkan keputusan")))
    frame = current_frame()
    return redirect(frame.home_url if frame else address_of(agreement_id), 303)
