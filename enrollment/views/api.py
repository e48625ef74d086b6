"""The API of rosters, workers and coverage of a regency."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from flask import request

from cooperation.queries.commitments import get_commitment
from enrollment.kinds import RosterState
from enrollment.models.coverage import CoverageTarget, ParticipationStatement
from enrollment.models.rosters import Roster
from enrollment.parsing.layout import BYTE_LIMIT
from enrollment.queries.coverage import (
    ReadQuotation,
    ReadStatement,
    list_quotations,
    list_statements,
    list_targets,
)
from enrollment.queries.rosters import get_roster, list_rosters, page_of_row_errors
from enrollment.queries.workers import ListedWorker, WorkerFilter, list_covers, list_workers
from enrollment.queries.workers import get_worker as find_worker
from enrollment.reference import known_villages
from enrollment.roster_fixes import row_fix
from enrollment.roster_wording import row_sentence
from enrollment.schemas.api import (
    CoverageOut,
    ReceivedRosterOut,
    RosterOut,
    RosterPageOut,
    RosterUploadIn,
    RowProblemPageOut,
    WorkerOut,
    WorkerPageOut,
    WorkersIn,
)
from enrollment.schemas.reviews import WithdrawalIn
from enrollment.schemas.rosters import RosterDecisionIn, RosterIn
from enrollment.services.roster_decisions import confirm_roster, discard_roster
from enrollment.services.rosters import RosterUpload, receive_roster
from enrollment.services.withdrawals import request_withdrawal
from enrollment.services.workers import masked_niks
from enrollment.views.roster_preview import decision_from, forecast_figures
from enrollment.views.sent_lists import sent_list
from enrollment.views.vocabulary import refusal_of, said
from tenants.access import Permission, requires
from tenants.api.blueprints import api_blueprint
from tenants.api.schemas import PageIn, described_figure
from tenants.kernel.db import transaction
from tenants.kernel.schemas import load
from tenants.request import visit

rosters = api_blueprint(
    "api_rosters", __name__, "r", description="Daftar calon penerima (BNBA) dan pekerja."
)
coverage = api_blueprint("api_coverage", __name__, "r", description="Cakupan kepesertaan.")

BLUEPRINTS = (rosters, coverage)


@rosters.operation("GET", "/rosters", query=PageIn, answers=RosterPageOut)
@requires(Permission.ROSTER_READ)
def list_roster_records(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Riwayat daftar calon penerima, terbaru lebih dahulu."""
    with transaction(visit().principal) as session:
        page = list_rosters(
            session, tenant_id=visit().regency.id, cursor=asked["cursor"], size=asked["limit"]
        )
    return {
        "items": [described_roster(one.roster) for one in page.items],
        "next_cursor": page.next_cursor,
    }


@rosters.operation("POST", "/rosters", form=RosterUploadIn, answers=ReceivedRosterOut, status=202)
@requires(Permission.ROSTER_UPLOAD, file_limit_bytes=BYTE_LIMIT)
def upload_roster() -> dict[str, Any]:
    """Unggah daftar calon penerima; dibaca sesudah jawaban ini."""
    data = load(RosterIn, request.form)
    file = sent_list()
    with transaction(visit().principal) as session:
        received = receive_roster(
            session,
            tenant_id=visit().regency.id,
            actor=visit().actor,
            now=visit().now,
            upload=RosterUpload(filename=file.filename, **data),
            content=file.content,
        )
    return {**described_roster(received.roster), "is_new": received.is_new}


@rosters.operation("GET", "/rosters/<uuid:roster_id>", answers=RosterOut)
@requires(Permission.ROSTER_READ)
def show_roster(roster_id: UUID) -> dict[str, Any]:
    """Keadaan satu daftar."""
    with transaction(visit().principal) as session:
        roster = get_roster(session, tenant_id=visit().regency.id, roster_id=roster_id)
    return described_roster(roster)


