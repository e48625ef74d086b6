"""One result for everybody whom a filter means: how far that has come, and why it did not. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from tenants.kernel.errors import N_


class WideState(StrEnum):
    """Nothing is recorded of anybody before ``RECORDED``, and everything then."""

    LOOKING = "looking"
    RECORDING = "recording"
    RECORDED = "recorded"
    REFUSED = "refused"
    CANCELLED = "cancelled"


OPEN_STATES = frozenset({WideState.LOOKING, WideState.RECORDING})


class WideRefusal(StrEnum):
    """Why nothing was recorded."""

    NOBODY = "wide-nobody"
    RULES_CHANGED = "wide-rules-changed"


class WideRefused(Exception):
    """Nothing of the transaction may stay; why is noted in the next one."""

    def __init__(self, refusal: WideRefusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


WIDE_STATE_LABELS: Mapping[WideState, str] = {
    WideState.LOOKING: N_("sedang diperiksa"),
    WideState.RECORDING: N_("sedang dicatat"),
    WideState.RECORDED: N_("tercatat"),
    WideState.REFUSED: N_("tidak dicatat"),
    WideState.CANCELLED: N_("dibatalkan"),
}
WIDE_REFUSAL_TEXTS: Mapping[WideRefusal, str] = {
    WideRefusal.NOBODY: N_("Tidak ada calon yang menunggu ditetapkan dan sesuai saringan ini."),
    WideRefusal.RULES_CHANGED: N_(
        "Kuota atau kriteria program diubah selagi calonnya diperiksa, jadi saringan ini tidak lagi"
        " berarti sama. Periksa daftarnya, lalu catat kembali."
    ),
}
