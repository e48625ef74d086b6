"""Who of a programme stands where in one month: counted by standing, and listed by name."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from cooperation.months import Month
from enrollment.cover_months import HOLDS_MONTHS_SQL
from enrollment.kinds import OCCUPYING_STATUSES
from enrollment.models.workers import Worker
from enrollment.names import search_key
from enrollment.queries.posted_months import POSTED_OF_PROGRAMME
from enrollment.queries.summaries import is_large, people_under
from enrollment.queries.worker_pages import AFTER_LAST_SEEN, place_after, workers_by_id
from enrollment.queries.worker_walks import WalkOf, one_in, walk
from enrollment.reconciliation import Answer, Hindrance, Listing, Place, Standing, Step
from enrollment.summaries import RARE_PEOPLE, Counted, Subject, SummaryKind, few_of
from tenants.kernel.paging import PAGE_SIZE, Page, page_of

# What decides a cause is counted as a code of six words, so that the one rule that reads it stands
# in ``enrollment.reconciliation`` and nowhere else.
_STANDINGS = """
    month AS (SELECT CAST(:month_on AS date) AS first_on, CAST(:bit AS int) AS bit),
    lists AS (
        SELECT b.id, b.state, b.closed_at FROM billing_list b CROSS JOIN month m
        WHERE b.tenant_id = :tenant_id AND b.commitment_id = :commitment_id
            AND m.first_on BETWEEN b.first_month_on AND b.last_month_on),
    standing_of_lists AS (
        SELECT count(*) AS lists, max(closed_at) AS closed_at,
            coalesce(bool_or(state IN ('open', 'closing')), false) AS has_open
        FROM lists),
    listed AS {kept} (
        SELECT l.worker_id,
            max(CASE b.state WHEN 'paid' THEN 3 WHEN 'billed' THEN 2 ELSE 1 END) AS step
        FROM lists b
        JOIN billing_line l ON l.tenant_id = :tenant_id AND l.billing_list_id = b.id
        CROSS JOIN month m
        WHERE l.months & m.bit <> 0 {among_l}
        GROUP BY l.worker_id),
    posted AS {kept} (
        SELECT p.worker_id FROM ({posted_of_programme}) p CROSS JOIN month m
        WHERE p.months & m.bit <> 0 {among_p}),
    answered AS {kept} (
        SELECT DISTINCT ON (x.worker_id) x.worker_id, x.outcome, x.reason
        FROM billing_list b
        JOIN posting_file f ON f.tenant_id = b.tenant_id AND f.billing_list_id = b.id
        JOIN posting_row x ON x.tenant_id = f.tenant_id AND x.posting_file_id = f.id
        WHERE b.tenant_id = :tenant_id AND b.commitment_id = :commitment_id
            AND f.kind = 'membership' AND f.state = 'applied' AND x.problem IS NULL {among_x}
        ORDER BY x.worker_id, f.confirmed_at DESC, x.row_number),
    decreed AS {kept} (
        SELECT n.worker_id, max(d.finished_at) AS at
        FROM determination d
        JOIN determination_line n ON n.tenant_id = d.tenant_id AND n.determination_id = d.id
        WHERE d.tenant_id = :tenant_id AND d.commitment_id = :commitment_id
            AND d.state = 'frozen' AND n.outcome = 'chosen' {among_n}
        GROUP BY n.worker_id),
    wage_earners AS {kept} (
        SELECT DISTINCT c.worker_id FROM cover c CROSS JOIN month m
        WHERE c.tenant_id = :tenant_id AND c.segment = 'pu' AND c.commitment_id <> :commitment_id
            AND c.status = ANY(:occupying)
            AND m.first_on BETWEEN c.first_month_on AND c.last_month_on {among_c}),
    rules AS (
        SELECT r.under_age FROM selection_rule r
        WHERE r.tenant_id = :tenant_id AND r.commitment_id = :commitment_id
        ORDER BY r.version DESC LIMIT 1),
    planned AS (
        SELECT c.worker_id, c.segment, c.programmes, c.roster_id, c.created_at,
            CASE WHEN {holds} THEN 'determined'
                WHEN c.status IN ('proposed', 'deceased', 'replaced', 'ended') THEN c.status
                ELSE 'nobody' END AS place
        FROM cover c CROSS JOIN month m
        WHERE c.tenant_id = :tenant_id AND c.commitment_id = :commitment_id
            AND m.first_on BETWEEN c.first_month_on AND c.last_month_on {among_c}),
    listed_elsewhere AS {kept} (
        SELECT DISTINCT c.worker_id
        FROM billing_list b CROSS JOIN month m
        JOIN billing_line l ON l.tenant_id = b.tenant_id AND l.billing_list_id = b.id
            AND l.months & m.bit <> 0
        JOIN planned c ON c.worker_id = l.worker_id AND c.segment = l.segment
            AND c.programmes && l.programmes
        WHERE b.tenant_id = :tenant_id AND b.commitment_id <> :commitment_id
            AND m.first_on BETWEEN b.first_month_on AND b.last_month_on {among_l}),
    persons AS {kept} (
        SELECT w.id AS worker_id, w.birth_on FROM worker w
        WHERE w.tenant_id = :tenant_id {among_w}),
    people AS {kept} (
        SELECT coalesce(c.worker_id, l.worker_id, p.worker_id) AS worker_id,
            coalesce(c.place, 'nobody') AS place, c.segment, c.roster_id, c.created_at,
            coalesce(l.step, 0) AS step, p.worker_id IS NOT NULL AS is_posted
        FROM planned c
        FULL JOIN listed l ON l.worker_id = c.worker_id
        FULL JOIN posted p ON p.worker_id = coalesce(c.worker_id, l.worker_id)
        WHERE l.worker_id IS NOT NULL OR p.worker_id IS NOT NULL
            OR c.place IN ('proposed', 'determined')),
    standings AS (
        SELECT s.worker_id, a.reason, concat_ws('/', s.place,
            CASE s.step WHEN 3 THEN 'paid' WHEN 2 THEN 'billed' WHEN 1 THEN 'listed'
                ELSE 'none' END,
            CASE WHEN s.is_posted THEN 'posted' ELSE '' END,
            coalesce(a.outcome, 'none'),
            CASE WHEN s.is_posted OR s.step < 3 THEN 'none'
                WHEN k.identity IN ('deceased', 'unmatched') THEN k.identity
                WHEN s.segment <> 'pu'
                    AND (u.worker_id IS NOT NULL OR k.membership = 'pu') THEN 'pu'
                WHEN w.birth_on <= m.first_on - make_interval(years => r.under_age)
                    THEN 'over-age'
                ELSE 'none' END,
            CASE WHEN s.step > 0 OR s.place <> 'determined' THEN 'listed'
                WHEN o.worker_id IS NOT NULL THEN 'other'
                WHEN b.has_open THEN 'open'
                WHEN b.lists = 0 THEN 'missing'
                WHEN coalesce(greatest(d.at, t.finished_at), s.created_at) > b.closed_at
                    THEN 'late'
                ELSE 'passed' END) AS code
        FROM people s
        CROSS JOIN month m CROSS JOIN standing_of_lists b
        JOIN persons w ON w.worker_id = s.worker_id
        LEFT JOIN rules r ON true
        LEFT JOIN answered a ON a.worker_id = s.worker_id
        LEFT JOIN candidate k ON k.tenant_id = :tenant_id AND k.commitment_id = :commitment_id
            AND k.worker_id = s.worker_id {among_k}
        LEFT JOIN listed_elsewhere o ON o.worker_id = s.worker_id
        LEFT JOIN wage_earners u ON u.worker_id = s.worker_id
        LEFT JOIN decreed d ON d.worker_id = s.worker_id
        LEFT JOIN roster t ON t.tenant_id = :tenant_id AND t.id = s.roster_id)
