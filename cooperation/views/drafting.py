"""What pages of agreements say of text and clauses, and where the code of a draft leads back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from cooperation.clause_filling import FilledBy, MissingField
from cooperation.models.agreements import Agreement
from cooperation.queries.agreements import get_agreement
from cooperation.queries.branch_agreements import (
    get_agreement_for_branch,
    know,
)
from cooperation.queries.clauses import ClauseList, get_clause_list, is_drawn_up
from cooperation.services.agreement_drafts import Draft, draw_up
from cooperation.states import (
    AGREEMENT_STEPS,
    BEFORE_SIGNATURE,
    AgreementAction,
    AgreementState,
)
from cooperation.views.finding_forms import Form, forms_of_agreement
from cooperation.views.presentation import finding_views, local_today
from tenants.access import Permission
from tenants.issued_papers import Origin, PaperKind, register_origin
from tenants.kernel.errors import NotFound
from tenants.models.issued_papers import IssuedPaper
from tenants.queries.issued_papers import list_issued_papers
from tenants.request import visit
from tenants.typesetting.codes import spaced_code


@dataclass(frozen=True)
class MissingLine:
    """A field that the draft leaves open, and the page that fills it, if this person may."""

    label: str
    url: str


@dataclass(frozen=True)
class LostGround:
    """Law that the draft rests on and that is not in force on the day of the agreement."""

    day: date
    detail: str
    form: Form | None


@dataclass(frozen=True)
class Drafting:
    """What the page of an agreement says of its text and clauses."""

    clauses: ClauseList
    is_drawn_up: bool = False
    """Whether a text of its kind is drawn up here; what follows is said of such a text."""
    missing: Sequence[MissingLine] = ()
    lost_grounds: Sequence[LostGround] = ()
    papers: Sequence[tuple[str, IssuedPaper]] = ()
    """Drafts that were taken away, newest first, with their codes."""
    may_keep: bool = False


def drafting_of(session: Session, agreement: Agreement) -> Drafting:
    """What there is to say of the text of an agreement."""
    if not is_drawn_up(agreement):
        return Drafting(get_clause_list(session, agreement))
    draft = draw_up(session, agreement, now=visit().now, made_on=local_today())
    papers = list_issued_papers(session, tenant_id=agreement.tenant_id, subject_id=agreement.id)
    state = AgreementState(agreement.status)
    return Drafting(
        clauses=get_clause_list(session, agreement),
        is_drawn_up=True,
        missing=[_missing_line(one, agreement) for one in draft.filled.missing],
        lost_grounds=_lost_grounds(agreement, draft),
        papers=[(spaced_code(one.code), one) for one in papers],
        may_keep=state in BEFORE_SIGNATURE and (state, AgreementAction.REVISE) in AGREEMENT_STEPS,
    )


def find_draft_origin(session: Session, paper: IssuedPaper, now: datetime) -> Origin | None:
    """The agreement behind a draft, and what the draft would be made from today."""
    try:
        agreement = get_agreement(session, tenant_id=paper.tenant_id, agreement_id=paper.subject_id)
    except NotFound:
        return None
    is_ours = is_drawn_up(agreement)
    draft = draw_up(session, agreement, now=now, made_on=paper.made_on) if is_ours else None
    return Origin(
        title=agreement.title,
        url=url_for("agreements.show_agreement", agreement_id=agreement.id),
        version=agreement.version,
        sha256=draft.paper.sha256 if draft else b"",
    )


def find_served_origin(session: Session, paper: IssuedPaper, _now: datetime) -> Origin | None:
    """The agreement behind a draft as the BPJS office sees it; what changed is the regency's."""
    try:
        agreement = get_agreement_for_branch(
            session, tenant_id=paper.tenant_id, agreement_id=paper.subject_id
        )
    except NotFound:
        return None
    known = know(session, agreement)
    return Origin(
        title=known.title,
        url=url_for("agreement_reviews.show_review", agreement_id=agreement.id),
        version=known.version,
        sha256=None,
    )


def init_drafts() -> None:
    """Let codes of drafts lead back to their agreement."""
    register_origin("r", PaperKind.AGREEMENT_DRAFT, find_draft_origin)
    register_origin("b", PaperKind.AGREEMENT_DRAFT, find_served_origin)


def _lost_grounds(agreement: Agreement, draft: Draft) -> Sequence[LostGround]:
    lost = []
    for one in draft.lost:
        if one.lost is not None:
            (view,) = finding_views([one.lost], forms_of_agreement(agreement.id, one.commitment.id))
            lost.append(LostGround(draft.binds_from, view.detail, view.form))
    return lost


def _missing_line(missing: MissingField, agreement: Agreement) -> MissingLine:
    url = ""
    if visit().can(Permission.AGREEMENT_EDIT):
        if missing.filled_by is FilledBy.AGREEMENT or agreement.commitment_id is None:
            url = url_for("agreements.edit_agreement", agreement_id=agreement.id)
        elif missing.filled_by is FilledBy.COMMITMENT:
            url = url_for("commitments.edit_commitment", commitment_id=agreement.commitment_id)
    if missing.filled_by is FilledBy.ASSIGNMENT:
        url = ""
    return MissingLine(_(missing.label), url)
