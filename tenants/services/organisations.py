"""Organisations, their people, and the regencies that become tenants."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tenants.access import GRANTS, ROLES_OF, Permission, Role
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.constraints import flush
from tenants.kernel.errors import (
    N_,
    DuplicateRecord,
    FieldError,
    InvalidInput,
    InvalidTransition,
    NotFound,
)
from tenants.models.identity import (
    Membership,
    OfficeKind,
    Organisation,
    OrganisationKind,
    Tenant,
    UserAccount,
)
from tenants.models.regions import Province
from tenants.reference import regions
from tenants.services import keepers, makers, passwords, sessions

_NAME_TAKEN = FieldError("/username", N_("Nama pengguna ini sudah dipakai."))


def onboard_regency(
    session: Session, *, region_code: str, actor: Actor, now: datetime
) -> Organisation:
    """Make any regency of the reference table a tenant, with its organisation and its audit chain.

    Args:
        session: role identity, bound to the tenant that is being made.
        region_code: ``35.05``. Names are never matched: Kota Blitar is 35.72.
        actor: who onboards.
        now: the present moment.

    Raises:
        NotFound: no regency has this code.
        DuplicateRecord: it is a tenant already.
    """
    try:
        region = regions.region_of(region_code)
    except regions.UnknownRegion:
        raise NotFound(
            N_("Tidak ada kabupaten/kota dengan kode %(code)s."), code=region_code
        ) from None
    tenant_id = region.tenant_id
    taken = DuplicateRecord(N_("%(name)s sudah terdaftar."), name=region.name)
    if session.get(Tenant, tenant_id) is not None:
        raise taken
    tenant = Tenant(
        id=tenant_id,
        region_code=region.code,
        slug=region.slug,
        name=region.name,
        timezone=regions.province_of(region.province_code).timezone,
        created_at=now,
    )
    _insert(session, tenant, unique="pk_tenant", taken=taken)
    return create_organisation(
        session,
        kind=OrganisationKind.REGENCY,
        slug=region.slug,
        name=region.name,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
    )


def create_organisation(
    session: Session,
    *,
    kind: OrganisationKind,
    slug: str,
    name: str,
    tenant_id: int | None = None,
    office_kind: OfficeKind | None = None,
    province_code: str | None = None,
    actor: Actor,
    now: datetime,
) -> Organisation:
    """Add an organisation; a branch names its kind of office, a province its code.

    Raises:
        DuplicateRecord: the slug is taken.
        InvalidInput: a branch without a kind of office, a province without a known code.
    """
    _check_parts(session, kind, office_kind, province_code)
    taken = DuplicateRecord(N_("Organisasi dengan alamat %(slug)s sudah ada."), slug=slug)
    if (
        session.scalars(select(Organisation.id).where(Organisation.slug == slug)).first()
        is not None
    ):
        raise taken
    organisation = Organisation(
        kind=kind,
        slug=slug,
        name=name,
        tenant_id=tenant_id,
        created_at=now,
        office_kind=office_kind,
        province_code=province_code,
    )
    _insert(session, organisation, unique="uq_organisation_slug", taken=taken)
    chain = tenant_id or audit.PLATFORM_TENANT
    audit.record(
        session,
        tenant_id=chain,
        actor=actor,
        now=now,
        action="organisation:create",
        subject="organisation",
        subject_id=organisation.id,
        detail={"slug": slug, "kind": kind.value},
    )
    return organisation


def _insert(
    session: Session, row: Tenant | Organisation, *, unique: str, taken: DuplicateRecord
) -> None:
    """Rows that do not exist yet cannot be locked: two who add the same one meet here."""
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        if unique not in str(error.orig):
            raise
        raise taken from None


def set_province(
    session: Session, *, organisation: Organisation, province_code: str, actor: Actor, now: datetime
) -> None:
    """Say which province an organisation oversees; it sees that one's regencies from now on.

    For provinces registered before they had a code, and for one registered with a wrong code.

    Raises:
        InvalidInput: it is no province, or the code is unknown.
        InvalidTransition: it has this code already.

    Effects:
        Flushes; audits in the platform's chain.
    """
    kind = OrganisationKind(organisation.kind)
    office_kind = OfficeKind(organisation.office_kind) if organisation.office_kind else None
    _check_parts(session, kind, office_kind, province_code)
    locked = session.get_one(
        Organisation, organisation.id, with_for_update=True, populate_existing=True
    )
    if locked.province_code == province_code:
        raise InvalidTransition(
            N_("Provinsi ini sudah memiliki kode %(code)s."), code=province_code
        )
    locked.province_code = province_code
    session.flush()
    audit.record(
        session,
        tenant_id=audit.PLATFORM_TENANT,
        actor=actor,
        now=now,
        action="organisation:edit",
        subject="organisation",
        subject_id=organisation.id,
        detail={"slug": locked.slug, "province_code": province_code},
    )


def _check_parts(
    session: Session,
    kind: OrganisationKind,
    office_kind: OfficeKind | None,
    province_code: str | None,
) -> None:
    """A branch alone has a kind of office, a province alone a code: they say what it reaches."""
    errors = []
    if (office_kind is not None) != (kind is OrganisationKind.BRANCH):
        detail = N_("Kantor BPJS, dan hanya kantor BPJS, memiliki jenis kantor.")
        errors.append(FieldError("/office_kind", detail))
    if (province_code is not None) != (kind is OrganisationKind.PROVINCE):
        detail = N_("Provinsi, dan hanya provinsi, memiliki kode wilayah yang diawasi.")
        errors.append(FieldError("/province_code", detail))
    elif province_code is not None and session.get(Province, province_code) is None:
        detail = N_("Tidak ada provinsi dengan kode %(code)s.")
        errors.append(FieldError("/province_code", detail, {"code": province_code}))
    if errors:
        raise InvalidInput(errors=errors)


def create_user(
    session: Session,
    *,
    username: str,
    display_name: str,
    password: str,
    now: datetime,
    is_given: bool = False,
    password_hash: str | None = None,
) -> UserAccount:
    """Add a person who can sign in.

    Args:
        session: role identity.
        username: to sign in with.
        display_name: as others see it.
        password: the first one.
        now: the present moment.
        is_given: somebody else knows the password, so that its owner has to change it first.
        password_hash: of the password, from callers who hash before their transaction, as every
            page does that may be asked for by many; None hashes here.

    Raises:
        InvalidInput: the user name is taken or malformed, or the password breaks a rule.
    """
    name = username.strip().casefold()
    errors = passwords.password_errors(password, username=name, pointer="/password")
    if not name or not all(letter.isalnum() or letter in ".-_@" for letter in name):
        errors.append(
            FieldError("/username", N_("Gunakan huruf, angka, titik, atau tanda hubung."))
        )
    elif (
        session.scalars(select(UserAccount.id).where(UserAccount.username == name)).first()
        is not None
    ):
        errors.append(_NAME_TAKEN)
    if errors:
        raise InvalidInput(errors=errors)
    account = UserAccount(
        username=name,
        display_name=display_name.strip(),
        password_hash=password_hash or passwords.hash_password(password),
        is_active=True,
        created_at=now,
        password_changed_at=now,
        last_signed_in_at=None,
        has_given_password=is_given,
    )
    session.add(account)
    flush(session, {"uq_user_account_username": lambda: InvalidInput(errors=[_NAME_TAKEN])})
    return account


def find_user(session: Session, *, username: str) -> UserAccount | None:
    """The account of a user name, active or not."""
    return session.scalars(
        select(UserAccount).where(UserAccount.username == username.strip().casefold())
    ).one_or_none()


def check_role(organisation: Organisation, role: Role) -> None:
    """Each kind of organisation has roles of its own.

    Raises:
        InvalidInput: the role belongs to another kind.
    """
    if role not in ROLES_OF[OrganisationKind(organisation.kind)]:
        detail = N_("Peran ini tidak dikenal di organisasi tersebut.")
        raise InvalidInput(errors=[FieldError("/role", detail)])


def grant_membership(
    session: Session,
    *,
    organisation: Organisation,
    user_id: UUID,
    role: Role,
    starts_on: date,
    actor: Actor,
    now: datetime,
    ends_on: date | None = None,
) -> Membership:
    """Give a person a role in an organisation.

    Raises:
        DuplicateRecord: the person already has a role there.
        InvalidInput: the role belongs to another kind of organisation, or ends before it starts.
    """
    check_role(organisation, role)
    if ends_on is not None and ends_on < starts_on:
        raise InvalidInput(
            errors=[FieldError("/ends_on", N_("Tanggal berakhir mendahului tanggal mulai."))]
        )
    lock_members(session, organisation.id)
    current = session.scalars(
        select(Membership).where(
            Membership.organisation_id == organisation.id,
            Membership.user_id == user_id,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= starts_on),
        )
    ).first()
    if current is not None:
        raise DuplicateRecord(N_("Orang ini sudah memiliki peran di organisasi ini."))
    membership = Membership(
        user_id=user_id,
        organisation_id=organisation.id,
        role=role,
        starts_on=starts_on,
        ends_on=ends_on,
        created_at=now,
    )
    session.add(membership)
    session.flush()
    _record(session, organisation, actor, now, "user:grant", membership.id, {"role": role.value})
    return membership


def change_role(
    session: Session,
    *,
    organisation: Organisation,
    membership_id: UUID,
    role: Role,
    actor: Actor,
    now: datetime,
    today: date,
) -> int:
    """Give a member another role; it holds from the member's next request.

    Returns:
        how many open invitations of the member were taken back, with the right to invite.

    Raises:
        InvalidInput: the role belongs to another kind of organisation.
        NotFound: not a current member.
        RuleViolation: too few keepers would remain.
    """
    check_role(organisation, role)
    made = makers.lock_invitations_of(
        session, organisation=organisation, membership_id=membership_id, now=now
    )
    if Permission.USER_MANAGE in GRANTS[role]:
        made = ()
    membership = current_member(session, organisation.id, membership_id, today)
    if membership.role != role:
        _keep_enough(session, organisation, membership, today)
    membership.role = role
    session.flush()
    _record(
        session, organisation, actor, now, "user:change-role", membership.id, {"role": role.value}
    )
    return makers.revoke_all(
        session, organisation=organisation, invitations=made, actor=actor, now=now
    )


def end_membership(
    session: Session,
    *,
    organisation: Organisation,
    membership_id: UUID,
    actor: Actor,
    now: datetime,
    today: date,
) -> int:
    """End a role today; it holds from the person's next request.

    Sessions end too once the person belongs nowhere any more. Where they belong elsewhere they stay
    signed in there: memberships are read anew on each request.

    Returns:
        how many open invitations of the person were taken back.

    Raises:
        NotFound: not a current member.
        RuleViolation: too few keepers would remain.
    """
    made = makers.lock_invitations_of(
        session, organisation=organisation, membership_id=membership_id, now=now
    )
    membership = current_member(session, organisation.id, membership_id, today)
    _keep_enough(session, organisation, membership, today)
    yesterday = date.fromordinal(today.toordinal() - 1)
    membership.ends_on = yesterday
    membership.starts_on = min(membership.starts_on, yesterday)
    session.flush()
    if not is_member_elsewhere(
        session, user_id=membership.user_id, organisation_id=organisation.id, today=today
    ):
        sessions.revoke_all_sessions(session, user_id=membership.user_id, actor=actor, now=now)
    _record(session, organisation, actor, now, "user:end", membership.id, {})
    return makers.revoke_all(
        session, organisation=organisation, invitations=made, actor=actor, now=now
    )


def is_member_elsewhere(
    session: Session, *, user_id: UUID, organisation_id: UUID, today: date
) -> bool:
    """Whether a person has, today or later, a role in any organisation but this one."""
    elsewhere = session.scalars(
        select(Membership.id).where(
            Membership.user_id == user_id,
            Membership.organisation_id != organisation_id,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= today),
        )
    ).first()
    return elsewhere is not None


def current_member(
    session: Session, organisation_id: UUID, membership_id: UUID, today: date
) -> Membership:
    """A member of today or later, with the organisation's members locked until the end.

    Raises:
        NotFound: not a current member.
    """
    lock_members(session, organisation_id)
    membership = session.scalars(
        select(Membership).where(
            Membership.id == membership_id,
            Membership.organisation_id == organisation_id,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= today),
        )
    ).one_or_none()
    if membership is None:
        raise NotFound(N_("Orang ini bukan anggota organisasi Anda."))
    return membership


def lock_members(session: Session, organisation_id: UUID) -> None:
    """One change at a time of who belongs or is invited: two admins cannot remove each other."""
    session.execute(
        select(Organisation.id).where(Organisation.id == organisation_id).with_for_update()
    )


def _keep_enough(
    session: Session, organisation: Organisation, membership: Membership, today: date
) -> None:
    refusal = keepers.refuse_leaving(
        session,
        organisation=organisation,
        membership_id=membership.id,
        role=Role(membership.role),
        today=today,
    )
    if refusal is not None:
        raise refusal


def _record(
    session: Session,
    organisation: Organisation,
    actor: Actor,
    now: datetime,
    action: str,
    subject_id: UUID,
    detail: audit.Detail,
) -> None:
    audit.record(
        session,
        tenant_id=organisation.tenant_id or audit.PLATFORM_TENANT,
        actor=actor,
        now=now,
        action=action,
        subject="membership",
        subject_id=subject_id,
        detail=detail,
    )
