"""States of two records that may be one person, and why merging them can be refused. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from tenants.kernel.errors import N_


class PairState(StrEnum):
    """Where a pair stands. Merged ones are no pair any more."""

    OPEN = "open"
    APART = "apart"
    MERGING = "merging"


class MergeRefusal(StrEnum):
    """Why two records were not merged."""

    FROZEN = "frozen"
    MONTHS_HELD = "months-held"


PAIR_STATE_LABELS: Mapping[PairState, str] = {
    PairState.OPEN: N_("belum diputuskan"),
    PairState.APART: N_("dua orang"),
    PairState.MERGING: N_("sedang digabung"),
}
MERGE_REFUSAL_TEXTS: Mapping[MergeRefusal, str] = {
    MergeRefusal.FROZEN: N_(
        "Data yang akan dihapus sudah masuk SK, daftar tagihan, atau jawaban BPJS, jadi harus tetap"
        " ada. Pertahankan data itu, atau biarkan keduanya terpisah."
    ),
    MergeRefusal.MONTHS_HELD: N_(
        "Keduanya memegang bulan yang sama pada program yang berbeda. Keluarkan dahulu dari salah"
        " satu program, lalu gabungkan."
    ),
}
