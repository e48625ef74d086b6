"""Reads of the regulations that programmes, and agreements without one, rest on."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.checks.basis import Basis, check_basis
from cooperation.findings import Finding
from cooperation.models.agreements import Agreement
from cooperation.months import Month
from cooperation.states import AgreementState
from tenants.models.regulations import Regulation
from tenants.queries.regulation_standing import dates_of, list_acts

_OVER = (AgreementState.DROPPED, AgreementState.TERMINATED)


def bases_of(
    session: Session, tenant_id: int, ids: Iterable[UUID | None]
) -> dict[UUID | None, tuple[Regulation, Basis]]:
    """Some regulations that are named as a basis, with what others do to them."""
    wanted = {one for one in ids if one is not None}
    if not wanted:
        return {}
    regulations = session.scalars(
        select(Regulation).where(Regulation.tenant_id == tenant_id, Regulation.id.in_(wanted))
    ).all()
    acts = list_acts(session, tenant_id=tenant_id) if regulations else {}
    return {
        one.id: (one, Basis(one.citation, dates_of(one), acts.get(one.id, ())))
        for one in regulations
    }


def get_own_basis(session: Session, agreement: Agreement) -> Regulation | None:
    """The regulation that an agreement without a programme names itself."""
    if agreement.regulation_id is None:
        return None
    return session.get_one(Regulation, (agreement.tenant_id, agreement.regulation_id))


def list_agreements_on(
    session: Session, *, tenant_id: int, regulation_id: UUID
) -> Sequence[Agreement]:
    """Agreements without a programme that name a regulation, by title; given up ones are not."""
    return session.scalars(
        select(Agreement)
        .where(
            Agreement.tenant_id == tenant_id,
            Agreement.regulation_id == regulation_id,
            Agreement.status != AgreementState.DROPPED,
        )
        .order_by(Agreement.title, Agreement.id)
    ).all()


def list_own_basis_findings(session: Session, agreement: Agreement, today: date) -> list[Finding]:
    """What is to be said of the regulation that an agreement without a programme names."""
    return [finding for _one, finding in _found(session, agreement.tenant_id, [agreement], today)]


def list_bases_of_agreements(
    session: Session, *, tenant_id: int, today: date
) -> list[tuple[Agreement, Finding]]:
    """Every agreement without a programme that is not over, with what is said of its regulation."""
    rows = session.scalars(
        select(Agreement)
        .where(Agreement.tenant_id == tenant_id, Agreement.regulation_id.is_not(None))
        .order_by(Agreement.id)
    ).all()
    running = [one for one in rows if one.last_day is None or today <= one.last_day]
    return list(_found(session, tenant_id, running, today))


def _found(
    session: Session, tenant_id: int, agreements: Sequence[Agreement], today: date
) -> Iterator[tuple[Agreement, Finding]]:
    named = [one for one in agreements if one.status not in _OVER]
    bases = bases_of(session, tenant_id, [one.regulation_id for one in named])
    for agreement in named:
        if agreement.regulation_id not in bases:
            continue
        basis = bases[agreement.regulation_id][1].of_an_agreement()
        first = Month.of(agreement.starts_on or agreement.signed_on or today)
        last = Month.of(agreement.last_day) if agreement.last_day else None
        for finding in check_basis(basis, first, last, today):
            yield agreement, finding
