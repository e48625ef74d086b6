"""News that travels upwards: a lower package publishes, ``wsgi`` wires who listens.

Subscribers run in the publisher's transaction and stay short; slow work becomes a job.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class FactsChanged:
    """Something a scorecard may rest on has changed for one tenant."""

    tenant_id: int
    now: datetime
    cause: str


Event = TypeVar("Event")

_subscribers: defaultdict[type, list[Callable[[Session, Any], None]]] = defaultdict(list)


def subscribe(event_type: type[Event], subscriber: Callable[[Session, Event], None]) -> None:
    """Call ``subscriber`` for every event of this type; wiring a pair twice changes nothing."""
    if subscriber not in _subscribers[event_type]:
        _subscribers[event_type].append(subscriber)


def publish(session: Session, event: object) -> None:
    """Tell every subscriber, inside the publisher's transaction."""
    for subscriber in _subscribers[type(event)]:
        subscriber(session, event)
