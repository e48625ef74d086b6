"""The portfolio of a BPJS office as an Excel file: a sheet for each of its four questions."""

from collections.abc import Callable, Sequence

from flask import Response, request
from flask_babel import gettext as _

from cooperation.gap_words import months_words
from cooperation.labels import AGREEMENT_STATES, GAP_KINDS
from cooperation.states import AgreementState
from enrollment.schemas.portfolio import PortfolioIn
from enrollment.views.coverage_summary import Summary
from enrollment.views.desk import blueprint as desk_blueprint
from enrollment.views.desk_exports import told_of_level
from enrollment.views.portfolio import MARKED_GAPS, PortfolioLine, PricedLapse, read_portfolio
from tenants.access import Permission, requires
from tenants.kernel.db import DatabaseRole
from tenants.kernel.schemas import load
from tenants.request import visit
from tenants.shell.downloads import everything_of, workbook_attachment
from tenants.shell.filters import translated
from tenants.shell.workbooks import (
    MONTHS,
    NUMBER,
    PEOPLE,
    PERCENT,
    PERSON_MONTHS,
    RUPIAH,
    WORKING_DAYS,
    Column,
    Table,
    Told,
    people_cell,
    table_of,
)

blueprint = desk_blueprint


@blueprint.get("/portfolio/export")
@requires(Permission.REVIEW_READ, pool=DatabaseRole.BRANCH)
def export_portfolio() -> Response:
    """The regencies that are shown, in their order: agreements, lapses, coverage, answers."""
    portfolio = read_portfolio(load(PortfolioIn, request.args))
    lines = everything_of(portfolio.lines)
    return workbook_attachment(
        f"portofolio-{visit().organisation.slug}.xlsx",
        _states_table(lines),
        table_of(_("Berakhir dalam 90 hari"), everything_of(portfolio.lapses), _told_of_lapses()),
        table_of(_("Cakupan dan sasaran"), lines, _told_of_coverage()),
        table_of(_("Waktu tanggap"), lines, _told_of_times()),
    )


def _states_table(lines: Sequence[PortfolioLine]) -> Table:
    present = [state for state in AGREEMENT_STATES if any(one.states.get(state) for one in lines)]
    counts: list[Told[PortfolioLine]] = [
        (Column(_(AGREEMENT_STATES[state]), NUMBER), _count_of(state)) for state in present
    ]
    total: Told[PortfolioLine] = (
        Column(_("Jumlah"), NUMBER),
        lambda one: sum(one.states.values()),
    )
    return table_of(_("Perjanjian menurut status"), lines, [_regency(), *counts, total])


def _count_of(state: AgreementState) -> Callable[[PortfolioLine], int]:
    return lambda line: line.states[state]


def _level_of(line: PortfolioLine) -> Summary | None:
    return line.level


def _regency() -> Told[PortfolioLine]:
    return Column(_("Kabupaten/kota")), lambda one: one.served.tenant.name


def _told_of_lapses() -> list[Told[PricedLapse]]:
    return [
        (Column(_("Kabupaten/kota")), lambda one: one.regency_name),
        (Column(_("Perjanjian")), lambda one: one.lapse.ending.agreement.title),
        (
            Column(_("Program")),
            lambda one: "; ".join(carried.title for carried in one.lapse.ending.carried) or None,
        ),
        (Column(_("Hari terakhir")), lambda one: one.ends_on),
        (Column(_("Orang"), PEOPLE), lambda one: people_cell(one.lapse.ending)),
        (
            Column(_("Hitungan orang")),
            lambda one: _("sedikitnya") if one.lapse.ending.is_at_least else None,
        ),
        (Column(_("Bulan tanpa perlindungan"), MONTHS), lambda one: one.month_count),
        (Column(_("Dianggarkan, tanpa perjanjian"), MONTHS), lambda one: one.unbound_month_count),
        (
            Column(_("Mulai bulan")),
            lambda one: one.first_month.first_day if one.first_month else None,
        ),
        (Column(_("Bulan menurut program")), _months_of),
        (Column(_("Orang-bulan"), PERSON_MONTHS), lambda one: one.worker_months),
        (Column(_("Kebutuhan iuran"), RUPIAH), lambda one: one.need_idr),
        (Column(_("Tidak dapat dibayar lagi dari APBD"), RUPIAH), lambda one: one.forgone_idr),
        (
            Column(_("Keterangan")),
            lambda one: translated(one.aftermath) if one.aftermath else None,
        ),
    ]


def _months_of(lapse: PricedLapse) -> str | None:
    """Each run of months with its programme and what marks it, as the page lists them."""
    told = []
    for one in lapse.gaps:
        title = lapse.lapse.titles[one.gap.of.commitment_id]
        mark = f" ({translated(GAP_KINDS[one.gap.kind])})" if one.gap.kind in MARKED_GAPS else ""
        told.append(f"{title}: {months_words(one.gap.months)}{mark}")
    return "; ".join(told) or None


def _told_of_coverage() -> list[Told[PortfolioLine]]:
    return [
        _regency(),
        *told_of_level(_level_of),
        (
            Column(_("Sasaran"), PERCENT),
            lambda one: (
                one.level.target_percent / 100
                if one.level and one.level.target_percent is not None
                else None
            ),
        ),
        (
            Column(_("Kurang"), PEOPLE),
            lambda one: one.level.gap_worker_count if one.level else None,
        ),
    ]


def _told_of_times() -> list[Told[PortfolioLine]]:
    return [
        _regency(),
        (Column(_("Diputuskan setahun terakhir"), NUMBER), lambda one: one.times.decided_count),
        (Column(_("Median waktu tanggap"), WORKING_DAYS), lambda one: one.times.median_days),
        (Column(_("Paling lama diputuskan"), WORKING_DAYS), lambda one: one.times.longest_days),
        (Column(_("Menunggu telaah"), NUMBER), lambda one: one.times.waiting_count),
        (Column(_("Paling lama menunggu"), WORKING_DAYS), lambda one: one.times.oldest_days),
    ]
