"""Stated figures beside computed ones, as the table of one commitment shows them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from cooperation.amendment_effects import AmendedFigure, AmendmentEffect
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


@dataclass(frozen=True)
class AmendedRow:
    """One figure before and after an addendum, with what it changes. None is not known."""

    label: str
    before: str | None
    after: str | None
    change: str


def amended_rows(effect: AmendmentEffect) -> list[AmendedRow]:
    """What an addendum changes: persons, months, worker-months, rupiah."""
    counted = ((_("Pekerja"), effect.people), (_("Bulan"), effect.months))
    rows = [_amended(label, figure, count) for label, figure in counted]
    rows.append(_amended(_("Orang-bulan"), effect.worker_months, count))
    rows.append(_amended(_("Iuran seluruhnya"), effect.total_idr, rupiah))
    if effect.stated_idr is not None:
        apart = _difference(effect.stated_idr, effect.total_idr.after)
        rows.append(AmendedRow(_("Nilai menurut adendum"), None, rupiah(effect.stated_idr), apart))
    return rows


def _amended(label: str, figure: AmendedFigure, shown: Callable[[int], str]) -> AmendedRow:
    change = figure.change
    told = ""
    if change:
        told = ("+" if change > 0 else MINUS) + shown(abs(change))
    return AmendedRow(
        label,
        None if figure.before is None else shown(figure.before),
        None if figure.after is None else shown(figure.after),
        told,
    )


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
    yield ComparisonRow(_("Pekerja"), _counted(terms.people_at_last), None)
    yield ComparisonRow(
        _("Bulan"),
        _counted(None if terms.assumptions.month_count else terms.month_count_now),
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
    stated = record.stated_now_idr
    if computation.total_at_stated_rate_idr is not None:
        yield ComparisonRow(
            _("Nilai menurut besaran yang disebut"),
            rupiah(computation.total_at_stated_rate_idr),
            _money(total),
            _difference(computation.total_at_stated_rate_idr, total),
        )
    yield ComparisonRow(
        _("Nilai program"),
        _money(stated),
        _money(total),
        _difference(stated, total),
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
