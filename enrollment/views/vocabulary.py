"""Words of this package as its pages need them: translated labels and options."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from flask import flash
from flask_babel import gettext as _

from enrollment.coverage import CoverageReading
from enrollment.kinds import (
    BASIS_LABELS,
    COVER_STATUS_LABELS,
    DENOMINATOR_LABELS,
    GROUP_LABELS,
    ROSTER_STATE_LABELS,
    SEGMENT_LABELS,
    CoverStatus,
    DenominatorKind,
    NumeratorBasis,
    RecipientGroup,
    RosterState,
    StatementSegment,
)
from enrollment.models.coverage import ParticipationStatement
from enrollment.models.rosters import Roster
from enrollment.parsing.refusals import FILE_TEXTS
from enrollment.queries.active_counts import ActivePeople
from enrollment.queries.coverage import roster_findings
from enrollment.reference import known_villages
from enrollment.roster_wording import figures_of_refusal
from enrollment.wording import Sentence, coverage_sentence
from tenants.kernel.errors import N_
from tenants.kernel.problems import sentence
from tenants.request import visit

_E = TypeVar("_E", bound=StrEnum)

STATE_MARKS: Mapping[RosterState, str] = {
    RosterState.MAPPING: "act",
    RosterState.READY: "act",
    RosterState.APPLIED: "ok",
    RosterState.FAILED: "bad",
}
STATUS_MARKS: Mapping[CoverStatus, str] = {
    CoverStatus.PAID: "ok",
    CoverStatus.ACTIVE: "ok",
    CoverStatus.PROPOSED: "",
}

ROSTER_SEGMENTS = (
    StatementSegment.ALL,
    StatementSegment.PU,
    StatementSegment.BPU,
    StatementSegment.JAKON,
)
"""Segments that a list of recipients may be of."""
UNKNOWN_REFUSAL = N_("Berkas ini tidak dapat dipakai.")


def vocabulary() -> dict[str, object]:
    """What every template of this package may call."""
    return {
        "state_label": lambda state: _(ROSTER_STATE_LABELS[RosterState(state)]),
        "roster_label": roster_label,
        "state_mark": lambda state: STATE_MARKS.get(RosterState(state), ""),
        "cover_label": lambda status: _(COVER_STATUS_LABELS[CoverStatus(status)]),
        "cover_mark": lambda status: STATUS_MARKS.get(CoverStatus(status), ""),
        "segment_label": lambda segment: _(SEGMENT_LABELS[StatementSegment(segment)]),
        "denominator_label": lambda kind: _(DENOMINATOR_LABELS[DenominatorKind(kind)]),
        "basis_label": lambda basis: _(BASIS_LABELS[NumeratorBasis(basis)]),
        "roster_scopes": lambda: [(one.value, _(SEGMENT_LABELS[one])) for one in ROSTER_SEGMENTS],
    }


def roster_label(roster: Roster) -> str:
    """Where a roster stands; one that was stored and taken out again was not merely given up."""
    if roster.withdrawn_at is not None:
        is_done = roster.state == RosterState.DISCARDED
        return str(_("ditarik") if is_done else _("sedang ditarik"))
    return str(_(ROSTER_STATE_LABELS[RosterState(roster.state)]))


def group_label(group: str) -> str:
    """A group in words. The list is open: a group we have no word for reads as it was written."""
    return str(_(GROUP_LABELS[RecipientGroup(group)])) if group in set(RecipientGroup) else group


def place_words(village_code: str) -> str:
    """A village and its district by name; an unknown one by its code."""
    place = known_villages().get(village_code)
    return f"{place.name}, {place.district}" if place else village_code


def local_today() -> date:
    """The day it is at the regency in use."""
    return visit().today


def said(words: Sentence) -> str:
    """A sentence in the reader's language."""
    return words.said(sentence)


def refusal_of(roster: Roster) -> str | None:
    """Why a file was refused as a whole, in the reader's language; None where it was not."""
    if roster.failure_code is None:
        return None
    texts = {problem.value: words for problem, words in FILE_TEXTS.items()}
    found = texts.get(roster.failure_code, UNKNOWN_REFUSAL)
    return sentence(found, figures_of_refusal(roster.failure_params))


def warn_of_rosters(statement: ParticipationStatement, active: ActivePeople) -> None:
    """Tell whoever has just recorded a statement what the lists kept here say against it."""
    for finding in roster_findings(statement, active):
        flash(said(coverage_sentence(finding)), "warning")


def coverage_findings(reading: CoverageReading) -> list[str]:
    """What a reading of coverage has found, in the reader's language."""
    return [said(coverage_sentence(one)) for one in reading.findings]


def options(
    labels: Mapping[_E, str], *, first: str = "", only: tuple[_E, ...] | None = None
) -> list[tuple[str, str]]:
    """Choices of a select, perhaps with an empty one before them."""
    listed = [(value.value, _(label)) for value, label in labels.items()]
    if only is not None:
        listed = [(value, label) for value, label in listed if value in only]
    return [("", first), *listed] if first else listed
