"""An agreement is signed, or accepted, while the lists of its programme change: nothing is lost."""

import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from cooperation.kinds import AgreementKind, FundingSource
from cooperation.models.agreements import Agreement
from cooperation.models.reviews import AgreementReview
from cooperation.queries.agreements import get_agreement
from cooperation.services.agreement_links import lock_carried_commitments
from cooperation.services.agreement_parts import add_part
from cooperation.services.agreement_steps import Signature, sign_agreement
from cooperation.services.agreements import lock_agreement
from cooperation.services.reviews import Office, Seen, accept_agreement
from cooperation.states import AgreementState
from enrollment.kinds import CoverStatus, RosterState
from enrollment.models.workers import Cover
from enrollment.services.imports import finish_roster
from enrollment.services.roster_decisions import confirm_roster
from enrollment.services.withdrawals import request_withdrawal, withdraw_roster
from tenants.access import Role
from tenants.kernel.audit import AuditEntry, verify_chain
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import Busy
from tenants.kernel.jobs import JobRun, RunState
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import NOW, Browser, Regency
from tests.functional.people import text_of
from tests.integration.at_once import at_once, start
from tests.integration.cooperation.notices import submit
from tests.integration.cooperation.records import PDF, TODAY, by, keep_agreement, keep_commitment
from tests.integration.cooperation.test_signatures import accept
from tests.integration.enrollment.rosters import (
    counts,
    people_file,
    roster_of,
    run_due,
    upload,
)

pytestmark = pytest.mark.usefixtures("app_context")

ROUNDS = 3
PEOPLE, FIRST, LATER = 10, 7, 5
LATER_COPY = "Salinan menyusul dari kantor cabang."
WHY = "Lima orang tidak memenuhi syarat."
SignIn = Callable[[Regency | Organisation, Role], Browser]


@dataclass(frozen=True)
class Scene:
    """A programme for ten people, seven of them listed, and its agreement.

    ``later`` is a checked list of five more, about which nobody decided yet.
    """

    regency: Regency
    branch: Organisation
    commitment_id: UUID
    agreement: Agreement
    first: UUID
    later: UUID

    def sign(self) -> None:
        with transaction(self.regency.principal()) as session:
            self.sign_in(session)

    def sign_in(self, session: Session) -> None:
        sign_agreement(
            session,
            **by(self.regency),
            agreement_id=self.agreement.id,
            expected_version=self.kept().version,
            signature=Signature(TODAY, copy=PDF),
            timezone="Asia/Jakarta",
        )

    def kept(self) -> Agreement:
        with transaction(self.regency.principal()) as session:
            return get_agreement(session, tenant_id=self.regency.id, agreement_id=self.agreement.id)

    def round(self) -> AgreementReview:
        with transaction(self.regency.principal()) as session:
            of_agreement = AgreementReview.agreement_id == self.agreement.id
            return session.scalars(select(AgreementReview).where(of_agreement)).one()

    def listed(self) -> int:
        with transaction(self.regency.principal()) as session:
            of_programme = Cover.commitment_id == self.commitment_id
            return len(session.scalars(select(Cover.worker_id).where(of_programme)).all())

    @property
    def path(self) -> str:
        return f"/r/{self.regency.slug}/agreements/{self.agreement.id}"

    @property
    def path_of_office(self) -> str:
        return f"/b/{self.branch.slug}{self.path}"


@dataclass(frozen=True)
class Change:
    """What becomes of the lists: asked for by the regency, done by its job."""

    ask: Callable[[Scene], None]
    do: Callable[[Session, Scene], Any]
    names: int
    action: str

    def make(self, scene: Scene) -> None:
        self.ask(scene)
        run_due(scene.regency)

    @contextmanager
    def held_open(self, scene: Scene) -> Iterator[None]:
        """Made in a transaction that ends with the block."""
        self.ask(scene)
        with transaction(scene.regency.principal(DatabaseRole.JOB)) as session:
            self.do(session, scene)
            yield
        run_due(scene.regency)


def confirm(scene: Scene) -> None:
    with transaction(scene.regency.principal()) as session:
        confirm_roster(session, **by(scene.regency), roster_id=scene.later)


def ask_to_take_out(scene: Scene) -> None:
    with transaction(scene.regency.principal()) as session:
        request_withdrawal(session, **by(scene.regency), roster_id=scene.first, reason=WHY)


def store(session: Session, scene: Scene) -> None:
    finish_roster(session, tenant_id=scene.regency.id, roster_id=scene.later, now=NOW)


def release(session: Session, scene: Scene) -> None:
    withdraw_roster(session, tenant_id=scene.regency.id, roster_id=scene.first, now=NOW)


CHANGES = {
    "new names": Change(confirm, store, FIRST + LATER, "roster:apply"),
    "names taken out": Change(ask_to_take_out, release, 0, "roster:release"),
}


@pytest.fixture
def branch(regency: Regency, make_organisation: Callable[..., Organisation]) -> Organisation:
    return make_organisation(
        OrganisationKind.BRANCH, serves=[regency], starts_on=TODAY - timedelta(days=30)
    )


