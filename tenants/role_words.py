"""What each role may do, in words; the same on every page that tells it."""

from collections.abc import Mapping

from tenants.access import Role
from tenants.kernel.errors import N_

ROLE_DUTIES: Mapping[Role, str] = {
    Role.ADMIN: N_(
        "mengelola pengguna, undangan, dan kunci API; melihat jejak audit; melakukan semua"
        " pekerjaan petugas"
    ),
    Role.OFFICER: N_(
        "mencatat regulasi, program, perjanjian, dan cakupan; mengunggah daftar calon penerima;"
        " membuka NIK dengan alasan yang tercatat"
    ),
    Role.CERTIFIER: N_("melihat semua data dan jejak audit; tidak mengubah data"),
    Role.VIEWER: N_(
        "melihat angka, regulasi, perjanjian, dan rapor; tidak melihat data perorangan dan tidak"
        " mengubah data"
    ),
    Role.HEAD: N_(
        "mengelola pengguna, undangan, dan kunci API kantor; melakukan semua pekerjaan penelaah"
    ),
    Role.REVIEWER: N_(
        "menelaah perjanjian dan daftar yang diajukan kabupaten/kota yang dilayani, lalu menerima"
        " atau mengembalikannya dengan alasan; mengisi pernyataan kepesertaan"
    ),
    Role.SECRETARY: N_(
        "mengelola pengguna, undangan, dan kunci API; membandingkan kabupaten/kota di provinsi ini;"
        " tidak melihat data perorangan"
    ),
    Role.PANELIST: N_(
        "melihat dan membandingkan kabupaten/kota di provinsi ini; tidak melihat data perorangan"
        " dan tidak mengubah data"
    ),
    Role.CYCLE_OWNER: N_(
        "mengelola pengguna, undangan, dan kunci API; membandingkan semua kabupaten/kota; tidak"
        " melihat data perorangan"
    ),
    Role.ANALYST: N_(
        "melihat dan membandingkan semua kabupaten/kota; tidak melihat data perorangan dan tidak"
        " mengubah data"
    ),
    Role.OPERATOR: N_(
        "mendaftarkan organisasi, mengundang admin pertama, serta melihat antrean pekerjaan dan"
        " parameter; tidak melihat data kabupaten/kota"
    ),
}
"""By role; begins with a verb, so that it reads after *Anda dapat* and beside the role's name."""

QUIET_ROLES = frozenset({Role.CERTIFIER, Role.VIEWER})
"""Roles of a regency with little to do, whose first page says what they can do."""
