"""Terms in, computation and findings out: the one door to the arithmetic of a commitment."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from cooperation.arithmetic import Computation, Terms, compute
from cooperation.checks.amendments import check_amendments
from cooperation.checks.assumptions import check_assumptions, check_papers
from cooperation.checks.budget_year import check_budget_year
from cooperation.checks.discounts import check_discounts
from cooperation.checks.periods import Horizon, check_periods
from cooperation.checks.stated import check_stated_figures
from cooperation.findings import Finding, FindingCode, Severity
from cooperation.tariffs import Tariffs

_SEVERITIES, _CODES = tuple(Severity), tuple(FindingCode)


@dataclass(frozen=True)
class Examination:
    """A computation and what it has to say, the most pressing first."""

    computation: Computation
    findings: tuple[Finding, ...]

    def joined_by(self, findings: Iterable[Finding]) -> "Examination":
        """The same with findings from elsewhere, again the most pressing first."""
        return Examination(
            self.computation, tuple(sorted((*self.findings, *findings), key=_urgency))
        )

    @property
    def pressing(self) -> tuple[Finding, ...]:
        """Findings that somebody has to correct or decide."""
        return tuple(finding for finding in self.findings if finding.needs_action)


def examine(
    tariffs: Tariffs,
    terms: Terms,
    horizon: Horizon | None = None,
    *,
    today: date | None = None,
) -> Examination:
    """Compute a commitment and collect its findings.

    Args:
        tariffs: all parameters.
        terms: what is known of the commitment.
        horizon: how far gaps are looked for; None leaves them out.
        today: on the regency's clock, for what a budget can still take; None leaves that open.

    Raises:
        NotComputable: the terms lack something without which no contribution can be named.
        NoTariffInEffect: no tariff is known for one of the months.

    Source:
        See ``arithmetic`` and ``checks``.
    """
    computation = compute(tariffs, terms)
    first = compute(tariffs, replace(terms, amendments=())) if terms.amendments else computation
    findings = [
        *check_stated_figures(tariffs, first, computation),
        *check_amendments(tariffs, computation, today),
        *check_periods(tariffs, computation, horizon),
        *check_budget_year(tariffs, computation),
        *check_papers(computation),
        *check_discounts(tariffs, computation),
        *check_assumptions(tariffs, computation),
    ]
    findings.sort(key=_urgency)
    return Examination(computation, tuple(findings))


def _urgency(finding: Finding) -> tuple[int, int]:
    return _SEVERITIES.index(finding.severity), _CODES.index(finding.code)
