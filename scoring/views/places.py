"""Where facts are edited: addresses of the pages that fill them."""

from collections.abc import Mapping

from flask import current_app, url_for

from scoring.claim_forms import claim_forms
from scoring.rubric import Entry, FactDefinition, Rubric
from tenants.access import access_of
from tenants.request import visit

RECORD_PAGES: Mapping[str, tuple[str, str]] = {
    "regulation": ("regulations.show_regulation", "regulation_id"),
    "commitment": ("commitments.show_commitment", "commitment_id"),
    "agreement": ("agreements.show_agreement", "agreement_id"),
    "billing": ("billing.show_billing", "billing_list_id"),
    "claim": ("claims.edit_claims", "indicator"),
}
ENTRY_PAGES: Mapping[Entry, str] = {
    Entry.REGULATION: "regulations.show_regulations",
    Entry.AGREEMENT: "commitments.list_commitments",
    Entry.COVERAGE: "coverage.show_coverage",
    Entry.ROSTER: "rosters.list_rosters",
}


def record_url(record: str, year: int) -> str:
    """The page of a record, ``noun:id``; empty when there is none."""
    noun, _, record_id = record.partition(":")
    if noun not in RECORD_PAGES or not record_id:
        return ""
    endpoint, argument = RECORD_PAGES[noun]
    extra = {"year": year} if noun == "claim" else {}
    return open_url(endpoint, **{argument: record_id}, **extra)


def entry_url(fact: FactDefinition, rubric: Rubric, year: int) -> str:
    """The page where a fact that is not filled yet can be filled; empty when there is none."""
    if fact.entry is Entry.CLAIM:
        forms = claim_forms(rubric).items()
        owner = next(code for code, form in forms if fact in form.facts)
        return open_url("claims.edit_claims", indicator=owner, year=year)
    return open_url(ENTRY_PAGES[fact.entry]) if fact.entry in ENTRY_PAGES else ""


def open_url(endpoint: str, **arguments: str | int) -> str:
    """An address, or nothing where the person looking may not go."""
    access = access_of(current_app.view_functions.get(endpoint))
    if access is None or access.permission is None or not visit().can(access.permission):
        return ""
    return url_for(endpoint, **arguments)  # type: ignore[arg-type]  # plain route arguments
