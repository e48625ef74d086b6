"""Agreements of one regency before the branch: one beside its text, and the decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response as BaseResponse

from cooperation.amendment_effects import AmendmentEffect
from cooperation.clause_checks import PRESENCE_LABELS
from cooperation.comment_rules import COMMENT_AUDIENCES, CommentAudience
from cooperation.findings import Finding, FindingCode, Severity
from cooperation.labels import (
    AGREEMENT_KINDS,
    AGREEMENT_STATES,
    CAPACITIES,
    FUNDING_SOURCES,
    SEGMENTS,
    WADAH_CODES,
)
from cooperation.models.agreements import Agreement
from cooperation.queries.agreement_findings import list_agreement_findings
from cooperation.queries.agreement_links import (
    AgreementLinks,
    agreement_links,
    find_amendment_effect,
)
from cooperation.queries.agreements import state_on
from cooperation.queries.clauses import ClauseList, get_clause_list, has_clause_list
from cooperation.queries.comments import CommentThread, list_threads
from cooperation.queries.commitments import CommitmentRecord, get_commitment_record
from cooperation.queries.reviews import (
    ReviewRound,
    find_decided_round,
    find_open_round,
    get_agreement_for_branch,
    list_rounds,
    present_claims,
)
from cooperation.review_rules import REVIEW_STATE_LABELS, days_waiting
from cooperation.schemas.agreements import DecisionIn, ReturnIn, StepIn
from cooperation.sentences import programme_names
from cooperation.services.reviews import (
    Office,
    Seen,
    accept_agreement,
    return_agreement,
    undo_decision,
)
from cooperation.states import (
    AGREEMENT_STEPS,
    AgreementAction,
    AgreementState,
    ReviewStage,
)
from cooperation.views.claim_changes import (
    ChangeView,
    changed_since_acceptance,
    compare_rounds,
)
from cooperation.views.comparison import amended_rows, comparison_rows
from cooperation.views.presentation import (
    asked_choices,
    audience_choices,
    contract_views,
    finding_views,
    local_today,
    run_views,
)
from tenants.access import Permission, requires
from tenants.addresses import organisation_blueprint
from tenants.document_types import MediaType
from tenants.kernel.clock import local_day
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import AppError, Conflict, FieldError, InvalidInput
from tenants.kernel.problems import sentence
from tenants.kernel.schemas import load
from tenants.kernel.security import HEADERS
from tenants.request import visit

POLICY = "Content-Security-Policy"
FRAMES_OUR_OWN = HEADERS[POLICY] + "; frame-src 'self'"
"""For the page that shows a PDF of ours in a frame, and for no other."""

# What the regency has to see to; the branch decides without it.
CHORES = {
    FindingCode.AGREEMENT_MISSING,
    FindingCode.COMING_MONTHS_UNCOVERED,
    FindingCode.PAST_MONTHS_UNCOVERED,
    FindingCode.SIGNED_COPY_MISSING,
}
# Which claim a contradiction is about.
CLAIMS: Mapping[FindingCode, str] = {
    FindingCode.AGREEMENT_NUMBER_TAKEN: "number",
    FindingCode.TERM_OUTSIDE_MONTHS: "period",
    FindingCode.AUTHORITY_NOT_SHOWN: "authority",
}

blueprint = organisation_blueprint("agreement_reviews", __name__, "b", opens_regency=True)


@dataclass(frozen=True)
class Examined:
    """An agreement as the branch examines it; ``carried`` is None for an umbrella agreement."""

    agreement: Agreement
    rounds: Sequence[ReviewRound]
    carried: CommitmentRecord | None
    findings: Sequence[Finding]
    threads: Sequence[CommentThread]
    links: AgreementLinks
    effect: AmendmentEffect | None
    changed: Sequence[ChangeView]
    """What is no longer as the branch accepted it."""
    clauses: ClauseList | None
    """None where the template's clauses are not those of this kind of agreement."""

    @property
    def contradicted(self) -> set[str]:
        """The claims that contradict something: number, period, authority, arithmetic."""
        return {
            CLAIMS.get(one.code, "arithmetic")
            for one in self.findings
            if one.severity is Severity.WRONG
        }


