"""The cover calendar as tables that leave: months of all programmes, and their gaps."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _

from cooperation.calendar import Cell
from cooperation.citations import short_name
from cooperation.cover_gaps import GapKind, PricedGap
from cooperation.cover_outlook import Outlook
from cooperation.gap_words import need_words
from cooperation.labels import FUNDING_SOURCES, GAP_KINDS, MONTH_WORDS
from cooperation.months import Month
from cooperation.queries.cover_calendar import CalendarChain
from cooperation.views.cover_calendar_rows import Entries
from cooperation.views.presentation import before_start_words
from tenants.kernel.formats import month_id
from tenants.shell.filters import translated
from tenants.shell.workbooks import PEOPLE, PERSON_MONTHS, RUPIAH, Column, Table
from tenants.shell.workbooks import Cell as Value


def month_table(
    window: Sequence[Month], strips: Sequence[tuple[CalendarChain, Sequence[Cell]]]
) -> Table:
    """A row for each chain of programmes, a column for each month."""
    return Table(
        title=_("Kalender perlindungan"),
        columns=[
            Column(_("Program")),
            Column(_("Perjanjian")),
            Column(_("OPD")),
            Column(_("Sumber dana")),
            Column(_("Pekerja"), PEOPLE),
            *(Column(month_id(month.first_day)) for month in window),
        ],
        rows=[
            [
                chain.latest.commitment.title,
                "; ".join(short_name(one) for one in chain.agreements_in(window)) or None,
                chain.department.name if chain.department else None,
                translated(FUNDING_SOURCES[chain.latest.terms.insured.source]),
                chain.latest.commitment.people_now,
                *(
                    _state(MONTH_WORDS[cell.status], is_before_start=cell.is_before_start)
                    for cell in strip
                ),
            ]
            for chain, strip in strips
        ],
        notes=[_("Menurut program dan perjanjian, bukan per orang.")],
    )


def gap_table(outlook: Outlook, entries: Entries, today: date) -> Table:
    """A row for each gap: what was not paid, or what is needed, from which budget and by when.

    Months to come that no budget can pay any more have a column of their own beside the need.
    """
    rows: list[list[Value]] = [
        [*_gap_cells(one, entries), None, None, None]
        for one in (*outlook.past, *outlook.paid, *outlook.unpayable, *outlook.unbound)
    ]
    for need in outlook.coming:
        plan = need.plan
        is_late = plan.draft_by is not None and plan.draft_by < today
        rows.append(
            [
                *_gap_cells(need.priced, entries),
                need_words(need),
                plan.draft_by,
                _("terlambat") if is_late else None,
            ]
        )
    return Table(
        title=_("Bulan tanpa perlindungan"),
        columns=[
            Column(_("Program")),
            Column(_("Sumber dana")),
            Column(_("Keadaan")),
            Column(_("Bulan pertama")),
            Column(_("Bulan terakhir")),
            Column(_("Pekerja"), PEOPLE),
            Column(_("Orang-bulan"), PERSON_MONTHS),
            Column(_("Iuran bulan kosong"), RUPIAH),
            Column(_("Dibayar, tanpa perjanjian"), RUPIAH),
            Column(_("Dibukukan BPJS per bulan"), PEOPLE),
            Column(_("Tidak dapat dibayar lagi dari APBD"), RUPIAH),
            Column(_("Kebutuhan anggaran"), RUPIAH),
            Column(_("Dianggarkan, tanpa perjanjian"), RUPIAH),
            Column(_("Anggaran")),
            Column(_("Mulai menyusun paling lambat")),
            Column(_("Waktu")),
        ],
        rows=rows,
        notes=[
            _("Bulan yang telah dimulai tidak dapat ditutup."),
            _("Kalender anggaran belum diverifikasi."),
        ],
    )


def _state(words: str, *, is_before_start: bool) -> str:
    told = [translated(words), *([before_start_words()] if is_before_start else [])]
    return ", ".join(told)


def _gap_cells(priced: PricedGap, entries: Entries) -> list[Value]:
    gap = priced.gap
    columns = (
        {GapKind.UNPAYABLE},
        {GapKind.COMING, GapKind.PLANNED},
        {GapKind.UNBOUND},
    )
    return [
        entries[gap.of.commitment_id].commitment.title,
        translated(FUNDING_SOURCES[gap.of.insured.source]),
        _state(GAP_KINDS[gap.kind], is_before_start=gap.is_before_start),
        gap.first.first_day,
        gap.last.first_day,
        gap.people_count,
        gap.worker_months,
        priced.amount_idr if gap.kind is GapKind.PAST else None,
        priced.amount_idr if gap.kind is GapKind.PAID else None,
        gap.posted_count,
        *(priced.amount_idr if gap.kind in kinds else None for kinds in columns),
    ]
