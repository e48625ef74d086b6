"""Problems found against the records beyond those described cell by cell: kept as a set, by row.

A row that is not stored is told so with its reason, whatever the number. Their cells are not shown:
the error workbook shows the row itself.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import TextClause, func, select, text
from sqlalchemy.orm import Session

from enrollment.kinds import OCCUPYING_STATUSES
from enrollment.models.rosters import Roster, RosterRowError
from enrollment.parsing.columns import Column
from enrollment.parsing.rows import RowCode, Severity
from enrollment.queries.programmes import Programme
from enrollment.services.staging import ERROR_LIMIT, WARNING_LIMIT
from tenants.kernel.ids import UUID7_SQL


def _keep_all(severity: Severity, column: Column, found: str) -> TextClause:
    """Keep what a query finds of waiting rows: ``row_number``, ``code`` and ``params``."""
    return text(
        f"""
        INSERT INTO roster_row_error
            (tenant_id, id, roster_id, row_number, column_name, code, severity, cell, params)
        SELECT :tenant_id, {UUID7_SQL}, :roster_id, f.row_number, '{column}', f.code,
            '{severity}', '…', f.params
        FROM ({found}) f
        WHERE NOT EXISTS (
            SELECT 1 FROM roster_row_error e
            WHERE e.tenant_id = :tenant_id AND e.roster_id = :roster_id
                AND e.row_number = f.row_number AND e.code = f.code)
        """  # noqa: S608 - constants of ours, no value
    )


_OF_LIST = "s.tenant_id = :tenant_id AND s.roster_id = :roster_id"
_SAME_PERSON = "JOIN worker w ON w.tenant_id = s.tenant_id AND w.nik_index = s.nik_index"
_REPEATED = _keep_all(
    Severity.ERROR,
    Column.NIK,
    f"""
    SELECT n.row_number, '{RowCode.DUPLICATE_IN_FILE}' AS code,
        jsonb_build_object('first_row', n.first_row) AS params
    FROM (
        SELECT s.row_number, s.exclusion,
            min(s.row_number) OVER (PARTITION BY s.nik_index) AS first_row
        FROM roster_staging s WHERE {_OF_LIST}) n
    WHERE n.exclusion = 'repeated'
    """,  # noqa: S608 - constants of ours, no value
)
_FORMER = _keep_all(
    Severity.ERROR,
    Column.NIK,
    f"""
    SELECT s.row_number, '{RowCode.NIK_FORMER}' AS code, CAST('{{}}' AS jsonb) AS params
    FROM roster_staging s WHERE {_OF_LIST} AND s.exclusion = 'former'
    """,  # noqa: S608 - constants of ours, no value
)
_HELD = _keep_all(
    Severity.ERROR,
    Column.NIK,
    f"""
    SELECT s.row_number, '{RowCode.COVERED_TWICE}' AS code,
        jsonb_build_object(
            'first_month',
            to_char(greatest(h.first_month_on, CAST(:first_month_on AS date)), 'YYYY-MM'),
            'last_month',
            to_char(least(h.last_month_on, CAST(:last_month_on AS date)), 'YYYY-MM'),
            'programme', coalesce(h.title, '')) AS params
    FROM roster_staging s
    {_SAME_PERSON}
    LEFT JOIN LATERAL (
        SELECT o.first_month_on, o.last_month_on, m.title
        FROM cover o
        JOIN commitment m ON m.tenant_id = o.tenant_id AND m.id = o.commitment_id
        WHERE o.tenant_id = w.tenant_id AND o.worker_id = w.id
            AND o.commitment_id <> :commitment_id AND o.status = ANY(:occupying)
            AND o.segment = :segment AND o.programmes && CAST(:programmes AS text[])
            AND o.first_month_on <= :last_month_on AND o.last_month_on >= :first_month_on
        ORDER BY o.first_month_on, o.commitment_id LIMIT 1) h ON true
    WHERE {_OF_LIST} AND s.exclusion = 'held'
    """,  # noqa: S608 - constants of ours, no value
)
_DIFFERING = _keep_all(
    Severity.WARNING,
    Column.NAME,
    f"""
    SELECT s.row_number, CASE WHEN w.is_synthetic = :is_synthetic
            THEN '{RowCode.RECORD_CORRECTED}' ELSE '{RowCode.RECORD_DIFFERS}' END AS code,
        CAST('{{}}' AS jsonb) AS params
    FROM roster_staging s
    {_SAME_PERSON}
    WHERE {_OF_LIST} AND s.exclusion IS NULL
        AND (w.name_key <> s.name_key OR w.birth_on <> s.birth_on)
    """,  # noqa: S608 - constants of ours, no value
)
_DOUBTED = _keep_all(
    Severity.WARNING,
    Column.NAME,
    f"""
    SELECT s.row_number, CASE WHEN bool_or(k.identity = 'deceased'
                OR k.village_finding = 'deceased' OR c.status = 'deceased')
            THEN '{RowCode.RECORDED_DECEASED}' ELSE '{RowCode.RECORDED_PU}' END AS code,
        CAST('{{}}' AS jsonb) AS params
    FROM roster_staging s
    {_SAME_PERSON}
    JOIN cover c ON c.tenant_id = w.tenant_id AND c.worker_id = w.id
    LEFT JOIN candidate k ON k.tenant_id = c.tenant_id AND k.worker_id = c.worker_id
        AND k.commitment_id = c.commitment_id
    WHERE {_OF_LIST} AND s.is_doubted
    GROUP BY s.row_number
    """,  # noqa: S608 - constants of ours, no value
)


_KEEP_OTHERS: Mapping[tuple[RowCode, ...], tuple[Severity, TextClause]] = {
    (RowCode.DUPLICATE_IN_FILE,): (Severity.ERROR, _REPEATED),
    (RowCode.NIK_FORMER,): (Severity.ERROR, _FORMER),
    (RowCode.COVERED_TWICE,): (Severity.ERROR, _HELD),
    (RowCode.RECORD_CORRECTED, RowCode.RECORD_DIFFERS): (Severity.WARNING, _DIFFERING),
    (RowCode.RECORDED_DECEASED, RowCode.RECORDED_PU): (Severity.WARNING, _DOUBTED),
}
"""By the codes of one judgement; each describes its first rows itself."""
_FORGET_REMAINING = text(
    """
    DELETE FROM roster_row_error e
    USING (
        SELECT id, row_number() OVER (PARTITION BY severity ORDER BY row_number, id) AS place
        FROM roster_row_error
        WHERE tenant_id = :tenant_id AND roster_id = :roster_id) p
    WHERE e.tenant_id = :tenant_id AND e.id = p.id
        AND p.place > CASE e.severity WHEN 'error' THEN :errors ELSE :warnings END
    """
)


def keep_remaining(session: Session, roster: Roster, programme: Programme) -> None:
    """Keep the problems of rows that a judgement marked but had no room to describe. Role job.

    Effects:
        Inserts ``roster_row_error``; nothing where every judgement had room.
    """
    counted = _count_codes(session, roster)
    described = {Severity.ERROR: ERROR_LIMIT, Severity.WARNING: WARNING_LIMIT}
    for codes, (severity, keep_others) in _KEEP_OTHERS.items():
        if sum(counted[code.value] for code in codes) >= described[severity]:
            session.execute(keep_others, _values(roster, programme))


def forget_remaining(session: Session, roster: Roster) -> None:
    """Keep no more problems than a person reads, once the file they explain is gone. Role job.

    Effects:
        Deletes from ``roster_row_error``.
    """
    session.execute(
        _FORGET_REMAINING,
        {
            "tenant_id": roster.tenant_id,
            "roster_id": roster.id,
            "errors": ERROR_LIMIT,
            "warnings": WARNING_LIMIT,
        },
    )


def _count_codes(session: Session, roster: Roster) -> Counter[str]:
    rows = session.execute(
        select(RosterRowError.code, func.count().label("times"))
        .where(RosterRowError.tenant_id == roster.tenant_id, RosterRowError.roster_id == roster.id)
        .group_by(RosterRowError.code)
    )
    return Counter({row.code: row.times for row in rows})


def _values(roster: Roster, programme: Programme) -> Mapping[str, Any]:
    first, last = programme.first_month, programme.last_month
    return {
        "tenant_id": roster.tenant_id,
        "roster_id": roster.id,
        "is_synthetic": roster.is_synthetic,
        "commitment_id": programme.id,
        "segment": programme.segment,
        "programmes": list(programme.insurances),
        "occupying": [status.value for status in OCCUPYING_STATUSES],
        "first_month_on": None if first is None else first.first_day,
        "last_month_on": None if last is None else last.first_day,
    }
