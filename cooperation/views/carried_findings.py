"""What is to be said of an agreement and of the programmes it carries, each with its programme."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace

from cooperation.findings import Finding, FindingCode
from cooperation.queries.commitments import CommitmentRecord
from cooperation.views.finding_forms import FindForm, no_form
from cooperation.views.presentation import FindingView, finding_views

ToldFinding = tuple[CommitmentRecord | None, Finding]
"""A finding with the programme it is about; None where it is about the agreement itself."""
_EVERY = frozenset(FindingCode)


def carried_findings(
    records: Iterable[CommitmentRecord], codes: Collection[FindingCode] = _EVERY
) -> Iterator[ToldFinding]:
    """Findings of some codes, programme by programme.

    What two programmes of one agreement have to say of each other is said once.
    """
    told: set[object] = set()
    for record in records:
        for finding in record.findings:
            if finding.code in codes and finding.params.get("other") not in told:
                yield record, finding
        told.add(record.commitment.title)


def _without_forms(_record: CommitmentRecord | None) -> FindForm:
    return no_form


def told_views(
    told: Iterable[ToldFinding],
    *,
    is_split: bool,
    forms_of: Callable[[CommitmentRecord | None], FindForm] = _without_forms,
) -> list[FindingView]:
    """Findings as listed; where the agreement carries several programmes, each names its own."""
    views = []
    for record, finding in told:
        (view,) = finding_views([finding], forms_of(record))
        title = f"{view.title} ({record.commitment.title})" if is_split and record else view.title
        views.append(replace(view, title=title))
    return views
