"""Reads of stored results, and the proof that they compute to what is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.engine import Scorecard, score
from scoring.facts import Fact, FactsDocument, read_document
from scoring.models.scorecards import StoredFacts, StoredLine, StoredScorecard
from scoring.rubric import load_rubric
from tenants.kernel.errors import N_, NotFound

CLAIM_NOUN = "claim"
"""Of records that the regency states about itself."""


@dataclass(frozen=True)
class Kept:
    """A stored result with the facts it was computed from and the lines it came to."""

    stored: StoredScorecard
    facts: StoredFacts
    lines: Sequence[StoredLine]


@dataclass(frozen=True)
class Report:
    """A stored result opened again: computed anew from the stored facts.

    ``is_reproduced`` says that instrument, totals and every line are those that were stored.
    ``records`` maps fact keys to the records they were read from.
    """

    stored: StoredScorecard
    facts: FactsDocument
    scorecard: Scorecard
    records: Mapping[str, str]
    is_reproduced: bool


def find_current_scorecard(
    session: Session, *, tenant_id: int, year: int, profile: str
) -> StoredScorecard | None:
    """The result in force for one year and profile, if one was computed."""
    return session.scalars(
        select(StoredScorecard).where(
            StoredScorecard.tenant_id == tenant_id,
            StoredScorecard.year == year,
            StoredScorecard.profile == profile,
            StoredScorecard.is_current,
        )
    ).one_or_none()


def list_current_scorecards(
    session: Session, *, tenant_id: int, year: int
) -> Sequence[StoredScorecard]:
    """The results in force of one year, one per profile, by profile."""
    return session.scalars(
        select(StoredScorecard)
        .where(
            StoredScorecard.tenant_id == tenant_id,
            StoredScorecard.year == year,
            StoredScorecard.is_current,
        )
        .order_by(StoredScorecard.profile)
    ).all()


def get_scorecard(session: Session, *, tenant_id: int, scorecard_id: UUID) -> StoredScorecard:
    """One result, in force or superseded.

    Raises:
        NotFound: none with this id in this regency.
    """
    found = session.scalars(
        select(StoredScorecard).where(
            StoredScorecard.tenant_id == tenant_id, StoredScorecard.id == scorecard_id
        )
    ).one_or_none()
    if found is None:
        raise NotFound(N_("Rapor kesiapan tidak ditemukan."))
    return found


def list_history(
    session: Session, *, tenant_id: int, year: int, profile: str, limit: int
) -> Sequence[StoredScorecard]:
    """The latest results of one year and profile, newest first."""
    return session.scalars(
        select(StoredScorecard)
        .where(
            StoredScorecard.tenant_id == tenant_id,
            StoredScorecard.year == year,
            StoredScorecard.profile == profile,
        )
        .order_by(StoredScorecard.computed_at.desc(), StoredScorecard.id.desc())
        .limit(limit)
    ).all()


def get_stored_facts(session: Session, *, tenant_id: int, facts_document_id: UUID) -> StoredFacts:
    """The facts document of a result, byte for byte.

    Raises:
        NotFound: none with this id in this regency.
    """
    found = session.scalars(
        select(StoredFacts).where(
            StoredFacts.tenant_id == tenant_id, StoredFacts.id == facts_document_id
        )
    ).one_or_none()
    if found is None:
        raise NotFound(N_("Dokumen fakta tidak ditemukan."))
    return found


def list_counted_facts(session: Session, *, tenant_id: int, year: int) -> Mapping[str, Fact]:
    """Facts that the results in force read from records of the product, by key."""
    current = list_current_scorecards(session, tenant_id=tenant_id, year=year)
    if not current:
        return {}
    kept = get_stored_facts(
        session, tenant_id=tenant_id, facts_document_id=current[0].facts_document_id
    )
    return {
        key: fact
        for key, fact in read_document(kept.canonical).facts.items()
        if not kept.records.get(key, CLAIM_NOUN).startswith(CLAIM_NOUN)
    }


def list_stored_lines(
    session: Session, *, tenant_id: int, scorecard_id: UUID
) -> Sequence[StoredLine]:
    """The stored lines of a result, in the order of the rubric."""
    return session.scalars(
        select(StoredLine)
        .where(StoredLine.tenant_id == tenant_id, StoredLine.scorecard_id == scorecard_id)
        .order_by(StoredLine.position)
    ).all()


def get_kept(session: Session, stored: StoredScorecard) -> Kept:
    """Everything that was stored with a result."""
    tenant_id = stored.tenant_id
    return Kept(
        stored=stored,
        facts=get_stored_facts(
            session, tenant_id=tenant_id, facts_document_id=stored.facts_document_id
        ),
        lines=list_stored_lines(session, tenant_id=tenant_id, scorecard_id=stored.id),
    )


def open_report(kept: Kept) -> Report:
    """Compute a stored result anew from its stored facts and compare every line.

    It takes its time and needs no database: call it when the transaction is over.
    """
    stored = kept.stored
    rubric = load_rubric(stored.rubric)
    document = read_document(kept.facts.canonical)
    scorecard = score(document, rubric, rubric.profile(stored.profile))
    return Report(
        stored=stored,
        facts=document,
        scorecard=scorecard,
        records=kept.facts.records,
        is_reproduced=_is_same(stored, kept.lines, scorecard),
    )


def _is_same(stored: StoredScorecard, lines: Sequence[StoredLine], scorecard: Scorecard) -> bool:
    kept = [(line.indicator, line.state, line.claimed, line.verified) for line in lines]
    computed = [
        (line.indicator.code, line.state.value, line.claimed, line.verified)
        for line in scorecard.lines
    ]
    totals = scorecard.totals
    return (
        kept == computed
        and stored.rubric_sha256 == scorecard.rubric.sha256
        and stored.facts_sha256 == scorecard.facts_sha256
        and (stored.claimed, stored.verified) == (totals.claimed, totals.verified)
    )
