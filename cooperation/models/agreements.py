"""Agreements with BPJS Ketenagakerjaan."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, validates
from sqlalchemy.types import BigInteger, SmallInteger

from cooperation.agreement_terms import AgreementTerm, last_bound_day
from tenants.kernel.db import Base, TenantScoped
from tenants.kernel.sources import Papered


class Agreement(TenantScoped, Papered, Base):
    """A nota kesepakatan, PKS or addendum. Each party gives it a number of its own.

    Its paper, ``document_id``, is the signed copy.
    """

    __tablename__ = "agreement"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "commitment_id"], ["commitment.tenant_id", "commitment.id"]
        ),
        ForeignKeyConstraint(
            ["tenant_id", "document_id"], ["document_blob.tenant_id", "document_blob.id"]
        ),
        ForeignKeyConstraint(
            ["tenant_id", "posting_proof_document_id"],
            ["document_blob.tenant_id", "document_blob.id"],
        ),
        ForeignKeyConstraint(
            ["tenant_id", "start_consent_document_id"],
            ["document_blob.tenant_id", "document_blob.id"],
        ),
        ForeignKeyConstraint(
            ["tenant_id", "draft_document_id"], ["document_blob.tenant_id", "document_blob.id"]
        ),
        ForeignKeyConstraint(
            ["tenant_id", "regulation_id"], ["regulation.tenant_id", "regulation.id"]
        ),
        ForeignKeyConstraint(["tenant_id", "umbrella_id"], ["agreement.tenant_id", "agreement.id"]),
        ForeignKeyConstraint(
            ["tenant_id", "predecessor_id"], ["agreement.tenant_id", "agreement.id"]
        ),
        ForeignKeyConstraint(["tenant_id", "amends_id"], ["agreement.tenant_id", "agreement.id"]),
    )

    commitment_id: Mapped[UUID | None]
    """The commitment it carries, the first of several; None for an umbrella agreement."""
    regulation_id: Mapped[UUID | None]
    """The regulation it rests on where it carries no commitment, which would name its own."""
    umbrella_id: Mapped[UUID | None]
    """The nota kesepakatan it rests on; a PKS may do without."""
    predecessor_id: Mapped[UUID | None]
    """The agreement whose term this one prolongs by another."""
    amends_id: Mapped[UUID | None]
    """The agreement an addendum changes."""
    changes_from: Mapped[date | None]
    """First day of the month from which an addendum's figures hold."""
    new_people_count: Mapped[int | None]
    new_last_month: Mapped[date | None]
    """First day of the last protected month as the addendum makes it."""
    new_total_idr: Mapped[int | None] = mapped_column(BigInteger)
    """The whole value as the addendum makes it."""
    title: Mapped[str]
    kind: Mapped[str]
    number_regency: Mapped[str | None]
    number_bpjs: Mapped[str | None]
    signed_on: Mapped[date | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    """Last day."""
    terminated_on: Mapped[date | None]
    """First day it no longer binds."""
    ended_with_amended: Mapped[bool] = mapped_column(server_default=text("false"))
    """Whether an addendum ended because what it changes did; what it agreed on then stays."""
    closing_reason: Mapped[str | None]
    """Why it was ended early or given up."""
    amended_from: Mapped[date | None]
    """First day of the earliest signed addendum that binds."""
    amended_ends_on: Mapped[date | None]
    """Last day with all signed addenda, once one changed it."""
    continued_from: Mapped[date | None]
    """First day of the signed agreement that continues it."""
    regency_office: Mapped[str | None]
    """The office that signs for the regency, such as ``Kepala Dinas Sosial``."""
    regency_capacity: Mapped[str | None]
    regency_mandate: Mapped[str | None]
    """The letter by which whoever signs may do so (surat kuasa)."""
    bpjs_office: Mapped[str | None]
    bpjs_capacity: Mapped[str | None]
    bpjs_mandate: Mapped[str | None]
    due_day: Mapped[int] = mapped_column(SmallInteger, server_default="15")
    """Day of a bill's first month by which its contribution is due, 1 to 28."""
    signatories: Mapped[str | None]
    """Others who signed, one per line, with their capacity (definitif, Plt., Plh.)."""
    wadah_code: Mapped[str | None]
    """The code under which the BPJS office keeps the group of people."""
    status: Mapped[str]
    returned_by: Mapped[str | None]
    """The stage of review that returned it, while it is returned."""
    accepted_round: Mapped[int | None]
    """The round on whose acceptance it was signed; None of one concluded without."""
    prepared_by_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    """Everybody who stated or changed what it states, in order; none of them approves it."""
    draft_document_id: Mapped[UUID | None]
    """The text that is submitted for review."""
    posting_proof_document_id: Mapped[UUID | None]
    """Proof that BPJS posted contributions of months before the signature."""
    start_consent_document_id: Mapped[UUID | None]
    """The letter by which BPJS agreed to a start before the signature; it proves no posting."""
    version: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    @property
    def agreed_until(self) -> date | None:
        """The last day of its term, with all signed addenda."""
        return self.amended_ends_on or self.ends_on

    @property
    def last_day(self) -> date | None:
        """The last day on which it binds, also where it was ended early."""
        return last_bound_day(self.agreed_until, self.terminated_on)

    @property
    def term(self) -> AgreementTerm | None:
        """From when to when it binds, an addendum from its changes; None before the signature."""
        if self.signed_on is None:
            return None
        return AgreementTerm(
            signed_on=self.signed_on,
            starts_on=self.changes_from if self.amends_id else self.starts_on,
            ends_on=self.agreed_until,
            terminated_on=self.terminated_on,
            has_posting_proof=self.posting_proof_document_id is not None,
        )

    @property
    def never_bound(self) -> bool:
        """Whether it was ended before its first day."""
        return self.term is not None and self.term.never_bound

    state_left = None
    """The state this change began in, until the change is recorded; None where it has not moved."""

    @validates("status")
    def _remember_state(self, _name: str, status: str) -> str:
        before = self.status
        if self.state_left is None and before is not None and before != status:
            self.state_left = before
        return status


class AgreementPart(TenantScoped, Base):
    """A further commitment that an agreement carries, such as one of another funding source."""

    __tablename__ = "agreement_part"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "agreement_id"], ["agreement.tenant_id", "agreement.id"]
        ),
        ForeignKeyConstraint(
            ["tenant_id", "commitment_id"], ["commitment.tenant_id", "commitment.id"]
        ),
    )

    agreement_id: Mapped[UUID]
    commitment_id: Mapped[UUID]
    """Held by one agreement alone."""
    added_at: Mapped[datetime]
    added_by_name: Mapped[str]
    released_at: Mapped[datetime | None]
    """Since when another agreement may carry it: this one was given up or ended early."""
