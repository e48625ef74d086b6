"""The question every upload asks: does the file hold personal data? Mixins for its schema."""

from marshmallow import fields

from tenants.kernel.schemas import BaseSchema


class EvidenceFileIn(BaseSchema):
    """Beside a paper or evidence: yes unless somebody says otherwise, so that nothing leaks."""

    contains_personal_data = fields.Boolean(load_default=True)


class LawFileIn(BaseSchema):
    """Beside the text of a regulation, which is public by law: no unless somebody says so."""

    contains_personal_data = fields.Boolean(load_default=False)
