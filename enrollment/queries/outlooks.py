"""What the people of a programme come to by its rules: made now, or read as it is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from enrollment.determination import Frame
from enrollment.models.selection import SelectionRule
from enrollment.queries.determinations import Elsewhere, fingerprint_outcomes, list_elsewhere
from enrollment.queries.programmes import Programme
from enrollment.queries.selection import rules_of
from enrollment.queries.selection_choice import ChoiceCounts, count_outcomes
from enrollment.queries.selection_judging import Judging
from enrollment.queries.selection_people import count_reasons, count_stages
from enrollment.selection import Reason, Rules
from enrollment.selection_funnel import Funnel, Stage
from enrollment.summaries import Subject, SummaryKind


@dataclass(frozen=True)
class Outlook:
    """The funnel of a programme, and what its rules would make of those who wait.

    ``choice`` is None before the first rules. ``seen`` is the fingerprint of the outcomes and
    ``elsewhere`` who holds their months, where a decree is looked at.
    """

    funnel: Funnel
    reasons: Mapping[Reason, int]
    choice: ChoiceCounts | None
    elsewhere: Sequence[Elsewhere] = ()
    seen: bytes | None = None


def judging_of(programme: Programme, rule: SelectionRule | None, *, today: date) -> Judging:
    """The people of a programme by the rules that hold; before the first, by none at all."""
    first_day = programme.starts_on or date(today.year, 1, 1)
    if rule is not None and programme.starts_on is not None:
        return Judging(programme, rules_of(rule, first_day=first_day))
    return Judging(programme, Rules(programme.id, first_day, quota_people=0))


def frame_by(programme: Programme, rule: SelectionRule | None) -> Frame | None:
    """What a decree of a programme would rest on; None while rules or months are not stated."""
    if rule is None or programme.first_month is None or programme.last_month is None:
        return None
    return Frame(rule.id, programme.first_month.first_day, programme.last_month.first_day)


def look_out(
    session: Session,
    programme: Programme,
    rule: SelectionRule | None,
    *,
    tenant_id: int,
    today: date,
    for_decree: bool,
) -> Outlook:
    """What the people of a programme come to now."""
    judging, frame = judging_of(programme, rule, today=today), frame_by(programme, rule)
    funnel = count_stages(session, judging, tenant_id=tenant_id)
    if frame is None:
        return Outlook(funnel, {}, None)
    reasons = count_reasons(session, judging, tenant_id=tenant_id)
    choice = count_outcomes(session, judging, tenant_id=tenant_id)
    if not for_decree:
        return Outlook(funnel, reasons, choice)
    return Outlook(
        funnel,
        reasons,
        choice,
        tuple(list_elsewhere(session, judging, tenant_id=tenant_id)),
        fingerprint_outcomes(session, judging, frame, tenant_id=tenant_id),
    )


def outlook_subject(commitment_id: UUID) -> Subject:
    """Under which the outlook of a programme is kept."""
    return Subject(SummaryKind.FUNNEL, (str(commitment_id),))


def keep_outlook(outlook: Outlook, frame: Frame | None) -> Mapping[str, Any]:
    """An outlook as it is kept, with the rules and months it rests on."""
    return {
        "frame": frame.head if frame is not None else None,
        "funnel": asdict(outlook.funnel),
        "reasons": dict(outlook.reasons),
        "choice": asdict(outlook.choice) if outlook.choice is not None else None,
        "elsewhere": [asdict(one) for one in outlook.elsewhere],
        "seen": outlook.seen.hex() if outlook.seen is not None else None,
    }


def outlook_as_kept(content: Mapping[str, Any], frame: Frame | None) -> Outlook | None:
    """What ``keep_outlook`` kept; None where it rests on other rules or months."""
    if content["frame"] != (frame.head if frame is not None else None):
        return None
    funnel, choice, seen = content["funnel"], content["choice"], content["seen"]
    return Outlook(
        Funnel(**{**funnel, "people": {stage: funnel["people"][stage.value] for stage in Stage}}),
        {Reason(reason): people for reason, people in content["reasons"].items()},
        ChoiceCounts(**choice) if choice is not None else None,
        tuple(Elsewhere(**one) for one in content["elsewhere"]),
        bytes.fromhex(seen) if seen is not None else None,
    )
