"""Pages of the lowest package, one file per page family."""

from flask import Flask

from tenants.access import PLACES, Permission
from tenants.api.specification import register_api
from tenants.kernel.errors import N_
from tenants.services.api_keys import possible_scopes
from tenants.shell import navigation, panels
from tenants.shell.navigation import NavigationItem
from tenants.views import (
    api,
    api_docs,
    api_keys,
    api_served,
    audit,
    auth,
    delegations,
    document_removals,
    document_sharing,
    documents,
    duties,
    follow_ups,
    frame,
    health,
    invitations,
    issued_papers,
    joining,
    kept_forms,
    language,
    monev,
    monev_forms,
    national_texts,
    notices,
    office_notices,
    operator,
    operator_organisations,
    operator_people,
    operator_register,
    operator_words,
    overdue_follow_ups,
    people_exports,
    problems,
    profile,
    regulation_coverage,
    regulation_export,
    regulation_forms,
    regulation_passages,
    regulation_removals,
    regulation_stages,
    regulations,
    socialisation,
    users,
    uses,
    words,
)

PAGES = (
    api_docs,
    api_keys,
    audit,
    auth,
    delegations,
    document_removals,
    document_sharing,
    documents,
    follow_ups,
    health,
    invitations,
    issued_papers,
    joining,
    kept_forms,
    language,
    monev,
    monev_forms,
    national_texts,
    notices,
    office_notices,
    operator,
    operator_organisations,
    operator_people,
    operator_register,
    overdue_follow_ups,
    people_exports,
    problems,
    profile,
    regulation_coverage,
    regulation_export,
    regulation_forms,
    regulation_passages,
    regulation_removals,
    regulation_stages,
    regulations,
    socialisation,
    users,
)
MENU = (
    NavigationItem(
        10, N_("Beranda"), "operator.show_home", Permission.ORGANISATION_READ, places="o"
    ),
    NavigationItem(
        20,
        N_("Organisasi"),
        "operator_organisations.show_organisations",
        Permission.ORGANISATION_READ,
        covers=("operator_organisations",),
        places="o",
    ),
    NavigationItem(30, N_("Antrean"), "operator.show_queue", Permission.QUEUE_READ, places="o"),
    NavigationItem(
        40, N_("Parameter"), "operator.show_parameters", Permission.PARAMETER_READ, places="o"
    ),
    NavigationItem(20, N_("Regulasi"), "regulations.show_regulations", Permission.REGULATION_READ),
    NavigationItem(
        65,
        N_("Daftar berkas"),
        "documents.list_documents",
        Permission.DOCUMENT_READ,
        covers=("document_sharing", "issued_papers"),
    ),
    NavigationItem(70, N_("Monev"), "monev.show_meetings", Permission.MONEV_READ),
    NavigationItem(
        80,
        N_("Pengguna"),
        "users.list_users",
        Permission.USER_READ,
        covers=("invitations",),
        places="rbpmo",
    ),
    NavigationItem(90, N_("Jejak audit"), "audit.list_audit", Permission.AUDIT_READ),
    NavigationItem(
        95,
        N_("Kunci API"),
        "api_keys.show_keys",
        Permission.KEY_MANAGE,
        places="".join(one.letter for one in PLACES.values() if possible_scopes(one.kind)),
    ),
)


def register_views(app: Flask) -> None:
    """Attach every blueprint of this package, its entries of the menu, and its words."""
    for blueprint in dict.fromkeys(module.blueprint for module in PAGES):  # some files share one
        app.register_blueprint(blueprint)
    app.register_blueprint(issued_papers.served)
    app.register_blueprint(issued_papers.scanned)
    for api_blueprint in (api.blueprint, api_served.blueprint):
        register_api(app, api_blueprint)
    for item in MENU:
        navigation.register(item)
    panels.register("home", 8, overdue_follow_ups.render_overdue, Permission.MONEV_READ)
    panels.register("home", 90, duties.render_duties_panel)
    auth.init_sign_in(app)
    kept_forms.init_kept_forms(app)
    frame.init_frame(app)
    operator_words.init_words(app)
    words.init_words(app)
    uses.init_uses()
