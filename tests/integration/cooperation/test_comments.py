"""What is said about agreements: who reads it, who may answer and close it, who is told."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from cooperation.comment_rules import CommentAudience
from cooperation.models.agreements import Agreement
from cooperation.models.comments import AgreementComment
from cooperation.queries.agreements import get_agreement
from cooperation.queries.comments import list_threads
from cooperation.services.comments import Said, answer_comment, close_comment, comment_on
from cooperation.services.internal_reviews import ask_review
from cooperation.services.reviews import Office
from cooperation.states import ReviewStage
from tenants.access import Role
from tenants.kernel.actor import Actor
from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import Conflict, DuplicateRecord, InvalidInput, NotFound
from tenants.models.identity import Organisation, OrganisationKind
from tenants.queries.members import Colleague
from tests.conftest import ACTOR, NOW, Regency, organisation_of
from tests.integration.at_once import at_once, done, start
from tests.integration.cooperation.notices import deliver, join, submit, told
from tests.integration.cooperation.records import by, keep_agreement, keep_commitment

pytestmark = pytest.mark.usefixtures("app_context")

WORDS = "Pasal 7 belum menyebut sumber dana."
BOTH, HOME, OFFICE = CommentAudience


@pytest.fixture
def branch(regency: Regency, make_organisation: Callable[..., Organisation]) -> Organisation:
    return make_organisation(OrganisationKind.BRANCH, serves=[regency])


@pytest.fixture
def submitted(regency: Regency, branch: Organisation) -> Agreement:
    assert branch.id
    agreement = keep_agreement(regency, commitment_id=keep_commitment(regency).id)
    submit(regency, agreement)
    return agreement


def office_of(branch: Organisation) -> Office:
    return Office(branch.id, branch.name)


def principal(regency: Regency, branch: Organisation | None) -> Principal:
    if branch is None:
        return regency.principal()
    return Principal(DatabaseRole.BRANCH, regency.id, branch.id)


def say(
    regency: Regency,
    agreement: Agreement,
    audience: CommentAudience = BOTH,
    *,
    branch: Organisation | None = None,
    body: str = WORDS,
    asked: Colleague | None = None,
    actor: Actor = ACTOR,
) -> AgreementComment:
    with transaction(principal(regency, branch)) as session:
        kept = get_agreement(session, tenant_id=regency.id, agreement_id=agreement.id)
        return comment_on(
            session,
            kept,
            actor=actor,
            now=NOW,
            said=Said(body, audience, "Pasal 7", asked),
            office=office_of(branch) if branch else None,
        )


def read(
    regency: Regency, agreement: Agreement, branch: Organisation | None = None
) -> list[tuple[str, int]]:
    with transaction(principal(regency, branch)) as session:
        threads = list_threads(session, tenant_id=regency.id, agreement_id=agreement.id)
        return [(one.comment.audience, len(one.answers)) for one in threads]


def test_comment_is_read_by_those_it_is_meant_for(
    regency: Regency,
    branch: Organisation,
    submitted: Agreement,
    other_regency: Regency,
    make_organisation: Callable[..., Organisation],
) -> None:
    second = make_organisation(OrganisationKind.BRANCH, serves=[regency])
    say(regency, submitted, BOTH)
    say(regency, submitted, HOME)
    say(regency, submitted, OFFICE, branch=branch)

    assert read(regency, submitted) == [("home", 0), ("both", 0)]
    assert read(regency, submitted, branch) == [("office", 0), ("both", 0)]
    assert read(regency, submitted, second) == [("both", 0)]
    assert read(other_regency, submitted) == []


def test_answer_is_read_where_its_comment_is(
    regency: Regency, branch: Organisation, submitted: Agreement
) -> None:
    raised = say(regency, submitted, BOTH, branch=branch)
    with transaction(regency.principal()) as session:
        answer_comment(
            session,
            get_agreement(session, tenant_id=regency.id, agreement_id=submitted.id),
            comment_id=raised.id,
            actor=ACTOR,
            now=NOW,
            body="Sudah ditambahkan.",
        )

    assert read(regency, submitted, branch) == [("both", 1)]


def test_answer_to_what_the_side_may_not_read_finds_nothing(
    regency: Regency, branch: Organisation, submitted: Agreement
) -> None:
    inside = say(regency, submitted, OFFICE, branch=branch)
    with transaction(regency.principal()) as session, pytest.raises(NotFound):
        answer_comment(
            session,
            get_agreement(session, tenant_id=regency.id, agreement_id=submitted.id),
            comment_id=inside.id,
            actor=ACTOR,
            now=NOW,
            body=WORDS,
        )


def close(
    regency: Regency, agreement: Agreement, comment_id: UUID, branch: Organisation | None = None
) -> None:
    with transaction(principal(regency, branch)) as session:
        close_comment(
            session,
            get_agreement(session, tenant_id=regency.id, agreement_id=agreement.id),
            comment_id=comment_id,
            actor=ACTOR,
            now=NOW,
            office=office_of(branch) if branch else None,
        )


def test_comment_is_closed_once_and_by_the_side_that_raised_it(
    regency: Regency, branch: Organisation, submitted: Agreement
) -> None:
    raised = say(regency, submitted, BOTH, branch=branch)

    with pytest.raises(Conflict):
        close(regency, submitted, raised.id)
    close(regency, submitted, raised.id, branch)
    with pytest.raises(Conflict):
        close(regency, submitted, raised.id, branch)


def test_comment_is_closed_once_however_many_close_it(
    app: Flask, regency: Regency, submitted: Agreement
) -> None:
    raised = say(regency, submitted)

    ends = at_once(app, *[lambda: close(regency, submitted, raised.id)] * 4)

    assert done(ends) == 1
    assert {type(one) for one in ends if one} == {Conflict}
    with transaction(regency.principal()) as session:
        closings = select(AuditEntry).where(AuditEntry.action == "agreement:close-comment")
        assert len(session.scalars(closings).all()) == 1


def test_answer_that_comes_while_the_other_side_closes_is_refused(
    app: Flask, regency: Regency, branch: Organisation, submitted: Agreement
) -> None:
    raised = say(regency, submitted, BOTH, branch=branch)

    def answer() -> None:
        with transaction(regency.principal()) as session:
            answer_comment(
                session,
                get_agreement(session, tenant_id=regency.id, agreement_id=submitted.id),
                comment_id=raised.id,
                actor=ACTOR,
                now=NOW,
                body=WORDS,
            )

    with transaction(principal(regency, branch)) as session:
        close_comment(
            session,
            get_agreement(session, tenant_id=regency.id, agreement_id=submitted.id),
            comment_id=raised.id,
            actor=ACTOR,
            now=NOW,
            office=office_of(branch),
        )
        late = start(app, answer)

    assert isinstance(late(), Conflict)
    assert read(regency, submitted) == [("both", 0)]


def test_comment_that_is_sent_twice_is_said_once(
    app: Flask, regency: Regency, submitted: Agreement
) -> None:
    ends = at_once(app, *[lambda: say(regency, submitted)] * 4)

    assert done(ends) == 1
    assert {type(one) for one in ends if one} == {DuplicateRecord}
    say(regency, submitted, body="Pasal 8 juga belum.")
    assert len(read(regency, submitted)) == 2


def test_database_lets_no_side_speak_for_the_other(
    regency: Regency, branch: Organisation, submitted: Agreement
) -> None:
    forged = AgreementComment(
        tenant_id=regency.id,
        agreement_id=submitted.id,
        agreement_version=1,
        audience=BOTH,
        body=WORDS,
        branch_id=branch.id,
        office_name=branch.name,
        author_name="Penelaah",
        created_at=NOW,
    )
    with transaction(regency.principal()) as session:
        session.add(forged)
        with pytest.raises(ProgrammingError):
            session.flush()
        session.rollback()


def test_database_lets_nobody_change_what_was_said(regency: Regency, submitted: Agreement) -> None:
    raised = say(regency, submitted)
    with pytest.raises(ProgrammingError), transaction(regency.principal()) as session:
        session.execute(
            text("UPDATE agreement_comment SET body = 'lain' WHERE id = :id"), {"id": raised.id}
        )


@pytest.mark.parametrize(
    ("body", "pointer"), [("...", "/body"), ("NIK 3505012345678901 salah", "/body")]
)
def test_comment_that_says_nothing_or_too_much_is_refused(
    regency: Regency, submitted: Agreement, body: str, pointer: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        say(regency, submitted, body=body)

    assert [one.pointer for one in caught.value.errors] == [pointer]


@pytest.mark.parametrize("audience", [OFFICE, HOME])
def test_comment_for_the_other_side_alone_is_refused_at_its_field(
    regency: Regency, branch: Organisation, submitted: Agreement, audience: CommentAudience
) -> None:
    speaker = branch if audience is HOME else None
    with pytest.raises(InvalidInput) as caught:
        say(regency, submitted, audience, branch=speaker)

    assert [one.pointer for one in caught.value.errors] == ["/audience"]


def test_comment_for_both_waits_until_the_office_has_read_the_agreement(regency: Regency) -> None:
    draft = keep_agreement(regency)

    with pytest.raises(InvalidInput) as caught:
        say(regency, draft, BOTH)
    assert [one.pointer for one in caught.value.errors] == ["/audience"]
    say(regency, draft, HOME)
    assert read(regency, draft) == [("home", 0)]


def test_comment_for_both_is_told_to_the_other_side_alone(
    regency: Regency, branch: Organisation, submitted: Agreement
) -> None:
    officer, reviewer = join(regency, Role.OFFICER), join(branch, Role.REVIEWER)
    deliver(regency)
    before = len(told(regency))

    say(regency, submitted, BOTH)
    deliver(regency)
    assert told(regency)[before:] == [(branch.id, reviewer, "agreement:commented")]

    say(regency, submitted, BOTH, branch=branch)
    deliver(regency)
    own = organisation_of(regency).id
    assert told(regency)[before + 1 :] == [(own, officer, "agreement:commented")]


def test_opinion_that_is_asked_for_is_told_to_that_colleague_alone(
    regency: Regency, branch: Organisation, submitted: Agreement
) -> None:
    head, _reviewer = join(branch, Role.HEAD), join(branch, Role.REVIEWER)
    deliver(regency)
    before = len(told(regency))

    say(
        regency,
        submitted,
        OFFICE,
        branch=branch,
        asked=Colleague(uuid4(), head, "Kepala", Role.HEAD),
    )
    deliver(regency)

    assert told(regency)[before:] == [(branch.id, head, "agreement:opinion-asked")]


def test_opinion_of_a_colleague_is_not_asked_before_the_other_side(
    regency: Regency, submitted: Agreement
) -> None:
    with pytest.raises(InvalidInput) as caught:
        say(regency, submitted, BOTH, asked=Colleague(uuid4(), uuid4(), "Rekan", Role.OFFICER))

    assert [one.pointer for one in caught.value.errors] == ["/audience"]


def test_named_approver_and_their_deputy_alone_are_told_that_a_draft_waits(
    regency: Regency,
) -> None:
    approver, deputy = join(regency, Role.CERTIFIER), join(regency, Role.CERTIFIER)
    join(regency, Role.OFFICER)
    draft = keep_agreement(regency, commitment_id=keep_commitment(regency).id)
    with transaction(regency.principal()) as session:
        session.execute(
            text(
                "INSERT INTO delegation (tenant_id, id, absent_id, absent_name, deputy_id,"
                " deputy_name, first_on, last_on, mandate, created_at) VALUES (:tenant, :id,"
                " :absent, 'A', :deputy, 'B', '2026-01-01', '2099-12-31', 'SPT 1', :now)"
            ),
            {
                "tenant": regency.id,
                "id": uuid4(),
                "absent": approver,
                "deputy": deputy,
                "now": NOW,
            },
        )
        ask_review(
            session,
            **by(regency),
            agreement_id=draft.id,
            expected_version=1,
            stage=ReviewStage.DEPARTMENT,
            approver=Colleague(uuid4(), approver, "Kepala Dinas", Role.CERTIFIER),
        )
    deliver(regency)

    assert {(person, code) for _, person, code in told(regency)} == {
        (approver, "agreement:ask-department"),
        (deputy, "agreement:ask-department"),
    }


def test_trail_says_that_something_was_said_and_not_what(
    regency: Regency, submitted: Agreement
) -> None:
    say(regency, submitted, HOME)
    with transaction(regency.principal()) as session:
        entry = session.query(AuditEntry).filter_by(action="agreement:comment").one()
    assert WORDS not in str(entry.detail)
    assert entry.detail["clause"] == "Pasal 7"
