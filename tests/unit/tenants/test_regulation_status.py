"""What a regulation is on a day, derived from its dates and its chain, whatever their order."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.regulation_contradictions import (
    Contradiction,
    ContradictionKind,
    contradictions,
)
from tenants.regulation_periods import RegulationDates
from tenants.regulation_status import (
    Act,
    Lack,
    Standing,
    State,
    binds_on,
    binds_throughout,
    is_certainly_older,
    standing_on,
)
from tenants.regulation_types import RegulationStatus, RelationKind

IN_FORCE, AMENDED = RegulationStatus.IN_FORCE, RegulationStatus.AMENDED
DRAFT, REVOKED = RegulationStatus.DRAFT, RegulationStatus.REVOKED
AMENDS, REVOKES = RelationKind.AMENDS, RelationKind.REVOKES
PERBUP = RegulationDates(IN_FORCE, 2021, date(2021, 6, 23), effective_on=date(2021, 7, 1))
TODAY = date(2026, 11, 20)


def act(kind: RelationKind, year: int, on: date | None = None) -> Act:
    dates = RegulationDates(IN_FORCE, year, effective_on=on)
    return Act(kind, dates, f"Perbup 1/{year}")


@pytest.mark.parametrize(
    ("dates", "day", "expected"),
    [
        (RegulationDates(IN_FORCE, 2021, date(2021, 6, 23)), date(2021, 6, 22), False),
        (RegulationDates(IN_FORCE, 2021, date(2021, 6, 23)), date(2021, 6, 23), True),
        (RegulationDates(AMENDED, 2021, date(2021, 6, 23)), date(2025, 1, 1), True),
        (RegulationDates(DRAFT, 2021, date(2021, 6, 23)), date(2025, 1, 1), False),
        (RegulationDates(IN_FORCE, 2024), date(2024, 12, 30), False),
        (RegulationDates(IN_FORCE, 2024), date(2024, 12, 31), True),
        (RegulationDates(REVOKED, 2017), date(2020, 1, 1), False),
        (RegulationDates(REVOKED, 2017, ended_on=date(2021, 5, 1)), date(2021, 4, 30), True),
        (RegulationDates(REVOKED, 2017, ended_on=date(2021, 5, 1)), date(2021, 5, 1), False),
    ],
)
def test_binds_on_a_day(dates: RegulationDates, day: date, expected: bool) -> None:
    assert binds_on(dates, (), day) is expected


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (RegulationDates(IN_FORCE, 2025, date(2025, 1, 1)), True),
        (RegulationDates(IN_FORCE, 2025, date(2025, 1, 2)), False),
        (RegulationDates(IN_FORCE, 2024), True),
        (RegulationDates(IN_FORCE, 2025), False),
        (RegulationDates(REVOKED, 2020, date(2020, 1, 1), ended_on=date(2025, 12, 31)), False),
        (RegulationDates(REVOKED, 2020, date(2020, 1, 1), ended_on=date(2026, 1, 1)), True),
    ],
)
def test_binds_throughout_2025(dates: RegulationDates, expected: bool) -> None:
    assert binds_throughout(dates, (), 2025) is expected


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2021, 6, 22), State.NOT_YET),
        (date(2021, 6, 23), State.ENACTED),
        (date(2021, 6, 30), State.ENACTED),
        (date(2021, 7, 1), State.IN_FORCE),
        (date(2023, 2, 28), State.IN_FORCE),
        (date(2023, 3, 1), State.AMENDED),
        (date(2025, 12, 31), State.AMENDED),
        (date(2026, 1, 1), State.REVOKED),
    ],
)
def test_state_follows_the_days_of_the_chain(day: date, state: State) -> None:
    chain = [act(REVOKES, 2026, date(2026, 1, 1)), act(AMENDS, 2023, date(2023, 3, 1))]

    assert standing_on(PERBUP, chain, day).state is state


def test_draft_is_a_draft_on_every_day_and_does_nothing_to_others() -> None:
    draft = RegulationDates(DRAFT, 2026, date(2026, 1, 1))

    assert standing_on(draft, (), TODAY) == Standing(State.DRAFT)
    assert standing_on(PERBUP, [Act(REVOKES, draft)], TODAY) == Standing(State.IN_FORCE)


@pytest.mark.parametrize(
    ("day", "state", "lacks"),
    [
        (date(2023, 12, 31), State.IN_FORCE, ()),
        (date(2024, 1, 1), State.UNCERTAIN, (Lack.END,)),
        (date(2024, 12, 30), State.UNCERTAIN, (Lack.END,)),
        (date(2024, 12, 31), State.REVOKED, ()),
    ],
)
def test_revoking_regulation_known_by_its_year_leaves_that_year_open(
    day: date, state: State, lacks: tuple[Lack, ...]
) -> None:
    assert standing_on(PERBUP, [act(REVOKES, 2024)], day) == Standing(state, lacks)


def test_regulation_known_by_its_year_and_amended_on_an_unknown_day() -> None:
    own = RegulationDates(IN_FORCE, 2021)

    assert standing_on(own, (), date(2020, 12, 31)).state is State.NOT_YET
    assert standing_on(own, (), date(2021, 5, 1)) == Standing(State.UNCERTAIN, (Lack.BEGIN,))
    assert standing_on(own, [act(AMENDS, 2024)], date(2024, 5, 1)) == Standing(
        State.IN_FORCE, (Lack.AMENDMENT,)
    )


def test_status_without_a_cause_holds_and_says_which_day_is_missing() -> None:
    revoked, amended = RegulationDates(REVOKED, 2017), RegulationDates(AMENDED, 2017)

    assert standing_on(revoked, (), date(2019, 1, 1)) == Standing(State.REVOKED, (Lack.END,))
    assert standing_on(amended, (), date(2019, 1, 1)) == Standing(State.AMENDED, (Lack.AMENDMENT,))


def test_revoking_regulation_dates_a_revocation_stated_without_a_day() -> None:
    revoked = RegulationDates(REVOKED, 2017)
    chain = [act(REVOKES, 2021, date(2021, 5, 1))]

    assert standing_on(revoked, chain, date(2021, 4, 30)).state is State.IN_FORCE
    assert standing_on(revoked, chain, date(2021, 5, 1)).state is State.REVOKED


def test_first_of_stated_and_derived_end_counts() -> None:
    own = RegulationDates(IN_FORCE, 2021, date(2021, 6, 23), ended_on=date(2023, 1, 1))

    assert standing_on(own, [act(REVOKES, 2022, date(2022, 6, 1))], TODAY).ends_on == date(
        2022, 6, 1
    )
    assert standing_on(own, [act(REVOKES, 2024, date(2024, 6, 1))], TODAY).ends_on == date(
        2023, 1, 1
    )


days = st.dates(date(2015, 1, 1), date(2028, 12, 31))


@st.composite
def dated(draw: st.DrawFn, statuses: Sequence[RegulationStatus]) -> RegulationDates:
    begins = draw(st.none() | days)
    ends = draw(st.none() | st.integers(1, 2000))
    status = draw(st.sampled_from(statuses))
    end = (begins or date(2015, 1, 1)) + timedelta(days=ends) if ends else None
    if status is REVOKED and end is None:
        end = (begins or date(2015, 1, 1)) + timedelta(days=900)
    year = begins.year if begins else draw(st.integers(2015, 2028))
    return RegulationDates(status, year, effective_on=begins, ended_on=end)


regulations = dated([DRAFT, IN_FORCE, AMENDED, REVOKED])
acts = st.builds(Act, st.sampled_from(RelationKind), regulations, st.sampled_from("ABC"))


@given(own=regulations, chain=st.lists(acts, max_size=6), day=days, data=st.data())
def test_order_of_the_chain_does_not_matter(
    own: RegulationDates, chain: list[Act], day: date, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(chain))

    assert standing_on(own, chain, day) == standing_on(own, shuffled, day)
    assert contradictions(own, chain, chain, day) == contradictions(own, shuffled, shuffled, day)


@given(own=regulations, chain=st.lists(acts, max_size=6), revoking=regulations, day=days)
def test_revoking_never_makes_anything_more_in_force(
    own: RegulationDates, chain: list[Act], revoking: RegulationDates, day: date
) -> None:
    possible = {State.IN_FORCE, State.AMENDED, State.UNCERTAIN}
    before = standing_on(own, chain, day)
    after = standing_on(own, [*chain, Act(REVOKES, revoking)], day)

    assert after.binds <= before.binds
    assert (after.state in possible) <= (before.state in possible)


@given(own=regulations, chain=st.lists(acts, max_size=6), day=days)
def test_what_has_ended_never_binds_again(
    own: RegulationDates, chain: list[Act], day: date
) -> None:
    if standing_on(own, chain, day).state is State.REVOKED:
        assert standing_on(own, chain, day + timedelta(days=1)).state is State.REVOKED


@pytest.mark.parametrize(
    ("own", "acted_by", "kinds"),
    [
        (PERBUP, [], []),
        (PERBUP, [act(AMENDS, 2023)], []),
        (PERBUP, [act(REVOKES, 2027, date(2027, 1, 1))], []),
        (PERBUP, [act(REVOKES, 2024)], [ContradictionKind.IN_FORCE_BUT_REVOKED_BY]),
        (PERBUP, [act(REVOKES, 2026)], []),
        (PERBUP, [act(REVOKES, 2026, TODAY)], [ContradictionKind.IN_FORCE_BUT_REVOKED]),
        (PERBUP, [act(REVOKES, 2026, TODAY + timedelta(days=1))], []),
        (
            RegulationDates(AMENDED, 2021, date(2021, 6, 23), ended_on=date(2024, 5, 1)),
            [act(AMENDS, 2023), act(REVOKES, 2024, date(2024, 5, 1))],
            [ContradictionKind.IN_FORCE_BUT_REVOKED],
        ),
        (
            RegulationDates(REVOKED, 2021, date(2021, 6, 23)),
            [act(REVOKES, 2024, date(2024, 5, 1))],
            [],
        ),
        (
            RegulationDates(AMENDED, 2021, date(2021, 6, 23), ended_on=date(2025, 1, 1)),
            [act(AMENDS, 2023)],
            [ContradictionKind.IN_FORCE_BUT_ENDED],
        ),
        (RegulationDates(REVOKED, 2017), [], [ContradictionKind.REVOKED_WITHOUT_CAUSE]),
        (
            RegulationDates(IN_FORCE, 2021, date(2021, 6, 23), effective_on=date(2021, 6, 22)),
            [],
            [ContradictionKind.RETROACTIVE],
        ),
        (
            RegulationDates(IN_FORCE, 2021, date(2021, 6, 23), date(2021, 6, 25), TODAY),
            [],
            [],
        ),
        (
            RegulationDates(
                IN_FORCE, 2021, date(2021, 6, 23), date(2021, 6, 25), date(2021, 6, 24)
            ),
            [],
            [ContradictionKind.RETROACTIVE],
        ),
        (RegulationDates(REVOKED, 2017, ended_on=date(2020, 1, 1)), [], []),
        (
            RegulationDates(REVOKED, 2017),
            [act(REVOKES, 2027, date(2027, 1, 1))],
            [ContradictionKind.REVOKED_TOO_EARLY],
        ),
        (
            RegulationDates(REVOKED, 2017, ended_on=date(2020, 1, 1)),
            [act(REVOKES, 2021, date(2021, 5, 1))],
            [ContradictionKind.END_DIFFERS],
        ),
        (
            RegulationDates(REVOKED, 2017, ended_on=date(2021, 2, 1)),
            [act(REVOKES, 2021)],
            [],
        ),
        (RegulationDates(AMENDED, 2017), [], [ContradictionKind.AMENDED_WITHOUT_CAUSE]),
        (
            RegulationDates(REVOKED, 2017, ended_on=date(2020, 1, 1)),
            [act(AMENDS, 2021)],
            [ContradictionKind.AMENDED_AFTER_END],
        ),
        (
            RegulationDates(DRAFT, 2026),
            [act(AMENDS, 2026)],
            [ContradictionKind.DRAFT_IS_ACTED_UPON],
        ),
        (PERBUP, [act(AMENDS, 2020)], [ContradictionKind.ACTING_IS_OLDER]),
    ],
)
def test_contradictions_of_what_is_stated(
    own: RegulationDates, acted_by: list[Act], kinds: list[ContradictionKind]
) -> None:
    assert [one.kind for one in contradictions(own, acted_by, (), TODAY)] == kinds


def test_revoked_while_stated_to_bind_names_the_first_that_revokes_and_its_day() -> None:
    chain = [act(REVOKES, 2025, date(2025, 2, 1)), act(REVOKES, 2024, date(2024, 5, 1))]

    assert contradictions(PERBUP, chain, (), TODAY) == [
        Contradiction(ContradictionKind.IN_FORCE_BUT_REVOKED, "Perbup 1/2024", date(2024, 5, 1))
    ]
    assert standing_on(PERBUP, chain, TODAY).state is State.REVOKED


def test_effect_before_enactment_is_no_contradiction_once_its_ground_is_stated() -> None:
    backwards = RegulationDates(
        IN_FORCE, 2021, date(2021, 6, 23), effective_on=date(2021, 1, 1), ended_on=date(2024, 1, 1)
    )

    found = contradictions(backwards, (), (), TODAY, has_ground=True)

    assert [one.kind for one in found] == [ContradictionKind.IN_FORCE_BUT_ENDED]


def test_contradictions_of_what_it_does_to_others_name_the_other() -> None:
    draft = RegulationDates(DRAFT, 2020)
    target = Act(REVOKES, PERBUP, "Perbup 25/2021")

    assert contradictions(draft, (), [target], TODAY) == [
        Contradiction(ContradictionKind.DRAFT_ACTS, "Perbup 25/2021"),
        Contradiction(ContradictionKind.OLDER_ACTS, "Perbup 25/2021"),
    ]


def test_older_by_day_only_where_both_days_are_known() -> None:
    first = RegulationDates(IN_FORCE, 2021, date(2021, 6, 22))

    assert is_certainly_older(first, PERBUP)
    assert not is_certainly_older(PERBUP, first)
    assert not is_certainly_older(RegulationDates(IN_FORCE, 2021), PERBUP)
