"""Reads of what the law of a regency covers as a whole on a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.models.regulations import Provision, Regulation
from tenants.queries.regulation_standing import list_standings
from tenants.queries.regulations import list_provisions
from tenants.regulation_coverage import (
    Clause,
    CoveringText,
    Matter,
    Place,
    StripRow,
    heat_strip,
    place_of_clause,
    place_of_group,
    uncovered,
)
from tenants.regulation_status import State
from tenants.regulation_types import ProvisionGroup


@dataclass(frozen=True)
class LawCoverage:
    """What the texts in force on a day cover together.

    ``uncertain`` are texts of which a missing date leaves open whether they are in force; they
    cover nothing here.
    """

    texts: Sequence[CoveringText]
    rows: Sequence[StripRow]
    uncovered: Sequence[Matter]
    uncertain: Sequence[Regulation]


def cover_by_law(session: Session, *, tenant_id: int, day: date) -> LawCoverage:
    """The heat strip of a regency's law on a day: texts in force, the oldest first."""
    standings = list_standings(session, tenant_id=tenant_id, day=day)
    regulations = session.scalars(
        select(Regulation)
        .where(Regulation.tenant_id == tenant_id)
        .order_by(Regulation.year, Regulation.number, Regulation.id)
    ).all()
    binding = [one for one in regulations if standings[one.id].binds]
    provisions = list_provisions(
        session, tenant_id=tenant_id, regulation_ids=[one.id for one in binding]
    )
    texts = [
        CoveringText(one.id, one.citation, places_of(one, provisions[one.id])) for one in binding
    ]
    rows = heat_strip(texts)
    return LawCoverage(
        texts=texts,
        rows=rows,
        uncovered=uncovered(rows),
        uncertain=[one for one in regulations if standings[one.id].state is State.UNCERTAIN],
    )


def places_of(
    regulation: Regulation, provisions: Mapping[ProvisionGroup, Provision]
) -> Mapping[Matter, Place]:
    """Where one text lays down each matter it says something of."""
    groups: dict[Matter, Place] = {
        group: place_of_group(row.article, row.page) for group, row in provisions.items()
    }
    return groups | {
        Clause.FUNDING_SOURCE: place_of_clause(
            is_laid_down=regulation.names_funding_source,
            article=regulation.funding_source_article,
            page=regulation.funding_source_page,
        ),
        Clause.SANCTION: place_of_clause(
            is_laid_down=regulation.has_sanction,
            article=regulation.sanction_article,
            page=regulation.sanction_page,
        ),
        Clause.REPORTING: place_of_clause(
            is_laid_down=regulation.has_reporting,
            article=regulation.reporting_article,
            page=regulation.reporting_page,
        ),
        Clause.TEAM: place_of_clause(
            is_laid_down=regulation.has_team,
            article=regulation.team_article,
            page=regulation.team_page,
        ),
    }
