"""What an office may state as the rules of a programme, and what contradicts itself. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from enrollment.selection import RankBy, TieRule
from tenants.kernel.errors import N_, FieldError


@dataclass(frozen=True)
class RuleDetails:
    """The stated rules; see ``enrollment.selection.Rules``."""

    quota_people: int
    village_quotas: Mapping[str, int]
    min_age: int
    under_age: int
    max_desil: int | None
    desil_on: date | None
    occupations: Sequence[str]
    villages: Sequence[str]
    needs_verification: bool
    needs_matching: bool
    needs_membership_check: bool
    ranking: Sequence[RankBy]
    tie: TieRule


def rule_errors(details: RuleDetails, today: date) -> list[FieldError]:
    """Everything in the rules that cannot be meant.

    Args:
        details: as stated.
        today: the regency's day; no snapshot is later.

    Source:
        Criteria of an SK penetapan; a village without candidates may have a quota all the same.
    """
    errors = []
    if details.under_age <= details.min_age:
        errors.append(FieldError("/under_age", N_("Batas umur harus di atas umur paling muda.")))
    if details.desil_on is not None and details.max_desil is None:
        errors.append(
            FieldError("/desil_on", N_("Isi desil paling tinggi, atau kosongkan tanggal ini."))
        )
    if details.desil_on is not None and details.desil_on > today:
        errors.append(FieldError("/desil_on", N_("Tanggal ini belum tiba.")))
    if len(set(details.ranking)) < len(details.ranking):
        errors.append(FieldError("/rank_2", N_("Pilih setiap ukuran urutan satu kali saja.")))
    barred = set(details.village_quotas) - set(details.villages) if details.villages else set()
    errors += [
        FieldError(f"/quota-{code}", N_("Desa ini tidak dipilih; pilih desanya, atau kosongkan."))
        for code in sorted(barred)
        if details.village_quotas[code] > 0
    ]
    return errors
