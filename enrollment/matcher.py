"""The process that compares regencies: it alone holds the key and the role of the index.

It takes no orders. Nobody can ask it about somebody: it looks at everybody once a week, and what
each regency is told changes seldomer than that.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Event
from uuid import UUID

from sqlalchemy.exc import SQLAlchemyError

from enrollment.double_figures import SMALLEST_GROUP
from enrollment.queries.matching import is_any_compared_before
from enrollment.services.matching import compare_regency, forget_stale, index_next
from tenants.kernel.clock import utcnow
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import AppError
from tenants.kernel.matching import MatchingKey, matching_key
from tenants.queries.identity import list_tenants

log = logging.getLogger(__name__)

COMPARED_EVERY = timedelta(days=7)
_LOOK_SECONDS = 300
_FIRST = UUID(int=0)


def run_matcher(stop: Event) -> None:
    """Compare whenever a regency is due, until asked to stop."""
    while not stop.is_set():
        try:
            if is_due(utcnow()):
                compare_all(utcnow())
        except (SQLAlchemyError, AppError) as error:
            log.warning("matcher: waiting (%s)", type(error).__name__)
        stop.wait(_LOOK_SECONDS)


def is_due(now: datetime) -> bool:
    """Whether some regency was not compared for a week, or never."""
    with transaction(Principal(DatabaseRole.MATCHER)) as session:
        return is_any_compared_before(session, now - COMPARED_EVERY)


def compare_all(now: datetime) -> int:
    """Compare every regency that keeps its records here.

    Returns:
        how many were compared.

    Raises:
        Unavailable: this process is not given the key, or the database is away.
    """
    with transaction(Principal(DatabaseRole.MATCHER)) as session:
        regencies = [tenant.id for tenant in list_tenants(session)]
    return compare_regencies(regencies, now)


def compare_regencies(
    regencies: Sequence[int], now: datetime, *, smallest: int = SMALLEST_GROUP
) -> int:
    """Index everybody there who has no index yet, then compare each with all that is indexed.

    Every step is a transaction of one regency. Whatever ends in between is done again by the next
    comparison, to the same effect.

    Args:
        regencies: their tenants.
        now: the present moment.
        smallest: the smallest group a regency may be told of.

    Returns:
        how many were compared.

    Raises:
        Unavailable: this process is not given the key, or the database is away.
    """
    key = matching_key()
    for tenant_id in regencies:
        _index(tenant_id, key)
    return sum(_compare(tenant_id, key, now, smallest) for tenant_id in regencies)


def _compare(tenant_id: int, key: MatchingKey, now: datetime, smallest: int) -> bool:
    """Compare one regency. Where that fails the log says so, and the others have their turn."""
    try:
        with transaction(Principal(DatabaseRole.MATCHER, tenant_id)) as session:
            compare_regency(session, tenant_id=tenant_id, key=key, now=now, smallest=smallest)
    except SQLAlchemyError as error:
        kind = type(error).__name__  # its text may name a person
        log.error("matcher: regency %s was not compared (%s)", tenant_id, kind)  # noqa: TRY400
        return False
    return True


def _index(tenant_id: int, key: MatchingKey) -> None:
    with transaction(Principal(DatabaseRole.MATCHER, tenant_id)) as session:
        forget_stale(session, tenant_id=tenant_id, key=key)
    after: UUID | None = _FIRST
    while after is not None:
        with transaction(Principal(DatabaseRole.MATCHER, tenant_id)) as session:
            after = index_next(session, tenant_id=tenant_id, key=key, after=after)
