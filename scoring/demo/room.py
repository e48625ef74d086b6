"""Bring every organisation of the demo into the room, with its people and what it serves."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from scoring.demo.accounts import (
    DemoAccount,
    ensure_accounts,
    ensure_second_role,
    new_passwords,
    username_of,
)
from scoring.demo.places import (
    ASSIGNED_FROM,
    FOUNDER_POSTS,
    FOUNDERS,
    NEIGHBOUR_POSTS,
    NEIGHBOURS,
    PLACES,
    SECOND_ROLES,
    Place,
    Post,
)
from tenants.access import ROLE_LABELS
from tenants.kernel import audit
from tenants.kernel.actor import SYSTEM
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.models.identity import BranchAssignment, Organisation
from tenants.reference.regions import region_of
from tenants.services.assignments import ADDED, assign_branch, record_for_platform
from tenants.services.organisations import create_organisation, onboard_regency

PLATFORM = Principal(DatabaseRole.IDENTITY, audit.PLATFORM_TENANT)


def fill(
    known: Mapping[str, DemoAccount], now: datetime
) -> tuple[Mapping[str, Organisation], list[DemoAccount]]:
    """Add what is missing of organisations, assignments and people.

    Args:
        known: accounts of an earlier start by user name.
        now: the present moment.

    Returns:
        the regencies by code, and every account: regencies first, the operator last.
    """
    regencies: dict[str, Organisation] = {}
    people: list[DemoAccount] = []
    posts_of: dict[str, Sequence[Post]] = dict.fromkeys(FOUNDERS, FOUNDER_POSTS)
    posts_of |= dict.fromkeys(NEIGHBOURS, NEIGHBOUR_POSTS)
    staff = [(region_of(code).slug, posts) for code, posts in posts_of.items()]
    staff += [(place.slug, place.posts) for place in PLACES]
    usernames = {username_of(post, slug) for slug, posts in staff for post in posts}
    fresh = new_passwords(usernames - known.keys())
    for code, posts in posts_of.items():
        with transaction(Principal(DatabaseRole.IDENTITY, region_of(code).tenant_id)) as session:
            organisation = session.scalars(
                select(Organisation).where(Organisation.tenant_id == region_of(code).tenant_id)
            ).one_or_none() or onboard_regency(session, region_code=code, actor=SYSTEM, now=now)
            regencies[code] = organisation
            people += ensure_accounts(
                session, organisation=organisation, posts=posts, known=known, fresh=fresh, now=now
            )
    others = {place.slug: _ensure_organisation(place, now) for place in PLACES}
    for place in PLACES:
        for code in place.serves:
            _ensure_assignment(others[place.slug], region_of(code).tenant_id, now)
        with transaction(PLATFORM) as session:
            people += ensure_accounts(
                session,
                organisation=others[place.slug],
                posts=place.posts,
                known=known,
                fresh=fresh,
                now=now,
            )
    return regencies, [_with_second_role(account, others, now) for account in people]


def _with_second_role(
    account: DemoAccount, organisations: Mapping[str, Organisation], now: datetime
) -> DemoAccount:
    """The account, with the other post of those who have two."""
    if account.username not in SECOND_ROLES:
        return account
    slug, role = SECOND_ROLES[account.username]
    organisation = organisations[slug]
    with transaction(PLATFORM) as session:
        ensure_second_role(
            session, organisation=organisation, username=account.username, role=role, now=now
        )
    first = account.post.partition("; ")[0]
    return replace(account, post=f"{first}; {ROLE_LABELS[role]}, {organisation.name}")


def _ensure_organisation(place: Place, now: datetime) -> Organisation:
    with transaction(PLATFORM) as session:
        found = session.scalars(
            select(Organisation).where(Organisation.slug == place.slug)
        ).one_or_none()
        return found or create_organisation(
            session,
            kind=place.kind,
            slug=place.slug,
            name=place.name,
            office_kind=place.office_kind,
            province_code=place.province_code,
            actor=SYSTEM,
            now=now,
        )


def _ensure_assignment(branch: Organisation, tenant_id: int, now: datetime) -> None:
    """Assign once; an assignment that somebody ended since is not begun again."""
    with transaction(Principal(DatabaseRole.IDENTITY, tenant_id)) as session:
        found = session.scalars(
            select(BranchAssignment.id).where(
                BranchAssignment.organisation_id == branch.id,
                BranchAssignment.tenant_id == tenant_id,
            )
        ).first()
        if found is not None:
            return
        assignment = assign_branch(
            session,
            branch=branch,
            tenant_id=tenant_id,
            starts_on=ASSIGNED_FROM,
            actor=SYSTEM,
            now=now,
        )
    with transaction(PLATFORM) as session:
        record_for_platform(
            session, branch=branch, assignment=assignment, action=ADDED, actor=SYSTEM, now=now
        )
