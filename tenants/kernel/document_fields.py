"""What every upload asks: does the file hold personal data, was it sent before? For schemas."""

from marshmallow import fields

from tenants.kernel.schemas import BaseSchema, Text


class EvidenceFileIn(BaseSchema):
    """Beside a paper or evidence: yes unless somebody says otherwise, so that nothing leaks."""

    contains_personal_data = fields.Boolean(load_default=True)


class LawFileIn(BaseSchema):
    """Beside the text of a regulation, which is public by law: no unless somebody says so."""

    contains_personal_data = fields.Boolean(load_default=False)


class HeldFileIn(BaseSchema):
    """A form with a file beside other fields: the mark of one that was kept when it was refused."""

    held_file = Text(limit=200, load_default=None, allow_none=True)


class HeldEvidenceIn(HeldFileIn, EvidenceFileIn):
    """A form with a paper or evidence beside other fields."""
