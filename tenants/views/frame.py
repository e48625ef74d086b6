"""Describes the header of a page from what the request already holds."""

from flask import Flask, current_app, g, has_request_context, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from tenants.access import GRANTS, Role
from tenants.kernel.config import Settings
from tenants.queries.identity import ActiveMembership
from tenants.request import SignedInPerson
from tenants.shell import navigation
from tenants.shell.frame import Frame, provide_frame
from tenants.shell.navigation import NavigationLink


def init_frame(app: Flask) -> None:
    """Put the header on every page of a signed-in person."""
    provide_frame(app, describe_frame)


def describe_frame() -> Frame | None:
    """The header: the regency of the address, or the only one the person belongs to."""
    if not has_request_context() or not current_user or not current_user.is_authenticated:
        return None
    who: SignedInPerson = current_user
    used = _regency_in_use(who.memberships)
    settings: Settings = current_app.extensions["siap-settings"]
    return Frame(
        user_name=who.name,
        home_url=f"/r/{used.slug}/" if used else url_for("auth.choose_organisation"),
        profile_url=url_for("profile.show_profile"),
        sign_out_url=url_for("auth.sign_out"),
        organisation_name=used.name if used else "",
        switch_url=url_for("auth.choose_organisation") if len(who.memberships) > 1 else "",
        notice=_("Data contoh") if settings.embedded else "",
        timezone=used.timezone if used and used.timezone else "Asia/Jakarta",
        navigation=_links(used) if used else (),
    )


def _regency_in_use(memberships: list[ActiveMembership]) -> ActiveMembership | None:
    regencies = [one for one in memberships if one.tenant_id is not None]
    slug = g.get("regency_slug")
    if slug is None and len(regencies) == 1:
        return regencies[0]
    return next((one for one in regencies if one.slug == slug), None)


def _links(used: ActiveMembership) -> list[NavigationLink]:
    items = navigation.items_for(GRANTS[Role(used.role)])
    links = [
        NavigationLink(
            label=_(item.label),
            url=url_for(item.endpoint, regency=used.slug),
            is_current=request.blueprint in item.covers,
        )
        for item in items
    ]
    return list(navigation.mark_current(links, request.path))
