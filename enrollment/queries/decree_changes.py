"""Changes of a decree: its people who may leave, and who of its reserve may enter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from cooperation.months import Month
from enrollment.cover_months import HeldYear, YearMonths, held_values, held_years, masks_of
from enrollment.decree_changes import Movement, Reserve
from enrollment.kinds import OCCUPYING_STATUSES, CoverStatus
from enrollment.models.decree_changes import DecreeChange, DecreeChangeLine
from enrollment.models.determinations import Determination
from enrollment.models.workers import Worker
from enrollment.queries.programmes import get_programme
from enrollment.queries.selection import get_rule, rules_of
from enrollment.queries.selection_judging import JUDGED, Judging
from enrollment.selection import Outcome
from tenants.kernel.errors import N_, NotFound

SHOWN_PEOPLE = 50
_RESERVES = text(
    f"""
    WITH {JUDGED}
    SELECT l.worker_id, l.village_code, l.rank
    FROM determination_line l JOIN judged j ON j.worker_id = l.worker_id
    WHERE l.tenant_id = :tenant_id AND l.determination_id = :determination_id
        AND l.outcome = :reserve AND j.status = :reserve_status AND j.reasons = '{{}}'
    """  # noqa: S608 - constants of ours, no value
)
_OCCUPIED = text(
    """
    SELECT w.village_code, count(*) AS people FROM cover c
    JOIN worker w ON w.tenant_id = c.tenant_id AND w.id = c.worker_id
    WHERE c.tenant_id = :tenant_id AND c.commitment_id = :commitment_id
        AND c.status = ANY(:occupying) AND NOT EXISTS (
            SELECT FROM decree_change_line o WHERE o.tenant_id = c.tenant_id
                AND o.decree_change_id = :decree_change_id AND o.worker_id = c.worker_id)
    GROUP BY w.village_code
    """
)
HOLDING = """
    FROM determination_line l
    JOIN cover c ON c.tenant_id = l.tenant_id AND c.commitment_id = :commitment_id
        AND c.worker_id = l.worker_id AND c.status = ANY(:occupying)
    JOIN worker w ON w.tenant_id = l.tenant_id AND w.id = l.worker_id
    WHERE l.tenant_id = :tenant_id AND l.determination_id = :determination_id
        AND NOT EXISTS (
            SELECT FROM decree_change_line o WHERE o.tenant_id = l.tenant_id
                AND o.decree_change_id = :decree_change_id AND o.worker_id = l.worker_id)
