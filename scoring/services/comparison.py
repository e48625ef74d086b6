"""Publish what may be compared of a regency, beside its scorecards and in their transaction.

Points are ratios of counts. Where a count is withheld, each line that rests on it is published
without its points, as ``withheld``. The other lines stay as they are, so the totals would give the
withheld points back, the more so under several weights: an entry with such a line has no totals
(not even rounded ones), no hash of its facts, and no place in a ranking. Nothing that is left in
the entry depends on the withheld count: ``available`` comes from the weights alone, and only a
base of zero packages, villages or people of a group, never a coverage or its recipients, shifts it.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from enrollment.models.coverage import QuotedFigure
from enrollment.queries.coverage import ReadQuotation
from scoring.comparison_cells import count_cell, coverage_cells, withheld_keys
from scoring.facts import Fact, FactsDocument, Unit
from scoring.models.comparison import WITHHELD, ComparisonEntry
from scoring.models.scorecards import StoredLine, StoredScorecard
from scoring.queries.scorecards import list_stored_lines
from scoring.rubric import load_rubric

COVERED, ELIGIBLE = "coverage.covered_count", "coverage.base_count"
TARGET, RECIPIENTS = "coverage.target_ratio", "recipient.determined_count"


def publish_comparison(
    session: Session,
    *,
    document: FactsDocument,
    scorecards: Iterable[StoredScorecard],
    quotations: Sequence[ReadQuotation],
) -> int:
    """Make the entry of each scorecard in force say what the scorecard says.

    Invented figures stand under other keys of the document, so they never come here.

    Args:
        session: the transaction of the job role in which the scorecards were written.
        document: the facts all these scorecards were computed from.
        scorecards: in force, of one regency and year.
        quotations: of the regency, the newest first.

    Returns:
        How many entries were missing or said something else.

    Effects:
        Inserts and updates entries, flushes.
    """
    counts = _published_counts(document)
    counts |= _quoted(None if counts["coverage_source"] else _newest(quotations, document.year))
    hidden = _withheld_facts(document)
    changed = sum(_publish(session, stored, counts, hidden) for stored in scorecards)
    session.flush()
    return changed


def _publish(
    session: Session, stored: StoredScorecard, counts: Mapping[str, Any], hidden: frozenset[str]
) -> bool:
    lines = list_stored_lines(session, tenant_id=stored.tenant_id, scorecard_id=stored.id)
    withheld = _withheld_indicators(stored, hidden)
    wanted = {
        "rubric": stored.rubric,
        "rubric_sha256": stored.rubric_sha256,
        "facts_sha256": None if withheld else stored.facts_sha256,
        "scorecard_id": stored.id,
        "claimed": None if withheld else stored.claimed,
        "verified": None if withheld else stored.verified,
        "lines": [_line(line, is_withheld=line.indicator in withheld) for line in lines],
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


def _line(line: StoredLine, *, is_withheld: bool) -> dict[str, str | None]:
    return {
        "indicator": line.indicator,
        "state": WITHHELD if is_withheld else line.state,
        "available": str(line.available),
        "claimed": None if is_withheld else str(line.claimed),
        "verified": None if is_withheld else str(line.verified),
    }


def _withheld_facts(document: FactsDocument) -> frozenset[str]:
    """Keys that no published points may rest on, by what is stated or by what is verified."""
    people = {key: fact for key, fact in document.facts.items() if fact.unit is Unit.PEOPLE}
    stated = {key: int(fact.value) for key, fact in people.items()}
    verified = {
        key: int(fact.verified) for key, fact in people.items() if fact.verified is not None
    }
    return withheld_keys(stated) | withheld_keys({**stated, **verified})


def _withheld_indicators(stored: StoredScorecard, hidden: frozenset[str]) -> frozenset[str]:
    return frozenset(
        indicator.code
        for indicator in load_rubric(stored.rubric).indicators
        if any(hidden.intersection(part.keys) for part in indicator.parts)
    )


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
        "coverage_is_verified": _is_verified(covered) and _is_verified(eligible),
        "target_ratio": target.value if target else None,
        "target_family": target.basis if target else None,
        **_origin("target", target),
        "recipient_count": people.count,
        "recipients_withheld": people.is_withheld,
        **_origin("recipient", recipients),
    }


def _newest(quotations: Sequence[ReadQuotation], year: int) -> QuotedFigure | None:
    """The newest percentage quoted by the end of the year: an older one is told with its date."""
    for quotation in quotations:
        day = quotation.figure.data_on or quotation.figure.source_on
        if quotation.figure.quoted_ratio is not None and day is not None and day.year <= year:
            return quotation.figure
    return None


def _quoted(figure: QuotedFigure | None) -> dict[str, Any]:
    return {
        "quoted_ratio": figure.quoted_ratio if figure else None,
        "quoted_places": figure.quoted_decimals if figure else None,
        "quoted_title": figure.title if figure else None,
        "quoted_source": figure.source_name if figure else None,
        "quoted_status": figure.source_status if figure else None,
        "quoted_published_on": figure.source_on if figure else None,
        "quoted_on": figure.data_on if figure else None,
    }


def _is_verified(fact: Fact | None) -> bool:
    return fact is not None and fact.is_wholly_verified


def _people(fact: Fact | None) -> int | None:
    return int(fact.value) if fact is not None and isinstance(fact.value, Decimal) else None


def _origin(name: str, fact: Fact | None) -> dict[str, Any]:
    return {
        f"{name}_source": fact.source if fact else None,
        f"{name}_status": fact.status.value if fact else None,
        f"{name}_on": fact.data_on if fact else None,
    }
