"""Which months were paid although no agreement binds any more.

This package keeps no lists of people. Whichever package above keeps them says what was paid.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.calendar import PaidMonth, Term
from cooperation.cover_gaps import Link
from cooperation.months import Month


class CountPaid(Protocol):
    """Counts people of some programmes by the months paid for them.

    The number of queries must not follow that of programmes; one without may be left out.
    """

    def __call__(
        self, session: Session, *, tenant_id: int, commitment_ids: Collection[UUID]
    ) -> Mapping[UUID, Mapping[Month, PaidMonth]]:
        """By programme and month."""


_counters: list[CountPaid] = []


def register_paid_counter(count: CountPaid) -> None:
    """Let a package above count the months it knows to be paid. The latest one counts."""
    _counters[:] = [count]


def with_paid(
    session: Session, *, tenant_id: int, terms: Mapping[UUID, Term], today: date
) -> Mapping[UUID, Term]:
    """Terms of programmes, each with its months that were paid and that no agreement binds.

    Asks nothing where no month that has begun is without an agreement that was ended early.

    Args:
        session: role regency, bound to the regency.
        tenant_id: the regency.
        terms: by programme.
        today: its day.
    """
    current = Month.of(today)
    bare = {
        commitment_id: begun
        for commitment_id, term in terms.items()
        if (begun := {month for month in term.unbound if month <= current})
    }
    if not bare or not _counters:
        return terms
    (count,) = _counters
    counted = count(session, tenant_id=tenant_id, commitment_ids=bare)
    return {
        commitment_id: replace(
            term,
            paid={
                month: paid
                for month, paid in counted.get(commitment_id, {}).items()
                if month in bare.get(commitment_id, ())
            },
        )
        for commitment_id, term in terms.items()
    }


def links_with_paid(
    session: Session, *, tenant_id: int, links: Sequence[Link], today: date
) -> Sequence[Link]:
    """The same of links, in their order."""
    terms = with_paid(
        session,
        tenant_id=tenant_id,
        terms={link.commitment_id: link.term for link in links},
        today=today,
    )
    return [replace(link, term=terms[link.commitment_id]) for link in links]
