"""Pages of this package, one file per page family."""

from collections.abc import Mapping
from typing import Any

from flask import Flask

from enrollment.benefit_totals import BENEFIT_KIND_LABELS
from enrollment.billing import BILLING_PROBLEM_TEXTS, BILLING_STATE_LABELS
from enrollment.candidate_facts import ANSWER_LABELS
from enrollment.decree_changes import CHANGE_REFUSAL_TEXTS
from enrollment.determination import REFUSAL_TEXTS
from enrollment.double_figures import DECISION_LABELS
from enrollment.kinds import (
    BASIS_LABELS,
    DENOMINATOR_LABELS,
    GROUP_LABELS,
    SEGMENT_LABELS,
    STAGE_LABELS,
)
from enrollment.office_confirmations import CONFIRMATION_LABELS
from enrollment.parsing.refusals import PROBLEM_LABELS
from enrollment.prepared import KIND_LABELS
from enrollment.registers import REGISTER_FILE_TEXTS, REGISTER_LABELS
from enrollment.selection_words import OUTCOME_LABELS
from enrollment.verification import SHEET_TEXTS
from enrollment.views import (
    api,
    api_columns,
    api_served,
    benefit_comparison,
    benefit_removal,
    billing_feeds,
    billing_files,
    billing_papers,
    billing_people,
    billing_steps,
    breakdown,
    candidate_facts,
    change_annex,
    continuity,
    desk,
    desk_exports,
    determination_annex,
    determinations,
    doubles,
    duplicate_export,
    duplicates,
    feeds,
    figure_exports,
    figure_removals,
    portfolio,
    portfolio_sheets,
    postings,
    prepared,
    quarter_papers,
    realisation,
    reconciliation,
    reconciliation_people,
    register_files,
    registers,
    review_queue,
    roster_columns,
    roster_files,
    roster_reviews,
    rosters,
    selection,
    selection_people,
    served_answers,
    served_columns,
    served_confirmations,
    served_doubles,
    served_rosters,
    uses,
    village_sheets,
    villages,
    wide_results,
    worker_export,
    workers,
)
from enrollment.wide_results import WIDE_REFUSAL_TEXTS
from tenants.access import Permission
from tenants.api.specification import register_api
from tenants.audit_words import register_detail_words
from tenants.kernel.errors import N_
from tenants.shell import navigation, panels
from tenants.shell.navigation import NavigationItem

