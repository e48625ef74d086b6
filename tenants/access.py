"""Who may do what: permissions, roles, places, and the mark every view carries.

A view without a mark is refused. The place an address begins with says which kind of organisation
acts there and on which pool of the database.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ParamSpec, TypeVar

from tenants.kernel.db import DatabaseRole
from tenants.kernel.errors import N_
from tenants.models.identity import OrganisationKind

FORM_LIMIT_BYTES = 1024 * 1024

P = ParamSpec("P")
R = TypeVar("R")


class Permission(StrEnum):
    """``noun:verb``. Commitments and agreements share one noun."""

    AGREEMENT_APPROVE = "agreement:approve"
    AGREEMENT_EDIT = "agreement:edit"
    AGREEMENT_READ = "agreement:read"
    ANSWER_EDIT = "answer:edit"
    AUDIT_READ = "audit:read"
    BILLING_EDIT = "billing:edit"
    BILLING_READ = "billing:read"
    COMPARISON_READ = "comparison:read"
    COVERAGE_EDIT = "coverage:edit"
    COVERAGE_READ = "coverage:read"
    DOCUMENT_EDIT = "document:edit"
    DOCUMENT_READ = "document:read"
    DOUBLE_DECIDE = "double:decide"
    DOUBLE_READ = "double:read"
    KEY_MANAGE = "key:manage"
    MONEV_EDIT = "monev:edit"
    MONEV_READ = "monev:read"
    ORGANISATION_MANAGE = "organisation:manage"
    ORGANISATION_READ = "organisation:read"
    PARAMETER_READ = "parameter:read"
    QUEUE_READ = "queue:read"
    REGULATION_EDIT = "regulation:edit"
    REGULATION_READ = "regulation:read"
    REVIEW_DECIDE = "review:decide"
    REVIEW_READ = "review:read"
    ROSTER_READ = "roster:read"
    ROSTER_UPLOAD = "roster:upload"
    SCORECARD_CERTIFY = "scorecard:certify"
    SCORECARD_EDIT = "scorecard:edit"
    SCORECARD_READ = "scorecard:read"
    USER_MANAGE = "user:manage"
    USER_READ = "user:read"
    WORKER_READ = "worker:read"
    WORKER_REVEAL = "worker:reveal"


PERMISSION_LABELS: Mapping[Permission, str] = {
    Permission.AGREEMENT_APPROVE: N_("menyetujui naskah perjanjian bila ditunjuk"),
    Permission.AGREEMENT_EDIT: N_("mencatat program dan perjanjian"),
    Permission.AGREEMENT_READ: N_("membaca program dan perjanjian"),
    Permission.ANSWER_EDIT: N_("mengunggah jawaban kantor atas daftar tagihan"),
    Permission.AUDIT_READ: N_("membaca jejak audit"),
    Permission.BILLING_EDIT: N_("menyusun daftar tagihan dan mencatat pembayaran iuran"),
    Permission.BILLING_READ: N_("membaca jumlah orang dan nilai tagihan iuran"),
    Permission.COMPARISON_READ: N_("membaca perbandingan kabupaten/kota"),
    Permission.COVERAGE_EDIT: N_("mencatat angka kepesertaan"),
    Permission.COVERAGE_READ: N_("membaca cakupan"),
    Permission.DOCUMENT_EDIT: N_("menandai berkas dan mengunggah salinan tersamarkan"),
    Permission.DOCUMENT_READ: N_("mengunduh berkas"),
    Permission.DOUBLE_DECIDE: N_("memutuskan kasus ganda lintas kabupaten/kota"),
    Permission.DOUBLE_READ: N_("membaca kasus ganda lintas kabupaten/kota"),
    Permission.KEY_MANAGE: N_("mengelola kunci API"),
    Permission.MONEV_EDIT: N_("mencatat monev"),
    Permission.MONEV_READ: N_("membaca monev"),
    Permission.ORGANISATION_MANAGE: N_("mendaftarkan organisasi"),
    Permission.ORGANISATION_READ: N_("membaca daftar organisasi"),
    Permission.PARAMETER_READ: N_("membaca parameter"),
    Permission.QUEUE_READ: N_("membaca antrean pekerjaan"),
    Permission.REGULATION_EDIT: N_("mencatat regulasi"),
    Permission.REGULATION_READ: N_("membaca regulasi"),
    Permission.REVIEW_DECIDE: N_("memutuskan telaah"),
    Permission.REVIEW_READ: N_("membaca yang diajukan untuk ditelaah"),
    Permission.ROSTER_READ: N_("membaca riwayat daftar calon penerima"),
    Permission.ROSTER_UPLOAD: N_("mengunggah daftar calon penerima"),
    Permission.SCORECARD_CERTIFY: N_("mengesahkan rapor"),
    Permission.SCORECARD_EDIT: N_("mengisi rapor"),
    Permission.SCORECARD_READ: N_("membaca rapor"),
    Permission.USER_MANAGE: N_("mengelola pengguna"),
    Permission.USER_READ: N_("melihat pengguna"),
    Permission.WORKER_READ: N_("membaca pekerja dengan NIK tersamar"),
    Permission.WORKER_REVEAL: N_("membuka NIK"),
}


class Role(StrEnum):
    """What a person is inside an organisation; each kind of organisation has roles of its own."""

    ADMIN = "admin"
    OFFICER = "officer"
    CERTIFIER = "certifier"
    VIEWER = "viewer"
    HEAD = "head"
    REVIEWER = "reviewer"
    SECRETARY = "secretary"
    PANELIST = "panelist"
    CYCLE_OWNER = "cycle_owner"
    ANALYST = "analyst"
    OPERATOR = "operator"


ROLES_OF: Mapping[OrganisationKind, tuple[Role, ...]] = {
    OrganisationKind.REGENCY: (Role.ADMIN, Role.OFFICER, Role.CERTIFIER, Role.VIEWER),
    OrganisationKind.BRANCH: (Role.HEAD, Role.REVIEWER),
    OrganisationKind.PROVINCE: (Role.SECRETARY, Role.PANELIST),
    OrganisationKind.MINISTRY: (Role.CYCLE_OWNER, Role.ANALYST),
    OrganisationKind.OPERATOR: (Role.OPERATOR,),
}
"""Roles by kind of organisation; the first one keeps its people and keys."""


ROLE_LABELS = {
    Role.ADMIN: N_("admin"),
    Role.OFFICER: N_("petugas"),
    Role.CERTIFIER: N_("pejabat penanggung jawab"),
    Role.VIEWER: N_("pimpinan"),
    Role.HEAD: N_("kepala kantor"),
    Role.REVIEWER: N_("penelaah"),
    Role.SECRETARY: N_("sekretaris tim"),
    Role.PANELIST: N_("anggota tim penilai"),
    Role.CYCLE_OWNER: N_("penanggung jawab penilaian"),
    Role.ANALYST: N_("analis"),
    Role.OPERATOR: N_("pengelola sistem"),
}

_READ_FIGURES = frozenset(
    {
        Permission.AGREEMENT_READ,
        Permission.COVERAGE_READ,
        Permission.DOCUMENT_READ,
        Permission.MONEV_READ,
        Permission.REGULATION_READ,
        Permission.SCORECARD_READ,
    }
)
_KEEP_RECORDS = _READ_FIGURES | {
    Permission.AGREEMENT_APPROVE,
    Permission.AGREEMENT_EDIT,
    Permission.BILLING_EDIT,
    Permission.BILLING_READ,
    Permission.COVERAGE_EDIT,
    Permission.DOCUMENT_EDIT,
    Permission.MONEV_EDIT,
    Permission.REGULATION_EDIT,
    Permission.ROSTER_READ,
    Permission.ROSTER_UPLOAD,
    Permission.SCORECARD_EDIT,
    Permission.WORKER_READ,
    Permission.WORKER_REVEAL,
}
_KEEP_PEOPLE = frozenset({Permission.KEY_MANAGE, Permission.USER_MANAGE, Permission.USER_READ})
_REVIEW = frozenset(
    {
        Permission.AGREEMENT_READ,
        Permission.ANSWER_EDIT,
        Permission.COVERAGE_EDIT,
        Permission.COVERAGE_READ,
        Permission.DOCUMENT_READ,
        Permission.DOUBLE_DECIDE,
        Permission.DOUBLE_READ,
        Permission.REVIEW_DECIDE,
        Permission.REVIEW_READ,
        Permission.ROSTER_READ,
    }
)
_COMPARE = frozenset({Permission.COMPARISON_READ, Permission.DOCUMENT_READ})

GRANTS: Mapping[Role, frozenset[Permission]] = {
    Role.ADMIN: _KEEP_RECORDS | _KEEP_PEOPLE | {Permission.AUDIT_READ},
    Role.OFFICER: _KEEP_RECORDS,
    Role.CERTIFIER: _READ_FIGURES
    | {
        Permission.AGREEMENT_APPROVE,
        Permission.AUDIT_READ,
        Permission.BILLING_READ,
        Permission.ROSTER_READ,
        Permission.SCORECARD_CERTIFY,
        Permission.WORKER_READ,
    },
    Role.VIEWER: _READ_FIGURES | {Permission.BILLING_READ},
    Role.HEAD: _REVIEW | _KEEP_PEOPLE,
    Role.REVIEWER: _REVIEW,
    Role.SECRETARY: _COMPARE | _KEEP_PEOPLE,
    Role.PANELIST: _COMPARE,
    Role.CYCLE_OWNER: _COMPARE | _KEEP_PEOPLE,
    Role.ANALYST: _COMPARE,
    Role.OPERATOR: _KEEP_PEOPLE
    | {
        Permission.ORGANISATION_MANAGE,
        Permission.ORGANISATION_READ,
        Permission.PARAMETER_READ,
        Permission.QUEUE_READ,
    },
}

ASKED_BY_PROGRAMS: Mapping[OrganisationKind, frozenset[Permission]] = {
    OrganisationKind.REGENCY: frozenset(
        {
            Permission.AGREEMENT_READ,
            Permission.COVERAGE_READ,
            Permission.REGULATION_READ,
            Permission.ROSTER_READ,
            Permission.ROSTER_UPLOAD,
            Permission.SCORECARD_READ,
            Permission.WORKER_READ,
        }
    ),
    OrganisationKind.BRANCH: frozenset(
        {Permission.AGREEMENT_READ, Permission.COVERAGE_READ, Permission.REVIEW_READ}
    ),
    OrganisationKind.PROVINCE: frozenset({Permission.COMPARISON_READ}),
    OrganisationKind.MINISTRY: frozenset({Permission.COMPARISON_READ}),
    OrganisationKind.OPERATOR: frozenset(),
}
"""What operations of the API ask for, by the kind of organisation at whose address they stand.

