"""Scoring: the rubric, indicator claims, the facts document, the engine, scorecards and Beranda.

It reads regulations from ``tenants``, agreements and budget from ``cooperation``, coverage and
cover from ``enrollment``, and owns nothing of theirs. The modules ``points``, ``facts``,
``formulas``, ``rubric``, ``engine``, ``ledger``, ``claim_forms`` and ``cycle`` are pure.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: "Flask") -> None:
    """Register pages, commands, jobs and the words of notices."""
    from scoring import tasks  # noqa: F401  registers the jobs by being imported
    from scoring.cli import demo_group, scorecards_group
    from scoring.evidence_notices import register_evidence_notices
    from scoring.views import register_views

    register_views(app)
    register_evidence_notices()
    app.cli.add_command(demo_group)
    app.cli.add_command(scorecards_group)
