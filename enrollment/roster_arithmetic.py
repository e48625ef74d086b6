"""Whether a list of people agrees with its programme: people and worker-months. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Comparison:
    """A stated count beside a counted one; ``stated`` is None where the programme states none."""

    stated: int | None
    counted: int

    @property
    def difference(self) -> int | None:
        """Counted less stated; None where nothing is stated."""
        return None if self.stated is None else self.counted - self.stated


@dataclass(frozen=True)
class RosterArithmetic:
    """People, and worker-months, of the lists of a programme against what it states."""

    people: Comparison
    worker_months: Comparison

    @property
    def agrees(self) -> bool | None:
        """Whether both counts are as stated; None while one of them is not stated."""
        differences = (self.people.difference, self.worker_months.difference)
        if None in differences:
            return None
        return differences == (0, 0)


def roster_arithmetic(
    *, people_stated: int | None, month_count: int, people_listed: int
) -> RosterArithmetic:
    """Compare the people on the stored lists of a programme with the people it states.

    Args:
        people_stated: persons of the programme; None where not stated.
        month_count: months of the programme, 0 while they are not stated.
        people_listed: persons whom its stored lists brought in, each once.

    Source:
        Names in roster = workers in agreement; people × months = worker-months.
    """
    has_months = people_stated is not None and month_count > 0
    return RosterArithmetic(
        people=Comparison(people_stated, people_listed),
        worker_months=Comparison(
            people_stated * month_count if people_stated is not None and has_months else None,
            people_listed * month_count,
        ),
    )
