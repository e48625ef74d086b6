"""State which national texts a regulation implements."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.kernel.actor import Actor
from tenants.kernel.constraints import delete, flush
from tenants.kernel.errors import (
    N_,
    AppError,
    DuplicateRecord,
    FieldError,
    InvalidInput,
    NotFound,
    RuleViolation,
)
from tenants.models.national_texts import NationalText, RegulationBasis
from tenants.models.regulations import Regulation
from tenants.regulation_types import RelationKind
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
) -> None:
    """Take back that a regulation implements a national text.

    Raises:
        NotFound: no such regulation in this regency, or it states no such text.

    Effects:
        Locks the regulation, flushes, audits, publishes ``FactsChanged``.
    """
    regulation = lock_regulation(session, tenant_id=tenant_id, regulation_id=regulation_id)
    basis = session.scalars(
        select(RegulationBasis).where(
            RegulationBasis.tenant_id == tenant_id,
            RegulationBasis.regulation_id == regulation_id,
            RegulationBasis.id == basis_id,
        )
    ).one_or_none()
    if basis is None:
        raise NotFound(N_("Kaitan regulasi tidak ditemukan."))
    text = session.get_one(NationalText, basis.national_code)
    delete(session, basis)
    advance_version(regulation, now)
    record_change(
        session,
        regulation,
        actor=actor,
        now=now,
        action="regulation:unrelate",
        detail=_detail(regulation, text),
    )


def _detail(regulation: Regulation, text: NationalText) -> dict[str, str]:
    return {
        "relation": RelationKind.IMPLEMENTS.value,
        "regulation": regulation.citation,
        "target": text.citation,
    }


def _refusals(regulation: Regulation, text: NationalText) -> dict[str, Callable[[], AppError]]:
    told = N_("%(acting)s dan %(target)s sudah dikaitkan.")
    words = {"acting": regulation.citation, "target": text.citation}
    return {_TWICE: partial(DuplicateRecord, told, **words)}
