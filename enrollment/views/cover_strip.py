"""The months of one person as rows of the shell's calendar."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from flask_babel import gettext as _

from cooperation.months import Month, months_between
from enrollment.continuity import Continuity
from enrollment.kinds import CoverStatus
from enrollment.models.workers import Cover
from enrollment.queries.postings import MonthsOfYear
from tenants.shell.charts import CalendarMonth, CalendarRow, MonthState

_GONE = (
    CoverStatus.RESERVE,
    CoverStatus.REPLACED,
    CoverStatus.ENDED,
    CoverStatus.DECEASED,
)
"""Who holds no months any more, or none yet; what was posted stays posted."""


def cover_rows(
    covers: Sequence[Cover],
    titles: Mapping[UUID, str],
    happened: Mapping[tuple[UUID, int], MonthsOfYear],
    proven: Continuity,
    *,
    today: date,
) -> list[CalendarRow]:
    """One row per programme over all years that any of them touches; none without covers.

    Before them, where any month is posted, one row of what is proven whoever paid it.

    Args:
        covers: of one person.
        titles: of programmes, by id.
        happened: months billed, paid and posted, by programme and year.
        proven: what follows from the months posted for JKM.
        today: where the regency is.
    """
    if not covers:
        return []
    years = {
        *(cover.first_month_on.year for cover in covers),
        *(cover.last_month_on.year for cover in covers),
        *(month.year for month in proven.months),
    }
    strip = months_between(Month(min(years), 1), Month(max(years), 12))
    rows = [
        CalendarRow(
            label=titles.get(cover.commitment_id, ""),
            months=[
                _cell(
                    cover,
                    month,
                    Month.of(today),
                    happened.get((cover.commitment_id, month.year), MonthsOfYear()),
                )
                for month in strip
            ],
        )
        for cover in reversed(covers)
    ]
    return [_proven_row(proven, strip), *rows] if proven.months else rows


def month_counts(
    held_count: int, happened: Mapping[tuple[UUID, int], MonthsOfYear]
) -> list[tuple[str, int]]:
    """How many months of a person have come how far: each with its word."""
    masks = [
        (_("ditetapkan"), held_count),
        (_("ditagihkan"), sum(one.billed.bit_count() for one in happened.values())),
        (_("dibayar"), sum(one.paid.bit_count() for one in happened.values())),
        (_("dibukukan BPJS"), sum(one.posted.bit_count() for one in happened.values())),
    ]
    return [(str(word), count) for word, count in masks]


def _proven_row(proven: Continuity, strip: Sequence[Month]) -> CalendarRow:
    """What BPJS has posted, and whether a death in the month would pay the full benefit."""
    posted, full = set(proven.months), set(proven.full_months)
    naked = {month for first, last in proven.lapses for month in months_between(first, last)}

    def cell(month: Month) -> CalendarMonth:
        if month in posted:
            note = _("JKM penuh") if month in full else _("masa tunggu JKM: baru biaya pemakaman")
            return CalendarMonth(month.first_day, MonthState.PROTECTED, note)
        state = MonthState.NAKED if month in naked else MonthState.OUTSIDE
        return CalendarMonth(month.first_day, state)

    return CalendarRow(label=_("Dibukukan BPJS"), months=[cell(month) for month in strip])


def _cell(cover: Cover, month: Month, present: Month, happened: MonthsOfYear) -> CalendarMonth:
    bit = 1 << (month.number - 1)
    if happened.posted & bit:
        return CalendarMonth(month.first_day, MonthState.PROTECTED, _("sudah dibukukan BPJS"))
    if happened.paid & bit:
        note = _("sudah dibayar, belum dibukukan")
        return CalendarMonth(month.first_day, MonthState.PENDING, note)
    if happened.billed & bit:
        return CalendarMonth(month.first_day, MonthState.PENDING, _("sudah masuk daftar tagihan"))
    state = _planned_state(cover, month, present)
    is_proposed = cover.status == CoverStatus.PROPOSED and state is MonthState.PLANNED
    return CalendarMonth(
        month.first_day, state, _("diusulkan, belum ditetapkan") if is_proposed else ""
    )


def _planned_state(cover: Cover, month: Month, present: Month) -> MonthState:
    """Registered or paid is not protected: only a posted month is."""
    if not cover.first_month_on <= month.first_day <= cover.last_month_on:
        return MonthState.OUTSIDE
    if cover.status in _GONE and not cover.keeps_months:
        return MonthState.OUTSIDE
    if cover.status == CoverStatus.PROPOSED or month > present:
        return MonthState.PLANNED
    return MonthState.PENDING
