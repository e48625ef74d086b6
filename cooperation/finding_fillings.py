"""What a finding is about, as its sentences are filled with it."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from cooperation.findings import Finding
from cooperation.months import Month
from cooperation.sentences import Filling, Sentence
from tenants.kernel.formats import count, date_id, month_id, points, rupiah

Words = tuple[Sentence, ...]


def fillings(finding: Finding) -> dict[str, Filling]:
    """Every parameter as it is shown: days, months, rupiah and counts in the usual form."""
    return {name: _shown(name, value) for name, value in finding.params.items()}


def _shown(name: str, value: object) -> str:
    match value:
        case Month():
            return month_id(value.first_day)
        case date():
            return date_id(value)
        case tuple():
            return ", ".join(rupiah(rate) for rate in value)
        case Fraction():
            return _months_text(value)
        case int():
            return count(value) if name in _COUNTS else rupiah(value)
        case _:
            return "" if value is None else str(value)


_COUNTS = frozenset(
    {
        "apart_names",
        "days",
        "months",
        "names",
        "number",
        "outside_months",
        "people",
        "people_before",
        "slices",
        "waiting_months",
    }
)


def _months_text(value: Fraction) -> str:
    if value.denominator == 1:
        return count(int(value))
    return points(Decimal(value.numerator) / Decimal(value.denominator))


def whole_of(finding: Finding, name: str) -> int:
    """A parameter that is a number; 0 where it is none."""
    value = finding.params[name]
    return value if isinstance(value, int) else 0


def month_of(finding: Finding, name: str) -> Month:
    """A parameter that must be a month."""
    value = finding.params[name]
    if not isinstance(value, Month):
        msg = f"{name} is no month"
        raise TypeError(msg)
    return value
