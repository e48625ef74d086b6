"""Which change of an agreement is told to whom, and with which particulars."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import reduce
from operator import or_
from uuid import UUID

from cooperation.agreement_notice_words import (
    AGREEMENT,
    ANY_STATE,
    BEGUN,
    CHANGED,
    COMMENTED,
    ENDED,
    ENDS_SOON,
    ENDS_TODAY,
    NAMED_CLAIMS,
    OPINION_ASKED,
    REOPENED,
    WORDINGS,
)
from cooperation.expiry import Uncovered
from cooperation.states import AGREEMENT_STEPS, AgreementAction, AgreementState, Told
from tenants.access import Role
from tenants.notice_rules import (
    ALL_SIDES,
    KEEPERS,
    OFFICE,
    READERS,
    Audience,
    Params,
    Tidings,
    told_values,
)

_AUDIENCES: Mapping[Told, Audience] = {
    Told.APPROVER: KEEPERS | Audience(regency=(Role.CERTIFIER,)),
    Told.REGENCY: KEEPERS,
    Told.BRANCH: OFFICE,
    Told.KNOWING_BRANCH: OFFICE,
}

_TOLD = (
    "approver",
    "reason",
    "clause",
    "office",
    "note",
    "signed_on",
    "formerly_on",
    "terminated_on",
)


def agreement_tidings(
    *,
    key: str,
    action: str,
    left: str,
    reached: str,
    title: str,
    detail: Mapping[str, object],
    aside: Params | None = None,
    approvers: Collection[UUID] = (),
    known_title: str | None = None,
) -> Tidings:
    """What a change of an agreement's state is as news, and for whom.

    Args:
        key: tells this change from every other.
        action: as audited, ``agreement:return``.
        left: the state before.
        reached: the state after.
        title: of the agreement.
        detail: what the trail keeps of the change.
        aside: what is told beside it and not kept there.
        approvers: accounts of who was named to approve; none where nobody is known.
        known_title: as it was put before the BPJS office last; None where it stands as the office
            reads it, or never was.

    Source:
        Whoever waits for a step learns of it; a return names its reason.
    """
    told = _told_by(left, action.partition(":")[2])
    if known_title is None:
        told -= {Told.KNOWING_BRANCH}
    elif left == AgreementState.ACCEPTED or Told.KNOWING_BRANCH in told:
        title = known_title
    params = {"title": title, "state": reached, **told_values(detail, _TOLD), **(aside or {})}
    code = action if action in WORDINGS else ANY_STATE
    if (left, reached) == (AgreementState.ACCEPTED, AgreementState.DRAFT):
        code = REOPENED
    audience = _audience_of(told, approvers)
    return Tidings(key=key, code=code, subject="agreement", audience=audience, params=params)


def ending_tidings(
    *,
    subject: str,
    subject_id: UUID,
    title: str,
    ends_on: date,
    threshold: int | None,
    days_left: int,
    uncovered: Uncovered | None,
) -> Tidings:
    """What an end is as news, with what it leaves uncovered.

    Of an agreement for both sides, of a programme without one for the regency.

    Args:
        subject: ``AGREEMENT`` or ``PROGRAMME``.
        subject_id: which one.
        title: of it.
        ends_on: its last day; another day is other news.
        threshold: the days before it that were reached; None once it has passed.
        days_left: from the day it is told; negative once it has passed.
        uncovered: months after it in which nobody is protected.

    Source:
        A past month cannot be bought, so a coming one is told while it still can.
    """
    code = ENDED if threshold is None else ENDS_SOON if days_left else ENDS_TODAY
    params: Params = {"title": title, "ends_on": ends_on.isoformat()}
    if threshold is not None:
        params["days_count"] = days_left
    params |= gap_params(uncovered)
    reached = "passed" if threshold is None else threshold
    return Tidings(
        key=f"{subject}:{subject_id}:ends:{ends_on}:{reached}",
        code=f"{subject}:{code}",
        subject=subject,
        audience=ALL_SIDES if subject == AGREEMENT else READERS,
        params=params,
    )


def gap_params(uncovered: Uncovered | None) -> Params:
    """What months without protection come to, as news tells it; empty where none are.

    Those that have begun are among them, and told apart as on the cover calendar.

    Source:
        A past month cannot be bought, so a coming one is told while it still can.
    """
    if uncovered is None:
        return {}
    people = "least_people_count" if uncovered.is_at_least else "people_count"
    return {
        "first_month": uncovered.first.first_day.isoformat(),
        "last_month": uncovered.last.first_day.isoformat(),
        "months_count": uncovered.month_count,
        people: uncovered.people_count,
        **_costs(uncovered),
    }


def beginning_tidings(
    *, agreement_id: UUID, title: str, begins_on: date, amends: str | None, continues: str | None
) -> Tidings:
    """What the first day of a signed agreement is as news, for both sides.

    Args:
        agreement_id: which one.
        title: of it.
        begins_on: its first day; another day is other news.
        amends: title of what it changes; None unless it is an addendum.
        continues: title of what it continues; None where it continues nothing.

    Source:
        The term agreed in the agreement itself.
    """
    told = {"amends": amends, "continues": continues}
    return Tidings(
        key=f"agreement:{agreement_id}:begins:{begins_on}",
        code=BEGUN,
        subject="agreement",
        audience=ALL_SIDES,
        params={
            "title": title,
            "begins_on": begins_on.isoformat(),
            **{name: value for name, value in told.items() if value is not None},
        },
    )


def changed_tidings(*, key: str, title: str, changed: Sequence[str]) -> Tidings:
    """What a signed agreement states otherwise than before, as news for the office.

    Args:
        key: tells this change from every other.
        title: of the agreement.
        changed: n >= 1 keys of ``CLAIM_LABELS``; three are named, of the others their number.

    Source:
        The office accepted other words; what was agreed is changed by an addendum.
    """
    params: Params = {"title": title, **dict(zip(NAMED_CLAIMS, changed, strict=False))}
    if len(changed) > len(NAMED_CLAIMS):
        params["others_count"] = len(changed) - len(NAMED_CLAIMS)
    return Tidings(key=key, code=CHANGED, subject="agreement", audience=OFFICE, params=params)


def comment_tidings(
    *,
    comment_id: UUID,
    title: str,
    clause: str | None,
    author: str,
    is_asked: bool,
    is_for_both: bool,
    by_office: bool,
    concerned: Sequence[UUID],
) -> Tidings | None:
    """What a comment is as news: for the other side, or for the colleague it concerns.

    Args:
        comment_id: tells it from every other.
        title: of the agreement.
        clause: the article it is about.
        author: who wrote it, by name.
        is_asked: whether it asks for an opinion.
        is_for_both: whether the other side reads it.
        by_office: whether a BPJS office wrote it.
        concerned: accounts asked, or answered.

    Source:
        Whoever waits for an answer learns of it.
    """
    audience = Audience(people=tuple(concerned))
    if is_for_both:
        audience |= KEEPERS if by_office else OFFICE
    if not (audience.regency or audience.branch or audience.people):
        return None
    params: Params = {"title": title, "author": author, **({"clause": clause} if clause else {})}
    return Tidings(
        key=f"agreement-comment:{comment_id}",
        code=OPINION_ASKED if is_asked else COMMENTED,
        subject="agreement",
        audience=audience,
        params=params,
    )


def _costs(uncovered: Uncovered) -> Params:
    """Rupiah of what can still be paid and of what cannot, their sum where there are both."""
    amounts = {
        "amount_idr": uncovered.need_idr,
        "unpayable_idr": uncovered.unpayable_idr,
        "budgeted_idr": uncovered.budgeted_idr,
        "begun_idr": uncovered.begun_idr,
    }
    params: Params = {name: amount for name, amount in amounts.items() if amount}
    if len(params) > 1:
        params["whole_idr"] = uncovered.total_idr
    if uncovered.unpayable_run is not None:
        first, last = uncovered.unpayable_run
        params["unpayable_first_month"] = first.first_day.isoformat()
        params["unpayable_last_month"] = last.first_day.isoformat()
    if uncovered.begun_run is not None:
        first, last = uncovered.begun_run
        named = {"begun_month": first}
        if first != last:
            named = {"begun_first_month": first, "begun_last_month": last}
        params |= {name: month.first_day.isoformat() for name, month in named.items()}
    return params


def _told_by(left: str, verb: str) -> frozenset[Told]:
    """Whom the table of steps tells."""
    action = AgreementAction(verb) if verb in set(AgreementAction) else AgreementAction.REVISE
    step = AGREEMENT_STEPS.get((AgreementState(left), action))
    return step.tells if step else frozenset()


def _audience_of(told: Collection[Told], approvers: Collection[UUID]) -> Audience:
    """Where the table names nobody, whoever keeps the record."""
    if not told:
        return KEEPERS
    audiences = dict(_AUDIENCES)
    if approvers:
        audiences[Told.APPROVER] = Audience(people=tuple(approvers))
    return reduce(or_, (audiences[one] for one in sorted(told)), Audience())
