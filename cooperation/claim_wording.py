"""Findings about what an agreement claims, in words."""

from cooperation.findings import Finding
from cooperation.sentences import Filling, Sentence
from cooperation.submitted_claims import CLAIM_LABELS
from tenants.kernel.errors import N_


def agreement_changed(finding: Finding) -> tuple[Sentence, ...]:
    """What a signed agreement states otherwise than the BPJS office accepted."""
    words = {"agreement": str(finding.params["agreement"]), "claims": _claim_names(finding)}
    return (
        Sentence(
            N_("Berubah sejak disetujui BPJS Ketenagakerjaan pada %(agreement)s: %(claims)s."),
            words,
        ),
        Sentence(N_("Kembalikan isian yang disetujui; bila memang berubah, buat adendum.")),
    )


def _claim_names(finding: Finding) -> Filling:
    """The names of some claims, one after the other."""
    names = [Sentence(CLAIM_LABELS[name]) for name in str(finding.params["claims"]).split()]
    told = names[-1]
    for name in reversed(names[:-1]):
        told = Sentence("%(first)s, %(rest)s", {"first": name, "rest": told})
    return told
