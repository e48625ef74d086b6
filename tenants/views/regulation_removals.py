"""Take away what was recorded by mistake: a regulation, a text, a link, or an event of it."""

from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from tenants.access import Permission
from tenants.kernel.db import transaction
from tenants.kernel.formats import date_id
from tenants.models.national_texts import NationalText
from tenants.queries.documents import get_document
from tenants.queries.national_texts import get_basis
from tenants.queries.regulation_standing import standing_of
from tenants.queries.regulations import (
    get_attached,
    get_regulation,
    get_relation,
    get_socialisation_event,
    list_related,
)
from tenants.regulation_status import STATE_LABELS
from tenants.regulation_types import RELATION_LABELS, RelationKind
from tenants.removals import Removal, removal_pages
from tenants.request import visit
from tenants.services.regulation_bases import withdraw_national_text
from tenants.services.regulation_chain import unrelate_regulations
from tenants.services.regulation_documents import detach_document
from tenants.services.regulations import remove_regulation
from tenants.services.socialisation import remove_socialisation
from tenants.views.regulations import address_of, blueprint

_ONE = "/regulations/<uuid:regulation_id>"


@removal_pages(blueprint, _ONE, Permission.REGULATION_EDIT, remove_regulation)
def removal(regulation_id: UUID) -> Removal:
    """What follows when the regulation is taken away."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        regulation = get_regulation(session, tenant_id=tenant_id, regulation_id=regulation_id)
    return Removal(
        subject="regulation",
        record_id=regulation_id,
        title=regulation.citation,
        consequence=_(
            "Materi muatan dan daftar versi naskahnya ikut dihapus. Berkas naskahnya tetap ada di"
            " Daftar berkas dan dapat dihapus di sana. Regulasi yang dicabut tidak dihapus: ubah"
            " statusnya."
        ),
        page_url=address_of(regulation_id),
        next_url=url_for("regulations.show_regulations"),
    )


@removal_pages(
    blueprint,
    f"{_ONE}/documents/<uuid:document_id>",
    Permission.REGULATION_EDIT,
    detach_document,
    part="document",
)
def document_removal(regulation_id: UUID, document_id: UUID) -> Removal:
    """What follows when a file is no longer a version of the text."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        regulation = get_regulation(session, tenant_id=tenant_id, regulation_id=regulation_id)
        attached = get_attached(
            session, tenant_id=tenant_id, regulation_id=regulation_id, document_id=document_id
        )
        document = get_document(session, tenant_id=tenant_id, document_id=document_id)
    return Removal(
        subject="regulation_document",
        record_id=attached.id,
        title=_(
            "Naskah %(citation)s, versi %(version)s",
            citation=regulation.citation,
            version=attached.version,
        ),
        consequence=_(
            "Berkas %(name)s tidak lagi menjadi naskah regulasi ini. Berkasnya tetap ada di"
            " Daftar berkas dan dapat dihapus di sana.",
            name=document.filename,
        ),
        page_url=address_of(regulation_id),
        next_url=address_of(regulation_id),
    )


@removal_pages(
    blueprint,
    f"{_ONE}/socialisation-events/<uuid:event_id>",
    Permission.REGULATION_EDIT,
    remove_socialisation,
    part="socialisation",
)
def socialisation_removal(regulation_id: UUID, event_id: UUID) -> Removal:
    """What follows when an event is taken away."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        event = get_socialisation_event(
            session, tenant_id=tenant_id, regulation_id=regulation_id, event_id=event_id
        )
    title = _("Kegiatan sosialisasi tanpa tanggal")
    if event.held_on is not None:
        title = _("Kegiatan sosialisasi %(day)s", day=date_id(event.held_on))
    return Removal(
        subject="socialisation_event",
        record_id=event_id,
        title=title,
        consequence=_("Kegiatan ini tidak tampil lagi pada regulasinya."),
        page_url=address_of(regulation_id),
        next_url=address_of(regulation_id),
    )


@removal_pages(
    blueprint,
    f"{_ONE}/relations/<uuid:relation_id>",
    Permission.REGULATION_EDIT,
    unrelate_regulations,
    part="relation",
)
def relation_removal(regulation_id: UUID, relation_id: UUID) -> Removal:
    """What follows when two regulations are no longer linked."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        relation = get_relation(
            session, tenant_id=tenant_id, regulation_id=regulation_id, relation_id=relation_id
        )
        acting = get_regulation(session, tenant_id=tenant_id, regulation_id=relation.regulation_id)
        target = get_regulation(session, tenant_id=tenant_id, regulation_id=relation.target_id)
        chain = list_related(session, tenant_id=tenant_id, regulation_ids=[target.id])[target.id]
    rest = [one for one in chain if one.relation_id != relation_id]
    acts, _is_acted_upon = RELATION_LABELS[RelationKind(relation.kind)]
    return Removal(
        subject="regulation_relation",
        record_id=relation_id,
        title=_(
            "Kaitan %(acting)s %(acts)s %(target)s",
            acting=acting.citation,
            acts=_(acts),
            target=target.citation,
        ),
        consequence=_(
            "Tanpa kaitan ini, keadaan %(target)s pada hari ini: %(state)s. Dasar hukum program,"
            " perjanjian, dan skor yang bertumpu padanya dihitung kembali.",
            target=target.citation,
            state=_(STATE_LABELS[standing_of(target, rest, visit().today).state]),
        ),
        page_url=f"{address_of(regulation_id)}#chain",
        next_url=f"{address_of(regulation_id)}#chain",
    )


@removal_pages(
    blueprint,
    f"{_ONE}/bases/<uuid:basis_id>",
    Permission.REGULATION_EDIT,
    withdraw_national_text,
    part="basis",
)
def basis_removal(regulation_id: UUID, basis_id: UUID) -> Removal:
    """What follows when a regulation is no longer said to implement a national text."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        regulation = get_regulation(session, tenant_id=tenant_id, regulation_id=regulation_id)
        basis = get_basis(
            session, tenant_id=tenant_id, regulation_id=regulation_id, basis_id=basis_id
        )
        text = session.get_one(NationalText, basis.national_code)
    return Removal(
        subject="regulation_basis",
        record_id=basis_id,
        title=_(
            "Kaitan %(acting)s %(acts)s %(target)s",
            acting=regulation.citation,
            acts=_(RELATION_LABELS[RelationKind.IMPLEMENTS][0]),
            target=text.citation,
        ),
        consequence=_(
            "%(citation)s tidak lagi tampil sebagai pelaksanaan peraturan nasional tersebut.",
            citation=regulation.citation,
        ),
        page_url=f"{address_of(regulation_id)}#chain",
        next_url=f"{address_of(regulation_id)}#chain",
    )
