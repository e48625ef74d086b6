"""What benefits come to by the rules beside what sources state: a page, a panel, an Excel file."""

from collections.abc import Sequence

from flask import Response, render_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from enrollment.benefit_comparison import (
    BenefitComparison,
    PricedBenefit,
    compare_benefits,
    compare_whole,
)
from enrollment.benefit_totals import BENEFIT_KIND_LABELS, BenefitKind
from enrollment.models.benefits import BenefitPayment
from enrollment.queries.benefits import BenefitFilter, list_benefits
from enrollment.views.benefits import blueprint as benefits_blueprint
from enrollment.views.benefits import computed_of
from tenants.access import Permission, requires
from tenants.kernel.db import transaction
from tenants.request import Visit, visit
from tenants.shell.downloads import EXPORT_LIMIT, everything_of, workbook_attachment
from tenants.shell.workbooks import NUMBER, RUPIAH, YEAR, Column, Told, table_of

blueprint = benefits_blueprint


@blueprint.get("/benefit-payments/comparison")
@requires(Permission.COVERAGE_READ)
def show_comparison() -> str:
    """Stated and computed totals of every year and kind."""
    with transaction(visit().principal) as session:
        records = _records(session, visit())
    return render_template(
        "enrollment/benefits/comparison.html",
        lines=compare_benefits(records),
        whole=compare_whole(records),
    )


@blueprint.get("/benefit-payments/comparison/export")
@requires(Permission.COVERAGE_READ)
def export_comparison() -> Response:
    """The same as an Excel file."""
    with transaction(visit().principal) as session:
        lines = compare_benefits(_records(session, visit()))
    table = table_of(_("Manfaat menurut aturan"), lines, _told(), notes=[_basis()])
    return workbook_attachment(f"manfaat-menurut-aturan-{visit().regency.slug}.xlsx", table)


def render_benefit_panel(session: Session, visit: Visit, *, year: int) -> Markup | None:
    """Benefits of the period beside the rules; nothing where none was recorded for it."""
    records = [one for one in _records(session, visit) if one.year == year]
    if not records:
        return None
    page = render_template(
        "enrollment/benefits/panel.html",
        year=year,
        whole=compare_whole(records),
        register=url_for("benefits.show_comparison"),
    )
    return Markup(page)  # noqa: S704  a rendered template escapes its values


def _records(session: Session, visit: Visit) -> Sequence[PricedBenefit]:
    found = list_benefits(
        session, tenant_id=visit.regency.id, narrowed=BenefitFilter(), size=EXPORT_LIMIT
    )
    return [_priced(payment) for payment in everything_of(found)]


def _priced(payment: BenefitPayment) -> PricedBenefit:
    computed = computed_of(payment)
    return PricedBenefit(
        kind=BenefitKind(payment.kind),
        year=payment.paid_on.year if payment.paid_on else None,
        stated_idr=payment.amount_idr,
        computed_idr=computed.amount_idr if computed else None,
        is_priced=computed is not None,
    )


def _basis() -> str:
    return str(
        _(
            "Selisih dihitung hanya atas catatan yang menyebut nilai dan yang nilainya dapat"
            " dihitung: dinyatakan dikurangi menurut aturan. Tahun adalah tahun dibayarkan."
        )
    )


def _told() -> Sequence[Told[BenefitComparison]]:
    return [
        (Column(_("Tahun"), YEAR), lambda one: one.year),
        (
            Column(_("Jenis manfaat")),
            lambda one: _(BENEFIT_KIND_LABELS[one.kind]) if one.kind else None,
        ),
        (Column(_("Catatan"), NUMBER), lambda one: one.record_count),
        (Column(_("Dinyatakan"), RUPIAH), lambda one: one.stated_idr.value),
        (Column(_("Catatan yang menyebut nilai"), NUMBER), lambda one: one.stated_idr.stated_count),
        (Column(_("Menurut aturan"), RUPIAH), lambda one: one.computed_idr.value),
        (
            Column(_("Catatan yang dapat dihitung"), NUMBER),
            lambda one: one.computed_idr.stated_count,
        ),
        (Column(_("Catatan yang dibandingkan"), NUMBER), lambda one: one.compared_count),
        (Column(_("Catatan yang berbeda"), NUMBER), lambda one: one.differing_count),
        (Column(_("Selisih"), RUPIAH), lambda one: one.difference_idr),
    ]
