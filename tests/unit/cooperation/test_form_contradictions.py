"""Mistakes of a form are told at once: what cannot be read, and what contradicts itself besides."""

from typing import Any

import pytest

from cooperation.schemas.agreements import AgreementIn, agreement_contradictions
from cooperation.schemas.commitments import CommitmentIn, commitment_contradictions
from tenants.kernel.errors import InvalidInput
from tenants.kernel.schemas import load

PKS = {
    "title": "PKS",
    "kind": "pks",
    "starts_on": "2025-12-31",
    "ends_on": "2025-03-01",
    "source_name": "Naskah",
    "source_status": "official",
}
PROGRAMME = {
    "title": "Program",
    "payer": "regency",
    "funding_source": "apbd",
    "budget_year": "2025",
    "first_month": "2026-03",
    "months_assumed": "true",
    "segment": "bpu",
    "wage_idr": "3000000",
    "programmes": ["jkk", "jkm"],
    "source_name": "DPA",
    "source_status": "official",
}
OF_PROGRAMME = {"/first_month", "/month_count", "/wage_idr"}


def of_agreement(**changes: str) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        load(AgreementIn, {**PKS, **changes}, rules=agreement_contradictions)
    return sorted(one.pointer for one in caught.value.errors)


def of_programme(**changes: Any) -> set[str]:
    with pytest.raises(InvalidInput) as caught:
        load(
            CommitmentIn,
            {**PROGRAMME, **changes},
            lists=["programmes"],
            rules=commitment_contradictions,
        )
    return {one.pointer for one in caught.value.errors}


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"title": ""}, ["/ends_on", "/title"]),
        ({"due_day": "40", "source_name": ""}, ["/due_day", "/ends_on", "/source_name"]),
        ({"source_status": "?"}, ["/ends_on", "/source_status"]),
        ({"starts_on": "?"}, ["/starts_on"]),
        ({"ends_on": "2025-02-30"}, ["/ends_on"]),
        ({"kind": "?"}, ["/kind"]),
        ({"kind": "adendum", "new_people_count": "0"}, ["/amends_id", "/ends_on"]),
        ({"kind": "adendum", "amends_id": "?", "title": ""}, ["/amends_id", "/ends_on", "/title"]),
        (
            {"kind": "adendum", "title": "", "new_total_idr": "5000000"},
            ["/amends_id", "/changes_from", "/ends_on", "/title"],
        ),
        (
            {
                "kind": "adendum",
                "changes_from": "2025-08",
                "new_last_month": "2025-06",
                "title": "",
            },
            ["/amends_id", "/ends_on", "/new_last_month", "/title"],
        ),
    ],
)
def test_agreement_tells_reversed_days_beside_fields_that_cannot_be_read(
    changes: dict[str, str], wrong: list[str]
) -> None:
    expected = sorted([*wrong, *(["/new_people_count"] if "new_people_count" in changes else [])])
    assert of_agreement(**changes) == expected


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"title": ""}, OF_PROGRAMME | {"/title"}),
        ({"people_count": "0"}, OF_PROGRAMME | {"/people_count"}),
        ({"budget_year": "?"}, {"/budget_year", "/month_count", "/wage_idr"}),
        ({"month_count": "?"}, {"/first_month", "/month_count", "/wage_idr"}),
        ({"segment": "?"}, {"/segment"}),
        ({"programmes": ["?"]}, {"/first_month", "/month_count", "/programmes/0", "/wage_idr"}),
        ({"programmes": ["jkk", "jp"], "title": ""}, OF_PROGRAMME | {"/programmes", "/title"}),
    ],
)
def test_programme_tells_contradictions_beside_fields_that_cannot_be_read(
    changes: dict[str, Any], wrong: set[str]
) -> None:
    assert of_programme(**changes) == wrong


def test_form_whose_fields_can_all_be_read_is_left_to_whoever_keeps_it() -> None:
    assert load(AgreementIn, PKS, rules=agreement_contradictions)["title"] == "PKS"
