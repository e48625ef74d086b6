"""What is printed of people in papers, as one hash: their codes then cover every name and number.

A number stands in it by its blind index, whose key lies outside the database: a hash over the
digits themselves could be tried out, since only four of them are secret.
"""

import json
from hashlib import sha256
from typing import Any, TypeAlias

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from enrollment.decree_changes import Movement
from enrollment.models.billing import BillingLine, BillingList
from enrollment.models.decree_changes import DecreeChange, DecreeChangeLine
from enrollment.models.determinations import Determination, DeterminationLine
from enrollment.models.workers import Worker
from enrollment.selection import Outcome
from enrollment.summaries import SPOT_PEOPLE
from tenants.kernel.errors import N_, Conflict

PrintedPeople: TypeAlias = Select[*tuple[Any, ...]]

_STREAMED = 5_000
_PERSON = (
    Worker.nik_index,
    Worker.name,
    Worker.birth_on,
    Worker.sex,
    Worker.occupation,
)


class TooManyToCompare(Conflict):
    """A list of names is too long to be compared while somebody waits."""

    code = "too-many-to-compare"
    title = N_("Daftar terlalu panjang")
    meaning = N_("Daftar ini terlalu panjang untuk dicocokkan seketika.")

    def __init__(self) -> None:
        super().__init__(self.meaning)


def billed_people(billing: BillingList) -> PrintedPeople:
    """What the names of a frozen list print, in their order."""
    return (
        select(*_PERSON, Worker.village_code, BillingLine.months, BillingLine.amount_idr)
        .join(
            Worker,
            (Worker.tenant_id == BillingLine.tenant_id) & (Worker.id == BillingLine.worker_id),
        )
        .where(
            BillingLine.tenant_id == billing.tenant_id, BillingLine.billing_list_id == billing.id
        )
        .order_by(Worker.village_code, Worker.name_key, Worker.id)
    )


def decreed_people(kept: Determination, outcome: Outcome) -> PrintedPeople:
    """What the annex of a decree prints of those under an outcome, in their order."""
    line = DeterminationLine
    return (
        select(*_PERSON, line.village_code, line.rank, line.reasons)
        .join(Worker, (Worker.tenant_id == line.tenant_id) & (Worker.id == line.worker_id))
        .where(
            line.tenant_id == kept.tenant_id,
            line.determination_id == kept.id,
            line.outcome == outcome,
        )
        .order_by(line.village_code, Worker.name_key, Worker.id)
    )


def changed_people(change: DecreeChange, movement: Movement) -> PrintedPeople:
    """What the annex of a change prints of those who leave, or who enter, in their order."""
    line = DecreeChangeLine
    return (
        select(*_PERSON, line.village_code, line.rank, line.reason, line.note)
        .join(Worker, (Worker.tenant_id == line.tenant_id) & (Worker.id == line.worker_id))
        .where(
            line.tenant_id == change.tenant_id,
            line.decree_change_id == change.id,
            line.movement == movement,
        )
        .order_by(line.rank, Worker.name_key, Worker.id)
    )


def people_sha256(session: Session, *lists: PrintedPeople, is_awaited: bool) -> str:
    """SHA-256 over what is printed of the people of some lists, in hexadecimal.

    Args:
        session: role regency or job.
        lists: as above.
        is_awaited: whether somebody waits for it: a list of more than ``SPOT_PEOPLE`` is refused.

    Raises:
        TooManyToCompare: it is awaited, and there are too many.
    """
    digest = sha256()
    for number, people in enumerate(lists):
        if is_awaited and _is_long(session, people):
            raise TooManyToCompare
        digest.update(f"{number}\n".encode())
        for row in session.execute(people.execution_options(yield_per=_STREAMED)):
            digest.update(_canonical(row) + b"\n")
    return digest.hexdigest()


def _is_long(session: Session, people: PrintedPeople) -> bool:
    some = people.order_by(None).limit(SPOT_PEOPLE + 1).subquery()
    return (session.scalar(select(func.count()).select_from(some)) or 0) > SPOT_PEOPLE


def _canonical(row: Any) -> bytes:
    index, name, birth_on, *rest = row
    cells = [index.hex(), name, birth_on.isoformat(), *rest]
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":")).encode()
