"""Who may do what: permissions, roles, and the mark every view carries.

A view without a mark is refused.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import ParamSpec, TypeVar

from tenants.kernel.db import DatabaseRole
from tenants.kernel.errors import N_

FORM_LIMIT_BYTES = 1024 * 1024

P = ParamSpec("P")
R = TypeVar("R")


class Permission(StrEnum):
    """``noun:verb``. Commitments and agreements share one noun."""

    AGREEMENT_EDIT = "agreement:edit"
    AGREEMENT_READ = "agreement:read"
    AUDIT_READ = "audit:read"
    COVERAGE_EDIT = "coverage:edit"
    COVERAGE_READ = "coverage:read"
    DOCUMENT_READ = "document:read"
    MONEV_EDIT = "monev:edit"
    MONEV_READ = "monev:read"
    REGULATION_EDIT = "regulation:edit"
    REGULATION_READ = "regulation:read"
    ROSTER_READ = "roster:read"
    ROSTER_UPLOAD = "roster:upload"
    SCORECARD_CERTIFY = "scorecard:certify"
    SCORECARD_EDIT = "scorecard:edit"
    SCORECARD_READ = "scorecard:read"
    USER_MANAGE = "user:manage"
    USER_READ = "user:read"
    WORKER_READ = "worker:read"
    WORKER_REVEAL = "worker:reveal"


class Role(StrEnum):
    """Roles inside a regency."""

    ADMIN = "admin"
    OFFICER = "officer"
    CERTIFIER = "certifier"
    VIEWER = "viewer"


ROLE_LABELS = {
    Role.ADMIN: N_("admin"),
    Role.OFFICER: N_("petugas"),
    Role.CERTIFIER: N_("pejabat penanggung jawab"),
    Role.VIEWER: N_("pimpinan"),
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
    Permission.AGREEMENT_EDIT,
    Permission.COVERAGE_EDIT,
    Permission.MONEV_EDIT,
    Permission.REGULATION_EDIT,
    Permission.ROSTER_READ,
    Permission.ROSTER_UPLOAD,
    Permission.SCORECARD_EDIT,
    Permission.WORKER_READ,
    Permission.WORKER_REVEAL,
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: _KEEP_RECORDS
    | {Permission.AUDIT_READ, Permission.USER_MANAGE, Permission.USER_READ},
    Role.OFFICER: _KEEP_RECORDS,
    Role.CERTIFIER: _READ_FIGURES
    | {
        Permission.AUDIT_READ,
        Permission.ROSTER_READ,
        Permission.SCORECARD_CERTIFY,
        Permission.WORKER_READ,
    },
    Role.VIEWER: _READ_FIGURES,
}


@dataclass(frozen=True)
class Access:
    """The mark of a view: open to all, to anyone signed in, or to holders of one permission.

    ``pool`` is the database role whose connections the view uses; it belongs to the address.
    ``body_limit_bytes`` bounds what a request may carry; only upload views raise it.
    """

    permission: Permission | None = None
    public_because: str | None = None
    pool: DatabaseRole = DatabaseRole.IDENTITY
    body_limit_bytes: int = FORM_LIMIT_BYTES


def requires(
    permission: Permission,
    *,
    pool: DatabaseRole = DatabaseRole.REGENCY,
    body_limit_bytes: int = FORM_LIMIT_BYTES,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Only members of the addressed organisation whose role grants ``permission``."""
    return _mark(Access(permission=permission, pool=pool, body_limit_bytes=body_limit_bytes))


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
