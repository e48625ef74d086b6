"""Registration and payment of a billing list, confirmed or refused by the office by form."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from enrollment.models.confirmations import OfficeConfirmation
from enrollment.office_confirmations import ConfirmationKind
from enrollment.queries.billing import get_billing, is_frozen
from enrollment.queries.confirmations import get_confirmation
from enrollment.schemas.confirmations import (
    ConfirmationWithdrawalIn,
    PaymentIn,
    RegistrationIn,
    stated_of,
)
from enrollment.services.confirmations import confirm_billing, withdraw_confirmation
from enrollment.views.served_answers import billing_page, by_office, withdrawal_form
from enrollment.views.served_answers import blueprint as answers_blueprint
from tenants.access import Permission, requires
from tenants.kernel import formats
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import Conflict, InvalidInput, InvalidTransition
from tenants.kernel.schemas import load
from tenants.kernel.terbilang import rupiah_in_words
from tenants.request import visit

blueprint = answers_blueprint


@blueprint.post("/billing-lists/<uuid:billing_list_id>/registration")
@requires(Permission.ANSWER_EDIT, pool=DatabaseRole.BRANCH)
def state_registration(billing_list_id: UUID) -> BaseResponse:
    """State on which day how many people of the list were registered, or why they were not."""
    return _state(billing_list_id, RegistrationIn)


@blueprint.post("/billing-lists/<uuid:billing_list_id>/receipt")
@requires(Permission.ANSWER_EDIT, pool=DatabaseRole.BRANCH)
def state_receipt(billing_list_id: UUID) -> BaseResponse:
    """State on which day how much was received for the list, or why it was not accepted."""
    return _state(billing_list_id, PaymentIn)


@blueprint.post("/billing-confirmations/<uuid:confirmation_id>/withdrawal")
@requires(Permission.ANSWER_EDIT, pool=DatabaseRole.BRANCH)
def withdraw(confirmation_id: UUID) -> BaseResponse:
    """Take back what the office stated."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        kept = get_confirmation(session, tenant_id=tenant_id, confirmation_id=confirmation_id)
        billing_list_id = kept.billing_list_id

    def take_back(session: Session) -> str:
        withdraw_confirmation(
            session,
            confirmation_id=confirmation_id,
            reason=load(ConfirmationWithdrawalIn, request.form)["reason"],
            **by_office(),
        )
        return str(_("Pernyataan kantor ditarik."))

    return _done(billing_list_id, withdrawal_form(confirmation_id), take_back)


def _state(billing_list_id: UUID, schema: type[RegistrationIn | PaymentIn]) -> BaseResponse:
    def keep(session: Session) -> str:
        data: dict[str, Any] = load(schema, request.form)
        kept = confirm_billing(
            session,
            billing_list_id=billing_list_id,
            stated=stated_of(schema, data),
            seen_sha256=_bytes_of(data["list_sha256"]),
            confirmed=(data["confirmed"] or "").split(),
            **by_office(),
        )
        return _said(kept)

    return _done(billing_list_id, schema.kind.value, keep)


def _said(kept: OfficeConfirmation) -> str:
    """What was kept; an amount in words too, because a nought too many is not seen in figures."""
    if kept.amount_idr is not None:
        text: str = _(
            "Pernyataan pembayaran %(amount)s (%(words)s) tersimpan. Kabupaten/kota diberi tahu.",
            amount=formats.rupiah(kept.amount_idr),
            words=rupiah_in_words(kept.amount_idr),
        )
        return text
    if kept.kind == ConfirmationKind.PAYMENT:
        return str(_("Pernyataan pembayaran tersimpan. Kabupaten/kota diberi tahu."))
    return str(_("Pernyataan pendaftaran tersimpan. Kabupaten/kota diberi tahu."))


def _done(billing_list_id: UUID, form: str, service: Callable[[Session], str]) -> BaseResponse:
    try:
        with transaction(visit().principal) as session:
            said = service(session)
    except (InvalidInput, Conflict) as error:
        if not _is_shown(billing_list_id):
            return make_response(_unsaved_page(billing_list_id), InvalidTransition.status)
        errors = error.errors if isinstance(error, InvalidInput) else ()
        page = billing_page(
            billing_list_id, request.form, errors, None if errors else error, form=form
        )
        return make_response(page, error.status)
    flash(said)
    if not _is_shown(billing_list_id):
        return redirect(url_for("served_answers.list_billings"), 303)
    address = url_for("served_answers.show_billing", billing_list_id=billing_list_id)
    return redirect(f"{address}#confirmations", 303)


def _unsaved_page(billing_list_id: UUID) -> str:
    """What was typed about a list that the regency has opened meanwhile: nothing else of it."""
    with transaction(visit().principal) as session:
        billing = get_billing(
            session, tenant_id=visit().regency.id, billing_list_id=billing_list_id
        )
    return render_template("enrollment/branch/unsaved.html", billing=billing, values=request.form)


def _is_shown(billing_list_id: UUID) -> bool:
    """Whether the office may open the list: while the regency redraws it, it may not."""
    with transaction(visit().principal) as session:
        return is_frozen(
            get_billing(session, tenant_id=visit().regency.id, billing_list_id=billing_list_id)
        )


def _bytes_of(text: str) -> bytes:
    """A hash as the page wrote it; anything else is that of no list."""
    try:
        return bytes.fromhex(text)
    except ValueError:
        return b""
