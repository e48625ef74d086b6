"""Rows that must not be stored: a person twice in a file, a number given up, months held."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, text
from sqlalchemy.orm import Session

from enrollment.cover_months import EVERY_PLACE
from enrollment.kinds import OCCUPYING_STATUSES, CoverStatus
from enrollment.models.rosters import Roster, RosterRowError
from enrollment.nik import mask_nik
from enrollment.parsing.batches import SAMPLE_ROWS
from enrollment.parsing.columns import Column
from enrollment.parsing.rows import RowCode, RowProblem, Severity
from enrollment.parsing.values import shown_cell
from enrollment.queries.programmes import Programme, programme_titles
from enrollment.services.holding import held_values
from enrollment.services.staging import (
    ERROR_LIMIT,
    WARNING_LIMIT,
    count_kept,
    keep_problems,
    keep_samples,
    staged_nik,
)

_REJECT_DUPLICATES = text(
    """
    WITH numbered AS (
        SELECT row_number, exclusion,
            min(row_number) OVER (PARTITION BY nik_index) AS first_row
        FROM roster_staging
        WHERE tenant_id = :tenant_id AND roster_id = :roster_id),
    rejected AS (
        UPDATE roster_staging s SET exclusion = 'repeated' FROM numbered n
        WHERE s.tenant_id = :tenant_id AND s.roster_id = :roster_id
            AND s.row_number = n.row_number AND n.row_number > n.first_row
            AND n.exclusion IS NULL
        RETURNING s.row_number, n.first_row, s.worker_id, s.nik_encrypted, s.name, s.birth_on,
            s.sex, s.village_code, s.occupation)
    SELECT * FROM rejected ORDER BY row_number LIMIT :room
    """
)
_REJECT_DOUBLE_COVER = text(
    """
    WITH clashing AS (
        SELECT s.row_number, w.id AS known_id, min(y.year * 100 + m.number) AS first_month,
            max(y.year * 100 + m.number) AS last_month
        FROM roster_staging s
        JOIN worker w ON w.tenant_id = s.tenant_id AND w.nik_index = s.nik_index
        JOIN cover_year y ON y.tenant_id = w.tenant_id AND y.worker_id = w.id
            AND y.segment = :segment
        JOIN unnest(CAST(:years AS smallint[]), CAST(:held AS bigint[])) AS h(year, held)
            ON h.year = y.year AND h.held & y.held <> 0
        JOIN generate_series(1, 12) AS m(number)
            ON h.held & y.held & (CAST(:every_place AS bigint) << (m.number - 1)) <> 0
        LEFT JOIN cover c ON c.tenant_id = w.tenant_id AND c.worker_id = w.id
            AND c.commitment_id = :commitment_id
        WHERE s.tenant_id = :tenant_id AND s.roster_id = :roster_id AND s.exclusion IS NULL
            AND (c.status IS NULL OR c.status = ANY(:waiting))
        GROUP BY s.row_number, w.id),
    rejected AS (
        UPDATE roster_staging s SET exclusion = 'held' FROM clashing k
        WHERE s.tenant_id = :tenant_id AND s.roster_id = :roster_id
            AND s.row_number = k.row_number
        RETURNING s.row_number, s.worker_id, s.nik_encrypted, k.known_id, k.first_month,
            k.last_month, s.name, s.birth_on, s.sex, s.village_code, s.occupation)
    SELECT r.*,
        (SELECT o.commitment_id FROM cover o
            WHERE o.tenant_id = :tenant_id AND o.worker_id = r.known_id
                AND o.commitment_id <> :commitment_id AND o.status = ANY(:occupying)
                AND o.segment = :segment AND o.programmes && CAST(:programmes AS text[])
                AND o.first_month_on <= :last_month_on AND o.last_month_on >= :first_month_on
            ORDER BY o.first_month_on, o.commitment_id LIMIT 1) AS holder_id
    FROM rejected r ORDER BY r.row_number LIMIT :room
    """
)
_REJECT_FORMER = text(
    """
    WITH rejected AS (
        UPDATE roster_staging s SET exclusion = 'former' FROM former_nik f
        WHERE s.tenant_id = :tenant_id AND s.roster_id = :roster_id AND s.exclusion IS NULL
            AND f.tenant_id = s.tenant_id AND f.nik_index = s.nik_index
        RETURNING s.row_number, s.worker_id, s.nik_encrypted, s.name, s.birth_on,
            s.sex, s.village_code, s.occupation)
    SELECT * FROM rejected ORDER BY row_number LIMIT :room
    """
)
_DIFFERING = text(
    """
    SELECT s.row_number, w.is_synthetic = :is_synthetic AS is_corrected, s.worker_id,
        s.nik_encrypted, s.name, s.birth_on, s.sex, s.village_code, s.occupation
    FROM roster_staging s
    JOIN worker w ON w.tenant_id = s.tenant_id AND w.nik_index = s.nik_index
    WHERE s.tenant_id = :tenant_id AND s.roster_id = :roster_id AND s.exclusion IS NULL
        AND (w.name_key <> s.name_key OR w.birth_on <> s.birth_on)
    ORDER BY s.row_number LIMIT :room
    """
)


_UNDOUBT = text(
    "UPDATE roster_staging SET is_doubted = false"
    " WHERE tenant_id = :tenant_id AND roster_id = :roster_id AND is_doubted"
)
# What Dukcapil, BPJS and villages said of a person in any programme of the regency.
_DOUBT = text(
    """
    WITH known AS (
        SELECT s.row_number,
            bool_or(k.identity = 'deceased' OR k.village_finding = 'deceased'
                OR c.status = 'deceased') AS is_deceased,
            bool_or(k.membership = 'pu' AND k.override_reason IS NULL) AS is_pu
        FROM roster_staging s
        JOIN worker w ON w.tenant_id = s.tenant_id AND w.nik_index = s.nik_index
        JOIN cover c ON c.tenant_id = w.tenant_id AND c.worker_id = w.id
        LEFT JOIN candidate k ON k.tenant_id = c.tenant_id AND k.worker_id = c.worker_id
            AND k.commitment_id = c.commitment_id
        WHERE s.tenant_id = :tenant_id AND s.roster_id = :roster_id AND s.exclusion IS NULL
        GROUP BY s.row_number),
    doubted AS (
        UPDATE roster_staging s SET is_doubted = true FROM known k
        WHERE s.tenant_id = :tenant_id AND s.roster_id = :roster_id
            AND s.row_number = k.row_number AND (k.is_deceased OR k.is_pu)
        RETURNING s.row_number, coalesce(k.is_deceased, false) AS is_deceased, s.worker_id,
            s.nik_encrypted, s.name, s.birth_on, s.sex, s.village_code, s.occupation)
    SELECT * FROM doubted ORDER BY row_number LIMIT :room
    """
)


def reject_duplicates(session: Session, roster: Roster) -> None:
    """Turn every later row with the same NIK into an error; the first one stays.

    Effects:
        Marks rows of ``roster_staging``, inserts ``roster_row_error`` for those not marked before.
    """
    values = {**_keys(roster), "room": ERROR_LIMIT}
    found = session.execute(_REJECT_DUPLICATES, values).all()
    problems = [
        _nik_problem(roster, row, RowCode.DUPLICATE_IN_FILE, {"first_row": row.first_row})
        for row in found
    ]
    _keep(session, roster, problems, found)


def reject_former(session: Session, roster: Roster) -> None:
    """Turn rows into errors whose number went when two records were merged.

    Effects:
        Marks rows of ``roster_staging``, replaces these problems in ``roster_row_error``.
    """
    _forget(session, roster, RowCode.NIK_FORMER)
    found = session.execute(_REJECT_FORMER, {**_keys(roster), "room": ERROR_LIMIT}).all()
    problems = [_nik_problem(roster, row, RowCode.NIK_FORMER, {}) for row in found]
    _keep(session, roster, problems, found)


def reject_double_cover(session: Session, roster: Roster, programme: Programme) -> None:
    """Turn rows of people whose months somebody holds already into errors.

    A person already in this programme is no clash: the list may move them forward.

    Effects:
        Marks rows of ``roster_staging``, replaces these problems in ``roster_row_error``.
    """
    if programme.first_month is None or programme.last_month is None:
        return
    _forget(session, roster, RowCode.COVERED_TWICE)
    values = {
        **_keys(roster),
        "commitment_id": programme.id,
        "segment": programme.segment,
        "programmes": list(programme.insurances),
        "occupying": [status.value for status in OCCUPYING_STATUSES],
        "waiting": [CoverStatus.PROPOSED.value, CoverStatus.RESERVE.value],
        "first_month_on": programme.first_month.first_day,
        "last_month_on": programme.last_month.first_day,
        **held_values(programme.held),
        "every_place": EVERY_PLACE,
        "room": ERROR_LIMIT,
    }
    found = session.execute(_REJECT_DOUBLE_COVER, values).all()
    titles = programme_titles(session, tenant_id=roster.tenant_id) if found else {}
    problems = [
        _nik_problem(
            roster,
            row,
            RowCode.COVERED_TWICE,
            {
                "first_month": _month(row.first_month),
                "last_month": _month(row.last_month),
                "programme": titles.get(row.holder_id, ""),
            },
        )
        for row in found
    ]
    _keep(session, roster, problems, found)


def note_differing(session: Session, roster: Roster) -> None:
    """Warn of people known under another name or birth date, before this list corrects them.

    An invented list never corrects a real person, nor the other way round.

    Effects:
        Replaces these problems in ``roster_row_error``.
    """
    _forget(session, roster, RowCode.RECORD_CORRECTED, RowCode.RECORD_DIFFERS)
    values = {**_keys(roster), "is_synthetic": roster.is_synthetic, "room": WARNING_LIMIT}
    found = session.execute(_DIFFERING, values).all()
    problems = [
        RowProblem(
            row.row_number,
            Column.NAME,
            RowCode.RECORD_CORRECTED if row.is_corrected else RowCode.RECORD_DIFFERS,
            Severity.WARNING,
            shown_cell(row.name, is_identifier=False),
        )
        for row in found
    ]
    _keep(session, roster, problems, found)


def doubt_recorded(session: Session, roster: Roster) -> None:
    """Let rows need a word whose person is recorded as deceased, or as a member of segment PU.

    Effects:
        Marks rows of ``roster_staging``, replaces these problems in ``roster_row_error``.
    """
    _forget(session, roster, RowCode.RECORDED_DECEASED, RowCode.RECORDED_PU)
    session.execute(_UNDOUBT, _keys(roster))
    found = session.execute(_DOUBT, {**_keys(roster), "room": WARNING_LIMIT}).all()
    problems = [
        RowProblem(
            row.row_number,
            Column.NAME,
            RowCode.RECORDED_DECEASED if row.is_deceased else RowCode.RECORDED_PU,
            Severity.WARNING,
            shown_cell(row.name, is_identifier=False),
        )
        for row in found
    ]
    _keep(session, roster, problems, found)


def _keep(
    session: Session, roster: Roster, problems: Sequence[RowProblem], rows: Sequence[Row[Any]]
) -> None:
    keep_samples(
        session, roster, {row.row_number: _shown(roster, row) for row in rows[:SAMPLE_ROWS]}
    )
    keep_problems(session, roster, problems, kept=count_kept(session, roster))


def _forget(session: Session, roster: Roster, *codes: RowCode) -> None:
    """What an earlier judgement found; the records have moved on since."""
    session.execute(
        delete(RosterRowError).where(
            RosterRowError.tenant_id == roster.tenant_id,
            RosterRowError.roster_id == roster.id,
            RosterRowError.code.in_(codes),
        )
    )


def _shown(roster: Roster, row: Row[Any]) -> dict[str, str]:
    """A waiting row as it may be shown."""
    cells = {
        Column.NIK: mask_nik(staged_nik(roster.tenant_id, row.worker_id, row.nik_encrypted)),
        Column.NAME: row.name,
        Column.BIRTH: row.birth_on.isoformat(),
        Column.SEX: row.sex,
        Column.VILLAGE: row.village_code,
        Column.OCCUPATION: row.occupation or "",
    }
    return {column.value: shown_cell(cell, is_identifier=False) for column, cell in cells.items()}


def _nik_problem(
    roster: Roster, row: Row[Any], code: RowCode, params: dict[str, str | int]
) -> RowProblem:
    masked = mask_nik(staged_nik(roster.tenant_id, row.worker_id, row.nik_encrypted))
    return RowProblem(row.row_number, Column.NIK, code, Severity.ERROR, masked, params)


def _month(number: int) -> str:
    """202504 as 2025-04."""
    return f"{number // 100}-{number % 100:02}"


def _keys(roster: Roster) -> dict[str, Any]:
    return {"tenant_id": roster.tenant_id, "roster_id": roster.id}
