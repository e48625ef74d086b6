"""The register as facts: yes, no, or nothing at all."""

from datetime import date
from typing import Any

import pytest

from scoring.facts import Fact, Status
from scoring.queries.facts_of_regulations import GROUPS, LEVELS, regulation_facts
from scoring.retelling import retell
from tenants.kernel.formats import NBSP
from tenants.kernel.ids import uuid7
from tenants.kernel.sources import SourceStatus
from tenants.queries.regulation_facts import RegulationFacts
from tenants.regulation_types import VILLAGE_GROUPS, ProvisionGroup, RegulationKind


def regulation(**changes: Any) -> RegulationFacts:
    base: dict[str, Any] = {
        "id": uuid7(),
        "citation": "Perbup 25/2021",
        "kind": RegulationKind.PERBUP,
        "number": "25",
        "year": 2021,
        "title": "Pelaksanaan",
        "binding_from_on": date(2021, 6, 23),
        "ended_on": None,
        "in_force_at_year_end": True,
        "has_ended_by_year_end": False,
        "in_force_all_year": True,
        "is_recent": True,
        "articles": {},
        "names_funding_source": None,
        "funding_source_article": None,
        "has_sanction": None,
        "sanction_article": None,
        "document_id": None,
        "document_version": None,
        "document_sha256": None,
        "source_name": "Berita",
        "source_on": date(2021, 11, 10),
        "data_on": None,
        "source_status": SourceStatus.PRESS,
    }
    return RegulationFacts(**{**base, **changes})


def answers(*regulations: RegulationFacts) -> dict[str, Any]:
    return {key: fact.value for key, fact in regulation_facts(regulations).items()}


def fact_of(key: str, *regulations: RegulationFacts) -> Fact:
    return regulation_facts(regulations)[key]


def test_empty_register_says_nothing() -> None:
    assert answers() == {}


def test_perbup_answers_its_own_level_and_leaves_unknown_questions_open() -> None:
    assert answers(regulation()) == {
        "regulation.head_regulation_special": True,
        "regulation.in_force_whole_period": True,
        "regulation.is_recent": True,
    }


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        (RegulationKind.PERDA, "regulation.perda_special"),
        (RegulationKind.QANUN, "regulation.perda_special"),
        (RegulationKind.PERDA_UMUM, "regulation.perda_general_chapter"),
        (RegulationKind.PERWALI, "regulation.head_regulation_special"),
        (RegulationKind.SE, "regulation.circular"),
        (RegulationKind.INSTRUKSI, "regulation.circular"),
    ],
)
def test_each_kind_stands_for_its_level(kind: RegulationKind, key: str) -> None:
    assert answers(regulation(kind=kind))[key] is True


def test_kinds_without_a_level_answer_none() -> None:
    levels = set(LEVELS) & set(answers(regulation(kind=RegulationKind.KEPBUP)))

    assert levels == set()


def test_regulation_no_longer_in_force_is_a_no_and_its_content_does_not_count() -> None:
    ended = regulation(
        in_force_at_year_end=False,
        in_force_all_year=False,
        articles={ProvisionGroup.PU: "Pasal 4"},
        has_sanction=True,
    )

    assert answers(ended) == {
        "regulation.head_regulation_special": False,
        "regulation.in_force_whole_period": False,
    }


def test_groups_cover_all_that_are_recorded_and_need_an_article() -> None:
    named = regulation(articles={ProvisionGroup.PU: "Pasal 4"})

    got = {key: value for key, value in answers(named).items() if key in GROUPS}

    assert [group for groups in GROUPS.values() for group in groups] == list(ProvisionGroup)
    assert got == {"provision.wage_workers": True}
    assert fact_of("provision.wage_workers", named).evidence == "Pasal 4"


@pytest.mark.parametrize("group", sorted(VILLAGE_GROUPS))
def test_any_one_group_of_villages_is_the_item_of_villages(group: ProvisionGroup) -> None:
    fact = fact_of("provision.village", regulation(articles={group: "Pasal 5"}))

    assert (fact.value, fact.evidence) == (True, "Pasal 5")


def test_item_of_villages_names_each_article_once() -> None:
    officials, council, heads = (one for one in ProvisionGroup if one in VILLAGE_GROUPS)
    perbup = regulation(articles={officials: "Pasal 5", council: "Pasal 6", heads: "Pasal 5"})

    assert fact_of("provision.village", perbup).evidence == "Pasal 5; Pasal 6"


def test_one_yes_outweighs_a_no_of_another_regulation() -> None:
    yes = regulation(has_sanction=True, sanction_article="Pasal 20")
    no = regulation(has_sanction=False, citation="Perda 1/2020")

    assert fact_of("regulation.has_sanction", no, yes).value is True
    assert fact_of("regulation.has_sanction", no, yes).evidence == "Pasal 20"
    assert fact_of("regulation.has_sanction", no).value is False


@pytest.mark.parametrize(
    ("ended_on", "told"),
    [
        (date(2024, 3, 1), f"tidak berlaku lagi sejak 1{NBSP}Maret 2024"),
        (None, "tidak berlaku lagi"),
    ],
)
def test_regulation_that_has_ended_is_not_said_to_be_in_force(
    ended_on: date | None, told: str
) -> None:
    ended = regulation(in_force_at_year_end=False, has_ended_by_year_end=True, ended_on=ended_on)

    fact = fact_of("regulation.head_regulation_special", ended)

    assert (fact.value, fact.basis) == (False, told)
    assert retell(told, lambda sentence, params: sentence % params) == told


def test_witness_is_the_official_one_before_the_later_one() -> None:
    official = regulation(
        year=2019,
        source_status=SourceStatus.OFFICIAL,
        citation="Perbup 1/2019",
        document_version=1,
        document_sha256="cd" * 32,
    )
    later = regulation(year=2024, citation="Perbup 9/2024")

    fact = fact_of("regulation.head_regulation_special", official, later)

    assert fact.status is Status.OFFICIAL
    assert fact.is_wholly_verified
    assert fact.record == f"regulation:{official.id}"
    assert fact.source.startswith("Perbup 1/2019; Berita, 10")


def test_official_source_without_the_text_on_file_is_not_verified() -> None:
    typed = regulation(source_status=SourceStatus.OFFICIAL)

    fact = fact_of("regulation.head_regulation_special", typed)

    assert fact.status is Status.OFFICIAL
    assert fact.verified is None


def test_unknown_dates_and_files_are_said_as_they_are() -> None:
    plain = regulation(
        binding_from_on=None,
        source_on=None,
        document_version=2,
        document_sha256="ab" * 32,
    )

    fact = fact_of("regulation.head_regulation_special", plain)

    assert fact.basis == "berlaku dihitung sejak 31 Desember 2021 (tanggal tidak disebut)"
    assert fact.evidence == "berkas versi 2, SHA-256 abababababab"
    assert fact.source == "Perbup 25/2021; Berita"
