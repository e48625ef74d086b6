"""Rows that must not be stored or need a word: repeated, a number given up, months held, doubts."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, TextClause, delete, text
from sqlalchemy.orm import Session

from enrollment.cover_months import EVERY_PLACE, HOLDS_MONTHS_SQL, held_values
from enrollment.kinds import OCCUPYING_STATUSES, CoverStatus
from enrollment.models.rosters import Roster, RosterRowError
from enrollment.nik import mask_nik
from enrollment.parsing.batches import SAMPLE_ROWS
from enrollment.parsing.columns import Column
from enrollment.parsing.rows import RowCode, RowProblem, Severity
from enrollment.parsing.values import shown_cell
from enrollment.queries.programmes import Programme
from enrollment.services.staging import READABLE, keep_problems, keep_samples, staged_nik
from tenants.kernel.ids import UUID7_SQL

OF_LIST = "s.tenant_id = :tenant_id AND s.roster_id = :roster_id"
IS_SAME_PERSON = "w.tenant_id = s.tenant_id AND w.nik_index = s.nik_index"
DIFFERS = "(w.name_key <> s.name_key OR w.birth_on <> s.birth_on)"
_SHOWN = (
    "s.row_number, s.worker_id, s.nik_encrypted, s.name, s.birth_on, s.sex, s.village_code,"
    " s.occupation"
)
_NO_PARAMS = "CAST('{}' AS jsonb) AS params"
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
    UPDATE roster_staging s SET is_doubted = false, has_new_contact = false,
        exclusion = CASE WHEN s.exclusion = 'repeated' THEN s.exclusion END
    WHERE {OF_LIST} AND (s.is_doubted OR s.has_new_contact OR s.exclusion <> 'repeated')
    """  # noqa: S608 - a constant of ours, no value
)


def _judgement(found: str) -> TextClause:
    """Mark rows and give back the first ones. Of all others is kept the same, but for their cells.

    Args:
        found: parts of a WITH, of which ``found`` holds the columns of ``_SHOWN``, ``code`` and
            ``params``.
    """
    return text(
        f"""
        WITH {found},
        shown AS (SELECT * FROM found ORDER BY row_number LIMIT :room),
        others AS (
            INSERT INTO roster_row_error
                (tenant_id, id, roster_id, row_number, column_name, code, severity, cell, params)
            SELECT :tenant_id, {UUID7_SQL}, :roster_id, f.row_number, :column, f.code, :severity,
                '…', f.params
            FROM found f WHERE f.row_number > (SELECT max(o.row_number) FROM shown o))
        SELECT * FROM shown ORDER BY row_number
        """  # noqa: S608 - constants of ours, no value
    )


