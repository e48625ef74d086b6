"""Reads of one regulation with all that hangs on it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from tenants.kernel.errors import N_, NotFound
from tenants.kernel.sources import counts_as_verified
from tenants.models.documents import DocumentBlob
from tenants.models.regulations import (
    Provision,
    Regulation,
    RegulationDocument,
    RegulationRelation,
    SocialisationEvent,
)
from tenants.regulation_types import ProvisionGroup, RelationKind


@dataclass(frozen=True)
class Related:
    """A link of the chain seen from one end, which ``acts`` when it amends, revokes, implements."""

    relation_id: UUID
    kind: RelationKind
    acts: bool
    other: Regulation


@dataclass(frozen=True)
class DocumentVersion:
    """A version of a regulation's file; version 1 is the first."""

    version: int
    document: DocumentBlob


@dataclass(frozen=True)
class RegulationRecord:
    """One regulation with everything that hangs on it. Documents are newest first."""

    regulation: Regulation
    provisions: Mapping[ProvisionGroup, Provision] = field(default_factory=dict)
    documents: Sequence[DocumentVersion] = ()
    related: Sequence[Related] = ()
    events: Sequence[SocialisationEvent] = ()

    @property
    def is_verified(self) -> bool:
        """Whether what it says counts as verified: its paper is its text."""
        return counts_as_verified(self.regulation.source_status, has_paper=bool(self.documents))


def get_regulation(session: Session, *, tenant_id: int, regulation_id: UUID) -> Regulation:
    """One regulation.

    Raises:
        NotFound: none with this id in this regency.
    """
    regulation = session.scalars(
        select(Regulation).where(Regulation.tenant_id == tenant_id, Regulation.id == regulation_id)
    ).one_or_none()
    if regulation is None:
        raise NotFound(N_("Regulasi tidak ditemukan."))
    return regulation


def get_regulation_record(
    session: Session, *, tenant_id: int, regulation_id: UUID
) -> RegulationRecord:
    """One regulation with provisions, file versions, chain and events (latest first).

    Raises:
        NotFound: none with this id in this regency.
    """
    regulation = get_regulation(session, tenant_id=tenant_id, regulation_id=regulation_id)
    return RegulationRecord(
        regulation=regulation,
        provisions=list_provisions(session, tenant_id=tenant_id, regulation_ids=[regulation_id])[
            regulation_id
        ],
        documents=list_document_versions(session, tenant_id=tenant_id, regulation_id=regulation_id),
        related=list_related(session, tenant_id=tenant_id, regulation_ids=[regulation_id])[
            regulation_id
        ],
        events=session.scalars(
            select(SocialisationEvent)
            .where(
                SocialisationEvent.tenant_id == tenant_id,
                SocialisationEvent.regulation_id == regulation_id,
            )
            .order_by(SocialisationEvent.held_on.desc().nulls_last(), SocialisationEvent.id)
        ).all(),
    )


def list_document_versions(
    session: Session, *, tenant_id: int, regulation_id: UUID
) -> Sequence[DocumentVersion]:
    """The versions of a regulation's file, newest first, without their bytes."""
    rows = session.execute(
        select(RegulationDocument.version, DocumentBlob)
        .join(
            DocumentBlob,
            (DocumentBlob.tenant_id == RegulationDocument.tenant_id)
            & (DocumentBlob.id == RegulationDocument.document_id),
        )
        .where(
            RegulationDocument.tenant_id == tenant_id,
            RegulationDocument.regulation_id == regulation_id,
        )
        .order_by(RegulationDocument.version.desc())
    )
    return [DocumentVersion(version, document) for version, document in rows]


def get_attached(
    session: Session, *, tenant_id: int, regulation_id: UUID, document_id: UUID
) -> RegulationDocument:
    """A file as a version of one regulation's text.

    Raises:
        NotFound: it is none.
    """
    attached = session.scalars(
        select(RegulationDocument).where(
            RegulationDocument.tenant_id == tenant_id,
            RegulationDocument.regulation_id == regulation_id,
            RegulationDocument.document_id == document_id,
        )
    ).one_or_none()
    if attached is None:
        raise NotFound(N_("Berkas ini bukan naskah regulasi tersebut."))
    return attached


def get_socialisation_event(
    session: Session, *, tenant_id: int, regulation_id: UUID, event_id: UUID
) -> SocialisationEvent:
    """One event of one regulation.

    Raises:
        NotFound: none with this id for this regulation.
    """
    event = session.scalars(
        select(SocialisationEvent).where(
            SocialisationEvent.tenant_id == tenant_id,
            SocialisationEvent.regulation_id == regulation_id,
            SocialisationEvent.id == event_id,
        )
    ).one_or_none()
    if event is None:
        raise NotFound(N_("Kegiatan sosialisasi tidak ditemukan."))
    return event


def get_event(session: Session, *, tenant_id: int, event_id: UUID) -> SocialisationEvent:
    """One event, of whichever regulation.

    Raises:
        NotFound: none with this id in this regency.
    """
    event = session.scalars(
        select(SocialisationEvent).where(
            SocialisationEvent.tenant_id == tenant_id, SocialisationEvent.id == event_id
        )
    ).one_or_none()
    if event is None:
        raise NotFound(N_("Kegiatan sosialisasi tidak ditemukan."))
    return event


def get_relation(
    session: Session, *, tenant_id: int, regulation_id: UUID, relation_id: UUID
) -> RegulationRelation:
    """One link of the chain, at either of its two regulations.

    Raises:
        NotFound: none with this id at this regulation.
    """
    relation = session.scalars(
        select(RegulationRelation)
        .where(
            RegulationRelation.tenant_id == tenant_id,
            RegulationRelation.id == relation_id,
            or_(
                RegulationRelation.regulation_id == regulation_id,
                RegulationRelation.target_id == regulation_id,
            ),
        )
        .execution_options(populate_existing=True)
    ).one_or_none()
    if relation is None:
        raise NotFound(N_("Kaitan regulasi tidak ditemukan."))
    return relation


def list_provisions(
    session: Session, *, tenant_id: int, regulation_ids: Sequence[UUID]
) -> Mapping[UUID, Mapping[ProvisionGroup, Provision]]:
    """What each of some regulations orders, by group; a regulation without any maps to nothing."""
    found: defaultdict[UUID, dict[ProvisionGroup, Provision]] = defaultdict(dict)
    rows = session.scalars(
        select(Provision).where(
            Provision.tenant_id == tenant_id, Provision.regulation_id.in_(regulation_ids)
        )
    )
    for provision in rows:
        found[provision.regulation_id][ProvisionGroup(provision.provision_group)] = provision
    return found


def list_related(
    session: Session, *, tenant_id: int, regulation_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[Related]]:
    """The chain of each of some regulations, first where it acts, then where it is acted upon."""
    found: defaultdict[UUID, list[Related]] = defaultdict(list)
    for end, far in (("regulation_id", "target_id"), ("target_id", "regulation_id")):
        this, other = getattr(RegulationRelation, end), getattr(RegulationRelation, far)
        rows = session.execute(
            select(this, RegulationRelation, Regulation)
            .join(
                Regulation,
                (Regulation.tenant_id == RegulationRelation.tenant_id) & (Regulation.id == other),
            )
            .where(RegulationRelation.tenant_id == tenant_id, this.in_(regulation_ids))
            .order_by(Regulation.year, Regulation.number, RegulationRelation.id)
        )
        for regulation_id, relation, regulation in rows:
            acts = end == "regulation_id"
            found[regulation_id].append(
                Related(relation.id, RelationKind(relation.kind), acts, regulation)
            )
    return found
