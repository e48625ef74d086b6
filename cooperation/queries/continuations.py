"""Coming months that no paper covers for the people of one programme, and what could pay them."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.budget_calendar import foreseen_january
from cooperation.checks.periods import planning_horizon
from cooperation.citations import cited_agreement
from cooperation.commitment_states import CommitmentStatus
from cooperation.continuation_memo import MemoFacts, Protected
from cooperation.cover_gaps import Link
from cooperation.cover_outlook import Outlook, look_out
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from cooperation.queries.commitment_terms import link_of
from cooperation.queries.commitments import (
    CommitmentRecord,
    get_commitment_record,
    list_commitment_records,
)
from cooperation.queries.cover_calendar import read_lead
from cooperation.queries.paid_months import links_with_paid
from cooperation.tariff_files import current_tariffs
from tenants.kernel.errors import N_, RuleViolation
from tenants.models.identity import Tenant
from tenants.models.regions import Region
from tenants.reference.regions import RegionKind

_NO_GAP = N_(
    "Tidak ada bulan mendatang yang kosong untuk program ini, sehingga tidak ada yang perlu"
    " diputuskan. Nota dinas tersedia bila pada kalender perlindungan ada bulan"
    " mendatang tanpa perlindungan."
)
_UNDATED = N_(
    "%(title)s sudah dianggarkan sebagai kelanjutan program ini, tetapi bulannya belum disebut,"
    " sehingga bulan yang kosong tidak dapat dipastikan. Isi bulan program itu dahulu."
)
_DAYS_UNKNOWN = 0


def has_coming_gap(record: CommitmentRecord, today: date) -> bool:
    """Whether months to come are empty for the people of a programme, or only planned for."""
    if _undated(record):
        return False
    outlook = _outlook(record, _links(record), _DAYS_UNKNOWN, today)
    return bool(outlook.coming or outlook.unpayable)


def get_memo_facts(
    session: Session, *, tenant_id: int, commitment_id: UUID, today: date
) -> MemoFacts:
    """What a nota dinas on the continuation of a programme is made of. Role regency.

    Its gaps are those that the cover calendar shows of the programme and of plans that continue it;
    those that are past count from the first programme for these people.

    Args:
        session: a transaction of the regency.
        tenant_id: whose programme.
        commitment_id: the programme.
        today: the day everything is seen on.

    Raises:
        NotFound: no such programme in this regency.
        RuleViolation: no month to come is empty.
        NoTariffInEffect: no budget calendar is known for today.
    """
    record = get_commitment_record(
        session, tenant_id=tenant_id, commitment_id=commitment_id, today=today
    )
    undated = _undated(record)
    if undated:
        raise RuleViolation(_UNDATED, title=undated[0].title)
    if not has_coming_gap(record, today):
        raise RuleViolation(_NO_GAP)
    regency = session.get_one(Tenant, tenant_id)
    region = session.get(Region, regency.region_code) if regency.region_code else None
    lead = read_lead(session, tenant_id=tenant_id, timezone=regency.timezone, today=today)
    paid = links_with_paid(session, tenant_id=tenant_id, links=_links(record), today=today)
    outlook = _outlook(record, paid, lead.agreement.days, today)
    coming = [*outlook.unpayable, *(need.priced for need in outlook.coming)]
    return MemoFacts(
        regency=regency.name,
        is_city=region is not None and region.kind == RegionKind.KOTA,
        department=record.department.name if record.department else None,
        programme=record.commitment.title,
        protected=_protected(session, record, today, min(one.gap.first for one in coming)),
        past=outlook.past,
        needs=outlook.coming,
        unpayable=outlook.unpayable,
        lead=lead,
        january=foreseen_january(current_tariffs(), today),
        today=today,
    )


def _outlook(
    record: CommitmentRecord, chain: Sequence[Link], lead_days: int, today: date
) -> Outlook:
    horizon = planning_horizon(today)
    return look_out(
        current_tariffs(),
        [chain] if chain else [],
        horizon,
        lead_days,
        past_from=min([horizon.current, *(link.term.first for link in chain)]),
        until=horizon.last,
    ).of({one.id for one in _continued(record)})


def _links(record: CommitmentRecord) -> Sequence[Link]:
    pairs = zip(record.chain, record.chain_terms, strict=True)
    return [link for one, terms in pairs if (link := link_of(one, terms)) is not None]


def _undated(record: CommitmentRecord) -> Sequence[Commitment]:
    """Later programmes for the same people that stand in a budget without their months."""
    pairs = list(zip(record.chain, record.chain_terms, strict=True))
    later = pairs[record.chain.index(record.commitment) + 1 :]
    return [
        one
        for one, terms in later
        if one.status == CommitmentStatus.COMMITTED and link_of(one, terms) is None
    ]


def _continued(record: CommitmentRecord) -> Sequence[Commitment]:
    """The programme and the plans that directly continue it; none once it was given up.

    Of a plan, the programme that it and the plans before it continue.
    """
    if record.commitment.status == CommitmentStatus.CANCELLED:
        return ()
    place = record.chain.index(record.commitment)
    while place and record.chain[place].status == CommitmentStatus.PLANNED:
        place -= 1
    found = [record.chain[place]]
    for one in record.chain[place + 1 :]:
        if one.status != CommitmentStatus.PLANNED:
            break
        found.append(one)
    return found


def _protected(
    session: Session, record: CommitmentRecord, today: date, empty_from: Month
) -> Protected | None:
    """The latest budgeted programme, this one or an earlier, that ends before the empty months."""
    pairs = list(zip(record.chain, record.chain_terms, strict=True))
    committed = [
        one
        for one, terms in pairs[: record.chain.index(record.commitment) + 1]
        if one.status == CommitmentStatus.COMMITTED
        and (link := link_of(one, terms)) is not None
        and link.term.last < empty_from
    ]
    if not committed:
        return None
    latest = committed[-1]
    if latest is not record.commitment:
        (record,) = list_commitment_records(
            session, tenant_id=latest.tenant_id, commitments=[latest], today=today
        )
    computed = record.examination.computation if record.examination else None
    link = link_of(latest, record.terms)
    basis, assumed = record.regulation, record.terms.assumptions
    return Protected(
        title=latest.title,
        people_count=latest.people_now,
        first=link.term.first if link else None,
        last=link.term.last if link else None,
        value_idr=computed.total_idr if computed else None,
        agreements=[cited_agreement(one) for one in record.agreements if one.signed_on],
        basis=f"{basis.citation} {basis.title}" if basis else "",
        are_months_assumed=assumed.first_month or assumed.month_count,
    )
