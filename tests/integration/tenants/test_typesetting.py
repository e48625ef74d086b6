"""Papers are set from data alone: what somebody typed is printed, never carried out."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

import enrollment
from tenants.kernel.errors import Unavailable
from tenants.typesetting import TypesettingLimits, typeset

MOMENT = datetime(2025, 3, 4, 5, 6, tzinfo=UTC)
TEMPLATES = sorted((Path(enrollment.__file__).parent / "papers").glob("*.typ"))
MARKUP = [
    '#panic("x")',
    '#read("/etc/passwd")',
    "*tebal* _miring_ $x^2$ <label> @rujukan",
    '#import "@preview/x:1.0.0"',
    "\\u{41} `kode` // komentar",
    '"} , #let x = 1 //',
]


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "uji.typ"
    path.write_text("#let data = json(bytes(sys.inputs.data))\n#data.text\n", encoding="utf-8")
    return path


def words(paper: bytes) -> str:
    return " ".join(
        " ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(paper)).pages
    )


@pytest.mark.parametrize("typed", MARKUP)
def test_markup_in_the_data_is_printed_as_it_was_typed(template: Path, typed: str) -> None:
    paper = typeset(template, {"text": typed}, moment=MOMENT)

    assert words(paper) == typed


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("😀 Hartono Lestari", "� Hartono Lestari"),
        ("Hartono 👩‍👧 Lestari", "Hartono �� Lestari"),
        ("李 Sumini ꦱꦸ", "� Sumini �"),
        ("ཀུན Łucja Ćosić", "�� Łucja Ćosić"),
        ("Paijo\x07 bin\u202e Karto", "Paijo bin Karto"),
    ],
)
def test_character_that_no_font_has_never_stops_a_paper(
    template: Path, typed: str, printed: str
) -> None:
    template.write_text(
        "#let data = json(bytes(sys.inputs.data))\n#upper(data.head)\n"
        "#for row in data.rows [*#row.at(0)* #row.at(1)\\ ]\n",
        encoding="utf-8",
    )
    data = {"head": "Lampiran", "rows": [[typed, "tetap"], ["Sumini", "tetap"]]}

    paper = typeset(template, data, moment=MOMENT)

    assert words(paper) == f"LAMPIRAN {printed} tetap Sumini tetap"
    assert typeset(template, data, moment=MOMENT) == paper


def test_same_paper_has_the_same_bytes(template: Path) -> None:
    data = {"text": "Berita acara"}

    assert typeset(template, data, moment=MOMENT) == typeset(template, data, moment=MOMENT)


def test_paper_beyond_its_limits_is_given_up(template: Path) -> None:
    template.write_text("#let x = range(100000000).map(str)\n#x.len()\n", encoding="utf-8")
    tight = TypesettingLimits(memory_bytes=400 * 1024 * 1024, cpu_seconds=2, wait_seconds=20)

    with pytest.raises(Unavailable):
        typeset(template, {}, moment=MOMENT, limits=tight)


def test_template_reaches_no_file_outside_its_folder(template: Path) -> None:
    template.write_text('#read("/../../../../../etc/hostname")\n', encoding="utf-8")

    with pytest.raises(Unavailable):
        typeset(template, {}, moment=MOMENT)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_evaluate_nothing_and_load_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert not [word for word in ("eval(", "@preview", "plugin(") if word in text]