@rosters.operation(
    "GET", "/rosters/<uuid:roster_id>/problems", query=PageIn, answers=RowProblemPageOut
)
@requires(Permission.ROSTER_READ)
def list_roster_problems(asked: Mapping[str, Any], roster_id: UUID) -> dict[str, Any]:
    """Baris bermasalah satu daftar; kesalahan lebih dahulu."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        get_roster(session, tenant_id=tenant_id, roster_id=roster_id)
        page = page_of_row_errors(
            session,
            tenant_id=tenant_id,
            roster_id=roster_id,
            cursor=asked["cursor"],
            size=asked["limit"],
        )
    return {
        "items": [
            {
                "row_number": one.row_number,
                "column": one.column_name,
                "code": one.code,
                "severity": one.severity,
                "detail": said(row_sentence(one.code, one.params)),
                "fix": said(row_fix(one.code)),
            }
            for one in page.items
        ],
        "next_cursor": page.next_cursor,
    }


@rosters.operation(
    "POST",
    "/rosters/<uuid:roster_id>/confirmation",
    form=RosterDecisionIn,
    answers=RosterOut,
    status=202,
)
@requires(Permission.ROSTER_UPLOAD)
def confirm(roster_id: UUID) -> dict[str, Any]:
    """Simpan daftar yang sudah diperiksa; disimpan sesudah jawaban ini."""
    with transaction(visit().principal) as session:
        get_roster(session, tenant_id=visit().regency.id, roster_id=roster_id)
    decision = decision_from(load(RosterDecisionIn, request.form))
    return _decided(partial(confirm_roster, decision=decision), roster_id)


@rosters.operation("POST", "/rosters/<uuid:roster_id>/discarding", answers=RosterOut)
@requires(Permission.ROSTER_UPLOAD)
def discard(roster_id: UUID) -> dict[str, Any]:
    """Buang daftar yang sedang diperiksa atau menunggu keputusan."""
    return _decided(discard_roster, roster_id)


@rosters.operation(
    "POST",
    "/rosters/<uuid:roster_id>/withdrawal",
    form=WithdrawalIn,
    answers=RosterOut,
    status=202,
)
@requires(Permission.ROSTER_UPLOAD)
def withdraw(roster_id: UUID) -> dict[str, Any]:
    """Tarik daftar yang sudah tersimpan; orang di dalamnya dilepas sesudah jawaban ini."""
    with transaction(visit().principal) as session:
        get_roster(session, tenant_id=visit().regency.id, roster_id=roster_id)
    asked = load(WithdrawalIn, request.form)
    return _decided(partial(request_withdrawal, reason=asked["reason"]), roster_id)


@rosters.operation("GET", "/workers", query=WorkersIn, answers=WorkerPageOut)
@requires(Permission.WORKER_READ)
def list_worker_records(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Daftar pekerja menurut nama, NIK tersamar."""
    chosen = WorkerFilter(commitment_id=asked["commitment_id"], status=asked["status"])
    with transaction(visit().principal) as session:
        if chosen.commitment_id is not None:
            get_commitment(
                session, tenant_id=visit().regency.id, commitment_id=chosen.commitment_id
            )
        page = list_workers(
            session,
            tenant_id=visit().regency.id,
            chosen=chosen,
            cursor=asked["cursor"],
            size=asked["limit"],
        )
    niks = masked_niks(one.worker for one in page.items)
    return {"items": [_worker(one, niks) for one in page.items], "next_cursor": page.next_cursor}


