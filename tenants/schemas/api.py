"""What the API reads and says of regulations."""

from marshmallow import fields

from tenants.api.schemas import PageIn, PageOut, SourceOut, words, year_filter
from tenants.kernel.schemas import BaseSchema, Day, Text
from tenants.regulation_status import Lack, State
from tenants.regulation_types import (
    ProvisionGroup,
    RegulationKind,
    RegulationStatus,
    RelationKind,
)


class RegulationsIn(PageIn):
    """Which regulations."""

    search = Text(load_default=None, metadata={"description": "Kata dalam judul atau nomor."})
    kind = fields.Enum(RegulationKind, by_value=True, load_default=None)
    status = fields.Enum(
        RegulationStatus,
        by_value=True,
        load_default=None,
        metadata={"description": "Status yang dicatat, tanpa kaitan dengan regulasi lain."},
    )
    state = fields.Enum(
        State,
        by_value=True,
        load_default=None,
        metadata={"description": "Keadaan pada hari ini menurut tanggal dan kaitannya."},
    )
    year = year_filter()


class RegulationOut(SourceOut):
    """A legal product of the regency."""

    id = fields.UUID(required=True)
    kind = words(RegulationKind)
    number = fields.String(required=True, allow_none=True)
    year = fields.Integer(required=True)
    title = fields.String(required=True)
    status = words(RegulationStatus)
    state = words(State)
    unknown_days = fields.List(
        words(Lack),
        required=True,
        metadata={"description": "Hari yang tidak diketahui dan menentukan keadaannya."},
    )
    enacted_on = fields.Date(required=True, allow_none=True)
    effective_on = fields.Date(
        required=True,
        allow_none=True,
        metadata={"description": "Hari mulai berlaku yang disebut; null bila tidak disebut."},
    )
    binding_from = fields.Date(
        required=True,
        allow_none=True,
        metadata={
            "description": "Hari mulai mengikat: yang disebut, atau bila tidak disebut, hari"
            " pengundangan, lalu hari penetapan."
        },
    )
    article_count = fields.Integer(
        required=True, metadata={"description": "Kelompok pekerja yang diatur dengan pasal, 0-9."}
    )
    has_document = fields.Boolean(required=True)


class RegulationPageOut(PageOut):
    """A part of the register."""

    items = fields.List(fields.Nested(RegulationOut), required=True)


class RegulationIn(BaseSchema):
    """As of which day."""

    on = Day(
        load_default=None,
        allow_none=True,
        metadata={"description": "Hari yang ditanyakan; hari ini bila kosong."},
    )


class ProvisionOut(BaseSchema):
    """What a regulation orders for one group of workers."""

    group = words(ProvisionGroup)
    article = fields.String(required=True, allow_none=True)
    summary = fields.String(required=True, allow_none=True)
    page = fields.Integer(required=True, allow_none=True)


class RelatedRegulationOut(BaseSchema):
    """A link of the chain, seen from the regulation asked for."""

    regulation_id = fields.UUID(required=True)
    citation = fields.String(required=True, metadata={"example": "Perbup 25/2021"})
    status = words(RegulationStatus)
    state = words(State)
    relation = words(RelationKind)
    acts = fields.Boolean(
        required=True,
        metadata={
            "description": "true bila regulasi ini yang mengubah, mencabut, atau melaksanakan;"
            " false bila sebaliknya."
        },
    )


class RegulationRecordOut(RegulationOut):
    """A legal product with what it orders, its chain, and whether it binds on a day."""

    promulgated_on = fields.Date(required=True, allow_none=True)
    ended_on = fields.Date(
        required=True,
        allow_none=True,
        metadata={"description": "Hari pertama tidak berlaku lagi."},
    )
    asked_on = fields.Date(
        required=True, metadata={"description": "Hari yang dijawab oleh is_in_force."}
    )
    is_in_force = fields.Boolean(
        required=True, metadata={"description": "Berlaku pada hari yang ditanyakan."}
    )
    provisions = fields.List(fields.Nested(ProvisionOut), required=True)
    related = fields.List(fields.Nested(RelatedRegulationOut), required=True)


class ServedRegencyOut(BaseSchema):
    """A regency and the days for which it is assigned."""

    slug = fields.String(required=True, metadata={"example": "kab-blitar"})
    name = fields.String(required=True)
    code = fields.String(required=True, metadata={"example": "35.05"})
    starts_on = fields.Date(required=True)
    ends_on = fields.Date(
        required=True, allow_none=True, metadata={"description": "Hari terakhir penugasan."}
    )


class ServedRegenciesOut(BaseSchema):
    """The regencies of a branch, by name."""

    items = fields.List(fields.Nested(ServedRegencyOut), required=True)
