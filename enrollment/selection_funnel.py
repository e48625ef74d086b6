"""How far the people of a programme have come, and the one thing to do next. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from enrollment.selection import Rules


class Stage(StrEnum):
    """Steps from a name on a list to a month of protection, in order."""

    RECORDED = "recorded"
    PROPOSED = "proposed"
    VERIFIED = "verified"
    MATCHED = "matched"
    ELIGIBLE = "eligible"
    DETERMINED = "determined"
    RESERVE = "reserve"
    REGISTERED = "registered"
    PAID = "paid"
    ACTIVE = "active"


class NextStep(StrEnum):
    """What moves a programme on."""

    STATE_MONTHS = "state_months"
    UPLOAD = "upload"
    STATE_RULES = "state_rules"
    VERIFY = "verify"
    MATCH = "match"
    CHECK_MEMBERSHIP = "check_membership"
    DETERMINE = "determine"
    REGISTER = "register"
    AWAIT_POSTING = "await_posting"
    NONE = "none"


@dataclass(frozen=True)
class Funnel:
    """People by stage, those who wait to be chosen, and how many of them lack an answer."""

    people: Mapping[Stage, int]
    waiting: int
    unverified: int
    unmatched: int
    unchecked: int


def next_step(funnel: Funnel, rules: Rules | None, *, has_months: bool) -> NextStep:
    """The one thing that moves a programme on.

    Args:
        funnel: where its people stand.
        rules: as saved; None before the first.
        has_months: whether the programme says which months it protects.

    Source:
        Order of the steps before and after an SK penetapan.
    """
    if not has_months:
        return NextStep.STATE_MONTHS
    if funnel.people[Stage.RECORDED] == 0:
        return NextStep.UPLOAD
    if rules is None and funnel.waiting:
        return NextStep.STATE_RULES
    if rules is not None and funnel.people[Stage.DETERMINED] < rules.quota_people:
        return _before_the_decree(funnel, rules) or _after_the_decree(funnel)
    return _after_the_decree(funnel)


def _before_the_decree(funnel: Funnel, rules: Rules) -> NextStep | None:
    if rules.needs_verification and funnel.unverified:
        return NextStep.VERIFY
    if rules.needs_matching and funnel.unmatched:
        return NextStep.MATCH
    if rules.needs_membership_check and funnel.unchecked:
        return NextStep.CHECK_MEMBERSHIP
    return NextStep.DETERMINE if can_determine(funnel, rules) else None


def can_determine(funnel: Funnel, rules: Rules | None) -> bool:
    """Whether a decree can be made now, though others may still be asked about.

    Args:
        funnel: where its people stand.
        rules: as saved; None before the first.

    Source:
        A quota may be filled while some candidates wait for their village or a register.
    """
    if rules is None:
        return False
    determined = funnel.people[Stage.DETERMINED]
    return determined < min(rules.quota_people, funnel.people[Stage.ELIGIBLE])


def _after_the_decree(funnel: Funnel) -> NextStep:
    people = funnel.people
    if people[Stage.DETERMINED] > people[Stage.REGISTERED]:
        return NextStep.REGISTER
    if people[Stage.REGISTERED] > people[Stage.PAID]:
        return NextStep.AWAIT_POSTING
    return NextStep.NONE