OFFICE_AUDIENCES = (CommentAudience.BOTH, CommentAudience.OFFICE)


@blueprint.context_processor
def vocabulary() -> dict[str, object]:
    """The words of reviews, for the pages of this blueprint."""
    return {
        "agreement_state_labels": AGREEMENT_STATES,
        "audience_labels": COMMENT_AUDIENCES,
        "funding_source_labels": FUNDING_SOURCES,
        "capacity_labels": CAPACITIES,
        "kind_labels": AGREEMENT_KINDS,
        "presence_labels": PRESENCE_LABELS,
        "round_labels": REVIEW_STATE_LABELS,
        "segment_labels": SEGMENTS,
        "sentence": sentence,
        "state_of": state_of,
        "wadah_labels": WADAH_CODES,
        "waited": waited,
    }


def state_of(agreement: Agreement) -> AgreementState:
    """Where an agreement stands today."""
    return state_on(agreement, local_today())


def waited(moment: datetime) -> int:
    """Days since a submission, by the calendar of the regency."""
    return days_waiting(local_day(moment, visit().regency.timezone), local_today())


@blueprint.get("/agreements/<uuid:agreement_id>")
@requires(Permission.REVIEW_READ, pool=DatabaseRole.BRANCH)
def show_review(agreement_id: UUID) -> Response:
    """One agreement: its text left, what it claims and what follows from that right."""
    return _review_page(agreement_id)


@blueprint.post("/agreements/<uuid:agreement_id>/accept")
@requires(Permission.REVIEW_DECIDE, pool=DatabaseRole.BRANCH)
def accept(agreement_id: UUID) -> BaseResponse:
    """Approve the version that was on the page for signature."""
    try:
        data = load(DecisionIn, request.form)
        with transaction(visit().principal) as session:
            accept_agreement(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                agreement_id=agreement_id,
                seen=_seen(data),
                office=own_office(),
            )
    except (InvalidInput, Conflict) as error:
        return refused_page(agreement_id, error)
    flash(_("Perjanjian disetujui untuk ditandatangani. Daerah melihatnya di halaman perjanjian."))
    return redirect(address_of(agreement_id), 303)


@blueprint.post("/agreements/<uuid:agreement_id>/return")
@requires(Permission.REVIEW_DECIDE, pool=DatabaseRole.BRANCH)
def give_back(agreement_id: UUID) -> BaseResponse:
    """Return the version that was on the page, with the reason."""
    try:
        data = load(ReturnIn, request.form)
        with transaction(visit().principal) as session:
            return_agreement(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                agreement_id=agreement_id,
                seen=_seen(data),
                office=own_office(),
                reason=data["reason"],
                clause=data["clause"],
            )
    except (InvalidInput, Conflict) as error:
        return refused_page(agreement_id, error)
    flash(_("Perjanjian dikembalikan. Alasannya tampil di Beranda daerah."))
    return redirect(address_of(agreement_id), 303)


@blueprint.post("/agreements/<uuid:agreement_id>/undo")
@requires(Permission.REVIEW_DECIDE, pool=DatabaseRole.BRANCH)
def undo(agreement_id: UUID) -> BaseResponse:
    """Take the office's decision back while the regency has not acted on it."""
    try:
        data = load(StepIn, request.form)
        with transaction(visit().principal) as session:
            undo_decision(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                agreement_id=agreement_id,
                expected_version=data["expected_version"],
                office=own_office(),
            )
    except (InvalidInput, Conflict) as error:
        return refused_page(agreement_id, error)
    flash(_("Keputusan dibatalkan. Perjanjian menunggu keputusan lagi."))
    return redirect(address_of(agreement_id), 303)


def address_of(agreement_id: UUID) -> str:
    """The address of one agreement before the branch."""
    return url_for("agreement_reviews.show_review", agreement_id=agreement_id)


def own_office() -> Office:
    """The BPJS office in use."""
    return Office(visit().organisation.organisation_id, visit().organisation.name)


def _seen(data: Mapping[str, Any]) -> Seen:
    return Seen(data["review_id"], data["expected_version"])


