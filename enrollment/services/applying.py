"""The one transaction that turns waiting rows into workers and cover, set by set."""

from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from enrollment.intake import Effect
from enrollment.models.rosters import Roster
from enrollment.queries.programmes import Programme
from enrollment.services.clashes import IS_SAME_PERSON
from enrollment.services.contacts import correct_contacts
from enrollment.services.holding import hold_months
from enrollment.services.previews import (
    CHOSEN,
    GAINS_MONTHS,
    IS_CORRECTED,
    IS_MOVING,
    values_of,
)
from enrollment.services.tallies import tally_cover, tally_workers
from enrollment.services.waivers import keep_waivers
from tenants.kernel.ids import UUID7_SQL
from tenants.kernel.writes import write

_NEW_WORKERS = text(
    f"""
    INSERT INTO worker (
        tenant_id, id, name, name_key, nik_index, nik_encrypted, birth_on, sex, village_code,
        address_encrypted, occupation, phone_encrypted, is_synthetic, created_at)
    SELECT s.tenant_id, s.worker_id, s.name, s.name_key, s.nik_index, s.nik_encrypted, s.birth_on,
        s.sex, s.village_code, s.address_encrypted, s.occupation, s.phone_encrypted,
        :is_synthetic, :now
    FROM roster_staging s
    WHERE {CHOSEN} AND NOT EXISTS (SELECT FROM worker w WHERE {IS_SAME_PERSON})
    ORDER BY s.row_number
    """  # noqa: S608 - constants of ours, no value
)
_KEEP_OLD_DATA = text(
    f"""
    INSERT INTO worker_change (
        tenant_id, id, roster_id, worker_id, name, name_key, birth_on, sex, village_code,
        address_encrypted, occupation, phone_encrypted, changed_at)
    SELECT w.tenant_id, {UUID7_SQL}, :roster_id, w.id, w.name, w.name_key, w.birth_on, w.sex,
        w.village_code, w.address_encrypted, w.occupation, w.phone_encrypted, :now
    FROM roster_staging s
    JOIN worker w ON {IS_SAME_PERSON} AND {IS_CORRECTED}
    WHERE {CHOSEN}
    """  # noqa: S608 - constants of ours, no value
)
_CORRECT_WORKERS = text(
    f"""
    UPDATE worker w SET
        name = s.name, name_key = s.name_key, birth_on = s.birth_on, sex = s.sex,
        village_code = s.village_code, occupation = coalesce(s.occupation, w.occupation)
    FROM roster_staging s
    WHERE {CHOSEN} AND {IS_SAME_PERSON} AND {IS_CORRECTED}
    """  # noqa: S608 - constants of ours, no value
)
_MOVE_ON = text(
    f"""
    UPDATE cover c SET
        status = :status,
        updated_at = :now,
        roster_ids = c.roster_ids || CAST(:roster_id AS uuid),
        roster_id = CASE WHEN :occupies AND {GAINS_MONTHS}
            THEN :roster_id ELSE c.roster_id END,
        first_month_on = CASE WHEN {GAINS_MONTHS}
            THEN :first_month_on ELSE c.first_month_on END,
        last_month_on = CASE WHEN {GAINS_MONTHS}
            THEN :last_month_on ELSE c.last_month_on END,
        segment = CASE WHEN {GAINS_MONTHS} THEN :segment ELSE c.segment END,
        programmes = CASE WHEN {GAINS_MONTHS} THEN :programmes ELSE c.programmes END
    FROM roster_staging s
    JOIN worker w ON {IS_SAME_PERSON}
    WHERE {CHOSEN} AND c.tenant_id = s.tenant_id AND c.worker_id = w.id AND {IS_MOVING}
    """  # noqa: S608 - constants of ours, no value
)
_NEW_COVER = text(
    f"""
    INSERT INTO cover (
        tenant_id, worker_id, commitment_id, roster_id, roster_ids, segment, programmes,
        first_month_on, last_month_on, status, created_at, updated_at)
    SELECT s.tenant_id, w.id, :commitment_id, :roster_id,
        ARRAY[CAST(:roster_id AS uuid)], :segment, :programmes, :first_month_on,
        :last_month_on, :status, :now, :now
    FROM roster_staging s
    JOIN worker w ON {IS_SAME_PERSON}
    WHERE {CHOSEN} AND NOT EXISTS (
        SELECT FROM cover c WHERE c.tenant_id = w.tenant_id AND c.worker_id = w.id
            AND c.commitment_id = :commitment_id)
    ORDER BY s.row_number
    """  # noqa: S608 - a constant of ours, no value
)
_HOLDERS = (
    "SELECT c.worker_id FROM cover c WHERE c.tenant_id = :tenant_id AND c.roster_id = :roster_id"
)


class CountsDoNotAddUp(Exception):
    """Stored rows and read rows differ; nothing of the transaction may stay."""


def store_waiting(
    session: Session, roster: Roster, programme: Programme, *, expected: Effect, now: datetime
) -> None:
    """Store every chosen row of a roster: workers, cover, and the months it holds.

    Of a person known already, what this list states of them wins: it is the latest.

    Args:
        session: role job; the caller holds the regency's import lock and has marked the rows that
            stay out.
        roster: being applied.
        programme: the roster's commitment, with its months stated.
        expected: what was foreseen in this transaction.
        now: the present moment.

    Raises:
        CountsDoNotAddUp: something else happened than was foreseen.

    Effects:
        Inserts ``worker``, ``cover`` and ``cover_year``, counts people in ``worker_tally``
        and ``cover_tally``, corrects ``worker`` and keeps what was recorded before in
        ``worker_change``, moves ``cover`` forward, keeps in ``roster_waiver`` for whom the reason
        spoke.
    """
    values = _values(roster, programme, now)
    tally_workers(session, tenant_id=roster.tenant_id, change=expected.new)
    done = (
        _correct(session, roster, values) if expected.corrected else 0,
        write(session, _NEW_WORKERS, values),
        write(session, _MOVE_ON, values) if expected.moving else 0,
        write(session, _NEW_COVER, values),
        _hold_months(session, programme, values) if values["occupies"] else 0,
    )
    if done != (
        expected.corrected,
        expected.new,
        expected.moving,
        expected.joining,
        expected.gaining,
    ):
        raise CountsDoNotAddUp
    tally_cover(session, tenant_id=roster.tenant_id, commitment_id=programme.id)
    if roster.override_reason is not None:
        keep_waivers(session, roster)


def _correct(session: Session, roster: Roster, values: dict[str, Any]) -> int:
    session.execute(_KEEP_OLD_DATA, values)
    corrected = write(session, _CORRECT_WORKERS, values)
    correct_contacts(session, roster)
    return corrected


def _hold_months(session: Session, programme: Programme, values: dict[str, Any]) -> int:
    people: int = session.execute(text(f"SELECT count(*) FROM ({_HOLDERS}) h"), values).scalar_one()  # noqa: S608
    held = hold_months(session, _HOLDERS, values, programme.held)
    if held != people * len(programme.held):
        raise CountsDoNotAddUp
    return people


def _values(roster: Roster, programme: Programme, now: datetime) -> dict[str, Any]:
    if programme.first_month is None or programme.last_month is None:
        raise CountsDoNotAddUp
    return {
        **values_of(roster, programme),
        "now": now,
        "status": roster.cover_status,
        "segment": programme.segment,
        "programmes": list(programme.insurances),
        "first_month_on": programme.first_month.first_day,
        "last_month_on": programme.last_month.first_day,
    }
