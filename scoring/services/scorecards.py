"""Compute scorecards anew when facts have changed, and only then write."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from enrollment.queries.coverage import list_quotations
from scoring.cycle import selectable_periods
from scoring.engine import Scorecard, score
from scoring.ledger import plain_derivation, plain_missing
from scoring.models.scorecards import StoredFacts, StoredLine, StoredScorecard
from scoring.queries.facts import GatheredFacts, gather_facts
from scoring.queries.periods import today_of
from scoring.queries.scorecards import list_current_scorecards
from scoring.rubric import rubric_for
from scoring.services.comparison import publish_comparison
from tenants.kernel.events import FactsChanged
from tenants.kernel.jobs import enqueue
from tenants.models.identity import Tenant

RECOMPUTE_JOB = "recompute_scorecard"
RECOMPUTE_KEY = "scorecard"
_LOCK_CLASS = 726_005


@dataclass(frozen=True)
class Recomputation:
    """How many scorecards were written, and how many stood as they were."""

    written_count: int
    unchanged_count: int


def request_recompute(session: Session, event: FactsChanged) -> None:
    """Ask for a recomputation in the transaction that changed a fact.

    Effects:
        Enqueues one run per tenant, however many changes wait for it.
    """
    enqueue(
        session,
        RECOMPUTE_JOB,
        tenant_id=event.tenant_id,
        key=RECOMPUTE_KEY,
        payload={},
        now=event.now,
    )


def recompute_scorecards(session: Session, *, tenant_id: int, now: datetime) -> Recomputation:
    """Gather the facts of every selectable period and score them under every profile.

    A result with the same facts and the same instrument as the one in force is not written again.
    What oversight may compare is brought up to date with the results in force in any case.

    Args:
        session: a transaction of the job role.
        tenant_id: whose facts.
        now: the present moment; the regency's own clock decides which periods are selectable.

    Effects:
        Inserts facts documents, scorecards and lines; the former scorecards are superseded. Upserts
        the entries for comparison.
    """
    # Facts are gathered only under the lock: a slower, earlier run can never overwrite a later one.
    session.execute(
        text("SELECT pg_advisory_xact_lock(:lock_class, :tenant_id)"),
        {"lock_class": _LOCK_CLASS, "tenant_id": tenant_id},
    )
    tenant = session.get_one(Tenant, tenant_id)
    quotations = list_quotations(session, tenant_id=tenant_id)
    written = unchanged = 0
    for period in selectable_periods(today_of(session, tenant_id=tenant_id, now=now)):
        gathered = gather_facts(
            session, tenant_id=tenant_id, region_code=tenant.region_code or "", year=period.year
        )
        count, total = _recompute_period(session, tenant_id, gathered, now)
        publish_comparison(
            session,
            document=gathered.document,
            scorecards=list_current_scorecards(session, tenant_id=tenant_id, year=period.year),
            quotations=quotations,
        )
        written += count
        unchanged += total - count
    return Recomputation(written, unchanged)


def _recompute_period(
    session: Session, tenant_id: int, gathered: GatheredFacts, now: datetime
) -> tuple[int, int]:
    document = gathered.document
    rubric = rubric_for(document.year)
    current = {
        stored.profile: stored
        for stored in list_current_scorecards(session, tenant_id=tenant_id, year=document.year)
    }
    stale = [
        profile
        for profile in rubric.profiles
        if not _stands(current.get(profile.code), document.sha256, rubric.sha256)
    ]
    if not stale:
        return 0, len(rubric.profiles)
    facts = _store_facts(session, tenant_id, gathered, now)
    for profile in stale:
        if profile.code in current:
            current[profile.code].is_current = False
    session.flush()
    for profile in stale:
        _store_scorecard(session, facts, score(document, rubric, profile))
    session.flush()
    return len(stale), len(rubric.profiles)


def _stands(stored: StoredScorecard | None, facts_sha256: str, rubric_sha256: str) -> bool:
    return stored is not None and (stored.facts_sha256, stored.rubric_sha256) == (
        facts_sha256,
        rubric_sha256,
    )


def _store_facts(
    session: Session, tenant_id: int, gathered: GatheredFacts, now: datetime
) -> StoredFacts:
    document = gathered.document
    facts = StoredFacts(
        tenant_id=tenant_id,
        year=document.year,
        canonical=document.canonical(),
        sha256=document.sha256,
        records=dict(gathered.records),
        gathered_at=now,
    )
    session.add(facts)
    session.flush()
    return facts


def _store_scorecard(session: Session, facts: StoredFacts, scorecard: Scorecard) -> None:
    totals = scorecard.totals
    stored = StoredScorecard(
        tenant_id=facts.tenant_id,
        year=facts.year,
        profile=scorecard.profile.code,
        rubric=scorecard.rubric.code,
        rubric_sha256=scorecard.rubric.sha256,
        facts_document_id=facts.id,
        facts_sha256=facts.sha256,
        claimed=totals.claimed,
        verified=totals.verified,
        computed_at=facts.gathered_at,
        is_current=True,
    )
    session.add(stored)
    session.flush()
    session.add_all(
        StoredLine(
            tenant_id=facts.tenant_id,
            scorecard_id=stored.id,
            position=position,
            indicator=line.indicator.code,
            state=line.state.value,
            available=line.available,
            claimed=line.claimed,
            verified=line.verified,
            derivation=plain_derivation(line, scorecard.rubric.facts),
            missing=plain_missing(line, scorecard.rubric.facts),
        )
        for position, line in enumerate(scorecard.lines, start=1)
    )
