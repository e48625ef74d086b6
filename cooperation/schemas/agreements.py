"""What the forms of agreements may send."""

from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import fields, validate

from cooperation.agreement_rules import AgreementDetails, agreement_errors, amendment_in
from cooperation.amendments import ENDS_BEFORE
from cooperation.bills import LATEST_DUE_DAY, USUAL_DUE_DAY
from cooperation.comment_rules import CommentAudience
from cooperation.kinds import AgreementKind, AgreementPaper, Capacity, WadahCode
from cooperation.schemas.commitments import MAX_PEOPLE, MonthField
from cooperation.states import AgreementState, ReviewStage
from tenants.kernel.document_fields import EvidenceFileIn, HeldEvidenceIn
from tenants.kernel.errors import FieldError
from tenants.kernel.schemas import BaseSchema, Day, LongText, Rupiah, SourceIn, Text, WholeNumber
from tenants.kernel.sources import SourceStatus

TITLE_LIMIT = 200
NUMBER_LIMIT = 120
NOTE_LIMIT = 2000
AT_HOME = (ReviewStage.DEPARTMENT, ReviewStage.LEGAL)
ONWARDS = (ReviewStage.LEGAL, ReviewStage.BRANCH)


def _party() -> Text:
    return Text(limit=NUMBER_LIMIT, load_default=None, allow_none=True)


class AgreementIn(SourceIn):
    """The form of one agreement."""

    expected_version = WholeNumber(load_default=None, allow_none=True, minimum=1)
    title = Text(required=True, limit=TITLE_LIMIT)
    kind = fields.Enum(AgreementKind, by_value=True, required=True)
    commitment_id = fields.UUID(load_default=None, allow_none=True)
    regulation_id = fields.UUID(load_default=None, allow_none=True)
    number_regency = Text(limit=NUMBER_LIMIT, load_default=None, allow_none=True)
    number_bpjs = Text(limit=NUMBER_LIMIT, load_default=None, allow_none=True)
    starts_on = Day(load_default=None, allow_none=True)
    ends_on = Day(load_default=None, allow_none=True)
    regency_office = _party()
    regency_capacity = fields.Enum(Capacity, by_value=True, load_default=None, allow_none=True)
    regency_mandate = _party()
    bpjs_office = _party()
    bpjs_capacity = fields.Enum(Capacity, by_value=True, load_default=None, allow_none=True)
    bpjs_mandate = _party()
    due_day = WholeNumber(load_default=None, allow_none=True, minimum=1, maximum=LATEST_DUE_DAY)
    signatories = LongText(limit=4000, load_default=None, allow_none=True)
    wadah_code = fields.Enum(WadahCode, by_value=True, load_default=None, allow_none=True)
    umbrella_id = fields.UUID(load_default=None, allow_none=True)
    predecessor_id = fields.UUID(load_default=None, allow_none=True)
    amends_id = fields.UUID(load_default=None, allow_none=True)
    changes_from = MonthField(load_default=None, allow_none=True)
    new_people_count = WholeNumber(
        load_default=None, allow_none=True, minimum=1, maximum=MAX_PEOPLE
    )
    new_last_month = MonthField(load_default=None, allow_none=True)
    new_total_idr = Rupiah(load_default=None, allow_none=True, minimum=1)
    confirmed_figures = Text(limit=1000, load_default=None, allow_none=True)


class NewAgreementIn(BaseSchema):
    """For which commitment an empty form is opened, or which agreement it changes or continues."""

    commitment_id = fields.UUID(load_default=None, allow_none=True)
    amends_id = fields.UUID(load_default=None, allow_none=True)
    predecessor_id = fields.UUID(load_default=None, allow_none=True)


class ReviewedFilterIn(BaseSchema):
    """The address of the list of agreements before the branch."""

    search = Text(limit=100, load_default=None, allow_none=True)
    state = fields.Enum(AgreementState, by_value=True, load_default=None, allow_none=True)
    regulation_id = fields.UUID(load_default=None, allow_none=True)


class SignatureIn(HeldEvidenceIn):
    """The day of a signature, of the version that was on the page; its copy is a file."""

    expected_version = WholeNumber(required=True, minimum=1)
    signed_on = Day(required=True)
    copy_comes_later = LongText(limit=NOTE_LIMIT, load_default=None, allow_none=True)


class SignatureCorrectionIn(BaseSchema):
    """Another day of a signature and why, of the version that was on the page."""

    expected_version = WholeNumber(required=True, minimum=1)
    signed_on = Day(required=True)
    reason = LongText(limit=NOTE_LIMIT, required=True)


