"""What the papers of a programme begin with: who issues them, who serves the regency, which day."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from cooperation.letterheads import government_of, letterhead
from cooperation.models.commitments import Commitment
from tenants.kernel.formats import date_id
from tenants.models.identity import Department, Tenant
from tenants.queries.assignments import sole_serving_office


def paper_head(
    session: Session, commitment: Commitment, *, now: datetime, made_on: date
) -> Mapping[str, Any]:
    """The regency, its department, the BPJS office and the programme, in the language written in.

    Args:
        session: role regency or job.
        commitment: the programme.
        now: decides which BPJS office serves the regency.
        made_on: the day the paper bears.
    """
    regency = session.get_one(Tenant, commitment.tenant_id)
    department = commitment.department_id and session.get(
        Department, (commitment.tenant_id, commitment.department_id)
    )
    office = sole_serving_office(session, tenant_id=regency.id, now=now, timezone=regency.timezone)
    return {
        "regency": regency.name,
        "letterhead": letterhead(regency.name, department.name if department else None),
        "department": department.name if department else government_of(regency.name),
        "office": office or "BPJS Ketenagakerjaan",
        "programme": commitment.title,
        "made_on": date_id(made_on),
    }