def _examined(agreement_id: UUID) -> Examined:
    """Everything the page shows.

    Raises:
        NotFound: no such agreement in this regency, or a draft that was never submitted.
    """
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        agreement = get_agreement_for_branch(
            session, tenant_id=tenant_id, agreement_id=agreement_id
        )
        rounds = list_rounds(session, tenant_id=tenant_id, agreement_id=agreement_id)
        carried = (
            get_commitment_record(
                session,
                tenant_id=tenant_id,
                commitment_id=agreement.commitment_id,
                today=local_today(),
            )
            if agreement.commitment_id
            else None
        )
        changed = changed_since_acceptance(rounds, present_claims(session, agreement))
        clauses = get_clause_list(session, agreement) if has_clause_list(agreement) else None
        own = list_agreement_findings(
            session, agreement=agreement, commitment=carried.commitment if carried else None
        )
        threads = list_threads(session, tenant_id=tenant_id, agreement_id=agreement_id)
        links = agreement_links(session, agreement, for_branch=True)
        effect = find_amendment_effect(session, agreement)
    computed = carried.examination.findings if carried and carried.examination else ()
    kept = [one for one in (*own, *computed) if one.code not in CHORES]
    return Examined(agreement, rounds, carried, kept, threads, links, effect, changed, clauses)


def _review_page(
    agreement_id: UUID,
    *,
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
    values: Mapping[str, Any] | None = None,
) -> Response:
    examined = _examined(agreement_id)
    carried = examined.carried
    computation = carried.examination.computation if carried and carried.examination else None
    text = examined.rounds[0].draft_text if examined.rounds else None
    is_shown = text is not None and text.media_type == MediaType.PDF
    if text is not None and text.contains_personal_data:
        is_shown = is_shown and request.args.get("show") == "document"
    open_round = find_open_round(examined.rounds)
    page = render_template(
        "cooperation/agreement_review.html",
        examined=examined,
        agreement=examined.agreement,
        carried=carried,
        open_round=open_round,
        may_undo=_may_undo(examined),
        since=compare_rounds(find_decided_round(examined.rounds), open_round),
        clauses=examined.clauses,
        text=text,
        is_pdf=text is not None and text.media_type == MediaType.PDF,
        is_shown=is_shown,
        contradicted=examined.contradicted,
        pressing=finding_views(_by_urgency(examined.findings)),
        notes=finding_views(one for one in examined.findings if one.severity is Severity.NOTE),
        assumptions=finding_views(
            one for one in examined.findings if one.severity is Severity.ASSUMPTION
        ),
        programmes_text=programme_names(carried.terms.insured.programmes) if carried else "",
        computation=computation,
        related=examined.links,
        threads=examined.threads,
        audiences=audience_choices(OFFICE_AUDIENCES),
        asked=asked_choices(Permission.REVIEW_DECIDE),
        office_id=visit().organisation.organisation_id,
        effect=amended_rows(examined.effect) if examined.effect else [],
        comparison=comparison_rows(carried) if carried else [],
        runs=run_views(computation.runs) if computation else [],
        contract=contract_views(computation) if computation else [],
        errors=errors,
        refusal=refusal,
        values=values or {},
    )
    response = make_response(page)
    if is_shown:
        response.headers[POLICY] = FRAMES_OUR_OWN
    return response


def _may_undo(examined: Examined) -> bool:
    """Whether the last decision is this office's and nobody has acted on it, as far as is seen."""
    agreement, last = examined.agreement, find_decided_round(examined.rounds)
    state = AgreementState(agreement.status)
    return (
        last is not None
        and last.review.branch_id == visit().organisation.organisation_id
        and (state, AgreementAction.UNDO_BRANCH) in AGREEMENT_STEPS
        and agreement.returned_by in {None, ReviewStage.BRANCH}
    )


def _by_urgency(findings: Sequence[Finding]) -> list[Finding]:
    """What somebody has to correct or decide, contradictions first."""
    pressing = [one for one in findings if one.needs_action]
    return sorted(pressing, key=lambda one: one.severity is not Severity.WRONG)


def refused_page(agreement_id: UUID, error: AppError) -> Response:
    """The page again, with what was refused and what was typed."""
    errors = error.errors if isinstance(error, InvalidInput) else ()
    refusal = None if errors else error
    response = _review_page(agreement_id, errors=errors, refusal=refusal, values=request.form)
    response.status_code = error.status
    return response
