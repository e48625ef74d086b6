"""Cooperation: tariffs and benefit amounts, commitments, agreements, and their arithmetic.

Owns the parameter files, commitments, agreements, bills and payments, and every computation of
what protection costs and when it lapses. Does not own people: rosters and cover belong to
``enrollment``. Reads ``tenants`` only.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: "Flask") -> None:
    """Register pages, commands, jobs and the words of notices."""
    from cooperation import tasks  # noqa: F401  registers the jobs by being imported
    from cooperation.agreement_notice_words import register_agreement_notices
    from cooperation.basis_notices import register_basis_notices
    from cooperation.cli import check_money
    from cooperation.commitment_notices import register_commitment_notices
    from cooperation.views import register_views
    from tenants.cli.check import check

    register_views(app)
    register_agreement_notices()
    register_basis_notices()
    register_commitment_notices()
    check.add_command(check_money)
    app.cli.add_command(check)
