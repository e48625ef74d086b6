"""Which cause a difference has, and what it asks for."""

from dataclasses import replace
from itertools import product

import pytest

from enrollment.reconciliation import (
    CAUSE_LABELS,
    Answer,
    Cause,
    CauseKind,
    Hindrance,
    Listing,
    Place,
    Reached,
    Standing,
    Step,
    cause_of,
    has_reached,
    kind_of,
)

PAID = Standing(Place.DETERMINED, Step.PAID, is_posted=False)
UNLISTED = Standing(Place.DETERMINED, Step.NONE, is_posted=False, listing=Listing.PASSED)
EVERY = [
    Standing(place, step, is_posted, answer, hindrance, listing)
    for place, step, is_posted, answer, hindrance, listing in product(
        Place, Step, (False, True), Answer, Hindrance, [one for one in Listing if one != "listed"]
    )
]


def test_every_month_is_even_or_has_one_cause_in_words() -> None:
    for standing in EVERY:
        cause = cause_of(standing)
        is_due = standing.step is Step.PAID and standing.place is Place.DETERMINED
        assert (cause is None) == (standing.is_posted and is_due)
        assert cause is None or CAUSE_LABELS[cause]


@pytest.mark.parametrize(
    ("changed", "cause"),
    [
        ({}, Cause.NOT_POSTED),
        ({"answer": Answer.REJECTED, "step": Step.LISTED}, Cause.REJECTED),
        ({"answer": Answer.ELSEWHERE, "hindrance": Hindrance.PU}, Cause.ELSEWHERE),
        ({"answer": Answer.ACCEPTED, "hindrance": Hindrance.PU}, Cause.ALREADY_PU),
        ({"hindrance": Hindrance.DECEASED}, Cause.DECEASED),
        ({"hindrance": Hindrance.UNMATCHED}, Cause.UNMATCHED),
        ({"hindrance": Hindrance.OVER_AGE}, Cause.OVER_AGE),
        ({"step": Step.LISTED}, Cause.NOT_BILLED),
        ({"step": Step.BILLED}, Cause.NOT_PAID),
        ({"place": Place.REPLACED, "answer": Answer.REJECTED}, Cause.REPLACED),
        ({"place": Place.NOBODY}, Cause.NO_LONGER_PLANNED),
        ({"step": Step.BILLED, "is_posted": True}, Cause.POSTED_UNPAID),
        ({"step": Step.NONE, "is_posted": True}, Cause.POSTED_UNLISTED),
        ({"is_posted": True}, None),
        ({"is_posted": True, "place": Place.DECEASED}, Cause.POSTED_OUTSIDE),
        ({"is_posted": True, "place": Place.NOBODY}, Cause.POSTED_OUTSIDE),
    ],
)
def test_cause_when_a_month_is_listed(changed: dict[str, object], cause: Cause | None) -> None:
    assert cause_of(replace(PAID, **changed)) is cause  # type: ignore[arg-type]  # a case


@pytest.mark.parametrize(
    ("changed", "cause"),
    [
        ({}, Cause.LEFT_OUT),
        ({"listing": Listing.OTHER}, Cause.OTHER_PROGRAMME),
        ({"listing": Listing.MISSING}, Cause.NO_LIST),
        ({"listing": Listing.OPEN}, Cause.LIST_OPEN),
        ({"listing": Listing.LATE}, Cause.JOINED_LATE),
        ({"place": Place.PROPOSED, "listing": Listing.LISTED}, Cause.NOT_DETERMINED),
        ({"place": Place.ENDED}, Cause.ENDED),
    ],
)
def test_cause_when_a_month_is_on_no_list(changed: dict[str, object], cause: Cause) -> None:
    assert cause_of(replace(UNLISTED, **changed)) is cause  # type: ignore[arg-type]  # a case


def test_each_step_holds_everybody_who_has_gone_further() -> None:
    ladder = (Reached.LISTED, Reached.BILLED, Reached.PAID)
    for standing in EVERY:
        held = [has_reached(standing, step) for step in ladder]
        assert held == sorted(held, reverse=True)
        assert has_reached(standing, Reached.PROPOSED) >= has_reached(standing, Reached.DETERMINED)


def test_kind_when_money_and_proof_disagree_asks_for_a_word() -> None:
    kinds = {cause: kind_of(cause) for cause in Cause}

    assert kinds[Cause.POSTED_UNPAID] is CauseKind.UNEXPLAINED
    assert kinds[Cause.NOT_POSTED] is CauseKind.UNEXPLAINED
    assert kinds[Cause.NOT_PAID] is CauseKind.WAITING
    assert kinds[Cause.REJECTED] is CauseKind.KNOWN
