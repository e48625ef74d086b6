"""Files written in the background to be fetched: which kinds, and where they stand. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from tenants.kernel.errors import N_


class PreparedKind(StrEnum):
    """What such a file is."""

    VILLAGE_SHEETS = "village_sheets"
    DETERMINATION_ANNEX = "determination_annex"
    CHANGE_ANNEX = "change_annex"
    REGISTER_REQUEST = "register_request"
    NAME_LIST = "name_list"


class PreparedState(StrEnum):
    """Where it stands; ``REMOVED``: its day is over."""

    REQUESTED = "requested"
    READY = "ready"
    REFUSED = "refused"
    REMOVED = "removed"


KIND_LABELS: Mapping[PreparedKind, str] = {
    PreparedKind.DETERMINATION_ANNEX: N_("Lampiran SK (BNBA) sebagai PDF"),
    PreparedKind.CHANGE_ANNEX: N_("Lampiran SK perubahan sebagai PDF"),
    PreparedKind.REGISTER_REQUEST: N_("Berkas permintaan pemadanan atau cek kepesertaan"),
    PreparedKind.NAME_LIST: N_("Daftar nama tagihan sebagai PDF"),
    PreparedKind.VILLAGE_SHEETS: N_("Lembar kerja dan berita acara semua desa/kelurahan"),
}
