"""What storing a checked list would change under each choice."""

import json

import pytest

from enrollment.intake import (
    Decision,
    Effect,
    Forecast,
    Obstacle,
    OnDoubted,
    OnErrors,
    OnKnown,
    stored_forecast,
)

FOUND = Forecast(
    errors=3,
    repeated=1,
    new=Effect(people=5, new=5, joining=5, gaining=5),
    known=Effect(people=4, corrected=1, joining=1, moving=2, gaining=3, unchanged=1),
    doubted_new=Effect(people=2, new=2, joining=2, gaining=2, warned=2),
    doubted_known=Effect(people=1, unchanged=1, warned=1),
)
INCLUDE, SKIP, STOP = OnDoubted.INCLUDE, OnKnown.SKIP, OnKnown.STOP
ALL = OnErrors.ALL_OR_NOTHING


@pytest.mark.parametrize(
    ("decision", "people", "known"),
    [
        (Decision(), 9, 4),
        (Decision(on_doubted=INCLUDE), 12, 5),
        (Decision(on_known=SKIP), 5, 0),
        (Decision(on_known=SKIP, on_doubted=INCLUDE), 7, 0),
    ],
    ids=["default", "with doubted", "only new", "only new with doubted"],
)
def test_effect_when_chosen_counts_the_rows_that_are_stored(
    decision: Decision, people: int, known: int
) -> None:
    effect = FOUND.effect(decision)

    assert (effect.people, effect.known) == (people, known)
    assert effect.new + effect.changed + effect.unchanged == people


def test_forecast_when_added_up_holds_every_storable_row() -> None:
    assert (FOUND.all.people, FOUND.all.warned, FOUND.doubted.people) == (12, 3, 3)


@pytest.mark.parametrize(
    ("found", "decision", "obstacle"),
    [
        (FOUND, Decision(), None),
        (FOUND, Decision(on_errors=ALL, on_doubted=INCLUDE), Obstacle.WRONG_ROWS),
        (FOUND, Decision(on_known=STOP), Obstacle.KNOWN_PEOPLE),
        (Forecast(new=FOUND.new), Decision(ALL, STOP), None),
        (Forecast(new=FOUND.new, doubted_new=FOUND.doubted_new), Decision(ALL), "doubted-rows"),
        (Forecast(known=Effect(people=1, unchanged=1)), Decision(), Obstacle.NO_EFFECT),
        (Forecast(doubted_new=FOUND.doubted_new), Decision(), Obstacle.NO_EFFECT),
        (Forecast(known=FOUND.known), Decision(on_known=SKIP), Obstacle.NO_EFFECT),
    ],
    ids=["some", "wrong", "known", "all", "doubted", "nothing", "all left out", "all skipped"],
)
def test_obstacle_when_nothing_would_be_stored_says_why(
    found: Forecast, decision: Decision, obstacle: Obstacle | None
) -> None:
    assert found.obstacle(decision) == obstacle


def test_forecast_when_kept_reads_back_the_same() -> None:
    assert stored_forecast(json.loads(json.dumps(FOUND.as_stored()))) == FOUND
    assert stored_forecast(None) is None
