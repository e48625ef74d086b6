"""Reads of the cover calendar: every chain of commitments with its months, and own history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cooperation.arithmetic import Terms
from cooperation.budget_calendar import Lead, lead_of
from cooperation.cover_gaps import Link
from cooperation.kinds import FundingSource
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from cooperation.queries.agreements import list_agreements
from cooperation.queries.commitment_terms import link_of, terms_of
from cooperation.queries.commitments import list_chains
from cooperation.states import AgreementState
from cooperation.tariff_files import current_tariffs
from tenants.kernel.clock import local_day
from tenants.models.identity import Department
from tenants.models.regulations import DraftingStage
from tenants.regulation_stages import Stage


@dataclass(frozen=True)
class CalendarFilter:
    """What the calendar is narrowed to. Every word of ``search`` must occur in a title."""

    search: str | None = None
    department_id: UUID | None = None
    funding_source: FundingSource | None = None


@dataclass(frozen=True)
class CalendarEntry:
    """One commitment of a chain whose months are stated."""

    commitment: Commitment
    terms: Terms
    link: Link
    agreements: Sequence[Agreement]


@dataclass(frozen=True)
class CalendarChain:
    """Commitments for the same people, in order of time; n >= 1 with stated months.

    ``department`` is that of the latest; ``commitments`` holds those without stated months too.
    """

    commitments: Sequence[Commitment]
    entries: Sequence[CalendarEntry]
    department: Department | None

    @property
    def latest(self) -> CalendarEntry:
        """The last of them, by whose name the chain is known."""
        return self.entries[-1]

    @property
    def links(self) -> Sequence[Link]:
        """All of them as the calendar takes them."""
        return [entry.link for entry in self.entries]

    def agreements_in(self, window: Sequence[Month]) -> Sequence[Agreement]:
        """The agreements of those that reach into some months, each once; given up ones are not."""
        found = {
            one.id: one
            for entry in self.entries
            if entry.link.term.first <= window[-1] and entry.link.term.last >= window[0]
            for one in entry.agreements
            if one.status != AgreementState.DROPPED
        }
        return list(found.values())


def list_calendar_chains(
    session: Session,
    *,
    tenant_id: int,
    narrowed: CalendarFilter,
    departments: Sequence[Department],
) -> list[CalendarChain]:
    """Chains of which some commitment passes the filter, by the title of their latest.

    Commitments that were given up, or whose months are not stated, are left out.
    """
    chains = {chain[0].id: chain for chain in list_chains(session, tenant_id=tenant_id).values()}
    ids = [one.id for chain in chains.values() for one in chain]
    agreements = list_agreements(session, tenant_id=tenant_id, commitment_ids=ids)
    by_id = {one.id: one for one in departments}
    found = []
    for chain in chains.values():
        entries = _entries(chain, agreements)
        if entries and any(_passes(entry.commitment, narrowed) for entry in entries):
            department_id = entries[-1].commitment.department_id
            named = by_id.get(department_id) if department_id else None
            found.append(CalendarChain(chain, entries, named))
    return sorted(found, key=place_of)


def place_of(chain: CalendarChain) -> tuple[str, str]:
    """Where a chain stands in the list."""
    return chain.latest.commitment.title.casefold(), str(chain.latest.commitment.id)


def read_lead(session: Session, *, tenant_id: int, timezone: str | None, today: date) -> Lead:
    """How long drafting takes in this regency, by what it signed and promulgated so far.

    Raises:
        NoTariffInEffect: there is no history, and no assumption is known for today.
    """
    signed = session.execute(
        select(Agreement.created_at, Agreement.signed_on).where(
            Agreement.tenant_id == tenant_id, Agreement.signed_on.is_not(None)
        )
    )
    drafted = session.execute(
        select(
            func.min(DraftingStage.done_on).label("first_on"),
            func.max(DraftingStage.done_on)
            .filter(DraftingStage.stage == Stage.PROMULGATION)
            .label("last_on"),
        )
        .where(DraftingStage.tenant_id == tenant_id)
        .group_by(DraftingStage.regulation_id)
    )
    return lead_of(
        current_tariffs(),
        [(row.signed_on - local_day(row.created_at, timezone)).days for row in signed],
        [(row.last_on - row.first_on).days for row in drafted if row.last_on is not None],
        today,
    )


def _entries(
    chain: Sequence[Commitment], agreements: Mapping[UUID, Sequence[Agreement]]
) -> list[CalendarEntry]:
    found = []
    for one in chain:
        of_one = agreements.get(one.id, [])
        terms = terms_of(one, agreements, chain)
        link = link_of(one, terms)
        if link is not None:
            found.append(CalendarEntry(one, terms, link, of_one))
    return found


def _passes(commitment: Commitment, narrowed: CalendarFilter) -> bool:
    title = commitment.title.casefold()
    return (
        all(word in title for word in (narrowed.search or "").casefold().split())
        and narrowed.department_id in {None, commitment.department_id}
        and narrowed.funding_source in {None, commitment.funding_source}
    )