"""


def _standings(*, is_among: bool = False) -> str:
    """Where everybody of a month stands, or those of some ids.

    Of some people each part is made once: without it the planner, which expects nobody to be in
    most parts, asks each of them again for every person.
    """
    among = {
        f"among_{alias}": f"AND {alias}.{column} = ANY(:worker_ids)" if is_among else ""
        for alias, column in (("w", "id"), *((one, "worker_id") for one in "lpxnck"))
    }
    return _STANDINGS.format(
        posted_of_programme=POSTED_OF_PROGRAMME,
        holds=HOLDS_MONTHS_SQL,
        kept="MATERIALIZED" if is_among else "",
        **among,
    )


_COUNT = text(f"WITH {_standings()} SELECT code, count(*) AS people FROM standings GROUP BY code")  # noqa: S608 - constants of ours, no value
_COUNT_WITH_IDS = text(
    f"""
    WITH {_standings()}
    SELECT code, count(*) AS people, (array_agg(worker_id))[\\:{RARE_PEOPLE}] AS ids
    FROM standings GROUP BY code
    """  # noqa: S608 - as above
)
_LIST = text(
    f"""
    WITH {_standings()}
    SELECT s.worker_id, s.code, s.reason FROM standings s
    JOIN worker w ON w.tenant_id = :tenant_id AND w.id = s.worker_id
    WHERE s.code = ANY(:codes) AND w.name_key ^@ :prefix
        AND {AFTER_LAST_SEEN}
    ORDER BY w.name_key, w.id LIMIT :size
    """  # noqa: S608 - as above
)
_OF_SOME = text(
    f"""
    WITH {_standings(is_among=True)}
    SELECT s.worker_id, s.code, s.reason FROM standings s WHERE s.code = ANY(:codes)
    """  # noqa: S608 - as above
)


@dataclass(frozen=True)
class MonthOfProgramme:
    """One month of one programme of one regency."""

    tenant_id: int
    commitment_id: UUID
    month: Month

    @property
    def subject(self) -> Subject:
        """Under which its counts are kept."""
        return Subject(SummaryKind.STANDINGS, (str(self.commitment_id), str(self.month)))

    @property
    def values(self) -> dict[str, Any]:
        """What every question about it is asked with."""
        return {
            "tenant_id": self.tenant_id,
            "commitment_id": self.commitment_id,
            "month_on": self.month.first_day,
            "year": self.month.year,
            "bit": 1 << (self.month.number - 1),
            "occupying": [status.value for status in OCCUPYING_STATUSES],
        }


@dataclass(frozen=True)
class PeopleSought:
    """Whom a list shows: people of some standings, perhaps whose name begins so."""

    standings: Collection[Standing] = field(default_factory=tuple)
    name: str = ""


@dataclass(frozen=True)
class StandingPerson:
    """A person with where their month stands; ``said`` is the reason BPJS gave with its answer."""

    worker: Worker
    standing: Standing
    said: str | None


def count_standings(session: Session, of: MonthOfProgramme) -> Mapping[Standing, int]:
    """How many people stand where; who neither holds the month nor was billed is left out."""
    rows: Sequence[Row[Any]] = session.execute(_COUNT, of.values).all()
    return {_standing(row.code): row.people for row in rows}


def summarise_standings(session: Session, of: MonthOfProgramme) -> Counted:
    """The same as it is kept, with the ids of people whose standing few share."""
    rows: Sequence[Row[Any]] = session.execute(_COUNT_WITH_IDS, of.values).all()
    return few_of({row.code: row.ids for row in rows}, {row.code: row.people for row in rows})


def standings_as_kept(content: Mapping[str, int]) -> Mapping[Standing, int]:
    """What ``summarise_standings`` kept."""
    return {_standing(code): people for code, people in content.items()}


def list_standing(
    session: Session,
    of: MonthOfProgramme,
    sought: PeopleSought,
    *,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[StandingPerson]:
    """People by name. The cursor is an id, because addresses are logged.

    Raises:
        MalformedRequest: the cursor was not made for this list.
    """
    codes = [_code(standing) for standing in sought.standings]
    if is_large(session, tenant_id=of.tenant_id, commitment_id=of.commitment_id):
        return _walk_standing(session, of, codes, WalkOf(of.tenant_id, sought.name, cursor, size))
    rows = session.execute(
        _LIST,
        {
            **of.values,
            **place_after(session, tenant_id=of.tenant_id, cursor=cursor),
            "codes": codes,
            "prefix": search_key(sought.name),
            "size": size + 1,
        },
    ).all()
    return page_of(_people(session, of, rows), _id_of, size)


def _walk_standing(
    session: Session, of: MonthOfProgramme, codes: Sequence[str], walk_of: WalkOf
) -> Page[StandingPerson]:
    """A page of a month of more people than can be judged at once: some of them after others."""

    def judge(ids: Sequence[UUID]) -> Sequence[Row[Any]]:
        values = {**of.values, "codes": codes, "worker_ids": list(ids)}
        return session.execute(_OF_SOME, values).all()

    under = people_under(session, of.subject, tenant_id=of.tenant_id, labels=codes)
    share = one_in(session, tenant_id=of.tenant_id, wanted=under.people)
    found = walk(session, replace(walk_of, one_in=share), judge, few=under.few)
    return Page(_people(session, of, found.items), found.next_cursor)


def _people(
    session: Session, of: MonthOfProgramme, rows: Sequence[Row[Any]]
) -> Sequence[StandingPerson]:
    workers = workers_by_id(session, tenant_id=of.tenant_id, ids=[row.worker_id for row in rows])
    return [StandingPerson(workers[row.worker_id], _standing(row.code), row.reason) for row in rows]


def _id_of(person: StandingPerson) -> Sequence[str]:
    return (str(person.worker.id),)


def _standing(code: str) -> Standing:
    place, step, posted, answer, hindrance, listing = code.split("/")
    return Standing(
        Place(place),
        Step(step),
        posted == "posted",
        Answer(answer),
        Hindrance(hindrance),
        Listing(listing),
    )


def _code(standing: Standing) -> str:
    return "/".join(
        [
            standing.place,
            standing.step,
            "posted" if standing.is_posted else "",
            standing.answer,
            standing.hindrance,
            standing.listing,
        ]
    )
