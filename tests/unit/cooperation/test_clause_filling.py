"""The clauses of a PKS filled from what is recorded; what is not recorded is dots and is named."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from cooperation.arithmetic import compute
from cooperation.clause_filling import (
    DOTS,
    FIELD_LABELS,
    BudgetLine,
    DraftFigures,
    FilledBy,
    FilledDraft,
    ProgrammeFigures,
    fill_draft,
)
from cooperation.clause_template import ClausePlace, pks_template, template_of
from cooperation.kinds import AgreementKind, FundingSource
from cooperation.months import Month
from cooperation.tariff_files import current_tariffs
from tenants.kernel.formats import month_range
from tenants.reference.national_texts import national_texts
from tests.unit.cooperation.terms import paid_from, terms

TEMPLATE = pks_template()
BLITAR = compute(current_tariffs(), terms("2025-03", people_count=8_125, month_count=10))
WHOLE: dict[str, Any] = {
    "regency": "Kabupaten Blitar",
    "number_regency": "119/12/2025",
    "number_bpjs": "PER/34/042025",
    "first_signer": "Kepala Dinas Sosial (Plt.)",
    "second_signer": "Kepala Kantor Cabang Blitar",
    "starts_on": date(2025, 3, 1),
    "ends_on": date(2025, 12, 31),
    "due_day": 15,
    "department": "Dinas Sosial",
    "office": "BPJS Ketenagakerjaan Kantor Cabang Blitar",
    "programme": "perlindungan pekerja rentan",
    "insurance": "Jaminan Kecelakaan Kerja (JKK) dan Jaminan Kematian (JKM)",
    "segment": "Bukan penerima upah (BPU)",
    "people": 8_125,
    "first_month": Month(2025, 3),
    "months": 10,
    "criteria": "pekerja rentan desil 1 sampai 4",
    "funding_source": "DBH Cukai Hasil Tembakau",
    "budget_year": 2025,
    "budget_line": "5.1.02.02.02.0006",
    "runs": BLITAR.runs,
    "total_idr": BLITAR.total_idr,
    "grounds": ("Undang-Undang Nomor 40 Tahun 2004",),
}


def filled(**changes: Any) -> FilledDraft:
    return fill_draft(
        TEMPLATE,
        DraftFigures(**{**WHOLE, **changes}),
        title="Perlindungan pekerja rentan",
        made_on=date(2026, 11, 30),
    )


def text_of(draft: FilledDraft) -> str:
    return json.dumps(draft.content, ensure_ascii=False).replace("\u00a0", " ")


def test_whole_record_leaves_nothing_missing_and_states_figures_in_words() -> None:
    draft = filled()

    text = text_of(draft)
    assert draft.missing == ()
    assert "8.125 (delapan ribu seratus dua puluh lima) orang" in text
    assert "10 (sepuluh) bulan, yaitu Maret–Desember 2025" in text
    assert "Rp16.800 (enam belas ribu delapan ratus rupiah) per orang per bulan" in text
    assert (
        "Rp1.365.000.000 (satu miliar tiga ratus enam puluh lima juta rupiah), yaitu"
        " 8.125 orang × 10 bulan × Rp16.800" in text
    )
    assert "sejak 1 Maret 2025 sampai dengan 31 Desember 2025" in text
    assert "DBH Cukai Hasil Tembakau tahun anggaran 2025, mata anggaran 5.1.02.02.02.0006" in text
    assert {one.id for one in TEMPLATE.clauses} == set(draft.places)


@pytest.mark.parametrize(
    ("field", "filled_by"),
    [
        ("number_bpjs", FilledBy.AGREEMENT),
        ("ends_on", FilledBy.AGREEMENT),
        ("second_signer", FilledBy.AGREEMENT),
        ("budget_line", FilledBy.COMMITMENT),
        ("funding_source", FilledBy.COMMITMENT),
        ("people", FilledBy.COMMITMENT),
        ("office", FilledBy.ASSIGNMENT),
    ],
)
def test_field_that_is_not_recorded_is_dots_and_named_with_its_form(
    field: str, filled_by: FilledBy
) -> None:
    before, draft = filled(), filled(**{field: None})

    assert [(one.name, one.filled_by) for one in draft.missing] == [(field, filled_by)]
    assert text_of(draft).count(DOTS) > text_of(before).count(DOTS)


def test_figure_in_words_is_missing_with_its_figure_and_named_once() -> None:
    draft = filled(total_idr=None, runs=())

    assert [one.name for one in draft.missing] == ["rates", "total"]


def test_blank_text_is_not_recorded() -> None:
    assert [one.name for one in filled(budget_line="  ").missing] == ["budget_line"]


def test_optional_clause_without_its_figure_is_left_out_and_articles_count_on() -> None:
    draft = filled(criteria=None)

    numbers = [article["number"] for article in draft.content["articles"]]
    assert "criteria" not in draft.places
    assert "Kriteria" not in text_of(draft)
    assert numbers == list(range(1, len(numbers) + 1))
    assert draft.places["tariff"] == filled().places["tariff"] - 1  # type: ignore[operator]  # both are articles


def test_text_of_an_officer_is_put_in_as_it_is_and_never_filled_again() -> None:
    rubbish = "{people} #strong[x] \\ {tidak_ada}"

    text = text_of(filled(programme=rubbish))

    assert "{people} #strong[x]" in text
    assert "{tidak_ada}" in text


def test_price_that_changes_within_the_months_is_told_month_by_month() -> None:
    crossing = compute(
        current_tariffs(),
        terms("2026-01", paid_from(FundingSource.SELF), people_count=10, month_count=12),
    )

    text = text_of(filled(runs=crossing.runs, total_idr=crossing.total_idr))

    assert len({run.price.rate_idr for run in crossing.runs}) == 2
    for run in crossing.runs:
        span = month_range(run.first.first_day, run.last.first_day)
        assert f"per orang per bulan untuk {span}" in text


FARMERS = compute(current_tariffs(), terms("2025-01", people_count=1_000, month_count=6))
SEVERAL: dict[str, Any] = {
    "people": None,
    "budget_year": None,
    "runs": (*BLITAR.runs, *FARMERS.runs),
    "programmes": (
        ProgrammeFigures("Petani", 1_000, 2025, tuple(FARMERS.runs)),
        ProgrammeFigures("Hari tua", 1_000, 2025, tuple(BLITAR.runs)),
    ),
}


def test_people_and_price_of_several_programmes_are_stated_of_each_and_never_added() -> None:
    draft = filled(**SEVERAL)

    text = text_of(draft)
    assert draft.missing == ()
    assert (
        "Peserta berjumlah 1.000 (seribu) orang untuk Petani; 1.000 (seribu) orang untuk Hari tua"
        " sebagaimana daftar nama" in text
    )
    assert "2.000 (" not in text
    for title in ("Petani", "Hari tua"):
        assert f"{title}: Rp16.800 (enam belas ribu delapan ratus rupiah) per orang" in text
    assert "tahun anggaran 2025, mata anggaran" in text


def test_budget_years_that_differ_are_told_with_their_programmes() -> None:
    first, second = SEVERAL["programmes"]
    later = (first, replace(second, budget_year=2026))

    text = text_of(filled(**{**SEVERAL, "programmes": later}))

    assert "tahun anggaran 2025 (Petani), 2026 (Hari tua), mata anggaran" in text


@pytest.mark.parametrize(
    ("lines", "told", "missing"),
    [
        (("5.1.02", "5.1.02"), "mata anggaran 5.1.02.", []),
        (("5.1.02", "5.1.03"), "mata anggaran 5.1.02 (Petani), 5.1.03 (Hari tua).", []),
        (
            ("5.1.02", " "),
            f"mata anggaran 5.1.02 (Petani), {DOTS} (Hari tua).",
            ["budget_line"],
        ),
        ((None, None), f"mata anggaran {DOTS}.", ["budget_line"]),
    ],
)
def test_budget_lines_of_several_programmes_are_told_as_far_as_they_are_known(
    lines: tuple[str | None, str | None], told: str, missing: list[str]
) -> None:
    named = tuple(
        BudgetLine(one.title, line) for one, line in zip(SEVERAL["programmes"], lines, strict=True)
    )

    draft = filled(**SEVERAL, budget_line=None, budget_lines=named)

    assert told in text_of(draft)
    assert [one.name for one in draft.missing] == missing


def test_people_that_one_of_several_programmes_lacks_are_dots_and_named() -> None:
    first, second = SEVERAL["programmes"]
    lacking = (first, replace(second, people=None))

    draft = filled(**{**SEVERAL, "programmes": lacking})

    assert [one.name for one in draft.missing] == ["people"]
    assert f"1.000 (seribu) orang untuk Petani; {DOTS} ({DOTS}) orang untuk Hari tua" in (
        text_of(draft)
    )


def test_every_national_text_that_a_pks_rests_on_is_cited_with_its_title() -> None:
    texts = national_texts()

    assert [code for code in TEMPLATE.grounds if not texts[code].title] == []


def test_every_placeholder_of_the_template_is_known() -> None:
    known = set(WHOLE) | {"people_stated", "budget_lines", "months_words", "total_words", "sum"}
    known |= {"month_range", "rates", "total"}

    assert {name for one in TEMPLATE.clauses for name in one.fields} <= known
    assert set(FIELD_LABELS) <= known


@pytest.mark.parametrize("kind", [AgreementKind.NOTA_KESEPAKATAN, AgreementKind.ADENDUM])
def test_list_of_another_kind_says_of_each_clause_what_to_look_for(kind: AgreementKind) -> None:
    template = template_of(kind)

    assert all(one.hint for one in template.clauses)
    assert len({one.id for one in template.clauses}) == len(template.clauses)
    assert {"numbers", "parties", "closing"} < {
        one.id for one in template.clauses if one.is_required
    }
    assert not template.grade.is_verified


def test_template_has_what_a_pks_is_made_of_and_says_how_well_that_is_known() -> None:
    required = {one.id for one in TEMPLATE.clauses if one.is_required}

    assert {"parties", "purpose", "object", "scope", "rights_regency", "rights_bpjs"} < required
    assert {"funding", "payment", "personal_data", "reconciliation", "term"} < required
    assert {"termination", "force_majeure", "disputes", "amendment", "closing"} < required
    assert not TEMPLATE.grade.is_verified
    assert len({one.id for one in TEMPLATE.clauses}) == len(TEMPLATE.clauses)
    assert {one.place for one in TEMPLATE.clauses} == set(ClausePlace)
