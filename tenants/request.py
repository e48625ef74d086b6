"""The visit: who is asking, for which organisation and regency, on whose connections, and when.

Every request passes ``authorise`` before its view. A view that carries no mark is refused, an
address of an organisation the person does not belong to does not exist, nor does a regency that the
organisation does not serve or oversee today; only then are permissions asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import Flask, current_app, g, request
from flask_babel import gettext as _
from flask_login import LoginManager, UserMixin, current_user

from tenants.access import (
    ROLE_LABELS,
    ROLES_OF,
    Access,
    Permission,
    Role,
    access_of,
    grants_of,
)
from tenants.addresses import Address, fill_address, named_address
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.clock import local_day, utcnow
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import (
    N_,
    GivenPassword,
    NotFound,
    NotPermitted,
    NotSignedIn,
    OrganisationNotInUse,
    RoleOfAnotherKind,
)
from tenants.kernel.security import API_PREFIX
from tenants.models.identity import OrganisationKind
from tenants.programs import key_of_request
from tenants.queries.assignments import find_overseen_regency, find_served_regency
from tenants.queries.identity import ActiveMembership, find_signed_in
from tenants.queries.tenants import OrganisationRef, TenantRef
from tenants.services.api_keys import granted_scopes
from tenants.services.sessions import COOKIE_NAME, touch_session
from tenants.shell.languages import prefer

IDENTITY = Principal(DatabaseRole.IDENTITY, audit.PLATFORM_TENANT)

login_manager = LoginManager()
login_manager.session_protection = None


@dataclass(frozen=True)
class Visit:
    """One request by one signed-in person; ``tenant`` is None outside a regency's address."""

    actor: Actor
    now: datetime
    principal: Principal
    permissions: frozenset[Permission]
    tenant: TenantRef | None
    acting: OrganisationRef | None
    role: Role | None

    def can(self, permission: Permission) -> bool:
        """Whether the person's role in this organisation grants the permission."""
        return permission in self.permissions

    @property
    def today(self) -> date:
        """The day it is on the regency's clock; outside a regency, in WIB."""
        return local_day(self.now, self.tenant.timezone if self.tenant else None)

    @property
    def person_id(self) -> UUID:
        """The account of the person looking.

        Raises:
            NotSignedIn: nobody in particular looks.
        """
        if self.actor.id is None:
            raise NotSignedIn
        return self.actor.id

    @property
    def organisation(self) -> OrganisationRef:
        """The organisation that acts.

        Raises:
            NotFound: the address names none.
        """
        if self.acting is None:
            raise NotFound
        return self.acting

    @property
    def regency(self) -> TenantRef:
        """The regency in use.

        Raises:
            NotFound: the address names none.
        """
        if self.tenant is None:
            raise NotFound
        return self.tenant


class SignedInPerson(UserMixin):  # type: ignore[misc]  # Flask-Login has no annotations
    """What Flask-Login calls the user: the account, this session, and today's memberships."""

    def __init__(
        self,
        *,
        user_id: UUID,
        username: str,
        name: str,
        session_id: UUID,
        memberships: list[ActiveMembership],
        organisation_id: UUID | None,
        has_given_password: bool,
        unread_count: int,
    ) -> None:
        self.id = user_id
        self.username = username
        self.name = name
        self.session_id = session_id
        self.memberships = memberships
        self.has_given_password = has_given_password
        self.unread_count = unread_count
        self.in_use = next(
            (one for one in memberships if one.organisation_id == organisation_id), None
        )
        """The organisation this session may open; another one needs another session."""


@login_manager.request_loader  # type: ignore[untyped-decorator]  # Flask-Login has no annotations
def load_person(_request: object) -> SignedInPerson | None:
    """Find the session of the cookie; account and memberships are read anew on each request.

    Programs come with a key and never by a cookie, so no other site can act through a browser.
    """
    token = request.cookies.get(COOKIE_NAME)
    if not token or request.path.startswith(API_PREFIX):
        return None
    now = present_moment()
    with transaction(IDENTITY) as session:
        found = find_signed_in(session, token=token, now=now)
        if found is None:
            return None
        touch_session(
            session, session_id=found.session_id, last_seen_at=found.last_seen_at, now=now
        )
    prefer(found.language)
    return SignedInPerson(
        user_id=found.user_id,
        username=found.username,
        name=found.display_name,
        session_id=found.session_id,
        memberships=found.memberships,
        organisation_id=found.organisation_id,
        has_given_password=found.has_given_password,
        unread_count=found.unread_count,
    )


def present_moment() -> datetime:
    """The time of this request, read once; tests give the app another clock."""
    if "now" not in g:
        clock: Callable[[], datetime] = current_app.extensions["siap-clock"]
        g.now = clock()
    moment: datetime = g.now
    return moment


def person() -> SignedInPerson:
    """The signed-in person.

    Raises:
        NotSignedIn: there is none.
    """
    if not current_user.is_authenticated:
        raise NotSignedIn
    found: SignedInPerson = current_user._get_current_object()  # noqa: SLF001  Flask-Login offers no other way
    return found


def visit() -> Visit:
    """The visit of the current request.

    Raises:
        NotSignedIn: nobody is signed in.
    """
    if "visit" not in g:
        access = access_of(_view()) or Access()
        is_program = request.path.startswith(API_PREFIX)
        g.visit = _visit_of_program(access) if is_program else _visit_of(person(), access)
    found: Visit = g.visit
    return found