@pytest.fixture
def make_scene(regency: Regency, branch: Organisation) -> Callable[[], Scene]:
    """Each with people and an agreement of its own."""
    numbers = count()

    def make() -> Scene:
        number = next(numbers)
        commitment = keep_commitment(regency, title=f"Pekerja rentan {number}", people_count=PEOPLE)
        agreement = keep_agreement(
            regency,
            title=f"PKS {number}",
            kind=AgreementKind.PKS,
            commitment_id=commitment.id,
        )
        start_at = 1 + number * 100
        first = upload(regency, commitment.id, people_file(FIRST, start_at)).roster
        more = people_file(LATER, start_at + FIRST)
        later = upload(regency, commitment.id, more, decision=None).roster
        run_due(regency)
        assert roster_of(regency, first.id).state == RosterState.APPLIED
        assert roster_of(regency, later.id).state == RosterState.READY
        return Scene(regency, branch, commitment.id, agreement, first.id, later.id)

    return make


@pytest.fixture
def accepted(make_scene: Callable[[], Scene]) -> Callable[[], Scene]:
    def make() -> Scene:
        scene = make_scene()
        accept(scene.regency, scene.branch, scene.agreement)
        return scene

    return make


def is_whole(scene: Scene, change: Change) -> bool:
    """Whether both steps are stored, once each, and nothing else than what they say."""
    regency = scene.regency
    counts(regency)  # raises where a kept count is no full count
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        failed = session.scalars(
            select(JobRun.kind).where(
                JobRun.tenant_id == regency.id,
                (JobRun.state == RunState.FAILED) | JobRun.error_code.is_not(None),
            )
        ).all()
    with transaction(regency.principal()) as session:
        told = session.scalars(
            select(AuditEntry.action).where(
                AuditEntry.subject_id.in_(
                    [str(one) for one in (scene.agreement.id, scene.first, scene.later)]
                )
            )
        ).all()
        chain = verify_chain(session, tenant_id=regency.id)
    assert failed == []
    assert chain.broken_at is None
    assert told.count("agreement:sign") == 1
    # The first list was stored before either of them.
    assert told.count(change.action) == (2 if change.action == "roster:apply" else 1)
    return scene.kept().status == AgreementState.SIGNED and scene.listed() == change.names


def page_of(browser: Browser, path: str) -> str:
    """What a page says to one person, in a context of their own."""
    with ThreadPoolExecutor(1) as asked:
        response = asked.submit(browser.get, path).result()
    assert response.status_code == 200
    return text_of(response)


def said(names: int) -> str:
    return f"{names} nama" if names else "belum ada nama"


def assert_both_sides_read(scene: Scene, browser_of: SignIn, names: int) -> None:
    """What lists became since the acceptance, and whether they are as many as it is for."""
    pages = [
        page_of(browser_of(scene.regency, Role.OFFICER), scene.path),
        page_of(browser_of(scene.branch, Role.REVIEWER), scene.path_of_office),
    ]
    for page in pages:
        since = page.partition("Berubah sejak disetujui")[2].partition("Yang disepakati ialah")[0]
        assert f"{said(FIRST)} {said(names)} {PEOPLE}" in since
        finding = f"Daftar memuat {names} nama, sedangkan program menyebut {PEOPLE} orang"
        assert (finding in page) == (names > 0)


@pytest.mark.parametrize("name", CHANGES)
def test_signature_and_list_at_one_moment_are_both_stored_and_told_apart(
    app: Flask, accepted: Callable[[], Scene], browser_of: SignIn, name: str
) -> None:
    change = CHANGES[name]
    for number in range(ROUNDS):
        scene = accepted()
        acts = [scene.sign, partial(change.make, scene)]

        ends = at_once(app, *(acts if number % 2 else reversed(acts)))

        assert ends == [None, None]
        assert is_whole(scene, change)
    assert scene.kept().accepted_round == 1
    assert_both_sides_read(scene, browser_of, change.names)


@pytest.mark.parametrize("name", CHANGES)
def test_list_that_changes_under_an_open_signature_is_stored_after_it(
    app: Flask, accepted: Callable[[], Scene], browser_of: SignIn, name: str
) -> None:
    change, scene = CHANGES[name], accepted()

    with transaction(scene.regency.principal()) as session:
        scene.sign_in(session)
        late = start(app, lambda: change.make(scene))

    assert late() is None
    assert is_whole(scene, change)
    assert_both_sides_read(scene, browser_of, change.names)


@pytest.mark.parametrize("name", CHANGES)
def test_signature_under_an_open_list_is_stored_after_it(
    app: Flask, accepted: Callable[[], Scene], browser_of: SignIn, name: str
) -> None:
    change, scene = CHANGES[name], accepted()

    with change.held_open(scene):
        late = start(app, scene.sign)

    assert late() is None
    assert is_whole(scene, change)
    assert_both_sides_read(scene, browser_of, change.names)


