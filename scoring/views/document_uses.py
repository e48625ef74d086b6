"""Which agreements and which statements of the regency rest on which file."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.models.agreements import Agreement
from scoring.models.claims import IndicatorClaim
from tenants.access import Permission
from tenants.request import visit
from tenants.shell.document_uses import DocumentUse


def agreement_uses(session: Session, tenant_id: int) -> Iterator[DocumentUse]:
    """Signed papers, drafts, and proofs of posting of agreements."""
    agreements = session.scalars(
        select(Agreement).where(Agreement.tenant_id == tenant_id).order_by(Agreement.id)
    )
    for agreement in agreements:
        page = url_for("agreements.show_agreement", agreement_id=agreement.id)
        papers = (
            (agreement.document_id, _("Naskah bertanda tangan: %(title)s", title=agreement.title)),
            (agreement.draft_document_id, _("Rancangan: %(title)s", title=agreement.title)),
            (
                agreement.posting_proof_document_id,
                _("Bukti pembukuan: %(title)s", title=agreement.title),
            ),
        )
        for document_id, words in papers:
            if document_id is not None:
                yield DocumentUse(document_id, words, page)


def claim_uses(session: Session, tenant_id: int) -> Iterator[DocumentUse]:
    """Evidence of indicators; several facts of one form share it."""
    rows = session.execute(
        select(IndicatorClaim.document_id, IndicatorClaim.year, IndicatorClaim.indicator)
        .where(IndicatorClaim.tenant_id == tenant_id, IndicatorClaim.document_id.is_not(None))
        .distinct()
        .order_by(IndicatorClaim.year.desc(), IndicatorClaim.indicator)
    )
    can_edit = visit().can(Permission.SCORECARD_EDIT)
    for document_id, year, indicator in rows:
        page = url_for("claims.edit_claims", year=year, indicator=indicator) if can_edit else ""
        words = _("Bukti dukung %(indicator)s, %(year)s", indicator=indicator, year=year)
        if document_id is not None:
            yield DocumentUse(document_id, words, page)