Keys are given nothing else, so that none gains power when an operation is added later.
"""


def grants_of(kind: OrganisationKind, role: Role) -> frozenset[Permission]:
    """What a role grants in an organisation of a kind: nothing where the kind has no such role."""
    return GRANTS[role] if role in ROLES_OF[kind] else frozenset()


@dataclass(frozen=True)
class Place:
    """Where an address begins (``/r/``): the kind of organisation that acts there, and its pool."""

    letter: str
    kind: OrganisationKind
    pool: DatabaseRole


PLACES: Mapping[str, Place] = {
    place.letter: place
    for place in (
        Place("r", OrganisationKind.REGENCY, DatabaseRole.REGENCY),
        Place("b", OrganisationKind.BRANCH, DatabaseRole.BRANCH),
        Place("p", OrganisationKind.PROVINCE, DatabaseRole.OVERSIGHT),
        Place("m", OrganisationKind.MINISTRY, DatabaseRole.OVERSIGHT),
        Place("o", OrganisationKind.OPERATOR, DatabaseRole.OVERSIGHT),
    )
}
PLACE_OF: Mapping[OrganisationKind, Place] = {place.kind: place for place in PLACES.values()}


def home_path(kind: OrganisationKind, slug: str) -> str:
    """The address of an organisation's first page."""
    return f"/{PLACE_OF[kind].letter}/{slug}/"


