"""Rapor: the ledger of points, its history, and the documents it can be computed from again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from scoring.cycle import Period
from scoring.models.scorecards import StoredScorecard
from scoring.queries.scorecards import (
    Kept,
    find_current_scorecard,
    get_kept,
    get_scorecard,
    get_stored_facts,
    list_history,
    open_report,
)
from scoring.rubric import load_rubric
from scoring.services.scorecards import request_recompute
from scoring.views.choices import Choice, choice_of, chosen
from scoring.views.ledger_view import aspect_views
from scoring.views.overview import Overview, overview_of
from scoring.views.places import open_url
from scoring.views.unscored import quoted_views, synthetic_views, told_views
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel.clock import local_day
from tenants.kernel.db import transaction
from tenants.kernel.events import FactsChanged
from tenants.request import visit

HISTORY_LIMIT = 12

blueprint = tenant_blueprint("scorecards", __name__)

_reads = requires(Permission.SCORECARD_READ)


@blueprint.get("/scorecard")
@_reads
def show_scorecard() -> str:
    """The scorecard in force for the chosen period and weights."""
    choice = chosen()
    with transaction(visit().principal) as session:
        stored = find_current_scorecard(
            session,
            tenant_id=visit().regency.id,
            year=choice.period.year,
            profile=choice.profile.code,
        )
        shown = _shown(session, choice, stored)
    return _page(choice, shown)


@blueprint.get("/scorecard/versions/<uuid:scorecard_id>")
@_reads
def show_version(scorecard_id: UUID) -> str:
    """One scorecard as it was computed, in force or superseded."""
    with transaction(visit().principal) as session:
        stored = get_scorecard(session, tenant_id=visit().regency.id, scorecard_id=scorecard_id)
        choice = choice_of(Period(stored.year), stored.profile)
        shown = _shown(session, choice, stored)
    return _page(choice, shown)


@blueprint.post("/scorecard/recomputation")
@requires(Permission.SCORECARD_EDIT)
def recompute() -> BaseResponse:
    """Ask for a recomputation; the job writes only what has changed."""
    with transaction(visit().principal) as session:
        request_recompute(
            session, FactsChanged(visit().regency.id, visit().now, "scorecard:recompute")
        )
    flash(_("Rapor sedang dihitung ulang. Nilai berubah hanya bila fakta atau instrumen berubah."))
    return redirect(url_for("scorecards.show_scorecard"), 303)


@blueprint.get("/scorecard/versions/<uuid:scorecard_id>/facts.json")
@_reads
def download_facts(scorecard_id: UUID) -> Response:
    """The facts document, byte for byte: its SHA-256 is the one printed on the scorecard."""
    with transaction(visit().principal) as session:
        tenant_id = visit().regency.id
        stored = get_scorecard(session, tenant_id=tenant_id, scorecard_id=scorecard_id)
        facts = get_stored_facts(
            session, tenant_id=tenant_id, facts_document_id=stored.facts_document_id
        )
    return _json_file(facts.canonical, f"fakta-{visit().regency.slug}-{facts.year}.json")


@blueprint.get("/scorecard/versions/<uuid:scorecard_id>/rubric.json")
@_reads
def download_rubric(scorecard_id: UUID) -> Response:
    """The instrument in canonical form: its SHA-256 is the one printed on the scorecard."""
    with transaction(visit().principal) as session:
        stored = get_scorecard(session, tenant_id=visit().regency.id, scorecard_id=scorecard_id)
    return _json_file(load_rubric(stored.rubric).canonical, f"instrumen-{stored.rubric}.json")


@dataclass(frozen=True)
class _Shown:
    """What the page reads; it is computed and drawn when the transaction is over."""

    overview: Overview
    kept: Kept | None = None
    history: Sequence[StoredScorecard] = ()


def _shown(session: Session, choice: Choice, stored: StoredScorecard | None) -> _Shown:
    overview = overview_of(session, choice)
    if stored is None:
        return _Shown(overview)
    history = list_history(
        session,
        tenant_id=stored.tenant_id,
        year=stored.year,
        profile=stored.profile,
        limit=HISTORY_LIMIT,
    )
    return _Shown(overview, get_kept(session, stored), history)


def _page(choice: Choice, shown: _Shown) -> str:
    context: dict[str, Any] = {"report": None, "aspects": []}
    if shown.kept is not None:
        report = open_report(shown.kept)
        context = {
            "report": report,
            "aspects": aspect_views(
                report.scorecard,
                report.records,
                choice.period,
                is_over=choice.is_over,
                computed_on=local_day(report.stored.computed_at, visit().regency.timezone),
            ),
            "quoted": quoted_views(report.facts),
            "told": told_views(report.facts),
            "told_url": open_url("benefits.show_benefits"),
            "synthetic": synthetic_views(report.facts, report.scorecard.rubric.facts),
        }
    return render_template(
        "scoring/scorecard.html",
        choice=choice,
        overview=shown.overview,
        history=shown.history,
        **context,
    )


def _json_file(text: str, filename: str) -> Response:
    return Response(
        text,
        mimetype="application/json",
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )
