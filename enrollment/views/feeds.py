"""What this package shows on pages of others: Beranda, and one commitment."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from cooperation.months import Month
from enrollment.kinds import RosterState
from enrollment.queries.coverage import list_quotations, list_statements, list_targets
from enrollment.queries.desk import Levels
from enrollment.queries.programmes import get_programme
from enrollment.queries.roster_reviews import list_returned_rosters
from enrollment.queries.rosters import list_rosters
from enrollment.queries.selection import find_rule
from enrollment.queries.successions import count_successions
from enrollment.summaries import SPOT_PEOPLE
from enrollment.views.coverage_summary import level_in_year, level_of
from enrollment.views.names import names_of_programme
from enrollment.views.selection_standing import selection_vocabulary
from enrollment.views.vocabulary import local_today, vocabulary
from tenants.request import Visit

ROSTER_LIMIT = 4


class Ending(Protocol):
    """A programme that ends, and what comes next for its people, as the page that asks knows it."""

    @property
    def commitment_id(self) -> UUID:
        """Which ends."""

    @property
    def last(self) -> Month:
        """Its last month."""

    @property
    def next_id(self) -> UUID | None:
        """Which comes next; None where nothing does."""


def render_coverage_panel(session: Session, visit: Visit, *, year: int) -> Markup:
    """The level of a year against its target; where there is none, the newest of another year."""
    tenant_id = visit.regency.id
    levels = Levels(
        list_statements(session, tenant_id=tenant_id),
        list_quotations(session, tenant_id=tenant_id),
        list_targets(session, tenant_id=tenant_id),
    )
    return _rendered(
        "enrollment/coverage_panel.html",
        year=year,
        summary=level_in_year(levels, year),
        newest=level_of(levels),
    )


def render_rosters_panel(session: Session, visit: Visit) -> Markup | None:
    """The newest lists, those waiting for somebody first; nothing before the first list."""
    page = list_rosters(session, tenant_id=visit.regency.id, size=ROSTER_LIMIT)
    if not page.items:
        return None
    waiting = {RosterState.MAPPING, RosterState.READY, RosterState.FAILED}
    lines = sorted(page.items, key=lambda listed: listed.roster.state not in waiting)
    return _rendered("enrollment/rosters_panel.html", lines=lines)


def render_returned_rosters(session: Session, visit: Visit) -> Markup | None:
    """Rosters that the branch returned: something to do, whatever the ledger says."""
    returned = list_returned_rosters(session, tenant_id=visit.regency.id)
    if not returned:
        return None
    return _rendered("enrollment/returned_rosters.html", lines=returned)


def render_commitment_panel(session: Session, visit: Visit, *, commitment_id: UUID) -> Markup:
    """The names of one commitment beside its people, its lists, and the door for the next one."""
    programme = get_programme(session, tenant_id=visit.regency.id, commitment_id=commitment_id)
    page = list_rosters(session, tenant_id=visit.regency.id, commitment_id=commitment_id)
    return _rendered(
        "enrollment/commitment_panel.html",
        lines=page.items,
        commitment_id=commitment_id,
        is_given_up=programme.is_cancelled,
        names=names_of_programme(session, programme, tenant_id=visit.regency.id),
    )


def render_commitment_rules(session: Session, visit: Visit, *, commitment_id: UUID) -> Markup:
    """By which criteria the recipients of one commitment are selected."""
    programme = get_programme(session, tenant_id=visit.regency.id, commitment_id=commitment_id)
    return _rendered(
        "enrollment/selection/rules_panel.html",
        rule=find_rule(session, tenant_id=visit.regency.id, commitment_id=commitment_id),
        commitment_id=commitment_id,
        is_given_up=programme.is_cancelled,
        **selection_vocabulary(),
    )


def render_successions(
    session: Session, visit: Visit, *, endings: Sequence[Ending]
) -> Markup | None:
    """Who of the programmes that end goes on in what comes next; nothing before the first names.

    What ends nearest to today is counted first.
    """
    now = Month.of(local_today())
    nearest = sorted(endings, key=lambda one: abs(one.last.until(now)))
    counts = count_successions(
        session,
        tenant_id=visit.regency.id,
        pairs=[(one.commitment_id, one.next_id) for one in nearest],
    )
    lines = [(one, counts[one.commitment_id]) for one in endings if one.commitment_id in counts]
    if not lines:
        return None
    return _rendered("enrollment/successions_panel.html", lines=lines, limit=SPOT_PEOPLE)


def render_unbilled(
    _session: Session, _visit: Visit, *, endings: Sequence[Ending]
) -> Markup | None:
    """Where months that a programme covers on paper, and nobody billed, are counted.

    Nothing where no programme has any months.
    """
    return _rendered("enrollment/unbilled_panel.html") if endings else None


def _rendered(template: str, **context: object) -> Markup:
    page = render_template(template, **vocabulary(), **context)
    return Markup(page)  # noqa: S704  a rendered template escapes its values
