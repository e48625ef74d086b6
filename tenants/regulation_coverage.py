"""What the law of a regency as a whole covers, matter by matter, and what no text covers. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from tenants.kernel.errors import N_
from tenants.regulation_types import PROVISION_GROUP_LABELS, ProvisionGroup


class Clause(StrEnum):
    """What a text lays down beside the groups it covers. Only the groups are scored in A2."""

    FUNDING_SOURCE = "funding_source"
    SANCTION = "sanction"
    REPORTING = "reporting"
    TEAM = "team"


Matter = ProvisionGroup | Clause

CLAUSE_LABELS: Mapping[Clause, str] = {
    Clause.FUNDING_SOURCE: N_("Sumber dana"),
    Clause.SANCTION: N_("Sanksi atau pembatasan layanan"),
    Clause.REPORTING: N_("Pelaporan dan evaluasi"),
    Clause.TEAM: N_("Tim atau forum pelaksana"),
}

MATTER_LABELS: Mapping[Matter, str] = dict(
    (*PROVISION_GROUP_LABELS.items(), *CLAUSE_LABELS.items())
)


class Heat(StrEnum):
    """How far a matter is covered, from not at all to by an article."""

    OPEN = "open"
    """Nobody has looked, or nothing is recorded."""
    ABSENT = "absent"
    """Somebody looked, and the text does not lay it down."""
    NAMED = "named"
    """Laid down, but where is not recorded."""
    COVERED = "covered"
    """Laid down in a stated article."""


_ORDER = (Heat.OPEN, Heat.ABSENT, Heat.NAMED, Heat.COVERED)


@dataclass(frozen=True, kw_only=True)
class Place:
    """Whether a text lays a matter down, and where. ``page`` counts from 1."""

    heat: Heat
    article: str | None = None
    page: int | None = None


NOWHERE = Place(heat=Heat.OPEN)


@dataclass(frozen=True)
class CoveringText:
    """A text with the place of each matter it says something of."""

    id: UUID
    citation: str
    places: Mapping[Matter, Place] = field(default_factory=dict)


@dataclass(frozen=True)
class StripRow:
    """A matter across all texts, in their order. ``heat`` is that of the law as a whole."""

    matter: Matter
    heat: Heat
    places: Sequence[Place]


def place_of_group(article: str | None, page: int | None) -> Place:
    """Where a recorded provision covers its group; it is recorded only where the group is named."""
    return Place(heat=Heat.COVERED if article else Heat.NAMED, article=article, page=page)


def place_of_clause(*, is_laid_down: bool | None, article: str | None, page: int | None) -> Place:
    """Where a text lays a clause down; None: nobody has looked yet, which is not a no."""
    if is_laid_down is None:
        return NOWHERE
    if not is_laid_down:
        return Place(heat=Heat.ABSENT)
    return place_of_group(article, page)


def heat_strip(texts: Iterable[CoveringText]) -> Sequence[StripRow]:
    """Every matter across some texts: the groups first, then the clauses.

    The law as a whole covers a matter as far as the text that goes furthest.
    """
    columns = list(texts)
    return [
        _row(matter, [text.places.get(matter, NOWHERE) for text in columns])
        for matter in MATTER_LABELS
    ]


def uncovered(strip: Iterable[StripRow]) -> Sequence[Matter]:
    """The matters that no text lays down, in their order."""
    return [row.matter for row in strip if row.heat in {Heat.OPEN, Heat.ABSENT}]


def _row(matter: Matter, places: Sequence[Place]) -> StripRow:
    warmest = max((place.heat for place in places), key=_ORDER.index, default=Heat.OPEN)
    return StripRow(matter, warmest, places)
