"""Mails of notices: to confirmed addresses, as each person wants, once, and never lost."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from cooperation.models.agreements import Agreement
from cooperation.services.expiry import tell_endings
from tenants.access import Role
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import InvalidInput
from tenants.kernel.jobs import find_run
from tenants.mail_rules import MailMode, MailState
from tenants.mailing import Letter, MailRefused, MailUnavailable
from tenants.models.identity import Organisation, OrganisationKind, UserAccount
from tenants.models.notices import OutgoingMail
from tenants.queries.mail import count_waiting_mail
from tenants.services.mail import SEND_JOB, code_of, confirm_address, send_mail, state_address
from tests.conftest import NOW, Regency
from tests.integration.cooperation.notices import REASON, deliver, give_back, join, submit
from tests.integration.cooperation.records import TODAY, keep_agreement, keep_commitment, sign

pytestmark = pytest.mark.usefixtures("app_context")

IDENTITY = Principal(DatabaseRole.IDENTITY, 0)
ADDRESS = "petugas@kab.go.id"
MakeOrganisation = Callable[..., Organisation]


@pytest.fixture
def branch(regency: Regency, make_organisation: MakeOrganisation) -> Organisation:
    return make_organisation(
        OrganisationKind.BRANCH, serves=[regency], starts_on=TODAY - timedelta(days=30)
    )


def state(person: UUID, mode: MailMode = MailMode.AT_ONCE, email: str | None = ADDRESS) -> bool:
    with transaction(IDENTITY) as session:
        return state_address(session, user_id=person, email=email, mode=mode, now=NOW)


def confirm(person: UUID, email: str = ADDRESS, now: datetime = NOW) -> None:
    with transaction(IDENTITY) as session:
        confirm_address(session, user_id=person, code=code_of(person, email, NOW), now=now)


def officer_who_wants(regency: Regency, mode: MailMode) -> UUID:
    person = join(regency, Role.OFFICER)
    state(person, mode)
    confirm(person)
    return person


def returned(
    regency: Regency, branch: Organisation, title: str = "PKS pekerja rentan"
) -> Agreement:
    commitment = keep_commitment(regency, title=f"Program {title}")
    agreement = keep_agreement(regency, commitment_id=commitment.id, title=title)
    give_back(regency, branch, submit(regency, agreement))
    deliver(regency)
    return agreement


def mails(tenant_id: int) -> list[OutgoingMail]:
    with transaction(Principal(DatabaseRole.JOB, tenant_id)) as session:
        return list(session.scalars(select(OutgoingMail).order_by(OutgoingMail.created_at)))


def ended(regency: Regency, **changes: Any) -> Agreement:
    """A signed agreement whose last day has just passed, told."""
    draft = keep_agreement(
        regency,
        commitment_id=keep_commitment(regency).id,
        ends_on=TODAY - timedelta(days=1),
        **changes,
    )
    agreement = sign(regency, draft, date(2025, 4, 14))
    deliver(regency)  # what its signature told
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        tell_endings(session, tenant_id=regency.id, now=NOW)
    return agreement


class Letterbox:
    """Takes letters, or refuses them by an error."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.letters: list[Letter] = []

    def __call__(self, letter: Letter) -> None:
        self.letters.append(letter)
        if self.error is not None:
            raise self.error


def send(mail: OutgoingMail, post: Letterbox, now: datetime = NOW) -> MailState:
    with transaction(Principal(DatabaseRole.JOB, mail.tenant_id)) as session:
        return send_mail(
            session,
            tenant_id=mail.tenant_id,
            mail_id=mail.id,
            now=now,
            post=post,
            public_url="https://siap.contoh.go.id",
        )


def test_return_is_written_at_once_with_regency_reason_and_link(
    regency: Regency, branch: Organisation
) -> None:
    officer_who_wants(regency, MailMode.AT_ONCE)
    agreement = returned(regency, branch)
    (mail,) = mails(regency.id)
    box = Letterbox()

    assert send(mail, box) is MailState.SENT
    assert send(mail, box) is MailState.SENT

    (letter,) = box.letters
    assert letter.id == mail.id
    assert letter.to == ADDRESS
    assert letter.subject.startswith(f"[{regency.name}] PKS pekerja rentan dikembalikan")
    assert REASON in letter.text
    address = f"https://siap.contoh.go.id/r/{regency.slug}/agreements/{agreement.id}"
    assert address in letter.text.splitlines()


def test_link_of_an_office_leads_to_its_own_page(regency: Regency, branch: Organisation) -> None:
    reviewer = join(branch, Role.REVIEWER)
    state(reviewer)
    confirm(reviewer)
    agreement = keep_agreement(regency, commitment_id=keep_commitment(regency).id)
    submit(regency, agreement)
    deliver(regency)
    box = Letterbox()

    send(mails(regency.id)[0], box)

    assert f"/b/{branch.slug}/r/{regency.slug}/agreements/{agreement.id}" in box.letters[0].text


def test_news_of_a_day_comes_as_one_digest_the_next_morning(
    regency: Regency, branch: Organisation
) -> None:
    officer_who_wants(regency, MailMode.DAILY)
    returned(regency, branch, "PKS satu")
    returned(regency, branch, "PKS dua")
    (mail,) = mails(regency.id)
    box = Letterbox()

    send(mail, box)

    assert mail.due_at > mail.created_at
    assert (mail.due_at.hour, mail.due_at.minute) == (0, 0)  # seven in the morning, WIB
    assert box.letters[0].subject == f"[{regency.name}] 2 pemberitahuan"
    assert "PKS satu" in box.letters[0].text
    assert "PKS dua" in box.letters[0].text


