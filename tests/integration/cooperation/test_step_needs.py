"""Every step of the table, taken once with all it needs and once without each: then it is refused.

The table says what a step needs; the services see to it. Each service is driven here, so that one
which drops a need is found by that need.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from cooperation.models.agreements import Agreement
from cooperation.models.reviews import InternalReview
from cooperation.queries.internal_reviews import list_internal_rounds
from cooperation.schemas.agreements import ReviewRequestIn
from cooperation.services.agreement_steps import (
    Signature,
    drop_agreement,
    resume_agreement,
    sign_agreement,
    terminate_agreement,
)
from cooperation.services.internal_decisions import Next, send_back, undo_review
from cooperation.services.internal_reviews import ask_review
from cooperation.services.reviews import (
    Office,
    Seen,
    accept_agreement,
    return_agreement,
    submit_agreement,
    undo_decision,
    withdraw_agreement,
)
from cooperation.services.signatures import correct_signature
from cooperation.states import (
    AGREEMENT_STEPS,
    AgreementAction,
    AgreementState,
    Need,
    ReviewStage,
)
from tenants.kernel.actor import Actor
from tenants.kernel.db import transaction
from tenants.kernel.errors import AppError
from tenants.kernel.schemas import load
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import ACTOR, Regency
from tests.integration.cooperation.records import PDF, TODAY, by, keep_agreement, keep_commitment
from tests.integration.cooperation.test_internal_reviews import (
    DEPUTY,
    HEAD,
    REASON,
    TO_BRANCH,
    TO_LAWYER,
    forward,
    hand_over,
    kept,
    named,
    of_branch,
    open_branch_round,
    place,
    revise,
)

pytestmark = pytest.mark.usefixtures("app_context")

_S, _A = AgreementState, AgreementAction
SHORT = "belum"
ZONE = "Asia/Jakarta"


@dataclass(frozen=True)
class Scene:
    """An agreement on its way, and the office, if any serves the regency."""

    regency: Regency
    branch: Organisation
    agreement: Agreement

    @property
    def one(self) -> dict[str, Any]:
        """Which agreement, as keepers and the office name it."""
        return {**by(self.regency), "agreement_id": self.agreement.id}

    @property
    def version(self) -> int:
        """As the page shows it now."""
        return kept(self.regency, self.agreement).version

    @property
    def office(self) -> Office:
        """Who decides."""
        return Office(self.branch.id, self.branch.name)

    @property
    def home_round(self) -> InternalReview:
        """The round at home that was opened last."""
        with transaction(self.regency.principal()) as session:
            rounds = list_internal_rounds(
                session, tenant_id=self.regency.id, agreement_id=self.agreement.id
            )
        return rounds[0].review


Take = Callable[[Scene, Need | None], object]


def _as_keeper(service: Callable[..., object], scene: Scene, **stated: Any) -> None:
    with transaction(scene.regency.principal()) as session:
        service(session, **scene.one, expected_version=scene.version, **stated)


def _reason(lack: Need | None) -> str:
    return SHORT if lack is Need.REASON else REASON


def _approver(lack: Need | None) -> Actor:
    """Who decides at home; whoever prepared it comes as the deputy of who was named."""
    return {Need.NAMED: DEPUTY, Need.NOT_PREPARER: ACTOR}.get(lack or Need.REASON, HEAD)


def _ask(stage: ReviewStage, scene: Scene, lack: Need | None = None) -> None:
    """The form names the approver; without one nothing reaches the service."""
    chosen = "" if lack is Need.APPROVER else str(uuid4())
    form = {"expected_version": str(scene.version), "stage": stage.value, "membership_id": chosen}
    data = load(ReviewRequestIn, {**form, "note": ""})
    approver: Any = named(HEAD) if data["membership_id"] else None
    _as_keeper(partial(ask_review, stage=data["stage"], approver=approver), scene)


def _submit(scene: Scene, _lack: Need | None = None) -> None:
    _as_keeper(partial(submit_agreement, timezone=ZONE), scene)


def _forward(to: Next, scene: Scene, lack: Need | None = None) -> None:
    if lack is Need.APPROVER:
        to = Next(to.stage)
    forward(scene.regency, scene.home_round, scene.agreement, to, _approver(lack))


def _send_back(scene: Scene, lack: Need | None = None) -> None:
    with transaction(scene.regency.principal()) as session:
        send_back(
            session,
            **place(scene.regency, scene.agreement, _approver(lack)),
            review_id=scene.home_round.id,
            reason=_reason(lack),
        )


def _undo_at_home(scene: Scene, lack: Need | None = None) -> None:
    with transaction(scene.regency.principal()) as session:
        undo_review(session, **place(scene.regency, scene.agreement, _approver(lack)))


def _withdraw(scene: Scene, _lack: Need | None = None) -> None:
    _as_keeper(withdraw_agreement, scene)


def _decide(service: Callable[..., object], scene: Scene, **stated: Any) -> None:
    seen = Seen(open_branch_round(scene.regency, scene.agreement).id, scene.version)
    with transaction(of_branch(scene.regency, scene.branch)) as session:
        service(session, **scene.one, seen=seen, office=scene.office, **stated)


def _accept(scene: Scene, _lack: Need | None = None) -> None:
    _decide(accept_agreement, scene)


def _return(scene: Scene, lack: Need | None = None) -> None:
    _decide(return_agreement, scene, reason=_reason(lack))


def _undo_at_office(scene: Scene, _lack: Need | None = None) -> None:
    with transaction(of_branch(scene.regency, scene.branch)) as session:
        undo_decision(session, **scene.one, expected_version=scene.version, office=scene.office)


def _revise(scene: Scene, _lack: Need | None = None) -> None:
    revise(scene.regency, scene.agreement, title="PKS dengan nama lain")


def _sign(scene: Scene, lack: Need | None = None) -> None:
    later = "Salinan menyusul dari kantor cabang." if lack is Need.SIGNED_COPY else None
    signature = Signature(TODAY, copy=None if lack else PDF, comes_later=later)
    _as_keeper(partial(sign_agreement, signature=signature, timezone=ZONE), scene)


def _correct(scene: Scene, lack: Need | None = None) -> None:
    stated = {"signed_on": TODAY - timedelta(days=1), "reason": _reason(lack), "timezone": ZONE}
    _as_keeper(correct_signature, scene, **stated)


def _terminate(scene: Scene, lack: Need | None = None) -> None:
    stated = {"terminated_on": TODAY, "today": TODAY, "reason": _reason(lack)}
    _as_keeper(terminate_agreement, scene, **stated)


def _drop(scene: Scene, lack: Need | None = None) -> None:
    _as_keeper(drop_agreement, scene, reason=_reason(lack))


def _resume(scene: Scene, _lack: Need | None = None) -> None:
    _as_keeper(resume_agreement, scene)


_ask_department = partial(_ask, ReviewStage.DEPARTMENT)
_ask_legal = partial(_ask, ReviewStage.LEGAL)
TAKES: Mapping[AgreementAction, Take] = {
    _A.ASK_DEPARTMENT: _ask_department,
    _A.ASK_LEGAL: _ask_legal,
    _A.SUBMIT: _submit,
    _A.FORWARD_LEGAL: partial(_forward, TO_LAWYER),
    _A.FORWARD_BRANCH: partial(_forward, TO_BRANCH),
    _A.SEND_BACK: _send_back,
    _A.WITHDRAW: _withdraw,
    _A.ACCEPT: _accept,
    _A.RETURN: _return,
    _A.UNDO_DEPARTMENT: _undo_at_home,
    _A.UNDO_LEGAL: _undo_at_home,
    _A.UNDO_BRANCH: _undo_at_office,
    _A.REVISE: _revise,
    _A.SIGN: _sign,
    _A.CORRECT_SIGNATURE: _correct,
    _A.TERMINATE: _terminate,
    _A.DROP: _drop,
    _A.RESUME: _resume,
}
_to_lawyer = TAKES[_A.FORWARD_LEGAL]
_to_branch = TAKES[_A.FORWARD_BRANCH]
WAYS: Mapping[AgreementState, tuple[Take, ...]] = {
    _S.DRAFT: (),
    _S.DEPARTMENT_REVIEW: (_ask_department,),
    _S.LEGAL_REVIEW: (_ask_legal,),
    _S.SUBMITTED: (_submit,),
    _S.RETURNED: (_ask_department, _send_back),
    _S.ACCEPTED: (_submit, _accept),
    _S.SIGNED: (_sign,),
    _S.TERMINATED: (_sign, _terminate),
    _S.DROPPED: (_drop,),
}
"""The steps that lead from a draft to a state."""
WAYS_BEFORE: Mapping[tuple[AgreementState, AgreementAction], tuple[Take, ...]] = {
    (_S.LEGAL_REVIEW, _A.UNDO_DEPARTMENT): (_ask_department, _to_lawyer),
    (_S.SUBMITTED, _A.UNDO_DEPARTMENT): (_ask_department, _to_branch),
    (_S.SUBMITTED, _A.UNDO_LEGAL): (_ask_legal, _to_branch),
    (_S.RETURNED, _A.UNDO_LEGAL): (_ask_legal, _send_back),
    (_S.RETURNED, _A.UNDO_BRANCH): (_submit, _return),
}
"""The same, where what is taken back must have been decided by who takes it back."""


def _lacking() -> Iterator[Any]:
    for (state, action), step in sorted(AGREEMENT_STEPS.items()):
        for need in sorted(step.needs):
            yield pytest.param(state, action, need, id=f"{state}-{action}-{need}")


@pytest.fixture
def office(regency: Regency, make_organisation: Callable[..., Organisation]) -> Organisation:
    """Serves the regency."""
    return make_organisation(
        OrganisationKind.BRANCH, serves=[regency], starts_on=TODAY - timedelta(days=30)
    )


def arrive(
    regency: Regency,
    branch: Organisation,
    state: AgreementState,
    action: AgreementAction,
    **stated: object,
) -> Scene:
    """An agreement in a state from which the action can be taken."""
    agreement = keep_agreement(regency, commitment_id=keep_commitment(regency).id, **stated)
    scene = Scene(regency, branch, agreement)
    for step in WAYS_BEFORE.get((state, action), WAYS[state]):
        step(scene, None)
    assert kept(regency, agreement).status == state
    return scene


def rewrite(scene: Scene) -> None:
    """Other words than those that were put forward, written past every service."""
    with transaction(scene.regency.principal()) as session:
        agreement = session.get_one(Agreement, (scene.regency.id, scene.agreement.id))
        agreement.title = "PKS dengan isi lain"


@pytest.mark.parametrize(("state", "action"), sorted(AGREEMENT_STEPS))
def test_step_with_all_it_needs_leads_where_the_table_says(
    regency: Regency, office: Organisation, state: AgreementState, action: AgreementAction
) -> None:
    scene = arrive(regency, office, state, action)

    TAKES[action](scene, None)

    assert kept(regency, scene.agreement).status == AGREEMENT_STEPS[state, action].target
    assert scene.version > scene.agreement.version


@pytest.mark.parametrize(("state", "action", "need"), list(_lacking()))
def test_step_without_something_it_needs_is_refused_and_changes_nothing(
    regency: Regency,
    make_organisation: Callable[..., Organisation],
    state: AgreementState,
    action: AgreementAction,
    need: Need,
) -> None:
    serves = [] if need is Need.OFFICE else [regency]
    office = make_organisation(
        OrganisationKind.BRANCH, serves=serves, starts_on=TODAY - timedelta(days=30)
    )
    stated = {"ends_on": None} if need is Need.COMPLETE else {}
    scene = arrive(regency, office, state, action, **stated)
    if need is Need.SAME_WORDS:
        rewrite(scene)
    if need is Need.NOT_PREPARER:
        hand_over(regency, deputy=named(ACTOR))
    version = scene.version

    with pytest.raises(AppError):
        TAKES[action](scene, need)

    assert (kept(regency, scene.agreement).status, scene.version) == (state, version)
