"""How many people of some programmes are posted, or not, in a month without an explanation."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from cooperation.months import Month
from enrollment.cover_months import HOLDS_MONTHS_SQL, YearMonths, months_of
from enrollment.kinds import OCCUPYING_STATUSES
from enrollment.models.summaries import Summary
from enrollment.month_lines import MonthCounts
from enrollment.queries.cover_tallies import count_by_programme
from enrollment.queries.programme_months import count_by_month, months_as_kept, months_subject
from enrollment.reconciliation import (
    Answer,
    Cause,
    CauseKind,
    Hindrance,
    Listing,
    Place,
    Standing,
    Step,
    cause_of,
    kind_of,
)
from enrollment.summaries import SPOT_PEOPLE, SummaryKind

# What decides a cause is read as twelve bits a year of each person, so that a programme is read
# once and not month by month; people alike in everything are one row. The rule that reads it stands
# in ``enrollment.reconciliation``. ``passed`` are months with closed lists that a person is on none
# of, though they held them before; what may keep BPJS from posting is looked up only of people who
# are paid and not posted.
_ALIKE = text(
    f"""
    WITH terms AS MATERIALIZED (
        SELECT c.first_month_on, c.last_month_on, y.year, CAST(
            (1 << CAST(least(extract(month FROM c.last_month_on)
                + 12 * (extract(year FROM c.last_month_on) - y.year), 12) AS int))
            - (1 << (CAST(greatest(extract(month FROM c.first_month_on)
                + 12 * (extract(year FROM c.first_month_on) - y.year), 1) AS int) - 1))
            AS int) AS months
        FROM (
            SELECT DISTINCT first_month_on, last_month_on FROM cover
            WHERE tenant_id = :tenant_id AND commitment_id = ANY(:commitment_ids)) c
        CROSS JOIN LATERAL generate_series(
            CAST(extract(year FROM c.first_month_on) AS int),
            CAST(extract(year FROM c.last_month_on) AS int)) AS y(year)),
    masks AS MATERIALIZED (
        SELECT commitment_id, year, worker_id, bit_or(determined) AS determined,
            bit_or(named) AS named, bit_or(placed) AS placed, bit_or(listed) AS listed,
            bit_or(billed) AS billed, bit_or(paid) AS paid, bit_or(posted) AS posted
        FROM (
            SELECT c.commitment_id, y.year, c.worker_id,
                CASE WHEN {HOLDS_MONTHS_SQL} THEN y.months ELSE 0 END AS determined,
                CASE WHEN {HOLDS_MONTHS_SQL} OR c.status = 'proposed' THEN y.months
                    ELSE 0 END AS named,
                y.months AS placed, 0 AS listed, 0 AS billed, 0 AS paid, 0 AS posted
            FROM cover c
            JOIN terms y ON y.first_month_on = c.first_month_on
                AND y.last_month_on = c.last_month_on
            WHERE c.tenant_id = :tenant_id AND c.commitment_id = ANY(:commitment_ids)
                AND ({HOLDS_MONTHS_SQL}
                    OR c.status IN ('proposed', 'deceased', 'replaced', 'ended'))
            UNION ALL
            SELECT b.commitment_id, CAST(extract(year FROM b.first_month_on) AS int), l.worker_id,
                0, 0, 0, l.months,
                CASE WHEN b.state IN ('billed', 'paid') THEN l.months ELSE 0 END,
                CASE WHEN b.state = 'paid' THEN l.months ELSE 0 END, 0
            FROM billing_list b
            JOIN billing_line l ON l.tenant_id = b.tenant_id AND l.billing_list_id = b.id
            WHERE b.tenant_id = :tenant_id AND b.commitment_id = ANY(:commitment_ids)
            UNION ALL
            SELECT y.commitment_id, CAST(y.year AS int), y.worker_id, 0, 0, 0, 0, 0, 0, y.months
            FROM posted_year y
            WHERE y.tenant_id = :tenant_id AND y.commitment_id = ANY(:commitment_ids)) s
        GROUP BY commitment_id, year, worker_id),
    list_months AS MATERIALIZED (
        SELECT b.commitment_id, CAST(extract(year FROM b.first_month_on) AS int) AS year,
            1 << (n.number - 1) AS bit, max(b.closed_at) AS closed_at,
            make_date(CAST(extract(year FROM b.first_month_on) AS int), n.number, 1) AS month_on
        FROM billing_list b
        JOIN generate_series(1, 12) AS n(number) ON n.number
            BETWEEN extract(month FROM b.first_month_on) AND extract(month FROM b.last_month_on)
        WHERE b.tenant_id = :tenant_id AND b.commitment_id = ANY(:commitment_ids)
        GROUP BY b.commitment_id, 2, n.number
        HAVING NOT bool_or(b.state IN ('open', 'closing'))),
    decreed AS MATERIALIZED (
        SELECT d.commitment_id, n.worker_id, max(d.finished_at) AS at
        FROM determination d
        JOIN determination_line n ON n.tenant_id = d.tenant_id AND n.determination_id = d.id
        WHERE d.tenant_id = :tenant_id AND d.commitment_id = ANY(:commitment_ids)
            AND d.state = 'frozen' AND n.outcome = 'chosen'
        GROUP BY d.commitment_id, n.worker_id),
    passed AS MATERIALIZED (
        SELECT m.commitment_id, m.year, m.worker_id, bit_or(h.bit) AS months
        FROM masks m
        JOIN list_months h ON h.commitment_id = m.commitment_id AND h.year = m.year
            AND m.determined & ~m.listed & ~m.posted & h.bit <> 0
        JOIN cover c ON c.tenant_id = :tenant_id AND c.worker_id = m.worker_id
            AND c.commitment_id = m.commitment_id
        LEFT JOIN roster t ON t.tenant_id = :tenant_id AND t.id = c.roster_id
        LEFT JOIN decreed d ON d.commitment_id = m.commitment_id AND d.worker_id = m.worker_id
        WHERE (coalesce(greatest(d.at, t.finished_at), c.created_at) > h.closed_at) IS NOT TRUE
            AND NOT EXISTS (
                SELECT FROM billing_line l
                JOIN billing_list b ON b.tenant_id = l.tenant_id AND b.id = l.billing_list_id
                WHERE l.tenant_id = :tenant_id AND l.worker_id = m.worker_id
                    AND l.months & h.bit <> 0 AND b.commitment_id <> m.commitment_id
                    AND h.month_on BETWEEN b.first_month_on AND b.last_month_on
                    AND l.segment = c.segment AND l.programmes && c.programmes)
        GROUP BY m.commitment_id, m.year, m.worker_id),
    unposted AS MATERIALIZED (
        SELECT m.commitment_id, m.year, m.worker_id, m.named & m.paid & ~m.posted AS months
        FROM masks m WHERE :with_unposted AND m.named & m.paid & ~m.posted <> 0),
    answered AS MATERIALIZED (
        SELECT DISTINCT ON (b.commitment_id, x.worker_id) b.commitment_id, x.worker_id, x.outcome
        FROM billing_list b
        JOIN posting_file f ON f.tenant_id = b.tenant_id AND f.billing_list_id = b.id
        JOIN posting_row x ON x.tenant_id = f.tenant_id AND x.posting_file_id = f.id
        WHERE b.tenant_id = :tenant_id AND b.commitment_id = ANY(:commitment_ids)
            AND f.kind = 'membership' AND f.state = 'applied' AND x.problem IS NULL
            AND :with_unposted
        ORDER BY b.commitment_id, x.worker_id, f.confirmed_at DESC, x.row_number),
    rules AS (
        SELECT DISTINCT ON (r.commitment_id) r.commitment_id, r.under_age FROM selection_rule r
        WHERE r.tenant_id = :tenant_id AND r.commitment_id = ANY(:commitment_ids)
        ORDER BY r.commitment_id, r.version DESC),
    earning AS MATERIALIZED (
        SELECT c.worker_id, c.commitment_id, c.first_month_on, c.last_month_on FROM cover c
        WHERE c.tenant_id = :tenant_id AND c.segment = 'pu' AND c.status = ANY(:occupying)
            AND :with_unposted),
    hindered AS MATERIALIZED (
        SELECT u.commitment_id, u.year, u.worker_id, u.months,
            coalesce(a.outcome, 'none') AS outcome,
            CASE WHEN k.identity IN ('deceased', 'unmatched') THEN k.identity ELSE 'none' END
                AS identity,
            CASE WHEN c.segment = 'pu' THEN 0 WHEN k.membership = 'pu' THEN 4095
                ELSE coalesce(e.months, 0) END AS earning,
            CASE WHEN r.under_age IS NULL THEN 0 ELSE (
                SELECT coalesce(sum(1 << (n.number - 1)), 0)
                FROM generate_series(1, 12) AS n(number)
                WHERE w.birth_on <= make_date(u.year, n.number, 1)
                    - make_interval(years => r.under_age)) END AS over_age
        FROM unposted u
        JOIN worker w ON w.tenant_id = :tenant_id AND w.id = u.worker_id
        JOIN cover c ON c.tenant_id = :tenant_id AND c.worker_id = u.worker_id
            AND c.commitment_id = u.commitment_id
        LEFT JOIN rules r ON r.commitment_id = u.commitment_id
        LEFT JOIN answered a ON a.commitment_id = u.commitment_id AND a.worker_id = u.worker_id
        LEFT JOIN candidate k ON k.tenant_id = :tenant_id AND k.commitment_id = u.commitment_id
            AND k.worker_id = u.worker_id
        LEFT JOIN (
            SELECT u.commitment_id, u.year, u.worker_id, bit_or(1 << (n.number - 1)) AS months
            FROM unposted u
            JOIN earning e ON e.worker_id = u.worker_id AND e.commitment_id <> u.commitment_id
            JOIN generate_series(1, 12) AS n(number)
                ON make_date(u.year, n.number, 1) BETWEEN e.first_month_on AND e.last_month_on
            GROUP BY u.commitment_id, u.year, u.worker_id) e
            ON e.commitment_id = u.commitment_id AND e.year = u.year
                AND e.worker_id = u.worker_id)
    SELECT m.commitment_id, m.year, m.determined, m.placed, m.listed, m.billed, m.paid, m.posted,
        coalesce(p.months, 0) AS passed, coalesce(h.months, 0) AS unposted,
        coalesce(h.outcome, 'none') AS outcome, coalesce(h.identity, 'none') AS identity,
        coalesce(h.earning, 0) AS earning, coalesce(h.over_age, 0) AS over_age, count(*) AS people
    FROM masks m
    LEFT JOIN passed p ON p.commitment_id = m.commitment_id AND p.year = m.year
        AND p.worker_id = m.worker_id
    LEFT JOIN hindered h ON h.commitment_id = m.commitment_id AND h.year = m.year
        AND h.worker_id = m.worker_id
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14
    """  # noqa: S608 - a constant of ours, no value
)
_UNPOSTED: Final = frozenset({Cause.NOT_POSTED})


@dataclass
class Differing:
    """People of a month who hold a place of a programme, and those whom nobody has explained."""

    determined: int = 0
    causes: dict[Cause, int] = field(default_factory=dict)

    def add(self, cause: Cause | None, people: int) -> None:
        """Count people under a cause that asks for an explanation; others are no concern."""
        if cause is not None and kind_of(cause) is CauseKind.UNEXPLAINED:
            self.causes[cause] = self.causes.get(cause, 0) + people


Months = Mapping[UUID, Mapping[Month, Differing]]


@dataclass(frozen=True)
class PageMonths:
    """Months of a page of programmes, and those programmes of which nobody has counted them."""

    months: Months
    uncounted: frozenset[UUID]


def count_unexplained(
    session: Session,
    *,
    tenant_id: int,
    commitment_ids: Collection[UUID],
    with_unposted: bool = True,
) -> Months:
    """Every month of some programmes with its people who differ and nobody knows why.

    Args:
        session: role regency or job.
        tenant_id: whose.
        commitment_ids: the programmes.
        with_unposted: whether people paid and not posted are counted, of whom more has to be read.
    """
    found: defaultdict[UUID, defaultdict[Month, Differing]] = defaultdict(
        lambda: defaultdict(Differing)
    )
    rows: Sequence[Row[Any]] = session.execute(
        _ALIKE,
        {
            "tenant_id": tenant_id,
            "commitment_ids": list(commitment_ids),
            "occupying": [status.value for status in OCCUPYING_STATUSES],
            "with_unposted": with_unposted,
        },
    ).all()
    for row in rows:
        of_one = found[row.commitment_id]
        for month, standing in _standings(row):
            of_one[month].add(cause_of(standing), row.people)
        for month in months_of([YearMonths(row.year, row.determined)]):
            of_one[month].determined += row.people
    return found


def list_unexplained(
    session: Session, *, tenant_id: int, commitment_ids: Collection[UUID]
) -> PageMonths:
    """The same for a page of many programmes, but for people who are paid and not posted.

    People are counted on the spot until ``SPOT_PEOPLE`` are, the smallest programmes first; of the
    others it tells what was kept, and which nobody ever counted.
    """
    counts = count_by_programme(session, tenant_id=tenant_id, commitment_ids=commitment_ids)
    people = {one: counts[one].people if one in counts else 0 for one in commitment_ids}
    smallest = sorted(people, key=lambda one: people[one])
    sums = accumulate(people[one] for one in smallest)
    small = [one for one, so_far in zip(smallest, sums, strict=True) if so_far <= SPOT_PEOPLE]
    large = people.keys() - set(small)
    found = dict(
        count_unexplained(session, tenant_id=tenant_id, commitment_ids=small, with_unposted=False)
    )
    kept = _kept(session, tenant_id, large)
    return PageMonths(found | kept, frozenset(large - kept.keys()))


def _kept(
    session: Session, tenant_id: int, commitment_ids: Collection[UUID]
) -> dict[UUID, Mapping[Month, Differing]]:
    if not commitment_ids:
        return {}
    subjects = {months_subject(one).text: one for one in commitment_ids}
    kept = select(Summary).where(
        Summary.tenant_id == tenant_id,
        Summary.kind == SummaryKind.MONTHS,
        Summary.subject.in_(subjects),
    )
    return {
        subjects[summary.subject]: {
            one.month: Differing(
                one.determined,
                {cause: held for cause, held in one.unexplained.items() if cause not in _UNPOSTED},
            )
            for one in months
        }
        for summary in session.scalars(kept)
        if (months := months_as_kept(summary.content)) is not None
    }


def count_months(session: Session, *, tenant_id: int, commitment_id: UUID) -> Sequence[MonthCounts]:
    """What became of each month of a programme, with the people whom nobody has explained."""
    counts = count_by_month(session, tenant_id=tenant_id, commitment_id=commitment_id)
    found = count_unexplained(session, tenant_id=tenant_id, commitment_ids=[commitment_id])
    months = found.get(commitment_id, {})
    return [
        replace(one, unexplained=months[one.month].causes) if one.month in months else one
        for one in counts
    ]


def _standings(row: Row[Any]) -> Iterator[tuple[Month, Standing]]:
    """Where people who are alike stand, in months that may want an explanation.

    Those are the months posted, listed without any place, passed over by a closed list, and paid
    without a posting.
    """
    outside = row.listed & ~row.placed
    asked = row.posted | outside | row.passed | row.unposted
    for month in months_of([YearMonths(row.year, asked)]):
        bit = 1 << (month.number - 1)
        steps = ((row.paid, Step.PAID), (row.billed, Step.BILLED), (row.listed, Step.LISTED))
        yield (
            month,
            Standing(
                _place(row, bit),
                next((step for months, step in steps if months & bit), Step.NONE),
                bool(row.posted & bit),
                Answer(row.outcome),
                _hindrance(row, bit),
                Listing.PASSED if row.passed & bit else Listing.LISTED,
            ),
        )


def _place(row: Row[Any], bit: int) -> Place:
    if row.determined & bit:
        return Place.DETERMINED
    return Place.PROPOSED if row.placed & bit else Place.NOBODY


def _hindrance(row: Row[Any], bit: int) -> Hindrance:
    if row.identity != Hindrance.NONE or not row.unposted & bit:
        return Hindrance(row.identity)
    if row.earning & bit:
        return Hindrance.PU
    return Hindrance.OVER_AGE if row.over_age & bit else Hindrance.NONE
