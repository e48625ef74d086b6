"""Reads of the text of regulations: what became of each file, and where words stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnClause, Select, func, literal_column, select
from sqlalchemy.orm import Session

from tenants.models.documents import DocumentBlob
from tenants.models.regulation_texts import RegulationPage, RegulationReading
from tenants.models.regulations import Regulation, RegulationDocument
from tenants.reading import is_in_parts
from tenants.regulation_passages import HIT_BEGINS, HIT_ENDS

SHOWN_LIMIT = 50
_LANGUAGE: ColumnClause[Any] = literal_column("'indonesian'::regconfig")
_HEADLINE = (
    f"StartSel={HIT_BEGINS}, StopSel={HIT_ENDS}, MaxFragments=2, MinWords=12, MaxWords=35,"
    ' FragmentDelimiter=" … "'
)


@dataclass(frozen=True)
class Passage:
    """A page or part on which the words stand, with the passage around them, hits between marks."""

    regulation: Regulation
    version: int
    media_type: str
    page: int
    passage: str

    @property
    def is_in_part(self) -> bool:
        """Whether ``page`` counts parts of a document without fixed pages."""
        return is_in_parts(self.media_type)


@dataclass(frozen=True)
class FoundPassages:
    """The pages that fit best, at most ``SHOWN_LIMIT``; ``total`` counts all that fit.

    ``has_no_word`` when there is no word to look for.
    """

    passages: Sequence[Passage]
    total: int
    has_no_word: bool = False


def list_readings(
    session: Session, *, tenant_id: int, regulation_id: UUID
) -> Mapping[int, RegulationReading]:
    """What became of reading each version of a regulation's file; unread ones are left out."""
    rows = session.execute(
        select(RegulationDocument.version, RegulationReading)
        .join(
            RegulationReading,
            (RegulationReading.tenant_id == RegulationDocument.tenant_id)
            & (RegulationReading.regulation_document_id == RegulationDocument.id),
        )
        .where(
            RegulationDocument.tenant_id == tenant_id,
            RegulationDocument.regulation_id == regulation_id,
        )
    )
    return {row[0]: row[1] for row in rows}


def search_texts(session: Session, *, tenant_id: int, words: str) -> FoundPassages:
    """The pages of the newest texts on which some Indonesian words stand, best first.

    A phrase in quotes is looked for as a phrase, a word behind a minus must not stand there. Files
    marked as holding personal data are not searched.
    """
    wanted = func.websearch_to_tsquery(_LANGUAGE, words)
    if not session.scalar(select(func.numnode(wanted))):
        return FoundPassages((), 0, has_no_word=True)
    fitting = _fitting(tenant_id, wanted)
    total = session.scalar(fitting.with_only_columns(func.count())) or 0
    rank = func.ts_rank_cd(RegulationPage.lexemes, wanted)
    rows = session.execute(
        fitting.with_only_columns(
            Regulation,
            RegulationDocument.version,
            DocumentBlob.media_type,
            RegulationPage.page,
            func.ts_headline(_LANGUAGE, RegulationPage.content, wanted, _HEADLINE),
        )
        .order_by(rank.desc(), Regulation.year.desc(), Regulation.id, RegulationPage.page)
        .limit(SHOWN_LIMIT)
    )
    return FoundPassages([Passage(*row) for row in rows], total)


def _fitting(tenant_id: int, wanted: Any) -> Select[Any]:
    newest = (
        select(
            RegulationDocument.regulation_id,
            func.max(RegulationDocument.version).label("version"),
        )
        .where(RegulationDocument.tenant_id == tenant_id)
        .group_by(RegulationDocument.regulation_id)
        .subquery()
    )
    return (
        select(RegulationPage.id)
        .join(
            RegulationDocument,
            (RegulationDocument.tenant_id == RegulationPage.tenant_id)
            & (RegulationDocument.id == RegulationPage.regulation_document_id),
        )
        .join(
            newest,
            (newest.c.regulation_id == RegulationDocument.regulation_id)
            & (newest.c.version == RegulationDocument.version),
        )
        .join(
            DocumentBlob,
            (DocumentBlob.tenant_id == RegulationDocument.tenant_id)
            & (DocumentBlob.id == RegulationDocument.document_id),
        )
        .join(
            Regulation,
            (Regulation.tenant_id == RegulationDocument.tenant_id)
            & (Regulation.id == RegulationDocument.regulation_id),
        )
        .where(
            RegulationPage.tenant_id == tenant_id,
            DocumentBlob.contains_personal_data.is_(False),
            RegulationPage.lexemes.bool_op("@@")(wanted),
        )
    )