class TerminationIn(BaseSchema):
    """The first day an agreement no longer binds and why, in the version that was on the page."""

    expected_version = WholeNumber(required=True, minimum=1)
    terminated_on = Day(required=True)
    termination_reason = LongText(limit=NOTE_LIMIT, required=True)


class PaperIn(EvidenceFileIn):
    """What is said about an uploaded paper, beside the file itself."""

    paper = fields.Enum(AgreementPaper, by_value=True, required=True)


class SubmissionIn(BaseSchema):
    """A submission: the version that was on the page, and a word to the branch."""

    expected_version = WholeNumber(required=True, minimum=1)
    note = LongText(limit=NOTE_LIMIT, load_default=None, allow_none=True)


class ReviewRequestIn(SubmissionIn):
    """Whom to ask at home, and in which stage."""

    stage = fields.Enum(ReviewStage, by_value=True, required=True, validate=validate.OneOf(AT_HOME))
    membership_id = fields.UUID(required=True)


class ForwardIn(SubmissionIn):
    """An approval at home: of which round, and where the draft goes."""

    internal_review_id = fields.UUID(required=True)
    to = fields.Enum(ReviewStage, by_value=True, required=True, validate=validate.OneOf(ONWARDS))
    membership_id = fields.UUID(load_default=None, allow_none=True)


class SendBackIn(BaseSchema):
    """Why a draft is sent back at home, and about which article."""

    internal_review_id = fields.UUID(required=True)
    expected_version = WholeNumber(required=True, minimum=1)
    clause = Text(limit=120, load_default=None, allow_none=True)
    reason = LongText(limit=NOTE_LIMIT, required=True)


class StepIn(BaseSchema):
    """A step that says nothing but the version that was on the page."""

    expected_version = WholeNumber(required=True, minimum=1)


class PartIn(StepIn):
    """Which further programme an agreement is to carry."""

    part_commitment_id = fields.UUID(required=True)


class DropIn(StepIn):
    """Why an agreement is given up."""

    reason = LongText(limit=NOTE_LIMIT, required=True)


class CommentIn(BaseSchema):
    """What is said about an agreement, who reads it, and whose opinion it asks."""

    body = LongText(limit=NOTE_LIMIT, required=True)
    clause = Text(limit=NUMBER_LIMIT, load_default=None, allow_none=True)
    audience = fields.Enum(CommentAudience, by_value=True, required=True)
    membership_id = fields.UUID(load_default=None, allow_none=True)


class AnswerIn(BaseSchema):
    """An answer to a comment."""

    body = LongText(limit=NOTE_LIMIT, required=True)


class VersionsIn(BaseSchema):
    """Which two versions are put side by side, and whether with their texts."""

    left = Text(limit=20, load_default=None, allow_none=True)
    right = Text(limit=20, load_default=None, allow_none=True)
    show = Text(limit=20, load_default=None, allow_none=True)


class DecisionIn(BaseSchema):
    """What the branch had before it when it decided."""

    review_id = fields.UUID(required=True)
    expected_version = WholeNumber(required=True, minimum=1)


class AcceptIn(DecisionIn):
    """A word to the regency beside the acceptance."""

    note = LongText(limit=NOTE_LIMIT, load_default=None, allow_none=True)


class ReturnIn(DecisionIn):
    """Why an agreement is returned, and about which article."""

    clause = Text(limit=120, load_default=None, allow_none=True)
    reason = LongText(limit=NOTE_LIMIT, required=True)


def agreement_contradictions(good: Mapping[str, Any]) -> Iterable[FieldError]:
    """What contradicts itself among the fields that could be read; the others count as not stated.

    Nothing where the kind could not be read: nearly every rule is about one kind.
    """
    if "kind" not in good:
        return ()
    names = AgreementIn._declared_fields  # noqa: SLF001  marshmallow's list of fields
    data = {**dict.fromkeys(names), "source_status": SourceStatus.PRESS, **good}
    details = agreement_details(data)
    errors = list(agreement_errors(details))
    amendment = amendment_in(details) if details.kind is AgreementKind.ADENDUM else None
    if amendment is not None and amendment.is_reversed:
        errors.append(FieldError("/new_last_month", ENDS_BEFORE))
    return errors


def agreement_details(data: Mapping[str, Any]) -> AgreementDetails:
    """The stated details of a loaded form."""
    other = {"expected_version", "confirmed_figures"}
    stated = {name: value for name, value in data.items() if name not in other}
    return AgreementDetails(
        **{
            **stated,
            "due_day": data["due_day"] or USUAL_DUE_DAY,
            "source_status": SourceStatus(data["source_status"]),
        }
    )