def test_list_waits_for_no_agreement_that_somebody_has_in_hand(
    app: Flask, accepted: Callable[[], Scene]
) -> None:
    scene = accepted()
    own: dict[str, Any] = {"tenant_id": scene.regency.id, "agreement_id": scene.agreement.id}

    with transaction(scene.regency.principal()) as session:
        lock_carried_commitments(session, **own)
        lock_agreement(session, **own)
        start(app, lambda: CHANGES["new names"].make(scene))()
        assert roster_of(scene.regency, scene.later).state == RosterState.APPLIED


def test_signature_that_waits_too_long_for_a_list_is_refused_clearly_and_can_be_repeated(
    accepted: Callable[[], Scene], browser_of: SignIn
) -> None:
    change, scene = CHANGES["new names"], accepted()
    before, officer = scene.kept(), browser_of(scene.regency, Role.OFFICER)
    form = {
        "expected_version": str(before.version),
        "signed_on": TODAY.isoformat(),
        "copy_comes_later": LATER_COPY,
    }

    copy = FileStorage(io.BytesIO(PDF.content), PDF.filename)
    boundary, body = encode_multipart({**form, "file": copy})
    headers = {"Accept": "text/html", "Content-Type": f"multipart/form-data; boundary={boundary}"}

    with change.held_open(scene), ThreadPoolExecutor(1) as asked:
        send = partial(officer.post, data=body, headers=headers)
        refused = asked.submit(send, f"{scene.path}/sign").result()

    assert refused.status_code == Busy.status
    assert "Data ini sedang diubah oleh pekerjaan lain yang belum selesai" in text_of(refused)
    assert LATER_COPY in text_of(refused)
    kept = scene.kept()
    assert (kept.status, kept.version) == (AgreementState.ACCEPTED, before.version)
    assert kept.signed_on is None
    assert scene.listed() == change.names
    scene.sign()
    assert is_whole(scene, change)


@pytest.mark.parametrize("name", CHANGES)
def test_acceptance_and_list_at_one_moment_keep_the_number_before_or_after(
    app: Flask, make_scene: Callable[[], Scene], browser_of: SignIn, name: str
) -> None:
    change = CHANGES[name]
    for number in range(ROUNDS):
        scene = make_scene()
        review = submit(scene.regency, scene.agreement)
        acts = [partial(decide, scene, review), partial(change.make, scene)]
        ends = at_once(app, *(acts if number % 2 else reversed(acts)))

        assert ends == [None, None]
        kept = scene.round()
        assert scene.listed() == change.names
        assert kept.submitted_names == names_of(scene, FIRST)
        assert kept.decided_names in (names_of(scene, FIRST), names_of(scene, change.names))
        page = page_of(browser_of(scene.regency, Role.OFFICER), scene.path)
        is_kept_before = kept.decided_names == names_of(scene, FIRST)
        assert ("Berubah sejak disetujui" in page) == is_kept_before
        scene.sign()
        assert is_whole(scene, change)


def test_round_keeps_the_names_of_every_programme_an_agreement_carries(
    regency: Regency, branch: Organisation
) -> None:
    fields: dict[str, Any] = {"people_count": PEOPLE}
    first = keep_commitment(regency, title="Pekerja rentan", **fields)
    part = keep_commitment(
        regency, title="Petani tembakau", funding_source=FundingSource.DBHCHT, **fields
    )
    umbrella = keep_agreement(regency, title="Nota", kind=AgreementKind.NOTA_KESEPAKATAN)
    agreement = keep_agreement(regency, commitment_id=first.id)
    with transaction(regency.principal()) as session:
        add_part(
            session,
            **by(regency),
            agreement_id=agreement.id,
            expected_version=agreement.version,
            commitment_id=part.id,
        )
    upload(regency, part.id, people_file(3), status=CoverStatus.PROPOSED)
    run_due(regency)

    for one in (agreement, umbrella):
        accept(regency, branch, one)

    with transaction(regency.principal()) as session:
        rounds = session.scalars(select(AgreementReview)).all()
    kept = {one.agreement_id: (one.submitted_names, one.decided_names) for one in rounds}
    names = {
        str(first.id): {"recipients": 0, "candidates": 0, "reserves": 0},
        str(part.id): {"recipients": 0, "candidates": 3, "reserves": 0},
    }
    assert kept == {agreement.id: (names, names), umbrella.id: ({}, {})}


def decide(scene: Scene, review: AgreementReview) -> None:
    office = Office(scene.branch.id, scene.branch.name)
    with transaction(Principal(DatabaseRole.BRANCH, scene.regency.id, office.id)) as session:
        accept_agreement(
            session,
            **by(scene.regency),
            agreement_id=scene.agreement.id,
            seen=Seen(review.id, review.agreement_version),
            office=office,
        )


def names_of(scene: Scene, recipients: int) -> dict[str, dict[str, int]]:
    """As a round keeps them."""
    numbers = {"recipients": recipients, "candidates": 0, "reserves": 0}
    return {str(scene.commitment_id): numbers}
