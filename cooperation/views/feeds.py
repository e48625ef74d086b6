"""What this package shows on pages of others: Beranda, and one regulation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import render_template
from flask_babel import gettext as _
from markupsafe import Markup
from sqlalchemy.orm import Session

from cooperation.calendar import Term, chain_strip, combined_strip, rolling_window
from cooperation.checks.periods import planning_horizon
from cooperation.commitment_states import CommitmentStatus
from cooperation.findings import Severity
from cooperation.queries.agreement_bases import list_agreements_on
from cooperation.queries.commitment_terms import calendar_term
from cooperation.queries.commitments import (
    CommitmentRecord,
    list_commitment_records,
    list_commitments,
)
from cooperation.queries.paid_months import with_paid
from cooperation.queries.reviews import list_decided_agreements
from cooperation.views.commitments import address_of, period_of
from cooperation.views.finding_forms import forms_of
from cooperation.views.presentation import (
    FindingView,
    calendar_row,
    combined_row,
    dated_title,
    finding_views,
    local_today,
)
from tenants.kernel.formats import count, month_range
from tenants.request import Visit
from tenants.shell.charts import CalendarRow

ROW_LIMIT = 6
GROUP_LIMIT = 3
FINDING_LIMIT = 4


@dataclass(frozen=True)
class FindingGroup:
    """What one commitment most needs; the rest stands on its own page."""

    title: str
    url: str
    shown: Sequence[FindingView]
    hidden_count: int


def render_home_panel(session: Session, visit: Visit) -> Markup:
    """The cover calendar of all programmes, and what they most need."""
    today = local_today()
    records = _records(session, visit.regency.id, today)
    window = rolling_window(today)
    groups = _groups(records)
    terms = _terms(session, visit, records, today)
    return Markup(  # noqa: S704  a rendered template escapes its values
        render_template(
            "cooperation/home_panel.html",
            rows=_rows(records, terms, today),
            months=month_range(window[0].first_day, window[-1].first_day),
            groups=groups[:GROUP_LIMIT],
            hidden_group_count=max(0, len(groups) - GROUP_LIMIT),
            has_commitments=bool(records),
        )
    )


def render_decided(session: Session, visit: Visit) -> Markup | None:
    """What the branch decided and what follows from it, before everything else to be done."""
    decided = list_decided_agreements(session, tenant_id=visit.regency.id)
    if not decided:
        return None
    return Markup(  # noqa: S704  a rendered template escapes its values
        render_template("cooperation/decided_agreements.html", decided=decided)
    )


def render_regulation_panel(
    session: Session, visit: Visit, *, regulation_id: UUID
) -> Markup | None:
    """The programmes that name a regulation as their basis, and agreements without one."""
    today = local_today()
    resting = [
        one
        for one in list_commitments(session, tenant_id=visit.regency.id)
        if one.regulation_id == regulation_id
    ]
    agreements = list_agreements_on(
        session, tenant_id=visit.regency.id, regulation_id=regulation_id
    )
    if not resting and not agreements:
        return None
    records = list_commitment_records(
        session, tenant_id=visit.regency.id, commitments=resting, today=today
    )
    return Markup(  # noqa: S704  a rendered template escapes its values
        render_template(
            "cooperation/regulation_panel.html",
            lines=[(one, period_of(one), address_of(one.commitment.id)) for one in records],
            agreements=agreements,
        )
    )


def _groups(records: Sequence[CommitmentRecord]) -> list[FindingGroup]:
    """Commitments with something to correct or decide, those with a wrong figure first."""
    pressing = [(record, record.pressing) for record in records if record.pressing]
    pressing.sort(key=lambda pair: pair[1][0].severity is not Severity.WRONG)
    return [
        FindingGroup(
            title=record.commitment.title,
            url=address_of(record.commitment.id),
            shown=finding_views(findings[:FINDING_LIMIT], forms_of(record)),
            hidden_count=max(0, len(findings) - FINDING_LIMIT),
        )
        for record, findings in pressing
    ]


def _records(session: Session, tenant_id: int, today: date) -> list[CommitmentRecord]:
    kept = [
        one
        for one in list_commitments(session, tenant_id=tenant_id)
        if one.status != CommitmentStatus.CANCELLED
    ]
    return list_commitment_records(session, tenant_id=tenant_id, commitments=kept, today=today)


def _terms(
    session: Session, visit: Visit, records: Sequence[CommitmentRecord], today: date
) -> Mapping[UUID, Term]:
    """The months of the programmes that state them, with what was paid without an agreement."""
    stated = {one.commitment.id: calendar_term(one.commitment, one.terms) for one in records}
    terms = {commitment_id: term for commitment_id, term in stated.items() if term is not None}
    return with_paid(session, tenant_id=visit.regency.id, terms=terms, today=today)


def _rows(
    records: Sequence[CommitmentRecord], terms: Mapping[UUID, Term], today: date
) -> list[CalendarRow]:
    """One row for each chain, named by its latest commitment, and one for all together."""
    window, horizon = rolling_window(today), planning_horizon(today)
    by_id = {one.commitment.id: one for one in records}
    chains: list[tuple[CommitmentRecord, list[Term]]] = []
    for chain in {one.chain[0].id: one.chain for one in records}.values():
        dated = [one for one in chain if one.id in terms]
        known = [terms[one.id] for one in dated]
        if known:
            chains.append((by_id[dated[-1].id], known))
    rows = [
        calendar_row(
            _row_label(record),
            chain_strip(known, window, horizon),
            address_of(record.commitment.id),
        )
        for record, known in chains[:ROW_LIMIT]
    ]
    if len(chains) > 1:
        strip = combined_strip([known for _one, known in chains], window, horizon)
        rows.append(combined_row(_("Semua program"), strip))
    return rows


def _row_label(record: CommitmentRecord) -> str:
    label = dated_title(record.commitment, record.terms)
    people = record.commitment.people_now
    return label if people is None else f"{label} · {count(people)}"
