"""What is recorded of an agreement, as the clauses of a draft take it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cooperation.citations import cited_agreement
from cooperation.clause_filling import DraftFigures
from cooperation.clause_template import pks_template
from cooperation.kinds import Capacity, FundingSource, Programme, Segment
from cooperation.labels import FUNDING_SOURCES, PROGRAMMES, SEGMENTS
from cooperation.models.agreements import Agreement
from cooperation.months import Month
from cooperation.queries.commitments import CommitmentRecord, get_commitment_record
from tenants.kernel.clock import local_day
from tenants.models.identity import Tenant
from tenants.models.regulations import Regulation
from tenants.queries.assignments import sole_serving_office
from tenants.queries.national_texts import list_bases
from tenants.reference.national_texts import NATIONAL_KIND_LABELS, NationalKind, national_texts
from tenants.regulation_types import REGULATION_KIND_LABELS, RegulationKind


def get_draft_figures(session: Session, agreement: Agreement, *, now: datetime) -> DraftFigures:
    """The figures of an agreement and its programme, in the language of record. Role regency.

    Args:
        session: a transaction of the regency.
        agreement: a PKS.
        now: decides which BPJS office serves the regency.
    """
    regency = session.get_one(Tenant, agreement.tenant_id)
    carried = (
        get_commitment_record(
            session,
            tenant_id=regency.id,
            commitment_id=agreement.commitment_id,
            today=local_day(now, regency.timezone),
        )
        if agreement.commitment_id
        else None
    )
    regulation = carried.regulation if carried else None
    first_signer, second_signer = _signers(agreement)
    return DraftFigures(
        regency=regency.name,
        number_regency=agreement.number_regency,
        number_bpjs=agreement.number_bpjs,
        first_signer=first_signer,
        second_signer=second_signer,
        starts_on=agreement.starts_on,
        ends_on=agreement.ends_on,
        office=sole_serving_office(
            session, tenant_id=regency.id, now=now, timezone=regency.timezone
        ),
        grounds=(*_grounds(session, regulation), *_umbrella(session, agreement)),
        **(_of_commitment(carried) if carried else {}),
    )


def _of_commitment(carried: CommitmentRecord) -> dict[str, Any]:
    commitment = carried.commitment
    computed = carried.examination.computation if carried.examination else None
    is_stated = commitment.first_month is not None and commitment.month_count is not None
    sums = computed if computed is not None and is_stated else None
    source = FundingSource(commitment.funding_source)
    insured = [one for one in Programme if one in commitment.programmes]
    return {
        "department": carried.department.name if carried.department else None,
        "programme": commitment.title,
        "insurance": _joined([PROGRAMMES[one] for one in insured]),
        "segment": SEGMENTS[Segment(commitment.segment)],
        "people": commitment.people_now,
        "first_month": Month.of(commitment.first_month) if commitment.first_month else None,
        "months": commitment.months_now,
        "criteria": commitment.criteria,
        "funding_source": None if source is FundingSource.NOT_STATED else FUNDING_SOURCES[source],
        "budget_year": commitment.budget_year,
        "budget_line": commitment.budget_line,
        "runs": sums.runs if sums else (),
        "total_idr": sums.total_idr if sums else None,
    }


def _grounds(session: Session, regulation: Regulation | None) -> Iterator[str]:
    """National texts, those that the regulation implements among them, then the regulation."""
    implemented = (
        list_bases(session, tenant_id=regulation.tenant_id, regulation_id=regulation.id)
        if regulation
        else []
    )
    codes = {*pks_template().grounds, *(one.text.code for one in implemented)}
    for code, text in national_texts().items():
        if code in codes:
            kind = NATIONAL_KIND_LABELS[NationalKind(text.kind)]
            yield _cited(kind, text.number, text.year, text.title)
    if regulation is not None:
        kind = REGULATION_KIND_LABELS[RegulationKind(regulation.kind)]
        yield _cited(kind, regulation.number, regulation.year, regulation.title)


def _signers(agreement: Agreement) -> tuple[str | None, str | None]:
    """Who signs for each side: as the parties are named, else the first signatories."""
    lines = [line.strip() for line in (agreement.signatories or "").splitlines() if line.strip()]
    first, second = (*lines[:2], None, None)[:2]
    regency = (
        agreement.regency_office,
        agreement.regency_capacity,
        agreement.regency_mandate,
    )
    bpjs = (agreement.bpjs_office, agreement.bpjs_capacity, agreement.bpjs_mandate)
    return _signer(*regency) or first, _signer(*bpjs) or second


def _signer(office: str | None, capacity: str | None, mandate: str | None) -> str | None:
    """``Plt. Kepala Dinas Sosial, berdasarkan Surat Kuasa 1/2025``; None without an office."""
    if office is None:
        return None
    is_acting = capacity is not None and capacity != Capacity.DEFINITIVE
    named = f"{str(capacity).capitalize()}. {office}" if is_acting else office
    return f"{named}, berdasarkan {mandate}" if mandate else named


def _umbrella(session: Session, agreement: Agreement) -> Iterator[str]:
    """The nota kesepakatan that the agreement rests on, where it rests on one."""
    if agreement.umbrella_id is None:
        return
    yield cited_agreement(session.get_one(Agreement, (agreement.tenant_id, agreement.umbrella_id)))


def _cited(kind: str, number: str | None, year: int, title: str | None) -> str:
    """In full: ``Peraturan Pemerintah Nomor 28 Tahun 2018 tentang Kerja Sama Daerah``."""
    name = kind.partition(" (")[0]
    numbered = f"{name} Nomor {number} Tahun {year}" if number else f"Rancangan {name} Tahun {year}"
    return f"{numbered} tentang {title}" if title else numbered


def _joined(names: Sequence[str]) -> str:
    return " dan ".join(names) if len(names) <= 2 else f"{', '.join(names[:-1])}, dan {names[-1]}"  # noqa: PLR2004
