"""Demo accounts: two admins, an officer, a certifier and a pimpinan per regency."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.access import ROLE_LABELS, Role
from tenants.kernel.actor import SYSTEM, Actor
from tenants.models.identity import Membership, Organisation, UserAccount
from tenants.services import organisations, passwords, sessions

ROLES: Sequence[tuple[str, str, Role]] = (
    ("admin1", "Admin 1", Role.ADMIN),
    ("admin2", "Admin 2", Role.ADMIN),
    ("petugas", "Petugas", Role.OFFICER),
    ("penanggungjawab", "Pejabat penanggung jawab", Role.CERTIFIER),
    ("pimpinan", "Pimpinan", Role.VIEWER),
)


@dataclass(frozen=True)
class DemoAccount:
    """What a newcomer needs to sign in."""

    username: str
    password: str
    role: str
    regency: str


def renew_accounts(
    session: Session, *, organisation: Organisation, now: datetime
) -> list[DemoAccount]:
    """Create the regency's demo accounts, or give the existing ones new passwords.

    Args:
        session: role identity, bound to the regency.
        organisation: the regency's organisation.
        now: the present moment.
    """
    renewed: list[DemoAccount] = []
    for name, title, role in ROLES:
        username, secret = f"{name}.{organisation.slug}", passwords.generate_password()
        account = organisations.find_user(session, username=username)
        if account is None:
            account = organisations.create_user(
                session,
                username=username,
                display_name=f"{title} {organisation.name}",
                password=secret,
                now=now,
            )
            organisations.grant_membership(
                session,
                organisation=organisation,
                user_id=account.id,
                role=role,
                starts_on=now.date(),
                actor=SYSTEM,
                now=now,
            )
        else:
            sessions.reset_password(session, account=account, new=secret, actor=SYSTEM, now=now)
        renewed.append(DemoAccount(username, secret, ROLE_LABELS[role], organisation.name))
    return renewed


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


def write_accounts(path: Path, accounts: Sequence[DemoAccount]) -> None:
    """Write the accounts as aligned columns, readable by the owner only."""
    width = max(len(account.username) for account in accounts)
    lines = [
        f"{account.username:{width}}  {account.password}  {account.role}, {account.regency}"
        for account in accounts
    ]
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
