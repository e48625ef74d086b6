"""`flask check money`: any file of the format, one JSON list, clear lines for bad input."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cooperation.cli import check_money


def run(tmp_path: Path, content: Any) -> Result:
    path = tmp_path / "cases.json"
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text, encoding="utf-8")
    return CliRunner().invoke(check_money, [str(path), "--today", "2026-11-20"])


def test_check_when_cases_are_sound_prints_one_list(tmp_path: Path) -> None:
    result = run(
        tmp_path,
        {
            "cases": [
                {
                    "id": "a",
                    "workers": 10,
                    "months": 12,
                    "first_month": "2025-01",
                    "source": "apbd",
                },
                {"workers": 1, "months": 3, "year": 2024, "colour": "green", "expect": {"rate": 1}},
            ]
        },
    )

    assert result.exit_code == 0
    first, second = json.loads(result.stdout)
    assert (first["id"], first["computed"]["total"]) == ("a", 2_016_000)
    assert [finding["code"] for finding in first["findings"]] == ["programmes-assumed"]
    assert (second["id"], second["ignored"]) == ("ke-2", ["colour"])
    assert (second["as_expected"], second["differs"]) == (False, ["rate"])


def test_check_when_the_list_stands_alone_or_has_a_mark_is_read(tmp_path: Path) -> None:
    result = run(tmp_path, "\ufeff" + json.dumps([{"workers": 1, "months": 1, "year": 2025}]))

    assert result.exit_code == 0
    assert json.loads(result.stdout)[0]["computed"]["by_month"] == {"2025-01": 16_800}


def test_check_when_no_date_is_given_assumes_this_year_and_says_so(tmp_path: Path) -> None:
    result = run(tmp_path, [{"workers": 1, "months": 12, "source": "apbd"}])

    (report,) = json.loads(result.stdout)
    assert next(iter(report["computed"]["by_month"])) == "2026-01"
    assert "Bulan awal tidak disebut; diasumsikan Januari 2026." in [
        finding["text"] for finding in report["findings"]
    ]


@pytest.mark.parametrize(
    ("case", "named"),
    [
        ({"workers": 0}, "workers"),
        ({"workers": -1}, "workers"),
        ({"workers": 1.5}, "workers"),
        ({"workers": "8.125"}, "workers"),
        ({"workers": True}, "workers"),
        ({}, "workers"),
        ({"workers": 1, "months": 0}, "months"),
        ({"workers": 1, "months": 121}, "months"),
        ({"workers": 1, "first_month": "2025-13"}, "first_month"),
        ({"workers": 1, "first_month": 202501}, "first_month"),
        ({"workers": 1, "year": "2025"}, "year"),
        ({"workers": 1, "signed_on": "14 April 2025"}, "signed_on"),
        ({"workers": 1, "source": "apbn"}, "source"),
        ({"workers": 1, "segment": "asn"}, "segment"),
        ({"workers": 1, "programmes": "jkk"}, "programmes"),
        ({"workers": 1, "programmes": ["jkk", "bpjs"]}, "programmes"),
        ({"workers": 1, "programmes": [1]}, "programmes"),
        ({"workers": 1, "occupation_group": "ojek"}, "occupation_group"),
        ({"workers": 1, "segment": "pu"}, "wage"),
        ({"segment": "jakon"}, "contract_value"),
        ({"workers": 1, "months_assumed": "ya"}, "months_assumed"),
        ({"workers": 1, "income": -5}, "income"),
        ("tiga", "harus berupa objek"),
    ],
)
def test_check_when_a_key_cannot_be_read_names_case_and_key(
    tmp_path: Path, case: Any, named: str
) -> None:
    result = run(tmp_path, [case])

    assert result.exit_code == 1
    assert result.stdout == ""
    assert "ke-1" in result.stderr
    assert named in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{", "bukan JSON yang sah (baris 1)"),
        ("[" * 100_000, "bukan JSON yang sah"),
        ('[{"workers": ' + "9" * 5_000 + "}]", "bukan JSON yang sah"),
        ("{}", 'tidak ada daftar "cases"'),
        ("3", 'tidak ada daftar "cases"'),
    ],
)
def test_check_when_the_file_is_no_list_of_cases_says_so(
    tmp_path: Path, text: str, named: str
) -> None:
    result = run(tmp_path, text)

    assert result.exit_code == 1
    assert named in result.stderr


def test_check_when_the_file_is_missing_or_not_text_says_so(tmp_path: Path) -> None:
    binary = tmp_path / "binary.json"
    binary.write_bytes(b"\xff\xfe\x00")

    missing = CliRunner().invoke(check_money, [str(tmp_path / "none.json")])
    unreadable = CliRunner().invoke(check_money, [str(binary)])

    assert (missing.exit_code, unreadable.exit_code) == (1, 1)
    assert "tidak dapat dibaca" in missing.stderr
    assert "bukan teks UTF-8" in unreadable.stderr


def test_check_when_one_case_cannot_be_computed_still_answers_the_others(tmp_path: Path) -> None:
    result = run(
        tmp_path,
        [
            {"id": "old", "workers": 1, "months": 1, "first_month": "2010-01"},
            {"id": "pension", "workers": 1, "months": 1, "year": 2025, "programmes": ["jp"]},
            {"id": "sound", "workers": 1, "months": 1, "year": 2025},
        ],
    )

    assert result.exit_code == 1
    assert [report["id"] for report in json.loads(result.stdout)] == ["sound"]
    assert "kasus old: Belum ada besaran iuran bpu.bands" in result.stderr
    assert "kasus pension: Program JP tidak tersedia untuk segmen BPU." in result.stderr
    assert "2 kasus tidak dapat dihitung" in result.stderr


def test_check_when_figures_are_given_with_words_reads_them_as_words(tmp_path: Path) -> None:
    result = run(
        tmp_path,
        [
            {
                "workers": 1,
                "months": 12,
                "year": 2025,
                "source": "not stated",
                "segment": "PU",
                "wage": 2_000_000,
                "risk_class": "very high",
                "programmes": ["JKK", "JKM"],
            }
        ],
    )

    assert json.loads(result.stdout)[0]["computed"]["rate"] == 40_800
