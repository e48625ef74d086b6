"""What this package tells the packages above it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class CommitmentCancelled:
    """A commitment was given up; whoever was to be protected by it no longer is."""

    tenant_id: int
    commitment_id: UUID
    now: datetime
