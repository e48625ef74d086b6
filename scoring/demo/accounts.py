"""Demo accounts: one person a post; names and passwords in a file of their own."""

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from scoring.demo.places import Post
from tenants.access import ROLE_LABELS, Role
from tenants.kernel.actor import SYSTEM, Actor
from tenants.kernel.clock import local_day
from tenants.kernel.errors import DuplicateRecord
from tenants.models.identity import Membership, Organisation, UserAccount
from tenants.services import organisations, passwords, sessions

_COLUMNS = re.compile(r" {2,}")


@dataclass(frozen=True)
class DemoAccount:
    """What a newcomer needs to sign in; ``post`` names role and organisation."""

    username: str
    password: str
    post: str


@dataclass(frozen=True)
class NewPassword:
    """A password nobody was told yet, and its hash."""

    text: str
    hash: str


def username_of(post: Post, slug: str) -> str:
    """How somebody in a post signs in; ``slug`` is of their organisation."""
    return f"{post.name}.{slug}"


def new_passwords(usernames: Iterable[str]) -> Mapping[str, NewPassword]:
    """A password for each, by user name.

    Hashing them is most of the work of a first start: no transaction waits for it, and all cores
    take part.
    """
    texts = {username: passwords.generate_password() for username in usernames}
    with ThreadPoolExecutor() as hashers:
        hashes = hashers.map(passwords.hash_password, texts.values())
    return {
        username: NewPassword(text, made)
        for (username, text), made in zip(texts.items(), hashes, strict=True)
    }


def ensure_accounts(
    session: Session,
    *,
    organisation: Organisation,
    posts: Sequence[Post],
    known: Mapping[str, DemoAccount],
    fresh: Mapping[str, NewPassword],
    now: datetime,
) -> list[DemoAccount]:
    """The accounts of an organisation: those whose password is known, and new ones for the rest.

    Whoever tries the demo takes the password from the file, and need not choose another first.
    An account whose password nobody knows any more gets a new one.

    Args:
        session: role identity, bound to the organisation's tenant, or to the platform's (0).
        organisation: theirs.
        posts: who works there.
        known: by user name.
        fresh: a password for everybody else, by user name.
        now: the present moment.
    """
    found = []
    for post in posts:
        username = username_of(post, organisation.slug)
        if username in known:
            _keep_open(session, known[username])
            found.append(known[username])
            continue
        password = fresh[username]
        account = organisations.find_user(session, username=username)
        if account is None:
            _create(session, organisation, post, username, password, now)
        else:
            sessions.reset_password(
                session,
                account=account,
                new=password.text,
                password_hash=password.hash,
                actor=SYSTEM,
                now=now,
            )
        label = f"{ROLE_LABELS[post.role]}, {organisation.name}"
        found.append(DemoAccount(username, password.text, label))
    return found


def ensure_second_role(
    session: Session, *, organisation: Organisation, username: str, role: Role, now: datetime
) -> None:
    """Give a person of another organisation a role in this one, unless there is one."""
    account = organisations.find_user(session, username=username)
    if account is None:
        return
    try:
        _grant(session, organisation, account, role, now)
    except DuplicateRecord:
        return


def officer_of(session: Session, organisation: Organisation) -> Actor:
    """The demo officer, in whose name the records are kept."""
    account = session.scalars(
        select(UserAccount)
        .join(Membership, Membership.user_id == UserAccount.id)
        .where(
            Membership.organisation_id == organisation.id,
            UserAccount.username == f"petugas.{organisation.slug}",
        )
    ).one()
    return Actor(account.id, account.display_name)


def read_accounts(path: Path) -> Mapping[str, DemoAccount]:
    """The accounts of an earlier start by user name; none where the file is lost."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    accounts = (DemoAccount(*_COLUMNS.split(line, maxsplit=2)) for line in lines)
    return {account.username: account for account in accounts}


def write_accounts(path: Path, accounts: Iterable[DemoAccount]) -> None:
    """Write the accounts as aligned columns, readable by the owner only."""
    rows = list(accounts)
    width = max(len(account.username) for account in rows)
    lines = [f"{row.username:{width}}  {row.password}  {row.post}" for row in rows]
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def _keep_open(session: Session, known: DemoAccount) -> None:
    """Accounts of an earlier release were marked at the upgrade like anybody's.

    One whose password somebody reset since stays marked: the file does not hold that one.
    """
    account = organisations.find_user(session, username=known.username)
    if account is None or not account.has_given_password:
        return
    if passwords.is_password(known.password, account.password_hash):
        account.has_given_password = False
        session.flush()


def _create(
    session: Session,
    organisation: Organisation,
    post: Post,
    username: str,
    password: NewPassword,
    now: datetime,
) -> None:
    account = organisations.create_user(
        session,
        username=username,
        display_name=f"{post.title} {organisation.name}",
        password=password.text,
        password_hash=password.hash,
        now=now,
    )
    _grant(session, organisation, account, post.role, now)


def _grant(
    session: Session, organisation: Organisation, account: UserAccount, role: Role, now: datetime
) -> None:
    organisations.grant_membership(
        session,
        organisation=organisation,
        user_id=account.id,
        role=role,
        starts_on=local_day(now, None),
        actor=SYSTEM,
        now=now,
    )
