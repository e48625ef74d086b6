"""Coverage part by part: people of a month by village, occupation or group, against what is known.

Pure.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from enrollment.coverage import coverage_percent
from enrollment.kinds import RecipientGroup
from enrollment.occupation_groups import group_of, occupation_key, usual_spelling
from tenants.kernel.errors import N_


class Part(StrEnum):
    """By what people are told apart."""

    GROUP = "group"
    OCCUPATION = "occupation"
    VILLAGE = "village"


class Order(StrEnum):
    """How the lines stand."""

    ACTIVE = "active"
    SHORT = "short"
    NAME = "name"


@dataclass(frozen=True)
class Counted:
    """People under one label; None where nothing is stated that could be one."""

    label: str | None
    listed: int
    determined: int
    active: int


@dataclass(frozen=True)
class Line:
    """A part with its people and, where somebody has stated it, how many there are of them all."""

    key: str
    name: str
    listed: int
    determined: int
    active: int
    population: int | None = None

    @property
    def percent(self) -> Decimal | None:
        """Active of all in percent; None while nobody has stated how many there are."""
        return coverage_percent(self.active, self.population)

    @property
    def short(self) -> int | None:
        """People of the part who are not active; never below 0."""
        return None if self.population is None else max(0, self.population - self.active)

    @property
    def is_above_known(self) -> bool:
        """Whether more are active than there are said to be: one of the counts is wrong."""
        return self.population is not None and self.active > self.population


PART_LABELS: Mapping[Part, str] = {
    Part.GROUP: N_("kelompok"),
    Part.OCCUPATION: N_("profesi"),
    Part.VILLAGE: N_("desa/kelurahan"),
}
PART_STEMS: Mapping[Part, str] = {
    Part.GROUP: "kelompok",
    Part.OCCUPATION: "profesi",
    Part.VILLAGE: "desa",
}
"""Part of the name of a file."""
ORDER_LABELS: Mapping[Order, str] = {
    Order.ACTIVE: N_("aktif terbanyak"),
    Order.SHORT: N_("belum aktif terbanyak"),
    Order.NAME: N_("nama"),
}


def lines_of_occupations(counts: Iterable[Counted]) -> list[Line]:
    """One line for each occupation, whatever its spellings; that of nobody's statement has no name.

    Source:
        Profession by profession: Blora counts 20 kinds of vulnerable workers.
    """
    spelt: dict[str, list[Counted]] = {}
    for one in counts:
        spelt.setdefault(occupation_key(one.label), []).append(one)
    return [
        _sum(key, usual_spelling((one.label or "", one.listed) for one in same), same)
        for key, same in spelt.items()
    ]


def lines_of_groups(
    counts: Iterable[Counted],
    populations: Mapping[str, int],
    name: Callable[[str], str],
) -> list[Line]:
    """One line for each group that has people here or a known population; others are left out.

    Whoever's occupation names no group stands in a line without a key.

    Args:
        counts: by occupation.
        populations: how many people a group has, where somebody has stated it.
        name: of a group.

    Source:
        Coverage group by group, open list: the founding reports (Blora 2022, Blitar 2021).
    """
    grouped: dict[str, list[Counted]] = {}
    for one in counts:
        grouped.setdefault(str(group_of(one.label) or ""), []).append(one)
    known = dict.fromkeys((*map(str, RecipientGroup), *sorted(populations)))
    lines = [
        _sum(group, name(group), grouped.get(group, ()), populations.get(group))
        for group in known
        if group in grouped or group in populations
    ]
    return [*lines, _sum("", "", grouped[""])] if "" in grouped else lines


def lines_of_villages(counts: Iterable[Counted], names: Mapping[str, str]) -> list[Line]:
    """One line for each village with people here, named where its name is known.

    Source:
        Village by village: practice of regencies (quota and verification per village).
    """
    return [
        _sum(one.label or "", names.get(one.label or "", one.label or ""), [one]) for one in counts
    ]


def ordered(lines: Sequence[Line], order: Order) -> list[Line]:
    """Lines as they are to stand; those of unnamed people last.

    Source:
        Own convention; equal ones by name.
    """
    keys: Mapping[Order, Callable[[Line], int]] = {
        Order.ACTIVE: lambda line: -line.active,
        Order.SHORT: lambda line: (
            -(line.listed - line.active if line.short is None else line.short)
        ),
        Order.NAME: lambda _line: 0,
    }
    return sorted(lines, key=lambda line: (not line.key, keys[order](line), line.name, line.key))


def _sum(key: str, name: str, same: Iterable[Counted], population: int | None = None) -> Line:
    people = list(same)
    return Line(
        key=key,
        name=name,
        listed=sum(one.listed for one in people),
        determined=sum(one.determined for one in people),
        active=sum(one.active for one in people),
        population=population,
    )
