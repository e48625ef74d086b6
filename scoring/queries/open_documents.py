"""What oversight may know of a regency's papers: that they exist, and those that are open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from cooperation.agreement_terms import is_never_bound, last_bound_day
from cooperation.models.agreements import Agreement
from cooperation.states import AgreementState, TermDates
from scoring.models.claims import IndicatorClaim
from tenants.models.documents import DocumentBlob
from tenants.models.regulations import Regulation, RegulationDocument
from tenants.queries.documents import list_open_documents
from tenants.queries.regulation_standing import dates_of, list_acts
from tenants.regulation_status import Standing, standing_on
from tenants.regulation_types import RegulationStatus

CONCLUDED = (AgreementState.SIGNED, AgreementState.ENDED, AgreementState.TERMINATED)
"""A draft is the regency's own until it is signed."""


@dataclass(frozen=True)
class Paper:
    """A file a record rests on; ``shown`` is the file, its redacted copy, or None: not open."""

    document_id: UUID
    shown: DocumentBlob | None
    version: int = 1

    @property
    def is_redacted(self) -> bool:
        """What may be read is the redacted copy."""
        return self.shown is not None and self.shown.redacts_id is not None


@dataclass(frozen=True)
class RegulationPapers:
    """A regulation as it stands on a day, with the versions of its text, the newest first."""

    regulation: Regulation
    standing: Standing
    papers: Sequence[Paper]


@dataclass(frozen=True)
class ConcludedAgreement:
    """What is published of an agreement, and its signed paper."""

    title: str
    kind: str
    number_regency: str | None
    number_bpjs: str | None
    signed_on: date | None
    starts_on: date | None
    ends_on: date | None
    terminated_on: date | None
    amended_from: date | None
    amended_ends_on: date | None
    continued_from: date | None
    status: str
    paper: Paper | None

    @property
    def agreed_until(self) -> date | None:
        """The last day of its term, with all signed addenda."""
        return self.amended_ends_on or self.ends_on

    @property
    def last_day(self) -> date | None:
        """The last day on which it binds, also where it was ended early."""
        return last_bound_day(self.agreed_until, self.terminated_on)

    @property
    def never_bound(self) -> bool:
        """Whether it was ended before its first day."""
        return is_never_bound(self.starts_on or self.signed_on, self.last_day)

    @property
    def dates(self) -> TermDates:
        """What the calendar says of it."""
        return TermDates(
            starts_on=self.starts_on or self.signed_on,
            ends_on=self.agreed_until,
            amended_from=self.amended_from,
            continued_from=self.continued_from,
        )


@dataclass(frozen=True)
class EvidencePaper:
    """The evidence of one indicator in one year; ``paper`` is None where no file was sent."""

    indicator: str
    status: str
    paper: Paper | None


@dataclass(frozen=True)
class PublishedPapers:
    """Everything oversight may know of the papers of a regency."""

    regulations: Sequence[RegulationPapers]
    agreements: Sequence[ConcludedAgreement]
    evidence: Sequence[EvidencePaper]


def list_published_papers(
    session: Session, *, tenant_id: int, year: int, today: date
) -> PublishedPapers:
    """The papers of a regency, as far as they are open; evidence of one assessed year.

    Drafts of regulations, like drafts of agreements, are the regency's own: they are left out
    with their texts until they are in force.

    Args:
        session: role oversight, bound to the tenant. Only columns granted to it are named.
        tenant_id: whose papers.
        year: of the statements whose evidence is listed.
        today: the day on which the regulations are shown as they stand.
    """
    attached = _attached(session, tenant_id)
    agreements = _agreements(session, tenant_id)
    evidence = _evidence(session, tenant_id, year)
    shown = list_open_documents(
        session, tenant_id=tenant_id, document_ids=_named(attached, agreements, evidence)
    )
    regulations = session.scalars(
        select(Regulation)
        .where(Regulation.tenant_id == tenant_id, Regulation.status != RegulationStatus.DRAFT)
        .order_by(Regulation.year.desc(), Regulation.kind, Regulation.number)
    )
    chain = list_acts(session, tenant_id=tenant_id)
    return PublishedPapers(
        regulations=[
            RegulationPapers(
                one,
                standing_on(dates_of(one), chain.get(one.id, ()), today),
                [
                    Paper(document_id, shown.get(document_id), version)
                    for document_id, version in attached.get(one.id, ())
                ],
            )
            for one in regulations
        ],
        agreements=[
            ConcludedAgreement(**described, paper=_paper(document_id, shown))
            for described, document_id in agreements
        ],
        evidence=[
            EvidencePaper(indicator, status, _paper(document_id, shown))
            for indicator, status, document_id in evidence
        ],
    )


