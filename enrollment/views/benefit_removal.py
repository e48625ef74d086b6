"""Take away a benefit paid that was recorded by mistake."""

from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from enrollment.benefit_totals import BENEFIT_KIND_LABELS, BenefitKind
from enrollment.queries.benefits import get_benefit
from enrollment.services.benefits import remove_benefit
from enrollment.views import benefits
from tenants.access import Permission
from tenants.kernel.db import transaction
from tenants.removals import Removal, removal_pages
from tenants.request import visit

blueprint = benefits.blueprint


@removal_pages(
    blueprint, "/benefit-payments/<uuid:payment_id>", Permission.COVERAGE_EDIT, remove_benefit
)
def removal(payment_id: UUID) -> Removal:
    """What follows when a payment is taken out of the register."""
    with transaction(visit().principal) as session:
        payment = get_benefit(session, tenant_id=visit().regency.id, payment_id=payment_id)
    return Removal(
        subject="benefit_payment",
        record_id=payment_id,
        title=_(
            "%(label)s menurut %(source)s",
            label=_(BENEFIT_KIND_LABELS[BenefitKind(payment.kind)]),
            source=payment.source_name,
        ),
        consequence=_("Manfaat ini tidak lagi tercatat dan tidak dihitung dalam jumlah."),
        page_url=url_for("benefits.show_benefits"),
        next_url=url_for("benefits.show_benefits"),
    )
