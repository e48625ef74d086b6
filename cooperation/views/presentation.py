"""Computations as pages show them: findings, opened numbers, calendar rows. Translated here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import gettext as _

from cooperation.arithmetic import Terms
from cooperation.calendar import Cell, CombinedCell, MonthStatus, PaidMonth
from cooperation.comment_rules import COMMENT_AUDIENCES, CommentAudience
from cooperation.findings import Finding, Severity
from cooperation.labels import FINDING_TITLES, SEVERITIES
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.months import Month
from cooperation.opened_prices import RunView, ShareView, contract_views, run_views
from cooperation.queries.agreement_split import AgreementSplit
from cooperation.sentences import render
from cooperation.views.finding_forms import FindForm, Form, no_form
from cooperation.wording import describe
from tenants.access import Permission
from tenants.colleagues import colleague_choices
from tenants.kernel.errors import N_, FieldError
from tenants.kernel.formats import count, rupiah
from tenants.kernel.terbilang import rupiah_in_words
from tenants.request import visit
from tenants.shell.charts import CalendarMonth, CalendarRow, MonthState
from tenants.shell.filters import translated

KINDS = {
    Severity.WRONG: "bad",
    Severity.ACTION: "act",
    Severity.NOTE: "calm",
    Severity.ASSUMPTION: "calm",
}

_STATUS_WORDS = {
    MonthStatus.PROTECTED: N_("tercakup program"),
    MonthStatus.PENDING: N_("menunggu pembukuan"),
    MonthStatus.PAID: N_("dibayar tanpa perjanjian"),
    MonthStatus.PLANNED: N_("direncanakan"),
    MonthStatus.BUDGETED: N_("dianggarkan"),
    MonthStatus.UNBOUND: N_("dianggarkan, tanpa perjanjian"),
    MonthStatus.DOUBLED: N_("ganda"),
    MonthStatus.NAKED_PAST: N_("tanpa perlindungan"),
    MonthStatus.NAKED_COMING: N_("tanpa perlindungan"),
}
_NAKED = {MonthStatus.NAKED_PAST, MonthStatus.NAKED_COMING, MonthStatus.UNBOUND}
_ANY_MONTH = Month(2000, 1)
MONTH_STATES = {
    MonthStatus.OUTSIDE: MonthState.OUTSIDE,
    MonthStatus.PLANNED: MonthState.PLANNED,
    MonthStatus.BUDGETED: MonthState.BUDGETED,
    MonthStatus.UNBOUND: MonthState.NAKED,
    MonthStatus.PENDING: MonthState.PENDING,
    MonthStatus.PAID: MonthState.PAID,
    MonthStatus.PROTECTED: MonthState.COMMITTED,
    MonthStatus.DOUBLED: MonthState.DOUBLED,
    MonthStatus.NAKED_PAST: MonthState.NAKED,
    MonthStatus.NAKED_COMING: MonthState.NAKED,
}


@dataclass(frozen=True)
class FindingView:
    """A finding as a list item: ``kind`` is the mark of the shell's list of findings."""

    kind: str
    label: str
    title: str
    detail: str
    form: Form | None = None


def local_today() -> date:
    """The day in the regency's own time zone."""
    return visit().today


def options(labels: Mapping[Any, str]) -> list[tuple[str, str]]:
    """A closed list as choices of a field."""
    return [(str(value), translated(label)) for value, label in labels.items()]


def commitment_choices(commitments: Iterable[Commitment]) -> list[tuple[str, str]]:
    """Commitments as choices of a field."""
    return [(str(one.id), f"{one.title} · {one.budget_year}") for one in commitments]


def audience_choices(audiences: Iterable[CommentAudience]) -> list[tuple[str, str]]:
    """Who may read a comment, as choices of a field."""
    return [(str(one), translated(COMMENT_AUDIENCES[one])) for one in audiences]


def asked_choices(permission: Permission) -> list[tuple[str, str]]:
    """Colleagues whose opinion may be asked for; none for who may not comment."""
    if not visit().can(permission):
        return []
    known = colleague_choices(permission, without={visit().actor.id})
    return [("", _("tidak dimintakan")), *known[1:]]


def linkable_choices(agreements: Iterable[Agreement]) -> list[tuple[str, str]]:
    """Agreements as choices of a field, with the number or the year that tells them apart."""
    return [
        (str(one.id), " · ".join(filter(None, (one.title, one.number_regency, _year_of(one)))))
        for one in agreements
    ]


def _year_of(agreement: Agreement) -> str | None:
    day = agreement.starts_on or agreement.signed_on
    return None if day is None else str(day.year)


def in_form_order(errors: Iterable[FieldError]) -> list[FieldError]:
    """Errors as the form is read: where a figure comes from is asked last."""
    about_source = ("/source_", "/data_on")
    return sorted(errors, key=lambda error: error.pointer.startswith(about_source))


