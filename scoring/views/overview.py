"""What pages say beside the ledger: the range over the weights, and a recomputation under way."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from scoring.models.scorecards import StoredScorecard
from scoring.queries.scorecards import list_current_scorecards
from scoring.rubric import Profile
from scoring.services.scorecards import RECOMPUTE_JOB, RECOMPUTE_KEY
from scoring.views.choices import Choice
from tenants.kernel.jobs import JobRun, RunState, find_run
from tenants.request import visit


@dataclass(frozen=True)
class ProfileResult:
    """The result in force under one profile, if there is one."""

    profile: Profile
    stored: StoredScorecard | None


@dataclass(frozen=True)
class Range:
    """Lowest and highest score over the profiles."""

    lowest: Decimal
    highest: Decimal


@dataclass(frozen=True)
class Overview:
    """All profiles of the chosen period, and the state of the recomputing job."""

    results: Sequence[ProfileResult]
    run: JobRun | None

    @property
    def claimed(self) -> Range | None:
        """Range of the claimed scores."""
        return _range([result.stored.claimed for result in self.results if result.stored])

    @property
    def verified(self) -> Range | None:
        """Range of the verified scores."""
        return _range([result.stored.verified for result in self.results if result.stored])

    @property
    def is_computing(self) -> bool:
        """A recomputation waits or runs."""
        return self.run is not None and self.run.state in {RunState.QUEUED, RunState.RUNNING}

    @property
    def has_failed(self) -> bool:
        """The latest recomputation gave up."""
        return self.run is not None and self.run.state == RunState.FAILED


def overview_of(session: Session, choice: Choice) -> Overview:
    """Everything beside the ledger for the chosen period."""
    tenant_id = visit().regency.id
    stored = {
        one.profile: one
        for one in list_current_scorecards(session, tenant_id=tenant_id, year=choice.period.year)
    }
    return Overview(
        results=[
            ProfileResult(profile, stored.get(profile.code)) for profile in choice.rubric.profiles
        ],
        run=find_run(session, tenant_id=tenant_id, kind=RECOMPUTE_JOB, key=RECOMPUTE_KEY),
    )


def _range(scores: Sequence[Decimal]) -> Range | None:
    return Range(min(scores), max(scores)) if scores else None
