"""The cover calendar: all programmes by month, what was lost, what is needed and by when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from cooperation.budget_calendar import Lead, foreseen_january
from cooperation.calendar import (
    Cell,
    CombinedCell,
    chain_strip,
    combine,
    rolling_window,
    year_window,
)
from cooperation.checks.periods import Horizon, planning_horizon
from cooperation.citations import short_name
from cooperation.cover_outlook import Outlook, is_alone_empty, look_out
from cooperation.labels import FUNDING_SOURCES
from cooperation.months import Month
from cooperation.opened_prices import parameter_grade, rule_views
from cooperation.queries.cover_calendar import (
    CalendarChain,
    CalendarFilter,
    list_calendar_chains,
    place_of,
    read_lead,
)
from cooperation.queries.paid_months import links_with_paid
from cooperation.schemas.cover_calendar import (
    CalendarExportIn,
    CalendarPageIn,
    CalendarSheet,
)
from cooperation.tariff_files import current_tariffs
from cooperation.views.cover_calendar_rows import (
    basis_lines,
    ending_terms,
    late_starts,
    lost_lines,
    need_lines,
    paid_lines,
    short_packages,
    unbound_lines,
    unpayable_lines,
)
from cooperation.views.cover_calendar_sheets import gap_table, month_table
from cooperation.views.cover_overlaps import overlap_list
from cooperation.views.presentation import (
    calendar_row,
    combined_row,
    dated_title,
    local_today,
    options,
)
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel.db import transaction
from tenants.kernel.formats import count, month_range
from tenants.kernel.paging import Page, decode_cursor, encode_cursor, text
from tenants.kernel.schemas import load
from tenants.models.identity import Department
from tenants.queries.departments import list_departments
from tenants.queries.regulation_drafts import ComingRegulation, list_coming_regulations
from tenants.request import visit
from tenants.shell import panels
from tenants.shell.downloads import workbook_attachment

ROWS = 25
"""Programmes of one page; each is a row of eighteen cells."""

blueprint = tenant_blueprint("cover_calendar", __name__)


@dataclass(frozen=True)
class Seen:
    """Everything the calendar is made of, as seen today."""

    chains: Sequence[CalendarChain]
    window: Sequence[Month]
    horizon: Horizon
    lead: Lead
    outlook: Outlook
    departments: Sequence[Department]

    @cached_property
    def strips(self) -> Mapping[UUID, tuple[Cell, ...]]:
        """The months of each chain, by its latest commitment."""
        return {
            chain.latest.commitment.id: chain_strip(
                [link.term for link in chain.links], self.window, self.horizon
            )
            for chain in self.chains
        }

    def strip_of(self, chain: CalendarChain) -> tuple[Cell, ...]:
        """The months of one chain."""
        return self.strips[chain.latest.commitment.id]

    @property
    def combined(self) -> tuple[CombinedCell, ...]:
        """The months of all of them together."""
        return combine(list(self.strips.values()), self.window)


@blueprint.get("/cover-calendar")
@requires(Permission.AGREEMENT_READ)
def show_calendar() -> str:
    """The regency as one strip, a row for each programme, gaps behind and ahead."""
    asked = load(CalendarPageIn, request.args)
    today = local_today()
    with transaction(visit().principal) as session:
        seen = _seen(session, asked)
        page = _page(seen.chains, asked["cursor"])
        endings = ending_terms(page.items, seen.window)
        coming = _coming_regulations(session, page.items)
        fed = panels.render("cover-calendar", session, visit(), endings=endings)
    shown = seen.outlook.of({link.commitment_id for chain in page.items for link in chain.links})
    entries = {one.commitment.id: one for chain in page.items for one in chain.entries}
    rules = rule_views(shown.priced)
    kept = {name: value for name, value in asked.items() if value and name != "cursor"}
    january = foreseen_january(current_tariffs(), today)
    return render_template(
        "cooperation/cover_calendar.html",
        asked=asked,
        kept=kept,
        is_narrowed=bool(kept.keys() - {"year"}),
        total=len(seen.chains),
        page=page,
        months=month_range(seen.window[0].first_day, seen.window[-1].first_day),
        combined=[combined_row(_("Semua program"), seen.combined)] if seen.chains else [],
        rows=[
            calendar_row(
                _row_label(chain), seen.strip_of(chain), _address(chain), _papers(chain, seen)
            )
            for chain in page.items
        ],
        overlaps=overlap_list(seen.chains, seen.departments, seen.window),
        outlook=seen.outlook,
        lost=lost_lines(shown, entries, rules),
        unpayable=unpayable_lines(shown, entries, rules),
        unbound=unbound_lines(shown, entries, rules),
        paid=paid_lines(shown, entries, rules),
        needs=need_lines(shown, entries, rules, today),
        rules=rules.views,
        lead=seen.lead,
        lead_grade=parameter_grade(seen.lead.assumption) if seen.lead.assumption else "",
        january=january
        if january and is_alone_empty(january, seen.outlook.unpayable, seen.outlook.coming)
        else None,
        shorts=short_packages(page.items),
        late_starts=late_starts(page.items),
        bases=basis_lines(page.items, coming),
        panels=fed,
        departments=[(one.id, one.name) for one in seen.departments],
        years=[(year, year) for year in range(today.year - 3, today.year + 2)],
        funding_sources=options(FUNDING_SOURCES),
    )


@blueprint.get("/cover-calendar/export")
@requires(Permission.AGREEMENT_READ)
def export_calendar() -> Response:
    """The months of all programmes, or their gaps, as an Excel file."""
    asked = load(CalendarExportIn, request.args)
    regency = visit().regency
    with transaction(visit().principal) as session:
        seen = _seen(session, asked)
    if asked["sheet"] is CalendarSheet.GAPS:
        entries = {one.commitment.id: one for chain in seen.chains for one in chain.entries}
        table = gap_table(seen.outlook, entries, local_today())
        return workbook_attachment(f"bulan-tanpa-perlindungan-{regency.slug}.xlsx", table)
    strips = [(chain, seen.strip_of(chain)) for chain in seen.chains]
    table = month_table(seen.window, strips)
    return workbook_attachment(f"kalender-perlindungan-{regency.slug}.xlsx", table)


def _seen(session: Session, asked: dict[str, Any]) -> Seen:
    regency, today = visit().regency, local_today()
    departments = list_departments(session, tenant_id=regency.id)
    narrowed = CalendarFilter(asked["search"], asked["department_id"], asked["funding_source"])
    listed = list_calendar_chains(
        session, tenant_id=regency.id, narrowed=narrowed, departments=departments
    )
    chains = _with_paid(session, listed, today)
    lead = read_lead(session, tenant_id=regency.id, timezone=regency.timezone, today=today)
    year, horizon = asked["year"], planning_horizon(today)
    window = year_window(Month(year, 1)) if year else rolling_window(today)
    outlook = look_out(
        current_tariffs(),
        [chain.links for chain in chains],
        horizon,
        lead.agreement.days,
        past_from=window[0],
        until=window[-1] if year else horizon.last,
    )
    return Seen(chains, window, horizon, lead, outlook, departments)


def _with_paid(
    session: Session, chains: Sequence[CalendarChain], today: date
) -> Sequence[CalendarChain]:
    """Chains whose months tell what was paid although no agreement binds."""
    links = [link for chain in chains for link in chain.links]
    paid = links_with_paid(session, tenant_id=visit().regency.id, links=links, today=today)
    by_id = {link.commitment_id: link for link in paid}
    return [
        replace(
            chain,
            entries=[replace(one, link=by_id[one.commitment.id]) for one in chain.entries],
        )
        for chain in chains
    ]


def _page(chains: Sequence[CalendarChain], cursor: str | None) -> Page[CalendarChain]:
    """Rows after the last one seen; the list is short enough to be read whole."""
    seen = tuple(decode_cursor(cursor, text, text)) if cursor else ("", "")
    left = [chain for chain in chains if place_of(chain) > seen]
    shown = left[:ROWS]
    return Page(shown, encode_cursor(place_of(shown[-1])) if len(left) > ROWS else None)


def _coming_regulations(
    session: Session, chains: Sequence[CalendarChain]
) -> Sequence[ComingRegulation]:
    """Law on its way, asked for only where some programme names law as its basis."""
    if not any(one.commitment.regulation_id for chain in chains for one in chain.entries):
        return ()
    return list_coming_regulations(session, tenant_id=visit().regency.id, today=local_today())


def _row_label(chain: CalendarChain) -> str:
    label = dated_title(chain.latest.commitment, chain.latest.terms)
    people = chain.latest.commitment.people_now
    return label if people is None else f"{label} · {count(people)}"


def _papers(chain: CalendarChain, seen: Seen) -> list[tuple[str, str]]:
    """The agreements that the months of a row rest on, with their pages."""
    return [
        (short_name(one), url_for("agreements.show_agreement", agreement_id=one.id))
        for one in chain.agreements_in(seen.window)
    ]


def _address(chain: CalendarChain) -> str:
    return url_for("commitments.show_commitment", commitment_id=chain.latest.commitment.id)
