"""Accounts of the demo open with the password of the file, also after an upgrade."""

from functools import partial

import pytest
from sqlalchemy import update

from scoring.demo.accounts import ensure_accounts, new_passwords, username_of
from scoring.demo.places import Post
from tenants.access import Role
from tenants.kernel.db import DatabaseRole, transaction
from tenants.models.identity import UserAccount
from tenants.services import organisations, sessions
from tests.conftest import ACTOR, NOW, Regency

pytestmark = pytest.mark.usefixtures("app_context")

POSTS = [Post("petugas", "Petugas", Role.OFFICER)]


def is_marked_after_another_load(regency: Regency, *, is_reset: bool) -> bool:
    """Load, mark every account as the upgrade does, load again."""
    fresh = new_passwords(username_of(post, regency.slug) for post in POSTS)
    ensure = partial(
        ensure_accounts, organisation=regency.organisation, posts=POSTS, fresh=fresh, now=NOW
    )
    with transaction(regency.principal(DatabaseRole.IDENTITY)) as session:
        (made,) = ensure(session, known={})
    with transaction(regency.principal(DatabaseRole.IDENTITY)) as session:
        account = organisations.find_user(session, username=made.username)
        assert account is not None
        if is_reset:
            new = "delapan kucing di beranda"
            sessions.reset_password(session, account=account, new=new, actor=ACTOR, now=NOW)
        session.execute(
            update(UserAccount)
            .where(UserAccount.username == made.username)
            .values(has_given_password=True)
        )
    with transaction(regency.principal(DatabaseRole.IDENTITY)) as session:
        assert ensure(session, known={made.username: made}) == [made]
    with transaction(regency.principal(DatabaseRole.IDENTITY)) as session:
        account = organisations.find_user(session, username=made.username)
        assert account is not None
        return account.has_given_password


def test_account_of_the_file_when_marked_at_the_upgrade_opens_again(regency: Regency) -> None:
    assert not is_marked_after_another_load(regency, is_reset=False)


def test_account_of_the_file_when_its_password_was_reset_stays_marked(regency: Regency) -> None:
    assert is_marked_after_another_load(regency, is_reset=True)
