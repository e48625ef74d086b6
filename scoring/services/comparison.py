"""Publish what may be compared of a regency, beside its scorecards and in their transaction."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from scoring.comparison_cells import count_cell, coverage_cells
from scoring.facts import Fact, FactsDocument
from scoring.models.comparison import ComparisonEntry
from scoring.models.scorecards import StoredLine, StoredScorecard
from scoring.queries.scorecards import list_stored_lines

COVERED, ELIGIBLE = "coverage.covered_count", "coverage.base_count"
TARGET, RECIPIENTS = "coverage.target_ratio", "recipient.determined_count"


def publish_comparison(
    session: Session, *, document: FactsDocument, scorecards: Iterable[StoredScorecard]
) -> int:
    """Make the entry of each scorecard in force say what the scorecard says.

    Invented figures stand under other keys of the document, so they never come here.

    Args:
        session: the transaction of the job role in which the scorecards were written.
        document: the facts all these scorecards were computed from.
        scorecards: in force, of one regency and year.

    Returns:
        How many entries were missing or said something else.

    Effects:
        Inserts and updates entries, flushes.
    """
    counts = _published_counts(document)
    changed = sum(_publish(session, stored, counts) for stored in scorecards)
    session.flush()
    return changed


def _publish(session: Session, stored: StoredScorecard, counts: Mapping[str, Any]) -> bool:
    lines = list_stored_lines(session, tenant_id=stored.tenant_id, scorecard_id=stored.id)
    wanted = {
        "rubric": stored.rubric,
        "rubric_sha256": stored.rubric_sha256,
        "facts_sha256": stored.facts_sha256,
        "scorecard_id": stored.id,
        "claimed": stored.claimed,
        "verified": stored.verified,
        "lines": [_line(line) for line in lines],
        "computed_at": stored.computed_at,
        **counts,
    }
    key = (stored.tenant_id, stored.year, stored.profile)
    entry = session.get(ComparisonEntry, key)
    if entry is None:
        names = dict(zip(("tenant_id", "year", "profile"), key, strict=True))
        session.add(ComparisonEntry(**names, **wanted))
        return True
    differing = {name: value for name, value in wanted.items() if getattr(entry, name) != value}
    for name, value in differing.items():
        setattr(entry, name, value)
    return bool(differing)


def _line(line: StoredLine) -> dict[str, str]:
    return {
        "indicator": line.indicator,
        "state": line.state,
        "available": str(line.available),
        "claimed": str(line.claimed),
        "verified": str(line.verified),
    }


def _published_counts(document: FactsDocument) -> dict[str, Any]:
    covered, eligible, target, recipients = (
        document.facts.get(key) for key in (COVERED, ELIGIBLE, TARGET, RECIPIENTS)
    )
    coverage = coverage_cells(_people(covered), _people(eligible))
    people = count_cell(_people(recipients))
    return {
        "covered_count": coverage.covered,
        "eligible_count": coverage.eligible,
        "coverage_ratio": coverage.ratio,
        "coverage_withheld": coverage.is_withheld,
        "coverage_basis": covered.basis if covered else None,
        "coverage_kind": eligible.basis if eligible else None,
        **_origin("coverage", covered),
        "target_ratio": target.value if target else None,
        "target_family": target.basis if target else None,
        **_origin("target", target),
        "recipient_count": people.count,
        "recipients_withheld": people.is_withheld,
        **_origin("recipient", recipients),
    }


def _people(fact: Fact | None) -> int | None:
    return int(fact.value) if fact is not None and isinstance(fact.value, Decimal) else None


def _origin(name: str, fact: Fact | None) -> dict[str, Any]:
    return {
        f"{name}_source": fact.source if fact else None,
        f"{name}_status": fact.status.value if fact else None,
        f"{name}_on": fact.data_on if fact else None,
    }
