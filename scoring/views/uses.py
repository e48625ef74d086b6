"""Which statements of the regency rest on which file."""

from collections.abc import Collection, Iterator
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.models.claims import IndicatorClaim
from scoring.models.evidence import Evidence
from tenants.access import Permission
from tenants.request import visit
from tenants.shell.uses import Use


def claim_uses(session: Session, tenant_id: int, document_ids: Collection[UUID]) -> Iterator[Use]:
    """Evidence of indicators; several facts of one form share it."""
    rows = session.execute(
        select(IndicatorClaim.document_id, IndicatorClaim.year, IndicatorClaim.indicator)
        .where(IndicatorClaim.tenant_id == tenant_id, IndicatorClaim.document_id.in_(document_ids))
        .distinct()
        .order_by(IndicatorClaim.year.desc(), IndicatorClaim.indicator)
    )
    can_edit = visit().can(Permission.SCORECARD_EDIT)
    for document_id, year, indicator in rows:
        page = url_for("claims.edit_claims", year=year, indicator=indicator) if can_edit else ""
        words = _("Bukti dukung %(indicator)s, %(year)s", indicator=indicator, year=year)
        if document_id is not None:
            yield Use(document_id, words, page)


def evidence_uses(
    session: Session, tenant_id: int, document_ids: Collection[UUID]
) -> Iterator[Use]:
    """Indicators that a file supports as evidence."""
    rows = session.scalars(
        select(Evidence)
        .where(Evidence.tenant_id == tenant_id, Evidence.document_id.in_(document_ids))
        .order_by(Evidence.year.desc(), Evidence.indicator)
    )
    for one in rows:
        page = url_for(
            "evidence.list_all_evidence", year=one.year, _anchor=f"evidence-{one.indicator}"
        )
        words = _(
            "Bukti dukung %(indicator)s, %(year)s: %(place)s",
            indicator=one.indicator,
            year=one.year,
            place=one.place,
        )
        yield Use(one.document_id, words, page)
