"""The facts document: what may stand in it, its one spelling and its hash."""

import json
from datetime import date
from decimal import Decimal

import pytest

from scoring.facts import (
    Fact,
    FactsDocument,
    FactsError,
    Status,
    Unit,
    known,
    plain_decimal,
    read_document,
)

DAYS = known(
    Decimal(262),
    Unit.DAYS,
    source="PKS 14 April 2025",
    status=Status.PRESS,
    basis="14 April sampai 31 Desember",
    data_on=date(2025, 12, 31),
    evidence="salinan PKS, Pasal 3",
    record="agreement:1",
)
HEAD = known("head", Unit.CHOICE, source="surat", status=Status.OFFICIAL)
YES = known(value=True, unit=Unit.YES_NO, source="RPJMD", status=Status.DERIVED)


def document(**facts: Fact) -> FactsDocument:
    return FactsDocument("35.05", 2025, {f"a.{name}": fact for name, fact in facts.items()})


def test_canonical_is_sorted_compact_and_holds_decimals_as_strings() -> None:
    text = document(days=DAYS).canonical()

    assert text == (
        '{"facts":{"a.days":{"basis":"14 April sampai 31 Desember","date":"2025-12-31",'
        '"evidence":"salinan PKS, Pasal 3","source":"PKS 14 April 2025","status":"press",'
        '"unit":"days","value":"262","verified":null}},'
        '"period":{"first":"2025-01-01","last":"2025-12-31"},"regency":"35.05",'
        '"schema":"siap-paritrana/facts/1"}'
    )


def test_sha256_is_the_one_anybody_computes_from_the_canonical_text() -> None:
    assert FactsDocument("35.05", 2025, {}).sha256 == (
        "5fe9421274ea295502e0a9a7e9e5b8a024fef85163fc79fdd0934698403d5f15"
    )


def test_sha256_when_the_order_of_facts_differs_stays() -> None:
    assert document(x=DAYS, y=HEAD).sha256 == document(y=HEAD, x=DAYS).sha256


def test_sha256_when_equal_numbers_are_spelled_differently_stays() -> None:
    spelled = [
        known(Decimal(text), Unit.RATIO, source="s", status=Status.PRESS)
        for text in ("0.176", "0.1760", "1.76E-1")
    ]

    assert len({document(x=fact).sha256 for fact in spelled}) == 1


def test_sha256_when_one_character_differs_changes() -> None:
    other = known(Decimal(262), Unit.DAYS, source="PKS 14 April 2026", status=Status.PRESS)

    assert document(x=DAYS).sha256 != document(x=other).sha256


def test_sha256_when_the_period_or_regency_differs_changes() -> None:
    hashes = {
        FactsDocument(code, year, {}).sha256 for code in ("35.05", "33.16") for year in (1, 2)
    }

    assert len(hashes) == 4


def test_sha256_when_only_the_place_of_editing_differs_stays() -> None:
    elsewhere = known(Decimal(1), Unit.DAYS, source="s", status=Status.PRESS, record="agreement:2")
    here = known(Decimal(1), Unit.DAYS, source="s", status=Status.PRESS, record="agreement:1")

    assert document(x=elsewhere).sha256 == document(x=here).sha256


def test_read_document_when_given_its_own_canonical_text_returns_the_same() -> None:
    original = document(days=DAYS, head=HEAD, yes=YES)

    again = read_document(original.canonical())

    assert again == original
    assert again.sha256 == original.sha256


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"schema":"another"}',
        '{"schema":"siap-paritrana/facts/1","period":{"first":"2025"},"facts":{},"regency":"35.05"}',
    ],
)
def test_read_document_when_it_is_none_is_refused(text: str) -> None:
    with pytest.raises(FactsError):
        read_document(text)


@pytest.mark.parametrize(
    "change",
    [
        {"value": "banyak"},
        {"value": None},
        {"value": True},
        {"unit": "percent"},
        {"status": "rumor"},
        {"source": " "},
        {"date": "kemarin"},
        {"verified": "263"},
        {"unit": "yes_no", "value": "ya"},
        {"unit": "yes_no", "value": True, "verified": False},
    ],
)
def test_read_document_when_a_fact_cannot_be_right_is_refused(
    change: dict[str, str | bool | None],
) -> None:
    plain = json.loads(document(days=DAYS).canonical())
    plain["facts"]["a.days"] |= change

    with pytest.raises(FactsError):
        read_document(json.dumps(plain))


@pytest.mark.parametrize("key", ["days", "A.days", "a.", "a days", "a.d-b"])
def test_document_when_a_key_has_no_namespace_is_refused(key: str) -> None:
    with pytest.raises(FactsError, match="namespaced"):
        FactsDocument("35.05", 2025, {key: DAYS})


@pytest.mark.parametrize("regency", ["", "3", "Blitar", "35,05"])
def test_document_when_the_regency_is_no_code_is_refused(regency: str) -> None:
    with pytest.raises(FactsError, match=r"35\.05"):
        FactsDocument(regency, 2025, {})


@pytest.mark.parametrize("value", ["-1", "0.5", "NaN", "Infinity"])
def test_fact_when_a_count_is_no_count_is_refused(value: str) -> None:
    with pytest.raises(FactsError):
        known(Decimal(value), Unit.PEOPLE, source="s", status=Status.PRESS)


@pytest.mark.parametrize(
    ("status", "is_said", "is_verified"),
    [
        (Status.OFFICIAL, False, False),
        (Status.OFFICIAL, True, True),
        (Status.PRESS, True, True),
        (Status.SYNTHETIC, True, False),
    ],
)
def test_known_is_verified_where_its_record_is_and_never_where_it_is_invented(
    status: Status, is_said: bool, is_verified: bool
) -> None:
    fact = known(Decimal(1), Unit.PEOPLE, source="s", status=status, is_verified=is_said)

    assert fact.is_wholly_verified is is_verified


def test_fact_when_only_a_part_is_proven_is_not_wholly_verified() -> None:
    fact = Fact(
        value=Decimal(3),
        unit=Unit.PEOPLE,
        source="s",
        status=Status.PRESS,
        verified=Decimal(2),
    )

    assert not fact.is_wholly_verified


@pytest.mark.parametrize(
    ("value", "text"),
    [("17.60", "17.6"), ("1E+3", "1000"), ("-0", "0"), ("0.00", "0"), ("100", "100")],
)
def test_plain_decimal_has_no_exponent_and_no_spare_zeros(value: str, text: str) -> None:
    assert plain_decimal(Decimal(value)) == text
