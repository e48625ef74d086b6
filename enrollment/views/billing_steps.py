"""What a person does with a billing list: close, reopen, bill, pay, take back, give up."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import flash, make_response, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from cooperation.bills import PAPER_DAYS, paper_errors
from cooperation.doubts import DoubtfulEntry
from cooperation.models.bills import BillPayment
from cooperation.services.bill_payments import PaymentDetails
from enrollment.schemas.billing import BillIn, BillingReasonIn, PaymentIn, ProofIn, StepBackIn
from enrollment.services.billing import drop_billing, request_closing, request_reopening
from enrollment.services.payments import record_bill, record_payment, record_proof, take_back
from enrollment.views.billing import blueprint as billing_blueprint
from enrollment.views.billing_page import asks_for, billing_page
from tenants.access import Permission, requires
from tenants.document_types import DOCUMENT_LIMIT_BYTES
from tenants.forms import held_form, sent_or_held
from tenants.kernel import formats
from tenants.kernel.clock import latest_today
from tenants.kernel.db import transaction
from tenants.kernel.errors import (
    AppError,
    Conflict,
    FieldError,
    InvalidInput,
    TooLarge,
    UnsupportedFormat,
)
from tenants.kernel.schemas import load
from tenants.kernel.terbilang import rupiah_in_words
from tenants.request import visit

_REFUSED = (InvalidInput, Conflict, TooLarge, UnsupportedFormat)

blueprint = billing_blueprint


@blueprint.post("/billing-lists/<uuid:billing_list_id>/closing")
@requires(Permission.BILLING_EDIT)
def close_list(billing_list_id: UUID) -> BaseResponse:
    """Freeze its people."""
    return _step(
        billing_list_id,
        lambda session: request_closing(session, billing_list_id=billing_list_id, **_by()),
        _("Daftar sedang ditutup; halaman boleh ditinggalkan."),
    )


@blueprint.post("/billing-lists/<uuid:billing_list_id>/reopening")
@requires(Permission.BILLING_EDIT)
def reopen_list(billing_list_id: UUID) -> BaseResponse:
    """Let its people go, to be corrected before it is billed."""
    return _step(
        billing_list_id,
        lambda session: request_reopening(
            session,
            billing_list_id=billing_list_id,
            reason=load(BillingReasonIn, request.form)["reason"],
            **_by(),
        ),
        _("Daftar sedang dibuka kembali."),
        form="correction",
    )


@blueprint.post("/billing-lists/<uuid:billing_list_id>/bill")
@requires(Permission.BILLING_EDIT)
def bill_list(billing_list_id: UUID) -> BaseResponse:
    """Record the kode iuran; one that reads as a NIK is asked about first."""

    def keep(session: Session) -> None:
        data = load(BillIn, request.form)
        confirmed = (data.pop("confirmed") or "").split()
        record_bill(session, billing_list_id=billing_list_id, confirmed=confirmed, **data, **_by())

    return _step(billing_list_id, keep, _("Kode iuran dicatat."), form="bill")


@blueprint.post("/billing-lists/<uuid:billing_list_id>/payment")
@requires(Permission.BILLING_EDIT, file_limit_bytes=DOCUMENT_LIMIT_BYTES)
def pay_list(billing_list_id: UUID) -> BaseResponse:
    """Record an SP2D, with the bukti setor; what looks mistyped is asked about first."""
    try:
        with transaction(visit().principal) as session:
            payment = _pay(session, billing_list_id)
    except _REFUSED as error:
        return _refused(billing_list_id, error, "payment")
    flash(
        _(
            "Pembayaran %(amount)s (%(words)s) dicatat. Orang di daftar ini dibayar setelah"
            " tagihannya lunas; aktif setelah BPJS membukukannya.",
            amount=formats.rupiah(payment.amount_idr),
            words=rupiah_in_words(payment.amount_idr),
        )
    )
    return redirect(url_for("billing.show_billing", billing_list_id=billing_list_id), 303)


@blueprint.post("/billing-lists/<uuid:billing_list_id>/payments/<uuid:bill_payment_id>/proof")
@requires(Permission.BILLING_EDIT, file_limit_bytes=DOCUMENT_LIMIT_BYTES)
def attach_proof(billing_list_id: UUID, bill_payment_id: UUID) -> BaseResponse:
    """Keep the bukti setor of a payment that was recorded without it."""

    def complete(session: Session) -> None:
        data = load(ProofIn, request.form)
        record_proof(
            session,
            billing_list_id=billing_list_id,
            bill_payment_id=bill_payment_id,
            proof=sent_or_held(data["held_file"], contains_personal_data=True),
            deposited_on=data["deposited_on"],
            **_by(),
        )

    said = _("Bukti setor dicatat.")
    return _step(billing_list_id, complete, said, form=f"proof-{bill_payment_id}")


@blueprint.post("/billing-lists/<uuid:billing_list_id>/step-back")
@requires(Permission.BILLING_EDIT)
def take_back_step(billing_list_id: UUID) -> BaseResponse:
    """Take back a bill or a payment that was recorded by mistake."""
    payment = request.form.get("bill_payment_id")
    said = _("Langkah itu dibatalkan.")
    if payment:
        said = _(
            "Pembayaran itu dibatalkan. Bukti setornya, bila ada, tetap di Daftar berkas dan dapat"
            " dihapus di sana bila tidak diperlukan lagi."
        )
    return _step(
        billing_list_id,
        lambda session: take_back(
            session,
            billing_list_id=billing_list_id,
            **load(StepBackIn, request.form),
            **_by(),
        ),
        said,
        form=f"back-{payment}" if payment else "correction",
    )


@blueprint.post("/billing-lists/<uuid:billing_list_id>/removal")
@requires(Permission.BILLING_EDIT)
def drop_list(billing_list_id: UUID) -> BaseResponse:
    """Give up a list that holds nobody."""
    try:
        with transaction(visit().principal) as session:
            drop_billing(session, billing_list_id=billing_list_id, **_by())
    except Conflict as error:
        return _refused(billing_list_id, error)
    flash(_("Daftar tagihan dihapus."))
    return redirect(url_for("billing.list_billings"), 303)


def _step(
    billing_list_id: UUID,
    service: Callable[[Session], object],
    done: str,
    *,
    form: str = "",
) -> BaseResponse:
    try:
        with transaction(visit().principal) as session:
            service(session)
    except _REFUSED as error:
        return _refused(billing_list_id, error, form)
    flash(done)
    return redirect(url_for("billing.show_billing", billing_list_id=billing_list_id), 303)


def _refused(billing_list_id: UUID, error: AppError, form: str = "") -> BaseResponse:
    errors = error.errors if isinstance(error, InvalidInput) else ()
    is_asked_again = asks_for(billing_list_id, form)
    held = held_form(error, contains_personal_data=True, is_asked_again=is_asked_again)
    page = billing_page(
        billing_list_id,
        values=held.values,
        errors=[*errors, *held.errors],
        refusal=None if errors or isinstance(error, DoubtfulEntry) else error,
        doubt=error if isinstance(error, DoubtfulEntry) else None,
        form=form,
    )
    return make_response(page, error.status)


def _pay(session: Session, billing_list_id: UUID) -> BillPayment:
    data = load(PaymentIn, request.form, rules=_paper_faults)
    confirmed, held = (data.pop("confirmed") or "").split(), data.pop("held_file")
    return record_payment(
        session,
        billing_list_id=billing_list_id,
        payment=PaymentDetails(amount_idr=data.pop("sp2d_idr"), **data),
        confirmed=confirmed,
        proof=sent_or_held(held, contains_personal_data=True),
        **_by(),
    )


def _paper_faults(good: Mapping[str, Any]) -> Sequence[FieldError]:
    """What is wrong with the days of a payment among the fields that could be read."""
    return paper_errors({name: good.get(name) for name in PAPER_DAYS}, latest_today(visit().now))


def _by() -> dict[str, Any]:
    return {"tenant_id": visit().regency.id, "actor": visit().actor, "now": visit().now}
