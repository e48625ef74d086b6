"""What this package tells the packages above it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class CommitmentCancelled:
    """A commitment was given up; whoever was to be protected by it no longer is.

    Told before it is over: whoever holds what rests on the commitment may refuse.
    """

    tenant_id: int
    commitment_id: UUID
    now: datetime


@dataclass(frozen=True)
class CommitmentResumed:
    """A commitment that was given up is a plan again; whoever it protected may be again."""

    tenant_id: int
    commitment_id: UUID
    now: datetime
