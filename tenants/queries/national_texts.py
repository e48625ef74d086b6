"""Reads of national texts, and of which regulations of a regency implement them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tenants.kernel.errors import N_, NotFound
from tenants.models.national_texts import NationalText, RegulationBasis
from tenants.models.regulations import Regulation
from tenants.reference.national_texts import NationalKind, national_texts


@dataclass(frozen=True)
class NationalBasis:
    """A national text that a regulation implements."""

    basis_id: UUID
    text: NationalText


def list_national_texts(
    session: Session, *, search: str | None = None, kind: NationalKind | None = None
) -> Sequence[NationalText]:
    """National texts in order of kind, year and number. Every word of ``search`` must occur."""
    query = select(NationalText)
    if kind is not None:
        query = query.where(NationalText.kind == kind)
    text = func.concat_ws(
        " ",
        func.replace(NationalText.kind, "_", " "),
        func.concat_ws("/", NationalText.number, NationalText.year),
        NationalText.title,
        NationalText.governs,
    )
    query = query.where(*(text.icontains(word, autoescape=True) for word in (search or "").split()))
    order = {code: place for place, code in enumerate(national_texts())}
    return sorted(
        session.scalars(query), key=lambda one: (order.get(one.code, len(order)), one.code)
    )


def get_basis(
    session: Session, *, tenant_id: int, regulation_id: UUID, basis_id: UUID
) -> RegulationBasis:
    """That one regulation implements one national text.

    Raises:
        NotFound: none with this id at this regulation.
    """
    basis = session.scalars(
        select(RegulationBasis).where(
            RegulationBasis.tenant_id == tenant_id,
            RegulationBasis.regulation_id == regulation_id,
            RegulationBasis.id == basis_id,
        )
    ).one_or_none()
    if basis is None:
        raise NotFound(N_("Kaitan regulasi tidak ditemukan."))
    return basis


def list_bases(session: Session, *, tenant_id: int, regulation_id: UUID) -> Sequence[NationalBasis]:
    """The national texts that one regulation implements, the oldest first."""
    rows = session.execute(
        select(RegulationBasis.id, NationalText)
        .join(NationalText, NationalText.code == RegulationBasis.national_code)
        .where(
            RegulationBasis.tenant_id == tenant_id, RegulationBasis.regulation_id == regulation_id
        )
        .order_by(NationalText.year, NationalText.code)
    )
    return [NationalBasis(basis_id, text) for basis_id, text in rows]


def list_implementing(session: Session, *, tenant_id: int) -> Mapping[str, Sequence[Regulation]]:
    """Which regulations of a regency implement each national text, by its code."""
    found: defaultdict[str, list[Regulation]] = defaultdict(list)
    rows = session.execute(
        select(RegulationBasis.national_code, Regulation)
        .join(
            Regulation,
            (Regulation.tenant_id == RegulationBasis.tenant_id)
            & (Regulation.id == RegulationBasis.regulation_id),
        )
        .where(RegulationBasis.tenant_id == tenant_id)
        .order_by(Regulation.year, Regulation.number, Regulation.id)
    )
    for code, regulation in rows:
        found[code].append(regulation)
    return found
