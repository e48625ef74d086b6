"""States, phases and days in force."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperation.agreement_terms import AgreementTerm, days_in_force, days_of_year
from cooperation.commitment_states import (
    COMMITMENT_TRANSITIONS,
    CommitmentAction,
    CommitmentPhase,
    CommitmentStatus,
    commitment_phase,
    next_commitment_status,
)
from cooperation.labels import (
    AGREEMENT_KINDS,
    AGREEMENT_PAPERS,
    AGREEMENT_STATES,
    COMMITMENT_PHASES,
    COMMITMENT_STATUSES,
    FUNDING_SOURCES,
    GRADES,
    OCCUPATION_GROUPS,
    PAYERS,
    PROGRAMMES,
    RISK_CLASSES,
    SEGMENTS,
    SEVERITIES,
)
from cooperation.months import Month
from cooperation.states import (
    AGREEMENT_STEPS,
    BEFORE_SIGNATURE,
    STAGE_OF,
    AgreementAction,
    AgreementState,
    Doer,
    Need,
    TermDates,
    Told,
    agreement_state_on,
    next_agreement_state,
)
from tenants.kernel.errors import InvalidTransition

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize("state", list(AgreementState))
@pytest.mark.parametrize("action", list(AgreementAction))
def test_agreement_step_when_the_table_has_none_is_refused(
    state: AgreementState, action: AgreementAction
) -> None:
    if (state, action) in AGREEMENT_STEPS:
        assert next_agreement_state(state, action) is AGREEMENT_STEPS[(state, action)].target
        return
    with pytest.raises(InvalidTransition) as caught:
        next_agreement_state(state, action)
    assert caught.value.params == {"state": state.value, "action": action.value}


@pytest.mark.parametrize("status", list(CommitmentStatus))
@pytest.mark.parametrize("action", list(CommitmentAction))
def test_commitment_step_when_the_table_has_none_is_refused(
    status: CommitmentStatus, action: CommitmentAction
) -> None:
    if (status, action) in COMMITMENT_TRANSITIONS:
        assert next_commitment_status(status, action) is COMMITMENT_TRANSITIONS[(status, action)]
        return
    with pytest.raises(InvalidTransition):
        next_commitment_status(status, action)


YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (TermDates(), AgreementState.IN_FORCE),
        (TermDates(starts_on=TODAY, ends_on=TODAY), AgreementState.IN_FORCE),
        (TermDates(starts_on=TOMORROW), AgreementState.SIGNED),
        (TermDates(ends_on=YESTERDAY), AgreementState.ENDED),
        (TermDates(amended_from=TODAY), AgreementState.AMENDED),
        (TermDates(amended_from=TOMORROW), AgreementState.IN_FORCE),
        (TermDates(ends_on=YESTERDAY, amended_from=YESTERDAY), AgreementState.ENDED),
        (TermDates(ends_on=YESTERDAY, continued_from=TODAY), AgreementState.EXTENDED),
        (TermDates(ends_on=YESTERDAY, continued_from=TOMORROW), AgreementState.ENDED),
        (TermDates(ends_on=TODAY, continued_from=TODAY), AgreementState.IN_FORCE),
    ],
)
def test_signed_agreement_is_on_a_day_what_its_dates_say(
    dates: TermDates, expected: AgreementState
) -> None:
    assert agreement_state_on(AgreementState.SIGNED, dates, TODAY) is expected


def test_dates_say_nothing_of_an_agreement_that_does_not_bind() -> None:
    past = TermDates(date(2020, 1, 1), date(2020, 2, 1), date(2020, 1, 1), date(2020, 3, 1))
    for state in set(AgreementState) - {AgreementState.SIGNED}:
        assert agreement_state_on(state, past, TODAY) is state


@pytest.mark.parametrize(
    ("status", "first", "last", "expected"),
    [
        (CommitmentStatus.PLANNED, Month(2025, 1), Month(2025, 2), CommitmentPhase.PLANNED),
        (CommitmentStatus.CANCELLED, None, None, CommitmentPhase.CANCELLED),
        (CommitmentStatus.COMMITTED, None, Month(2025, 1), CommitmentPhase.UNDATED),
        (CommitmentStatus.COMMITTED, Month(2025, 1), None, CommitmentPhase.UNDATED),
        (CommitmentStatus.COMMITTED, Month(2026, 12), Month(2027, 1), CommitmentPhase.UPCOMING),
        (CommitmentStatus.COMMITTED, Month(2026, 11), Month(2026, 11), CommitmentPhase.RUNNING),
        (CommitmentStatus.COMMITTED, Month(2026, 10), Month(2026, 10), CommitmentPhase.ENDED),
    ],
)
def test_phase_when_seen_on_a_day_follows_status_and_months(
    status: CommitmentStatus, first: Month | None, last: Month | None, expected: CommitmentPhase
) -> None:
    assert commitment_phase(status, first, last, TODAY) is expected


def blitar(**more: object) -> AgreementTerm:
    return AgreementTerm(
        signed_on=date(2025, 4, 14),
        starts_on=date(2025, 3, 1),
        ends_on=date(2025, 12, 31),
        **more,  # type: ignore[arg-type]  # fields of the dataclass
    )


@pytest.mark.parametrize(
    ("term", "year", "days"),
    [
        (blitar(), 2025, 262),
        (blitar(has_posting_proof=True), 2025, 306),
        (blitar(terminated_on=date(2025, 4, 14)), 2025, 0),
        (blitar(terminated_on=date(2025, 4, 15)), 2025, 1),
        (blitar(), 2024, 0),
        (blitar(), 2026, 0),
        (AgreementTerm(date(2023, 12, 1), None, date(2025, 1, 31)), 2024, 366),
        (AgreementTerm(date(2025, 1, 1), None, None), 2025, 0),
    ],
)
def test_days_when_counted_lie_in_the_year_and_after_the_signature(
    term: AgreementTerm, year: int, days: int
) -> None:
    assert days_in_force([term], year) == days


DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
TERMS = st.lists(
    st.builds(
        AgreementTerm,
        signed_on=DAYS,
        starts_on=st.none() | DAYS,
        ends_on=st.none() | DAYS,
        terminated_on=st.none() | DAYS,
        has_posting_proof=st.booleans(),
    ),
    max_size=4,
)


@given(TERMS, TERMS)
def test_days_when_agreements_are_joined_never_exceed_their_sum_or_the_year(
    some: list[AgreementTerm], others: list[AgreementTerm]
) -> None:
    apart = [days_in_force(terms, 2025) for terms in (some, others)]

    joined = days_in_force([*some, *others], 2025)

    assert max(apart) <= joined <= min(sum(apart), days_of_year(2025))


def test_words_when_listed_cover_every_member() -> None:
    tables = (
        AGREEMENT_KINDS,
        AGREEMENT_PAPERS,
        AGREEMENT_STATES,
        COMMITMENT_PHASES,
        COMMITMENT_STATUSES,
        FUNDING_SOURCES,
        GRADES,
        OCCUPATION_GROUPS,
        PAYERS,
        PROGRAMMES,
        RISK_CLASSES,
        SEGMENTS,
        SEVERITIES,
    )

    for table in tables:
        assert set(table) == set(type(next(iter(table))))


WALKS = 20_000
DECIDING = {AgreementAction.ACCEPT, AgreementAction.RETURN}


SIGNED_FROM = {AgreementState.DRAFT, AgreementState.ACCEPTED}
NEVER_KEPT = {
    AgreementState.IN_FORCE,
    AgreementState.AMENDED,
    AgreementState.ENDED,
    AgreementState.EXTENDED,
}


def lawful_steps(
    actions: Iterable[AgreementAction],
) -> Iterator[tuple[AgreementState, AgreementAction, AgreementState]]:
    """Try every action in turn from a draft on; those that are refused change nothing."""
    state = AgreementState.DRAFT
    for action in actions:
        try:
            after = next_agreement_state(state, action)
        except InvalidTransition:
            continue
        yield state, action, after
        state = after


def test_walks_when_any_steps_are_tried_reach_no_illegal_state() -> None:
    """Nothing is signed that waits or was returned, and nothing signed is examined again.

    A decision of the office follows its examination, and an agreement is accepted only while
    nothing was changed since the office accepted it.
    """
    chance = Random(20_261_130)
    seen: set[AgreementState] = set()
    for _ in range(WALKS):
        state, accepted_since_change = AgreementState.DRAFT, False
        for before, action, after in lawful_steps(chance.choices(list(AgreementAction), k=25)):
            assert before is state
            assert action not in DECIDING or before is AgreementState.SUBMITTED
            assert action is not AgreementAction.REVISE or before not in STAGE_OF
            assert action is not AgreementAction.SIGN or before in SIGNED_FROM
            assert before in BEFORE_SIGNATURE or after not in BEFORE_SIGNATURE
            if action is AgreementAction.ACCEPT:
                accepted_since_change = True
            elif action in {AgreementAction.REVISE, AgreementAction.UNDO_BRANCH}:
                accepted_since_change = False
            assert accepted_since_change or after is not AgreementState.ACCEPTED
            state = after
        seen.add(state)
    assert seen == set(AgreementState) - NEVER_KEPT


def test_steps_when_listed_ask_what_their_kind_asks() -> None:
    """Who sends back owes a reason, who examines at home was named, the office decides words."""
    for (state, action), step in AGREEMENT_STEPS.items():
        owes_reason = action in {
            AgreementAction.SEND_BACK,
            AgreementAction.RETURN,
            AgreementAction.DROP,
            AgreementAction.TERMINATE,
            AgreementAction.CORRECT_SIGNATURE,
        }
        assert (Need.REASON in step.needs) == owes_reason, action
        is_signature = action is AgreementAction.SIGN
        is_here = state is AgreementState.ACCEPTED
        assert (Need.SIGNED_COPY in step.needs) == (is_signature and is_here), action
        assert (Need.COPY_OR_REASON in step.needs) == (is_signature and not is_here), action
        if step.may is Doer.APPROVER:
            assert {Need.NAMED, Need.NOT_PREPARER, Need.SAME_WORDS} <= step.needs, action
        if step.may is Doer.OFFICE:
            assert Need.SAME_WORDS in step.needs, action
            assert Told.REGENCY in step.tells, action
        if action in {AgreementAction.DROP, AgreementAction.RESUME}:
            assert Told.REGENCY in step.tells, (state, action)
            assert step.tells & {Told.BRANCH, Told.KNOWING_BRANCH}, (state, action)
        if step.target is AgreementState.SUBMITTED and step.may is not Doer.OFFICE:
            assert {Need.COMPLETE, Need.OFFICE} <= step.needs, action
            assert Told.BRANCH in step.tells, (state, action)


@pytest.mark.parametrize(
    ("action", "way_out"),
    [
        (AgreementAction.REVISE, "Tarik kembali dahulu"),
        (AgreementAction.SIGN, "tarik kembali"),
        (AgreementAction.SUBMIT, "sudah diajukan"),
    ],
)
def test_submitted_when_a_step_is_refused_says_the_way_out(
    action: AgreementAction, way_out: str
) -> None:
    with pytest.raises(InvalidTransition) as caught:
        next_agreement_state(AgreementState.SUBMITTED, action)

    assert way_out in " ".join(caught.value.detail.split())
