"""Take away a programme that was recorded by mistake."""

from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from werkzeug import Response as BaseResponse

from cooperation.queries.commitments import get_commitment
from cooperation.services.removals import remove_commitment
from cooperation.views.commitments import address_of, blueprint
from tenants.access import Permission, requires
from tenants.kernel.db import transaction
from tenants.removals import Removal, carry_out, removal_page
from tenants.request import visit


@blueprint.get("/commitments/<uuid:commitment_id>/removal")
@requires(Permission.AGREEMENT_EDIT)
def ask_removal(commitment_id: UUID) -> str:
    """What follows when the programme is taken away, or what rests on it."""
    return removal_page(_removal(commitment_id))


@blueprint.post("/commitments/<uuid:commitment_id>/removal")
@requires(Permission.AGREEMENT_EDIT)
def remove(commitment_id: UUID) -> BaseResponse:
    """Take the programme away."""
    return carry_out(_removal(commitment_id), remove_commitment, commitment_id=commitment_id)


def _removal(commitment_id: UUID) -> Removal:
    with transaction(visit().principal) as session:
        kept = get_commitment(session, tenant_id=visit().regency.id, commitment_id=commitment_id)
    return Removal(
        subject="commitment",
        record_id=commitment_id,
        title=kept.title,
        consequence=_(
            "Program yang memang ada tetapi tidak jadi dijalankan tidak dihapus: batalkan program"
            " itu pada halamannya, maka riwayatnya tetap tercatat."
        ),
        page_url=address_of(commitment_id),
        next_url=url_for("commitments.list_commitments"),
    )
