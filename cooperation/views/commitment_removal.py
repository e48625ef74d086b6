"""Take away a programme that was recorded by mistake."""

from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from cooperation.queries.commitments import get_commitment
from cooperation.services.removals import remove_commitment
from cooperation.views.commitments import address_of, blueprint
from tenants.access import Permission
from tenants.kernel.db import transaction
from tenants.kernel.errors import N_
from tenants.papers import told_of_paper
from tenants.removals import Removal, removal_pages
from tenants.request import visit

INSTEAD = N_(
    "Program yang memang ada tetapi tidak jadi dijalankan tidak dihapus: batalkan program itu pada"
    " halamannya, maka riwayatnya tetap tercatat."
)


@removal_pages(
    blueprint, "/commitments/<uuid:commitment_id>", Permission.AGREEMENT_EDIT, remove_commitment
)
def removal(commitment_id: UUID) -> Removal:
    """What follows when the programme is taken away."""
    with transaction(visit().principal) as session:
        tenant_id = visit().regency.id
        kept = get_commitment(session, tenant_id=tenant_id, commitment_id=commitment_id)
        of_paper = told_of_paper(session, tenant_id=tenant_id, record=kept)
    return Removal(
        subject="commitment",
        record_id=commitment_id,
        title=kept.title,
        consequence=" ".join(filter(None, (_(INSTEAD), of_paper))),
        page_url=address_of(commitment_id),
        next_url=url_for("commitments.list_commitments"),
    )
