"""The API of programmes and agreements, for a regency and for the branch that serves it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.queries.agreement_parts import list_carried
from cooperation.queries.agreement_register import list_agreement_page
from cooperation.queries.agreements import get_agreement, state_on
from cooperation.queries.branch_agreements import (
    KnownAgreement,
    get_agreement_for_branch,
    list_known,
)
from cooperation.queries.commitment_register import CommitmentFilter, list_commitment_page
from cooperation.queries.commitments import CommitmentRecord, get_commitment_record
from cooperation.schemas.api import (
    AgreementOut,
    AgreementPageOut,
    CommitmentOut,
    CommitmentPageOut,
    CommitmentsIn,
)
from tenants.access import Permission, requires
from tenants.api.blueprints import api_blueprint
from tenants.api.schemas import PageIn, described_source
from tenants.kernel.db import DatabaseRole, transaction
from tenants.request import visit

own = api_blueprint(
    "api_cooperation", __name__, "r", description="Program bantuan iuran dan perjanjian."
)
served = api_blueprint(
    "api_served_cooperation",
    __name__,
    "b",
    opens_regency=True,
    description="Perjanjian kabupaten/kota yang dilayani kantor cabang.",
)


@own.operation("GET", "/commitments", query=CommitmentsIn, answers=CommitmentPageOut)
@requires(Permission.AGREEMENT_READ)
def list_commitments(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Daftar program bantuan iuran dengan hitungannya."""
    narrowed = CommitmentFilter(
        phase=asked["phase"],
        year=asked["year"],
        funding_source=asked["funding_source"],
        order=asked["order"],
    )
    with transaction(visit().principal) as session:
        page = list_commitment_page(
            session,
            tenant_id=visit().regency.id,
            narrowed=narrowed,
            today=visit().today,
            cursor=asked["cursor"],
            size=asked["limit"],
        )
    return {"items": [_programme(one) for one in page.items], "next_cursor": page.next_cursor}


@own.operation("GET", "/commitments/<uuid:commitment_id>", answers=CommitmentOut)
@requires(Permission.AGREEMENT_READ)
def show_commitment(commitment_id: UUID) -> dict[str, Any]:
    """Satu program bantuan iuran."""
    with transaction(visit().principal) as session:
        record = get_commitment_record(
            session, tenant_id=visit().regency.id, commitment_id=commitment_id, today=visit().today
        )
    return _programme(record)


@own.operation("GET", "/agreements", query=PageIn, answers=AgreementPageOut)
@requires(Permission.AGREEMENT_READ)
def list_agreements(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Daftar perjanjian, terbaru lebih dahulu."""
    return _agreement_page(asked)


@own.operation("GET", "/agreements/<uuid:agreement_id>", answers=AgreementOut)
@requires(Permission.AGREEMENT_READ)
def show_agreement(agreement_id: UUID) -> dict[str, Any]:
    """Satu perjanjian."""
    with transaction(visit().principal) as session:
        found = get_agreement(session, tenant_id=visit().regency.id, agreement_id=agreement_id)
        return _agreements(session, [found])[0]


@served.operation("GET", "/agreements", query=PageIn, answers=AgreementPageOut)
@requires(Permission.AGREEMENT_READ, pool=DatabaseRole.BRANCH)
def list_served_agreements(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Daftar perjanjian satu kabupaten/kota yang dilayani, tanpa draf yang belum diajukan."""
    return _agreement_page(asked, for_branch=True)


@served.operation("GET", "/agreements/<uuid:agreement_id>", answers=AgreementOut)
@requires(Permission.AGREEMENT_READ, pool=DatabaseRole.BRANCH)
def show_served_agreement(agreement_id: UUID) -> dict[str, Any]:
    """Satu perjanjian kabupaten/kota yang dilayani."""
    with transaction(visit().principal) as session:
        found = get_agreement_for_branch(
            session, tenant_id=visit().regency.id, agreement_id=agreement_id
        )
        return _agreements(session, [found], for_branch=True)[0]


def _agreement_page(asked: Mapping[str, Any], *, for_branch: bool = False) -> dict[str, Any]:
    with transaction(visit().principal) as session:
        page = list_agreement_page(
            session,
            tenant_id=visit().regency.id,
            for_branch=for_branch,
            cursor=asked["cursor"],
            size=asked["limit"],
        )
        items = _agreements(session, page.items, for_branch=for_branch)
        return {"items": items, "next_cursor": page.next_cursor}


def _agreements(
    session: Session, agreements: Sequence[Agreement], *, for_branch: bool = False
) -> list[dict[str, Any]]:
    tenant_id = visit().regency.id
    carried = list_carried(session, tenant_id=tenant_id, agreements=agreements)
    told = [_agreement(one, carried.get(one.id, ())) for one in agreements]
    if not for_branch:
        return told
    known = list_known(session, tenant_id=tenant_id, agreements=agreements)
    return [_as_known(one, so) for one, so in zip(told, known, strict=True)]


def _as_known(told: dict[str, Any], known: KnownAgreement) -> dict[str, Any]:
    """What was submitted in place of what the regency may be rewriting; its programmes untold."""
    if known.submitted is None:
        return told
    numbers = {name: known.told(name, None) for name in ("number_regency", "number_bpjs")}
    return {
        **told,
        **numbers,
        "starts_on": known.starts_on,
        "ends_on": known.last_day,
        "title": known.title,
        "kind": known.told("kind", None) or told["kind"],
        "commitment_id": None,
        "commitment_ids": None,
        "version": known.version,
    }


def _agreement(agreement: Agreement, carried: Sequence[Commitment]) -> dict[str, Any]:
    state = state_on(agreement, visit().today)
    return {
        "id": agreement.id,
        "commitment_id": agreement.commitment_id,
        "commitment_ids": [one.id for one in carried],
        "kind": agreement.kind,
        "title": agreement.title,
        "number_regency": agreement.number_regency,
        "number_bpjs": agreement.number_bpjs,
        "status": state.value,
        "signed_on": agreement.signed_on,
        "starts_on": agreement.starts_on,
        "ends_on": agreement.agreed_until,
        "terminated_on": agreement.terminated_on,
        "version": agreement.version,
        **described_source(agreement),
    }


def _programme(record: CommitmentRecord) -> dict[str, Any]:
    commitment, examined = record.commitment, record.examination
    computed = examined.computation if examined else None
    return {
        "id": commitment.id,
        "title": commitment.title,
        "department": record.department.name if record.department else None,
        "payer": commitment.payer,
        "funding_source": commitment.funding_source,
        "budget_year": commitment.budget_year,
        "people_count": commitment.people_now,
        "first_month": commitment.first_month,
        "month_count": commitment.months_now,
        "phase": record.phase.value,
        "budget_idr": commitment.budget_idr,
        "computed_rate_idr": computed.rate_idr if computed else None,
        "computed_total_idr": computed.total_idr if computed else None,
        "findings": [
            {"code": finding.code.value, "severity": finding.severity.value}
            for finding in (examined.findings if examined else ())
        ],
        **described_source(commitment),
    }
