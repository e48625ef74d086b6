"""The parameters of contributions and benefits, with law, dates and grade. Read only."""

from collections.abc import Sequence
from typing import Any

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from cooperation.labels import (
    FUNDING_SOURCES,
    GRADES,
    OCCUPATION_GROUPS,
    PARAMETERS,
    PROGRAMMES,
    RISK_CLASSES,
)
from cooperation.tariff_files import current_tariffs
from cooperation.tariffs import Parameter
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.request import Visit

blueprint = tenant_blueprint("parameters", __name__)


@blueprint.get("/contribution-parameters")
@requires(Permission.AGREEMENT_READ)
def show_parameters() -> str:
    """Every parameter by subject."""
    return render_template("cooperation/parameters.html", **_by_subject())


def render_operator_panel(_session: Session, _visit: Visit) -> Markup:
    """The same parameters for the operator, whose page stands in no regency."""
    return Markup(  # noqa: S704  a rendered template escapes its values
        render_template("cooperation/_parameters.html", **_by_subject())
    )


def _by_subject() -> dict[str, Any]:
    tariffs = current_tariffs()
    plain = [*tariffs.numbers, *tariffs.rates]
    return {
        "bpu": _about("bpu.", plain),
        "bands": tariffs.bands,
        "discounts": tariffs.discounts,
        "pu": _about("pu.", plain),
        "classes": tariffs.classes,
        "slices": tariffs.slices,
        "benefits": _about(("jkk.", "jkm.", "scholarship."), plain),
        "accident_rate": tariffs.rates,
        "parameter_labels": PARAMETERS,
        "grade_labels": GRADES,
        "funding_source_labels": FUNDING_SOURCES,
        "occupation_group_labels": OCCUPATION_GROUPS,
        "programme_labels": PROGRAMMES,
        "risk_class_labels": RISK_CLASSES,
    }


def _about(
    prefix: str | tuple[str, ...], parameters: Sequence[Parameter[Any]]
) -> list[Parameter[Any]]:
    found = [parameter for parameter in parameters if parameter.key.startswith(prefix)]
    return sorted(found, key=lambda one: (one.key, one.effective_from))
