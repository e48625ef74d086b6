"""The parameters of contributions and benefits, with law, dates and grade. Read only."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from cooperation.derivation import Step
from cooperation.kinds import FundingSource, Programme, Segment
from cooperation.labels import (
    BUDGET_STEPS,
    FUNDING_SOURCES,
    GRADES,
    JKP_SOURCES,
    OCCUPATION_GROUPS,
    PARAMETERS,
    PLACEMENTS,
    PROGRAMMES,
    RISK_CLASSES,
)
from cooperation.migrant_contracts import Placement, price_migrant
from cooperation.months import Month
from cooperation.opened_prices import ShareView, StepView, step_view
from cooperation.pricing import Insured
from cooperation.tariff_files import current_tariffs
from cooperation.tariffs import Parameter, Tariffs
from cooperation.views.presentation import local_today
from cooperation.wage_shares import WageShares, divide_wage_contribution
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel.clock import utcnow
from tenants.kernel.formats import count, style
from tenants.request import Visit
from tenants.shell.filters import translated

EXAMPLE_WAGE_IDR = 3_000_000
_CONTRACTS_BEYOND_A_PACKAGE = (30,)

blueprint = tenant_blueprint("parameters", __name__)


@blueprint.get("/contribution-parameters")
@requires(Permission.AGREEMENT_READ)
def show_parameters() -> str:
    """Every parameter by subject."""
    return render_template("cooperation/parameters.html", **_by_subject(local_today()))


def render_operator_panel(_session: Session, _visit: Visit) -> Markup:
    """The same parameters for the operator, whose page stands in no regency."""
    return Markup(  # noqa: S704  a rendered template escapes its values
        render_template("cooperation/_parameters.html", **_by_subject(utcnow().date()))
    )


def _by_subject(today: date) -> dict[str, Any]:
    tariffs, month = current_tariffs(), Month.of(today)
    example = _example(tariffs, month)
    plain = [*tariffs.numbers, *tariffs.rates]
    return {
        "bpu": _about("bpu.", plain),
        "bands": tariffs.bands,
        "discounts": tariffs.discounts,
        "pu": _about("pu.", plain),
        "classes": tariffs.classes,
        "slices": tariffs.slices,
        "example": example,
        "example_wage_idr": EXAMPLE_WAGE_IDR,
        "jkp": [
            ShareView(translated(JKP_SOURCES[one.source]), one.amount_idr, _views(one.steps))
            for one in example.jkp
        ],
        "packages": tariffs.packages,
        "pmi": _about("pmi.", plain),
        "contracts": _contracts(tariffs, month),
        "drafting": _about("drafting.", plain),
        "timetables": tariffs.timetables,
        "budget_step_labels": BUDGET_STEPS,
        "month_names": style().months,
        "benefits": _about(("jkk.", "jkm.", "scholarship."), plain),
        "accident_rate": tariffs.rates,
        "parameter_labels": PARAMETERS,
        "grade_labels": GRADES,
        "funding_source_labels": FUNDING_SOURCES,
        "occupation_group_labels": OCCUPATION_GROUPS,
        "programme_labels": PROGRAMMES,
        "risk_class_labels": RISK_CLASSES,
    }


def _example(tariffs: Tariffs, month: Month) -> WageShares:
    insured = Insured(
        Segment.PU, frozenset(Programme), FundingSource.APBD, wage_idr=EXAMPLE_WAGE_IDR
    )
    return divide_wage_contribution(tariffs, insured, month)


def _contracts(tariffs: Tariffs, month: Month) -> list[ShareView]:
    table = tariffs.package_table("pmi.packages", month.first_day).value
    lengths = (*(package.months for package in table), *_CONTRACTS_BEYOND_A_PACKAGE)
    found = []
    for months in lengths:
        for placement in Placement:
            price = price_migrant(tariffs, months, placement, month)
            title = _(
                "Perjanjian kerja %(months)s bulan, %(placement)s",
                months=count(months),
                placement=translated(PLACEMENTS[placement]).lower(),
            )
            found.append(ShareView(title, price.total_idr, _views(price.steps)))
    return found


def _views(steps: Iterable[Step]) -> list[StepView]:
    return [step_view(step) for step in steps]


def _about(
    prefix: str | tuple[str, ...], parameters: Sequence[Parameter[Any]]
) -> list[Parameter[Any]]:
    found = [parameter for parameter in parameters if parameter.key.startswith(prefix)]
    return sorted(found, key=lambda one: (one.key, one.effective_from))