@dataclass(frozen=True)
class Access:
    """The mark of a view: open to all, to anyone signed in, or to holders of one permission.

    ``pool`` is the database role whose connections the view uses; it belongs to the address.
    ``file_limit_bytes`` is what a file may have; only upload views take one. ``is_search`` marks a
    form that only looks for something: what is typed into it is not there to be kept.
    """

    permission: Permission | None = None
    public_because: str | None = None
    pool: DatabaseRole = DatabaseRole.IDENTITY
    file_limit_bytes: int = 0
    is_search: bool = False

    @property
    def body_limit_bytes(self) -> int:
        """What a request may carry: the file, and room for the form around it."""
        return FORM_LIMIT_BYTES + self.file_limit_bytes

    @property
    def stated_limit_bytes(self) -> int:
        """The limit as a person is told it: that of the file, where there is one."""
        return self.file_limit_bytes or FORM_LIMIT_BYTES


def requires(
    permission: Permission,
    *,
    pool: DatabaseRole = DatabaseRole.REGENCY,
    file_limit_bytes: int = 0,
    is_search: bool = False,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Only members of the addressed organisation whose role grants ``permission``."""
    return _mark(
        Access(
            permission=permission,
            pool=pool,
            file_limit_bytes=file_limit_bytes,
            is_search=is_search,
        )
    )


def signed_in(view: Callable[P, R]) -> Callable[P, R]:
    """Anyone signed in; the view shows a person's own things."""
    return _mark(Access())(view)


def public(because: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Anyone at all, for the stated reason."""
    return _mark(Access(public_because=because))


def _mark(access: Access) -> Callable[[Callable[P, R]], Callable[P, R]]:
    def mark(view: Callable[P, R]) -> Callable[P, R]:
        view.access = access  # type: ignore[attr-defined]  # functions carry their mark as an attribute
        return view

    return mark


def access_of(view: Callable[..., object] | None) -> Access | None:
    """The mark of a view, or None: then nobody may enter."""
    return getattr(view, "access", None)
