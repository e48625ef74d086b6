"""Which programmes an agreement may carry beside its first."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.agreement_rules import AgreementDetails
from cooperation.commitment_rules import PROGRAMME_GIVEN_UP
from cooperation.commitment_states import CommitmentStatus
from cooperation.kinds import AgreementKind
from cooperation.models.agreements import Agreement, AgreementPart
from cooperation.models.commitments import Commitment
from cooperation.queries.agreement_parts import is_carrying, list_carried, list_parts
from cooperation.states import AgreementState
from tenants.kernel.errors import N_, FieldError, InvalidTransition

SPLITTABLE = frozenset({AgreementKind.PKS})
"""Kinds that may carry several programmes: an umbrella carries none, an addendum changes one."""


def part_errors(
    session: Session, *, tenant_id: int, details: AgreementDetails, own_id: UUID | None = None
) -> list[FieldError]:
    """Why an agreement cannot carry its first programme as it is to be kept.

    Args:
        session: bound to the regency.
        tenant_id: the regency.
        details: as they are to be kept.
        own_id: the agreement itself, None before it is kept.

    Source:
        A programme is agreed once; what changes it is an addendum to the agreement that carries it.
    """
    return list(_part_errors(session, tenant_id, details, own_id))


def _part_errors(
    session: Session, tenant_id: int, details: AgreementDetails, own_id: UUID | None
) -> Iterator[FieldError]:
    given_up = _newly_carried_in_vain(session, tenant_id, details.commitment_id, own_id)
    if given_up is not None:
        yield FieldError("/commitment_id", PROGRAMME_GIVEN_UP, {"title": given_up.title})
    part = _part_of(session, tenant_id, details.commitment_id)
    if part is not None and part.id != details.amends_id:
        text = N_("Program ini sudah dimuat sebagai bagian %(title)s. Keluarkan dari sana dahulu.")
        yield FieldError("/commitment_id", text, {"title": part.title})
    if own_id is None or not _has_parts(session, tenant_id, own_id):
        return
    if details.commitment_id is None:
        text = N_("Perjanjian ini memuat program lain. Keluarkan program itu dahulu.")
        yield FieldError("/commitment_id", text)
    if details.kind not in SPLITTABLE:
        text = N_("Perjanjian ini memuat beberapa program, sehingga tetap berbentuk PKS.")
        yield FieldError("/kind", text)


def refuse_carried_elsewhere(session: Session, agreement: Agreement) -> None:
    """Refuse to sign an agreement whose first programme became a part of another meanwhile.

    Raises:
        InvalidTransition: it did.
    """
    part = _part_of(session, agreement.tenant_id, agreement.commitment_id)
    if part is None or part.id in {agreement.id, agreement.amends_id}:
        return
    raise InvalidTransition(
        N_("Program ini sudah dimuat sebagai bagian %(title)s. Keluarkan dari sana dahulu."),
        title=part.title,
    )


def refuse_cancelled(session: Session, agreement: Agreement) -> None:
    """Refuse to sign an agreement that carries a programme which was given up.

    Raises:
        InvalidTransition: it does.
    """
    carried = list_carried(session, tenant_id=agreement.tenant_id, agreements=[agreement])
    for one in carried.get(agreement.id, ()):
        if one.status == CommitmentStatus.CANCELLED:
            raise InvalidTransition(
                N_(
                    "Program %(title)s yang dimuat perjanjian ini dibatalkan. Buka kembali program"
                    " itu dahulu, atau pilih program lain untuk perjanjian ini."
                ),
                title=one.title,
            )


def release_parts(session: Session, agreement: Agreement, now: datetime) -> None:
    """Let others carry what an agreement that is over carries beside its first programme.

    Effects:
        Changes ``agreement_part``; what it carried stays on record.
    """
    for part, _commitment in list_parts(session, agreement):
        part.released_at = now


def hold_parts(session: Session, agreement: Agreement) -> None:
    """Let an agreement that is taken up again carry what it did.

    Raises:
        InvalidTransition: its first programme became a part of another agreement meanwhile, or
            another carries one of its parts.

    Effects:
        Changes ``agreement_part``.
    """
    refuse_carried_elsewhere(session, agreement)
    for part, commitment in list_parts(session, agreement):
        carrier = find_carrier(
            session, tenant_id=agreement.tenant_id, commitment_id=part.commitment_id
        )
        if carrier is not None:
            raise InvalidTransition(
                N_("%(programme)s sudah dimuat dalam %(title)s. Keluarkan dari sana dahulu."),
                programme=commitment.title,
                title=carrier.title,
            )
        part.released_at = None


def find_carrier(session: Session, *, tenant_id: int, commitment_id: UUID) -> Agreement | None:
    """An agreement that carries a programme and was neither given up nor ended early.

    An addendum carries nothing of its own: what it changes is carried by what it amends.
    """
    return session.scalars(
        select(Agreement)
        .where(
            Agreement.tenant_id == tenant_id,
            is_carrying(tenant_id, commitment_id),
            Agreement.kind != AgreementKind.ADENDUM,
            Agreement.status.not_in([AgreementState.DROPPED, AgreementState.TERMINATED]),
        )
        .order_by(Agreement.signed_on.asc().nulls_last(), Agreement.id)
        .limit(1)
    ).one_or_none()


def _newly_carried_in_vain(
    session: Session, tenant_id: int, commitment_id: UUID | None, own_id: UUID | None
) -> Commitment | None:
    """A programme that was given up, unless the agreement carries it already."""
    own = session.get(Agreement, (tenant_id, own_id)) if own_id is not None else None
    if commitment_id is None or (own is not None and own.commitment_id == commitment_id):
        return None
    found = session.get(Commitment, (tenant_id, commitment_id))
    return found if found is not None and found.status == CommitmentStatus.CANCELLED else None


def _part_of(session: Session, tenant_id: int, commitment_id: UUID | None) -> Agreement | None:
    return session.scalars(
        select(Agreement)
        .join(
            AgreementPart,
            (AgreementPart.tenant_id == Agreement.tenant_id)
            & (AgreementPart.agreement_id == Agreement.id),
        )
        .where(
            AgreementPart.tenant_id == tenant_id,
            AgreementPart.commitment_id == commitment_id,
            AgreementPart.released_at.is_(None),
        )
    ).one_or_none()


def _has_parts(session: Session, tenant_id: int, agreement_id: UUID) -> bool:
    return bool(
        session.scalar(
            select(
                select(AgreementPart.id)
                .where(
                    AgreementPart.tenant_id == tenant_id,
                    AgreementPart.agreement_id == agreement_id,
                )
                .exists()
            )
        )
    )
