"""What a programme of many people comes to is kept; a decree rests on nothing that has moved."""

from collections.abc import Collection
from typing import TypeAlias
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from enrollment.determination import DeterminationState
from enrollment.queries import outlooks
from enrollment.queries.candidate_places import count_candidate_places, places_as_kept
from enrollment.queries.outlooks import (
    Outlook,
    count_meant,
    few_meant,
    frame_by,
    judging_of,
    likely_people,
    look_out,
    outlook_as_kept,
    outlook_subject,
)
from enrollment.queries.programmes import get_programme
from enrollment.queries.selection import find_rule
from enrollment.queries.selection_judging import Judging
from enrollment.queries.selection_people import PeopleFilter, count_people, list_people
from enrollment.queries.summaries import find_summary
from enrollment.selection import Reason
from enrollment.selection_funnel import Stage
from enrollment.services.determinations import SelectionChanged
from tests.conftest import NOW, Regency
from tests.integration.enrollment.billings import stored
from tests.integration.enrollment.candidates import VILLAGES, know_at_random, propose
from tests.integration.enrollment.rosters import add_commitment, reading, run_due
from tests.integration.enrollment.summaries import many_people, recount
from tests.integration.enrollment.test_determinations import ask, state_of, state_rules

pytestmark = pytest.mark.usefixtures("app_context")

PEOPLE = 12
Few: TypeAlias = Collection[UUID] | None


@pytest.fixture
def commitment_id(regency: Regency) -> UUID:
    commitment_id = add_commitment(regency)
    propose(regency, commitment_id, PEOPLE)
    know_at_random(regency, commitment_id, seed=3)
    return commitment_id


def outlooks_of(regency: Regency, commitment_id: UUID) -> tuple[Outlook | None, Outlook]:
    """As it is kept, and made now."""
    with reading(regency) as session:
        programme = get_programme(session, tenant_id=regency.id, commitment_id=commitment_id)
        rule = find_rule(session, tenant_id=regency.id, commitment_id=commitment_id)
        kept = find_summary(session, outlook_subject(commitment_id), tenant_id=regency.id)
        assert kept is not None
        now = look_out(
            session,
            programme,
            rule,
            tenant_id=regency.id,
            today=NOW.date(),
            for_decree=True,
        )
        return outlook_as_kept(kept.content, frame_by(programme, rule)), now


def test_kept_outlook_is_that_made_now_before_rules_and_after_and_of_no_use_for_others(
    regency: Regency, commitment_id: UUID
) -> None:
    recount(regency, outlook_subject(commitment_id))
    ruleless, ruleless_now = outlooks_of(regency, commitment_id)
    state_rules(regency, commitment_id)
    of_other_rules, _ = outlooks_of(regency, commitment_id)
    recount(regency, outlook_subject(commitment_id))
    kept, now = outlooks_of(regency, commitment_id)

    assert ruleless == ruleless_now
    assert ruleless_now.choice is None
    assert of_other_rules is None
    assert kept == now
    assert now.choice is not None
    assert now.reasons


def test_decree_on_many_people_is_asked_for_as_counted_and_frozen_as_seen(
    regency: Regency, commitment_id: UUID
) -> None:
    state_rules(regency, commitment_id)
    with many_people():
        with pytest.raises(SelectionChanged):
            ask(regency, commitment_id, bytes(32))
        recount(regency, outlook_subject(commitment_id))
        kept, _ = outlooks_of(regency, commitment_id)
        assert kept is not None
        assert kept.seen is not None
        with pytest.raises(SelectionChanged):
            ask(regency, commitment_id, bytes(32))
        determination_id = ask(regency, commitment_id, kept.seen)
        run_due(regency)

    assert state_of(regency, determination_id) == (DeterminationState.FROZEN, None)


def test_decree_on_counts_that_may_have_moved_is_not_asked_for(
    regency: Regency, commitment_id: UUID
) -> None:
    state_rules(regency, commitment_id)
    with many_people():
        recount(regency, outlook_subject(commitment_id))
        kept, _ = outlooks_of(regency, commitment_id)
        stored(regency, add_commitment(regency, title="Tembakau"), 7001)

        assert kept is not None
        assert kept.seen is not None
        with pytest.raises(SelectionChanged):
            ask(regency, commitment_id, kept.seen)


