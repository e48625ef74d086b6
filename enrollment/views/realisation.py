"""Budget against bills, payments and postings of one year, and what the year will end with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, render_template, request
from flask_babel import gettext as _

from cooperation.forecasts import Forecast, Outlook, foresee_all
from cooperation.funding_split import (
    FundingSplit,
    SourcedCost,
    SourceSplit,
    SplitRow,
    split_by_source,
)
from cooperation.kinds import FundingSource, Programme
from cooperation.labels import FUNDING_SOURCES, PROGRAMMES
from cooperation.months import Month, runs
from cooperation.opened_prices import RunView, run_views
from cooperation.queries.commitment_register import list_budget_years
from cooperation.spending import (
    Line,
    MonthCost,
    SharedLine,
    SourceGroup,
    find_shared_lines,
    group_by_source,
)
from enrollment.queries.realisation import ProgrammeMoney, list_money
from enrollment.schemas.billing import RealisationIn
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.kernel import formats
from tenants.kernel.db import transaction
from tenants.kernel.schemas import load
from tenants.request import visit
from tenants.shell.downloads import workbook_attachment
from tenants.shell.workbooks import (
    PEOPLE,
    PERCENT,
    PERSON_MONTHS,
    RUPIAH,
    Cell,
    Column,
    Told,
    table_of,
)

blueprint = tenant_blueprint("realisation", __name__)


@dataclass(frozen=True)
class Foreseen:
    """A programme with what its year will end with."""

    programme: ProgrammeMoney
    forecast: Forecast


@dataclass(frozen=True)
class Realisation:
    """Everything the page shows of one year."""

    year: int
    years: Sequence[int]
    groups: Sequence[SourceGroup]
    total: Line
    foreseen: Sequence[Foreseen]
    outlook: Outlook
    shared: Sequence[SharedLine]
    split: FundingSplit
    """What the programmes cost by funding source, insurance and month."""


@blueprint.get("/realisation")
@requires(Permission.BILLING_READ)
def show_realisation() -> str:
    """The year as asked for, else the running one, or the latest that has programmes."""
    found = _realisation()
    return render_template(
        "enrollment/billing/realisation.html",
        found=found,
        year_options=[(one, one) for one in found.years],
        source_label=source_label,
        runs_of=runs_of,
        opened={
            one.programme.money.commitment_id: opened
            for one in found.foreseen
            if (opened := opened_of(one.programme))
        },
        funding_source_labels=FUNDING_SOURCES,
    )


@blueprint.get("/realisation/export")
@requires(Permission.BILLING_READ)
def export_realisation() -> Response:
    """The same lines as an Excel file."""
    found = _realisation()
    forecasts = {one.programme.money.commitment_id: one.forecast for one in found.foreseen}
    lines = [line for group in found.groups for line in group.lines]
    name = f"realisasi-{found.year}-{visit().regency.slug}.xlsx"
    table = table_of(_("Realisasi %(year)s", year=found.year), lines, _told(forecasts))
    return workbook_attachment(name, table)


@blueprint.get("/realisation/split/export")
@requires(Permission.BILLING_READ)
def export_split() -> Response:
    """What the programmes cost by funding source, insurance and month, as an Excel file."""
    found = _realisation()
    rows = [(source, row) for source in found.split.sources for row in source.rows]
    title = _("Iuran %(year)s menurut sumber dana", year=found.year)
    name = f"iuran-sumber-dana-{found.year}-{visit().regency.slug}.xlsx"
    return workbook_attachment(name, table_of(title, rows, _told_of_split(found.split)))


def source_label(source: FundingSource) -> str:
    """A funding source in words."""
    return str(_(FUNDING_SOURCES[source]))


def opened_of(programme: ProgrammeMoney) -> Sequence[RunView]:
    """How the price of each month of a programme is made; nothing where none can be computed."""
    examination = programme.record.examination
    return run_views(examination.computation.runs) if examination else []


def runs_of(costs: Sequence[MonthCost]) -> list[dict[str, Any]]:
    """Months of one price as unbroken runs: words, people, months, rate, rupiah."""
    found: list[dict[str, Any]] = []
    for people, rate in dict.fromkeys((one.people_count, one.rate_idr) for one in costs):
        months = [one.month for one in costs if (one.people_count, one.rate_idr) == (people, rate)]
        for first, last in runs(tuple(months)):
            count = first.until(last) + 1
            words = formats.month_range(first.first_day, last.first_day)
            found.append(
                {
                    "months": words,
                    "told": _(
                        "%(months)s (%(people)s orang)", months=words, people=formats.count(people)
                    ),
                    "people": people,
                    "month_count": count,
                    "rate_idr": rate,
                    "amount_idr": people * count * rate,
                }
            )
    return found


def _realisation() -> Realisation:
    asked = load(RealisationIn, request.args)["year"]
    tenant_id, today = visit().regency.id, visit().today
    with transaction(visit().principal) as session:
        years = list_budget_years(session, tenant_id=tenant_id)
        year = asked or (today.year if today.year in years or not years else years[0])
        programmes = list_money(session, tenant_id=tenant_id, year=year, today=today)
    money = [one.money for one in programmes]
    groups, total = group_by_source(money)
    outlook = foresee_all(money, Month.of(today))
    return Realisation(
        year=year,
        years=years,
        groups=groups,
        total=total,
        foreseen=[
            Foreseen(one, ahead) for one, ahead in zip(programmes, outlook.forecasts, strict=True)
        ],
        outlook=outlook,
        shared=find_shared_lines(money),
        split=split_by_source([_cost_of(one) for one in programmes]),
    )


def _cost_of(programme: ProgrammeMoney) -> SourcedCost:
    examination = programme.record.examination
    computed = examination.computation if examination else None
    return SourcedCost(programme.money.title, programme.money.source, computed)


def _told_of_split(split: FundingSplit) -> list[Told[tuple[SourceSplit, SplitRow]]]:
    def of(programme: Programme) -> Told[tuple[SourceSplit, SplitRow]]:
        label = _(PROGRAMMES[programme])
        return Column(label, RUPIAH), lambda one: one[1].by_programme.get(programme, 0)

    return [
        (Column(_("Sumber dana")), lambda one: source_label(one[0].source)),
        (Column(_("Program")), lambda one: "; ".join(one[0].titles)),
        (Column(_("Bulan")), lambda one: str(one[1].month) if one[1].month else None),
        (Column(_("Orang"), PEOPLE), lambda one: _people(*one)),
        *(of(programme) for programme in split.programmes),
        (Column(_("Jumlah"), RUPIAH), lambda one: one[1].amount_idr),
    ]


def _people(source: SourceSplit, row: SplitRow) -> Cell:
    """How many, as a number; of several programmes each, because they may be the same people."""
    if len(source.titles) == 1:
        return row.people[0].count if row.people else None
    told = [f"{one.title}: {formats.count(one.count)}" for one in row.people]
    return "; ".join(told) or None


def _told(forecasts: dict[Any, Forecast]) -> list[Told[Line]]:
    def of(line: Line) -> Forecast | None:
        return forecasts.get(line.commitment_id) if line.is_own_source else None

    return [
        (Column(_("Sumber dana")), lambda one: source_label(one.source) if one.source else None),
        (Column(_("Program")), lambda one: one.title),
        (Column(_("Anggaran"), RUPIAH), lambda one: one.budget_idr),
        (Column(_("Nilai program"), RUPIAH), lambda one: one.committed_idr),
        (Column(_("Ditagihkan"), RUPIAH), lambda one: one.billed_idr),
        (Column(_("Dibayar (SP2D)"), RUPIAH), lambda one: one.paid_idr),
        (Column(_("Dibukukan BPJS"), RUPIAH), lambda one: one.posted_idr),
        (Column(_("Sisa anggaran"), RUPIAH), lambda one: one.rest_idr),
        (Column(_("Realisasi terhadap anggaran"), PERCENT), lambda one: one.paid_ratio),
        (
            Column(_("Perkiraan akhir tahun"), RUPIAH),
            lambda one: forecast.expected_idr if (forecast := of(one)) else None,
        ),
        (
            Column(_("Selisih terhadap anggaran"), RUPIAH),
            lambda one: forecast.balance_idr if (forecast := of(one)) else None,
        ),
        (
            Column(_("Selisih dalam orang-bulan"), PERSON_MONTHS),
            lambda one: forecast.person_months if (forecast := of(one)) else None,
        ),
        (
            Column(_("Bulan setelah tahun anggaran"), RUPIAH),
            lambda one: forecast.beyond_idr if (forecast := of(one)) else None,
        ),
        (
            Column(_("Bulan yang tidak dapat dibayar lagi"), RUPIAH),
            lambda one: forecast.lost_idr if (forecast := of(one)) else None,
        ),
    ]
