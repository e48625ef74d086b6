"""The instrument itself: every rule, scale and weight, for anybody who wants to check a point."""

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from scoring.rubric import RUBRIC_CODES, load_rubric
from scoring.views.choices import chosen
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.request import Visit

blueprint = tenant_blueprint("rubrics", __name__)


@blueprint.get("/scorecard/rubric")
@requires(Permission.SCORECARD_READ)
def show_rubric() -> str:
    """The rubric of the chosen period."""
    return render_template("scoring/rubric.html", choice=chosen())


def render_operator_panel(_session: Session, _visit: Visit) -> Markup:
    """Every instrument there is, for the operator's page of parameters."""
    rubrics = [load_rubric(code) for code in RUBRIC_CODES]
    return Markup(  # noqa: S704  a rendered template escapes its values
        render_template("scoring/operator_panel.html", rubrics=rubrics)
    )
