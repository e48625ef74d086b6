"""Describes the header of a page from what the request already holds."""

from typing import Any

from flask import Flask, current_app, g, has_request_context, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.access import PLACE_OF, Role, grants_of, home_path
from tenants.addresses import Address
from tenants.kernel import formats
from tenants.kernel.clock import OFFICE_ZONE
from tenants.kernel.config import Settings
from tenants.models.identity import OrganisationKind
from tenants.queries.identity import ActiveMembership
from tenants.queries.notices import MOST_COUNTED
from tenants.request import SignedInPerson, present_moment
from tenants.shell import navigation
from tenants.shell.frame import Frame, provide_frame
from tenants.shell.navigation import NavigationItem, NavigationLink

OUTSIDE_THE_MENU = {"notices", "office_notices"}
"""Pages of an organisation that the header leads to, and no entry of the menu."""


def init_frame(app: Flask) -> None:
    """Put the header on every page of a signed-in person."""
    provide_frame(app, describe_frame)


def describe_frame() -> Frame | None:
    """The header: the organisation in use, which is that of the address if it names one."""
    if not has_request_context() or not current_user or not current_user.is_authenticated:
        return None
    who: SignedInPerson = current_user
    used = who.in_use
    can_switch = any(one != used for one in who.memberships)
    settings: Settings = current_app.extensions["siap-settings"]
    return Frame(
        user_name=who.name,
        home_url=home_of(used) if used else url_for("auth.choose_organisation"),
        profile_url=url_for("profile.show_profile"),
        sign_out_url=url_for("auth.sign_out"),
        organisation_name=used.name if used else "",
        switch_url=url_for("auth.choose_organisation") if can_switch else "",
        notices_url=_notices_of(used) if used else "",
        unread_label=_unread_label(who.unread_count),
        notice=_("Data contoh") if settings.embedded else "",
        timezone=used.timezone if used and used.timezone else OFFICE_ZONE,
        moment=present_moment(),
        navigation=_links(used) if used else (),
    )


def home_of(membership: ActiveMembership) -> str:
    """The first page of an organisation."""
    return home_path(OrganisationKind(membership.kind), membership.slug)


def _notices_of(used: ActiveMembership) -> str:
    """What the person was told here; regencies and the offices that serve them are told things."""
    if used.kind == OrganisationKind.REGENCY:
        return url_for("notices.show_notices", regency=used.slug)
    if used.kind == OrganisationKind.BRANCH:
        return url_for("office_notices.show_notices", organisation=used.slug)
    return ""


def _unread_label(unread_count: int) -> str:
    """How many notices are unread, as far as they were counted; empty for none."""
    if unread_count >= MOST_COUNTED:
        return f"{MOST_COUNTED - 1}+"
    return formats.count(unread_count) if unread_count else ""


def _links(used: ActiveMembership) -> list[NavigationLink]:
    kind = OrganisationKind(used.kind)
    place = PLACE_OF[kind].letter
    links = [
        NavigationLink(
            label=_(item.label),
            url=_url_of(item, place, used.slug),
            is_current=request.blueprint in item.covers,
        )
        for item in navigation.items_for(grants_of(kind, Role(used.role)), place)
        if place == "r" or _is_open(item)
    ]
    if request.blueprint in OUTSIDE_THE_MENU:
        return links
    return list(navigation.mark_current(links, request.path))


def _is_open(item: NavigationItem) -> bool:
    """Pages of one regency are offered while an organisation that serves it has opened it."""
    address: Address | None = g.get("address")
    is_of_regency = current_app.url_map.is_endpoint_expecting(item.endpoint, "regency")
    return not is_of_regency or (address is not None and address.regency is not None)


def _url_of(item: NavigationItem, place: str, slug: str) -> str:
    parts = {"place": place, "organisation": slug}
    if place == "r":
        parts["regency"] = slug
    expects = current_app.url_map.is_endpoint_expecting
    named: dict[str, Any] = {
        name: part for name, part in parts.items() if expects(item.endpoint, name)
    }
    return url_for(item.endpoint, **named)
