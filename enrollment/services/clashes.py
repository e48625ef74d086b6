"""Rows that must not be stored or need a word: repeated, a number given up, months held, doubts."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Row, TextClause, delete, text
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

OF_LIST = "s.tenant_id = :tenant_id AND s.roster_id = :roster_id"
IS_SAME_PERSON = "w.tenant_id = s.tenant_id AND w.nik_index = s.nik_index"
DIFFERS = "(w.name_key <> s.name_key OR w.birth_on <> s.birth_on)"
_SHOWN = (
    "s.row_number, s.worker_id, s.nik_encrypted, s.name, s.birth_on, s.sex, s.village_code,"
    " s.occupation"
)
_JUDGED_ANEW = (
    RowCode.NIK_FORMER,
    RowCode.COVERED_TWICE,
    RowCode.RECORD_CORRECTED,
    RowCode.RECORD_DIFFERS,
    RowCode.RECORDED_DECEASED,
    RowCode.RECORDED_PU,
)
"""What is found by comparing rows with what is recorded, which moves on."""

_READMIT = text(
    f"""
    UPDATE roster_staging s SET is_doubted = false,
        exclusion = CASE WHEN s.exclusion = 'repeated' THEN s.exclusion END
    WHERE {OF_LIST} AND (s.is_doubted OR s.exclusion <> 'repeated')
    """  # noqa: S608 - a constant of ours, no value
)
_REJECT_DUPLICATES = text(
    f"""
    WITH numbered AS (
        SELECT s.row_number, s.exclusion,
            min(s.row_number) OVER (PARTITION BY s.nik_index) AS first_row
        FROM roster_staging s WHERE {OF_LIST}),
    rejected AS (
        UPDATE roster_staging s SET exclusion = 'repeated' FROM numbered n
        WHERE {OF_LIST} AND s.row_number = n.row_number AND n.row_number > n.first_row
            AND n.exclusion IS NULL
        RETURNING {_SHOWN}, n.first_row)
    SELECT * FROM rejected ORDER BY row_number LIMIT :room
    """  # noqa: S608 - constants of ours, no value
)
_REJECT_FORMER = text(
    f"""
    WITH rejected AS (
        UPDATE roster_staging s SET exclusion = 'former' FROM former_nik f
        WHERE {OF_LIST} AND s.exclusion IS NULL
            AND f.tenant_id = s.tenant_id AND f.nik_index = s.nik_index
        RETURNING {_SHOWN})
    SELECT * FROM rejected ORDER BY row_number LIMIT :room
    """  # noqa: S608 - constants of ours, no value
)
_REJECT_DOUBLE_COVER = text(
    f"""
    WITH clashing AS (
        SELECT s.row_number, w.id AS known_id, min(y.year * 100 + m.number) AS first_month,
            max(y.year * 100 + m.number) AS last_month
        FROM roster_staging s
        JOIN worker w ON {IS_SAME_PERSON}
        JOIN cover_year y ON y.tenant_id = w.tenant_id AND y.worker_id = w.id
            AND y.segment = :segment
        JOIN unnest(CAST(:years AS smallint[]), CAST(:held AS bigint[])) AS h(year, held)
            ON h.year = y.year AND h.held & y.held <> 0
        JOIN generate_series(1, 12) AS m(number)
            ON h.held & y.held & (CAST(:every_place AS bigint) << (m.number - 1)) <> 0
        LEFT JOIN cover c ON c.tenant_id = w.tenant_id AND c.worker_id = w.id
            AND c.commitment_id = :commitment_id
        WHERE {OF_LIST} AND s.exclusion IS NULL
            AND (c.status IS NULL OR c.status = ANY(:waiting))
        GROUP BY s.row_number, w.id),
    rejected AS (
        UPDATE roster_staging s SET exclusion = 'held' FROM clashing k
        WHERE {OF_LIST} AND s.row_number = k.row_number
        RETURNING {_SHOWN}, k.known_id, k.first_month, k.last_month)
    SELECT r.*,
        (SELECT o.commitment_id FROM cover o
            WHERE o.tenant_id = :tenant_id AND o.worker_id = r.known_id
                AND o.commitment_id <> :commitment_id AND o.status = ANY(:occupying)
                AND o.segment = :segment AND o.programmes && CAST(:programmes AS text[])
                AND o.first_month_on <= :last_month_on AND o.last_month_on >= :first_month_on
            ORDER BY o.first_month_on, o.commitment_id LIMIT 1) AS holder_id
    FROM rejected r ORDER BY r.row_number LIMIT :room
    """  # noqa: S608 - constants of ours, no value
)
_DIFFERING = text(
    f"""
    SELECT {_SHOWN}, w.is_synthetic = :is_synthetic AS is_corrected
    FROM roster_staging s
    JOIN worker w ON {IS_SAME_PERSON}
    WHERE {OF_LIST} AND s.exclusion IS NULL AND {DIFFERS}
    ORDER BY s.row_number LIMIT :room
    """  # noqa: S608 - constants of ours, no value
)
# What Dukcapil, BPJS and villages said of a person in any programme of the regency.
_DOUBT = text(
    f"""
    WITH known AS (
        SELECT s.row_number,
            bool_or(k.identity = 'deceased' OR k.village_finding = 'deceased'
                OR c.status = 'deceased') AS is_deceased,
            bool_or(k.membership = 'pu' AND k.override_reason IS NULL) AS is_pu
        FROM roster_staging s
        JOIN worker w ON {IS_SAME_PERSON}
        JOIN cover c ON c.tenant_id = w.tenant_id AND c.worker_id = w.id
        LEFT JOIN candidate k ON k.tenant_id = c.tenant_id AND k.worker_id = c.worker_id
            AND k.commitment_id = c.commitment_id
        WHERE {OF_LIST} AND s.exclusion IS NULL
        GROUP BY s.row_number),
    doubted AS (
        UPDATE roster_staging s SET is_doubted = true FROM known k
        WHERE {OF_LIST} AND s.row_number = k.row_number AND (k.is_deceased OR k.is_pu)
        RETURNING {_SHOWN}, coalesce(k.is_deceased, false) AS is_deceased)
    SELECT * FROM doubted ORDER BY row_number LIMIT :room
    """  # noqa: S608 - constants of ours, no value
)


def forget_judgement(session: Session, roster: Roster) -> None:
    """Let every row wait again as it was read; the records may have moved on since.

    Effects:
        Changes ``roster_staging``, deletes from ``roster_row_error``.
    """
    session.execute(_READMIT, _keys(roster))
    session.execute(
        delete(RosterRowError).where(
            RosterRowError.tenant_id == roster.tenant_id,
            RosterRowError.roster_id == roster.id,
            RosterRowError.code.in_(_JUDGED_ANEW),
        )
    )


def reject_duplicates(session: Session, roster: Roster) -> None:
    """Turn every later row with the same NIK into an error; the first one stays.

    Effects:
        Marks rows of ``roster_staging``, inserts ``roster_row_error`` for those not marked before.
    """

    def problem(row: Row[Any]) -> RowProblem:
        params = {"first_row": row.first_row}
        return _nik_problem(roster, row, RowCode.DUPLICATE_IN_FILE, params)

    _judge(session, roster, _REJECT_DUPLICATES, {"room": ERROR_LIMIT}, problem)


def reject_former(session: Session, roster: Roster) -> None:
    """Turn rows into errors whose number went when two records were merged.

    Effects:
        Marks rows of ``roster_staging``, inserts ``roster_row_error``.
    """

    def problem(row: Row[Any]) -> RowProblem:
        return _nik_problem(roster, row, RowCode.NIK_FORMER, {})

    _judge(session, roster, _REJECT_FORMER, {"room": ERROR_LIMIT}, problem)


def reject_double_cover(session: Session, roster: Roster, programme: Programme) -> None:
    """Turn rows of people whose months somebody holds already into errors.

    A person already in this programme is no clash: the list may move them forward.

    Effects:
        Marks rows of ``roster_staging``, inserts ``roster_row_error``.
    """
    if programme.first_month is None or programme.last_month is None:
        return
    titles = programme_titles(session, tenant_id=roster.tenant_id)

    def problem(row: Row[Any]) -> RowProblem:
        params = {
            "first_month": _month(row.first_month),
            "last_month": _month(row.last_month),
            "programme": titles.get(row.holder_id, ""),
        }
        return _nik_problem(roster, row, RowCode.COVERED_TWICE, params)

    values = {
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
    _judge(session, roster, _REJECT_DOUBLE_COVER, values, problem)


def note_differing(session: Session, roster: Roster) -> None:
    """Warn of people known under another name or birth date, before this list corrects them.

    An invented list never corrects a real person, nor the other way round.

    Effects:
        Inserts ``roster_row_error``.
    """

    def problem(row: Row[Any]) -> RowProblem:
        code = RowCode.RECORD_CORRECTED if row.is_corrected else RowCode.RECORD_DIFFERS
        return _name_warning(row, code)

    values = {"is_synthetic": roster.is_synthetic, "room": WARNING_LIMIT}
    _judge(session, roster, _DIFFERING, values, problem)


def doubt_recorded(session: Session, roster: Roster) -> None:
    """Let rows need a word whose person is recorded as deceased, or as a member of segment PU.

    Effects:
        Marks rows of ``roster_staging``, inserts ``roster_row_error``.
    """

    def problem(row: Row[Any]) -> RowProblem:
        code = RowCode.RECORDED_DECEASED if row.is_deceased else RowCode.RECORDED_PU
        return _name_warning(row, code)

    _judge(session, roster, _DOUBT, {"room": WARNING_LIMIT}, problem)


def _judge(
    session: Session,
    roster: Roster,
    statement: TextClause,
    values: Mapping[str, Any],
    problem_of: Callable[[Row[Any]], RowProblem],
) -> None:
    """Mark the rows that a statement finds, and keep what is wrong with the first of them."""
    rows = session.execute(statement, {**_keys(roster), **values}).all()
    if not rows:
        return
    keep_samples(
        session, roster, {row.row_number: _shown(roster, row) for row in rows[:SAMPLE_ROWS]}
    )
    problems = [problem_of(row) for row in rows]
    keep_problems(session, roster, problems, kept=count_kept(session, roster))


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
    roster: Roster, row: Row[Any], code: RowCode, params: Mapping[str, str | int]
) -> RowProblem:
    masked = mask_nik(staged_nik(roster.tenant_id, row.worker_id, row.nik_encrypted))
    return RowProblem(row.row_number, Column.NIK, code, Severity.ERROR, masked, params)


def _name_warning(row: Row[Any], code: RowCode) -> RowProblem:
    shown = shown_cell(row.name, is_identifier=False)
    return RowProblem(row.row_number, Column.NAME, code, Severity.WARNING, shown)


def _month(number: int) -> str:
    """202504 as 2025-04."""
    return f"{number // 100}-{number % 100:02}"


def _keys(roster: Roster) -> dict[str, Any]:
    return {"tenant_id": roster.tenant_id, "roster_id": roster.id}
