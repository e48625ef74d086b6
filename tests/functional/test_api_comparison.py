"""Programs of provinces and ministries read what regencies have published, and nothing else."""

from collections.abc import Callable, Collection
from typing import Any

import pytest
from flask import Flask

from scoring.services.scorecards import recompute_scorecards
from tenants.access import Permission
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import InvalidInput
from tenants.models.identity import Organisation, OrganisationKind
from tests.conftest import NOW, Browser, Regency

KeyOf = Callable[[Organisation, Collection[Permission]], str]


@pytest.mark.parametrize(
    ("kind", "letter"), [(OrganisationKind.PROVINCE, "p"), (OrganisationKind.MINISTRY, "m")]
)
def test_regions_come_page_by_page_with_the_index_of_those_that_have_one(
    app: Flask,
    browser: Browser,
    regency: Regency,
    other_regency: Regency,
    key_of: KeyOf,
    make_organisation: Callable[..., Organisation],
    kind: OrganisationKind,
    letter: str,
) -> None:
    with app.app_context(), transaction(regency.principal(DatabaseRole.JOB)) as session:
        recompute_scorecards(session, tenant_id=regency.id, now=NOW)
    organisation = make_organisation(kind)
    headers = {"Authorization": f"Bearer {key_of(organisation, {Permission.COMPARISON_READ})}"}
    address = f"/api/v1/{letter}/{organisation.slug}/comparison?year=2025&profile=seimbang"

    found: dict[str, Any] = {}
    cursor = ""
    while cursor is not None:
        page = browser.get(f"{address}&limit=100&cursor={cursor}", headers=headers).get_json()
        found |= {one["code"]: one for one in page["items"]}
        cursor = page["next_cursor"]

    scored, unscored = found[str(regency.id)], found[str(other_regency.id)]
    cents = [int(line["available"].replace(".", "")) for line in scored["lines"]]
    assert sum(cents) == 100_00
    assert (unscored["claimed"], unscored["coverage"], unscored["lines"]) == (None, None, [])


def test_key_of_a_regency_cannot_be_given_comparison(regency: Regency, key_of: KeyOf) -> None:
    with pytest.raises(InvalidInput):
        key_of(regency.organisation, {Permission.COMPARISON_READ})
