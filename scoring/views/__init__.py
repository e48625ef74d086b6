"""Pages of this package, one file per page family."""

from flask import Flask

from scoring.views import (
    api,
    api_comparison,
    claim_export,
    claims,
    comparison,
    completeness,
    evidence,
    golden_thread,
    home,
    overseen,
    ranking,
    regulation_evidence,
    rubrics,
    scorecards,
    side_by_side,
)
from scoring.views.audit_details import register_claim_words
from scoring.views.uses import claim_uses, evidence_uses
from scoring.views.words import basis_text
from tenants.access import Permission
from tenants.api.specification import register_api
from tenants.kernel.errors import N_
from tenants.shell import navigation, panels
from tenants.shell.navigation import NavigationItem
from tenants.shell.uses import register_uses

MENU = (
    NavigationItem(10, N_("Beranda"), "home.show_home", Permission.SCORECARD_READ),
    NavigationItem(
        60,
        N_("Rapor"),
        "scorecards.show_scorecard",
        Permission.SCORECARD_READ,
        covers=("claims", "evidence"),
    ),
    NavigationItem(
        10,
        N_("Ringkasan"),
        "comparison.show_summary",
        Permission.COMPARISON_READ,
        covers=("overseen",),
        places="pm",
    ),
    NavigationItem(
        20,
        N_("Kelengkapan"),
        "completeness.show_completeness",
        Permission.COMPARISON_READ,
        places="pm",
    ),
    NavigationItem(
        30, N_("Peringkat"), "ranking.show_ranking", Permission.COMPARISON_READ, places="pm"
    ),
    NavigationItem(
        40, N_("Bandingkan"), "side_by_side.compare", Permission.COMPARISON_READ, places="pm"
    ),
)
PAGES = (
    evidence,
    golden_thread,
    home,
    scorecards,
    claims,
    claim_export,
    rubrics,
    comparison,
    completeness,
    ranking,
    side_by_side,
    overseen,
)


def register_views(app: Flask) -> None:
    """Attach every blueprint of this package and its entries of the menu."""
    for blueprint in dict.fromkeys(module.blueprint for module in PAGES):  # some files share one
        app.register_blueprint(blueprint)
    for api_blueprint in (api.blueprint, api_comparison.blueprint):
        register_api(app, api_blueprint)
    for item in MENU:
        navigation.register(item)
    panels.register("operator-parameters", 30, rubrics.render_operator_panel)
    panels.register(
        "regulation",
        30,
        regulation_evidence.render_regulation_evidence,
        Permission.SCORECARD_READ,
    )
    panels.register("commitments", 10, golden_thread.render_link, Permission.BILLING_READ)
    register_claim_words()
    register_uses("document", claim_uses, evidence_uses)
    app.add_template_filter(basis_text, "basis_words")
