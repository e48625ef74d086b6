"""Findings and row problems as sentences: Indonesian texts with formatted figures. Pure.

Texts are marked for translation here and translated where they are shown.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from enrollment.coverage import BasePart, CoverageFinding, Finding, FindingParam
from tenants.kernel import formats
from tenants.kernel.errors import N_

Filling: TypeAlias = str | tuple[str, ...]


@dataclass(frozen=True)
class Sentence:
    """A translatable text and its parameters, formatted for reading; a list holds texts as well."""

    text: str
    params: Mapping[str, Filling] = field(default_factory=dict)

    def said(self, say: Callable[[str, Mapping[str, str]], str]) -> str:
        """The sentence filled in, by whoever knows the language of the reader."""
        filled = {
            name: value if isinstance(value, str) else ", ".join(say(text, {}) for text in value)
            for name, value in self.params.items()
        }
        return say(self.text, filled)

    def __str__(self) -> str:
        return self.said(lambda text, params: text % params if params else text)


COVERAGE_TEXTS: Mapping[CoverageFinding, str] = {
    CoverageFinding.BASE_MISSING: N_(
        "Angka kutipan: pembilang dan penyebut tidak disebutkan. Kisaran yang tersirat berstatus"
        " turunan dan tidak dinilai."
    ),
    CoverageFinding.NUMERATOR_MISSING: N_(
        "Angka kutipan: pembilang tidak disebutkan. Kisaran yang tersirat berstatus turunan dan"
        " tidak dinilai."
    ),
    CoverageFinding.DENOMINATOR_MISSING: N_(
        "Angka kutipan: penyebut tidak disebutkan. Kisaran yang tersirat berstatus turunan dan"
        " tidak dinilai."
    ),
    CoverageFinding.NUMERATOR_ABOVE_DENOMINATOR: N_(
        "Pembilang %(numerator)s melebihi penyebut %(denominator)s. Angka ditampilkan apa adanya,"
        " dinilai paling tinggi 100 %%; mohon penyebutnya diperiksa."
    ),
    CoverageFinding.STATED_PERCENT_OFF: N_(
        "Persentase yang dinyatakan %(stated)s %% tidak sesuai dengan hitungan %(computed)s %%"
        " (selisih lebih dari 0,1 poin persentase)."
    ),
    CoverageFinding.STATED_PERCENT_ROUNDING: N_(
        "Dinyatakan %(stated)s %%, hitungan %(computed)s %%: selisih kecil, mungkin pembulatan."
    ),
    CoverageFinding.STATED_GAP_POINTS_OFF: N_(
        "Kesenjangan yang dinyatakan %(stated)s poin persentase tidak sesuai dengan hitungan"
        " %(computed)s poin persentase."
    ),
    CoverageFinding.STATED_GAP_WORKERS_OFF: N_(
        "Kesenjangan yang dinyatakan %(stated)s pekerja tidak sesuai dengan hitungan %(computed)s"
        " pekerja (dibulatkan ke atas)."
    ),
    CoverageFinding.STATED_GAP_TO_FULL_OFF: N_(
        "Jumlah yang belum terlindungi dinyatakan %(stated)s pekerja, hitungan %(computed)s"
        " pekerja."
    ),
    CoverageFinding.STATED_FIGURES_CONFLICT: N_(
        "Angka-angka yang dinyatakan tidak dapat benar bersamaan: tidak ada penyebut yang cocok."
    ),
    CoverageFinding.OTHER_BASE: N_(
        "Dasar berbeda dari %(earlier)s (%(parts)s): jangan disambung dalam satu garis."
    ),
    CoverageFinding.ROSTERS_ABOVE_STATED: N_(
        "Daftar di sini memuat %(active)s orang yang iurannya dibukukan BPJS untuk %(month)s, lebih"
        " banyak daripada %(stated)s peserta aktif yang dinyatakan. Mohon angka atau pembukuannya"
        " diperiksa bersama kantor BPJS Ketenagakerjaan."
    ),
}

BASE_PART_LABELS: Mapping[BasePart, str] = {
    BasePart.DENOMINATOR: N_("penyebut"),
    BasePart.DENOMINATOR_KIND: N_("jenis penyebut"),
    BasePart.NUMERATOR_BASIS: N_("dasar pembilang"),
    BasePart.SEGMENT: N_("segmen"),
    BasePart.INCLUDES_JAKON: N_("dengan atau tanpa Jakon"),
}


def coverage_sentence(finding: Finding) -> Sentence:
    """A coverage finding in words.

    Source:
        Coverage dictionary: no percentage without numerator, denominator, kind, source and date.
    """
    params = {name: _shown(name, value) for name, value in finding.params.items()}
    return Sentence(COVERAGE_TEXTS[finding.code], params)


def _shown(name: str, value: FindingParam) -> Filling:
    if name == "parts":
        return tuple(BASE_PART_LABELS[BasePart(part)] for part in str(value).split(","))
    if isinstance(value, Decimal):
        return formats.points(value)
    return formats.count(value) if isinstance(value, int) else value