"""
"""Whom a decree or an earlier change of it determined, and who stays so far."""
_LEAVABLE = text(
    f"""
    SELECT w.id {HOLDING}
        AND CASE WHEN CAST(:prefix AS text) IS NULL THEN EXISTS (
            SELECT FROM candidate k WHERE k.tenant_id = l.tenant_id
                AND k.commitment_id = c.commitment_id AND k.worker_id = l.worker_id
                AND (k.identity = 'deceased' OR k.village_finding <> 'fit'
                    OR k.membership = 'pu'))
        ELSE starts_with(w.name_key, :prefix) END
    ORDER BY w.name_key, w.id LIMIT :limit
    """  # noqa: S608 - constants of ours, no value
)
_BILLED = text(
    """
    SELECT count(DISTINCT o.worker_id) FROM decree_change_line o
    JOIN billing_line l ON l.tenant_id = o.tenant_id AND l.worker_id = o.worker_id
    JOIN billing_list b ON b.tenant_id = l.tenant_id AND b.id = l.billing_list_id
        AND b.commitment_id = :commitment_id
    JOIN unnest(CAST(:years AS int[]), CAST(:masks AS int[])) AS h(year, months)
        ON h.year = CAST(extract(year FROM b.first_month_on) AS int)
        AND CAST(l.months AS int) & h.months <> 0
    WHERE o.tenant_id = :tenant_id AND o.decree_change_id = :decree_change_id
        AND o.movement = 'out'
    """
)


@dataclass(frozen=True)
class ChangedPerson:
    """A person of a change, as it names them."""

    worker: Worker
    line: DecreeChangeLine


@dataclass(frozen=True)
class ChangeBasis:
    """A change, the decree it changes, and its people by the rules of that decree."""

    change: DecreeChange
    determination: Determination
    judging: Judging

    @property
    def months(self) -> tuple[YearMonths, ...]:
        """From the first month of the change to the last of the decree."""
        last = Month.of(self.determination.last_month_on)
        return masks_of(Month.of(self.change.from_month_on), last)

    @property
    def held(self) -> tuple[HeldYear, ...]:
        """What the cover of one who enters holds."""
        return held_years(self.months, self.judging.programme.insurances)

    def values(self) -> dict[str, object]:
        """What questions about the change are asked with; months from its first one on."""
        return {
            **self.judging.values(self.change.tenant_id),
            **held_values(self.held),
            "masks": [one.mask for one in self.months],
            "determination_id": self.determination.id,
            "decree_change_id": self.change.id,
            "reserve": Outcome.RESERVE.value,
            "reserve_status": CoverStatus.RESERVE.value,
            "occupying": [status.value for status in OCCUPYING_STATUSES],
        }


def get_change(session: Session, *, tenant_id: int, decree_change_id: UUID) -> DecreeChange:
    """One change.

    Raises:
        NotFound: no such change in this regency.
    """
    found = session.get(DecreeChange, (tenant_id, decree_change_id))
    if found is None:
        raise NotFound(N_("SK perubahan tidak ditemukan."))
    return found


def list_changes(
    session: Session, *, tenant_id: int, determination_id: UUID
) -> Sequence[DecreeChange]:
    """Changes of a decree, oldest first."""
    return session.scalars(
        select(DecreeChange)
        .where(
            DecreeChange.tenant_id == tenant_id, DecreeChange.determination_id == determination_id
        )
        .order_by(DecreeChange.created_at, DecreeChange.id)
    ).all()


def change_basis(session: Session, change: DecreeChange) -> ChangeBasis:
    """What a change rests on."""
    kept = session.get_one(Determination, (change.tenant_id, change.determination_id))
    programme = get_programme(session, tenant_id=change.tenant_id, commitment_id=kept.commitment_id)
    rule = get_rule(session, tenant_id=change.tenant_id, rule_id=kept.rule_id)
    judging = Judging(programme, rules_of(rule, first_day=kept.first_month_on))
    return ChangeBasis(change, kept, judging)


def list_reserves(session: Session, basis: ChangeBasis) -> Sequence[Reserve]:
    """Who of the frozen reserve meets the rules of the decree now and holds no month elsewhere."""
    rows = session.execute(_RESERVES, basis.values())
    return [Reserve(row.worker_id, row.village_code, row.rank) for row in rows]


def count_occupied(session: Session, basis: ChangeBasis) -> Mapping[str, int]:
    """People who keep a place in the programme, by village code."""
    rows = session.execute(_OCCUPIED, basis.values())
    return {row.village_code: row.people for row in rows}


def list_leavable(session: Session, basis: ChangeBasis, *, prefix: str | None) -> Sequence[Worker]:
    """Recipients who may be taken out: by the beginning of their name, or stopped by what is known.

    Args:
        session: role regency.
        basis: of the change.
        prefix: key of the beginning of a name; None for those whom facts stop now.
    """
    values = basis.values() | {"prefix": prefix, "limit": SHOWN_PEOPLE}
    ids = session.scalars(_LEAVABLE, values).all()
    found = session.scalars(
        select(Worker).where(Worker.tenant_id == basis.change.tenant_id, Worker.id.in_(ids))
    )
    return sorted(found, key=lambda worker: (worker.name_key, worker.id))


def list_changed(
    session: Session, change: DecreeChange, movement: Movement
) -> Sequence[ChangedPerson]:
    """Who leaves or enters: by name, or by rank."""
    rows = session.execute(
        select(Worker, DecreeChangeLine)
        .join(
            DecreeChangeLine,
            (DecreeChangeLine.tenant_id == Worker.tenant_id)
            & (DecreeChangeLine.worker_id == Worker.id),
        )
        .where(
            DecreeChangeLine.tenant_id == change.tenant_id,
            DecreeChangeLine.decree_change_id == change.id,
            DecreeChangeLine.movement == movement,
        )
        .order_by(DecreeChangeLine.rank, Worker.name_key, Worker.id)
    )
    return [ChangedPerson(worker, line) for worker, line in rows]


def count_billed(session: Session, basis: ChangeBasis) -> int:
    """People who leave although a bill holds a month in which the change holds."""
    people: int = session.execute(_BILLED, basis.values()).scalar_one()
    return people


def named_workers(
    session: Session, *, tenant_id: int, worker_ids: Sequence[UUID]
) -> Mapping[UUID, Worker]:
    """Some people by id."""
    found = session.scalars(
        select(Worker).where(Worker.tenant_id == tenant_id, Worker.id.in_(worker_ids))
    )
    return {worker.id: worker for worker in found}
