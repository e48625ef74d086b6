"""What storing a checked list would change, and what a person may choose about it. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum


class OnErrors(StrEnum):
    """What is done where some rows are wrong."""

    ALL_OR_NOTHING = "all_or_nothing"
    VALID_ROWS = "valid_rows"


class OnKnown(StrEnum):
    """What is done with people who are recorded already."""

    UPDATE = "update"
    SKIP = "skip"
    STOP = "stop"


class OnDoubted(StrEnum):
    """What is done with rows that need a word: included with one reason for all, or left out."""

    LEAVE_OUT = "leave_out"
    INCLUDE = "include"


@dataclass(frozen=True)
class Decision:
    """What somebody chose for one import. ``reason`` speaks for the rows that need a word."""

    on_errors: OnErrors = OnErrors.VALID_ROWS
    on_known: OnKnown = OnKnown.UPDATE
    on_doubted: OnDoubted = OnDoubted.LEAVE_OUT
    reason: str | None = None


@dataclass(frozen=True)
class Effect:
    """Rows that would be stored and what they change. All are counts of people.

    ``corrected`` are known people whose record follows the list; ``joining`` enter the programme,
    ``moving`` go further in it; ``gaining`` get its months; ``unchanged`` nothing happens to.
    """

    people: int = 0
    new: int = 0
    corrected: int = 0
    joining: int = 0
    moving: int = 0
    gaining: int = 0
    unchanged: int = 0
    warned: int = 0

    @property
    def is_any(self) -> bool:
        """Whether anything changes at all."""
        return self.corrected + self.joining + self.moving > 0

    @property
    def known(self) -> int:
        """People who are recorded already."""
        return self.people - self.new

    @property
    def changed(self) -> int:
        """Known people to whom something happens."""
        return self.known - self.unchanged

    def __add__(self, other: "Effect") -> "Effect":
        pairs = ((one.name, getattr(self, one.name)) for one in fields(self))
        return Effect(**{name: value + getattr(other, name) for name, value in pairs})


@dataclass(frozen=True)
class Forecast:
    """What a person sees before storing, in rows.

    ``errors`` cannot be stored, ``repeated`` of them name somebody a second time. The four groups
    are disjoint and make up the storable rows.
    """

    errors: int = 0
    repeated: int = 0
    new: Effect = field(default_factory=Effect)
    known: Effect = field(default_factory=Effect)
    doubted_new: Effect = field(default_factory=Effect)
    doubted_known: Effect = field(default_factory=Effect)

    @property
    def all(self) -> Effect:
        """Every storable row."""
        return self.new + self.known + self.doubted

    @property
    def doubted(self) -> Effect:
        """Rows that need a word."""
        return self.doubted_new + self.doubted_known

    def effect(self, decision: Decision) -> Effect:
        """What storing does under a decision.

        Source:
            The policy chosen on the preview.
        """
        chosen = self.new
        if decision.on_doubted is OnDoubted.INCLUDE:
            chosen += self.doubted_new
        if decision.on_known is OnKnown.SKIP:
            return chosen
        chosen += self.known
        if decision.on_doubted is OnDoubted.INCLUDE:
            chosen += self.doubted_known
        return chosen

    def obstacle(self, decision: Decision) -> "Obstacle | None":
        """Why nothing can be stored under a decision; None where it can.

        Source:
            Partial success is a choice, and success without effect is none.
        """
        if decision.on_errors is OnErrors.ALL_OR_NOTHING and self.errors:
            return Obstacle.WRONG_ROWS
        leaves_out = self.doubted.people and decision.on_doubted is OnDoubted.LEAVE_OUT
        if decision.on_errors is OnErrors.ALL_OR_NOTHING and leaves_out:
            return Obstacle.DOUBTED_ROWS
        if decision.on_known is OnKnown.STOP and self.all.known:
            return Obstacle.KNOWN_PEOPLE
        return None if self.effect(decision).is_any else Obstacle.NO_EFFECT

    def as_stored(self) -> dict[str, object]:
        """For a JSON column."""
        return asdict(self)


class Obstacle(StrEnum):
    """Why a decision stores nothing."""

    WRONG_ROWS = "wrong-rows"
    DOUBTED_ROWS = "doubted-rows"
    KNOWN_PEOPLE = "known-people"
    NO_EFFECT = "no-effect"


def stored_forecast(stored: Mapping[str, object] | None) -> Forecast | None:
    """A forecast as it was kept; None where none was.

    Source:
        ``Forecast.as_stored``.
    """
    if not stored:
        return None
    return Forecast(
        **{
            name: Effect(**value) if isinstance(value, dict) else value  # type: ignore[arg-type]
            for name, value in stored.items()
        }
    )
