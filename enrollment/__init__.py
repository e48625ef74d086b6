"""Workers, rosters, cover, participation and coverage of a regency.

Owns who is on which list, which months each person is covered, and the figures about participation.
It does not own the programmes that pay (``cooperation``) nor what a figure is worth in points
(``scoring``). Reads ``cooperation`` for commitments and ``tenants`` for everything below.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: "Flask") -> None:
    """Register pages, jobs, commands, words of notices, and how names and months are counted."""
    import enrollment.tasks  # noqa: F401  registers its jobs
    from cooperation.queries.listed_names import register_counter
    from cooperation.queries.paid_months import register_paid_counter
    from enrollment.billing_notices import register_billing_notices
    from enrollment.cli import check_coverage_file, check_nik_file, run_matcher_command
    from enrollment.queries.listed_names import count_names_by_programme
    from enrollment.queries.paid_months import count_paid_months
    from enrollment.views import register_views
    from tenants.cli.check import check

    register_views(app)
    register_billing_notices()
    register_counter(count_names_by_programme)
    register_paid_counter(count_paid_months)
    check.add_command(check_nik_file)
    check.add_command(check_coverage_file)
    app.cli.add_command(check)
    app.cli.add_command(run_matcher_command)
