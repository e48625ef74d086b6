"""Beranda: how ready the regency is, what it lacks, what to do next."""

from flask import render_template

from scoring.queries.first_steps import find_first_steps
from scoring.queries.scorecards import (
    find_current_scorecard,
    get_kept,
    list_history,
    open_report,
)
from scoring.views.actions import actions_of
from scoring.views.choices import chosen
from scoring.views.first_steps import step_views
from scoring.views.ledger_view import aspect_views
from scoring.views.overview import overview_of
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel.clock import local_day
from tenants.kernel.db import transaction
from tenants.request import visit
from tenants.shell import panels

ACTION_LIMIT = 8
HISTORY_LIMIT = 2

blueprint = tenant_blueprint("home", __name__)


@blueprint.get("/")
@requires(Permission.SCORECARD_READ)
def show_home() -> str:
    """The first page of a regency."""
    choice = chosen()
    tenant_id, profile = visit().regency.id, choice.profile.code
    place = {"tenant_id": tenant_id, "year": choice.period.year, "profile": profile}
    with transaction(visit().principal) as session:
        stored = find_current_scorecard(session, **place)  # type: ignore[arg-type]
        kept = get_kept(session, stored) if stored else None
        overview = overview_of(session, choice)
        steps = step_views(find_first_steps(session, tenant_id=tenant_id))
        history = list_history(session, **place, limit=HISTORY_LIMIT)  # type: ignore[arg-type]
        of_period = panels.render("home-period", session, visit(), year=choice.period.year)
        fed = panels.render("home", session, visit())
        decided = panels.render("actions", session, visit())
    report = open_report(kept) if kept else None
    aspects = (
        aspect_views(
            report.scorecard,
            report.records,
            choice.period,
            is_over=choice.is_over,
            computed_on=local_day(report.stored.computed_at, visit().regency.timezone),
        )
        if report
        else []
    )
    return render_template(
        "scoring/home.html",
        choice=choice,
        report=report,
        overview=overview,
        steps=steps,
        is_untouched=bool(steps and report and not report.scorecard.totals.claimed),
        history=history,
        aspects=aspects,
        actions=actions_of(aspects, ACTION_LIMIT),
        panels=[*of_period, *fed],
        decided=decided,
    )
