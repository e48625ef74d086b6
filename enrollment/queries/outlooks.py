"""What the people of a programme come to by its rules: made now, or read as it is kept."""

from collections.abc import Collection, Mapping, Sequence
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
from enrollment.queries.selection_people import (
    PeopleFilter,
    count_among,
    count_reasons,
    count_stages,
    list_rare,
)
from enrollment.queries.summaries import find_people
from enrollment.queries.waivers import list_waived_ids
from enrollment.queries.workers import FoundCount, list_ids_of_village
from enrollment.selection import Reason, Rules
from enrollment.selection_funnel import Funnel, Stage
from enrollment.summaries import RARE_PEOPLE, SPOT_PEOPLE, Subject, SummaryKind


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


def list_rare_of(
    session: Session, judging: Judging, outlook: Outlook, *, tenant_id: int
) -> Mapping[str, Sequence[UUID]]:
    """Ids of the people behind each count of an outlook that is small."""
    rare: list[Stage | Reason] = [
        *(one for one, people in outlook.funnel.people.items() if 0 < people <= RARE_PEOPLE),
        *(one for one, people in outlook.reasons.items() if people <= RARE_PEOPLE),
    ]
    return list_rare(session, judging, tenant_id=tenant_id, rare=rare)


def few_meant(
    session: Session,
    outlook: Outlook | None,
    *,
    tenant_id: int,
    commitment_id: UUID,
    chosen: PeopleFilter,
) -> Collection[UUID] | None:
    """Everybody whom a filter can mean, as kept with an outlook; None where they are many.

    For whom somebody spoke is asked now, not of the outlook. Rules before the first stop nobody
    whom an outlook counts, so what stops people tells nothing then.
    """
    if chosen.is_waived:
        return list_waived_ids(
            session, tenant_id=tenant_id, commitment_id=commitment_id, limit=RARE_PEOPLE
        )
    if outlook is None:
        return None
    counts: dict[Stage | Reason, int] = {chosen.stage: outlook.funnel.people[chosen.stage]}
    if chosen.reason is not None and outlook.choice is not None:
        counts[chosen.reason] = outlook.reasons.get(chosen.reason, 0)
    label, people = min(counts.items(), key=lambda one: one[1])
    if people > RARE_PEOPLE:
        return None
    subject = outlook_subject(commitment_id)
    return find_people(session, subject, tenant_id=tenant_id, label=label.value)


def count_meant(
    session: Session,
    judging: Judging,
    outlook: Outlook | None,
    *,
    tenant_id: int,
    chosen: PeopleFilter,
    few: Collection[UUID] | None,
) -> FoundCount | None:
    """How many of a large programme a filter means; None where that was never counted.

    One stage or one rule is as the outlook kept it. People of a village, and few people, are
    counted now.
    """
    if chosen.village_code is None and (kept := _kept_count(outlook, chosen)) is not None:
        return FoundCount(kept)
    ids = name_meant(session, tenant_id=tenant_id, chosen=chosen, few=few)
    if ids is None:
        return None
    return FoundCount(
        count_among(session, judging, tenant_id=tenant_id, chosen=chosen, worker_ids=ids)
    )


def count_waived(session: Session, judging: Judging, *, tenant_id: int) -> FoundCount:
    """For how many of those who meet the rules or hold a place a reason was given, now.

    Where reasons were given for more than a page can judge, it says only that they are many.
    """
    ids = list_waived_ids(
        session, tenant_id=tenant_id, commitment_id=judging.programme.id, limit=SPOT_PEOPLE
    )
    if ids is None:
        return FoundCount(SPOT_PEOPLE, is_more=True)
    chosen = PeopleFilter(Stage.ELIGIBLE, is_waived=True)
    return FoundCount(
        count_among(session, judging, tenant_id=tenant_id, chosen=chosen, worker_ids=ids)
    )


def name_meant(
    session: Session,
    *,
    tenant_id: int,
    chosen: PeopleFilter,
    few: Collection[UUID] | None,
) -> Collection[UUID] | None:
    """Ids among which everybody is whom a filter means; None where they are too many.

    Those of a village are of this moment, unlike ``few``.
    """
    if chosen.village_code is None:
        return few
    ids = list_ids_of_village(
        session, tenant_id=tenant_id, village_code=chosen.village_code, limit=SPOT_PEOPLE + 1
    )
    return ids if len(ids) <= SPOT_PEOPLE else None


def likely_people(outlook: Outlook | None, chosen: PeopleFilter) -> int | None:
    """About how many people a filter means wherever they live; None where nothing tells.

    Of a stage and a rule together it is told as if the one said nothing about the other.
    """
    if outlook is None:
        return None
    people = outlook.funnel.people[chosen.stage]
    if chosen.reason is None:
        return people
    recorded = outlook.funnel.people[Stage.RECORDED]
    if outlook.choice is None or not recorded:
        return None
    return people * outlook.reasons.get(chosen.reason, 0) // recorded


def _kept_count(outlook: Outlook | None, chosen: PeopleFilter) -> int | None:
    if outlook is None or chosen.is_waived:
        return None
    if chosen.reason is None:
        return outlook.funnel.people[chosen.stage]
    if chosen.stage is Stage.RECORDED and outlook.choice is not None:
        return outlook.reasons.get(chosen.reason, 0)
    return None
