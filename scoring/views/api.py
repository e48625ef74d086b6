"""The API of scorecards: results in force, one with its ledger, reproducible by its hashes."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from flask import Response, jsonify, make_response, request

from scoring.cycle import selectable_periods
from scoring.models.scorecards import StoredLine, StoredScorecard
from scoring.queries.scorecards import (
    get_scorecard,
    list_current_scorecards,
    list_stored_lines,
)
from scoring.schemas.api import LedgerOut, ScorecardListOut, ScorecardsIn
from tenants.access import Permission, requires
from tenants.api.blueprints import api_blueprint
from tenants.kernel.db import transaction
from tenants.request import visit

blueprint = api_blueprint(
    "api_scorecards", __name__, "r", description="Rapor kesiapan dengan rincian nilainya."
)


@blueprint.operation("GET", "/scorecards", query=ScorecardsIn, answers=ScorecardListOut)
@requires(Permission.SCORECARD_READ)
def list_scorecards(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Rapor yang berlaku, satu untuk setiap tahun dan bobot."""
    periods = [period.year for period in selectable_periods(visit().today)]
    years = periods if asked["year"] is None else [asked["year"]]
    with transaction(visit().principal) as session:
        found = [
            stored
            for year in years
            for stored in list_current_scorecards(session, tenant_id=visit().regency.id, year=year)
        ]
    return {"items": [_scorecard(stored) for stored in found]}


@blueprint.operation("GET", "/scorecards/<uuid:scorecard_id>", answers=LedgerOut)
@requires(Permission.SCORECARD_READ)
def show_scorecard(scorecard_id: UUID) -> Response:
    """Satu rapor dengan rincian nilainya; ETag berubah bila isi jawabannya berubah."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        stored = get_scorecard(session, tenant_id=tenant_id, scorecard_id=scorecard_id)
        lines = list_stored_lines(session, tenant_id=tenant_id, scorecard_id=scorecard_id)
    body = {**_scorecard(stored), "lines": [_line(line) for line in lines]}
    response = make_response(jsonify(LedgerOut().dump(body)))
    response.set_etag(sha256(response.get_data()).hexdigest())
    response.make_conditional(request)
    return response


def _scorecard(stored: StoredScorecard) -> dict[str, Any]:
    names: Sequence[str] = (
        "id",
        "year",
        "profile",
        "rubric",
        "rubric_sha256",
        "facts_sha256",
        "claimed",
        "verified",
        "computed_at",
        "is_current",
    )
    return {name: getattr(stored, name) for name in names}


def _line(line: StoredLine) -> dict[str, Any]:
    names = ("indicator", "state", "available", "claimed", "verified", "derivation", "missing")
    return {name: getattr(line, name) for name in names}
