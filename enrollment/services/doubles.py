"""What a BPJS office does with a case of doubles: look at the person, decide."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from enrollment.double_figures import DoubleDecision
from enrollment.models.doubles import DoubleCase
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.crypto import DecryptionFailed, decrypt
from tenants.kernel.errors import N_, FieldError, InvalidInput, InvalidTransition, NotFound
from tenants.remark_rules import reason_errors


@dataclass(frozen=True)
class CasePerson:
    """What an office sees of a person; empty where nothing is kept any more."""

    name: str = ""
    nik: str = ""
    """Masked."""


@dataclass(frozen=True)
class CaseVerdict:
    """A decision, what the case stood at when it was made, and why."""

    decision: DoubleDecision
    expected: DoubleDecision
    reason: str | None


def people_of(cases: Iterable[DoubleCase]) -> Mapping[UUID, CasePerson]:
    """The person of each case. Nothing of one that the present keys do not open."""
    return {case.id: _person(case) for case in cases}


def note_reading(
    trail: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    subject_id: UUID | str,
    row_count: int | None = None,
) -> None:
    """Note that an office looks at people of cases.

    The platform's trail keeps it: from its own, the regency would read how many cases there are.

    Args:
        trail: role branch, bound to the platform's chain.
        tenant_id: the regency whose people they are.
        actor: who looks.
        now: the present moment.
        subject_id: of the one case, or the regency's id for its list.
        row_count: how many left as a file, if they did.

    Effects:
        Audits.
    """
    audit.record(
        trail,
        tenant_id=audit.PLATFORM_TENANT,
        actor=actor,
        now=now,
        action="double:read" if row_count is None else "double:export",
        subject="double",
        subject_id=subject_id,
        detail={"tenant": tenant_id, **({} if row_count is None else {"rows": row_count})},
    )


def decide_case(
    session: Session,
    trail: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    case_id: UUID,
    office_name: str,
    verdict: CaseVerdict,
) -> DoubleCase:
    """Decide one regency's side of a case, or decide it otherwise than before.

    Args:
        session: role branch, bound to the regency.
        trail: role branch, bound to the platform's chain; it commits first.
        tenant_id: the regency.
        actor: who decides.
        now: the present moment.
        case_id: which case.
        office_name: in whose name.
        verdict: the decision.

    Raises:
        NotFound: no such case in this regency.
        InvalidInput: no decision, or no reason that tells something.
        InvalidTransition: the case was closed or decided meanwhile.

    Effects:
        Locks the case, keeps the decision, audits for the platform. Once it says that the cover is
        to be ended, the regency reads who it is, and in its own trail that it was decided, also
        when that is taken back; of any other decision it learns nothing.
    """
    errors = list(reason_errors(verdict.reason))
    if verdict.decision is DoubleDecision.PENDING:
        errors.append(FieldError("/decision", N_("Pilih keputusan.")))
    if errors:
        raise InvalidInput(errors=errors)
    case = session.scalars(
        select(DoubleCase)
        .where(DoubleCase.tenant_id == tenant_id, DoubleCase.id == case_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if case is None:
        raise NotFound(N_("Kasus ini tidak ditemukan."))
    if case.closed_at is not None:
        raise InvalidTransition(N_("Kasus ini sudah selesai: bulannya tidak ganda lagi."))
    if case.decision != verdict.expected:
        raise InvalidTransition(N_("Kasus ini sudah diputuskan orang lain. Muat ulang halaman."))
    is_told = DoubleDecision.STOPPED in {case.decision, verdict.decision}
    case.decision, case.reason = verdict.decision, verdict.reason
    case.decided_at, case.decided_by_id, case.decided_by_name = now, actor.id, actor.name
    case.office_name = office_name
    session.flush()
    said: dict[str, str | int | bool | None] = {
        "office": office_name,
        "double_decision": verdict.decision.value,
    }
    if is_told:
        _record(session, tenant_id, case, said | {"reason": verdict.reason}, actor=actor, now=now)
    kept = said | {"reason": verdict.reason, "tenant": tenant_id}
    _record(trail, audit.PLATFORM_TENANT, case, kept, actor=actor, now=now)
    return case


def _record(
    session: Session,
    chain: int,
    case: DoubleCase,
    detail: audit.Detail,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    audit.record(
        session,
        tenant_id=chain,
        actor=actor,
        now=now,
        action="double:decide",
        subject="double",
        subject_id=case.id,
        detail=detail,
    )


def _person(case: DoubleCase) -> CasePerson:
    if case.person_encrypted is None:
        return CasePerson()
    try:
        plain = decrypt(
            case.person_encrypted,
            table="double_case",
            column="person_encrypted",
            tenant_id=case.tenant_id,
            row_id=case.id,
        )
    except DecryptionFailed:
        return CasePerson()
    return CasePerson(**json.loads(plain))
