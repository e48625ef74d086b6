"""What changed between two rounds of review, as the branch reads it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from cooperation.kinds import Programme
from cooperation.labels import (
    AGREEMENT_KINDS,
    CAPACITIES,
    FUNDING_SOURCES,
    RISK_CLASSES,
    SEGMENTS,
    WADAH_CODES,
)
from cooperation.months import Month
from cooperation.queries.agreement_claims import PresentContent
from cooperation.queries.reviews import ReviewRound
from cooperation.review_rules import ReviewState
from cooperation.sentences import programme_names
from cooperation.submitted_claims import CLAIM_LABELS, TIES, Claim, ClaimChange, claim_changes
from tenants.kernel.formats import count, date_id, month_id, rupiah

_WORDS: Mapping[str, Mapping[str, str]] = {
    "kind": {str(kind): label for kind, label in AGREEMENT_KINDS.items()},
    "segment": {str(segment): label for segment, label in SEGMENTS.items()},
    "funding_source": {str(source): label for source, label in FUNDING_SOURCES.items()},
    "risk_class": {str(risk): label for risk, label in RISK_CLASSES.items()},
    "wadah_code": {str(code): label for code, label in WADAH_CODES.items()},
}
_DAYS = frozenset({"starts_on", "ends_on"})
_MONTHS = frozenset({"first_month", "changes_from", "new_last_month"})
_PARTIES = frozenset({"regency_party", "bpjs_party"})
_HELD_AS = {str(capacity): label for capacity, label in CAPACITIES.items()}


@dataclass(frozen=True)
class ChangeView:
    """One changed claim in words; an empty text is not stated."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Comparison:
    """The round that waits beside the one that was decided last.

    ``changes`` is None where one of them was submitted before claims were kept.
    """

    earlier: ReviewRound
    changes: Sequence[ChangeView] | None
    has_same_text: bool


def compare_rounds(earlier: ReviewRound | None, later: ReviewRound | None) -> Comparison | None:
    """What the later round changed; None where there is nothing to compare."""
    if earlier is None or later is None:
        return None
    before, after = earlier.review.claims, later.review.claims
    changes = None if before is None or after is None else claim_changes(before, after)
    return Comparison(
        earlier=earlier,
        changes=None if changes is None else [_view(one) for one in changes],
        has_same_text=_fingerprint(earlier) == _fingerprint(later),
    )


def is_text_behind(rounds: Sequence[ReviewRound], present: PresentContent) -> bool:
    """Whether an agreement claims something else than it did when its text was last submitted.

    Args:
        rounds: of one agreement, the latest first.
        present: what it claims and reads now.
    """
    last = next(iter(rounds), None)
    if last is None or last.review.claims is None or present.text_sha256 is None:
        return False
    is_same = present.text_sha256 == _fingerprint(last)
    return is_same and bool(claim_changes(last.review.claims, present.claims))


def changed_since_acceptance(
    rounds: Sequence[ReviewRound], present: Mapping[str, Claim]
) -> Sequence[ChangeView]:
    """What is no longer as the branch accepted it; nothing where it has not accepted.

    Args:
        rounds: of one agreement, the latest first.
        present: what it claims now, as ``present_claims`` reads it.
    """
    told = next((one for one in rounds if one.state is not ReviewState.WITHDRAWN), None)
    if told is None or told.state is not ReviewState.ACCEPTED or told.review.claims is None:
        return ()
    return [_view(one) for one in claim_changes(told.review.claims, present)]


def _fingerprint(one: ReviewRound) -> bytes | None:
    return None if one.draft_text is None else one.draft_text.sha256


def _view(change: ClaimChange) -> ChangeView:
    return ChangeView(
        label=str(_(CLAIM_LABELS[change.name])),
        before=said_claim(change.name, change.before),
        after=said_claim(change.name, change.after),
    )


def said_claim(name: str, claim: Claim) -> str:
    """A claim in words; empty where it is not stated."""
    match claim:
        case None:
            return ""
        case int():
            return _number(name, claim)
        case list():
            return _list(name, claim)
        case _:
            return _text(name, claim)


def _list(name: str, claim: Sequence[str]) -> str:
    if name in TIES:
        return claim[0] if len(claim) > 1 else _("perjanjian yang belum ditandatangani")
    if name in _PARTIES:
        return ", ".join(str(_(_HELD_AS[part])) if part in _HELD_AS else part for part in claim)
    if name == "parts":
        return " | ".join(_part(text) for text in claim)
    return programme_names(frozenset(Programme(one) for one in claim))


def _part(text: str) -> str:
    """A further programme: each figure it claims with its label, in reading order."""
    claims: Mapping[str, Claim] = json.loads(text)
    return "; ".join(
        f"{_(CLAIM_LABELS[name])}: {said_claim(name, claims[name])}"
        for name in CLAIM_LABELS
        if name in claims
    )


def _text(name: str, claim: str) -> str:
    if name in _WORDS:
        return str(_(_WORDS[name][claim]))
    if name in _DAYS:
        return date_id(date.fromisoformat(claim))
    if name in _MONTHS:
        return month_id(Month.parse(claim).first_day)
    return claim


def _number(name: str, value: int) -> str:
    if name.endswith("_idr"):
        return rupiah(value)
    return str(value) if name == "budget_year" else count(value)
