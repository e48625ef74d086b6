"""What of this package rests on files, regulations and meetings."""

from collections.abc import Collection, Iterator
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
from tenants.shell.uses import Use, register_uses


def init_uses() -> None:
    """Let the pages of files, regulations and meetings know."""
    register_uses("document", texts_of_regulations, open_copies)
    register_uses("regulation", links_of_the_chain, socialisation_events)
    register_uses("monev_meeting", follow_ups)


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


def open_copies(session: Session, tenant_id: int, document_ids: Collection[UUID]) -> Iterator[Use]:
    """Redacted copies that oversight reads until they are withdrawn."""
    copies = session.scalars(
        select(DocumentBlob).where(
            DocumentBlob.tenant_id == tenant_id,
            DocumentBlob.id.in_(document_ids),
            DocumentBlob.redacts_id.is_not(None),
            DocumentBlob.withdrawn_at.is_(None),
        )
    )
    for copy in copies:
        yield Use(
            copy.id,
            _("Salinan tersamarkan yang terbuka bagi provinsi dan kementerian"),
            url_for("document_sharing.show_sharing", document_id=copy.redacts_id),
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


def socialisation_events(
    session: Session, tenant_id: int, regulation_ids: Collection[UUID]
) -> Iterator[Use]:
    """Occasions on which a regulation was made known."""
    events = session.scalars(
        select(SocialisationEvent)
        .where(
            SocialisationEvent.tenant_id == tenant_id,
            SocialisationEvent.regulation_id.in_(regulation_ids),
        )
        .order_by(SocialisationEvent.held_on.desc().nulls_last(), SocialisationEvent.id)
    )
    for event in events:
        text = _("Kegiatan sosialisasi tanpa tanggal")
        if event.held_on is not None:
            text = _("Kegiatan sosialisasi %(day)s", day=date_id(event.held_on))
        page = url_for(
            "regulations.edit_socialisation", regulation_id=event.regulation_id, event_id=event.id
        )
        yield Use(event.regulation_id, text, page)


def follow_ups(session: Session, tenant_id: int, meeting_ids: Collection[UUID]) -> Iterator[Use]:
    """What a meeting asked for."""
    asked = session.scalars(
        select(MonevFollowUp)
        .where(MonevFollowUp.tenant_id == tenant_id, MonevFollowUp.meeting_id.in_(meeting_ids))
        .order_by(MonevFollowUp.created_at, MonevFollowUp.id)
    )
    for one in asked:
        page = url_for("monev.edit_follow_up", meeting_id=one.meeting_id, follow_up_id=one.id)
        yield Use(one.meeting_id, _("Tindak lanjut: %(task)s", task=one.task), page)
