"""Names on lists beside the people of their programme, as pages show them."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from cooperation.checks.names import check_names
from cooperation.findings import Finding, Severity
from cooperation.labels import FINDING_TITLES
from cooperation.sentences import render
from cooperation.wording import describe
from enrollment.kinds import CoverStatus, RosterState
from enrollment.models.rosters import Roster
from enrollment.queries.listed_names import count_listed_names
from enrollment.queries.programmes import Programme


@dataclass(frozen=True)
class FindingItem:
    """A finding as the shell's list of findings shows it."""

    kind: str
    title: str
    detail: str


@dataclass(frozen=True)
class NamesView:
    """Names, the people they are compared with, and what follows; ``people`` may be not stated."""

    names: int
    reserves: int
    are_candidates: bool
    is_one_file: bool
    people: int | None
    findings: list[FindingItem]

    @property
    def difference(self) -> int | None:
        """Names less people; None where the programme states none."""
        return None if self.people is None else self.names - self.people


def names_of_programme(
    session: Session, programme: Programme, *, tenant_id: int
) -> NamesView | None:
    """The names on all stored lists of a programme; None before the first."""
    listed = count_listed_names(session, tenant_id=tenant_id, commitment_id=programme.id)
    if listed.compared == 0:
        return None
    return _compared(
        programme, listed.compared, reserves=listed.reserves, are_candidates=listed.are_candidates
    )


def names_of_roster(
    session: Session, roster: Roster, programme: Programme, *, tenant_id: int
) -> NamesView | None:
    """The names of a checked file while no list is stored; otherwise those of all stored lists."""
    stored = names_of_programme(session, programme, tenant_id=tenant_id)
    is_checked = roster.state == RosterState.READY and roster.valid_count
    if stored is not None or not is_checked or roster.cover_status == CoverStatus.RESERVE:
        return stored
    are_candidates = roster.cover_status == CoverStatus.PROPOSED
    return _compared(
        programme, roster.valid_count or 0, are_candidates=are_candidates, is_one_file=True
    )


def _compared(
    programme: Programme,
    names: int,
    *,
    are_candidates: bool,
    reserves: int = 0,
    is_one_file: bool = False,
) -> NamesView:
    finding = None
    if not programme.is_cancelled:
        finding = check_names(programme.people_count, names, are_candidates=are_candidates)
    return NamesView(
        names=names,
        reserves=reserves,
        are_candidates=are_candidates,
        is_one_file=is_one_file,
        people=programme.people_count,
        findings=[] if finding is None else [_item(finding)],
    )


def _item(finding: Finding) -> FindingItem:
    return FindingItem(
        kind="calm" if finding.severity is Severity.NOTE else "act",
        title=_(FINDING_TITLES[finding.code]),
        detail=render(describe(finding), _),
    )
