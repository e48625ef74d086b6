"""What was measured, beside what is wanted."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True)
class Figure:
    """A measurement that was taken several times.

    Attributes:
        key: its name, such as ``import.rows_per_second``.
        values: one of each run.
        goal: the value wanted.
        more_is_better: the goal is the least, not the most.
        beside: figures of the same runs that explain it.
    """

    key: str
    values: Sequence[float]
    goal: float
    more_is_better: bool = False
    beside: dict[str, float] = field(default_factory=dict)

    @property
    def median(self) -> float:
        """The middle one, which a single disturbed run does not move."""
        return median(self.values)

    @property
    def is_met(self) -> bool:
        """Whether the middle one reaches the goal."""
        return self.median >= self.goal if self.more_is_better else self.median <= self.goal

    def record(self) -> dict[str, object]:
        """As it is written to the file."""
        return {
            "key": self.key,
            "median": round(self.median, 4),
            "runs": [round(one, 4) for one in self.values],
            "goal": self.goal,
            "more_is_better": self.more_is_better,
            "is_met": self.is_met,
            **({"beside": self.beside} if self.beside else {}),
        }

    def line(self) -> str:
        """As it is printed."""
        return json.dumps(self.record(), ensure_ascii=False)


def quantile(values: Sequence[float], percent: int) -> float:
    """The value that so many percent of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]
