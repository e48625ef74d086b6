"""Bukti dukung: which file supports which indicator, where in it, until when, and what lacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from scoring.cycle import Period, selectable_periods
from scoring.evidence_rules import HOLDS_NO_MORE, VALIDITY_LABELS, Validity, validity_on
from scoring.queries.claims import list_claims
from scoring.queries.evidence import EvidenceRecord, get_evidence, list_evidence
from scoring.queries.scorecards import list_counted_facts
from scoring.rubric import Indicator
from scoring.schemas.evidence import (
    EvidenceChangeIn,
    EvidenceIn,
    NewEvidenceIn,
    evidence_details,
)
from scoring.services.evidence import add_evidence, remove_evidence, revise_evidence
from scoring.views.choices import Choice, about, choice_of, chosen, today_here
from scoring.views.words import retold
from tenants.access import Permission, requires
from tenants.addresses import tenant_blueprint
from tenants.document_types import DOCUMENT_LIMIT_BYTES
from tenants.forms import held_form, refused_form, sent_file, sent_or_held
from tenants.kernel.clock import local_day
from tenants.kernel.db import transaction
from tenants.kernel.errors import (
    N_,
    AppError,
    FieldError,
    InvalidInput,
    NotFound,
    StaleVersion,
    TooLarge,
    UnsupportedFormat,
)
from tenants.kernel.formats import date_id
from tenants.kernel.schemas import load
from tenants.models.documents import DocumentBlob
from tenants.queries.documents import get_document, list_files
from tenants.queries.regulation_standing import list_ended_texts
from tenants.request import visit
from tenants.services.documents import HeldFile, IncomingFile
from tenants.shell.downloads import workbook_attachment
from tenants.shell.filters import translated
from tenants.shell.workbooks import Column, table_of

FILES = 200
"""The newest files that may be chosen; an older one is chosen from the list of files."""
MARKS: Mapping[Validity, str] = {
    Validity.VALID: "ok",
    Validity.ENDING: "act",
    Validity.ENDED: "bad",
    Validity.REVOKED: "bad",
}

blueprint = tenant_blueprint("evidence", __name__)


@dataclass(frozen=True)
class EvidenceLine:
    """One piece of evidence as listed."""

    record: EvidenceRecord
    validity: Validity
    label: str
    mark: str


@dataclass(frozen=True)
class IndicatorLine:
    """An indicator with what supports it; ``papers`` are those of its stated facts.

    ``proven`` are sources of facts that records of the product prove, as the scorecard read them.
    """

    indicator: Indicator
    lines: Sequence[EvidenceLine]
    papers: Sequence[DocumentBlob]
    proven: Sequence[str]

    @property
    def is_missing(self) -> bool:
        """Whether nothing that still holds supports it."""
        has_paper = self.papers or self.proven
        return not has_paper and all(one.validity in HOLDS_NO_MORE for one in self.lines)


@blueprint.get("/scorecard/evidence")
@requires(Permission.SCORECARD_READ)
def list_all_evidence() -> str:
    """Every indicator of the year with its evidence; perhaps only those that lack it."""
    choice = chosen()
    lines = _lines(choice)
    only_missing = request.args.get("show") == "missing"
    return render_template(
        "scoring/evidence.html",
        choice=choice,
        lines=[one for one in lines if one.is_missing or not only_missing],
        total=len(lines),
        missing=sum(one.is_missing for one in lines),
        only_missing=only_missing,
    )


@blueprint.get("/scorecard/evidence/export")
@requires(Permission.SCORECARD_READ)
def export_evidence() -> Response:
    """All of it as an Excel file, indicators without evidence too."""
    choice = chosen()
    rows: list[tuple[IndicatorLine, EvidenceLine | None]] = []
    for line in _lines(choice):
        rows += [(line, one) for one in line.lines] or [(line, None)]
    table = table_of(
        _("Bukti dukung %(year)s", year=choice.period.year),
        rows,
        [
            (Column(_("Indikator")), lambda row: row[0].indicator.code),
            (Column(_("Nama indikator")), lambda row: translated(row[0].indicator.name)),
            (Column(_("Berkas")), lambda row: row[1].record.document.filename if row[1] else None),
            (Column(_("Letak")), lambda row: row[1].record.evidence.place if row[1] else None),
            (
                Column(_("Berlaku sampai")),
                lambda row: row[1].record.evidence.valid_until if row[1] else None,
            ),
            (
                Column(_("Keadaan")),
                lambda row: (
                    row[1].label
                    if row[1]
                    else (_("belum ada") if row[0].is_missing else _("dari catatan"))
                ),
            ),
        ],
        about(choice),
    )
    return workbook_attachment(
        f"bukti-dukung-{choice.period.year}-{visit().regency.slug}.xlsx", table
    )


@blueprint.get("/scorecard/evidence/<int:year>/new")
@requires(Permission.SCORECARD_EDIT)
def new_evidence(year: int) -> str:
    """The empty form, perhaps with indicator and file chosen."""
    asked = load(NewEvidenceIn, request.args)
    return _new_page(year, {name: value for name, value in asked.items() if value})


@blueprint.post("/scorecard/evidence/<int:year>/new")
@requires(Permission.SCORECARD_EDIT, file_limit_bytes=DOCUMENT_LIMIT_BYTES)
def create_evidence(year: int) -> BaseResponse:
    """Let a file support an indicator."""
    try:
        data = load(EvidenceIn, request.form)
        with transaction(visit().principal) as session:
            evidence = add_evidence(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                year=year,
                indicator=data["indicator"],
                document=_document_of(data),
                details=evidence_details(data),
            )
    except (InvalidInput, TooLarge, UnsupportedFormat) as error:
        held = held_form(error)
        page = _new_page(year, held.values, [*_errors_of(error), *held.errors])
        return make_response(page, InvalidInput.status)
    flash(_("Bukti dukung %(indicator)s disimpan.", indicator=evidence.indicator))
    return redirect(_place_of(evidence.year, evidence.indicator), 303)


@blueprint.get("/scorecard/evidence/<uuid:evidence_id>/edit")
@requires(Permission.SCORECARD_EDIT)
def edit_evidence(evidence_id: UUID) -> str:
    """The form with what is kept now."""
    record = _record(evidence_id)
    kept = record.evidence
    values = {name: getattr(kept, name) for name in ("place", "note", "valid_until")}
    return _edit_page({**values, "expected_version": kept.version}, record)


@blueprint.post("/scorecard/evidence/<uuid:evidence_id>/edit")
@requires(Permission.SCORECARD_EDIT)
def save_evidence(evidence_id: UUID) -> BaseResponse:
    """Save the form over what is kept."""
    record = _record(evidence_id)
    try:
        data = load(EvidenceChangeIn, request.form)
        with transaction(visit().principal) as session:
            evidence = revise_evidence(
                session,
                tenant_id=visit().regency.id,
                actor=visit().actor,
                now=visit().now,
                evidence_id=evidence_id,
                expected_version=data["expected_version"],
                details=evidence_details(data),
                takes_newer=data["takes_newer"],
            )
    except (InvalidInput, StaleVersion) as error:
        return refused_form(_edit_page, error, record)
    flash(_("Bukti dukung %(indicator)s disimpan.", indicator=evidence.indicator))
    return redirect(_place_of(evidence.year, evidence.indicator), 303)


@blueprint.post("/scorecard/evidence/<uuid:evidence_id>/remove")
@requires(Permission.SCORECARD_EDIT)
def take_off_evidence(evidence_id: UUID) -> BaseResponse:
    """Take a file off its indicator; the file stays."""
    with transaction(visit().principal) as session:
        removed = remove_evidence(
            session,
            tenant_id=visit().regency.id,
            actor=visit().actor,
            now=visit().now,
            evidence_id=evidence_id,
        )
    flash(_("Berkas dilepas dari indikator %(indicator)s.", indicator=removed.indicator))
    return redirect(_place_of(removed.year, removed.indicator), 303)


def _document_of(data: Mapping[str, Any]) -> IncomingFile | HeldFile | UUID | None:
    """A file sent now; else the one that was chosen; else the one sent before."""
    mark: bool = data["contains_personal_data"]
    chosen: UUID | None = data["document_id"]
    if chosen is not None and sent_file(contains_personal_data=mark) is None:
        return chosen
    return sent_or_held(data["held_file"], contains_personal_data=mark)


def _lines(choice: Choice) -> list[IndicatorLine]:
    tenant_id, year, today = visit().regency.id, choice.period.year, today_here()
    with transaction(visit().principal) as session:
        records = list_evidence(session, tenant_id=tenant_id, year=year)
        claims = list_claims(session, tenant_id=tenant_id, year=year)
        counted = list_counted_facts(session, tenant_id=tenant_id, year=year)
        gone = list_ended_texts(session, tenant_id=tenant_id, day=min(today, date(year, 12, 31)))
    papers: dict[str, dict[UUID, DocumentBlob]] = {}
    for one in claims:
        if one.document is not None:
            papers.setdefault(one.claim.indicator, {})[one.document.id] = one.document
    found = []
    for indicator in choice.rubric.indicators:
        own = [one for one in records if one.evidence.indicator == indicator.code]
        told = []
        for record in own:
            validity = validity_on(record.evidence.valid_until, today)
            if record.evidence.document_id in gone:
                validity = Validity.REVOKED
            label = translated(VALIDITY_LABELS[validity])
            told.append(EvidenceLine(record, validity, label, MARKS[validity]))
        kept = list(papers.get(indicator.code, {}).values())
        proven = [
            retold(counted[key].source)
            for key in indicator.keys
            if key in counted and counted[key].verified
        ]
        found.append(IndicatorLine(indicator, told, kept, list(dict.fromkeys(proven))))
    return found


def _record(evidence_id: UUID) -> EvidenceRecord:
    with transaction(visit().principal) as session:
        return get_evidence(session, tenant_id=visit().regency.id, evidence_id=evidence_id)


def _place_of(year: int, indicator: str) -> str:
    return url_for("evidence.list_all_evidence", year=year, _anchor=f"evidence-{indicator}")


def _errors_of(error: AppError) -> Sequence[FieldError]:
    if isinstance(error, InvalidInput) and error.errors:
        return error.errors
    return [FieldError("/file", error.detail, error.params)]


def _new_page(year: int, values: Mapping[str, Any], errors: Sequence[FieldError] = ()) -> str:
    if Period(year) not in selectable_periods(today_here()):
        raise NotFound(N_("Periode penilaian ini tidak dapat dipilih."))
    choice = choice_of(Period(year), None)
    tenant_id, asked = visit().regency.id, str(values.get("document_id") or "")
    with transaction(visit().principal) as session:
        files = [one.document for one in list_files(session, tenant_id=tenant_id, size=FILES).items]
        if asked and asked not in {str(one.id) for one in files}:
            files += _asked_file(session, asked)
    return render_template(
        "scoring/evidence_form.html",
        choice=choice,
        record=None,
        values=values,
        errors=errors,
        refusal=None,
        limit_bytes=DOCUMENT_LIMIT_BYTES,
        indicators=[
            (one.code, f"{one.code} {translated(one.name)}") for one in choice.rubric.indicators
        ],
        files=[
            ("", _("unggah berkas baru")),
            *((str(one.id), f"{one.filename} · {date_id(_day_of(one))}") for one in files),
        ],
    )


def _day_of(one: DocumentBlob) -> date:
    """The day on which a file was kept, here: several may bear one name."""
    return local_day(one.uploaded_at, visit().regency.timezone)


def _asked_file(session: Session, asked: str) -> list[DocumentBlob]:
    """An older file or version that the form was opened with; none where it is gone."""
    try:
        return [get_document(session, tenant_id=visit().regency.id, document_id=UUID(asked))]
    except (NotFound, ValueError):
        return []


def _edit_page(
    values: Mapping[str, Any],
    record: EvidenceRecord,
    *,
    errors: Sequence[FieldError] = (),
    refusal: AppError | None = None,
) -> str:
    return render_template(
        "scoring/evidence_form.html",
        choice=choice_of(Period(record.evidence.year), None),
        record=record,
        values=values,
        errors=errors,
        refusal=refusal,
    )
