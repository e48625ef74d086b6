"""Decrees of a programme, the people in them, and what stands in their way."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, select, text
from sqlalchemy.orm import Session

from enrollment.determination import Frame
from enrollment.models.determinations import Determination, DeterminationLine
from enrollment.models.rosters import Roster
from enrollment.models.workers import Cover, Worker
from enrollment.queries.programmes import programme_titles
from enrollment.queries.selection_choice import outcome_values, outcomes_sql
from enrollment.queries.selection_judging import JUDGED, Judging
from enrollment.selection import Outcome, Reason
from tenants.kernel.errors import N_, NotFound

FINGERPRINT = """
    sha256(convert_to(concat_ws(E'\\n', CAST(:head AS text), string_agg(
        concat_ws(' ', o.worker_id, o.outcome, coalesce(o.rank, 0),
            array_to_string(o.reasons, '+')), E'\\n' ORDER BY o.worker_id)), 'UTF8'))
"""
"""The same as ``enrollment.determination.fingerprint``, over rows ``o``."""

_ELSEWHERE = text(
    f"""
    WITH {JUDGED}
    SELECT o.commitment_id, o.segment = :segment AS is_double,
        count(DISTINCT j.worker_id) AS people
    FROM judged j
    JOIN cover o ON o.tenant_id = :tenant_id AND o.worker_id = j.worker_id
        AND o.commitment_id <> :commitment_id AND o.status = ANY(:occupying)
        AND o.first_month_on <= :last_month_on AND o.last_month_on >= :first_month_on
        AND (o.segment <> :segment OR o.programmes && CAST(:programmes AS text[]))
    WHERE j.status = ANY(:waiting)
    GROUP BY 1, 2 ORDER BY 2 DESC, 3 DESC, 1
    """  # noqa: S608 - constants of ours, no value
)


@dataclass(frozen=True)
class Elsewhere:
    """Candidates whom another programme of the regency holds for overlapping months.

    ``is_double``: for the same segment and insurance, which is never paid twice. Another segment
    (PU beside BPU) can be lawful.
    """

    title: str
    people: int
    is_double: bool


@dataclass(frozen=True)
class DecreedPerson:
    """A person as a decree names them."""

    worker: Worker
    line: DeterminationLine


def get_determination(session: Session, *, tenant_id: int, determination_id: UUID) -> Determination:
    """One decree.

    Raises:
        NotFound: no such decree in this regency.
    """
    found = session.get(Determination, (tenant_id, determination_id))
    if found is None:
        raise NotFound(N_("Penetapan tidak ditemukan."))
    return found


def list_determinations(
    session: Session, *, tenant_id: int, commitment_id: UUID
) -> Sequence[Determination]:
    """Decrees of a programme, newest first."""
    return session.scalars(
        select(Determination)
        .where(Determination.tenant_id == tenant_id, Determination.commitment_id == commitment_id)
        .order_by(Determination.requested_at.desc(), Determination.id.desc())
    ).all()


def list_decreed(
    session: Session, *, tenant_id: int, determination_id: UUID, outcome: Outcome
) -> Sequence[DecreedPerson]:
    """Whom a decree names under an outcome, by village and name; nobody's list is cut."""
    rows = session.execute(
        select(Worker, DeterminationLine)
        .join(
            DeterminationLine,
            (DeterminationLine.tenant_id == Worker.tenant_id)
            & (DeterminationLine.worker_id == Worker.id),
        )
        .where(
            DeterminationLine.tenant_id == tenant_id,
            DeterminationLine.determination_id == determination_id,
            DeterminationLine.outcome == outcome,
        )
        .order_by(DeterminationLine.village_code, Worker.name_key, Worker.id)
    )
    return [DecreedPerson(worker, line) for worker, line in rows]


def are_decreed(session: Session, roster: Roster) -> bool:
    """Whether a decree determined somebody whom a list names, or put them in reserve."""
    named = (
        exists()
        .where(
            Determination.tenant_id == roster.tenant_id,
            Determination.commitment_id == roster.commitment_id,
            DeterminationLine.tenant_id == Determination.tenant_id,
            DeterminationLine.determination_id == Determination.id,
            DeterminationLine.outcome != Outcome.UNFIT,
            Cover.tenant_id == DeterminationLine.tenant_id,
            Cover.worker_id == DeterminationLine.worker_id,
            Cover.commitment_id == Determination.commitment_id,
            Cover.roster_ids.contains([roster.id]),
        )
        .select()
    )
    return bool(session.scalar(named))


def list_elsewhere(session: Session, judging: Judging, *, tenant_id: int) -> Sequence[Elsewhere]:
    """Other programmes that hold candidates for overlapping months, doubles first."""
    programme = judging.programme
    if programme.first_month is None or programme.last_month is None:
        return []
    values = judging.values(tenant_id) | {
        "first_month_on": programme.first_month.first_day,
        "last_month_on": programme.last_month.first_day,
    }
    rows = session.execute(_ELSEWHERE, values).all()
    titles = programme_titles(session, tenant_id=tenant_id) if rows else {}
    return [Elsewhere(titles[row.commitment_id], row.people, row.is_double) for row in rows]


def fingerprint_outcomes(
    session: Session, judging: Judging, frame: Frame, *, tenant_id: int
) -> bytes:
    """The fingerprint of what the rules make of everybody now."""
    asked = text(f"WITH {outcomes_sql(judging.rules)} SELECT {FINGERPRINT} FROM outcomes o")  # noqa: S608 - closed words
    values = {**outcome_values(judging, tenant_id=tenant_id), "head": frame.head}
    return bytes(session.execute(asked, values).scalar_one())


def fingerprint_lines(session: Session, determination: Determination, frame: Frame) -> bytes:
    """The fingerprint of what a decree holds."""
    asked = text(
        f"SELECT {FINGERPRINT} FROM determination_line o"  # noqa: S608 - a constant of ours
        " WHERE o.tenant_id = :tenant_id AND o.determination_id = :determination_id"
    )
    values = {
        "tenant_id": determination.tenant_id,
        "determination_id": determination.id,
        "head": frame.head,
    }
    return bytes(session.execute(asked, values).scalar_one())


def frame_of(determination: Determination) -> Frame:
    """What a decree rests on besides its people."""
    return Frame(determination.rule_id, determination.first_month_on, determination.last_month_on)


def reasons_of(line: DeterminationLine) -> list[Reason]:
    """Why a person in a decree was not chosen."""
    return [Reason(reason) for reason in line.reasons]
