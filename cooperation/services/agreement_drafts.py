"""Draw up the text of a PKS from what is recorded of it, and keep it as the text under review."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.clause_checks import ClauseFinding, Presence
from cooperation.clause_filling import BudgetLine, FilledDraft, fill_draft
from cooperation.clause_template import pks_template
from cooperation.draft_documents import draft_document
from cooperation.findings import Finding
from cooperation.kinds import AgreementPaper
from cooperation.models.agreements import Agreement
from cooperation.queries.agreements import get_agreement
from cooperation.queries.clauses import is_drawn_up
from cooperation.queries.draft_figures import get_draft_figures
from cooperation.queries.draft_programmes import DraftProgramme, list_draft_programmes
from cooperation.sentences import render
from cooperation.services.agreements import attach_paper, lock_agreement
from cooperation.services.clauses import state_clauses
from cooperation.services.records import refuse_stale
from cooperation.wording import describe
from tenants.issued_papers import PaperKind
from tenants.kernel.actor import Actor
from tenants.kernel.errors import N_, RuleViolation
from tenants.kernel.formats import written_in
from tenants.models.documents import DocumentBlob
from tenants.services.documents import IncomingFile
from tenants.services.issued_papers import PaperContent, issue_paper, mark_of, qr_text
from tenants.typesetting import typeset

_TEMPLATE = Path(str(files("cooperation"))) / "papers" / "agreement_draft.typ"
_NOT_PKS = N_(
    "Templat klausul tersedia untuk perjanjian kerja sama (PKS). Unggah naskah Anda sendiri untuk"
    " bentuk lain."
)


class DraftFormat(StrEnum):
    """As which file a draft leaves."""

    PDF = "pdf"
    DOCX = "docx"


@dataclass(frozen=True)
class Draft:
    """A draft as it would be drawn up on a day; ``lost`` names programmes without law in force."""

    filled: FilledDraft
    paper: PaperContent
    binds_from: date
    """The day of the agreement, on which the law it rests on is to be in force."""
    lost: Sequence[DraftProgramme] = ()


@written_in("id")
def draw_up(session: Session, agreement: Agreement, *, now: datetime, made_on: date) -> Draft:
    """The draft of a PKS, always in Indonesian. Role regency.

    Raises:
        RuleViolation: it is no PKS.
    """
    if not is_drawn_up(agreement):
        raise RuleViolation(_NOT_PKS)
    binds_from = _binds_from(agreement, made_on)
    programmes = list_draft_programmes(session, agreement, on=binds_from)
    lost = [one for one in programmes if one.lost]
    figures = replace(
        get_draft_figures(session, agreement, now=now),
        binds_from=binds_from,
        budget_lines=_budget_lines(programmes),
        lost_grounds=_ends_of([one.lost for one in lost if one.lost]),
    )
    title = agreement.title.removeprefix("PKS ")
    filled = fill_draft(pks_template(), figures, title=title, made_on=made_on)
    paper = PaperContent(
        kind=PaperKind.AGREEMENT_DRAFT,
        subject_id=agreement.id,
        subject_version=agreement.version,
        made_on=made_on,
        content=filled.content,
    )
    return Draft(filled, paper, binds_from, lost)


def _binds_from(agreement: Agreement, made_on: date) -> date:
    """The first day on which an agreement can bind: it begins, and is signed, today or later."""
    first = agreement.signed_on or made_on
    return max(first, agreement.starts_on) if agreement.starts_on else first


def _budget_lines(programmes: Sequence[DraftProgramme]) -> tuple[BudgetLine, ...]:
    """The budget line of each programme, where there are several."""
    if len(programmes) == 1:
        return ()
    carried = [one.commitment for one in programmes]
    return tuple(BudgetLine(one.title, one.budget_line) for one in carried)


def _ends_of(findings: Iterable[Finding]) -> tuple[str, ...]:
    """What ended each regulation, once where several programmes rest on it."""
    return tuple(dict.fromkeys(render(describe(one)) for one in findings))


def write_draft(
    draft: Draft, form: DraftFormat, *, check_page: str, moment: datetime
) -> IncomingFile:
    """A draft as a file; it names offices and those who sign for them, nobody who is insured.

    Raises:
        Unavailable: the PDF could not be set.
    """
    mark = mark_of(draft.paper, check_page=check_page)
    name = f"rancangan-pks-{draft.paper.code[:4].lower()}.{form}"
    if form is DraftFormat.DOCX:
        text = qr_text(draft.paper, check_page=check_page)
        file = draft_document(draft.paper.content, mark=mark, qr_text=text, moment=moment)
        return IncomingFile(name, file)
    data = {**draft.paper.content, "mark": mark}
    return IncomingFile(name, typeset(_TEMPLATE, data, moment=moment))


def issue_draft(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    agreement_id: UUID,
    made_on: date,
    form: DraftFormat,
    check_page: str,
) -> IncomingFile:
    """Draw up a PKS for somebody to take away.

    Raises:
        NotFound: no such agreement in this regency.
        RuleViolation: it is no PKS.
        Unavailable: the PDF could not be set.

    Effects:
        Inserts ``issued_paper`` and audits, the first time.
    """
    agreement = get_agreement(session, tenant_id=tenant_id, agreement_id=agreement_id)
    draft = draw_up(session, agreement, now=now, made_on=made_on)
    issue_paper(session, tenant_id=tenant_id, actor=actor, now=now, paper=draft.paper)
    return write_draft(draft, form, check_page=check_page, moment=now)


def keep_draft(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    agreement_id: UUID,
    expected_version: int,
    made_on: date,
    form: DraftFormat,
    check_page: str,
) -> DocumentBlob:
    """Draw up a PKS and keep it as the text under review; its clauses are ticked with it.

    Raises:
        NotFound: no such agreement in this regency.
        StaleVersion: somebody else saved since ``expected_version`` was read.
        RuleViolation: it is no PKS.
        InvalidTransition: somebody is examining the agreement.
        InvalidInput: it is signed already.
        Unavailable: the PDF could not be set.

    Effects:
        As ``issue_draft`` and ``attach_paper``; replaces the agreement's ``agreement_clause`` rows.
    """
    agreement = lock_agreement(session, tenant_id=tenant_id, agreement_id=agreement_id)
    refuse_stale(agreement, expected_version)
    draft = draw_up(session, agreement, now=now, made_on=made_on)
    file = write_draft(draft, form, check_page=check_page, moment=now)
    document = attach_paper(
        session,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        agreement_id=agreement_id,
        paper=AgreementPaper.DRAFT_TEXT,
        file=file,
    )
    issue_paper(session, tenant_id=tenant_id, actor=actor, now=now, paper=draft.paper)
    found = _findings(draft.filled)
    state_clauses(session, agreement, found, actor=actor, now=now, document_id=document.id)
    return document


def _findings(filled: FilledDraft) -> Mapping[str, ClauseFinding]:
    """Which clauses our own text holds, and where."""
    return {
        clause.id: _finding(filled.places, clause.id, clause.title)
        for clause in pks_template().clauses
    }


def _finding(places: Mapping[str, int | None], clause_id: str, title: str) -> ClauseFinding:
    if clause_id not in places:
        return ClauseFinding(Presence.ABSENT)
    number = places[clause_id]
    return ClauseFinding(Presence.PRESENT, f"Pasal {number}" if number else title)
