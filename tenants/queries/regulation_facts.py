"""What a scorecard may know of a regency's regulations in one year."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.kernel.sources import SourceStatus, counts_as_verified
from tenants.models.documents import DocumentBlob
from tenants.models.regulations import Provision, Regulation, RegulationDocument
from tenants.queries.regulation_standing import dates_of, list_acts
from tenants.regulation_periods import binding_from, is_recent
from tenants.regulation_status import Act, State, binds_throughout, standing_on
from tenants.regulation_types import ProvisionGroup, RegulationKind, RegulationStatus, RelationKind


@dataclass(frozen=True)
class RegulationFacts:
    """One regulation as indicators A1 to A3 see it for one year; drafts are left out.

    ``articles`` holds only groups whose article is known. A truth of A3 that nobody has looked up
    yet, or that hangs on an unknown date, is None. ``binding_from_on`` is None when no date is
    known: the regulation then counts from the last day of its ``year``. ``document_sha256`` is the
    hash of the latest version of its file, in hexadecimal.
    """

    id: UUID
    citation: str
    kind: RegulationKind
    number: str | None
    year: int
    title: str
    binding_from_on: date | None
    ended_on: date | None
    in_force_at_year_end: bool
    has_ended_by_year_end: bool
    in_force_all_year: bool
    is_recent: bool | None
    articles: Mapping[ProvisionGroup, str]
    names_funding_source: bool | None
    funding_source_article: str | None
    has_sanction: bool | None
    sanction_article: str | None
    document_id: UUID | None
    document_version: int | None
    document_sha256: str | None
    source_name: str
    source_on: date | None
    data_on: date | None
    source_status: SourceStatus

    @property
    def is_verified(self) -> bool:
        """Whether it counts as verified: its paper is its text, which anyone could have typed."""
        return counts_as_verified(self.source_status, has_paper=self.document_sha256 is not None)


@dataclass(frozen=True)
class _Attached:
    """Everything the regulations of one regency carry, by regulation."""

    provisions: Mapping[UUID, Sequence[Provision]]
    acts: Mapping[UUID, Sequence[Act]]
    documents: Mapping[UUID, tuple[UUID, int, bytes]]


def list_regulation_facts(
    session: Session, *, tenant_id: int, year: int
) -> Sequence[RegulationFacts]:
    """Every regulation but drafts as it stood in ``year``, in order of year, number and id."""
    regulations = session.scalars(
        select(Regulation)
        .where(Regulation.tenant_id == tenant_id, Regulation.status != RegulationStatus.DRAFT)
        .order_by(Regulation.year, Regulation.number, Regulation.id)
    ).all()
    attached = _Attached(
        provisions=_provisions(session, tenant_id),
        acts=list_acts(session, tenant_id=tenant_id),
        documents=_latest_documents(session, tenant_id),
    )
    return [_facts(regulation, attached, year) for regulation in regulations]


def _facts(regulation: Regulation, attached: _Attached, year: int) -> RegulationFacts:
    dates, acts = dates_of(regulation), attached.acts.get(regulation.id, ())
    standing = standing_on(dates, acts, date(year, 12, 31))
    provisions = attached.provisions.get(regulation.id, ())
    document_id, document_version, sha256 = attached.documents.get(
        regulation.id, (None, None, None)
    )
    return RegulationFacts(
        id=regulation.id,
        citation=regulation.citation,
        kind=RegulationKind(regulation.kind),
        number=regulation.number,
        year=regulation.year,
        title=regulation.title,
        binding_from_on=binding_from(dates),
        ended_on=standing.ends_on,
        in_force_at_year_end=standing.binds,
        has_ended_by_year_end=standing.state is State.REVOKED,
        in_force_all_year=binds_throughout(dates, acts, year),
        is_recent=is_recent(
            dates, [act.dates for act in acts if act.kind is RelationKind.AMENDS], year
        ),
        articles={
            ProvisionGroup(provision.provision_group): provision.article
            for provision in provisions
            if provision.article is not None
        },
        names_funding_source=regulation.names_funding_source,
        funding_source_article=regulation.funding_source_article,
        has_sanction=regulation.has_sanction,
        sanction_article=regulation.sanction_article,
        document_id=document_id,
        document_version=document_version,
        document_sha256=sha256.hex() if sha256 else None,
        source_name=regulation.source_name,
        source_on=regulation.source_on,
        data_on=regulation.data_on,
        source_status=SourceStatus(regulation.source_status),
    )


def _provisions(session: Session, tenant_id: int) -> Mapping[UUID, Sequence[Provision]]:
    found: defaultdict[UUID, list[Provision]] = defaultdict(list)
    rows = session.scalars(
        select(Provision)
        .where(Provision.tenant_id == tenant_id)
        .order_by(Provision.provision_group)
    )
    for provision in rows:
        found[provision.regulation_id].append(provision)
    return found


def _latest_documents(session: Session, tenant_id: int) -> Mapping[UUID, tuple[UUID, int, bytes]]:
    rows = session.execute(
        select(
            RegulationDocument.regulation_id,
            RegulationDocument.document_id,
            RegulationDocument.version,
            DocumentBlob.sha256,
        )
        .join(
            DocumentBlob,
            (DocumentBlob.tenant_id == RegulationDocument.tenant_id)
            & (DocumentBlob.id == RegulationDocument.document_id),
        )
        .where(RegulationDocument.tenant_id == tenant_id)
        .order_by(RegulationDocument.version)
    )
    return {
        regulation_id: (document, version, sha) for regulation_id, document, version, sha in rows
    }
