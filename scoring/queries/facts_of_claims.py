"""Facts that the regency states itself."""

from collections.abc import Iterable

from scoring import retelling
from scoring.claim_forms import read_value
from scoring.facts import Fact, Status, known
from scoring.models.claims import ClaimStatus
from scoring.queries.claims import ClaimRecord
from scoring.rubric import Entry, Rubric
from tenants.models.documents import DocumentBlob

ACCEPTANCE = {
    ClaimStatus.CLAIMED: None,
    ClaimStatus.ACCEPTED: True,
    ClaimStatus.REJECTED: False,
}


def claim_facts(records: Iterable[ClaimRecord], rubric: Rubric) -> dict[str, Fact]:
    """Facts by key. A statement the rubric does not ask for is left out.

    The regency speaks about itself here: naming a page of a document proves nothing while the
    document is not kept with the statement.
    """
    return {
        record.claim.key: _fact(record, rubric)
        for record in records
        if record.claim.key in rubric.facts and rubric.facts[record.claim.key].entry is Entry.CLAIM
    }


def _fact(record: ClaimRecord, rubric: Rubric) -> Fact:
    claim = record.claim
    unit = rubric.facts[claim.key].unit
    evidence = _evidence(claim.evidence, record.document)
    decision = ACCEPTANCE[ClaimStatus(claim.status)]
    return known(
        read_value(claim.value, unit),
        unit,
        source=claim.source_name,
        status=Status(claim.source_status),
        data_on=claim.data_on,
        evidence=evidence,
        is_verified=claim.is_verified if decision is None else decision,
        record=f"claim:{claim.indicator}",
    )


def _evidence(place: str | None, document: DocumentBlob | None) -> str | None:
    parts = [place] if place else []
    if document is not None:
        parts.append(retelling.FILE % {"sha256": document.sha256.hex()[:12]})
    return "; ".join(parts) or None
