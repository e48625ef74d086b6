"""Pages of this package, one file per page family."""

from flask import Flask

from scoring.views import claims, home, rubrics, scorecards
from scoring.views.audit_details import register_claim_words
from tenants.access import Permission
from tenants.kernel.errors import N_
from tenants.shell import navigation
from tenants.shell.navigation import NavigationItem

MENU = (
    NavigationItem(10, N_("Beranda"), "home.show_home", Permission.SCORECARD_READ),
    NavigationItem(60, N_("Rapor"), "scorecards.show_scorecard", Permission.SCORECARD_READ),
)


def register_views(app: Flask) -> None:
    """Attach every blueprint of this package and its entries of the menu."""
    for module in (home, scorecards, claims, rubrics):
        app.register_blueprint(module.blueprint)
    for item in MENU:
        navigation.register(item)
    register_claim_words()
