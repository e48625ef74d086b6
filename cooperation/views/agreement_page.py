"""The page of one agreement: what it states, what follows, and what can be done."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, make_response, render_template, request
from sqlalchemy.orm import Session

from cooperation.agreement_terms import days_in_force, days_of_year
from cooperation.comment_rules import CommentAudience
from cooperation.findings import FindingCode
from cooperation.kinds import AgreementPaper
from cooperation.labels import (
    AGREEMENT_PAPERS,
)
from cooperation.models.agreements import Agreement
from cooperation.opened_prices import run_views
from cooperation.queries.agreement_bases import get_own_basis
from cooperation.queries.agreement_claims import present_content, submission_of
from cooperation.queries.agreement_findings import list_agreement_findings
from cooperation.queries.agreement_links import agreement_links, find_amendment_effect
from cooperation.queries.agreement_split import AgreementSplit, find_split, list_addable
from cooperation.queries.agreements import (
    AgreementRecord,
    get_agreement,
    get_agreement_record,
    state_on,
    term_of,
)
from cooperation.queries.comments import list_threads
from cooperation.queries.commitments import CommitmentRecord, get_commitment_record
from cooperation.queries.reviews import list_rounds
from cooperation.services.carried_programmes import SPLITTABLE
from cooperation.states import (
    AGREEMENT_STEPS,
    BEFORE_SIGNATURE,
    STAGE_OF,
    AgreementAction,
    AgreementState,
)
from cooperation.submission_rules import submission_errors
from cooperation.views.at_home import AtHome, at_home
from cooperation.views.carried_findings import ToldFinding, carried_findings, told_views
from cooperation.views.carried_names import carried_names
from cooperation.views.claim_changes import changed_since_acceptance, is_text_behind
from cooperation.views.comparison import amended_rows
from cooperation.views.drafting import drafting_of
from cooperation.views.finding_forms import FindForm, forms_of_agreement
from cooperation.views.presentation import (
    asked_choices,
    audience_choices,
    commitment_choices,
    local_today,
    opened_programmes,
    options,
)
from cooperation.views.unsaved_forms import unsaved_words
from tenants.access import Permission
from tenants.colleagues import colleague_choices
from tenants.document_types import DOCUMENT_LIMIT_BYTES, MEDIA_TYPE_LABELS, SUFFIXES
from tenants.forms import HeldForm
from tenants.kernel.db import transaction
from tenants.kernel.errors import (
    AppError,
    Conflict,
    FieldError,
    InvalidInput,
    NotPermitted,
)
from tenants.models.documents import DocumentBlob
from tenants.queries.assignments import list_serving_branches
from tenants.request import visit

_FIELDS = frozenset(
    f"/{name}"
    for name in (
        *("note", "signed_on", "terminated_on", "termination_reason", "file", "paper"),
        *("contains_personal_data",),
        *("membership_id", "stage", "to", "reason", "clause", "copy_comes_later"),
        *("body", "audience", "part_commitment_id"),
    )
)

_ELSEWHERE = {
    FindingCode.COMMITMENTS_OVERLAP,
    FindingCode.BASIS_ENDED,
    FindingCode.BASIS_LOST,
    FindingCode.BASIS_NOT_YET,
    FindingCode.START_BEFORE_SIGNATURE,
}
"""What is told of the programme on the page of its agreement as well."""

HOME_ALONE = (CommentAudience.HOME,)
HOME_AUDIENCES = (CommentAudience.BOTH, CommentAudience.HOME)
_ASKED_FROM = {
    state
    for state, action in AGREEMENT_STEPS
    if action in {AgreementAction.ASK_DEPARTMENT, AgreementAction.ASK_LEGAL}
}


def agreement_page(
    agreement_id: UUID,
    *,
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
    values: Mapping[str, Any] | None = None,
) -> str:
    """The page with what follows from the agreement, and with what was refused and typed.

    Raises:
        NotFound: no such agreement in this regency.
    """
    regency, today = visit().regency, local_today()
    with transaction(visit().principal) as session:
        record = get_agreement_record(session, tenant_id=regency.id, agreement_id=agreement_id)
        rounds = list_rounds(session, tenant_id=regency.id, agreement_id=agreement_id)
        split = find_split(session, record.agreement, today=today)
        records = _records(session, record, split, today)
        names = carried_names(session, record.agreement, rounds, records)
        told = [*_told(session, record, records, today), *names.told]
        addable = _addable(session, record.agreement, split)
        present = present_content(session, record.agreement)
        reviewed = at_home(session, record.agreement)
        links = agreement_links(session, record.agreement)
        own_basis = get_own_basis(session, record.agreement)
        threads = list_threads(session, tenant_id=regency.id, agreement_id=agreement_id)
        effect = find_amendment_effect(session, record.agreement)
        drafting = drafting_of(session, record.agreement)
        offices = list_serving_branches(
            session, tenant_id=regency.id, now=visit().now, timezone=regency.timezone
        )
    state = AgreementState(record.agreement.status)
    return render_template(
        "cooperation/agreement.html",
        record=record,
        agreement=record.agreement,
        state=state_on(record.agreement, today),
        actions=[one for one in AgreementAction if (state, one) in AGREEMENT_STEPS],
        papers=_papers(record, state),
        uploads=_uploads(state),
        rounds=rounds,
        home=reviewed,
        drafting=drafting,
        approvers=_approvers(record.agreement, reviewed),
        changed=changed_since_acceptance(rounds, present.claims),
        is_text_behind=state in BEFORE_SIGNATURE and is_text_behind(rounds, present),
        names_since=names.since,
        offices=offices,
        lacking=submission_errors(
            submission_of(record.agreement, record.commitment, record.carried[1:])
        ),
        split=split,
        split_runs=opened_programmes(split),
        addable=addable,
        may_split=_may_split(record.agreement),
        is_unsigned=state in BEFORE_SIGNATURE,
        today=today,
        years=_years_in_force(record),
        findings=told_views(told, is_split=len(records) > 1, forms_of=_forms_for(record.agreement)),
        is_as_accepted=all(one.code is not FindingCode.AGREEMENT_CHANGED for _about, one in told),
        related=links,
        own_basis=own_basis,
        threads=threads,
        audiences=audience_choices(
            HOME_AUDIENCES if rounds or state not in BEFORE_SIGNATURE else HOME_ALONE
        ),
        asked=asked_choices(Permission.AGREEMENT_APPROVE),
        effect=amended_rows(effect) if effect else [],
        effect_runs=run_views(effect.after.runs) if effect else [],
        effect_total=effect.after.total_idr if effect else None,
        errors=errors,
        summary=_summary(errors),
        refusal=refusal,
        values=values or {"signed_on": None, "terminated_on": None},
        unsaved=unsaved_words(values or {}),
        sent_form=(request.endpoint or "").rpartition(".")[2],
        accepted_suffixes=",".join(suffix for group in SUFFIXES.values() for suffix in group),
        accepted_kinds=", ".join(MEDIA_TYPE_LABELS.values()),
        limit_bytes=DOCUMENT_LIMIT_BYTES,
    )


def _may_split(agreement: Agreement) -> bool:
    """Whether somebody who keeps records may change what the agreement carries."""
    is_open = (AgreementState(agreement.status), AgreementAction.REVISE) in AGREEMENT_STEPS
    return is_open and agreement.kind in SPLITTABLE and visit().can(Permission.AGREEMENT_EDIT)


def _addable(
    session: Session, agreement: Agreement, split: AgreementSplit | None
) -> list[tuple[str, str]]:
    """Programmes that may be added, as choices of a field."""
    if split is None or not _may_split(agreement):
        return []
    return commitment_choices(list_addable(session, tenant_id=agreement.tenant_id))


def _approvers(agreement: Agreement, reviewed: AtHome) -> list[tuple[str, str]]:
    """Who may be named next, as choices of a field; asked only where somebody is to be named."""
    is_asked = visit().can(Permission.AGREEMENT_EDIT) and agreement.status in _ASKED_FROM
    if not is_asked and not reviewed.may_decide:
        return []
    return colleague_choices(
        Permission.AGREEMENT_APPROVE, without={*agreement.prepared_by_ids, visit().actor.id}
    )


def _summary(errors: Sequence[FieldError]) -> list[FieldError]:
    """The errors for the top of the page; what has no field here is said without a link."""
    return [
        one if one.pointer in _FIELDS else FieldError("", one.detail, one.params) for one in errors
    ]


def _told(
    session: Session, record: AgreementRecord, records: Sequence[CommitmentRecord], today: date
) -> list[ToldFinding]:
    """What is to be said of the agreement, of its law, and of who else may pay for its people.

    The arithmetic of a programme stands on the programme's own page.
    """
    told: list[ToldFinding] = [
        (None, one)
        for one in list_agreement_findings(
            session, agreement=record.agreement, carried=record.carried, today=today
        )
    ]
    told += carried_findings(records, _ELSEWHERE)
    return told


def _records(
    session: Session, record: AgreementRecord, split: AgreementSplit | None, today: date
) -> Sequence[CommitmentRecord]:
    """The programmes an agreement carries, each with what was computed from it."""
    if split is not None:
        return [one.record for one in split.programmes]
    if record.commitment is None:
        return []
    carried = get_commitment_record(
        session,
        tenant_id=record.agreement.tenant_id,
        commitment_id=record.commitment.id,
        today=today,
    )
    return [carried]


def _forms_for(agreement: Agreement) -> Callable[[CommitmentRecord | None], FindForm]:
    """The forms for what is told of an agreement, by the programme it is told of."""

    def forms_of(about: CommitmentRecord | None) -> FindForm:
        about_id = about.commitment.id if about else agreement.commitment_id
        return forms_of_agreement(agreement.id, about_id)

    return forms_of


def _papers(
    record: AgreementRecord, state: AgreementState
) -> list[tuple[AgreementPaper, DocumentBlob | None]]:
    """The papers that matter in a state; a text once submitted stays on the list."""
    kept = [
        (AgreementPaper.DRAFT_TEXT, record.draft_text),
        (AgreementPaper.SIGNED_COPY, record.signed_copy),
        (AgreementPaper.POSTING_PROOF, record.posting_proof),
        (AgreementPaper.START_CONSENT, record.start_consent),
    ]
    expected = (
        {AgreementPaper.DRAFT_TEXT}
        if state in BEFORE_SIGNATURE
        else {AgreementPaper.SIGNED_COPY, AgreementPaper.POSTING_PROOF}
    )
    return [(paper, document) for paper, document in kept if document or paper in expected]


def _uploads(state: AgreementState) -> list[tuple[str, str]]:
    """The papers that may be uploaded in a state, as choices of a field."""
    if state in STAGE_OF or state is AgreementState.DROPPED:
        return []
    is_unsigned = state in BEFORE_SIGNATURE
    return [
        (paper, label)
        for paper, label in options(AGREEMENT_PAPERS)
        if (paper == AgreementPaper.DRAFT_TEXT) == is_unsigned
    ]


def _years_in_force(record: AgreementRecord) -> list[tuple[int, int, int]]:
    """Year, days in force in it, days of the year."""
    term = term_of(record.agreement, record.carried)
    if term is None or term.ends_on is None:
        return []
    first = min(term.begins_on, term.signed_on).year
    return [
        (year, days_in_force([term], year), days_of_year(year))
        for year in range(first, term.ends_on.year + 1)
    ]


def asks_to_sign(agreement_id: UUID) -> bool:
    """Whether the page of an agreement has the form of its signature, as it stands now.

    Raises:
        NotFound: no such agreement in this regency.
    """
    with transaction(visit().principal) as session:
        agreement = get_agreement(session, tenant_id=visit().regency.id, agreement_id=agreement_id)
    return (AgreementState(agreement.status), AgreementAction.SIGN) in AGREEMENT_STEPS


def refused_page(
    agreement_id: UUID, error: AppError, field: str, held: HeldForm | None = None
) -> Response:
    """A refusal beside the field it concerns; one that concerns the state stands on top.

    ``held`` is what was typed where the form has a file; else it is what the form sent.
    """
    errors: Sequence[FieldError] = error.errors if isinstance(error, InvalidInput) else ()
    refusal = error if isinstance(error, Conflict | NotPermitted) else None
    if not errors and refusal is None:
        errors = (FieldError(f"/{field}", error.detail, error.params),)
    page = agreement_page(
        agreement_id,
        errors=[*errors, *(held.errors if held else ())],
        refusal=refusal,
        values=held.values if held else request.form,
    )
    return make_response(page, error.status)