@rosters.operation("GET", "/workers/<uuid:worker_id>", answers=WorkerOut)
@requires(Permission.WORKER_READ)
def show_worker(worker_id: UUID) -> dict[str, Any]:
    """Satu pekerja, NIK tersamar."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        worker = find_worker(session, tenant_id=tenant_id, worker_id=worker_id)
        covers = list_covers(session, tenant_id=tenant_id, worker_ids=[worker_id])
    return _worker(ListedWorker(worker, covers.get(worker_id, ())), masked_niks([worker]))


@coverage.operation("GET", "/coverage", answers=CoverageOut)
@requires(Permission.COVERAGE_READ)
def show_coverage() -> dict[str, Any]:
    """Semua angka cakupan dengan sumbernya."""
    return read_coverage()


def read_coverage() -> dict[str, Any]:
    """Every figure about coverage of the regency of the visit, read by its pool."""
    tenant_id = visit().regency.id
    with transaction(visit().principal) as session:
        statements = list_statements(session, tenant_id=tenant_id)
        quotations = list_quotations(session, tenant_id=tenant_id)
        targets = list_targets(session, tenant_id=tenant_id)
    return {
        "statements": [_statement(one) for one in statements],
        "quotations": [_quotation(one) for one in quotations],
        "targets": [_target(one) for one in targets],
    }


def _decided(service: Callable[..., Roster], roster_id: UUID) -> dict[str, Any]:
    with transaction(visit().principal) as session:
        roster = service(
            session,
            tenant_id=visit().regency.id,
            actor=visit().actor,
            now=visit().now,
            roster_id=roster_id,
        )
    return described_roster(roster)


def roster_counts(roster: Roster) -> dict[str, Any]:
    """A roster as ``RosterCountsOut`` describes it."""
    names = (
        "id",
        "commitment_id",
        "cover_status",
        "is_synthetic",
        "row_count",
        "valid_count",
        "warning_count",
        "error_count",
        "duplicate_count",
        "stored_count",
        "new_worker_count",
        "known_worker_count",
        "updated_worker_count",
        "unchanged_worker_count",
        "cover_month_count",
    )
    return {name: getattr(roster, name) for name in names}


def described_roster(roster: Roster) -> dict[str, Any]:
    """A roster as ``RosterOut`` describes it."""
    copied = (
        "filename",
        "sheet_name",
        "failure_code",
        "uploaded_at",
        "uploaded_by_name",
        "finished_at",
        "withdrawn_at",
        "released_count",
    )
    return {
        **roster_counts(roster),
        **{name: getattr(roster, name) for name in copied},
        "failure_detail": refusal_of(roster),
        "sha256": roster.sha256.hex(),
        "state": RosterState(roster.state).value,
        "has_moved_on": roster.has_moved_on,
        "forecast": forecast_figures(roster),
    }


def _worker(listed: ListedWorker, niks: Mapping[UUID, str]) -> dict[str, Any]:
    worker = listed.worker
    village = known_villages().get(worker.village_code)
    return {
        "id": worker.id,
        "name": worker.name,
        "nik_masked": niks[worker.id],
        "birth_on": worker.birth_on,
        "sex": worker.sex,
        "village_code": worker.village_code,
        "village_name": village.name if village else None,
        "occupation": worker.occupation,
        "is_synthetic": worker.is_synthetic,
        "covers": listed.covers,
    }


def _statement(read: ReadStatement) -> dict[str, Any]:
    statement: ParticipationStatement = read.statement
    return {
        "id": statement.id,
        "segment": statement.segment,
        "numerator_count": statement.numerator_count,
        "numerator_basis": statement.numerator_basis,
        "denominator_count": statement.denominator_count,
        "denominator_kind": statement.denominator_kind,
        "includes_jakon": statement.includes_jakon,
        "percent": read.reading.percent,
        **described_figure(statement),
    }


def _quotation(read: ReadQuotation) -> dict[str, Any]:
    ratio = read.figure.quoted_ratio
    return {
        "id": read.figure.id,
        "title": read.figure.title,
        "quoted_percent": None if ratio is None else ratio * 100,
        **described_figure(read.figure),
    }


def _target(target: CoverageTarget) -> dict[str, Any]:
    return {
        "id": target.id,
        "year": target.year,
        "ratio": target.ratio,
        **described_figure(target),
    }
