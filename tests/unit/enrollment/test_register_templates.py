"""How a register is asked and its answer read: templates as written, and rows by them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment.answers import AnswerCell
from enrollment.export_maps import ExportField, read_map, write_map
from enrollment.register_templates import (
    FINDING_CODES,
    REQUEST_FIELDS,
    SHIPPED_ANSWERS,
    SHIPPED_REQUESTS,
    AnswerPart,
    AnswerTemplate,
    find_parts,
    read_answer_row,
    read_finding,
    read_template,
)
from enrollment.registers import (
    FINDINGS_OF,
    RegisterFinding,
    RegisterKind,
    RegisterProblem,
    RegisterRow,
)

NIK = "3505010101700001"
DUKCAPIL, BPJS = RegisterKind.IDENTITY, RegisterKind.MEMBERSHIP


def shipped(kind: RegisterKind) -> AnswerTemplate:
    template, errors = read_template(SHIPPED_ANSWERS[kind], kind)
    assert errors == []
    return template


def row(kind: RegisterKind, **cells: str) -> RegisterRow | None:
    read = {AnswerPart(name): AnswerCell(text) for name, text in cells.items()}
    return read_answer_row(7, read, shipped(kind))


@pytest.mark.parametrize("kind", RegisterKind)
def test_shipped_guesses_read_back_and_know_every_finding(kind: RegisterKind) -> None:
    columns, errors = read_map(write_map(SHIPPED_REQUESTS[kind]), REQUEST_FIELDS)

    assert (columns, errors) == (SHIPPED_REQUESTS[kind], [])
    assert set(shipped(kind).phrases) == set(FINDINGS_OF[kind])


@pytest.mark.parametrize("kind", RegisterKind)
def test_own_request_filled_in_is_read_by_the_own_headings(kind: RegisterKind) -> None:
    heads = [column.heading for column in SHIPPED_REQUESTS[kind]]

    found = find_parts(heads, shipped(kind))

    assert heads[found[AnswerPart.NIK]] == "NIK"
    assert heads[found[AnswerPart.RESULT]] == "HASIL"
    assert heads[found[AnswerPart.NOTE]] == "KETERANGAN"


@pytest.mark.parametrize(
    ("kind", "said", "finding"),
    [
        (DUKCAPIL, "PADAN", RegisterFinding.MATCHED),
        (DUKCAPIL, " Sesuai. ", RegisterFinding.MATCHED),
        (DUKCAPIL, "Nama tidak sesuai", RegisterFinding.NAME),
        (DUKCAPIL, "BEDA TGL. LAHIR", RegisterFinding.BIRTH),
        (DUKCAPIL, "tidak padan", RegisterFinding.UNMATCHED),
        (DUKCAPIL, "NIK tidak ditemukan", RegisterFinding.NOT_FOUND),
        (DUKCAPIL, "Pindah ke Kab. Malang", RegisterFinding.MOVED),
        (DUKCAPIL, "Meninggal dunia", RegisterFinding.DECEASED),
        (DUKCAPIL, "belum padan", None),
        (DUKCAPIL, "padan sebagian", None),
        (DUKCAPIL, "aktif PU", None),
        (BPJS, "Bukan Peserta", RegisterFinding.NO_MEMBER),
        (BPJS, "AKTIF  PU", RegisterFinding.ACTIVE_PU),
        (BPJS, "Tidak aktif sejak 2024", RegisterFinding.INACTIVE),
        (BPJS, "aktif", None),
    ],
)
def test_result_is_understood_only_as_it_was_written_down(
    kind: RegisterKind, said: str, finding: RegisterFinding | None
) -> None:
    assert read_finding(said, shipped(kind)) is finding


@given(st.text(max_size=12), st.sampled_from(["padan", "meninggal", "sesuai"]), st.booleans())
def test_known_word_inside_other_words_is_not_understood(
    other: str, word: str, is_before: bool
) -> None:
    said = f"x{other} {word}" if is_before else f"{word} x{other}"

    assert read_finding(said, shipped(DUKCAPIL)) is None


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"nik": NIK, "hasil": "padan"}, RegisterRow(7, NIK, RegisterFinding.MATCHED)),
        (
            {"nik": f"'{NIK}", "hasil": "beda nama", "keterangan": "Tertulis Sumini"},
            RegisterRow(7, NIK, RegisterFinding.NAME, "Tertulis Sumini"),
        ),
        (
            {"nik": NIK, "hasil": "padan", "keterangan": f"NIK {NIK} benar, 31-12-2025"},
            RegisterRow(7, NIK, RegisterFinding.MATCHED, "NIK … benar, 31-12-2025"),
        ),
        (
            {"nik": NIK, "hasil": "entah"},
            RegisterRow(7, NIK, said="entah", problem=RegisterProblem.RESULT_UNKNOWN),
        ),
        (
            {"nik": NIK, "hasil": ""},
            RegisterRow(7, NIK, problem=RegisterProblem.RESULT_EMPTY),
        ),
        ({"nik": "3505", "hasil": "padan"}, RegisterRow(7, problem=RegisterProblem.NIK_SHAPE)),
        ({"nik": "", "hasil": " "}, None),
    ],
)
def test_row_of_dukcapil_says_what_it_says(
    cells: dict[str, str], expected: RegisterRow | None
) -> None:
    assert row(DUKCAPIL, **cells) == expected


def test_row_of_bpjs_is_read_with_segment_programme_and_last_month() -> None:
    read = row(
        BPJS, nik=NIK, hasil="Aktif", segmen="BPU", program="JKK, JKM", bulan_terakhir="2025-11"
    )

    assert read == RegisterRow(7, NIK, RegisterFinding.ACTIVE_BPU, "JKK, JKM; 2025-11")


def test_segment_beside_a_result_that_needs_none_does_not_disturb_it() -> None:
    assert row(BPJS, nik=NIK, hasil="Bukan peserta", segmen="-") == RegisterRow(
        7, NIK, RegisterFinding.NO_MEMBER
    )
    assert row(BPJS, nik=NIK, hasil="Bukan peserta", segmen="PU") == RegisterRow(
        7, NIK, RegisterFinding.NO_MEMBER
    )


def test_nik_kept_as_a_number_is_refused_by_its_type() -> None:
    cells = {
        AnswerPart.NIK: AnswerCell("3505010101700000", is_number=True),
        AnswerPart.RESULT: AnswerCell("padan"),
    }

    assert read_answer_row(2, cells, shipped(DUKCAPIL)) == RegisterRow(
        2, problem=RegisterProblem.NIK_NUMBER
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("nik = NIK\nhasil STATUS", 2),
        ("nik = NIK\nhasil = HASIL\nentah = padan", 3),
        ("nik = NIK\nhasil = HASIL\npadan = ,", 3),
        ("nik = NIK\nnik = KTP", 2),
        ("nik = NIK\nhasil = HASIL\naktif_pu = PU", 3),
    ],
)
def test_line_without_meaning_is_named(text: str, line: int) -> None:
    _template, errors = read_template(text, DUKCAPIL)

    assert {"line": line} in [error.params for error in errors]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nik = NIK\npadan = sesuai", "Tulis baris nik dan baris hasil."),
        ("nik = NIK\nhasil = HASIL", "Tulis paling sedikit satu arti hasil."),
        (
            "nik = NIK\nhasil = HASIL\npadan = ada\npindah = Ada!",
            "“%(word)s” ditulis untuk lebih dari satu arti.",
        ),
        (
            "nik = NIK, Nomor\nhasil = nomor\npadan = ada",
            "“%(word)s” ditulis untuk lebih dari satu arti.",
        ),
    ],
)
def test_template_that_cannot_be_used_says_why(text: str, words: str) -> None:
    _template, errors = read_template(text, DUKCAPIL)

    assert [error.detail for error in errors] == [words]


def test_nothing_of_a_bill_can_be_asked_for() -> None:
    _columns, errors = read_map("IURAN = iuran", REQUEST_FIELDS)

    assert len(errors) == 1
    assert ExportField.AMOUNT not in REQUEST_FIELDS


def test_codes_of_findings_are_told_apart() -> None:
    assert len(set(FINDING_CODES.values())) == len(RegisterFinding)