def is_published_paper(session: Session, *, tenant_id: int, document_id: UUID) -> bool:
    """Whether a file is one that `list_published_papers` shows for some year.

    Everything else a regency keeps stays its own, also where nobody marked it as personal: papers
    of drafts, replaced evidence, files that no published record rests on.

    Args:
        session: role oversight, bound to the tenant.
        tenant_id: whose file.
        document_id: the file itself, or the redacted copy.
    """
    named = session.scalar(
        select(func.coalesce(DocumentBlob.redacts_id, DocumentBlob.id)).where(
            DocumentBlob.tenant_id == tenant_id, DocumentBlob.id == document_id
        )
    )
    if named is None:
        return False
    shown = list_open_documents(session, tenant_id=tenant_id, document_ids=[named])
    if shown[named].id != document_id:
        return False
    return bool(session.scalar(select(or_(*_published_uses(tenant_id, named)))))


def _published_uses(tenant_id: int, document_id: UUID) -> list[ColumnElement[bool]]:
    """Whether a published record of each kind names a file."""
    return [
        exists(RegulationDocument.document_id).where(
            RegulationDocument.tenant_id == tenant_id,
            RegulationDocument.document_id == document_id,
            Regulation.tenant_id == RegulationDocument.tenant_id,
            Regulation.id == RegulationDocument.regulation_id,
            Regulation.status != RegulationStatus.DRAFT,
        ),
        exists(Agreement.document_id).where(
            Agreement.tenant_id == tenant_id,
            Agreement.document_id == document_id,
            Agreement.status.in_(CONCLUDED),
        ),
        exists(IndicatorClaim.document_id).where(
            IndicatorClaim.tenant_id == tenant_id, IndicatorClaim.document_id == document_id
        ),
    ]


def _named(
    attached: Mapping[UUID, Sequence[tuple[UUID, int]]],
    agreements: Sequence[tuple[dict[str, Any], UUID | None]],
    evidence: Sequence[tuple[str, str, UUID | None]],
) -> set[UUID]:
    """Every file that published records rest on."""
    return {
        *(document_id for files in attached.values() for document_id, _ in files),
        *(document_id for _, document_id in agreements if document_id),
        *(document_id for _, _, document_id in evidence if document_id),
    }


def _paper(document_id: UUID | None, shown: dict[UUID, DocumentBlob]) -> Paper | None:
    return Paper(document_id, shown.get(document_id)) if document_id is not None else None


def _attached(session: Session, tenant_id: int) -> dict[UUID, list[tuple[UUID, int]]]:
    rows = session.scalars(
        select(RegulationDocument)
        .join(
            Regulation,
            and_(
                Regulation.tenant_id == RegulationDocument.tenant_id,
                Regulation.id == RegulationDocument.regulation_id,
            ),
        )
        .where(
            RegulationDocument.tenant_id == tenant_id,
            Regulation.status != RegulationStatus.DRAFT,
        )
        .order_by(RegulationDocument.version.desc())
    )
    found: dict[UUID, list[tuple[UUID, int]]] = {}
    for row in rows:
        found.setdefault(row.regulation_id, []).append((row.document_id, row.version))
    return found


def _agreements(session: Session, tenant_id: int) -> list[tuple[dict[str, Any], UUID | None]]:
    rows = session.execute(
        select(
            Agreement.title,
            Agreement.kind,
            Agreement.number_regency,
            Agreement.number_bpjs,
            Agreement.signed_on,
            Agreement.starts_on,
            Agreement.ends_on,
            Agreement.terminated_on,
            Agreement.amended_from,
            Agreement.amended_ends_on,
            Agreement.continued_from,
            Agreement.status,
            Agreement.document_id,
        )
        .where(Agreement.tenant_id == tenant_id, Agreement.status.in_(CONCLUDED))
        .order_by(Agreement.starts_on.desc().nulls_last(), Agreement.id)
    )
    described = [dict(row) for row in rows.mappings()]
    return [(one, one.pop("document_id")) for one in described]


def _evidence(
    session: Session, tenant_id: int, year: int
) -> Sequence[tuple[str, str, UUID | None]]:
    rows = session.execute(
        select(IndicatorClaim.indicator, IndicatorClaim.status, IndicatorClaim.document_id)
        .where(IndicatorClaim.tenant_id == tenant_id, IndicatorClaim.year == year)
        .distinct()
        .order_by(IndicatorClaim.indicator)
    )
    return [(indicator, status, document_id) for indicator, status, document_id in rows]
