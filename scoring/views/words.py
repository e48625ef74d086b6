"""Quantities, values and codes of the ledger as official Indonesian, ready for the page."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

from flask_babel import gettext as _

from enrollment.kinds import BASIS_LABELS, NumeratorBasis
from scoring import retelling
from scoring.facts import Fact, Status, Unit
from scoring.formulas import NUMBER, Note, Quantity, State
from scoring.ledger import Lack
from scoring.rubric import FactDefinition
from tenants.kernel import formats
from tenants.kernel.errors import N_
from tenants.kernel.problems import sentence

SIGNS = {"/": "÷", "*": "×", "-": formats.MINUS}

STATE_WORDS: Mapping[State, str] = {
    State.FILLED: N_("terisi"),
    State.NOT_FILLED: N_("belum diisi"),
    State.NOT_APPLICABLE: N_("tidak berlaku"),
}
LACK_WORDS: Mapping[Lack, str] = {
    Lack.FILL: N_("belum diisi"),
    Lack.IMPROVE: N_("belum tercapai"),
    Lack.VERIFY: N_("dinyatakan, belum diverifikasi"),
}
NOTE_SENTENCES: Mapping[Note, str] = {
    Note.ABOVE_BASE: N_(
        "Pembilang melebihi penyebut: dinilai sebagai 100 %. Periksa kembali penyebutnya."
    ),
    Note.BASIS_NOT_ACCEPTED: N_("Pembilang tidak dihitung menurut KTP, sehingga tidak dinilai."),
    Note.BASIS_CHANGED: N_("Dasar kedua tahun berbeda, sehingga tidak dapat dibandingkan."),
    Note.ZERO_BASE: N_("Penyebutnya nol."),
    Note.ZERO_BASE_UNVERIFIED: N_(
        "Dinyatakan nol. Bagian ini keluar dari penyebut setelah bukti dukungnya diterima."
    ),
}
CLAIM_REASONS: Mapping[Status, str] = {
    Status.OFFICIAL: N_(
        "Dinyatakan daerah sendiri sebagai angka resmi; surat, keputusan, atau naskahnya belum"
        " dilampirkan."
    ),
    Status.PRESS: N_("Bersumber dari pers. Catat dari dokumen resmi, lalu lampirkan dokumen itu."),
    Status.DERIVED: N_("Dihitung dari data daerah sendiri yang belum diverifikasi pihak lain."),
    Status.SYNTHETIC: N_("Data sintetis tidak pernah terverifikasi."),
}
UNIT_WORDS: Mapping[str, str] = {
    Unit.PEOPLE: N_("%(count)s orang"),
    Unit.PERSON_MONTHS: N_("%(count)s orang-bulan"),
    Unit.DAYS: N_("%(count)s hari"),
    Unit.PACKAGES: N_("%(count)s paket"),
    Unit.VILLAGES: N_("%(count)s desa"),
}


def quantity_text(quantity: Quantity) -> str:
    """A number of a formula: ``262 hari``, ``Rp1.365.000.000``, ``71,78 %``."""
    return _number_text(quantity.value, quantity.unit)


def formula_text(formula: tuple[Quantity | str, ...]) -> str:
    """A formula in reading order with real signs and units."""
    text = " ".join(
        quantity_text(token) if isinstance(token, Quantity) else SIGNS.get(token, token)
        for token in formula
    )
    return text.replace("( ", "(").replace(" )", ")")


def value_text(fact: Fact, definition: FactDefinition) -> str:
    """The value of a fact as a person says it."""
    if isinstance(fact.value, bool):
        return str(_("ya") if fact.value else _("tidak"))
    if isinstance(fact.value, str):
        return str(_(definition.options.get(fact.value, fact.value)))
    return _number_text(Fraction(fact.value), fact.unit)


def claim_reason(fact: Fact) -> str:
    """Why a fact is only claimed, in words; nothing where all of it is verified."""
    if fact.is_wholly_verified:
        return ""
    if fact.verified is not None:
        return str(_("Baru sebagian didukung dokumen resmi."))
    return str(_(CLAIM_REASONS[fact.status]))


def basis_text(basis: str) -> str:
    """What was counted: the codes of the numerator in words, everything else as it was said."""
    known = basis in set(NumeratorBasis)
    return str(_(BASIS_LABELS[NumeratorBasis(basis)])) if known else retold(basis)


def retold(text: str) -> str:
    """A source, basis or place of evidence of the facts document in the reader's language."""
    return retelling.retell(text, sentence)


def _number_text(value: Fraction, unit: str) -> str:
    write = _WRITERS.get(unit)
    if write is not None:
        return write(value)
    count = formats.count(value.numerator // value.denominator)
    return _(UNIT_WORDS[unit], count=count) if unit in UNIT_WORDS else count


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def _yes_no(value: Fraction) -> str:
    return str(_("ya") if value else _("tidak"))


def _mark(value: Fraction) -> str:
    return formats.points(_decimal(value), 0 if value.denominator == 1 else 1)


_WRITERS: Mapping[str, Callable[[Fraction], str]] = {
    Unit.RATIO: lambda value: formats.percent(_decimal(value)),
    Unit.RUPIAH: lambda value: formats.rupiah(value.numerator // value.denominator),
    Unit.MARK: _mark,
    Unit.YES_NO: _yes_no,
    NUMBER: lambda value: formats.count(value.numerator // value.denominator),
}
