"""What a draft says of each programme it carries beside its figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from cooperation.checks.basis import lost_on
from cooperation.findings import Finding
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.queries.agreement_bases import bases_of
from cooperation.queries.agreement_parts import list_carried


@dataclass(frozen=True)
class DraftProgramme:
    """A programme of a draft; ``lost`` where its regulation no longer binds on a day."""

    commitment: Commitment
    lost: Finding | None


def list_draft_programmes(
    session: Session, agreement: Agreement, *, on: date
) -> Sequence[DraftProgramme]:
    """The programmes of an agreement, its first before its parts. Role regency.

    Args:
        session: a transaction of the regency.
        agreement: a PKS.
        on: the day on which their regulations are to be in force.
    """
    tenant_id = agreement.tenant_id
    carried = list_carried(session, tenant_id=tenant_id, agreements=[agreement])
    programmes = carried.get(agreement.id, ())
    bases = bases_of(session, tenant_id, [one.regulation_id for one in programmes])
    return [
        DraftProgramme(
            one,
            lost_on(bases[one.regulation_id][1], on) if one.regulation_id in bases else None,
        )
        for one in programmes
    ]
