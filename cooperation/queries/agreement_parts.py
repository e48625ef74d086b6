"""Reads of the programmes an agreement carries: its first, and its parts beside it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, select, union_all
from sqlalchemy.orm import Session

from cooperation.models.agreements import Agreement, AgreementPart
from cooperation.models.commitments import Commitment
from tenants.kernel.errors import N_, NotFound


def list_parts(
    session: Session, agreement: Agreement
) -> Sequence[tuple[AgreementPart, Commitment]]:
    """The parts of an agreement with their commitments, in the order in which they were added."""
    rows = session.execute(
        select(AgreementPart, Commitment)
        .join(
            Commitment,
            (Commitment.tenant_id == AgreementPart.tenant_id)
            & (Commitment.id == AgreementPart.commitment_id),
        )
        .where(
            AgreementPart.tenant_id == agreement.tenant_id,
            AgreementPart.agreement_id == agreement.id,
        )
        .order_by(AgreementPart.added_at, AgreementPart.id)
        .execution_options(populate_existing=True)
    )
    return [(part, commitment) for part, commitment in rows]


def get_part(
    session: Session, *, tenant_id: int, agreement_id: UUID, agreement_part_id: UUID
) -> AgreementPart:
    """One part of an agreement.

    Raises:
        NotFound: the agreement has no such part.
    """
    part = session.get(AgreementPart, (tenant_id, agreement_part_id))
    if part is None or part.agreement_id != agreement_id:
        raise NotFound(N_("Bagian perjanjian tidak ditemukan."))
    return part


def list_carried(
    session: Session, *, tenant_id: int, agreements: Collection[Agreement]
) -> Mapping[UUID, Sequence[Commitment]]:
    """The commitments that each of some agreements carries, its first before its parts."""
    ids: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for agreement in agreements:
        if agreement.commitment_id is not None:
            ids[agreement.id].append(agreement.commitment_id)
    for part in session.scalars(
        select(AgreementPart)
        .where(
            AgreementPart.tenant_id == tenant_id,
            AgreementPart.agreement_id.in_([one.id for one in agreements]),
        )
        .order_by(AgreementPart.added_at, AgreementPart.id)
    ):
        ids[part.agreement_id].append(part.commitment_id)
    wanted = {one for some in ids.values() for one in some}
    found = {
        one.id: one
        for one in session.scalars(
            select(Commitment).where(Commitment.tenant_id == tenant_id, Commitment.id.in_(wanted))
        )
    }
    return {agreement_id: [found[one] for one in some] for agreement_id, some in ids.items()}


def carried_rows(tenant_id: int) -> CompoundSelect[UUID, UUID | None]:
    """Agreements of a regency and what each carries, its first and its parts: a row for each."""
    first = select(Agreement.id.label("agreement_id"), Agreement.commitment_id).where(
        Agreement.tenant_id == tenant_id, Agreement.commitment_id.is_not(None)
    )
    beside = select(AgreementPart.agreement_id, AgreementPart.commitment_id).where(
        AgreementPart.tenant_id == tenant_id
    )
    return union_all(first, beside)


def largest_stated(people: Iterable[int | None]) -> int | None:
    """How many people some programmes are for at least: the same people may be in several.

    None where no programme states any.
    """
    return max((one for one in people if one is not None), default=None)


def is_carrying(tenant_id: int, commitment_id: UUID) -> ColumnElement[bool]:
    """Whether an agreement carries a commitment, as its first or as a part."""
    parts = select(AgreementPart.agreement_id).where(
        AgreementPart.tenant_id == tenant_id, AgreementPart.commitment_id == commitment_id
    )
    return (Agreement.commitment_id == commitment_id) | Agreement.id.in_(parts)


def carries(session: Session, agreement: Agreement, commitment_id: UUID | None) -> bool:
    """Whether an agreement carries a commitment, as its first or as a part."""
    if commitment_id is None or agreement.commitment_id == commitment_id:
        return agreement.commitment_id == commitment_id
    return any(one.id == commitment_id for _part, one in list_parts(session, agreement))