_REPEATED = _judgement(
    f"""
    numbered AS (
        SELECT s.row_number, s.exclusion,
            min(s.row_number) OVER (PARTITION BY s.nik_index) AS first_row
        FROM roster_staging s WHERE {OF_LIST}),
    found AS (
        UPDATE roster_staging s SET exclusion = 'repeated' FROM numbered n
        WHERE {OF_LIST} AND s.row_number = n.row_number AND n.row_number > n.first_row
            AND n.exclusion IS NULL
        RETURNING {_SHOWN}, '{RowCode.DUPLICATE_IN_FILE}' AS code,
            jsonb_build_object('first_row', n.first_row) AS params)
    """  # noqa: S608 - constants of ours, no value
)
_FORMER = _judgement(
    f"""
    found AS (
        UPDATE roster_staging s SET exclusion = 'former' FROM former_nik f
        WHERE {OF_LIST} AND s.exclusion IS NULL
            AND f.tenant_id = s.tenant_id AND f.nik_index = s.nik_index
        RETURNING {_SHOWN}, '{RowCode.NIK_FORMER}' AS code, {_NO_PARAMS})
    """  # noqa: S608 - constants of ours, no value
)
_HELD = _judgement(
    f"""
    clashing AS (
        SELECT s.row_number, w.id AS known_id,
            min(make_date(y.year, m.number, 1)) AS first_month_on,
            max(make_date(y.year, m.number, 1)) AS last_month_on
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
    held AS (
        SELECT k.row_number, jsonb_build_object(
            'first_month', to_char(k.first_month_on, 'YYYY-MM'),
            'last_month', to_char(k.last_month_on, 'YYYY-MM'),
            'programme', coalesce(
                (SELECT p.title FROM cover c
                    JOIN commitment p ON p.tenant_id = c.tenant_id AND p.id = c.commitment_id
                    WHERE c.tenant_id = :tenant_id AND c.worker_id = k.known_id
                        AND c.commitment_id <> :commitment_id AND {HOLDS_MONTHS_SQL}
                        AND c.segment = :segment AND c.programmes && CAST(:programmes AS text[])
                        AND c.first_month_on <= :last_month_on
                        AND c.last_month_on >= :first_month_on
                    ORDER BY c.first_month_on, c.commitment_id LIMIT 1), '')) AS params
        FROM clashing k),
    found AS (
        UPDATE roster_staging s SET exclusion = 'held' FROM held h
        WHERE {OF_LIST} AND s.row_number = h.row_number
        RETURNING {_SHOWN}, '{RowCode.COVERED_TWICE}' AS code, h.params)
    """  # noqa: S608 - constants of ours, no value
)
_DIFFERING = _judgement(
    f"""
    found AS (
        SELECT {_SHOWN}, CASE WHEN w.is_synthetic = :is_synthetic
            THEN '{RowCode.RECORD_CORRECTED}' ELSE '{RowCode.RECORD_DIFFERS}' END AS code,
            {_NO_PARAMS}
        FROM roster_staging s
        JOIN worker w ON {IS_SAME_PERSON}
        WHERE {OF_LIST} AND s.exclusion IS NULL AND {DIFFERS})
    """  # noqa: S608 - constants of ours, no value
)
# What Dukcapil, BPJS and villages said of a person in any programme of the regency.
_DOUBTED = _judgement(
    f"""
    known AS (
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
    found AS (
        UPDATE roster_staging s SET is_doubted = true FROM known k
        WHERE {OF_LIST} AND s.row_number = k.row_number AND (k.is_deceased OR k.is_pu)
        RETURNING {_SHOWN}, CASE WHEN k.is_deceased
            THEN '{RowCode.RECORDED_DECEASED}' ELSE '{RowCode.RECORDED_PU}' END AS code,
            {_NO_PARAMS})
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
    _judge(session, roster, _REPEATED, Severity.ERROR)


def reject_former(session: Session, roster: Roster) -> None:
    """Turn rows into errors whose number went when two records were merged.

    Effects:
        Marks rows of ``roster_staging``, inserts ``roster_row_error``.
    """
    _judge(session, roster, _FORMER, Severity.ERROR)


def reject_double_cover(session: Session, roster: Roster, programme: Programme) -> None:
    """Turn rows of people whose months somebody holds already into errors.

    A person already in this programme is no clash: the list may move them forward.

    Effects:
        Marks rows of ``roster_staging``, inserts ``roster_row_error``.
    """
    if programme.first_month is None or programme.last_month is None:
        return
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
    }
    _judge(session, roster, _HELD, Severity.ERROR, values)


def note_differing(session: Session, roster: Roster) -> None:
    """Warn of people known under another name or birth date, before this list corrects them.

    An invented list never corrects a real person, nor the other way round.

    Effects:
        Inserts ``roster_row_error``.
    """
    _judge(session, roster, _DIFFERING, Severity.WARNING, {"is_synthetic": roster.is_synthetic})


def doubt_recorded(session: Session, roster: Roster) -> None:
    """Let rows need a word whose person is recorded as deceased, or as a member of segment PU.

    Effects:
        Marks rows of ``roster_staging``, inserts ``roster_row_error``.
    """
    _judge(session, roster, _DOUBTED, Severity.WARNING)


def _judge(
    session: Session,
    roster: Roster,
    judgement: TextClause,
    severity: Severity,
    values: Mapping[str, Any] | None = None,
) -> None:
    """Errors speak of the number of a person, warnings of the name."""
    is_error = severity is Severity.ERROR
    column = Column.NIK if is_error else Column.NAME
    stated = {"column": column.value, "severity": severity.value, "room": READABLE[severity]}
    rows = session.execute(judgement, {**_keys(roster), **stated, **(values or {})}).all()
    if not rows:
        return
    keep_samples(
        session, roster, {row.row_number: _shown(roster, row) for row in rows[:SAMPLE_ROWS]}
    )
    shown = _masked_nik if is_error else _name
    problems = [
        RowProblem(
            row.row_number, column, RowCode(row.code), severity, shown(roster, row), row.params
        )
        for row in rows
    ]
    keep_problems(session, roster, problems)


def _shown(roster: Roster, row: Row[Any]) -> dict[str, str]:
    """A waiting row as it may be shown."""
    cells = {
        Column.NIK: _masked_nik(roster, row),
        Column.NAME: row.name,
        Column.BIRTH: row.birth_on.isoformat(),
        Column.SEX: row.sex,
        Column.VILLAGE: row.village_code,
        Column.OCCUPATION: row.occupation or "",
    }
    return {column.value: shown_cell(cell, is_identifier=False) for column, cell in cells.items()}


def _masked_nik(roster: Roster, row: Row[Any]) -> str:
    return mask_nik(staged_nik(roster.tenant_id, row.worker_id, row.nik_encrypted))


def _name(_roster: Roster, row: Row[Any]) -> str:
    return shown_cell(row.name, is_identifier=False)


def _keys(roster: Roster) -> dict[str, Any]:
    return {"tenant_id": roster.tenant_id, "roster_id": roster.id}