COMBINED = PeopleFilter(Stage.PROPOSED, None, Reason.TOO_OLD)
WAIVED = PeopleFilter(Stage.PROPOSED, is_waived=True)
FILTERS = [
    *(PeopleFilter(stage) for stage in (Stage.RECORDED, Stage.MATCHED, Stage.ELIGIBLE)),
    *(PeopleFilter(reason=reason) for reason in (Reason.TOO_OLD, Reason.MONTHS_HELD)),
    PeopleFilter(Stage.PROPOSED, VILLAGES[0]),
    PeopleFilter(Stage.RECORDED, VILLAGES[1], Reason.TOO_OLD),
    COMBINED,
    WAIVED,
]


def judging(session: Session, regency: Regency, commitment_id: UUID) -> Judging:
    programme = get_programme(session, tenant_id=regency.id, commitment_id=commitment_id)
    rule = find_rule(session, tenant_id=regency.id, commitment_id=commitment_id)
    return judging_of(programme, rule, today=NOW.date())


def everybody(
    session: Session,
    by: Judging,
    regency: Regency,
    chosen: PeopleFilter,
    few: Few = None,
    wanted: int | None = None,
) -> list[tuple[UUID, tuple[Reason, ...]]]:
    """Everybody whom a filter lets through, page by page."""
    found: list[tuple[UUID, tuple[Reason, ...]]] = []
    cursor = None
    while True:
        page = list_people(
            session,
            by,
            tenant_id=regency.id,
            chosen=chosen,
            cursor=cursor,
            size=5,
            few=few,
            wanted=wanted,
        )
        found += [(one.worker.id, one.reasons) for one in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return found


@pytest.mark.parametrize("rare", [0, 100])
def test_people_of_a_large_programme_are_listed_and_counted_like_those_of_a_small_one(
    regency: Regency, commitment_id: UUID, monkeypatch: pytest.MonkeyPatch, rare: int
) -> None:
    monkeypatch.setattr(outlooks, "RARE_PEOPLE", rare)
    state_rules(regency, commitment_id)
    key = {"tenant_id": regency.id}
    with reading(regency) as session:
        by = judging(session, regency, commitment_id)
        on_the_spot = [everybody(session, by, regency, one) for one in FILTERS]
        counts = [count_people(session, by, **key, chosen=one) for one in FILTERS]
    with many_people():
        recount(regency, outlook_subject(commitment_id))
        kept, _ = outlooks_of(regency, commitment_id)
        with reading(regency) as session:
            meant = [
                few_meant(session, kept, **key, commitment_id=commitment_id, chosen=one)
                for one in FILTERS
            ]
            walked = [
                everybody(session, by, regency, one, few, likely_people(kept, one))
                for one, few in zip(FILTERS, meant, strict=True)
            ]
            found = [
                count_meant(session, by, kept, **key, chosen=one, few=few)
                for one, few in zip(FILTERS, meant, strict=True)
            ]

    assert sum(counts) > PEOPLE
    assert walked == on_the_spot
    assert [len(one) for one in on_the_spot] == counts
    unknown = [one for one, total in zip(FILTERS, found, strict=True) if total is None]
    assert unknown == ([] if rare else [COMBINED, WAIVED])
    assert [one.count for one in found if one] == [
        count for count, total in zip(counts, found, strict=True) if total
    ]


def test_people_of_a_large_programme_are_listed_before_they_were_ever_counted(
    regency: Regency, commitment_id: UUID
) -> None:
    with many_people(), reading(regency) as session:
        by = judging(session, regency, commitment_id)
        chosen = PeopleFilter(Stage.PROPOSED)
        few = few_meant(
            session, None, tenant_id=regency.id, commitment_id=commitment_id, chosen=chosen
        )
        found = everybody(session, by, regency, chosen, few)
        on_the_spot = count_people(session, by, tenant_id=regency.id, chosen=chosen)
        total = count_meant(session, by, None, tenant_id=regency.id, chosen=chosen, few=few)

    assert len(found) == on_the_spot > 0
    assert total is None


def test_places_are_kept_as_they_are_counted_now_and_an_older_count_is_of_no_use(
    regency: Regency, commitment_id: UUID
) -> None:
    recount(regency, outlook_subject(commitment_id))
    with reading(regency) as session:
        kept = find_summary(session, outlook_subject(commitment_id), tenant_id=regency.id)
        now = count_candidate_places(session, tenant_id=regency.id, commitment_id=commitment_id)

    assert kept is not None
    assert places_as_kept(kept.content) == now
    assert sum(now.villages.values()) == PEOPLE
    assert places_as_kept({"frame": None}) is None
