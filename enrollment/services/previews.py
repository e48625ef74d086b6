"""What storing a checked list would do now: rows that stay out, and exact counts of the others.

The conditions stand here once. Storing uses the same ones, and compares what it did with them.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from enrollment.intake import Decision, Effect, Forecast, OnDoubted, OnKnown
from enrollment.kinds import OCCUPYING_STATUSES, PROGRESS_OF_STATUS, CoverStatus
from enrollment.models.rosters import Roster
from enrollment.queries.programmes import Programme
from enrollment.services.clashes import (
    DIFFERS,
    IS_SAME_PERSON,
    OF_LIST,
    doubt_recorded,
    forget_judgement,
    note_differing,
    reject_double_cover,
    reject_duplicates,
    reject_former,
)
from enrollment.services.contacts import note_new_contacts


class Exclusion(StrEnum):
    """Why a readable row stays out: named before, months held, in need of a word, or known.

    ``FORMER``: its number turned out to be wrong when two records were merged.
    """

    REPEATED = "repeated"
    FORMER = "former"
    HELD = "held"
    DOUBTED = "doubted"
    KNOWN = "known"


WAITING = (CoverStatus.PROPOSED, CoverStatus.RESERVE)
CHOSEN = f"{OF_LIST} AND s.exclusion IS NULL"
"""Rows that may be stored, or once a decision is applied, those that are."""
NEEDS_WORD = "(s.needs_word OR s.is_doubted)"
"""Something in the row, or something recorded of the person, asks for a reason."""
IS_CORRECTED = """w.is_synthetic = :is_synthetic
    AND (s.has_new_contact
        OR (w.name, w.birth_on, w.sex, w.village_code, w.occupation) IS DISTINCT FROM
            (s.name, s.birth_on, s.sex, s.village_code, coalesce(s.occupation, w.occupation)))"""
"""The list states something else of a known person. Invented and real people never mix."""
IS_MOVING = "c.commitment_id = :commitment_id AND c.status = ANY(:earlier)"
GAINS_MONTHS = "c.status = ANY(:waiting)"

_FORECAST = text(
    f"""
    WITH judged AS (
        SELECT {NEEDS_WORD} AS needs_word, w.id IS NOT NULL AS is_known,
            s.has_warning OR s.is_doubted OR coalesce({DIFFERS}, false) AS is_warned,
            w.id IS NOT NULL AND {IS_CORRECTED} AS is_corrected,
            c.worker_id IS NULL AS is_joining,
            c.worker_id IS NOT NULL AND {IS_MOVING} AS is_moving,
            :occupies AND (c.worker_id IS NULL OR {IS_MOVING} AND {GAINS_MONTHS}) AS is_gaining
        FROM roster_staging s
        LEFT JOIN worker w ON {IS_SAME_PERSON}
        LEFT JOIN cover c ON c.tenant_id = w.tenant_id AND c.worker_id = w.id
            AND c.commitment_id = :commitment_id
        WHERE {CHOSEN})
    SELECT is_known, needs_word, count(*) AS people,
        count(*) FILTER (WHERE NOT is_known) AS new,
        count(*) FILTER (WHERE is_corrected) AS corrected,
        count(*) FILTER (WHERE is_joining) AS joining,
        count(*) FILTER (WHERE is_moving) AS moving,
        count(*) FILTER (WHERE is_gaining) AS gaining,
        count(*) FILTER (WHERE NOT (is_corrected OR is_joining OR is_moving)) AS unchanged,
        count(*) FILTER (WHERE is_warned) AS warned
    FROM judged GROUP BY is_known, needs_word
    """  # noqa: S608 - constants of ours, no value
)
_REPEATED = text(
    f"SELECT count(*) FROM roster_staging s WHERE {OF_LIST} AND s.exclusion = :repeated"  # noqa: S608
)
_LEAVE_DOUBTED = text(
    f"UPDATE roster_staging s SET exclusion = :doubted WHERE {CHOSEN} AND {NEEDS_WORD}"  # noqa: S608
)
_LEAVE_KNOWN = text(
    f"""
    UPDATE roster_staging s SET exclusion = :known FROM worker w
    WHERE {CHOSEN} AND {IS_SAME_PERSON}
    """  # noqa: S608 - constants of ours, no value
)


def foresee(session: Session, roster: Roster, programme: Programme) -> Forecast:
    """Judge every waiting row against what is recorded now, and count what storing would do.

    Args:
        session: role job; the caller holds the regency's import lock.
        roster: read to its end.
        programme: the roster's commitment, with its months stated.

    Effects:
        Marks rows of ``roster_staging``; replaces problems found by an earlier judgement.
    """
    values = values_of(roster, programme)
    forget_judgement(session, roster)
    reject_duplicates(session, roster)
    reject_former(session, roster)
    reject_double_cover(session, roster, programme)
    note_differing(session, roster)
    note_new_contacts(session, roster)
    doubt_recorded(session, roster)
    counted = {
        (row.is_known, row.needs_word): _effect(row._asdict())
        for row in session.execute(_FORECAST, values)
    }
    readable = sum(one.people for one in counted.values())
    repeated = session.execute(_REPEATED, {**values, "repeated": Exclusion.REPEATED})
    return Forecast(
        errors=(roster.row_count or 0) - readable,
        repeated=repeated.scalar_one(),
        new=counted.get((False, False), Effect()),
        known=counted.get((True, False), Effect()),
        doubted_new=counted.get((False, True), Effect()),
        doubted_known=counted.get((True, True), Effect()),
    )


def leave_out(
    session: Session, roster: Roster, programme: Programme, decision: Decision, found: Forecast
) -> None:
    """Mark the rows that a decision leaves out, once ``foresee`` has found them.

    Effects:
        Marks rows of ``roster_staging``.
    """
    values = values_of(roster, programme)
    if decision.on_doubted is OnDoubted.LEAVE_OUT and found.doubted.people:
        session.execute(_LEAVE_DOUBTED, {**values, "doubted": Exclusion.DOUBTED})
    if decision.on_known is OnKnown.SKIP and found.all.known:
        session.execute(_LEAVE_KNOWN, {**values, "known": Exclusion.KNOWN})


def values_of(roster: Roster, programme: Programme) -> dict[str, Any]:
    """What the conditions above are filled in with."""
    status = CoverStatus(roster.cover_status)
    step = PROGRESS_OF_STATUS[status]
    return {
        "tenant_id": roster.tenant_id,
        "roster_id": roster.id,
        "commitment_id": programme.id,
        "is_synthetic": roster.is_synthetic,
        "occupies": status in OCCUPYING_STATUSES,
        "waiting": [one.value for one in WAITING],
        "earlier": [one.value for one in CoverStatus if PROGRESS_OF_STATUS[one] < step],
    }


def _effect(counted: Mapping[str, Any]) -> Effect:
    return Effect(**{name: counted[name] for name in vars(Effect())})
