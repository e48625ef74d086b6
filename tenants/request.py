"""The visit: who is asking, for which regency, on whose connections, and when.

Every request passes ``authorise`` before its view. A view that carries no mark is refused, an
address of a regency the person does not belong to does not exist; only then are permissions asked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, Flask, current_app, g, request
from flask_login import LoginManager, UserMixin, current_user

from tenants.access import GRANTS, Access, Permission, Role, access_of
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.clock import local_day, utcnow
from tenants.kernel.db import DatabaseRole, Principal, transaction
from tenants.kernel.errors import NotFound, NotPermitted, NotSignedIn
from tenants.queries.identity import ActiveMembership, find_signed_in
from tenants.services.sessions import COOKIE_NAME, touch_session

IDENTITY = Principal(DatabaseRole.IDENTITY, audit.PLATFORM_TENANT)

login_manager = LoginManager()
login_manager.session_protection = None


@dataclass(frozen=True)
class TenantRef:
    """The regency in use."""

    id: int
    slug: str
    name: str
    timezone: str
    region_code: str


@dataclass(frozen=True)
class Visit:
    """One request by one signed-in person; ``tenant`` is None outside a regency's address."""

    actor: Actor
    now: datetime
    principal: Principal
    permissions: frozenset[Permission]
    tenant: TenantRef | None
    organisation_id: UUID | None
    role: Role | None

    def can(self, permission: Permission) -> bool:
        """Whether the person's role in this organisation grants the permission."""
        return permission in self.permissions

    @property
    def today(self) -> date:
        """The day it is on the regency's clock; outside a regency, in UTC."""
        return local_day(self.now, self.tenant.timezone if self.tenant else None)

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
    ) -> None:
        self.id = user_id
        self.username = username
        self.name = name
        self.session_id = session_id
        self.memberships = memberships


@login_manager.request_loader  # type: ignore[untyped-decorator]  # Flask-Login has no annotations
def load_person(_request: object) -> SignedInPerson | None:
    """Find the session of the cookie; account and memberships are read anew on each request."""
    token = request.cookies.get(COOKIE_NAME)
    if not token:
        return None
    now = present_moment()
    with transaction(IDENTITY) as session:
        found = find_signed_in(session, token=token, now=now)
        if found is None:
            return None
        touch_session(
            session, session_id=found.session_id, last_seen_at=found.last_seen_at, now=now
        )
    return SignedInPerson(
        user_id=found.user_id,
        username=found.username,
        name=found.display_name,
        session_id=found.session_id,
        memberships=found.memberships,
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
        g.visit = _visit_of(person(), access_of(_view()) or Access())
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
    if access.public_because is not None:
        return
    asking = visit()
    if access.permission is not None and not asking.can(access.permission):
        raise NotPermitted


def _view() -> Callable[..., Any] | None:
    return current_app.view_functions.get(request.endpoint or "")


def _visit_of(who: SignedInPerson, access: Access) -> Visit:
    actor = Actor(id=who.id, name=who.name)
    slug = g.get("regency_slug")
    if slug is None:
        return Visit(actor, present_moment(), IDENTITY, frozenset(), None, None, None)
    found = next(
        (one for one in who.memberships if one.tenant_id is not None and one.slug == slug), None
    )
    if found is None or found.tenant_id is None:
        raise NotFound
    role = Role(found.role)
    return Visit(
        actor=actor,
        now=present_moment(),
        principal=Principal(access.pool, found.tenant_id, found.organisation_id),
        permissions=GRANTS[role],
        tenant=TenantRef(
            found.tenant_id, found.slug, found.name, found.timezone or "", found.region_code or ""
        ),
        organisation_id=found.organisation_id,
        role=role,
    )


def tenant_blueprint(name: str, import_name: str) -> Blueprint:
    """A blueprint under ``/r/<regency>``; views and ``url_for`` need not name the slug."""
    blueprint = Blueprint(
        name, import_name, url_prefix="/r/<regency>", template_folder="../templates"
    )

    @blueprint.url_value_preprocessor
    def remember_slug(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        g.regency_slug = (values or {}).pop("regency", None)

    return blueprint


def fill_regency(endpoint: str, values: dict[str, Any]) -> None:
    """Let ``url_for`` stay inside the regency in use unless another is named."""
    slug = g.get("regency_slug")
    if (
        slug
        and "regency" not in values
        and current_app.url_map.is_endpoint_expecting(endpoint, "regency")
    ):
        values["regency"] = slug


def init_request(app: Flask) -> None:
    """Install sign-in loading, the gate, and what templates know of the visit."""
    app.extensions["siap-clock"] = utcnow
    login_manager.init_app(app)
    app.before_request(authorise)
    app.url_defaults(fill_regency)
    app.context_processor(_template_context)


def _template_context() -> dict[str, Any]:
    who = current_user if current_user and current_user.is_authenticated else None
    asking = visit() if who is not None else None
    return {
        "person": who,
        "visit": asking,
        "can": asking.can if asking else lambda _permission: False,
    }
