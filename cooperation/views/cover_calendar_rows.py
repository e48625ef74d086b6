"""The lines below the strips of the cover calendar, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import url_for

from cooperation.checks.periods import check_length, check_signature
from cooperation.commitment_states import CommitmentStatus
from cooperation.cover_gaps import Gap, GapKind, PricedGap
from cooperation.cover_outlook import Outlook
from cooperation.findings import FindingCode
from cooperation.gap_words import deadline_words, need_words
from cooperation.labels import FUNDING_SOURCES, REFUSALS
from cooperation.months import Month, months_between
from cooperation.opened_prices import PriceTerm, Rules, price_terms
from cooperation.queries.cover_calendar import CalendarChain, CalendarEntry
from cooperation.tariff_files import current_tariffs
from cooperation.views.presentation import FindingView, finding_views
from tenants.kernel.formats import month_range
from tenants.models.regulations import Regulation
from tenants.queries.regulation_drafts import ComingRegulation
from tenants.shell.filters import translated

Entries = Mapping[UUID, CalendarEntry]


@dataclass(frozen=True)
class GapLine:
    """What a gap shows in both tables. None: not known; ``refusal`` then says why."""

    title: str
    url: str
    months: str
    people_count: int | None
    worker_months: int | None
    amount_idr: int | None
    refusal: str
    terms: Sequence[PriceTerm]
    posted_count: int | None = None
    is_before_start: bool = False


@dataclass(frozen=True)
class NeedLine:
    """A gap to come: the budget that can pay, by when to draft, and what to do."""

    gap: GapLine
    is_planned: bool
    source: str
    budget: str
    draft_by: date | None
    is_late: bool
    remaining: str
    propose: Mapping[str, Any] | None
    memo_url: str


@dataclass(frozen=True)
class LateStart:
    """A start before the signature that waits for its proof; ``agreement_id`` takes it."""

    title: str
    finding: FindingView
    agreement_id: UUID


@dataclass(frozen=True)
class ShortPackage:
    """A programme that is over before its people have the full benefit."""

    title: str
    url: str
    finding: FindingView


@dataclass(frozen=True)
class BasisLine:
    """A programme that rests on law which does not bind yet."""

    title: str
    url: str
    regulation: Regulation
    in_force_on: date | None
    is_too_late: bool


@dataclass(frozen=True)
class EndingTerm:
    """One programme ends and perhaps another begins for the same people."""

    commitment_id: UUID
    title: str
    last: Month
    next_id: UUID | None
    next_title: str
    next_first: Month | None


def lost_lines(outlook: Outlook, entries: Entries, rules: Rules) -> list[GapLine]:
    """Past gaps: what was not paid for them."""
    return [_gap_line(priced, entries, rules) for priced in outlook.past]


def unpayable_lines(outlook: Outlook, entries: Entries, rules: Rules) -> list[GapLine]:
    """Gaps to come that no budget can pay any more: what they would have cost."""
    return [_gap_line(priced, entries, rules) for priced in outlook.unpayable]


def unbound_lines(outlook: Outlook, entries: Entries, rules: Rules) -> list[GapLine]:
    """Gaps to come that are budgeted, and whose agreement was ended early."""
    return [_gap_line(priced, entries, rules) for priced in outlook.unbound]


def paid_lines(outlook: Outlook, entries: Entries, rules: Rules) -> list[GapLine]:
    """Months that have begun and were paid although their agreement was ended early."""
    return [_gap_line(priced, entries, rules) for priced in outlook.paid]


def need_lines(outlook: Outlook, entries: Entries, rules: Rules, today: date) -> list[NeedLine]:
    """Gaps to come that can be paid: what they need, from which budget, and by when."""
    found = []
    for need in outlook.coming:
        gap, plan = need.priced.gap, need.plan
        nearest = plan.nearest
        remaining = plan.remaining_on(today)
        is_planned = gap.kind is GapKind.PLANNED
        found.append(
            NeedLine(
                gap=_gap_line(need.priced, entries, rules),
                is_planned=is_planned,
                source=translated(FUNDING_SOURCES[gap.of.insured.source]),
                budget=need_words(need),
                draft_by=plan.draft_by,
                is_late=plan.draft_by is not None and plan.draft_by < today,
                remaining=deadline_words(remaining)
                if remaining is not None and remaining is not nearest
                else "",
                propose=None if is_planned else _proposal(gap),
                memo_url=url_for("commitments.download_memo", commitment_id=gap.of.commitment_id),
            )
        )
    return found


def short_packages(chains: Sequence[CalendarChain]) -> list[ShortPackage]:
    """Programmes too short for the full benefit of a death."""
    found = []
    for chain in chains:
        for entry in chain.entries:
            months = entry.link.term
            covered = months_between(months.first, months.last)
            findings = [
                one
                for one in check_length(current_tariffs(), entry.terms, covered)
                if one.code is FindingCode.SHORT_PACKAGE
            ]
            found += [
                ShortPackage(entry.commitment.title, _address(entry.commitment.id), view)
                for view in finding_views(findings)
            ]
    return found


def late_starts(chains: Sequence[CalendarChain]) -> list[LateStart]:
    """Starts before the signature; the first agreement signed takes the proof."""
    found = []
    for chain in chains:
        for entry in chain.entries:
            signed = [one for one in entry.agreements if one.signed_on is not None]
            findings = [
                one
                for one in check_signature(entry.terms)
                if one.code is FindingCode.START_BEFORE_SIGNATURE
            ]
            found += [
                LateStart(entry.commitment.title, view, signed[0].id)
                for view in finding_views(findings)
            ]
    return found


def basis_lines(
    chains: Sequence[CalendarChain], coming: Sequence[ComingRegulation]
) -> list[BasisLine]:
    """Programmes whose law is on its way, and whether it comes after their first month."""
    by_id = {one.regulation.id: one for one in coming}
    found = []
    for chain in chains:
        for entry in chain.entries:
            regulation_id = entry.commitment.regulation_id
            basis = by_id.get(regulation_id) if regulation_id is not None else None
            if basis is None:
                continue
            day, begins = basis.in_force_on, entry.link.term.first.first_day
            found.append(
                BasisLine(
                    title=entry.commitment.title,
                    url=_address(entry.commitment.id),
                    regulation=basis.regulation,
                    in_force_on=day,
                    is_too_late=day is None or day > begins,
                )
            )
    return found


def ending_terms(chains: Sequence[CalendarChain], window: Sequence[Month]) -> list[EndingTerm]:
    """Ends of what is committed inside the window, each with what comes next for its people."""
    found = []
    for chain in chains:
        committed = [
            one for one in chain.entries if one.commitment.status == CommitmentStatus.COMMITTED
        ]
        for place, entry in enumerate(committed):
            if not window[0] <= entry.link.term.last <= window[-1]:
                continue
            after = committed[place + 1] if place + 1 < len(committed) else None
            found.append(
                EndingTerm(
                    commitment_id=entry.commitment.id,
                    title=entry.commitment.title,
                    last=entry.link.term.last,
                    next_id=after.commitment.id if after else None,
                    next_title=after.commitment.title if after else "",
                    next_first=after.link.term.first if after else None,
                )
            )
    return found


def _gap_line(priced: PricedGap, entries: Entries, rules: Rules) -> GapLine:
    gap = priced.gap
    return GapLine(
        title=entries[gap.of.commitment_id].commitment.title,
        url=_address(gap.of.commitment_id),
        months=month_range(gap.first.first_day, gap.last.first_day),
        people_count=gap.people_count,
        worker_months=gap.worker_months,
        amount_idr=priced.amount_idr,
        refusal=translated(REFUSALS[priced.refusal]) if priced.refusal else "",
        terms=price_terms(priced, rules),
        posted_count=gap.posted_count,
        is_before_start=gap.is_before_start,
    )


def _proposal(gap: Gap) -> Mapping[str, Any]:
    """What the form of the next programme is to begin with."""
    return {
        "continues_id": gap.of.commitment_id,
        "first_month": str(gap.first),
        "month_count": len(gap.months),
    }


def _address(commitment_id: UUID) -> str:
    return url_for("commitments.show_commitment", commitment_id=commitment_id)
