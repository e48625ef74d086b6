"""Counts that are kept, for tests: as if a handful of people were a million."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

from enrollment import summaries as limits
from enrollment.queries import summaries, worker_walks
from enrollment.services.summaries import request_summary
from enrollment.summaries import Subject
from tenants.kernel.db import transaction
from tests.conftest import NOW, Regency
from tests.integration.enrollment.rosters import run_due

TODAY = NOW.date()


@contextmanager
def many_people(*, rare: int = limits.RARE_PEOPLE) -> Iterator[None]:
    """Nobody is counted on the spot; people are walked by twos; so many are kept by their ids."""
    with (
        patch.object(summaries, "SPOT_PEOPLE", 0),
        patch.object(limits, "RARE_PEOPLE", rare),
        patch.object(worker_walks, "FIRST_STRETCH", 2),
        patch.object(worker_walks, "LONGEST_STRETCH", 2),
    ):
        yield


def recount(regency: Regency, subject: Subject, today: date = TODAY) -> None:
    """Have something counted, and wait for it."""
    with transaction(regency.principal()) as session:
        request_summary(session, subject, tenant_id=regency.id, now=NOW, today=today)
    run_due(regency)
