"""What a programme of many people comes to is kept; a decree rests on nothing that has moved."""

from uuid import UUID

import pytest

from enrollment.determination import DeterminationState
from enrollment.queries.outlooks import (
    Outlook,
    frame_by,
    look_out,
    outlook_as_kept,
    outlook_subject,
)
from enrollment.queries.programmes import get_programme
from enrollment.queries.selection import find_rule
from enrollment.queries.summaries import find_summary
from enrollment.services.determinations import SelectionChanged
from tests.conftest import NOW, Regency
from tests.integration.enrollment.billings import stored
from tests.integration.enrollment.candidates import know_at_random, propose
from tests.integration.enrollment.rosters import add_commitment, reading, run_due
from tests.integration.enrollment.summaries import many_people, recount
from tests.integration.enrollment.test_determinations import ask, state_of, state_rules

pytestmark = pytest.mark.usefixtures("app_context")

PEOPLE = 12


@pytest.fixture
def commitment_id(regency: Regency) -> UUID:
    commitment_id = add_commitment(regency)
    propose(regency, commitment_id, PEOPLE)
    know_at_random(regency, commitment_id, seed=3)
    return commitment_id


def outlooks(regency: Regency, commitment_id: UUID) -> tuple[Outlook | None, Outlook]:
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
    ruleless, ruleless_now = outlooks(regency, commitment_id)
    state_rules(regency, commitment_id)
    of_other_rules, _ = outlooks(regency, commitment_id)
    recount(regency, outlook_subject(commitment_id))
    kept, now = outlooks(regency, commitment_id)

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
        kept, _ = outlooks(regency, commitment_id)
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
        kept, _ = outlooks(regency, commitment_id)
        stored(regency, add_commitment(regency, title="Tembakau"), 7001)

        assert kept is not None
        assert kept.seen is not None
        with pytest.raises(SelectionChanged):
            ask(regency, commitment_id, kept.seen)
