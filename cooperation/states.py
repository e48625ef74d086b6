"""States of agreements, and which step leads where, who may take it and what it needs. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tenants.kernel.errors import N_, InvalidTransition


class AgreementState(StrEnum):
    """Where an agreement stands.

    What a signed one is on a day follows from its dates, by ``agreement_state_on``: in force,
    amended (in force with a signed addendum), ended, or extended (ended and continued by another).
    ``SUBMITTED`` is the review by the BPJS office (reviu BPJS); ``DROPPED`` was given up before
    anybody signed (ditarik).
    """

    DRAFT = "draft"
    DEPARTMENT_REVIEW = "department_review"
    LEGAL_REVIEW = "legal_review"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    SIGNED = "signed"
    IN_FORCE = "in_force"
    AMENDED = "amended"
    ENDED = "ended"
    EXTENDED = "extended"
    TERMINATED = "terminated"
    DROPPED = "dropped"


class ReviewStage(StrEnum):
    """Who examines a draft: the head of the OPD, the legal bureau, the BPJS office."""

    DEPARTMENT = "department"
    LEGAL = "legal"
    BRANCH = "branch"


class AgreementAction(StrEnum):
    """What can be done with an agreement. ``REVISE`` stands for every change of what it states.

    ``FORWARD_`` is the approval of whoever was named: it hands the draft to the next who examines.
    """

    ASK_DEPARTMENT = "ask-department"
    ASK_LEGAL = "ask-legal"
    SUBMIT = "submit"
    FORWARD_LEGAL = "forward-legal"
    FORWARD_BRANCH = "forward-branch"
    SEND_BACK = "send-back"
    WITHDRAW = "withdraw"
    ACCEPT = "accept"
    RETURN = "return"
    UNDO_DEPARTMENT = "undo-department"
    UNDO_LEGAL = "undo-legal"
    UNDO_BRANCH = "undo-branch"
    REVISE = "revise"
    SIGN = "sign"
    CORRECT_SIGNATURE = "correct-signature"
    TERMINATE = "terminate"
    DROP = "drop"
    RESUME = "resume"


class Doer(StrEnum):
    """Who takes a step: whoever keeps the records, whoever was named to approve, the office."""

    KEEPER = "keeper"
    APPROVER = "approver"
    OFFICE = "office"


class Need(StrEnum):
    """What a step is refused without."""

    COMPLETE = "complete"
    """What the office needs: the term, people, months."""
    OFFICE = "office"
    """A BPJS office that serves the regency today."""
    APPROVER = "approver"
    """Somebody named to approve."""
    NAMED = "named"
    """To be who was named, or to stand in for them that day."""
    NOT_PREPARER = "not-preparer"
    """To be neither who prepared this version nor who asked."""
    REASON = "reason"
    """At least ten letters."""
    SIGNED_COPY = "signed-copy"
    """The signed copy."""
    COPY_OR_REASON = "copy-or-reason"
    """The signed copy, or a reason why the copy of what was concluded elsewhere comes later."""
    SAME_WORDS = "same-words"
    """The very content that was put before whoever decides, by its hash."""


class Told(StrEnum):
    """Whom a step concerns beside who takes it."""

    APPROVER = "approver"
    REGENCY = "regency"
    BRANCH = "branch"
    KNOWING_BRANCH = "knowing-branch"
    """The BPJS office, where the agreement was ever put before it."""


@dataclass(frozen=True)
class Step:
    """Where a step leads, who may take it, what it needs, and who is told."""

    target: AgreementState
    may: Doer
    needs: frozenset[Need] = frozenset()
    tells: frozenset[Told] = frozenset()


_S, _A = AgreementState, AgreementAction
_PREPARE, _APPROVE, _DECIDE = Doer.KEEPER, Doer.APPROVER, Doer.OFFICE
_BOUND = frozenset({Need.NAMED, Need.NOT_PREPARER, Need.SAME_WORDS})
_TO_BRANCH = frozenset({Need.COMPLETE, Need.OFFICE})
_ASKED = frozenset({Told.APPROVER})
_AT_HOME = frozenset({Told.REGENCY})
_AT_OFFICE = frozenset({Told.BRANCH})
_HOME_AND_KNOWING = frozenset({Told.REGENCY, Told.KNOWING_BRANCH})
_CORRECTED = (frozenset({Need.REASON}), _AT_OFFICE | _AT_HOME)


def _steps_while_open(
    state: AgreementState,
) -> Mapping[tuple[AgreementState, AgreementAction], Step]:
    """What whoever prepares a draft may do, first or after it was returned."""
    named = frozenset({Need.APPROVER})
    return {
        (state, _A.ASK_DEPARTMENT): Step(_S.DEPARTMENT_REVIEW, _PREPARE, named, _ASKED),
        (state, _A.ASK_LEGAL): Step(_S.LEGAL_REVIEW, _PREPARE, named, _ASKED),
        (state, _A.SUBMIT): Step(_S.SUBMITTED, _PREPARE, _TO_BRANCH, _AT_OFFICE),
        (state, _A.REVISE): Step(state, _PREPARE),
        (state, _A.DROP): Step(_S.DROPPED, _PREPARE, frozenset({Need.REASON}), _HOME_AND_KNOWING),
    }


AGREEMENT_STEPS: Mapping[tuple[AgreementState, AgreementAction], Step] = {
    **_steps_while_open(_S.DRAFT),
    **_steps_while_open(_S.RETURNED),
    (_S.DRAFT, _A.SIGN): Step(
        _S.SIGNED, _PREPARE, frozenset({Need.COPY_OR_REASON}), _AT_OFFICE | _AT_HOME
    ),
    (_S.DEPARTMENT_REVIEW, _A.FORWARD_LEGAL): Step(
        _S.LEGAL_REVIEW, _APPROVE, _BOUND | {Need.APPROVER}, _ASKED | _AT_HOME
    ),
    (_S.DEPARTMENT_REVIEW, _A.FORWARD_BRANCH): Step(
        _S.SUBMITTED, _APPROVE, _BOUND | _TO_BRANCH, _AT_OFFICE | _AT_HOME
    ),
    (_S.DEPARTMENT_REVIEW, _A.SEND_BACK): Step(
        _S.RETURNED, _APPROVE, _BOUND | {Need.REASON}, _AT_HOME
    ),
    (_S.DEPARTMENT_REVIEW, _A.WITHDRAW): Step(_S.DRAFT, _PREPARE, frozenset(), _ASKED),
    (_S.LEGAL_REVIEW, _A.FORWARD_BRANCH): Step(
        _S.SUBMITTED, _APPROVE, _BOUND | _TO_BRANCH, _AT_OFFICE | _AT_HOME
    ),
    (_S.LEGAL_REVIEW, _A.SEND_BACK): Step(_S.RETURNED, _APPROVE, _BOUND | {Need.REASON}, _AT_HOME),
    (_S.LEGAL_REVIEW, _A.WITHDRAW): Step(_S.DRAFT, _PREPARE, frozenset(), _ASKED),
    (_S.LEGAL_REVIEW, _A.UNDO_DEPARTMENT): Step(
        _S.DEPARTMENT_REVIEW, _APPROVE, _BOUND, _AT_HOME | _ASKED
    ),
    (_S.SUBMITTED, _A.UNDO_DEPARTMENT): Step(
        _S.DEPARTMENT_REVIEW, _APPROVE, _BOUND, _AT_HOME | _AT_OFFICE
    ),
    (_S.SUBMITTED, _A.UNDO_LEGAL): Step(_S.LEGAL_REVIEW, _APPROVE, _BOUND, _AT_HOME | _AT_OFFICE),
    (_S.SUBMITTED, _A.WITHDRAW): Step(_S.DRAFT, _PREPARE, frozenset(), _AT_OFFICE),
    (_S.SUBMITTED, _A.ACCEPT): Step(_S.ACCEPTED, _DECIDE, frozenset({Need.SAME_WORDS}), _AT_HOME),
    (_S.SUBMITTED, _A.RETURN): Step(
        _S.RETURNED, _DECIDE, frozenset({Need.SAME_WORDS, Need.REASON}), _AT_HOME
    ),
    (_S.RETURNED, _A.UNDO_DEPARTMENT): Step(_S.DEPARTMENT_REVIEW, _APPROVE, _BOUND, _AT_HOME),
    (_S.RETURNED, _A.UNDO_LEGAL): Step(_S.LEGAL_REVIEW, _APPROVE, _BOUND, _AT_HOME),
    (_S.RETURNED, _A.UNDO_BRANCH): Step(
        _S.SUBMITTED, _DECIDE, frozenset({Need.SAME_WORDS}), _AT_HOME
    ),
    (_S.ACCEPTED, _A.UNDO_BRANCH): Step(
        _S.SUBMITTED, _DECIDE, frozenset({Need.SAME_WORDS}), _AT_HOME
    ),
    (_S.ACCEPTED, _A.REVISE): Step(_S.DRAFT, _PREPARE, frozenset(), _AT_OFFICE | _AT_HOME),
    (_S.ACCEPTED, _A.SIGN): Step(
        _S.SIGNED, _PREPARE, frozenset({Need.SIGNED_COPY}), _AT_OFFICE | _AT_HOME
    ),
    (_S.ACCEPTED, _A.DROP): Step(
        _S.DROPPED, _PREPARE, frozenset({Need.REASON}), _AT_OFFICE | _AT_HOME
    ),
    (_S.SIGNED, _A.REVISE): Step(_S.SIGNED, _PREPARE),
    (_S.SIGNED, _A.TERMINATE): Step(
        _S.TERMINATED, _PREPARE, frozenset({Need.REASON}), _AT_OFFICE | _AT_HOME
    ),
    (_S.SIGNED, _A.CORRECT_SIGNATURE): Step(_S.SIGNED, _PREPARE, *_CORRECTED),
    (_S.TERMINATED, _A.REVISE): Step(_S.TERMINATED, _PREPARE),
    (_S.TERMINATED, _A.CORRECT_SIGNATURE): Step(_S.TERMINATED, _PREPARE, *_CORRECTED),
    (_S.DROPPED, _A.RESUME): Step(_S.DRAFT, _PREPARE, frozenset(), _HOME_AND_KNOWING),
}
"""Every lawful step. A draft may be signed without review: an agreement concluded on paper is
recorded so; and a small office may go to BPJS without the reviews at home."""

BEFORE_SIGNATURE = frozenset(
    {
        AgreementState.DRAFT,
        AgreementState.DEPARTMENT_REVIEW,
        AgreementState.LEGAL_REVIEW,
        AgreementState.SUBMITTED,
        AgreementState.RETURNED,
        AgreementState.ACCEPTED,
        AgreementState.DROPPED,
    }
)
"""States in which an agreement binds nobody."""

AT_HOME = BEFORE_SIGNATURE - {AgreementState.SUBMITTED, AgreementState.ACCEPTED}
"""States in which the regency may rewrite it; what the BPJS office knows of is the last round."""

STAGE_OF: Mapping[AgreementState, ReviewStage] = {
    AgreementState.DEPARTMENT_REVIEW: ReviewStage.DEPARTMENT,
    AgreementState.LEGAL_REVIEW: ReviewStage.LEGAL,
    AgreementState.SUBMITTED: ReviewStage.BRANCH,
}
"""The states in which somebody examines, so that nothing of it may change."""

ASKING: Mapping[ReviewStage, AgreementAction] = {
    ReviewStage.DEPARTMENT: AgreementAction.ASK_DEPARTMENT,
    ReviewStage.LEGAL: AgreementAction.ASK_LEGAL,
    ReviewStage.BRANCH: AgreementAction.SUBMIT,
}
FORWARDING: Mapping[ReviewStage, AgreementAction] = {
    ReviewStage.LEGAL: AgreementAction.FORWARD_LEGAL,
    ReviewStage.BRANCH: AgreementAction.FORWARD_BRANCH,
}
UNDOING: Mapping[ReviewStage, AgreementAction] = {
    ReviewStage.DEPARTMENT: AgreementAction.UNDO_DEPARTMENT,
    ReviewStage.LEGAL: AgreementAction.UNDO_LEGAL,
    ReviewStage.BRANCH: AgreementAction.UNDO_BRANCH,
}

_EXAMINED_AT_HOME = N_(
    "Perjanjian ini sedang direviu di pemerintah daerah, sehingga isinya tidak dapat diubah."
    " Tarik kembali dahulu, ubah, lalu mintakan reviu lagi."
)
_REFUSED_BECAUSE: Mapping[tuple[AgreementState, AgreementAction], str] = {
    (AgreementState.SUBMITTED, AgreementAction.REVISE): N_(
        "Perjanjian ini sedang diperiksa BPJS Ketenagakerjaan, sehingga isinya tidak dapat diubah."
        " Tarik kembali dahulu, ubah, lalu ajukan lagi."
    ),
    (AgreementState.SUBMITTED, AgreementAction.SIGN): N_(
        "Perjanjian ini sedang diperiksa BPJS Ketenagakerjaan. Tunggu keputusannya, atau tarik"
        " kembali bila perjanjian sudah ditandatangani di luar layanan ini."
    ),
    (AgreementState.RETURNED, AgreementAction.SIGN): N_(
        "Perjanjian ini dikembalikan untuk diperbaiki. Perbaiki, lalu ajukan kembali sebelum"
        " mencatat tanda tangan."
    ),
    (AgreementState.SUBMITTED, AgreementAction.SUBMIT): N_(
        "Perjanjian ini sudah diajukan dan sedang diperiksa BPJS Ketenagakerjaan."
    ),
    (AgreementState.DEPARTMENT_REVIEW, AgreementAction.REVISE): _EXAMINED_AT_HOME,
    (AgreementState.LEGAL_REVIEW, AgreementAction.REVISE): _EXAMINED_AT_HOME,
    (AgreementState.DEPARTMENT_REVIEW, AgreementAction.SIGN): _EXAMINED_AT_HOME,
    (AgreementState.LEGAL_REVIEW, AgreementAction.SIGN): _EXAMINED_AT_HOME,
    (AgreementState.DROPPED, AgreementAction.REVISE): N_(
        "Perjanjian ini sudah ditarik. Buka kembali dahulu bila masih akan dilanjutkan."
    ),
    (AgreementState.ACCEPTED, AgreementAction.SUBMIT): N_(
        "Perjanjian ini sudah disetujui untuk ditandatangani."
    ),
}


def is_told_in_place(state: AgreementState, action: str) -> bool:
    """Whether a step that leaves an agreement in its state is news for somebody.

    Args:
        state: before and after the step.
        action: the step's verb, as it is audited.

    Source:
        Who rests on what is corrected learns of it.
    """
    return any(
        (at, verb) == (state, action) and step.target is state and bool(step.tells)
        for (at, verb), step in AGREEMENT_STEPS.items()
    )


def next_agreement_state(state: AgreementState, action: AgreementAction) -> AgreementState:
    """Where a step leads.

    Raises:
        InvalidTransition: the table has no such step.

    Source:
        Stages of cooperation: draft, signature, implementation, end (Permendagri 22/2020); the
        BPJS office examines the draft before it is signed.
    """
    found = AGREEMENT_STEPS.get((state, action))
    if found is None:
        plain = N_("Perjanjian ini tidak dapat diubah statusnya dengan cara itu.")
        raise InvalidTransition(
            _REFUSED_BECAUSE.get((state, action), plain),
            state=state.value,
            action=action.value,
        )
    return found.target


@dataclass(frozen=True)
class TermDates:
    """What the calendar says of a signed agreement. None is not stated, or not the case.

    ``starts_on`` None: from the signature. ``ends_on`` is the last day with all signed addenda,
    ``amended_from`` the first day of the earliest of them that binds, ``continued_from`` the first
    day of the agreement that continues it.
    """

    starts_on: date | None = None
    ends_on: date | None = None
    amended_from: date | None = None
    continued_from: date | None = None


def agreement_state_on(state: AgreementState, dates: TermDates, day: date) -> AgreementState:
    """What an agreement is on a day.

    Source:
        The term agreed in the agreement itself and in its addenda.
    """
    if state is not AgreementState.SIGNED:
        return state
    if dates.ends_on is not None and dates.ends_on < day:
        is_continued = dates.continued_from is not None and dates.continued_from <= day
        return AgreementState.EXTENDED if is_continued else AgreementState.ENDED
    if dates.starts_on is not None and day < dates.starts_on:
        return AgreementState.SIGNED
    if dates.amended_from is not None and dates.amended_from <= day:
        return AgreementState.AMENDED
    return AgreementState.IN_FORCE
