"""Villages found by their names, as lists write them. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from enrollment.parsing.columns import bare, distance
from enrollment.reference import Village

CANDIDATES_SHOWN = 3
_SLIPS = 2
_KINDS = frozenset({"desa", "ds", "kelurahan", "kel", "kecamatan", "kec"})
_WORD_ENDS = re.compile(r"[\s./:,()-]+")


@dataclass(frozen=True)
class NamedVillage:
    """What a name leads to: one village, or the ones that may be meant.

    ``is_ambiguous``: several villages carry the very name. ``is_elsewhere``: the only one that does
    lies in another district than the list names, in one that this regency does not have.
    """

    village: Village | None
    candidates: Sequence[Village] = ()
    is_ambiguous: bool = False
    is_elsewhere: bool = False


@dataclass(frozen=True)
class VillageNames:
    """The villages of one regency by name; empty where its list is not kept."""

    villages: Sequence[Village]

    def find(self, name: str, district: str) -> NamedVillage:
        """The village of a name, and of a district where one is named.

        Args:
            name: as written, perhaps with ``Desa`` before it.
            district: as written; empty where none is.

        Source:
            Kepmendagri 300.2.2-2138/2025: names of villages repeat between districts, not within.
        """
        key, within = place_key(name), place_key(district)
        same = [village for village in self.villages if place_key(village.name) == key]
        here = [village for village in same if place_key(village.district) == within]
        if len(here) == 1:
            return NamedVillage(here[0])
        if within in self._districts:
            return NamedVillage(None, self._candidates(same, key, within))
        if len(same) == 1:
            return NamedVillage(same[0], is_elsewhere=bool(within))
        if same:
            return NamedVillage(None, same[:CANDIDATES_SHOWN], is_ambiguous=True)
        return NamedVillage(None, self._candidates(same, key, within))

    @cached_property
    def _districts(self) -> frozenset[str]:
        return frozenset(place_key(village.district) for village in self.villages)

    def _candidates(self, same: Iterable[Village], key: str, within: str) -> Sequence[Village]:
        """Those of this district with a name near to it, then those of the very name elsewhere."""
        near = [
            (distance(place_key(village.name), key), village.code, village)
            for village in self.villages
            if within in {"", place_key(village.district)}
        ]
        close = [
            village for slips, _, village in sorted(near)[:CANDIDATES_SHOWN] if slips <= _SLIPS
        ]
        return [*close, *same][:CANDIDATES_SHOWN]


def place_key(name: str) -> str:
    """The name of a place without case, accents, blanks, and the word for its kind before it.

    Source:
        Practice of village lists: Ds. Karang Jati, KARANGJATI and Desa Karangjati are one.
    """
    words = _WORD_ENDS.split(name.casefold().strip())
    while len(words) > 1 and words[0] in {*_KINDS, ""}:
        words = words[1:]
    return bare("".join(words))


def shown_villages(villages: Iterable[Village]) -> str:
    """Villages as a person tells them apart: ``Jati (Jati), Pelem (Blora)``.

    Source:
        Kepmendagri 300.2.2-2138/2025.
    """
    return ", ".join(f"{village.name} ({village.district})" for village in villages)
