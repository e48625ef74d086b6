"""Who is in the room: the regencies, offices and authorities of the demo, and their people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tenants.access import Role
from tenants.models.identity import OfficeKind, OrganisationKind

ASSIGNED_FROM = date(2025, 1, 1)
"""First day of the period the demo is about; the reports name no date of assignment."""

FOUNDERS = ("33.16", "35.05")
NEIGHBOURS = ("35.72", "35.04", "35.03")
"""Served by Blitar's branch as well; here with people and without a single figure."""


@dataclass(frozen=True)
class Post:
    """A post somebody holds: the first part of the user name, what it is called, its role."""

    name: str
    title: str
    role: Role


@dataclass(frozen=True)
class Place:
    """An organisation that is no regency; ``serves`` are codes of regencies."""

    kind: OrganisationKind
    slug: str
    name: str
    posts: Sequence[Post]
    office_kind: OfficeKind | None = None
    province_code: str | None = None
    serves: Sequence[str] = ()


_ADMINS = (Post("admin1", "Admin 1", Role.ADMIN), Post("admin2", "Admin 2", Role.ADMIN))
_OFFICER = Post("petugas", "Petugas", Role.OFFICER)
FOUNDER_POSTS = (
    *_ADMINS,
    _OFFICER,
    Post("penanggungjawab", "Pejabat penanggung jawab", Role.CERTIFIER),
    Post("pimpinan", "Pimpinan", Role.VIEWER),
)
NEIGHBOUR_POSTS = (*_ADMINS, _OFFICER)
_BRANCH_POSTS = (
    Post("kepala", "Kepala", Role.HEAD),
    Post("penelaah", "Penelaah", Role.REVIEWER),
)
_PROVINCE_POSTS = (
    Post("sekretaris", "Sekretaris tim penilai", Role.SECRETARY),
    Post("panelis", "Anggota tim penilai", Role.PANELIST),
)
_ANALYST = Post("analis", "Analis", Role.ANALYST)

PLACES = (
    Place(
        OrganisationKind.BRANCH,
        "bpjs-kudus",
        "BPJS Ketenagakerjaan Kantor Cabang Kudus",
        _BRANCH_POSTS,
        office_kind=OfficeKind.BRANCH,
        serves=("33.16",),
    ),
    Place(
        OrganisationKind.BRANCH,
        "bpjs-blitar",
        "BPJS Ketenagakerjaan Kantor Cabang Blitar",
        _BRANCH_POSTS,
        office_kind=OfficeKind.BRANCH,
        serves=("35.05", *NEIGHBOURS),
    ),
    Place(
        OrganisationKind.BRANCH,
        "bpjs-jateng-diy",
        "BPJS Ketenagakerjaan Kantor Wilayah Jateng dan DIY",
        _BRANCH_POSTS,
        office_kind=OfficeKind.REGIONAL,
    ),
    Place(
        OrganisationKind.PROVINCE,
        "jawa-tengah",
        "Provinsi Jawa Tengah",
        _PROVINCE_POSTS,
        province_code="33",
    ),
    Place(
        OrganisationKind.PROVINCE,
        "jawa-timur",
        "Provinsi Jawa Timur",
        (*_PROVINCE_POSTS, Post("tim9", "Anggota Tim 9 dari BPJS", Role.PANELIST)),
        province_code="35",
    ),
    Place(
        OrganisationKind.MINISTRY,
        "kemenko",
        "Kementerian Koordinator Bidang Pembangunan Manusia dan Kebudayaan",
        (Post("penanggungjawab", "Penanggung jawab penilaian", Role.CYCLE_OWNER), _ANALYST),
    ),
    Place(
        OrganisationKind.MINISTRY,
        "kemendagri",
        "Kementerian Dalam Negeri",
        (_ANALYST,),
    ),
    Place(
        OrganisationKind.OPERATOR,
        "pengelola",
        "Pengelola Siap Paritrana",
        (Post("operator", "Operator", Role.OPERATOR),),
    ),
)
SECOND_ROLES = {"tim9.jawa-timur": ("bpjs-blitar", Role.REVIEWER)}
"""By user name: the branch sits in the province's Tim 9, so one person has two places."""
