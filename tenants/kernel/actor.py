"""Who acts: passed to every service and written into the audit trail."""

from dataclasses import dataclass
from uuid import UUID

from tenants.kernel.errors import N_


@dataclass(frozen=True)
class Actor:
    """A person, or the system itself when ``id`` is None."""

    id: UUID | None
    name: str


SYSTEM = Actor(id=None, name=N_("Sistem"))
