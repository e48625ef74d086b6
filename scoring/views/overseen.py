"""One regency as province and ministry may see it: its ledger, coverage, and open documents."""

from collections.abc import Sequence
from uuid import UUID

from flask import Response, render_template
from flask_babel import gettext as _

from cooperation.labels import AGREEMENT_KINDS, AGREEMENT_STATES
from cooperation.states import AgreementState, agreement_state_on
from scoring.engine import Totals
from scoring.models.claims import ClaimStatus
from scoring.points import ZERO
from scoring.queries.comparison import LineFigures, find_entry, lines_of
from scoring.queries.open_documents import (
    ConcludedAgreement,
    is_published_paper,
    list_published_papers,
)
from scoring.views.choices import chosen
from scoring.views.scope import again
from tenants.access import Permission, requires
from tenants.addresses import organisation_blueprint
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import N_, NotFound
from tenants.queries.documents import get_document_content
from tenants.regulation_status import STATE_LABELS
from tenants.regulation_types import REGULATION_KIND_LABELS
from tenants.request import visit
from tenants.services.documents import record_download
from tenants.shell.downloads import attachment

CLAIM_LABELS = {
    ClaimStatus.CLAIMED: N_("diajukan"),
    ClaimStatus.ACCEPTED: N_("diterima"),
    ClaimStatus.REJECTED: N_("ditolak"),
}

blueprint = organisation_blueprint("overseen", __name__, "pm", opens_regency=True)


@blueprint.get("/")
@requires(Permission.COMPARISON_READ, pool=DatabaseRole.OVERSIGHT)
def show_regency() -> str:
    """The published ledger of one regency, its coverage, and its papers as far as they are open."""
    choice = chosen()
    tenant_id, year = visit().regency.id, choice.period.year
    with transaction(visit().principal) as session:
        entry = find_entry(session, tenant_id=tenant_id, year=year, profile=choice.profile.code)
        papers = list_published_papers(session, tenant_id=tenant_id, year=year, today=visit().today)
    lines = lines_of(entry) if entry else {}
    return render_template(
        "scoring/comparison/regency.html",
        choice=choice,
        again=again,
        entry=entry,
        lines=lines,
        totals={
            aspect.code: _totals([one for one in lines.values() if one.indicator[0] == aspect.code])
            for aspect in choice.rubric.aspects
        },
        papers=papers,
        agreement_kinds=AGREEMENT_KINDS,
        state_of=_state_of,
        regulation_kinds=REGULATION_KIND_LABELS,
        regulation_states=STATE_LABELS,
        claim_states={code.value: _(label) for code, label in CLAIM_LABELS.items()},
    )


def _totals(lines: Sequence[LineFigures]) -> Totals | None:
    """The sums of an aspect; none while one of its lines is withheld, which they would tell."""
    claimed = [line.claimed for line in lines if line.claimed is not None]
    verified = [line.verified for line in lines if line.verified is not None]
    if not len(claimed) == len(verified) == len(lines):
        return None
    return Totals(
        available=sum((line.available for line in lines), ZERO),
        claimed=sum(claimed, ZERO),
        verified=sum(verified, ZERO),
    )


def _state_of(agreement: ConcludedAgreement) -> str:
    """What an agreement is today, in words."""
    state = agreement_state_on(AgreementState(agreement.status), agreement.dates, visit().today)
    return str(_(AGREEMENT_STATES[state]))


@blueprint.get("/documents/<uuid:document_id>")
@requires(Permission.DOCUMENT_READ, pool=DatabaseRole.OVERSIGHT)
def download_document(document_id: UUID) -> Response:
    """One file of those `show_regency` lists, and the trace that it was taken.

    Raises:
        NotFound: there is none with this id, it is not open, or no published record rests on it.
    """
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        if not is_published_paper(session, tenant_id=tenant_id, document_id=document_id):
            raise NotFound(N_("Berkas tidak ditemukan."))
        document = get_document_content(session, tenant_id=tenant_id, document_id=document_id)
        record_download(
            session,
            tenant_id=tenant_id,
            actor=visit().actor,
            now=visit().now,
            document_id=document_id,
        )
    return attachment(document.content, filename=document.filename, media_type=document.media_type)
