"""When a draft may be expected in force, by its plan and by what has slipped."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.regulation_stages import (
    STAGES_OF,
    Stage,
    StageDates,
    expected_in_force,
    stage_errors,
)
from tenants.regulation_types import RegulationKind

PERBUP = STAGES_OF[RegulationKind.PERBUP]
TODAY = date(2026, 11, 20)
PLAN = [date(2026, month, 1) for month in (7, 8, 9, 10, 12)] + [date(2026, 12, 15)]


def plan(done: tuple[date, ...] = (), planned: list[date] = PLAN) -> list[StageDates]:
    return [
        StageDates(
            stage=stage,
            planned_on=planned[place] if place < len(planned) else None,
            done_on=done[place] if place < len(done) else None,
        )
        for place, stage in enumerate(PERBUP)
    ]


def test_plan_that_holds_is_expected_on_its_last_day() -> None:
    found = expected_in_force(plan(tuple(PLAN[:4])), None, TODAY)

    assert (found.in_force_on, found.slip_days) == (date(2026, 12, 15), 0)
    assert found.overdue == ()
    assert found.next_stage is Stage.ENACTMENT


def test_overdue_stage_pushes_all_that_follow_by_the_planned_distances() -> None:
    found = expected_in_force(plan(tuple(PLAN[:2])), None, TODAY)

    assert found.overdue == (Stage.HARMONISATION, Stage.FACILITATION)
    assert found.slip_days == (TODAY - date(2026, 9, 1)).days
    assert found.in_force_on == date(2026, 12, 15) + (TODAY - date(2026, 9, 1))


def test_late_stage_pushes_and_an_early_one_pulls_nothing_forward() -> None:
    late = expected_in_force(plan((*PLAN[:3], date(2026, 11, 15))), None, TODAY)
    early = expected_in_force(plan((*PLAN[:3], date(2026, 9, 2))), None, TODAY)

    assert late.in_force_on == date(2027, 1, 29)
    assert early.in_force_on == date(2026, 12, 15)


def test_stated_day_of_effect_counts_where_it_is_later() -> None:
    later, earlier = date(2027, 1, 1), date(2026, 12, 1)

    assert expected_in_force(plan(tuple(PLAN[:4])), later, TODAY).in_force_on == later
    assert expected_in_force(plan(tuple(PLAN[:4])), earlier, TODAY).in_force_on == date(
        2026, 12, 15
    )


def test_nothing_is_expected_while_the_promulgation_is_not_planned() -> None:
    found = expected_in_force(plan(planned=PLAN[:5]), date(2027, 1, 1), TODAY)

    assert (found.in_force_on, found.slip_days) == (None, 0)
    assert expected_in_force([], None, TODAY).next_stage is None


def test_promulgated_draft_is_expected_from_that_day() -> None:
    promulgated = date(2026, 11, 10)
    found = expected_in_force(plan((*PLAN[:4], promulgated, promulgated)), None, TODAY)

    assert (found.in_force_on, found.next_stage, found.overdue) == (promulgated, None, ())


days = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@given(
    planned=st.lists(days, min_size=6, max_size=6),
    done=st.lists(days, max_size=5),
    today=days,
    later=st.integers(0, 400),
)
def test_time_passing_never_makes_it_earlier(
    planned: list[date], done: list[date], today: date, later: int
) -> None:
    stages = plan(tuple(done), planned)
    first = expected_in_force(stages, None, today).in_force_on
    second = expected_in_force(stages, None, today + timedelta(days=later)).in_force_on

    assert first is not None
    assert second is not None
    assert today <= first <= second


@pytest.mark.parametrize(
    ("kind", "stage", "pointer"),
    [
        (
            RegulationKind.PERBUP,
            StageDates(stage=Stage.DRAFTING, done_on=TODAY + timedelta(days=1)),
            "/done_drafting",
        ),
        (
            RegulationKind.PERBUP,
            StageDates(stage=Stage.DELIBERATION, planned_on=TODAY),
            "/planned_deliberation",
        ),
        (
            RegulationKind.SE,
            StageDates(stage=Stage.ENACTMENT, planned_on=TODAY),
            "/planned_enactment",
        ),
    ],
)
def test_stage_that_cannot_be_is_named(
    kind: RegulationKind, stage: StageDates, pointer: str
) -> None:
    assert [error.pointer for error in stage_errors(kind, [stage], TODAY)] == [pointer]


def test_promulgation_before_enactment_is_named() -> None:
    stages = [
        StageDates(stage=Stage.PROMULGATION, planned_on=date(2027, 1, 1), done_on=TODAY),
        StageDates(
            stage=Stage.ENACTMENT,
            planned_on=date(2027, 1, 2),
            done_on=TODAY - timedelta(days=1),
        ),
    ]

    found = stage_errors(RegulationKind.PERDA, stages, TODAY)

    assert [error.pointer for error in found] == ["/planned_promulgation"]


def test_every_kind_with_stages_ends_with_enactment_and_promulgation() -> None:
    assert all(
        stages[-2:] == (Stage.ENACTMENT, Stage.PROMULGATION) for stages in STAGES_OF.values()
    )