def finding_views(findings: Iterable[Finding], find_form: FindForm = no_form) -> list[FindingView]:
    """Findings in the reader's language, in the order given, each with the form that mends it."""
    return [
        FindingView(
            kind=KINDS[finding.severity],
            label=translated(SEVERITIES[finding.severity]),
            title=translated(FINDING_TITLES[finding.code]),
            detail=render(describe(finding), _),
            form=find_form(finding),
        )
        for finding in findings
    ]


@dataclass(frozen=True)
class OpenedProgramme:
    """A programme of an agreement, its price opened down to the law."""

    title: str
    runs: Sequence[RunView]
    contract: Sequence[ShareView]
    total_idr: int | None


def opened_programmes(split: AgreementSplit | None) -> list[OpenedProgramme]:
    """The programmes of an agreement that can be computed."""
    return [
        OpenedProgramme(
            one.commitment.title,
            run_views(one.computed.runs),
            contract_views(one.computed),
            one.total_idr,
        )
        for one in (split.programmes if split else ())
        if one.computed is not None and one.total_idr is not None
    ]


def calendar_row(
    label: str, cells: Sequence[Cell], url: str = "", beside: Sequence[tuple[str, str]] = ()
) -> CalendarRow:
    """One strip for the shell's calendar."""
    notes = {told: _cell_note(told) for told in {_undated(one) for one in cells}}
    return CalendarRow(
        label=label,
        months=[
            CalendarMonth(
                cell.month.first_day,
                MONTH_STATES[cell.status],
                notes[_undated(cell)],
            )
            for cell in cells
        ],
        url=url,
        beside=beside,
    )


def dated_title(commitment: Commitment, terms: Terms) -> str:
    """A commitment's name, with a mark where its months are assumed."""
    if terms.assumptions.first_month or terms.assumptions.month_count:
        return str(_("%(title)s (bulan diasumsikan)", title=commitment.title))
    return commitment.title


def combined_row(label: str, cells: Sequence[CombinedCell]) -> CalendarRow:
    """All programmes together for the shell's calendar."""
    return CalendarRow(
        label=label,
        months=[
            CalendarMonth(cell.month.first_day, MONTH_STATES[cell.status], _people_note(cell))
            for cell in cells
        ],
    )


def rates_text(rates: Sequence[int]) -> str:
    """One price, or several one after the other."""
    return ", ".join(rupiah(rate) for rate in rates)


def _undated(cell: Cell) -> Cell:
    """What its note is made of, so that months of one kind share theirs."""
    return replace(cell, month=_ANY_MONTH)


def _cell_note(cell: Cell) -> str:
    told = [] if cell.people_count is None else [_people(cell.people_count)]
    if cell.is_before_start:
        told.append(before_start_words())
    if cell.status is MonthStatus.NAKED_PAST:
        told.append(_("bulan yang telah dimulai tidak dapat ditutup"))
    if cell.status is MonthStatus.UNBOUND:
        told.append(_("sudah dianggarkan; perlu perjanjian baru"))
    if cell.paid is not None:
        told.append(_paid_words(cell.paid))
    return "; ".join(told)


def before_start_words() -> str:
    """Said of months before a programme begins, which are no fault of whoever keeps it."""
    return str(_("sebelum program dimulai"))


def _paid_words(paid: PaidMonth) -> str:
    people = count(paid.people_count)
    if not paid.posted_count:
        return str(_("iuran %(people)s pekerja sudah dibayar, belum dibukukan BPJS", people=people))
    return str(
        _(
            "iuran %(people)s pekerja sudah dibayar, %(posted)s dibukukan BPJS",
            people=people,
            posted=count(paid.posted_count),
        )
    )


def _people_note(cell: CombinedCell) -> str:
    """Who is without cover first, since the mark of a month is that of most people."""
    notes = []
    for status, number in sorted(cell.people.items(), key=lambda told: told[0] not in _NAKED):
        words = translated(_STATUS_WORDS[status])
        at_most = _("paling banyak %(people)s %(status)s", people=_people(number), status=words)
        if status not in cell.uncounted:
            notes.append(at_most)
        elif number:
            notes.append(
                _("%(people)s, selain program yang tidak menyebut jumlah pekerja", people=at_most)
            )
        else:
            notes.append(_("%(status)s, jumlah pekerja tidak disebut", status=words))
    return "; ".join(notes)


def _people(number: int) -> str:
    return str(_("%(count)s pekerja", count=count(number)))


def told_amounts(amounts: Mapping[str, int | None]) -> list[str]:
    """Amounts that were kept, in words too: a nought too many is not seen in figures.

    Args:
        amounts: rupiah by what they are, translated; None where nothing is stated.
    """
    return [
        _(
            "%(what)s: %(amount)s (%(words)s).",
            what=what,
            amount=rupiah(amount),
            words=rupiah_in_words(amount),
        )
        for what, amount in amounts.items()
        if amount is not None
    ]
