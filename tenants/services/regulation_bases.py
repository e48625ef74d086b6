"""State which national texts a regulation implements."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from tenants.kernel.actor import Actor
from tenants.kernel.constraints import delete, flush
from tenants.kernel.errors import (
    N_,
    AppError,
    DuplicateRecord,
    FieldError,
    InvalidInput,
    RuleViolation,
    refuse_errors,
)
from tenants.models.national_texts import NationalText, RegulationBasis
from tenants.models.regulations import Regulation
from tenants.queries.national_texts import get_basis
from tenants.regulation_types import RelationKind
from tenants.remark_rules import reason_errors
from tenants.services.regulations import advance_version, lock_regulation, record_change

_TWICE = "uq_regulation_basis_tenant_id_regulation_id_national_code"


def implement_national_text(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    regulation_id: UUID,
    code: str,
) -> RegulationBasis:
    """State that a regulation implements a national text.

    Raises:
        NotFound: no such regulation in this regency.
        InvalidInput: no such national text.
        RuleViolation: the regulation is older than the text.
        DuplicateRecord: it is stated already.

    Effects:
        Locks the regulation, flushes, audits, publishes ``FactsChanged``.
    """
    regulation = lock_regulation(session, tenant_id=tenant_id, regulation_id=regulation_id)
    text = session.get(NationalText, code)
    if text is None:
        raise InvalidInput(errors=[FieldError("/code", N_("Peraturan nasional tidak ditemukan."))])
    if regulation.year < text.year:
        raise RuleViolation(
            N_("%(acting)s lebih tua daripada %(target)s, sehingga kaitan ini tidak mungkin."),
            acting=regulation.citation,
            target=text.citation,
        )
    basis = RegulationBasis(tenant_id=tenant_id, regulation_id=regulation_id, national_code=code)
    session.add(basis)
    flush(session, _refusals(regulation, text))
    advance_version(regulation, now)
    record_change(
        session,
        regulation,
        actor=actor,
        now=now,
        action="regulation:relate",
        detail=_detail(regulation, text),
    )
    return basis


def withdraw_national_text(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    regulation_id: UUID,
    basis_id: UUID,
    reason: str | None,
) -> None:
    """Take back that a regulation implements a national text.

    Raises:
        InvalidInput: the reason says too little, or holds a NIK.
        NotFound: no such regulation in this regency, or it states no such text.

    Effects:
        Locks the regulation, flushes, audits, publishes ``FactsChanged``.
    """
    refuse_errors(reason_errors(reason))
    regulation = lock_regulation(session, tenant_id=tenant_id, regulation_id=regulation_id)
    basis = get_basis(session, tenant_id=tenant_id, regulation_id=regulation_id, basis_id=basis_id)
    text = session.get_one(NationalText, basis.national_code)
    delete(session, basis)
    advance_version(regulation, now)
    record_change(
        session,
        regulation,
        actor=actor,
        now=now,
        action="regulation:unrelate",
        detail=_detail(regulation, text) | {"reason": reason},
    )


def _detail(regulation: Regulation, text: NationalText) -> dict[str, str | None]:
    return {
        "relation": RelationKind.IMPLEMENTS.value,
        "regulation": regulation.citation,
        "target": text.citation,
    }


def _refusals(regulation: Regulation, text: NationalText) -> dict[str, Callable[[], AppError]]:
    told = N_("%(acting)s dan %(target)s sudah dikaitkan.")
    words = {"acting": regulation.citation, "target": text.citation}
    return {_TWICE: partial(DuplicateRecord, told, **words)}
