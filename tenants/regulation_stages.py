"""The stages in which a regulation is drafted, and when it may be expected in force. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tenants.kernel.errors import N_, FieldError
from tenants.regulation_types import RegulationKind


class Stage(StrEnum):
    """A step on the way of a draft to the gazette."""

    PROGRAMME = "programme"
    ACADEMIC_PAPER = "academic_paper"
    DELIBERATION = "deliberation"
    JOINT_APPROVAL = "joint_approval"
    GOVERNOR_REVIEW = "governor_review"
    PLANNING = "planning"
    DRAFTING = "drafting"
    HARMONISATION = "harmonisation"
    FACILITATION = "facilitation"
    ENACTMENT = "enactment"
    PROMULGATION = "promulgation"


STAGE_LABELS: Mapping[Stage, str] = {
    Stage.PROGRAMME: N_("Propemperda"),
    Stage.ACADEMIC_PAPER: N_("Naskah akademik"),
    Stage.DELIBERATION: N_("Pembahasan DPRD"),
    Stage.JOINT_APPROVAL: N_("Persetujuan bersama"),
    Stage.GOVERNOR_REVIEW: N_("Evaluasi atau fasilitasi gubernur"),
    Stage.PLANNING: N_("Perencanaan"),
    Stage.DRAFTING: N_("Penyusunan"),
    Stage.HARMONISATION: N_("Harmonisasi"),
    Stage.FACILITATION: N_("Fasilitasi gubernur"),
    Stage.ENACTMENT: N_("Penetapan kepala daerah"),
    Stage.PROMULGATION: N_("Pengundangan"),
}

_OF_COUNCIL = (
    Stage.PROGRAMME,
    Stage.ACADEMIC_PAPER,
    Stage.DELIBERATION,
    Stage.JOINT_APPROVAL,
    Stage.GOVERNOR_REVIEW,
    Stage.ENACTMENT,
    Stage.PROMULGATION,
)
_OF_HEAD = (
    Stage.PLANNING,
    Stage.DRAFTING,
    Stage.HARMONISATION,
    Stage.FACILITATION,
    Stage.ENACTMENT,
    Stage.PROMULGATION,
)

STAGES_OF: Mapping[RegulationKind, tuple[Stage, ...]] = {
    RegulationKind.PERDA: _OF_COUNCIL,
    RegulationKind.QANUN: _OF_COUNCIL,
    RegulationKind.PERDA_UMUM: _OF_COUNCIL,
    RegulationKind.PERBUP: _OF_HEAD,
    RegulationKind.PERWALI: _OF_HEAD,
}
"""The stages of each kind in their order; a kind that is left out is signed without stages.

Source:
    UU 12/2011 as amended, UU 23/2014 article 239 (Propemperda), Permendagri 80/2015 as amended.
"""


@dataclass(frozen=True, kw_only=True)
class StageDates:
    """When a stage was to be done and when it was. None: not stated."""

    stage: Stage
    planned_on: date | None = None
    done_on: date | None = None

    def is_overdue_on(self, day: date) -> bool:
        """Whether its planned day has passed without it being done."""
        return self.done_on is None and self.planned_on is not None and self.planned_on < day


@dataclass(frozen=True)
class Expectation:
    """When a draft may be expected in force.

    ``in_force_on`` is None where nobody has planned the promulgation. ``slip_days`` is by how much
    the promulgation is later than planned, 0 or more.
    """

    in_force_on: date | None
    slip_days: int
    overdue: tuple[Stage, ...]
    next_stage: Stage | None


def expected_in_force(
    stages: Sequence[StageDates], effective_on: date | None, today: date
) -> Expectation:
    """When a draft may be expected in force, by the plan and by what has slipped.

    A stage that is not done is expected on its planned day, not before today, and after the stage
    before it by as many days as planned: what has slipped pushes all that follows. It takes effect
    when promulgated, or on a later stated day.

    Args:
        stages: the stages of the kind, in their order, whether dated or not.
        effective_on: the day of effect the draft itself states.
        today: on the regency's clock.

    Source:
        UU 12/2011 article 87: a regulation takes effect when promulgated unless it says otherwise.
    """
    promulgated, planned = _last_expected(stages, today)
    known = [day for day in (promulgated, effective_on) if day is not None]
    return Expectation(
        in_force_on=max(known) if promulgated is not None else None,
        slip_days=(promulgated - planned).days if promulgated and planned else 0,
        overdue=tuple(one.stage for one in stages if one.is_overdue_on(today)),
        next_stage=next((one.stage for one in stages if one.done_on is None), None),
    )


def stage_errors(
    kind: RegulationKind, stages: Sequence[StageDates], latest_today: date
) -> list[FieldError]:
    """Every contradiction between stated stages, in the order of the form.

    Args:
        kind: the form of the regulation.
        stages: what was stated, in any order.
        latest_today: the latest day it is anywhere in the country.
    """
    allowed = STAGES_OF.get(kind, ())
    stated = {one.stage: one for one in stages}
    return [
        *(
            FieldError(f"/done_{one.stage}", N_("Tanggal selesai belum tiba."))
            for one in stages
            if one.done_on is not None and one.done_on > latest_today
        ),
        *(
            FieldError(f"/planned_{one.stage}", N_("Tahap ini tidak ada pada jenis regulasi ini."))
            for one in stages
            if one.stage not in allowed
        ),
        *_order_errors(stated),
    ]


def _order_errors(stated: Mapping[Stage, StageDates]) -> Iterator[FieldError]:
    enacted = stated.get(Stage.ENACTMENT)
    promulgated = stated.get(Stage.PROMULGATION)
    if enacted is None or promulgated is None:
        return
    for field in ("planned", "done"):
        first = getattr(enacted, f"{field}_on")
        second = getattr(promulgated, f"{field}_on")
        if first is not None and second is not None and second < first:
            yield FieldError(
                f"/{field}_{Stage.PROMULGATION}",
                N_("Tanggal pengundangan mendahului tanggal penetapan."),
            )


def _last_expected(stages: Sequence[StageDates], today: date) -> tuple[date | None, date | None]:
    """The expected and the planned day of the last stage; None where that one has no day."""
    before: tuple[date, date] | None = None
    expected: date | None = None
    for one in stages:
        planned = one.planned_on
        if one.done_on is not None:
            expected = one.done_on
        elif planned is None:
            expected = None
            continue
        else:
            expected = max(planned, today)
            if before is not None:
                gap = max(planned - before[0], timedelta(0))
                expected = max(expected, before[1] + gap)
        before = (planned or expected, expected)
    last = stages[-1].planned_on if stages else None
    return expected, last