BLUEPRINTS = (
    benefit_comparison.blueprint,
    benefit_removal.blueprint,
    billing_files.blueprint,
    billing_papers.blueprint,
    billing_people.blueprint,
    billing_steps.blueprint,
    breakdown.blueprint,
    continuity.blueprint,
    desk.blueprint,
    desk_exports.blueprint,
    desk.regency_blueprint,
    figure_exports.blueprint,
    *figure_removals.BLUEPRINTS,
    portfolio.blueprint,
    portfolio_sheets.blueprint,
    postings.blueprint,
    quarter_papers.blueprint,
    realisation.blueprint,
    reconciliation.blueprint,
    reconciliation_people.blueprint,
    prepared.blueprint,
    register_files.blueprint,
    registers.blueprint,
    roster_columns.blueprint,
    roster_files.blueprint,
    roster_reviews.blueprint,
    rosters.blueprint,
    candidate_facts.blueprint,
    determination_annex.blueprint,
    change_annex.blueprint,
    determinations.blueprint,
    doubles.blueprint,
    duplicate_export.blueprint,
    duplicates.blueprint,
    selection.blueprint,
    selection_people.blueprint,
    served_answers.blueprint,
    served_columns.blueprint,
    served_confirmations.blueprint,
    served_doubles.blueprint,
    served_rosters.blueprint,
    village_sheets.blueprint,
    villages.blueprint,
    wide_results.blueprint,
    worker_export.blueprint,
    workers.blueprint,
)
API_BLUEPRINTS = (*api.BLUEPRINTS, api_columns.blueprint, api_served.blueprint)
MENU = (
    NavigationItem(40, N_("Daftar penerima"), "rosters.list_rosters", Permission.ROSTER_READ),
    NavigationItem(
        42,
        N_("Penetapan"),
        "selection.list_selections",
        Permission.AGREEMENT_READ,
        covers=(
            *("determinations", "decree_changes", "villages", "village_sheets", "prepared"),
            *("registers", "register_files", "wide_results"),
        ),
    ),
    NavigationItem(
        45,
        N_("Pekerja"),
        "workers.list_workers",
        Permission.WORKER_READ,
        covers=("continuity", "doubles", "duplicates"),
    ),
    NavigationItem(
        47,
        N_("Tagihan iuran"),
        "billing.list_billings",
        Permission.BILLING_READ,
        covers=("postings", "realisation", "reconciliation"),
    ),
    NavigationItem(
        50,
        N_("Cakupan"),
        "coverage.show_coverage",
        Permission.COVERAGE_READ,
        covers=("breakdown",),
    ),
    NavigationItem(55, N_("Manfaat"), "benefits.show_benefits", Permission.COVERAGE_READ),
    NavigationItem(10, N_("Antrean telaah"), "desk.show_desk", Permission.REVIEW_READ, places="b"),
    NavigationItem(15, N_("Portofolio"), "desk.show_portfolio", Permission.REVIEW_READ, places="b"),
    NavigationItem(
        20,
        N_("Kabupaten/kota"),
        "served.show_regency",
        Permission.REVIEW_READ,
        covers=("served_answers", "served_columns", "served_doubles", "served_rosters"),
        places="b",
    ),
    NavigationItem(
        40,
        N_("Cakupan"),
        "served_coverage.show_statements",
        Permission.COVERAGE_READ,
        places="b",
    ),
)
AUDIT_VALUES: Mapping[str, Mapping[Any, str]] = {
    "billing_problem": BILLING_PROBLEM_TEXTS,
    "billing_state": BILLING_STATE_LABELS,
    "confirmation": CONFIRMATION_LABELS,
    "answer": ANSWER_LABELS,
    "denominator_kind": DENOMINATOR_LABELS,
    "double_decision": DECISION_LABELS,
    "kind": BENEFIT_KIND_LABELS,
    "numerator_basis": BASIS_LABELS,
    "outcome": OUTCOME_LABELS,
    "prepared_kind": KIND_LABELS,
    "problem": {
        **PROBLEM_LABELS,
        **CHANGE_REFUSAL_TEXTS,
        **REFUSAL_TEXTS,
        **SHEET_TEXTS,
        **REGISTER_FILE_TEXTS,
        **WIDE_REFUSAL_TEXTS,
    },
    "recipient_group": GROUP_LABELS,
    "register": REGISTER_LABELS,
    "segment": SEGMENT_LABELS,
    "stage": STAGE_LABELS,
}


def register_views(app: Flask) -> None:
    """Attach every blueprint of this package, its entries of the menu, and what it feeds."""
    for blueprint in dict.fromkeys(BLUEPRINTS):  # some files share one
        app.register_blueprint(blueprint)
    for api_blueprint in dict.fromkeys(API_BLUEPRINTS):
        register_api(app, api_blueprint)
    for item in MENU:
        navigation.register(item)
    panels.register("home-period", 10, feeds.render_coverage_panel, Permission.COVERAGE_READ)
    panels.register(
        "home-period", 20, benefit_comparison.render_benefit_panel, Permission.COVERAGE_READ
    )
    panels.register("home", 5, billing_feeds.render_due, Permission.BILLING_READ)
    panels.register("home", 40, feeds.render_rosters_panel, Permission.ROSTER_READ)
    panels.register("commitment", 10, feeds.render_commitment_panel, Permission.ROSTER_READ)
    panels.register("commitment", 15, feeds.render_commitment_rules, Permission.AGREEMENT_READ)
    panels.register(
        "commitment", 20, billing_feeds.render_commitment_billing, Permission.BILLING_READ
    )
    panels.register("cover-calendar", 5, feeds.render_unbilled, Permission.BILLING_READ)
    panels.register("cover-calendar", 10, feeds.render_successions, Permission.AGREEMENT_READ)
    panels.register("review-position", 10, review_queue.render_position, Permission.REVIEW_READ)
    panels.register("actions", 20, feeds.render_returned_rosters, Permission.ROSTER_READ)
    panels.register("actions", 25, doubles.render_ended_covers, Permission.WORKER_READ)
    register_detail_words(
        {"confirmation": N_("yang dinyatakan"), "happened_on": N_("tanggal")}, values=AUDIT_VALUES
    )
    billing_papers.init_billing_papers()
    change_annex.init_change_annexes()
    determination_annex.init_determination_annexes()
    quarter_papers.init_quarter_papers()
    villages.init_village_minutes()
    uses.init_uses()
