"""The one transaction that turns waiting rows into workers and cover, set by set."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from enrollment.kinds import OCCUPYING_STATUSES, PROGRESS_OF_STATUS, CoverStatus
from enrollment.models.rosters import Roster
from enrollment.queries.programmes import Programme
from tenants.kernel.ids import UUID7_SQL

_WAITING = (CoverStatus.PROPOSED, CoverStatus.RESERVE)

_TALLY = text(
    """
    SELECT count(*) AS valid_count, count(*) FILTER (WHERE s.has_warning) AS warning_count,
        count(*) FILTER (WHERE s.is_doubtful) AS doubtful_count
    FROM roster_staging s
    WHERE s.tenant_id = :tenant_id AND s.roster_id = :roster_id
    """
)
_NEW_WORKERS = text(
    """
    INSERT INTO worker (
        tenant_id, id, name, name_key, nik_index, nik_encrypted, birth_on, sex, village_code,
        address_encrypted, occupation, phone_encrypted, is_synthetic, created_at)
    SELECT s.tenant_id, s.worker_id, s.name, s.name_key, s.nik_index, s.nik_encrypted, s.birth_on,
        s.sex, s.village_code, s.address_encrypted, s.occupation, s.phone_encrypted,
        :is_synthetic, :now
    FROM roster_staging s
    WHERE s.tenant_id = :tenant_id AND s.roster_id = :roster_id
    ORDER BY s.row_number
    ON CONFLICT (tenant_id, nik_index) DO NOTHING
    """
)
_CORRECT_WORKERS = text(
    """
    UPDATE worker w SET
        name = s.name, name_key = s.name_key, birth_on = s.birth_on, sex = s.sex,
        village_code = s.village_code, occupation = coalesce(s.occupation, w.occupation)
    FROM roster_staging s
    WHERE s.tenant_id = :tenant_id AND s.roster_id = :roster_id
        AND w.tenant_id = s.tenant_id AND w.nik_index = s.nik_index
        AND w.is_synthetic = :is_synthetic
        AND (w.name, w.birth_on, w.sex, w.village_code, w.occupation) IS DISTINCT FROM
            (s.name, s.birth_on, s.sex, s.village_code, coalesce(s.occupation, w.occupation))
    """
)
_MOVE_ON = text(
    """
    UPDATE cover c SET
        status = :status,
        updated_at = :now,
        roster_ids = c.roster_ids || CAST(:roster_id AS uuid),
        roster_id = CASE WHEN :occupies AND c.status = ANY(:waiting)
            THEN :roster_id ELSE c.roster_id END,
        first_month_on = CASE WHEN c.status = ANY(:waiting)
            THEN :first_month_on ELSE c.first_month_on END,
        last_month_on = CASE WHEN c.status = ANY(:waiting)
            THEN :last_month_on ELSE c.last_month_on END,
        segment = CASE WHEN c.status = ANY(:waiting) THEN :segment ELSE c.segment END,
        programmes = CASE WHEN c.status = ANY(:waiting) THEN :programmes ELSE c.programmes END
    FROM roster_staging s
    JOIN worker w ON w.tenant_id = s.tenant_id AND w.nik_index = s.nik_index
    WHERE s.tenant_id = :tenant_id AND s.roster_id = :roster_id
        AND c.tenant_id = s.tenant_id AND c.worker_id = w.id
        AND c.commitment_id = :commitment_id AND c.status = ANY(:earlier)
    """
)
_NEW_COVER = text(
    f"""
    INSERT INTO cover (
        tenant_id, id, worker_id, commitment_id, roster_id, roster_ids, segment, programmes,
        first_month_on, last_month_on, status, created_at, updated_at)
    SELECT s.tenant_id, {UUID7_SQL}, w.id, :commitment_id, :roster_id,
        ARRAY[CAST(:roster_id AS uuid)], :segment, :programmes, :first_month_on,
        :last_month_on, :status, :now, :now
    FROM roster_staging s
    JOIN worker w ON w.tenant_id = s.tenant_id AND w.nik_index = s.nik_index
    WHERE s.tenant_id = :tenant_id AND s.roster_id = :roster_id
    ORDER BY s.row_number
    ON CONFLICT (tenant_id, worker_id, commitment_id) DO NOTHING
    """  # noqa: S608 - a constant of ours, no value
)
_HOLDERS = text(
    "SELECT count(*) FROM cover c WHERE c.tenant_id = :tenant_id AND c.roster_id = :roster_id"
)
_HOLD_MONTHS = text(
    """
    INSERT INTO cover_year (tenant_id, worker_id, segment, programme, year, months)
    SELECT c.tenant_id, c.worker_id, c.segment, p.programme, h.year, h.months
    FROM cover c
    CROSS JOIN unnest(c.programmes) AS p(programme)
    CROSS JOIN unnest(CAST(:years AS smallint[]), CAST(:masks AS smallint[])) AS h(year, months)
    WHERE c.tenant_id = :tenant_id AND c.roster_id = :roster_id
    ON CONFLICT (tenant_id, worker_id, segment, programme, year)
    DO UPDATE SET months = cover_year.months | excluded.months
    WHERE cover_year.months & excluded.months = 0
    """
)


class CountsDoNotAddUp(Exception):
    """Stored rows and read rows differ; nothing of the transaction may stay."""


@dataclass(frozen=True)
class Tally:
    """Rows still waiting: storable, those somebody should look at, those that may be wrong."""

    valid_count: int
    warning_count: int
    doubtful_count: int


@dataclass(frozen=True)
class Effect:
    """What storing a roster changed. ``cover_month_count`` counts worker-months."""

    new_worker_count: int
    updated_worker_count: int
    new_cover_count: int
    changed_cover_count: int
    cover_month_count: int

    @property
    def is_any(self) -> bool:
        """Whether anything changed at all."""
        changes = self.updated_worker_count + self.new_cover_count + self.changed_cover_count
        return changes > 0


def count_waiting(session: Session, roster: Roster) -> Tally:
    """Count the rows of a roster that wait in staging."""
    row: Row[Any] = session.execute(_TALLY, _keys(roster)).one()
    return Tally(row.valid_count, row.warning_count, row.doubtful_count)


def store_waiting(
    session: Session, roster: Roster, programme: Programme, *, now: datetime
) -> Effect:
    """Store every waiting row of a roster: workers, cover, and the months it holds.

    Of a person known already, what this list states of them wins: it is the latest.

    Args:
        session: role job; the caller holds the regency's import lock and has removed rows whose
            months somebody else holds.
        roster: being applied.
        programme: the roster's commitment, with its months stated.
        now: the present moment.

    Raises:
        CountsDoNotAddUp: a month turned out to be held after all.

    Effects:
        Inserts ``worker``, ``cover`` and ``cover_year``, corrects ``worker``, moves ``cover``
        forward.
    """
    values = _values(roster, programme, now)
    updated = _count(session, _CORRECT_WORKERS, values)
    new_workers = _count(session, _NEW_WORKERS, values)
    changed = _count(session, _MOVE_ON, values)
    new_cover = _count(session, _NEW_COVER, values)
    months = _hold_months(session, programme, values) if values["occupies"] else 0
    return Effect(new_workers, updated, new_cover, changed, months)


def _hold_months(session: Session, programme: Programme, values: dict[str, Any]) -> int:
    people: int = session.execute(_HOLDERS, values).scalar_one()
    held = _count(session, _HOLD_MONTHS, values)
    if held != people * len(programme.insurances) * len(programme.masks):
        raise CountsDoNotAddUp
    return people * programme.month_count


def _count(session: Session, statement: Any, values: dict[str, Any]) -> int:
    result = session.execute(statement, values)
    touched: int = result.rowcount  # type: ignore[attr-defined]  # a write's result always counts
    return touched


def _keys(roster: Roster) -> dict[str, Any]:
    return {"tenant_id": roster.tenant_id, "roster_id": roster.id}


def _values(roster: Roster, programme: Programme, now: datetime) -> dict[str, Any]:
    status = CoverStatus(roster.cover_status)
    earlier = [one for one in CoverStatus if PROGRESS_OF_STATUS[one] < PROGRESS_OF_STATUS[status]]
    if programme.first_month is None or programme.last_month is None:
        raise CountsDoNotAddUp
    return {
        **_keys(roster),
        "commitment_id": roster.commitment_id,
        "is_synthetic": roster.is_synthetic,
        "now": now,
        "status": status.value,
        "occupies": status in OCCUPYING_STATUSES,
        "waiting": [one.value for one in _WAITING],
        "earlier": [one.value for one in earlier],
        "segment": programme.segment,
        "programmes": list(programme.insurances),
        "first_month_on": programme.first_month.first_day,
        "last_month_on": programme.last_month.first_day,
        "years": [held.year for held in programme.masks],
        "masks": [held.mask for held in programme.masks],
    }
