"""What makes a stated figure impossible."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from enrollment.figures import (
    QuotationDetails,
    RecipientDetails,
    StatementDetails,
    TargetDetails,
    decimals_of,
    quotation_errors,
    recipient_errors,
    statement_errors,
    target_errors,
)
from enrollment.kinds import DenominatorKind, NumeratorBasis, RecipientGroup, RecipientStage
from tenants.kernel.sources import SourceStatus

TODAY = date(2026, 11, 20)
STATEMENT = StatementDetails(
    source_name="Surat",
    source_status=SourceStatus.OFFICIAL,
    source_on=date(2026, 1, 10),
    data_on=date(2025, 12, 31),
    numerator_count=10,
    numerator_basis=NumeratorBasis.KTP,
    denominator_count=100,
    denominator_kind=DenominatorKind.EMPLOYED,
    includes_jakon=True,
)
QUOTATION = QuotationDetails(
    source_name="Berita",
    source_status=SourceStatus.PRESS,
    title="UCJ",
    quoted_percent=Decimal("17.60"),
)
TARGET = TargetDetails(
    source_name="RPJMD",
    source_status=SourceStatus.OFFICIAL,
    year=2025,
    target_percent=Decimal("31.94"),
    family="RPJMD",
)
RECIPIENT = RecipientDetails(
    source_name="Berita",
    source_status=SourceStatus.PRESS,
    recipient_group=RecipientGroup.FARMERS,
    stage=RecipientStage.RECORDED,
    people_count=5,
)


def test_figures_when_complete_stand() -> None:
    assert statement_errors(STATEMENT, TODAY) == []
    assert quotation_errors(QUOTATION, TODAY) == []
    assert target_errors(TARGET, TODAY) == []
    assert recipient_errors(RECIPIENT, TODAY) == []


@pytest.mark.parametrize(
    ("changed", "pointers"),
    [
        ({"source_on": None}, ["/source_on"]),
        ({"data_on": None}, ["/data_on"]),
        ({"numerator_count": -1}, ["/numerator_count"]),
        ({"denominator_count": 0}, ["/denominator_count"]),
        ({"denominator_kind": DenominatorKind.OTHER}, ["/denominator_note"]),
        ({"source_on": date(2026, 11, 21)}, ["/source_on"]),
        ({"data_on": date(2026, 1, 11)}, ["/data_on"]),
    ],
)
def test_statement_when_incomplete_names_the_field(
    changed: dict[str, Any], pointers: list[str]
) -> None:
    errors = statement_errors(replace(STATEMENT, **changed), TODAY)

    assert [error.pointer for error in errors] == pointers


@pytest.mark.parametrize(
    ("changed", "pointers"),
    [
        ({"quoted_percent": None}, ["/quoted_percent"]),
        ({"quoted_percent": None, "gap_worker_count": 5}, []),
        ({"quoted_percent": Decimal(1001)}, ["/quoted_percent"]),
        ({"target_percent": Decimal("1.23456")}, ["/target_percent"]),
        ({"denominator_count": 0}, ["/denominator_count"]),
        ({"numerator_count": 1, "denominator_count": 2}, ["/denominator_count"]),
        ({"numerator_count": 1}, []),
    ],
)
def test_quotation_when_impossible_names_the_field(
    changed: dict[str, Any], pointers: list[str]
) -> None:
    errors = quotation_errors(replace(QUOTATION, **changed), TODAY)

    assert [error.pointer for error in errors] == pointers


@pytest.mark.parametrize(
    ("changed", "pointers"),
    [
        ({"target_percent": Decimal(0)}, ["/target_percent"]),
        ({"target_percent": Decimal("100.01")}, ["/target_percent"]),
        ({"target_percent": Decimal(100)}, []),
        ({"year": 1999}, ["/year"]),
    ],
)
def test_target_when_impossible_names_the_field(
    changed: dict[str, Any], pointers: list[str]
) -> None:
    assert [error.pointer for error in target_errors(replace(TARGET, **changed), TODAY)] == pointers


@pytest.mark.parametrize(
    ("changed", "pointers"),
    [
        ({"people_count": None}, ["/people_count"]),
        ({"people_count": None, "note": "disebut"}, []),
        ({"people_count": -1}, ["/people_count"]),
        ({"people_count": 0}, []),
    ],
)
def test_count_when_it_says_nothing_names_the_field(
    changed: dict[str, Any], pointers: list[str]
) -> None:
    errors = recipient_errors(replace(RECIPIENT, **changed), TODAY)

    assert [error.pointer for error in errors] == pointers


@pytest.mark.parametrize(
    ("text", "decimals"), [("17.60", 2), ("40", 0), ("1E+2", 0), ("0.1234", 4), ("NaN", 0)]
)
def test_decimals_when_read_are_those_that_were_written(text: str, decimals: int) -> None:
    assert decimals_of(Decimal(text)) == decimals
