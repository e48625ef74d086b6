"""Which regulations rest on which file."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.models.regulations import Regulation, RegulationDocument
from tenants.shell.document_uses import DocumentUse


def regulation_uses(session: Session, tenant_id: int) -> Iterator[DocumentUse]:
    """Each version of a regulation's text, with a link to the regulation that counts them."""
    rows = session.execute(
        select(RegulationDocument, Regulation)
        .join(
            Regulation,
            (Regulation.tenant_id == RegulationDocument.tenant_id)
            & (Regulation.id == RegulationDocument.regulation_id),
        )
        .where(RegulationDocument.tenant_id == tenant_id)
        .order_by(RegulationDocument.version.desc())
    )
    for attached, regulation in rows:
        yield DocumentUse(
            attached.document_id,
            _(
                "Naskah %(citation)s, versi %(version)s",
                citation=regulation.citation,
                version=attached.version,
            ),
            url_for("regulations.show_regulation", regulation_id=regulation.id, _anchor="files"),
        )
