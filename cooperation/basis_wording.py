"""Findings about the regulation a programme rests on, in words."""

from collections.abc import Callable, Mapping

from cooperation.finding_fillings import Words, fillings, month_of
from cooperation.findings import Finding, FindingCode
from cooperation.sentences import Filling, Sentence
from tenants.kernel.errors import N_
from tenants.kernel.formats import count, month_id, month_range

_NAME_BASIS = Sentence(N_("Pilih regulasi yang berlaku sebagai dasar hukum program."))
_NAME_OWN_BASIS = Sentence(N_("Pilih regulasi yang berlaku sebagai dasar hukum perjanjian."))
_NO_LONGER = Sentence(N_("Tidak ada lagi yang dapat didasarkan padanya."))


def _basis_ended(finding: Finding) -> Words:
    return (_end_of_basis(finding), _months_without_basis(finding), _name_basis(finding))


def _basis_lost(finding: Finding) -> Words:
    if finding.params["month"] is None:
        return (_end_of_basis(finding), _NO_LONGER, _name_basis(finding))
    begun = Sentence(
        N_(
            "Bulan %(month)s dimulai ketika regulasi itu masih berlaku; setelahnya tidak ada lagi"
            " yang dapat didasarkan padanya."
        ),
        {"month": month_id(month_of(finding, "month").first_day)},
    )
    return (_end_of_basis(finding), begun, _name_basis(finding))


def _name_basis(finding: Finding) -> Sentence:
    return _NAME_OWN_BASIS if finding.params["is_own"] else _NAME_BASIS


def _end_of_basis(finding: Finding) -> Sentence:
    params = finding.params
    if params["by"] is not None and params["ended_on"] is not None:
        ended = N_("%(regulation)s dicabut dengan %(by)s sejak %(ended_on)s.")
    elif params["by"] is not None:
        ended = N_("%(regulation)s dicabut dengan %(by)s.")
    elif params["ended_on"] is not None:
        ended = N_("%(regulation)s tidak berlaku lagi sejak %(ended_on)s.")
    else:
        ended = N_("%(regulation)s tidak berlaku lagi.")
    return Sentence(ended, fillings(finding))


def _basis_not_yet(finding: Finding) -> Words:
    not_yet = Sentence(N_("%(regulation)s belum berlaku pada bulan itu."), fillings(finding))
    return (not_yet, _months_without_basis(finding), _name_basis(finding))


def _months_without_basis(finding: Finding) -> Sentence:
    first, last = month_of(finding, "first_month"), month_of(finding, "last_month")
    words: dict[str, Filling] = {
        "count": count(first.until(last) + 1),
        "range": month_range(first.first_day, last.first_day),
    }
    text = N_("%(count)s bulan program tanpa dasar hukum: %(range)s.")
    if finding.params["is_own"]:
        text = N_("%(count)s bulan perjanjian tanpa dasar hukum: %(range)s.")
    return Sentence(text, words)


OF_BASIS: Mapping[FindingCode, Callable[[Finding], Words]] = {
    FindingCode.BASIS_ENDED: _basis_ended,
    FindingCode.BASIS_LOST: _basis_lost,
    FindingCode.BASIS_NOT_YET: _basis_not_yet,
}
