"""Steps of a derivation in words, so that an opened number reads like a calculation by hand."""

from collections.abc import Mapping
from decimal import Decimal

from cooperation.derivation import Step, StepCode
from cooperation.sentences import Sentence, exact_rupiah
from tenants.kernel.errors import N_
from tenants.kernel.formats import count, percent


def describe_step(step: Step) -> Sentence:
    """One step in words, with its figures; ``sentences.render`` translates and fills it."""
    words = {name: _shown(name, Decimal(value)) for name, value in step.params.items()}
    return Sentence(_TEXTS[step.code], words | {"result": exact_rupiah(step.result_idr)})


def _shown(name: str, value: Decimal) -> str:
    if name in {"rate", "ratio"}:
        return percent(value)
    return count(int(value)) if name in {"number", "months"} else exact_rupiah(value)


_TEXTS: Mapping[StepCode, str] = {
    StepCode.BAND: N_("Lapisan %(number)s, penghasilan mulai %(from_idr)s: dasar %(base_idr)s"),
    StepCode.RATE_OF_BASE: N_("%(rate)s × dasar %(base_idr)s = %(result)s"),
    StepCode.FLAT: N_("Tetap %(amount_idr)s sebulan"),
    StepCode.RATE_OF_WAGE: N_("%(rate)s × upah %(wage_idr)s = %(result)s"),
    StepCode.CAPPED_WAGE: N_("Upah paling tinggi %(cap_idr)s: dipakai %(result)s"),
    StepCode.DISCOUNT: N_("Dibayar %(ratio)s dari iuran: %(result)s"),
    StepCode.SLICE: N_("%(rate)s × bagian nilai %(slice_idr)s = %(amount_idr)s; jumlah %(result)s"),
    StepCode.PACKAGE: N_("Paket perjanjian kerja %(months)s bulan: %(amount_idr)s"),
    StepCode.EXTENSION: N_("%(months)s bulan di atas paket × %(amount_idr)s; jumlah %(result)s"),
    StepCode.BEFORE_WORK: N_("Perlindungan sebelum bekerja %(amount_idr)s; jumlah %(result)s"),
    StepCode.ROUND: N_("%(exact)s dibulatkan ke rupiah terdekat: %(result)s"),
}
