"""The document's own sentences are recognised and told again; the words of others stay."""

from collections.abc import Mapping

import pytest

from scoring import retelling
from tenants.kernel.formats import NBSP, rupiah, written_in

ENGLISH: Mapping[str, str] = {
    retelling.CALENDAR: "Calendar",
    retelling.IN_FORCE_SINCE: "in force since %(day)s",
    retelling.SIGNED_AND_POSTED: "signed %(day)s, posted",
    retelling.FULL_YEAR_BY_MONTH: "%(people)s people × %(amount)s × %(months)s months",
    retelling.FILE_VERSION: "version %(version)s, SHA-256 %(sha256)s",
    retelling.WITH_JAKON: "%(kind)s, with Jakon",
    "Angkatan kerja": "Labour force",
    "Daftar kami": "Our list",
}


def english(text: str, params: Mapping[str, str]) -> str:
    return ENGLISH.get(text, text) % params if params else ENGLISH.get(text, text)


def indonesian(text: str, params: Mapping[str, str]) -> str:
    return text % params


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Kalender", "Calendar"),
        (f"berlaku sejak 3{NBSP}Mei 2021", f"in force since 3{NBSP}May 2021"),
        (
            f"ditandatangani 14{NBSP}April 2025, dengan bukti pembukuan sejak awal perlindungan",
            f"signed 14{NBSP}April 2025, posted",
        ),
        (
            "8.125 orang × Rp16.800 × 12 bulan",
            "8,125 people × Rp16,800 × 12 months",
        ),
        ("Pasal 4; berkas versi 2, SHA-256 0a1b", "Pasal 4; version 2, SHA-256 0a1b"),
        ("Angkatan kerja: Agustus 2025, termasuk Jakon", "Labour force: Agustus 2025, with Jakon"),
        (f"PKS: Surat BPJS, 2{NBSP}Agustus 2025", f"PKS: Surat BPJS, 2{NBSP}August 2025"),
        ("berlaku sejak kapan-kapan", "berlaku sejak kapan-kapan"),
        ("2 Agustus 2025", "2 Agustus 2025"),
        ("Daftar kami", "Our list"),
        ("", ""),
    ],
)
def test_text_when_told_in_english(text: str, told: str) -> None:
    with written_in("en"):
        assert retelling.retell(text, english) == told


def test_text_when_told_in_the_language_of_record_stays() -> None:
    for text in (
        retelling.BUDGET % {"amount": rupiah(1_365_000_000)},
        retelling.SHORTEST_ASSUMED % {"months": 12},
        retelling.IN_FORCE_ASSUMED % {"year": 2021},
    ):
        assert retelling.retell(text, indonesian) == text
