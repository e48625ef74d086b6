"""Who keeps an organisation's people: enough of them stay, whatever is changed.

Keepers are the people of the first role of each kind of organisation (``ROLES_OF``). Somebody whose
role ends on a known day does not count: on that day nobody would be asked.
"""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tenants.access import ROLES_OF, Role
from tenants.kernel.errors import N_, RuleViolation
from tenants.models.identity import Membership, Organisation, OrganisationKind, UserAccount

MINIMUM_ADMINS = 2
MINIMUM_ELSEWHERE = 1

REASONS: Mapping[OrganisationKind, str] = {
    OrganisationKind.REGENCY: N_(
        "Setiap kabupaten/kota memiliki paling sedikit %(count)s admin tanpa tanggal berakhir."
        " Tetapkan admin lain lebih dahulu."
    ),
    OrganisationKind.BRANCH: N_(
        "Setiap kantor memiliki paling sedikit %(count)s kepala kantor tanpa tanggal berakhir."
        " Tetapkan kepala kantor lain lebih dahulu."
    ),
    OrganisationKind.PROVINCE: N_(
        "Setiap provinsi memiliki paling sedikit %(count)s sekretaris tim tanpa tanggal berakhir."
        " Tetapkan sekretaris tim lain lebih dahulu."
    ),
    OrganisationKind.MINISTRY: N_(
        "Setiap kementerian memiliki paling sedikit %(count)s penanggung jawab penilaian tanpa"
        " tanggal berakhir. Tetapkan penanggung jawab lain lebih dahulu."
    ),
    OrganisationKind.OPERATOR: N_(
        "Paling sedikit %(count)s pengelola sistem tanpa tanggal berakhir harus tetap ada."
        " Tetapkan pengelola lain lebih dahulu."
    ),
}


def keeper_of(kind: OrganisationKind) -> Role:
    """The role that keeps people in this kind of organisation."""
    return ROLES_OF[kind][0]


def refuse_leaving(
    session: Session, *, organisation: Organisation, membership_id: UUID, role: Role, today: date
) -> RuleViolation | None:
    """Why a member cannot give up their role, if so.

    Args:
        session: role identity; to decide and not only to tell, its caller has locked the members.
        organisation: whose people.
        membership_id: of a current member.
        role: which the member has.
        today: the day it is there.

    Returns:
        the refusal, None where enough keepers remain.
    """
    kind = OrganisationKind(organisation.kind)
    if role != keeper_of(kind):
        return None
    minimum = MINIMUM_ADMINS if kind is OrganisationKind.REGENCY else MINIMUM_ELSEWHERE
    remaining = session.scalar(
        select(func.count())
        .select_from(Membership)
        .join(UserAccount, UserAccount.id == Membership.user_id)
        .where(
            Membership.organisation_id == organisation.id,
            Membership.id != membership_id,
            Membership.role == keeper_of(kind),
            Membership.starts_on <= today,
            Membership.ends_on.is_(None),
            UserAccount.is_active,
        )
    )
    if (remaining or 0) >= minimum:
        return None
    return RuleViolation(REASONS[kind], count=minimum)
