"""Rows that must not be stored: the same person twice in a file, or months somebody else holds."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from cooperation.months import Month
from enrollment.cover_months import YearMonths, months_of
from enrollment.kinds import OCCUPYING_STATUSES, CoverStatus
from enrollment.models.rosters import Roster
from enrollment.nik import mask_nik
from enrollment.parsing.layout import Column
from enrollment.parsing.rows import RowCode, RowProblem, Severity
from enrollment.parsing.values import shown_cell
from enrollment.queries.programmes import Programme, programme_titles
from enrollment.services.staging import PROBLEM_LIMIT, keep_problems, staged_nik

_DUPLICATES = text(
    """
    SELECT n.row_number, n.first_row, n.worker_id, n.nik_encrypted
    FROM (
        SELECT s.row_number, s.worker_id, s.nik_encrypted,
            min(s.row_number) OVER (PARTITION BY s.nik_index) AS first_row
        FROM roster_staging s
        WHERE s.tenant_id = :tenant_id AND s.roster_id = :roster_id) n
    WHERE n.row_number > n.first_row
    ORDER BY n.row_number
    """
)
_DOUBLE_COVER = text(
    """
    SELECT s.row_number, s.worker_id, s.nik_encrypted, y.year,
        bit_or(y.months & h.months) AS mask,
        (SELECT o.commitment_id FROM cover o
            WHERE o.tenant_id = w.tenant_id AND o.worker_id = w.id
                AND o.commitment_id <> :commitment_id AND o.status = ANY(:occupying)
                AND o.segment = :segment AND o.programmes && CAST(:programmes AS text[])
                AND o.first_month_on <= :last_month_on AND o.last_month_on >= :first_month_on
            ORDER BY o.first_month_on, o.id LIMIT 1) AS holder_id
    FROM roster_staging s
    JOIN worker w ON w.tenant_id = s.tenant_id AND w.nik_index = s.nik_index
    JOIN cover_year y ON y.tenant_id = w.tenant_id AND y.worker_id = w.id
        AND y.segment = :segment AND y.programme = ANY(:programmes)
    JOIN unnest(CAST(:years AS smallint[]), CAST(:masks AS smallint[])) AS h(year, months)
        ON h.year = y.year AND h.months & y.months <> 0
    LEFT JOIN cover c ON c.tenant_id = w.tenant_id AND c.worker_id = w.id
        AND c.commitment_id = :commitment_id
    WHERE s.tenant_id = :tenant_id AND s.roster_id = :roster_id
        AND (c.status IS NULL OR c.status = ANY(:waiting))
    GROUP BY s.row_number, s.worker_id, s.nik_encrypted, y.year, w.tenant_id, w.id
    ORDER BY s.row_number, y.year
    """
)
_DIFFERING = text(
    """
    SELECT s.row_number, s.name, s.has_warning
    FROM roster_staging s
    JOIN worker w ON w.tenant_id = s.tenant_id AND w.nik_index = s.nik_index
    WHERE s.tenant_id = :tenant_id AND s.roster_id = :roster_id
        AND (w.name_key <> s.name_key OR w.birth_on <> s.birth_on)
    ORDER BY s.row_number
    """
)
_REMOVE = text(
    """
    DELETE FROM roster_staging
    WHERE tenant_id = :tenant_id AND roster_id = :roster_id AND row_number = ANY(:rows)
    """
)
_KEPT = text(
    "SELECT count(*) FROM roster_row_error WHERE tenant_id = :tenant_id AND roster_id = :roster_id"
)


def reject_duplicates(session: Session, roster: Roster) -> None:
    """Turn every later row with the same NIK into an error; the first one stays.

    Effects:
        Deletes from ``roster_staging``, inserts ``roster_row_error``.
    """
    found = session.execute(_DUPLICATES, _keys(roster)).all()
    problems = [
        _nik_problem(roster, row, RowCode.DUPLICATE_IN_FILE, {"first_row": row.first_row})
        for row in found[:PROBLEM_LIMIT]
    ]
    _reject(session, roster, [row.row_number for row in found], problems)


def reject_double_cover(session: Session, roster: Roster, programme: Programme) -> None:
    """Turn rows of people whose months somebody holds already into errors.

    A person already in this programme is no clash: the list may move them forward.

    Effects:
        Deletes from ``roster_staging``, inserts ``roster_row_error``.
    """
    if programme.first_month is None or programme.last_month is None:
        return
    values = {
        **_keys(roster),
        "commitment_id": programme.id,
        "segment": programme.segment,
        "programmes": list(programme.insurances),
        "occupying": [status.value for status in OCCUPYING_STATUSES],
        "waiting": [CoverStatus.PROPOSED.value, CoverStatus.RESERVE.value],
        "first_month_on": programme.first_month.first_day,
        "last_month_on": programme.last_month.first_day,
        "years": [held.year for held in programme.masks],
        "masks": [held.mask for held in programme.masks],
    }
    found = session.execute(_DOUBLE_COVER, values).all()
    titles = programme_titles(session, tenant_id=roster.tenant_id) if found else {}
    rows: dict[int, list[Row[Any]]] = {}
    for row in found:
        rows.setdefault(row.row_number, []).append(row)
    problems = [
        _nik_problem(
            roster,
            held[0],
            RowCode.COVERED_TWICE,
            {**_months(held), "programme": titles.get(held[0].holder_id, "")},
        )
        for held in list(rows.values())[:PROBLEM_LIMIT]
    ]
    _reject(session, roster, list(rows), problems)


def note_differing(session: Session, roster: Roster) -> int:
    """Warn of people known under another name or birth date; what is stored stays as it is.

    Returns:
        rows that carry no other warning.

    Effects:
        Inserts ``roster_row_error``.
    """
    found = session.execute(_DIFFERING, _keys(roster)).all()
    problems = [
        RowProblem(
            row.row_number,
            Column.NAME,
            RowCode.RECORD_DIFFERS,
            Severity.WARNING,
            shown_cell(row.name, is_identifier=False),
        )
        for row in found[:PROBLEM_LIMIT]
    ]
    keep_problems(session, roster, problems, room=_room(session, roster))
    return sum(not row.has_warning for row in found)


def _nik_problem(
    roster: Roster, row: Row[Any], code: RowCode, params: dict[str, str | int]
) -> RowProblem:
    masked = mask_nik(staged_nik(roster.tenant_id, row.worker_id, row.nik_encrypted))
    return RowProblem(row.row_number, Column.NIK, code, Severity.ERROR, masked, params)


def _months(held: Sequence[Row[Any]]) -> dict[str, str | int]:
    months: tuple[Month, ...] = months_of(YearMonths(row.year, row.mask) for row in held)
    return {"first_month": str(months[0]), "last_month": str(months[-1])}


def _reject(
    session: Session, roster: Roster, rows: Sequence[int], problems: Sequence[RowProblem]
) -> None:
    if not rows:
        return
    keep_problems(session, roster, problems, room=_room(session, roster))
    session.execute(_REMOVE, {**_keys(roster), "rows": list(rows)})


def _room(session: Session, roster: Roster) -> int:
    kept: int = session.execute(_KEPT, _keys(roster)).scalar_one()
    return PROBLEM_LIMIT - kept


def _keys(roster: Roster) -> dict[str, Any]:
    return {"tenant_id": roster.tenant_id, "roster_id": roster.id}
