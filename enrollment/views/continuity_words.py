"""What the page of a person says about how long they stay protected."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from cooperation.months import Month
from enrollment.continuity import (
    COUNTING_LABELS,
    Continuity,
    Counting,
    Lasting,
    WaitingRule,
    continuity_of,
    ends_on,
    lasting_of,
)
from tenants.kernel import formats


def continuity_facts(
    continuity: Continuity, rule: WaitingRule, held_until: Month | None, *, today: date
) -> list[tuple[str, str]]:
    """Label and value of each fact, for a person with some month posted or held."""
    groups = lasting_of(continuity, held_until, today)
    last_day = ends_on(continuity, held_until)
    return [
        (_("Terlindungi bulan ini"), _("ya") if Lasting.COVERED in groups else _("belum terbukti")),
        (
            _("Bulan berturut-turut"),
            _("%(count)s bulan", count=formats.count(continuity.continuous_months)),
        ),
        (_("Bulan terakhir terbukti"), _month(continuity.last_month)),
        (_("Berakhir"), formats.date_id(last_day) if last_day else _("belum ada")),
        (_("Jeda"), _ranges(continuity.lapses) or _("tidak ada")),
        (_("Santunan JKM penuh"), _full_benefit(continuity, rule)),
        (_("Bulan masa tunggu JKM"), _months(continuity.reduced_months) or _("tidak ada")),
    ]


def _full_benefit(continuity: Continuity, rule: WaitingRule) -> str:
    """By the counting in use, and by the other where it says something else."""
    told = _since(continuity)
    counting = Counting.TOTAL if rule.counting is Counting.CONSECUTIVE else Counting.CONSECUTIVE
    other_rule = WaitingRule(rule.first_month, rule.waiting_months, counting)
    other = continuity_of(continuity.months, other_rule)
    if list(other.full_months) == list(continuity.full_months):
        return told
    return str(
        _(
            "%(told)s (menurut %(counting)s: %(other)s)",
            told=told,
            counting=_(COUNTING_LABELS[counting]),
            other=_since(other),
        )
    )


def _since(continuity: Continuity) -> str:
    if not continuity.full_months:
        return str(_("belum tercapai"))
    return _ranges(Continuity(continuity.full_months, ()).runs)


def _months(months: Sequence[Month]) -> str:
    return _ranges(Continuity(months, ()).runs)


def _ranges(ranges: Sequence[tuple[Month, Month]]) -> str:
    return ", ".join(formats.month_range(first.first_day, last.first_day) for first, last in ranges)


def _month(month: Month | None) -> str:
    return str(_("belum ada")) if month is None else formats.month_id(month.first_day)
