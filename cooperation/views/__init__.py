"""Pages of this package, one file per page family."""

from flask import Flask

from cooperation.labels import AGREEMENT_PAPERS
from cooperation.review_rules import REVIEW_STATE_LABELS
from cooperation.views import (
    agreement_comments,
    agreement_decisions,
    agreement_drafts,
    agreement_forms,
    agreement_parts,
    agreement_removal,
    agreement_review_list,
    agreement_reviews,
    agreement_submission,
    agreement_versions,
    agreements,
    api,
    at_home,
    commitment_export,
    commitment_forms,
    commitment_removal,
    commitment_steps,
    commitments,
    continuation_memos,
    cover_calendar,
    drafting,
    feeds,
    internal_reviews,
    parameters,
    review_comments,
    reviewed_papers,
    signatures,
    uses,
)
from tenants.access import Permission
from tenants.api.specification import register_api
from tenants.audit_words import register_detail_words
from tenants.kernel.errors import N_
from tenants.shell import navigation, panels
from tenants.shell.navigation import NavigationItem

PAGES = (
    agreement_drafts,
    agreement_comments,
    agreement_decisions,
    agreement_forms,
    agreement_parts,
    agreement_removal,
    agreement_review_list,
    agreement_reviews,
    agreement_submission,
    agreement_versions,
    agreements,
    commitment_export,
    commitment_forms,
    commitment_removal,
    commitment_steps,
    commitments,
    continuation_memos,
    cover_calendar,
    internal_reviews,
    parameters,
    review_comments,
    reviewed_papers,
    signatures,
)
MENU = (
    NavigationItem(
        30,
        N_("Program dan perjanjian"),
        "commitments.list_commitments",
        Permission.AGREEMENT_READ,
        covers=("agreements", "cover_calendar", "golden_thread", "parameters"),
    ),
    NavigationItem(
        30,
        N_("Perjanjian"),
        "agreement_reviews.list_agreements",
        Permission.REVIEW_READ,
        covers=("agreement_reviews",),
        places="b",
    ),
)


def register_views(app: Flask) -> None:
    """Attach every blueprint of this package, its entry of the menu, and what it feeds."""
    for blueprint in dict.fromkeys(module.blueprint for module in PAGES):  # some files share one
        app.register_blueprint(blueprint)
    for api_blueprint in (api.own, api.served):
        register_api(app, api_blueprint)
    for item in MENU:
        navigation.register(item)
    panels.register("home", 20, feeds.render_home_panel, Permission.AGREEMENT_READ)
    panels.register("actions", 5, at_home.render_approvals, Permission.AGREEMENT_READ)
    panels.register("actions", 10, feeds.render_decided, Permission.AGREEMENT_READ)
    panels.register("regulation", 20, feeds.render_regulation_panel, Permission.AGREEMENT_READ)
    panels.register("operator-parameters", 10, parameters.render_operator_panel)
    register_detail_words(
        {
            "approver": N_("penyetuju"),
            "clause": N_("pasal atau angka"),
            "office": N_("kantor"),
        },
        values={"kind": AGREEMENT_PAPERS, "undone": REVIEW_STATE_LABELS},
    )
    drafting.init_drafts()
    continuation_memos.init_memos()
    uses.init_uses()
