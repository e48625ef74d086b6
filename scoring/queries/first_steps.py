"""What a regency that begins here has recorded so far."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from cooperation.models.commitments import Commitment
from enrollment.kinds import RosterState
from enrollment.models.coverage import ParticipationStatement, QuotedFigure
from enrollment.models.rosters import Roster
from tenants.kernel.db import TenantScoped
from tenants.models.regulations import Regulation


@dataclass(frozen=True)
class FirstSteps:
    """Which of the first records there are."""

    has_regulation: bool
    has_programme: bool
    has_roster: bool
    has_coverage: bool

    @property
    def are_done(self) -> bool:
        """There is one of each."""
        return self.has_regulation and self.has_programme and self.has_roster and self.has_coverage


def find_first_steps(session: Session, *, tenant_id: int) -> FirstSteps:
    """Whether there is a regulation, a programme, a stored roster, and a figure of coverage."""

    def any_of(model: type[TenantScoped], *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        return select(model.id).where(model.tenant_id == tenant_id, *conditions).exists()

    row = session.execute(
        select(
            any_of(Regulation),
            any_of(Commitment),
            any_of(Roster, Roster.state == RosterState.APPLIED),
            any_of(ParticipationStatement) | any_of(QuotedFigure),
        )
    ).one()
    return FirstSteps(*row)