@pytest.mark.parametrize("confirmed", [True, False])
def test_whoever_wants_no_mail_or_confirmed_no_address_is_written_nothing(
    regency: Regency, branch: Organisation, confirmed: bool
) -> None:
    person = join(regency, Role.OFFICER)
    state(person, MailMode.NONE if confirmed else MailMode.AT_ONCE)
    if confirmed:
        confirm(person)

    returned(regency, branch)

    assert mails(regency.id) == []


def test_mail_that_is_no_longer_wanted_when_it_is_due_is_dropped(
    regency: Regency, branch: Organisation
) -> None:
    person = officer_who_wants(regency, MailMode.DAILY)
    returned(regency, branch)
    state(person, MailMode.NONE)
    box = Letterbox()

    assert send(mails(regency.id)[0], box) is MailState.DROPPED
    assert box.letters == []


def test_closed_way_keeps_the_mail_asks_again_later_and_is_shown_to_the_operator(
    regency: Regency, branch: Organisation
) -> None:
    officer_who_wants(regency, MailMode.AT_ONCE)
    returned(regency, branch)
    (mail,) = mails(regency.id)
    closed = Letterbox(MailUnavailable("server-away"))
    with transaction(Principal(DatabaseRole.OVERSIGHT)) as session:
        before = count_waiting_mail(session)

    assert send(mail, closed) is MailState.WAITING

    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        run = find_run(session, tenant_id=regency.id, kind=SEND_JOB, key=str(mail.id))
    assert run is not None
    assert run.ring_at == NOW + timedelta(minutes=1)
    with transaction(Principal(DatabaseRole.OVERSIGHT)) as session:
        standing = count_waiting_mail(session)
    assert standing.failed_count == before.failed_count + 1
    assert standing.error == "server-away"
    box = Letterbox()
    assert send(mail, box, NOW + timedelta(minutes=1)) is MailState.SENT
    assert box.letters[0].id == closed.letters[0].id


def test_address_the_server_does_not_know_is_not_tried_again(
    regency: Regency, branch: Organisation
) -> None:
    officer_who_wants(regency, MailMode.AT_ONCE)
    returned(regency, branch)
    (mail,) = mails(regency.id)

    assert send(mail, Letterbox(MailRefused("recipient-refused"))) is MailState.REFUSED
    assert send(mail, Letterbox()) is MailState.REFUSED


# Addresses


def test_address_is_confirmed_by_the_code_that_was_sent_to_it(regency: Regency) -> None:
    person = join(regency, Role.OFFICER)
    before = {mail.id for mail in mails(0)}
    assert state(person)
    (mail,) = [mail for mail in mails(0) if mail.id not in before]
    box = Letterbox()

    send(mail, box)

    code = code_of(person, ADDRESS, NOW)
    assert code in box.letters[0].text
    assert code not in box.letters[0].subject
    confirm(person)
    with transaction(IDENTITY) as session:
        assert session.get_one(UserAccount, person).email_confirmed_at == NOW


@pytest.mark.parametrize(
    ("code", "later"),
    [("0000000000", timedelta()), (None, timedelta(hours=24, seconds=1)), ("", timedelta())],
)
def test_wrong_or_old_code_confirms_nothing(
    regency: Regency, code: str | None, later: timedelta
) -> None:
    person = join(regency, Role.OFFICER)
    state(person)
    sent = code_of(person, ADDRESS, NOW) if code is None else code

    with pytest.raises(InvalidInput), transaction(IDENTITY) as session:
        confirm_address(session, user_id=person, code=sent, now=NOW + later)


def test_code_of_one_address_does_not_confirm_another(regency: Regency) -> None:
    person = join(regency, Role.OFFICER)
    state(person)
    state(person, email="lain@kab.go.id")

    with pytest.raises(InvalidInput):
        confirm(person)


def test_unchanged_address_stays_confirmed_and_one_taken_away_is_gone(regency: Regency) -> None:
    person = officer_who_wants(regency, MailMode.AT_ONCE)

    assert not state(person, MailMode.DAILY)
    with transaction(IDENTITY) as session:
        assert session.get_one(UserAccount, person).email_confirmed_at is not None
    assert not state(person, MailMode.DAILY, email=None)
    with transaction(IDENTITY) as session:
        account = session.get_one(UserAccount, person)
        assert (account.email, account.email_confirmed_at) == (None, None)


@pytest.mark.parametrize("role", [DatabaseRole.REGENCY, DatabaseRole.BRANCH])
def test_web_roles_of_places_read_neither_mails_nor_addresses(
    regency: Regency, role: DatabaseRole
) -> None:
    for statement in ("SELECT id FROM outgoing_mail", "SELECT email FROM user_account"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction(regency.principal(role)) as session,
        ):
            session.execute(text(statement))


@pytest.mark.parametrize("role", [Role.CERTIFIER, Role.VIEWER])
def test_reader_gets_one_digest_of_the_ends_and_no_mail_of_steps(
    regency: Regency, branch: Organisation, role: Role
) -> None:
    reader = join(regency, role)
    state(reader, MailMode.DAILY)
    confirm(reader)
    returned(regency, branch)
    assert mails(regency.id) == []
    agreement = ended(regency, title="PKS yang berakhir")
    (mail,) = mails(regency.id)
    box = Letterbox()

    assert send(mail, box, mail.due_at) is MailState.SENT

    (letter,) = box.letters
    assert letter.to == ADDRESS
    assert "PKS yang berakhir telah berakhir" in letter.text
    assert f"/r/{regency.slug}/agreements/{agreement.id}" in letter.text
