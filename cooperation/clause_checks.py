"""Which clauses a text of an agreement holds: what was checked, and what is still missing. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cooperation.clause_template import Clause, ClauseTemplate
from tenants.kernel.errors import N_


class Presence(StrEnum):
    """What somebody found of a clause in a text."""

    PRESENT = "present"
    ABSENT = "absent"
    NOT_NEEDED = "not_needed"


PRESENCE_LABELS: Mapping[Presence, str] = {
    Presence.PRESENT: N_("ada"),
    Presence.ABSENT: N_("tidak ada"),
    Presence.NOT_NEEDED: N_("tidak diperlukan"),
}


@dataclass(frozen=True)
class ClauseFinding:
    """What is stated of one clause; ``place`` is its article or page."""

    presence: Presence
    place: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class ClauseLine:
    """A clause beside what is known of it; ``finding`` is None while nobody has looked."""

    clause: Clause
    finding: ClauseFinding | None
    is_of_earlier_text: bool = False

    @property
    def is_checked(self) -> bool:
        """Whether somebody looked for it in the present text.

        Source:
            A finding holds for the words that were read.
        """
        return self.finding is not None and not self.is_of_earlier_text

    @property
    def is_missing(self) -> bool:
        """Whether a clause that is required is absent, or not looked for in this text yet.

        Source:
            The clauses an agreement is made of; see ``clause_template``.
        """
        if not self.clause.is_required:
            return False
        if self.finding is None or not self.is_checked:
            return True
        return self.finding.presence is Presence.ABSENT


def clause_lines(
    template: ClauseTemplate,
    found: Mapping[str, ClauseFinding],
    earlier: frozenset[str] = frozenset(),
) -> Sequence[ClauseLine]:
    """Every clause of the template in reading order beside what was found.

    Args:
        template: the clauses.
        found: by clause.
        earlier: clauses that were last looked for in another text than the present one.

    Source:
        The clauses an agreement is made of; see ``clause_template``.
    """
    return [
        ClauseLine(clause, found.get(clause.id), clause.id in earlier)
        for clause in template.clauses
    ]
