"""What is recorded of an agreement, as the clauses of a draft take it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cooperation.arithmetic import Computation
from cooperation.citations import cited_agreement
from cooperation.clause_filling import DraftFigures, ProgrammeFigures
from cooperation.clause_template import pks_template
from cooperation.kinds import Capacity, FundingSource, Programme, Segment
from cooperation.labels import FUNDING_SOURCES, PROGRAMMES, SEGMENTS
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from cooperation.queries.agreement_split import CarriedProgramme, find_split
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
    split = find_split(session, agreement, today=local_day(now, regency.timezone))
    records = [one.record for one in split.programmes] if split else []
    regulations = {one.regulation.id: one.regulation for one in records if one.regulation}
    first_signer, second_signer = _signers(agreement)
    return DraftFigures(
        regency=regency.name,
        number_regency=agreement.number_regency,
        number_bpjs=agreement.number_bpjs,
        first_signer=first_signer,
        second_signer=second_signer,
        starts_on=agreement.starts_on,
        ends_on=agreement.ends_on,
        due_day=agreement.due_day,
        office=sole_serving_office(
            session, tenant_id=regency.id, now=now, timezone=regency.timezone
        ),
        grounds=(*_grounds(session, list(regulations.values())), *_umbrella(session, agreement)),
        **(_of_programmes(split.programmes) if split and split.programmes else {}),
        split=split.split if split and len(records) > 1 else None,
    )


def _of_programmes(programmes: Sequence[CarriedProgramme]) -> dict[str, Any]:
    """The figures of all programmes together; what one of them does not state stays a blank.

    Months run from the first of all to the last, as far as this agreement carries them.
    """
    records = [one.record for one in programmes]
    carried = [one.commitment for one in programmes]
    computed = [_sums(one) for one in programmes]
    known = [one for one in computed if one is not None]
    is_whole = len(known) == len(computed)
    first, months = _span(programmes)
    sources = [FundingSource(one.funding_source) for one in carried]
    insured = {programme for one in carried for programme in one.programmes}
    is_sourced = FundingSource.NOT_STATED not in sources
    return {
        "department": _each(one.department.name if one.department else None for one in records),
        "programme": _each(one.title for one in carried),
        "insurance": _joined([PROGRAMMES[one] for one in Programme if one in insured]),
        "segment": _each(SEGMENTS[Segment(one.segment)] for one in carried),
        "people": carried[0].people_now if len(carried) == 1 else None,
        "first_month": first,
        "months": months,
        "criteria": _each(one.criteria for one in carried),
        "funding_source": _each(FUNDING_SOURCES[one] for one in sources) if is_sourced else None,
        "budget_year": carried[0].budget_year,
        "budget_line": _each(one.budget_line for one in carried),
        "runs": tuple(run for one in known for run in one.runs) if is_whole else (),
        "total_idr": sum(one.total_idr or 0 for one in known) if is_whole else None,
        "programmes": tuple(_programmes(carried, computed)) if len(carried) > 1 else (),
    }


def _programmes(
    carried: Sequence[Commitment], computed: Sequence[Computation | None]
) -> Iterator[ProgrammeFigures]:
    for one, sums in zip(carried, computed, strict=True):
        runs = tuple(sums.runs) if sums else ()
        yield ProgrammeFigures(one.title, one.people_now, one.budget_year, runs)


def _sums(programme: CarriedProgramme) -> Computation | None:
    """What was computed of a programme that states its months."""
    commitment, computed = programme.commitment, programme.computed
    is_stated = commitment.first_month is not None and commitment.month_count is not None
    return computed if computed and is_stated and computed.total_idr is not None else None


def _span(programmes: Sequence[CarriedProgramme]) -> tuple[Month | None, int | None]:
    """The first month of all, and how many there are up to the last of all."""
    firsts = [one.first_month for one in programmes if one.first_month is not None]
    lasts = [one.last_month for one in programmes if one.last_month is not None]
    if len(programmes) == 1 and not lasts:
        return next(iter(firsts), None), programmes[0].month_count
    if len(firsts) < len(programmes) or len(lasts) < len(programmes):
        return None, None
    return min(firsts), min(firsts).until(max(lasts)) + 1


def _each(texts: Iterable[str | None]) -> str | None:
    """Different texts side by side; None where one of them is not stated."""
    told = list(dict.fromkeys(texts))
    return None if None in told else _joined([one for one in told if one is not None])


def _grounds(session: Session, regulations: Sequence[Regulation]) -> Iterator[str]:
    """National texts, those that the regulations implement among them, then the regulations."""
    implemented = [
        one
        for regulation in regulations
        for one in list_bases(session, tenant_id=regulation.tenant_id, regulation_id=regulation.id)
    ]
    codes = {*pks_template().grounds, *(one.text.code for one in implemented)}
    for code, text in national_texts().items():
        if code in codes:
            kind = NATIONAL_KIND_LABELS[NationalKind(text.kind)]
            yield _cited(kind, text.number, text.year, text.title)
    for regulation in regulations:
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
