"""What of this package rests on files, regulations and meetings."""

from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.kernel.formats import date_id
from tenants.models.documents import DocumentBlob
from tenants.models.monev import MonevFollowUp
from tenants.models.regulations import Regulation, RegulationDocument, SocialisationEvent
from tenants.queries.regulations import list_related
from tenants.regulation_types import RELATION_LABELS
from tenants.shell.uses import Use, register_rows, register_uses


def init_uses() -> None:
    """Let the pages of files, regulations and meetings know."""
    register_rows(
        "document",
        DocumentBlob,
        DocumentBlob.id,
        DocumentBlob.redacts_id.is_not(None),
        DocumentBlob.withdrawn_at.is_(None),
        words=lambda _copy: str(
            _("Salinan tersamarkan yang terbuka bagi provinsi dan kementerian")
        ),
        page=lambda copy: url_for("document_sharing.show_sharing", document_id=copy.redacts_id),
    )
    register_rows(
        "regulation",
        SocialisationEvent,
        SocialisationEvent.regulation_id,
        words=_event,
        page=lambda event: url_for(
            "regulations.edit_socialisation", regulation_id=event.regulation_id, event_id=event.id
        ),
    )
    register_rows(
        "monev_meeting",
        MonevFollowUp,
        MonevFollowUp.meeting_id,
        words=_follow_up,
        page=_page_of_follow_up,
    )
    register_rows(
        "socialisation_event",
        MonevFollowUp,
        MonevFollowUp.event_id,
        words=_follow_up,
        page=_page_of_follow_up,
    )
    register_uses("document", texts_of_regulations)
    register_uses("regulation", links_of_the_chain)


def texts_of_regulations(
    session: Session, tenant_id: int, document_ids: Collection[UUID]
) -> Iterator[Use]:
    """Each version of a regulation's text, with a link to the regulation that counts them."""
    rows = session.execute(
        select(RegulationDocument, Regulation)
        .join(
            Regulation,
            (Regulation.tenant_id == RegulationDocument.tenant_id)
            & (Regulation.id == RegulationDocument.regulation_id),
        )
        .where(
            RegulationDocument.tenant_id == tenant_id,
            RegulationDocument.document_id.in_(document_ids),
        )
        .order_by(RegulationDocument.version.desc())
    )
    for attached, regulation in rows:
        yield Use(
            attached.document_id,
            _(
                "Naskah %(citation)s, versi %(version)s",
                citation=regulation.citation,
                version=attached.version,
            ),
            url_for("regulations.show_regulation", regulation_id=regulation.id, _anchor="files"),
        )


def links_of_the_chain(
    session: Session, tenant_id: int, regulation_ids: Collection[UUID]
) -> Iterator[Use]:
    """Links to other regulations, whichever of the two acts on the other."""
    related = list_related(session, tenant_id=tenant_id, regulation_ids=list(regulation_ids))
    for regulation_id, links in related.items():
        for link in links:
            acts, is_acted_upon = RELATION_LABELS[link.kind]
            yield Use(
                regulation_id,
                _(
                    "Kaitan: %(relation)s %(citation)s",
                    relation=_(acts) if link.acts else _(is_acted_upon),
                    citation=link.other.citation,
                ),
                url_for(
                    "regulations.show_regulation", regulation_id=regulation_id, _anchor="chain"
                ),
            )


def _follow_up(asked: MonevFollowUp) -> str:
    return str(_("Tindak lanjut: %(task)s", task=asked.task))


def _page_of_follow_up(asked: MonevFollowUp) -> str:
    named: dict[str, Any] = asked.occasion.parts
    return url_for("monev.edit_follow_up", follow_up_id=asked.id, **named)


def _event(event: SocialisationEvent) -> str:
    """An occasion on which a regulation was made known."""
    if event.held_on is None:
        return str(_("Kegiatan sosialisasi tanpa tanggal"))
    return str(_("Kegiatan sosialisasi %(day)s", day=date_id(event.held_on)))
