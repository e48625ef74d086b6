"""Agreements of one regency before the branch: one beside its text, and the decision."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Response, make_response, render_template, request, url_for

from cooperation.arithmetic import Computation
from cooperation.checks.scope import StatedClaims, scope_of
from cooperation.clause_checks import PRESENCE_LABELS
from cooperation.comment_rules import COMMENT_AUDIENCES, CommentAudience
from cooperation.examination import Examination
from cooperation.findings import Severity
from cooperation.kinds import AgreementKind
from cooperation.labels import (
    AGREEMENT_KINDS,
    AGREEMENT_STATES,
    CAPACITIES,
    FUNDING_SOURCES,
    SEGMENTS,
    WADAH_CODES,
)
from cooperation.models.agreements import Agreement
from cooperation.opened_prices import contract_views, run_views
from cooperation.queries.agreements import state_on
from cooperation.queries.commitments import CommitmentRecord
from cooperation.queries.reviews import find_decided_round, find_open_round
from cooperation.review_rules import REVIEW_STATE_LABELS, days_waiting
from cooperation.sentences import programme_names
from cooperation.services.reviews import Office
from cooperation.states import AgreementState
from cooperation.views.carried_findings import ToldFinding, told_views
from cooperation.views.claim_changes import Comparison, compare_rounds
from cooperation.views.comparison import amended_rows, comparison_rows
from cooperation.views.examined_agreements import Examined, Standing, examine, may_undo
from cooperation.views.paper_texts import PaperText, open_paper, text_of_paper
from cooperation.views.presentation import (
    asked_choices,
    audience_choices,
    local_today,
    opened_programmes,
)
from tenants.access import Permission, requires
from tenants.addresses import organisation_blueprint
from tenants.document_types import MediaType
from tenants.kernel.clock import local_day
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import AppError, FieldError, InvalidInput
from tenants.kernel.problems import sentence
from tenants.kernel.security import HEADERS
from tenants.models.documents import DocumentBlob
from tenants.request import visit
from tenants.shell import panels

POLICY = "Content-Security-Policy"
FRAMES_OUR_OWN = HEADERS[POLICY] + "; frame-src 'self'"
"""For the page that shows a PDF of ours in a frame, and for no other."""

blueprint = organisation_blueprint("agreement_reviews", __name__, "b", opens_regency=True)

SHOWN_TYPES = frozenset({MediaType.PDF, MediaType.DOCX})
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


def address_of(agreement_id: UUID) -> str:
    """The address of one agreement before the branch."""
    return url_for("agreement_reviews.show_review", agreement_id=agreement_id)


def own_office() -> Office:
    """The BPJS office in use."""
    return Office(visit().organisation.organisation_id, visit().organisation.name)


def _review_page(
    agreement_id: UUID,
    *,
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
    values: Mapping[str, Any] | None = None,
) -> Response:
    examined = examine(agreement_id)
    standing = examined.standing
    carried = _as_amended(examined)
    computation = carried.examination.computation if carried and carried.examination else None
    text = examined.rounds[0].draft_text if examined.rounds else None
    is_shown = text is not None and text.media_type in SHOWN_TYPES
    if text is not None and text.contains_personal_data:
        is_shown = is_shown and request.args.get("show") == "document"
    is_pdf = text is not None and text.media_type == MediaType.PDF
    open_round = find_open_round(examined.rounds)
    since = compare_rounds(find_decided_round(examined.rounds), open_round)
    place = panels.render_apart(
        "review-position", visit(), kind="agreement", subject_id=agreement_id
    )
    page = render_template(
        "cooperation/agreement_review.html",
        examined=examined,
        agreement=examined.agreement,
        carried=carried,
        open_round=open_round,
        may_undo=may_undo(examined),
        since=since,
        since_look=_since_look(examined, since),
        position=place,
        clauses=standing.clauses,
        text=text,
        is_pdf=is_pdf,
        is_readable=text is not None and text.media_type in SHOWN_TYPES,
        is_shown=is_shown,
        paper_text=_words_of(text) if text is not None and is_shown and not is_pdf else None,
        contradicted=standing.contradicted,
        scope=scope_of(_stated(examined, computation)),
        pressing=told_views(_by_urgency(standing.told), is_split=standing.is_split),
        notes=told_views(_told_as(standing, Severity.NOTE), is_split=standing.is_split),
        assumptions=told_views(
            (
                (record, one)
                for record, one in _told_as(standing, Severity.ASSUMPTION)
                if not standing.is_of_a_part(record)
            ),
            is_split=False,
        ),
        programmes_text=programme_names(carried.terms.insured.programmes) if carried else "",
        computation=computation,
        split_runs=opened_programmes(standing.split),
        related=standing.links,
        threads=examined.threads,
        audiences=audience_choices(OFFICE_AUDIENCES),
        asked=asked_choices(Permission.REVIEW_DECIDE),
        office_id=visit().organisation.organisation_id,
        effect=amended_rows(standing.effect) if standing.effect else [],
        effect_runs=run_views(standing.effect.after.runs) if standing.effect else [],
        effect_total=standing.effect.after.total_idr if standing.effect else None,
        comparison=comparison_rows(carried) if carried else [],
        runs=run_views(computation.runs) if computation else [],
        contract=contract_views(computation) if computation else [],
        errors=errors,
        refusal=refusal,
        values=values or {},
    )
    response = make_response(page)
    if is_shown and is_pdf:
        response.headers[POLICY] = FRAMES_OUR_OWN
    return response


def _as_amended(examined: Examined) -> CommitmentRecord | None:
    """The programme with the figures that an addendum before the office makes."""
    carried, effect = examined.carried, examined.standing.effect
    if carried is None or effect is None or not examined.standing.is_to_amend:
        return carried
    after = effect.after
    return replace(carried, terms=after.terms, examination=Examination(after, ()))


def _stated(examined: Examined, computation: Computation | None) -> StatedClaims:
    """Which claims there are to check, as far as the office may read them."""
    agreement, split = examined.agreement, examined.standing.split
    kind = AgreementKind(agreement.kind)
    parties = (
        (agreement.regency_office, agreement.regency_capacity),
        (agreement.bpjs_office, agreement.bpjs_capacity),
    )
    first = [computation] if examined.carried else []
    starts = agreement.starts_on is not None or kind is AgreementKind.ADENDUM
    return StatedClaims(
        kind=kind,
        has_text=bool(examined.rounds and examined.rounds[0].draft_text) or agreement.has_paper,
        has_number_regency=agreement.number_regency is not None,
        has_number_bpjs=agreement.number_bpjs is not None,
        has_term=starts and agreement.last_day is not None,
        are_parties_named=agreement.signatories is not None or all(one for one, _held in parties),
        are_capacities_stated=all(held is not None for office, held in parties if office),
        computed=[one.computed for one in split.programmes] if split else first,
    )


def _words_of(text: DocumentBlob) -> PaperText | None:
    """The words of a text that no browser shows; None for whoever may open no file."""
    if not visit().can(Permission.DOCUMENT_READ):
        return None
    with transaction(visit().principal) as session:
        file = open_paper(session, text)
    return text_of_paper(file)


def _since_look(examined: Examined, since: Comparison | None) -> Comparison | None:
    """What a later round changed since the page was opened; None where ``since`` tells it."""
    seen, latest = examined.seen_round, next(iter(examined.rounds), None)
    if seen is latest or (since is not None and since.earlier is seen):
        return None
    return compare_rounds(seen, latest)


def _by_urgency(told: Sequence[ToldFinding]) -> list[ToldFinding]:
    """What somebody has to correct or decide, contradictions first."""
    pressing = [(record, one) for record, one in told if one.needs_action]
    return sorted(pressing, key=lambda pair: pair[1].severity is not Severity.WRONG)


def _told_as(standing: Standing, severity: Severity) -> list[ToldFinding]:
    return [(record, one) for record, one in standing.told if one.severity is severity]


def refused_page(agreement_id: UUID, error: AppError) -> Response:
    """The page again, with what was refused and what was typed."""
    errors = error.errors if isinstance(error, InvalidInput) else ()
    refusal = None if errors else error
    response = _review_page(agreement_id, errors=errors, refusal=refusal, values=request.form)
    response.status_code = error.status
    return response
