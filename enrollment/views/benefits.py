"""Benefits paid: the register with its sums, what it looks like in Excel, and the form."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from cooperation.tariff_files import current_tariffs
from enrollment.benefit_amounts import (
    NEED_LABELS,
    SCHOOL_LEVEL_LABELS,
    BenefitCase,
    ComputedBenefit,
    SchoolLevel,
    compute_benefit,
)
from enrollment.benefit_totals import BENEFIT_KIND_LABELS, BenefitKind, grand_total
from enrollment.models.benefits import BenefitPayment
from enrollment.queries.benefits import (
    BenefitOrder,
    list_benefit_totals,
    list_benefit_years,
    list_benefits,
)
from enrollment.schemas.benefits import (
    BenefitFilterIn,
    BenefitIn,
    benefit_details,
    benefit_filter,
)
from enrollment.services.benefits import add_benefit
from enrollment.views.vocabulary import options
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel.db import transaction
from tenants.kernel.errors import FieldError, InvalidInput
from tenants.kernel.schemas import load
from tenants.kernel.sources import SOURCE_STATUS_LABELS, SourceStatus
from tenants.request import visit
from tenants.shell.downloads import EXPORT_LIMIT, everything_of, workbook_attachment
from tenants.shell.workbooks import PEOPLE, RUPIAH, Cell, Column, Table

blueprint = tenant_blueprint("benefits", __name__)


@blueprint.context_processor
def vocabulary() -> dict[str, object]:
    """The words of benefits, for the pages of this blueprint."""
    return {
        "kind_label": lambda kind: _(BENEFIT_KIND_LABELS[BenefitKind(kind)]),
        "kind_options": lambda first: options(BENEFIT_KIND_LABELS, first=first),
        "level_options": lambda first: options(SCHOOL_LEVEL_LABELS, first=first),
        "computed_of": computed_of,
        "needs_of": lambda computed: ", ".join(_(NEED_LABELS[need]) for need in computed.lacks),
    }


@blueprint.get("/benefit-payments")
@requires(Permission.COVERAGE_READ)
def show_benefits() -> str:
    """One page of the register, and what everything the filter leaves adds up to."""
    asked = load(BenefitFilterIn, request.args)
    narrowed = benefit_filter(asked)
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        page = list_benefits(
            session, tenant_id=tenant_id, narrowed=narrowed, cursor=asked["cursor"]
        )
        totals = list_benefit_totals(session, tenant_id=tenant_id, narrowed=narrowed)
        years = list_benefit_years(session, tenant_id=tenant_id)
    kept = {name: value for name, value in asked.items() if value and name != "cursor"}
    return render_template(
        "enrollment/benefits/list.html",
        page=page,
        totals=totals,
        whole=grand_total(totals),
        year_options=[(year, str(year)) for year in years],
        asked=asked,
        kept=kept,
        is_narrowed=bool(kept.keys() - {"order"}),
        order_options=[
            (BenefitOrder.NEWEST, _("terbaru lebih dahulu")),
            (BenefitOrder.OLDEST, _("terlama lebih dahulu")),
            (BenefitOrder.LARGEST, _("nilai terbesar lebih dahulu")),
        ],
    )


@blueprint.get("/benefit-payments/export")
@requires(Permission.COVERAGE_READ)
def export_benefits() -> Response:
    """Everything the filter leaves, as an Excel file."""
    narrowed = benefit_filter(load(BenefitFilterIn, request.args))
    regency = visit().regency
    with transaction(visit().principal) as session:
        found = list_benefits(session, tenant_id=regency.id, narrowed=narrowed, size=EXPORT_LIMIT)
    table = Table(
        title=_("Manfaat yang dibayarkan"),
        columns=_export_columns(),
        rows=[_export_row(payment) for payment in everything_of(found)],
        notes=[
            _(
                "Penjumlahan hanya atas catatan yang menyebut angkanya. Pembayaran yang diberitakan"
                " dua sumber dicatat satu kali saja."
            )
        ],
    )
    return workbook_attachment(f"manfaat-{regency.slug}.xlsx", table)


@blueprint.get("/benefit-payments/new")
@requires(Permission.COVERAGE_EDIT)
def new_benefit() -> str:
    """The empty form."""
    return _form_page({})


@blueprint.post("/benefit-payments/new")
@requires(Permission.COVERAGE_EDIT)
def create_benefit() -> BaseResponse:
    """Record a payment."""
    try:
        data = load(BenefitIn, request.form)
        with transaction(visit().principal) as session:
            add_benefit(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                details=benefit_details(data),
            )
    except InvalidInput as error:
        return make_response(_form_page(request.form, errors=error.errors), error.status)
    flash(_("Catatan manfaat disimpan."))
    return redirect(url_for("benefits.show_benefits"), 303)


def computed_of(payment: BenefitPayment) -> ComputedBenefit | None:
    """What a payment comes to by the rules; None for a kind that no table prices."""
    level = payment.school_level
    case = BenefitCase(
        kind=BenefitKind(payment.kind),
        event_on=payment.event_on,
        case_count=payment.case_count,
        is_past_waiting=payment.is_past_waiting,
        wage_idr=payment.wage_idr,
        school_level=None if level is None else SchoolLevel(level),
    )
    return compute_benefit(current_tariffs(), case)


def _form_page(values: Mapping[str, Any], *, errors: Sequence[FieldError] = ()) -> str:
    return render_template("enrollment/benefits/form.html", values=values, errors=errors)


def _export_columns() -> list[Column]:
    return [
        Column(_("Jenis manfaat")),
        Column(_("Tanggal dibayarkan")),
        Column(_("Penerima"), PEOPLE),
        Column(_("Nilai"), RUPIAH),
        Column(_("Nilai menurut aturan"), RUPIAH),
        Column(_("Uraian")),
        Column(_("Sumber")),
        Column(_("Tanggal sumber")),
        Column(_("Tanggal data")),
        Column(_("Status angka")),
    ]


def _export_row(payment: BenefitPayment) -> list[Cell]:
    computed = computed_of(payment)
    return [
        _(BENEFIT_KIND_LABELS[BenefitKind(payment.kind)]),
        payment.paid_on,
        payment.recipients_count,
        payment.amount_idr,
        computed.amount_idr if computed else None,
        payment.description,
        payment.source_name,
        payment.source_on,
        payment.data_on,
        _(SOURCE_STATUS_LABELS[SourceStatus(payment.source_status)]),
    ]
