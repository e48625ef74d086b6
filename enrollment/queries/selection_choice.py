"""The selection as one question to the database: the same as ``enrollment.selection.choose``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session

from enrollment.queries.selection_judging import JUDGED, Judging
from enrollment.selection import Choice, Outcome, RankBy, Reason, Rules, TieRule

_RANKS: Mapping[RankBy, str] = {
    RankBy.DESIL: "j.desil NULLS LAST",
    RankBy.OLDEST: "j.birth_on",
    RankBy.YOUNGEST: "j.birth_on DESC",
    RankBy.RECORDED: "j.created_at",
    RankBy.VILLAGE: 'j.village_code COLLATE "C"',
}
_TIES: Mapping[TieRule, str] = {
    TieRule.DIGEST: (
        "sha256(convert_to(CAST(:commitment_id AS text) || ':' || CAST(j.worker_id AS text),"
        " 'UTF8')), j.worker_id"
    ),
    TieRule.RECORDED: "j.created_at, j.nik_index, j.worker_id",
}
_CHOSEN = """
    taken AS (
        SELECT village_code, count(*) AS people FROM judged
        WHERE status = ANY(:occupying) GROUP BY village_code),
    room AS (
        SELECT :quota_people - coalesce(sum(people), 0) AS people FROM taken),
    fit AS (
        SELECT j.worker_id, j.village_code, row_number() OVER (ORDER BY {order}) AS rank
        FROM judged j WHERE j.status = ANY(:waiting) AND j.reasons = '{{}}'),
    placed AS (
        SELECT f.*, row_number() OVER (PARTITION BY f.village_code ORDER BY f.rank)
            > q.people - coalesce(t.people, 0) AS is_village_full
        FROM fit f
        LEFT JOIN unnest(CAST(:quota_villages AS text[]), CAST(:village_people AS int[]))
            AS q(village_code, people) ON q.village_code = f.village_code
        LEFT JOIN taken t ON t.village_code = f.village_code),
    counted AS (
        SELECT p.*, coalesce(p.is_village_full, false) AS lacks_village_room,
            count(*) FILTER (WHERE p.is_village_full IS NOT TRUE) OVER (
                ORDER BY p.rank ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
                >= (SELECT people FROM room) AS lacks_room
        FROM placed p),
    decided AS (
        SELECT worker_id, rank, array_remove(ARRAY[
            CASE WHEN lacks_village_room THEN '{village_full}' END,
            CASE WHEN lacks_room THEN '{quota_full}' END], NULL) AS reasons
        FROM counted),
    outcomes AS (
        SELECT worker_id, rank, reasons,
            CASE WHEN reasons = '{{}}' THEN '{chosen}' ELSE '{reserve}' END AS outcome
        FROM decided
        UNION ALL
        SELECT worker_id, NULL, reasons, '{unfit}' FROM judged
        WHERE status = ANY(:waiting) AND reasons <> '{{}}')
"""


@dataclass(frozen=True)
class ChoiceCounts:
    """How many wait for each outcome, and how many hold a place already. People."""

    chosen: int
    reserve: int
    unfit: int
    taken: int

    @property
    def fit(self) -> int:
        """Those who meet the rules."""
        return self.chosen + self.reserve


def outcomes_sql(rules: Rules) -> str:
    """Common table expressions that end in ``outcomes``: worker_id, rank, reasons, outcome.

    Only words of closed lists enter the text; every value is a parameter.
    """
    order = ", ".join([*(_RANKS[one] for one in rules.ranking), _TIES[rules.tie]])
    chosen = _CHOSEN.format(
        order=order,
        village_full=Reason.VILLAGE_FULL,
        quota_full=Reason.QUOTA_FULL,
        chosen=Outcome.CHOSEN,
        reserve=Outcome.RESERVE,
        unfit=Outcome.UNFIT,
    )
    return f"{JUDGED}, {chosen}"


def outcome_values(judging: Judging, *, tenant_id: int) -> dict[str, object]:
    """What ``outcomes_sql`` is asked with."""
    quotas = judging.rules.village_quotas
    return {
        **judging.values(tenant_id),
        "quota_people": judging.rules.quota_people,
        "quota_villages": list(quotas),
        "village_people": list(quotas.values()),
    }


def count_outcomes(session: Session, judging: Judging, *, tenant_id: int) -> ChoiceCounts:
    """What the rules would make of everybody who waits."""
    statement = _asking(
        judging.rules,
        f"""
        SELECT count(*) FILTER (WHERE outcome = '{Outcome.CHOSEN}') AS chosen,
            count(*) FILTER (WHERE outcome = '{Outcome.RESERVE}') AS reserve,
            count(*) FILTER (WHERE outcome = '{Outcome.UNFIT}') AS unfit,
            (SELECT coalesce(sum(people), 0) FROM taken) AS taken
        FROM outcomes
        """,  # noqa: S608 - constants of ours, no value
    )
    row = session.execute(statement, outcome_values(judging, tenant_id=tenant_id)).one()
    return ChoiceCounts(row.chosen, row.reserve, row.unfit, int(row.taken))


def list_outcomes(session: Session, judging: Judging, *, tenant_id: int) -> Sequence[Choice]:
    """What the rules make of everybody who waits: by rank, then the others by id."""
    statement = _asking(
        judging.rules,
        "SELECT worker_id, rank, reasons, outcome FROM outcomes ORDER BY rank, worker_id",
    )
    rows = session.execute(statement, outcome_values(judging, tenant_id=tenant_id))
    return [_choice(row.worker_id, row.outcome, row.rank, row.reasons) for row in rows]


def _asking(rules: Rules, question: str) -> TextClause:
    return text(f"WITH {outcomes_sql(rules)} {question}")


def _choice(worker_id: UUID, outcome: str, rank: int | None, reasons: Sequence[str]) -> Choice:
    return Choice(worker_id, Outcome(outcome), rank, tuple(Reason(one) for one in reasons))
