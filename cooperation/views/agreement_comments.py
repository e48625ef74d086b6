"""What is said about an agreement, on the regency's side."""

from uuid import UUID

from flask import flash, redirect, request
from flask_babel import gettext as _
from werkzeug import Response as BaseResponse

from cooperation.queries.agreements import get_agreement
from cooperation.schemas.agreements import AnswerIn, CommentIn
from cooperation.services.comments import Said, answer_comment, close_comment, comment_on
from cooperation.views.agreement_page import refused_page
from cooperation.views.agreements import address_of, blueprint
from tenants.access import Permission, requires
from tenants.colleagues import named_colleague
from tenants.kernel.db import transaction
from tenants.kernel.errors import Conflict, InvalidInput
from tenants.kernel.schemas import load
from tenants.request import visit


@blueprint.post("/agreements/<uuid:agreement_id>/comments")
@requires(Permission.AGREEMENT_APPROVE)
def comment(agreement_id: UUID) -> BaseResponse:
    """Raise something, for both sides or among ourselves."""
    try:
        data = load(CommentIn, request.form)
        asked = (
            named_colleague(data["membership_id"], Permission.AGREEMENT_APPROVE)
            if data["membership_id"]
            else None
        )
        with transaction(visit().principal) as session:
            comment_on(
                session,
                get_agreement(session, tenant_id=visit().regency.id, agreement_id=agreement_id),
                actor=visit().actor,
                now=visit().now,
                said=Said(data["body"], data["audience"], data["clause"], asked),
            )
    except (InvalidInput, Conflict) as error:
        return refused_page(agreement_id, error, "body")
    flash(_("Komentar tersimpan."))
    return redirect(f"{address_of(agreement_id)}#comments", 303)


@blueprint.post("/agreements/<uuid:agreement_id>/comments/<uuid:comment_id>/answers")
@requires(Permission.AGREEMENT_APPROVE)
def answer(agreement_id: UUID, comment_id: UUID) -> BaseResponse:
    """Answer a comment before those who read it."""
    try:
        data = load(AnswerIn, request.form)
        with transaction(visit().principal) as session:
            answer_comment(
                session,
                get_agreement(session, tenant_id=visit().regency.id, agreement_id=agreement_id),
                comment_id=comment_id,
                actor=visit().actor,
                now=visit().now,
                body=data["body"],
            )
    except (InvalidInput, Conflict) as error:
        return refused_page(agreement_id, error, "body")
    flash(_("Jawaban tersimpan."))
    return redirect(f"{address_of(agreement_id)}#comments", 303)


@blueprint.post("/agreements/<uuid:agreement_id>/comments/<uuid:comment_id>/close")
@requires(Permission.AGREEMENT_APPROVE)
def close(agreement_id: UUID, comment_id: UUID) -> BaseResponse:
    """Mark a comment of our side as settled."""
    try:
        with transaction(visit().principal) as session:
            close_comment(
                session,
                get_agreement(session, tenant_id=visit().regency.id, agreement_id=agreement_id),
                comment_id=comment_id,
                actor=visit().actor,
                now=visit().now,
            )
    except Conflict as error:
        return refused_page(agreement_id, error, "body")
    flash(_("Komentar ditandai selesai."))
    return redirect(f"{address_of(agreement_id)}#comments", 303)
