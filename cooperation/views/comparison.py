"""Stated figures beside computed ones, as the table of one commitment shows them."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from cooperation.arithmetic import Computation
from cooperation.queries.commitments import CommitmentRecord
from tenants.kernel.formats import MINUS, count, month_range, rupiah


@dataclass(frozen=True)
class ComparisonRow:
    """One figure. None is not stated or not computable; an empty text is nobody's to state."""

    label: str
    stated: str | None
    computed: str | None
    difference: str = ""
    remark: str = ""
    is_total: bool = False


def comparison_rows(record: CommitmentRecord) -> list[ComparisonRow]:
    """The figures of a commitment in the order in which they are multiplied."""
    if record.examination is None:
        return []
    computation = record.examination.computation
    if computation.contract is not None:
        return [*_contract_rows(record, computation), *_money_rows(record, computation)]
    return [*_factor_rows(record, computation), *_money_rows(record, computation)]


def _factor_rows(record: CommitmentRecord, computation: Computation) -> Iterator[ComparisonRow]:
    terms = record.terms
    months = computation.months
    yield ComparisonRow(_("Pekerja"), _counted(terms.people_count), None)
    yield ComparisonRow(
        _("Bulan"),
        _counted(None if terms.assumptions.month_count else terms.month_count),
        _counted(computation.month_count),
        remark=month_range(months[0].first_day, months[-1].first_day) if months else "",
    )
    yield ComparisonRow(_("Orang-bulan"), "", _counted(computation.worker_months))
    computed = computation.rate_idr
    yield ComparisonRow(
        _("Besaran iuran per orang-bulan"),
        _money(terms.stated_rate_idr),
        ", ".join(rupiah(rate) for rate in computation.rates_idr),
        _difference(terms.stated_rate_idr, computed),
    )


def _contract_rows(record: CommitmentRecord, computation: Computation) -> Iterator[ComparisonRow]:
    yield ComparisonRow(_("Nilai kontrak"), _money(record.terms.contract_value_idr), None)
    if computation.contract is not None:
        yield ComparisonRow(_("Iuran JKK"), "", rupiah(computation.contract.jkk_idr))
        yield ComparisonRow(_("Iuran JKM"), "", rupiah(computation.contract.jkm_idr))


def _money_rows(record: CommitmentRecord, computation: Computation) -> Iterator[ComparisonRow]:
    commitment, total = record.commitment, computation.total_idr
    if computation.total_at_stated_rate_idr is not None:
        yield ComparisonRow(
            _("Nilai menurut besaran yang disebut"),
            rupiah(computation.total_at_stated_rate_idr),
            _money(total),
            _difference(computation.total_at_stated_rate_idr, total),
        )
    yield ComparisonRow(
        _("Nilai program"),
        _money(commitment.stated_total_idr),
        _money(total),
        _difference(commitment.stated_total_idr, total),
        is_total=True,
    )
    if commitment.budget_idr is not None:
        yield ComparisonRow(
            _("Anggaran"),
            rupiah(commitment.budget_idr),
            _money(total),
            _difference(commitment.budget_idr, total),
            remark=commitment.budget_line or "",
        )


def _counted(value: int | None) -> str | None:
    return None if value is None else count(value)


def _money(value: int | None) -> str | None:
    return None if value is None else rupiah(value)


def _difference(stated: int | None, computed: int | None) -> str:
    """How far a stated figure lies from the computed one; empty where nothing is computed."""
    if computed is None:
        return ""
    if stated is None:
        return str(_("tidak ada pembanding"))
    if stated == computed:
        return str(_("sesuai"))
    sign = "+" if stated > computed else MINUS
    return sign + rupiah(abs(stated - computed))
