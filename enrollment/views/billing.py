"""Billing lists: the register, drawing one up, and one with what may be done with it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from cooperation.months import Month
from cooperation.queries.agreements import list_agreements
from enrollment.billing import BILLING_STATE_LABELS, BillingState, Period, suggest_period
from enrollment.queries.billed_agreements import bears_bills, list_binding
from enrollment.queries.billing import ListedBilling, billed_until, find_billed
from enrollment.queries.billing import list_billings as list_drawn_up
from enrollment.queries.programmes import get_programme, list_programmes
from enrollment.schemas.billing import BillingFilterIn, BillingIn, BillingListIn, NewBillingIn
from enrollment.services.billing import open_billing
from enrollment.views.answer_words import answer_vocabulary
from enrollment.views.billing_page import billing_page
from enrollment.views.billing_words import billing_vocabulary
from enrollment.views.given_up import given_up_errors
from enrollment.views.vocabulary import options
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel.db import transaction
from tenants.kernel.errors import AppError, Conflict, FieldError, InvalidInput
from tenants.kernel.schemas import load
from tenants.request import visit
from tenants.shell.downloads import EXPORT_LIMIT, everything_of, workbook_attachment
from tenants.shell.workbooks import DAYS, PEOPLE, PERSON_MONTHS, RUPIAH, Column, Told, table_of

blueprint = tenant_blueprint("billing", __name__)
blueprint.context_processor(answer_vocabulary)
blueprint.context_processor(billing_vocabulary)


@blueprint.get("/billing-lists")
@requires(Permission.BILLING_READ)
def list_billings() -> str:
    """What was listed, billed and paid; counts and amounts, no people."""
    asked = load(BillingListIn, request.args)
    with transaction(visit().principal) as session:
        page = list_drawn_up(session, tenant_id=visit().regency.id, **asked)
        programmes = list_programmes(session, tenant_id=visit().regency.id)
    return render_template(
        "enrollment/billing/list.html",
        page=page,
        asked=asked,
        kept={name: value for name, value in asked.items() if value and name != "cursor"},
        programme_options=[("", _("semua program")), *((one.id, one.title) for one in programmes)],
        state_options=options(BILLING_STATE_LABELS, first=_("semua keadaan")),
    )


@blueprint.get("/billing-lists/export")
@requires(Permission.BILLING_READ)
def export_billings() -> Response:
    """Everything the filter leaves, as an Excel file."""
    asked = load(BillingFilterIn, request.args)
    regency = visit().regency
    with transaction(visit().principal) as session:
        found = list_drawn_up(session, tenant_id=regency.id, size=EXPORT_LIMIT, **asked)
    table = table_of(_("Daftar tagihan"), everything_of(found), _told())
    return workbook_attachment(f"daftar-tagihan-{regency.slug}.xlsx", table)


@blueprint.get("/billing-lists/new")
@requires(Permission.BILLING_EDIT)
def new_billing() -> str:
    """The form, with the next months that no list of the programme holds."""
    commitment_id = load(NewBillingIn, request.args)["commitment_id"]
    values: dict[str, Any] = {"month_count": 1}
    if commitment_id is not None:
        values |= {"commitment_id": commitment_id, **_suggested(commitment_id)}
    return _form_page(values, given_up_errors(commitment_id))


@blueprint.post("/billing-lists/new")
@requires(Permission.BILLING_EDIT)
def create_billing() -> BaseResponse:
    """Draw up a list."""
    try:
        data = load(BillingIn, request.form)
        with transaction(visit().principal) as session:
            billing = open_billing(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                commitment_id=data["commitment_id"],
                agreement_id=data["agreement_id"],
                period=Period(data["first_month"], data["month_count"]),
                due_day=data["due_day"],
            )
    except InvalidInput as error:
        return make_response(_form_page(request.form, error.errors), error.status)
    except Conflict as error:
        return make_response(_form_page(request.form, refusal=error), error.status)
    flash(_("Daftar tagihan dibuat. Tutup bila orang-orangnya sudah lengkap."))
    return redirect(url_for("billing.show_billing", billing_list_id=billing.id), 303)


@blueprint.get("/billing-lists/<uuid:billing_list_id>")
@requires(Permission.BILLING_READ)
def show_billing(billing_list_id: UUID) -> str:
    """One list: how many people, which months, how much, and what comes next."""
    return billing_page(billing_list_id)


@blueprint.get("/bills/<uuid:bill_id>")
@requires(Permission.BILLING_READ)
def show_bill(bill_id: UUID) -> BaseResponse:
    """The list that a bill was issued for."""
    with transaction(visit().principal) as session:
        billing = find_billed(session, tenant_id=visit().regency.id, bill_id=bill_id)
    return redirect(url_for("billing.show_billing", billing_list_id=billing.id), 303)


def _suggested(commitment_id: UUID) -> dict[str, Any]:
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        programme = get_programme(session, tenant_id=tenant_id, commitment_id=commitment_id)
        if programme.first_month is None or programme.last_month is None:
            return {}
        until = billed_until(session, tenant_id=tenant_id, commitment_id=commitment_id)
        period = suggest_period(programme.first_month, programme.last_month, until)
        if period is None:
            return {}
        binding = list_binding(
            session, tenant_id=tenant_id, commitment_id=commitment_id, period=period
        )
    return {
        "first_month": str(period.first),
        "agreement_id": binding[0].id if len(binding) == 1 else "",
    }


def _form_page(
    values: Mapping[str, Any],
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
) -> str:
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        programmes = list_programmes(session, tenant_id=tenant_id)
        agreements = list_agreements(
            session, tenant_id=tenant_id, commitment_ids=[one.id for one in programmes]
        )
    titles = {one.id: one.title for one in programmes}
    return render_template(
        "enrollment/billing/form.html",
        values=values,
        errors=errors,
        refusal=refusal,
        programmes=[("", _("pilih program")), *((one.id, one.title) for one in programmes)],
        agreements=[
            ("", _("yang berlaku pada bulan-bulan itu, bila ada")),
            *(
                (
                    one.id,
                    _(
                        "%(title)s (%(programme)s), jatuh tempo tanggal %(day)s",
                        title=one.title,
                        programme=titles[commitment_id],
                        day=one.due_day,
                    ),
                )
                for commitment_id, found in agreements.items()
                for one in found
                if bears_bills(one)
            ),
        ],
    )


def _told() -> list[Told[ListedBilling]]:
    return [
        (Column(_("Program")), lambda one: one.programme),
        (Column(_("Nomor")), lambda one: str(one.billing.number)),
        (Column(_("Bulan pertama")), lambda one: str(Month.of(one.billing.first_month_on))),
        (Column(_("Bulan terakhir")), lambda one: str(Month.of(one.billing.last_month_on))),
        (Column(_("Jatuh tempo")), lambda one: one.due_on),
        (
            Column(_("Keadaan")),
            lambda one: _(BILLING_STATE_LABELS[BillingState(one.billing.state)]),
        ),
        (Column(_("Orang"), PEOPLE), lambda one: one.billing.people_count),
        (Column(_("Orang-bulan"), PERSON_MONTHS), lambda one: one.billing.month_count),
        (Column(_("Nilai"), RUPIAH), lambda one: one.billing.amount_idr),
        (Column(_("Kode iuran")), lambda one: one.bill.code if one.bill else None),
        (
            Column(_("Dibayar"), RUPIAH),
            lambda one: one.standing.settled_idr if one.standing else None,
        ),
        (
            Column(_("Belum dibayar"), RUPIAH),
            lambda one: one.standing.open_idr if one.standing else None,
        ),
        (Column(_("Lunas pada")), lambda one: one.standing.settled_on if one.standing else None),
        (Column(_("Hari terlambat"), DAYS), lambda one: one.days_late(visit().today)),
    ]
