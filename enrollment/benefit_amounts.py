"""What a benefit should have come to by the table in effect, beside what a source states. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cooperation.tariffs import NoTariffInEffect, Tariffs
from enrollment.benefit_totals import BenefitKind
from tenants.kernel.errors import N_


class SchoolLevel(StrEnum):
    """Levels of school that the scholarship tells apart."""

    PRIMARY = "primary"
    JUNIOR = "junior"
    SENIOR = "senior"
    HIGHER = "higher"


class Need(StrEnum):
    """What must be stated before an amount can be computed."""

    EVENT = "event"
    CASES = "cases"
    WAITING = "waiting"
    WAGE = "wage"
    LEVEL = "level"
    RULE = "rule"


SCHOOL_LEVEL_LABELS: Mapping[SchoolLevel, str] = {
    SchoolLevel.PRIMARY: N_("TK sampai SD"),
    SchoolLevel.JUNIOR: N_("SMP"),
    SchoolLevel.SENIOR: N_("SMA"),
    SchoolLevel.HIGHER: N_("perguruan tinggi atau pelatihan"),
}
NEED_LABELS: Mapping[Need, str] = {
    Need.EVENT: N_("tanggal kejadian"),
    Need.CASES: N_("jumlah peserta atau anak"),
    Need.WAITING: N_("sudah tidaknya melewati masa tunggu"),
    Need.WAGE: N_("upah yang dilaporkan"),
    Need.LEVEL: N_("jenjang sekolah"),
    Need.RULE: N_("aturan yang berlaku pada tanggal itu"),
}


@dataclass(frozen=True, kw_only=True)
class BenefitCase:
    """What decides an amount. Rupiah and persons; None where no source says it.

    ``case_count`` counts participants who died, or children with a scholarship for one year; the
    heirs of one participant share one amount. ``wage_idr`` is what was reported a month.
    """

    kind: BenefitKind
    event_on: date | None = None
    case_count: int | None = None
    is_past_waiting: bool | None = None
    wage_idr: int | None = None
    school_level: SchoolLevel | None = None


@dataclass(frozen=True)
class ComputedBenefit:
    """An amount by the rules; None where something is not stated, and ``lacks`` says what."""

    amount_idr: int | None
    lacks: tuple[Need, ...] = ()


def compute_benefit(tariffs: Tariffs, case: BenefitCase) -> ComputedBenefit | None:
    """What a payment comes to by the table in effect on the day of the event.

    Args:
        tariffs: effective-dated amounts.
        case: what is stated of it.

    Returns:
        None for a kind that no table prices.

    Source:
        JKM and JKK: PP 82/2019; full JKM after three months: Permenaker 1/2025. A death at work
        pays 60 % of 80 wages, at least a minimum, with funeral and periodic benefit.
    """
    if case.kind is BenefitKind.OTHER:
        return None
    lacks = _lacks(tariffs, case)
    if lacks:
        return ComputedBenefit(None, lacks)
    try:
        each = _each(tariffs, case)
    except NoTariffInEffect:
        return ComputedBenefit(None, (Need.RULE,))
    return ComputedBenefit(each * (case.case_count or 0))


def _lacks(tariffs: Tariffs, case: BenefitCase) -> tuple[Need, ...]:
    lacking = {
        Need.EVENT: case.event_on is None,
        Need.CASES: case.case_count is None,
        Need.WAITING: case.kind is BenefitKind.SANTUNAN_JKM
        and case.event_on is not None
        and case.is_past_waiting is None
        and _has_waiting(tariffs, case.event_on),
        Need.WAGE: case.kind is BenefitKind.SANTUNAN_JKK and case.wage_idr is None,
        Need.LEVEL: case.kind is BenefitKind.BEASISWA and case.school_level is None,
    }
    return tuple(need for need, is_lacking in lacking.items() if is_lacking)


def _each(tariffs: Tariffs, case: BenefitCase) -> int:
    day = case.event_on or date.min
    if case.kind is BenefitKind.SANTUNAN_JKM:
        is_full = bool(case.is_past_waiting) or not _has_waiting(tariffs, day)
        return tariffs.number("jkm.total" if is_full else "jkm.funeral", day).value
    if case.kind is BenefitKind.SANTUNAN_JKK:
        return _death_at_work(tariffs, day, case.wage_idr or 0)
    return tariffs.number(f"scholarship.{case.school_level}", day).value


def _death_at_work(tariffs: Tariffs, day: date, wage_idr: int) -> int:
    rate = tariffs.rate("jkk.death.rate", day).value
    months = tariffs.number("jkk.death.months", day).value
    lowest = tariffs.number("jkk.death.minimum", day).value
    beside = ("jkk.funeral", "jkk.periodic")
    return max(int(rate * months * wage_idr), lowest) + sum(
        tariffs.number(key, day).value for key in beside
    )


def _has_waiting(tariffs: Tariffs, day: date) -> bool:
    """Whether the full benefit for a death was due only after some months, on that day."""
    rows = [row for row in tariffs.numbers if row.key == "jkm.waiting"]
    return any(row.is_in_effect_on(day) for row in rows)
