"""Golden cases of the money format: every computed figure and every finding."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cooperation.cases import read_cases, report_case
from cooperation.tariff_files import current_tariffs

TODAY = date(2026, 11, 20)
GOLDEN: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "golden" / "money.json").read_text("utf-8")
)["cases"]


@pytest.mark.parametrize("row", GOLDEN, ids=[row["id"] for row in GOLDEN])
def test_report_when_case_is_golden_computes_and_says_the_same(row: dict[str, Any]) -> None:
    expected_codes = row["findings"]
    (case,) = read_cases(json.dumps([row]), TODAY)

    report = report_case(current_tariffs(), case, TODAY)

    assert {key: report["computed"].get(key) for key in row["expect"]} == row["expect"]
    assert sorted(item["code"] for item in report["findings"]) == sorted(expected_codes)
