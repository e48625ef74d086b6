"""The commands that answer for files, without database or keys."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from enrollment.cli import check_coverage_file, check_nik_file


def test_check_nik_when_file_is_read_prints_one_line_per_row(tmp_path: Path) -> None:
    file = tmp_path / "nik.csv"
    file.write_text("\ufeffid,nik\nA,3316011508859991\nB,'3316011508859991\nC,\n", "utf-8")

    result = CliRunner().invoke(check_nik_file, [str(file), "--today", "2026-11-20"])

    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "id,outcome,reason",
        "A,sah,",
        "B,normalisasi,spasi atau apostrof dihapus",
        "C,tolak,NIK kosong",
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_check_nik_when_a_spreadsheet_separates_otherwise_reads_the_same(
    tmp_path: Path, delimiter: str
) -> None:
    file = tmp_path / "nik.csv"
    rows = [["id", "nik", "catatan"], ["A", "3316011508859991", "a"]]
    file.write_text("\ufeff" + "".join(delimiter.join(row) + "\r\n" for row in rows), "utf-8")

    result = CliRunner().invoke(check_nik_file, [str(file), "--today", "2026-11-20"])

    assert result.output.splitlines()[1] == "A,sah,"


def test_check_nik_when_column_is_missing_names_it(tmp_path: Path) -> None:
    file = tmp_path / "nik.csv"
    file.write_text("id,number\n1,2\n", "utf-8")

    result = CliRunner().invoke(check_nik_file, [str(file)])

    assert result.exit_code == 1
    assert "nik" in result.output


def test_check_coverage_when_file_is_read_prints_figures_and_findings(tmp_path: Path) -> None:
    file = tmp_path / "coverage.json"
    case = {
        "id": "a",
        "regency": "35.05",
        "stated_percent": 17.6,
        "target_percent": 31.94,
        "stated_gap_workers": 100155,
        "expect": {"gap_points": 14.34, "percent": 17.6},
    }
    file.write_text(json.dumps({"cases": [case]}), "utf-8")

    result = CliRunner().invoke(check_coverage_file, [str(file)])

    (answer,) = json.loads(result.output)
    assert [finding["code"] for finding in answer.pop("findings")] == ["coverage-base-missing"]
    assert answer == {
        "id": "a",
        "computed": {
            "gap_points": 14.34,
            "implied_denominator_low": 697945,
            "implied_denominator_high": 698918,
        },
        "as_expected": False,
        "differs": ["percent"],
    }


def test_check_coverage_when_golden_file_is_read_is_as_expected_throughout() -> None:
    golden = Path(__file__).parents[2] / "golden" / "coverage.json"

    result = CliRunner().invoke(check_coverage_file, [str(golden)])

    answers = json.loads(result.output)
    assert len(answers) == 18
    assert all(answer.get("as_expected", True) for answer in answers)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "bukan JSON"),
        ('{"cases": 1}', "tidak ada daftar"),
        ('[{"id": "a", "numerator": -1}]', "kasus a"),
        ('[{"id": "a", "numerator": 1.5}]', "numerator harus bilangan bulat"),
        ('[{"numerator": "x"}]', "kasus ke-1: numerator harus angka"),
        ('[{"numerator": NaN}]', "numerator harus angka"),
    ],
)
def test_check_coverage_when_file_is_malformed_says_where(
    tmp_path: Path, text: str, words: str
) -> None:
    file = tmp_path / "coverage.json"
    file.write_text(text, "utf-8")

    result = CliRunner().invoke(check_coverage_file, [str(file)])

    assert result.exit_code == 1
    assert words in result.output


def test_check_when_file_is_absent_says_so(tmp_path: Path) -> None:
    result = CliRunner().invoke(check_nik_file, [str(tmp_path / "none.csv")])

    assert result.exit_code == 1
    assert "tidak dapat dibaca" in result.output


def test_check_when_file_is_not_utf8_says_so(tmp_path: Path) -> None:
    file = tmp_path / "nik.csv"
    file.write_bytes("id,nik\nJos\u00e9,1\n".encode("cp1252"))

    result = CliRunner().invoke(check_nik_file, [str(file)])

    assert result.exit_code == 1
    assert "bukan teks UTF-8" in result.output
