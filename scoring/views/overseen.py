"""One regency as province and ministry may see it: its ledger, coverage, and open documents."""

from flask import render_template

from scoring.queries.comparison import find_entry, lines_of
from scoring.views.choices import chosen
from scoring.views.scope import again
from tenants.access import Permission, requires
from tenants.kernel.db import DatabaseRole, transaction
from tenants.request import organisation_blueprint, visit

blueprint = organisation_blueprint("overseen", __name__, "pm", opens_regency=True)


@blueprint.get("/")
@requires(Permission.COMPARISON_READ, pool=DatabaseRole.OVERSIGHT)
def show_regency() -> str:
    """The published ledger of one regency."""
    choice = chosen()
    with transaction(visit().principal) as session:
        entry = find_entry(
            session,
            tenant_id=visit().regency.id,
            year=choice.period.year,
            profile=choice.profile.code,
        )
    return render_template(
        "scoring/comparison/regency.html",
        choice=choice,
        again=again,
        entry=entry,
        lines=lines_of(entry) if entry else {},
    )