def authorise() -> None:
    """Refuse before any view runs: unmarked views, strangers, missing permissions.

    Raises:
        NotPermitted: the view carries no mark, or the role lacks the permission.
        NotSignedIn: the view needs a person.
        NotFound: the address names a regency the person does not belong to.
    """
    view = _view()
    if request.endpoint == "static" or view is None:
        return
    access = access_of(view)
    if access is None:
        raise NotPermitted
    request.max_content_length = access.body_limit_bytes
    g.stated_limit_bytes = access.stated_limit_bytes
    if access.public_because is not None:
        return
    asking = visit()
    if access.permission is not None and not asking.can(access.permission):
        if request.path.startswith(API_PREFIX):
            raise NotPermitted(
                N_("Kunci ini tidak memuat hak %(scope)s."), scope=access.permission.value
            )
        raise NotPermitted


def holds_sent_input() -> bool:
    """Whether the page answers a form and may hold what was sent and is kept nowhere.

    A search is asked again in a moment, and its answer is no form that somebody has begun.
    """
    access = access_of(_view())
    return request.method == "POST" and not (access is not None and access.is_search)


def _view() -> Callable[..., Any] | None:
    return current_app.view_functions.get(request.endpoint or "")


def _visit_of(who: SignedInPerson, access: Access) -> Visit:
    actor, now = Actor(id=who.id, name=who.name), present_moment()
    address = named_address()
    if address is None:
        return Visit(actor, now, IDENTITY, frozenset(), None, None, None)
    membership = next(
        (
            one
            for one in who.memberships
            if (one.kind, one.slug) == (address.place.kind, address.organisation)
        ),
        None,
    )
    if membership is None:
        raise NotFound
    if membership != who.in_use:
        raise OrganisationNotInUse
    if who.has_given_password:
        raise GivenPassword
    role = _role_here(address.place.kind, Role(membership.role))
    tenant = _tenant_of(address, membership, now)
    return Visit(
        actor=actor,
        now=now,
        principal=Principal(access.pool, tenant.id if tenant else None, membership.organisation_id),
        permissions=grants_of(address.place.kind, role),
        tenant=tenant,
        acting=membership,
        role=role,
    )


def _role_here(kind: OrganisationKind, role: Role) -> Role:
    """The role of a membership, as long as this kind of organisation has it.

    Raises:
        RoleOfAnotherKind: it has not, as when the role was given before each kind had its own.
    """
    if role not in ROLES_OF[kind]:
        raise RoleOfAnotherKind(
            N_(
                "Peran Anda, %(role)s, bukan peran organisasi ini. Minta %(keeper)s, atau pengelola"
                " sistem bila belum ada, menetapkan peran Anda."
            ),
            role=_(ROLE_LABELS[role]),
            keeper=_(ROLE_LABELS[ROLES_OF[kind][0]]),
        )
    return role


def _visit_of_program(access: Access) -> Visit:
    """The visit of a program by its key; permissions are the key's scopes.

    Raises:
        NotSignedIn: the request carries no key, or one that opens nothing.
        RateLimited: too many requests, or too many keys tried from this address.
        NotFound: the address names another organisation than the key's.
    """
    key, organisation = key_of_request(present_moment())
    address = named_address()
    if address is None or (address.place.kind, address.organisation) != (
        organisation.kind,
        organisation.slug,
    ):
        raise NotFound
    tenant = _tenant_of(address, organisation, present_moment())
    return Visit(
        actor=Actor(id=key.id, name=key.label),
        now=present_moment(),
        principal=Principal(
            access.pool, tenant.id if tenant else None, organisation.organisation_id
        ),
        permissions=frozenset(granted_scopes(key, OrganisationKind(organisation.kind))),
        tenant=tenant,
        acting=organisation,
        role=None,
    )


def _tenant_of(address: Address, membership: OrganisationRef, now: datetime) -> TenantRef | None:
    """The regency an address opens, asked of the database on each request.

    Raises:
        NotFound: the organisation does not serve or oversee it today.
    """
    if address.regency is None:
        return None
    if address.place.kind is OrganisationKind.REGENCY:
        return membership.tenant
    principal = Principal(address.place.pool, None, membership.organisation_id)
    with transaction(principal) as session:
        if address.place.kind is OrganisationKind.BRANCH:
            found = find_served_regency(
                session,
                organisation_id=membership.organisation_id,
                slug=address.regency,
                now=now,
            )
        else:
            found = find_overseen_regency(
                session,
                kind=address.place.kind,
                province_code=membership.province_code,
                slug=address.regency,
            )
    if found is None:
        raise NotFound
    return found


def init_request(app: Flask) -> None:
    """Install sign-in loading, the gate, and what templates know of the visit."""
    app.extensions["siap-clock"] = utcnow
    login_manager.init_app(app)
    app.before_request(authorise)
    app.url_defaults(fill_address)
    app.context_processor(_template_context)
    app.jinja_env.globals["holds_sent_input"] = holds_sent_input


def _template_context() -> dict[str, Any]:
    who = current_user if current_user and current_user.is_authenticated else None
    asking = visit() if who is not None else None
    return {
        "person": who,
        "visit": asking,
        "can": asking.can if asking else lambda _permission: False,
    }
