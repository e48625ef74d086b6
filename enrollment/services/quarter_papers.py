"""Papers of a programme's quarter: minutes of reconciliation and the report of realisation."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from cooperation.citations import cited_agreement
from cooperation.kinds import FundingSource
from cooperation.labels import FUNDING_SOURCES
from cooperation.queries.commitments import CommitmentRecord, get_commitment_record
from enrollment.month_difference import explain
from enrollment.month_lines import MonthLine, Worth, line_of, total_of
from enrollment.quarters import Quarter
from enrollment.queries.month_lines import list_month_lines
from enrollment.queries.programme_months import (
    count_by_month,
    months_as_kept,
    months_subject,
)
from enrollment.queries.realisation import costs_of
from enrollment.queries.reconciliation import (
    MonthOfProgramme,
    count_standings,
    standings_as_kept,
)
from enrollment.queries.summaries import counted_now, shown
from enrollment.queries.vacancies import find_vacancies
from enrollment.reconciliation import (
    CAUSE_LABELS,
    KIND_LABELS,
    Cause,
    CauseKind,
    Standing,
    causes_of,
    kind_of,
)
from enrollment.services.paper_heads import paper_head
from enrollment.services.quarter_money import quarter_money
from tenants.issued_papers import PaperKind
from tenants.kernel.actor import Actor
from tenants.kernel.clock import local_day
from tenants.kernel.formats import (
    count,
    month_id,
    month_range,
    rupiah,
    written_in,
)
from tenants.models.identity import Tenant
from tenants.services.issued_papers import PaperContent, issue_paper, mark_of
from tenants.typesetting import typeset

_PAPERS: Final = Path(str(files("enrollment"))) / "papers"
_TEMPLATES: Final[Mapping[PaperKind, Path]] = {
    PaperKind.RECONCILIATION: _PAPERS / "reconciliation.typ",
    PaperKind.QUARTERLY_REPORT: _PAPERS / "quarterly_report.typ",
}
_STEMS: Final[Mapping[PaperKind, str]] = {
    PaperKind.RECONCILIATION: "berita-acara-rekonsiliasi",
    PaperKind.QUARTERLY_REPORT: "laporan-realisasi",
}
_NOTHING: Final = "–"


@written_in("id")
def quarter_paper(
    session: Session,
    kind: PaperKind,
    *,
    tenant_id: int,
    commitment_id: UUID,
    quarter: Quarter,
    now: datetime,
    made_on: date,
) -> PaperContent:
    """What a paper of a quarter is set from, in counts and always in Indonesian. Role regency.

    Args:
        session: a transaction of the regency.
        kind: ``RECONCILIATION`` or ``QUARTERLY_REPORT``.
        tenant_id: whose programme.
        commitment_id: the programme.
        quarter: of which year and months.
        now: decides which BPJS office serves the regency.
        made_on: the day the paper bears.

    Raises:
        NotFound: no such programme in this regency.
        Conflict: a large programme whose people were never counted for these months.
    """
    regency = session.get_one(Tenant, tenant_id)
    today = local_day(now, regency.timezone)
    carried = get_commitment_record(
        session, tenant_id=tenant_id, commitment_id=commitment_id, today=today
    )
    lines = _month_lines(session, carried)
    is_computed = bool(costs_of(carried))
    own = [line_of(month, lines, is_computed=is_computed) for month in quarter.months]
    content = {
        **_head(session, carried, quarter, now=now, made_on=made_on),
        "quarter": _(
            "Triwulan %(number)s %(year)s (%(months)s)",
            number=quarter.roman,
            year=quarter.year,
            months=month_range(quarter.months[0].first_day, quarter.months[-1].first_day),
        ),
        "month_rows": _month_rows(own),
        **_causes(session, carried, own),
        **quarter_money(session, carried, quarter, lines),
    }
    return PaperContent(
        kind=kind,
        subject_id=commitment_id,
        subject_version=carried.commitment.version,
        made_on=made_on,
        content=content,
        parameters={"quarter": str(quarter)},
    )


def issue_quarter_paper(
    session: Session,
    kind: PaperKind,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    commitment_id: UUID,
    quarter: Quarter,
    made_on: date,
    check_page: str,
) -> tuple[str, bytes]:
    """Such a paper as PDF, with its file name.

    Raises:
        NotFound, Conflict: as ``quarter_paper``.
        Unavailable: it could not be set.

    Effects:
        Inserts ``issued_paper`` and audits, the first time.
    """
    paper = quarter_paper(
        session,
        kind,
        tenant_id=tenant_id,
        commitment_id=commitment_id,
        quarter=quarter,
        now=now,
        made_on=made_on,
    )
    issue_paper(session, tenant_id=tenant_id, actor=actor, now=now, paper=paper)
    data = {**paper.content, "mark": mark_of(paper, check_page=check_page)}
    return f"{_STEMS[kind]}-{quarter}.pdf", typeset(_TEMPLATES[kind], data, moment=now)


def _head(
    session: Session, carried: CommitmentRecord, quarter: Quarter, *, now: datetime, made_on: date
) -> dict[str, Any]:
    """Who, of which programme, under which agreements that bind on a day of the quarter."""
    commitment = carried.commitment
    source = FundingSource(commitment.funding_source)
    binding = [
        one
        for one in carried.agreements
        if (term := one.term) and any(map(term.binds_in, quarter.months))
    ]
    return {
        **paper_head(session, commitment, now=now, made_on=made_on),
        "agreement": "; ".join(cited_agreement(one) for one in binding),
        "funding": "" if source is FundingSource.NOT_STATED else _(FUNDING_SOURCES[source]),
        "budget": rupiah(commitment.budget_idr) if commitment.budget_idr else "",
    }


def _month_lines(session: Session, carried: CommitmentRecord) -> Sequence[MonthLine]:
    commitment = carried.commitment
    tenant_id, commitment_id = commitment.tenant_id, commitment.id
    counts = counted_now(
        shown(
            session,
            months_subject(commitment_id),
            tenant_id=tenant_id,
            commitment_id=commitment_id,
            load=months_as_kept,
            count=lambda: count_by_month(session, tenant_id=tenant_id, commitment_id=commitment_id),
        ),
    )
    return list_month_lines(session, carried, counts)


def _month_rows(lines: Sequence[MonthLine]) -> Sequence[Sequence[str]]:
    """Month, people of the programme, determined, listed, billed, paid, posted, difference.

    Below the months their sum in person-months, and what it comes to in rupiah.
    """
    total = total_of(lines)
    return [
        *(
            [month_id(one.month.first_day), *_told(one, lambda worth: count(worth.people))]
            for one in lines
            if one.month is not None
        ),
        [_("Orang-bulan"), *_told(total, lambda worth: count(worth.people))],
        [
            _("Rupiah"),
            *_told(
                total,
                lambda worth: _NOTHING if worth.amount_idr is None else rupiah(worth.amount_idr),
            ),
        ],
    ]


def _told(line: MonthLine, say: Callable[[Worth], str]) -> Sequence[str]:
    steps = (
        line.planned,
        line.determined,
        line.listed,
        line.billed,
        line.paid,
        line.posted,
        line.difference,
    )
    return [_NOTHING if one is None else say(one) for one in steps]


def _causes(
    session: Session, carried: CommitmentRecord, lines: Sequence[MonthLine]
) -> dict[str, Any]:
    """Why each month differs: what adds up to the difference, what is beside it, what is open."""
    tenant_id, commitment_id = carried.commitment.tenant_id, carried.commitment.id
    vacancies = find_vacancies(session, tenant_id=tenant_id, commitment_id=commitment_id)
    rates = {one.month: one.rate_idr for one in costs_of(carried)}
    rows: list[Sequence[str]] = []
    beside: list[Sequence[str]] = []
    unexplained: list[str] = []
    for line in lines:
        if line.month is None:
            continue
        month, rate_idr = month_id(line.month.first_day), rates.get(line.month)
        standings = _standings(session, MonthOfProgramme(tenant_id, commitment_id, line.month))
        planned = line.planned.people if line.planned else 0
        found = explain(planned, standings, vacancies.in_month(line.month))
        causes = found.lines if line.planned else causes_of(standings)
        rows += [[month, *_cause_cells(one), _worth(one[1], rate_idr)] for one in causes]
        if line.planned and causes:
            said = _("Jumlah selisih program dan dibukukan")
            worth = _worth(found.difference, rate_idr)
            rows.append([month, said, "", count(found.difference), worth])
        if line.planned:
            beside += [[month, *_cause_cells(one)] for one in found.others]
        unexplained += [
            _(
                "%(month)s %(cause)s %(people)s orang",
                month=month,
                cause=_(CAUSE_LABELS[cause]),
                people=count(abs(people)),
            )
            for cause, people in (found.unexplained if line.planned else causes)
            if kind_of(cause) is CauseKind.UNEXPLAINED
        ]
    return {
        "causes": rows,
        "beside": beside,
        "unexplained": unexplained,
        "is_computed": all(one.planned for one in lines),
    }


def _cause_cells(found: tuple[Cause, int]) -> Sequence[str]:
    cause, people = found
    return [_(CAUSE_LABELS[cause]), _(KIND_LABELS[kind_of(cause)]), count(people)]


def _worth(people: int, rate_idr: int | None) -> str:
    return _NOTHING if rate_idr is None else rupiah(people * rate_idr)


def _standings(session: Session, of: MonthOfProgramme) -> Mapping[Standing, int]:
    return counted_now(
        shown(
            session,
            of.subject,
            tenant_id=of.tenant_id,
            commitment_id=of.commitment_id,
            load=standings_as_kept,
            count=lambda: count_standings(session, of),
        ),
    )
