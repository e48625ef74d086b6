"""Take away a draft agreement that was recorded by mistake."""

from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from cooperation.queries.agreements import get_agreement
from cooperation.services.removals import remove_agreement
from cooperation.views.agreements import address_of, blueprint
from cooperation.views.commitments import address_of as commitment_page
from tenants.access import Permission
from tenants.kernel.db import transaction
from tenants.removals import Removal, removal_pages
from tenants.request import visit


@removal_pages(
    blueprint, "/agreements/<uuid:agreement_id>", Permission.AGREEMENT_EDIT, remove_agreement
)
def removal(agreement_id: UUID) -> Removal:
    """What follows when the agreement is taken away."""
    with transaction(visit().principal) as session:
        kept = get_agreement(session, tenant_id=visit().regency.id, agreement_id=agreement_id)
    return Removal(
        subject="agreement",
        record_id=agreement_id,
        title=kept.title,
        consequence=_(
            "Hanya draf yang belum pernah diajukan dan belum ditandatangani yang dapat dihapus."
            " Berkas naskahnya tetap ada di Daftar berkas dan dapat dihapus di sana."
        ),
        page_url=address_of(agreement_id),
        next_url=commitment_page(kept.commitment_id)
        if kept.commitment_id
        else url_for("commitments.list_commitments"),
    )
