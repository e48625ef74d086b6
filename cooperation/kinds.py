"""The closed lists of this package: segments, programmes, payers, sources, agreements, grades."""

from enum import StrEnum


class Segment(StrEnum):
    """How a person is insured. The segment decides the tariff; PU and BPU are never merged."""

    BPU = "bpu"
    PU = "pu"
    JAKON = "jakon"


class Programme(StrEnum):
    """Insurance programmes that are billed: accident, death, old age, pension."""

    JKK = "jkk"
    JKM = "jkm"
    JHT = "jht"
    JP = "jp"


class FundingSource(StrEnum):
    """Where the money comes from. The discount of PP 50/2025 looks at this, not at the payer."""

    APBD = "apbd"
    APBD_P = "apbd_p"
    DBHCHT = "dbhcht"
    DBH_SAWIT = "dbh_sawit"
    ADD = "add"
    DANA_DESA = "dana_desa"
    ZAKAT = "zakat"
    CSR = "csr"
    SELF = "self"
    NOT_STATED = "not_stated"


OUTSIDE_BUDGETS = frozenset({FundingSource.ZAKAT, FundingSource.CSR, FundingSource.SELF})
"""Money that no public budget allots by the year."""


class MeansOfPayment(StrEnum):
    """What paid: an order of the treasury, or a transfer of somebody who has none."""

    SP2D = "sp2d"
    TRANSFER = "transfer"


def means_of(source: FundingSource) -> MeansOfPayment:
    """How money of a source is paid; what is not stated is taken for an SP2D.

    Source:
        An SP2D is an order of a treasury (Permendagri 77/2020), which pays from its budget alone.
    """
    return MeansOfPayment.TRANSFER if source in OUTSIDE_BUDGETS else MeansOfPayment.SP2D


class Payer(StrEnum):
    """Who pays. Not the same question as where the money comes from."""

    REGENCY = "regency"
    VILLAGE = "village"
    COMPANY = "company"
    SELF = "self"
    NOT_STATED = "not_stated"


class BudgetStep(StrEnum):
    """Steps of a regency's budget year, and the month from which an empty January is foreseen."""

    RKPD = "rkpd"
    KUA_PPAS = "kua_ppas"
    RAPBD = "rapbd"
    DPA = "dpa"
    APBD_P = "apbd_p"
    JANUARY = "january"


class OccupationGroup(StrEnum):
    """The two groups PP 50/2025 tells apart."""

    TRANSPORT = "transport"
    OTHER = "other"


class RiskClass(StrEnum):
    """Classes of accident risk for wage-earners, lowest first."""

    VERY_LOW = "very_low"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    VERY_HIGH = "very_high"


class AgreementKind(StrEnum):
    """Forms of agreement; an addendum changes another one."""

    NOTA_KESEPAKATAN = "nota_kesepakatan"
    PKS = "pks"
    ADENDUM = "adendum"


class Capacity(StrEnum):
    """By which right an office is held: for good, or acting (pelaksana tugas, harian, penjabat)."""

    DEFINITIVE = "definitive"
    PLT = "plt"
    PLH = "plh"
    PJS = "pjs"


class WadahCode(StrEnum):
    """Kinds of group under which a BPJS office keeps people, by who pays for them."""

    SG = "SG"
    SD = "SD"
    SA = "SA"
    SL = "SL"


class AgreementPaper(StrEnum):
    """Papers kept with an agreement."""

    DRAFT_TEXT = "draft_text"
    SIGNED_COPY = "signed_copy"
    POSTING_PROOF = "posting_proof"
    START_CONSENT = "start_consent"


class Grade(StrEnum):
    """How well a parameter is known. ``B`` and ``OPEN`` are shown as not yet verified."""

    P = "P"
    S = "S"
    C = "C"
    B = "B"
    OPEN = "open"

    @property
    def is_verified(self) -> bool:
        """True for primary texts, statements of agencies, and code citing the law."""
        return self not in {Grade.B, Grade.OPEN}
