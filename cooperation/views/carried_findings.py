"""What is to be said of the programmes an agreement carries, each with its programme."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from uuid import UUID

from cooperation.findings import Finding, FindingCode
from cooperation.queries.commitments import CommitmentRecord
from cooperation.views.finding_forms import forms_of_agreement
from cooperation.views.presentation import FindingView, finding_views

CarriedFinding = tuple[CommitmentRecord, Finding]
_EVERY = frozenset(FindingCode)


def carried_findings(
    records: Iterable[CommitmentRecord], codes: Collection[FindingCode] = _EVERY
) -> Iterator[CarriedFinding]:
    """Findings of some codes, programme by programme.

    What two programmes of one agreement have to say of each other is said once.
    """
    told: set[object] = set()
    for record in records:
        for finding in record.findings:
            if finding.code in codes and finding.params.get("other") not in told:
                yield record, finding
        told.add(record.commitment.title)


def carried_views(agreement_id: UUID, found: Sequence[CarriedFinding]) -> list[FindingView]:
    """Findings with the form of their own programme; where they are of several, each names it."""
    is_split = len({record.commitment.id for record, _finding in found}) > 1
    views = []
    for record, finding in found:
        commitment = record.commitment
        (view,) = finding_views([finding], forms_of_agreement(agreement_id, commitment.id))
        title = f"{view.title} ({commitment.title})" if is_split else view.title
        views.append(replace(view, title=title))
    return views
