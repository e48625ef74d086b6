"""What an addendum puts in place of the people, months and value of a commitment. Pure.

An addendum says "semula ... menjadi ...": from a month on there are so many people, the last month
is another, the whole value is another. What it does not name stays as it was.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from cooperation.months import Month
from tenants.kernel.errors import N_

ENDS_BEFORE = N_("Bulan terakhir tidak boleh sebelum perubahan berlaku.")


@dataclass(frozen=True)
class Amendment:
    """What one signed addendum says of its commitment. None is left as it was.

    ``people_count`` holds from ``from_month`` on; ``total_idr`` is the whole value as it becomes,
    rupiah. ``until`` is the first month in which the addendum binds no more, None while it does.
    ``protects_from`` is the month of its signature where that is later and no posting is proven.
    """

    from_month: Month
    people_count: int | None = None
    last_month: Month | None = None
    total_idr: int | None = None
    until: Month | None = None
    protects_from: Month | None = None

    @property
    def is_reversed(self) -> bool:
        """Whether its last month lies before those that it changes."""
        return self.last_month is not None and self.last_month < self.from_month.plus(-1)

    def holds_in(self, month: Month) -> bool:
        """Whether it binds in a month."""
        return self.from_month <= month and (self.until is None or month < self.until)


def in_order(amendments: Iterable[Amendment]) -> tuple[Amendment, ...]:
    """By the month from which they hold; of two in one month the later given speaks last.

    Source:
        A later addendum changes what the earlier ones left.
    """
    return tuple(sorted(amendments, key=lambda one: one.from_month))


def amended_people(stated: int | None, month: Month, amendments: Sequence[Amendment]) -> int | None:
    """How many people a month has; None where nobody stated it.

    Args:
        stated: by the commitment itself.
        month: any month.
        amendments: as ``in_order`` gives them.

    Source:
        The addenda themselves (Permendagri 22/2020: an agreement is changed by an addendum).
    """
    told = (one.people_count for one in reversed(amendments) if one.holds_in(month))
    return next((count for count in told if count is not None), stated)


def amended_month_count(
    first: Month, stated: int | None, amendments: Iterable[Amendment]
) -> int | None:
    """How many months there are with all addenda; None where nobody stated it.

    An extension that stopped binding leaves the months it had until then; a shortening that did
    takes none away.

    Source:
        The addenda themselves.
    """
    count = stated
    for one in amendments:
        if one.last_month is None:
            continue
        last = one.last_month
        if one.until is not None and one.until <= last.plus(1):
            if count is None or last <= first.plus(count - 1):
                continue  # it ended before the months it would have taken away
            last = max(one.until.plus(-1), first.plus(count - 1))
        count = first.until(last) + 1
    return count


def amended_total(stated: int | None, amendments: Sequence[Amendment]) -> int | None:
    """The whole value that is stated now, rupiah.

    None where nobody stated it, and where people or months were changed without saying what the
    value becomes: the old value then speaks of the old people and months.

    Source:
        The addenda themselves.
    """
    binding = [one for one in amendments if one.until is None]
    if not amendments:
        return stated
    return binding[-1].total_idr if binding else None


def people_runs(
    stated: int, months: Iterable[Month], amendments: Sequence[Amendment]
) -> Iterator[tuple[int, tuple[Month, ...]]]:
    """Ascending months, cut where the number of people changes.

    Source:
        The addenda themselves.
    """
    run: list[Month] = []
    people = stated
    for month in months:
        here = amended_people(stated, month, amendments) or 0
        if run and here != people:
            yield people, tuple(run)
            run = []
        people = here
        run.append(month)
    if run:
        yield people, tuple(run)
