"""Who is told: which roles of which side. A rule of each package names the audience of its news."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias
from uuid import UUID

from tenants.access import Role

Params: TypeAlias = dict[str, str | int]


@dataclass(frozen=True)
class Audience:
    """Roles that are told: of the regency, and of the BPJS offices that serve it.

    ``people`` are accounts told by themselves as far as they belong to either today, and whoever
    stands in for them by a delegation.
    """

    regency: tuple[Role, ...] = ()
    branch: tuple[Role, ...] = ()
    people: tuple[UUID, ...] = ()

    def __or__(self, other: "Audience") -> "Audience":
        """Both audiences together."""
        return Audience(
            tuple(dict.fromkeys((*self.regency, *other.regency))),
            tuple(dict.fromkeys((*self.branch, *other.branch))),
            tuple(dict.fromkeys((*self.people, *other.people))),
        )


KEEPERS = Audience(regency=(Role.ADMIN, Role.OFFICER))
"""Who keeps the records of a regency."""
READERS = KEEPERS | Audience(regency=(Role.CERTIFIER, Role.VIEWER))
"""Whoever answers for it beside them: told of days that pass, never of steps or of persons."""
OFFICE = Audience(branch=(Role.HEAD, Role.REVIEWER))
"""The BPJS offices that serve the regency."""
ALL_SIDES = READERS | OFFICE
"""Everybody who rests on an agreement or on its legal basis."""


@dataclass(frozen=True)
class Tidings:
    """What is to be told of a record, and to whom.

    Attributes:
        key: the same news has the same key, so that it is told once.
        code: what happened, such as ``agreement:return``.
        subject: kind of the record, such as ``agreement``.
        audience: who is told.
        params: what the words are filled with: titles, ISO days, counts, rupiah.
    """

    key: str
    code: str
    subject: str
    audience: Audience
    params: Params = field(default_factory=dict)


def told_values(values: Mapping[str, object], names: tuple[str, ...]) -> Params:
    """Those of some values that have one of these names and say something."""
    return {
        name: value
        for name, value in values.items()
        if name in names and isinstance(value, str | int) and value != ""
    }
