"""The instrument itself: every rule, scale and weight, for anybody who wants to check a point."""

from flask import render_template

from scoring.views.choices import chosen
from tenants.access import Permission, requires
from tenants.request import tenant_blueprint

blueprint = tenant_blueprint("rubrics", __name__)


@blueprint.get("/scorecard/rubric")
@requires(Permission.SCORECARD_READ)
def show_rubric() -> str:
    """The rubric of the chosen period."""
    return render_template("scoring/rubric.html", choice=chosen())
