"""What an agreement claimed when it was submitted, and what changed since. Pure.

Claims are kept with a round as a JSON object: days and months as ISO text, rupiah and people as
whole numbers, what is not stated as null.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeAlias

from cooperation.kinds import AgreementKind
from tenants.kernel.errors import N_

Claim: TypeAlias = str | int | list[str] | None

CLAIM_LABELS: Mapping[str, str] = {
    "title": N_("Nama perjanjian"),
    "kind": N_("Jenis"),
    "number_regency": N_("Nomor pemerintah daerah"),
    "number_bpjs": N_("Nomor BPJS Ketenagakerjaan"),
    "starts_on": N_("Mulai berlaku"),
    "ends_on": N_("Hari terakhir"),
    "regency_party": N_("Pihak pemerintah daerah"),
    "bpjs_party": N_("Pihak BPJS Ketenagakerjaan"),
    "due_day": N_("Tanggal jatuh tempo iuran"),
    "signatories": N_("Penanda tangan"),
    "wadah_code": N_("Kode wadah"),
    "umbrella": N_("Nota kesepakatan yang menaungi"),
    "predecessor": N_("Melanjutkan"),
    "amends": N_("Mengubah"),
    "changes_from": N_("Perubahan berlaku sejak"),
    "new_people_count": N_("Pekerja menjadi"),
    "new_last_month": N_("Bulan terakhir menjadi"),
    "new_total_idr": N_("Nilai menjadi"),
    "programme": N_("Program"),
    "department": N_("OPD"),
    "basis": N_("Dasar hukum"),
    "people_count": N_("Pekerja"),
    "first_month": N_("Bulan pertama"),
    "month_count": N_("Bulan"),
    "segment": N_("Segmen"),
    "programmes": N_("Program jaminan"),
    "funding_source": N_("Sumber dana"),
    "budget_year": N_("Tahun anggaran"),
    "budget_line": N_("Mata anggaran"),
    "budget_idr": N_("Anggaran (DPA)"),
    "stated_total_idr": N_("Nilai yang disebut"),
    "stated_rate_idr": N_("Besaran iuran yang disebut"),
    "income_idr": N_("Penghasilan sebulan"),
    "wage_idr": N_("Upah sebulan"),
    "risk_class": N_("Tingkat risiko"),
    "contract_value_idr": N_("Nilai kontrak sebelum PPN"),
    "parts": N_("Program lain dalam perjanjian ini"),
}
"""Every claim that is kept, in the order in which it is read."""
_KEPT_LATER: Mapping[str, Claim] = {
    "parts": [],
    "umbrella": None,
    "predecessor": None,
    "amends": None,
    "basis": None,
}
"""Claims that were not kept from the first, as they read where there is none: so an agreement
without them reads as it did before, and decisions about it hold."""


FIGURES = frozenset(
    {
        "people_count",
        "first_month",
        "month_count",
        "segment",
        "programmes",
        "funding_source",
        "stated_total_idr",
        "stated_rate_idr",
        "income_idr",
        "wage_idr",
        "risk_class",
        "contract_value_idr",
    }
)
"""Claims that stand in the programme which an agreement carries first."""
TIES = frozenset({"umbrella", "predecessor", "amends", "basis"})
"""Claims that name another record: its title where the office may read it, and its id."""
_BOOKKEEPING = frozenset(
    {"title", "department", "basis", "budget_year", "budget_line", "budget_idr"}
)
"""Claims that the regency keeps for itself: what was agreed does not rest on them."""
_FILLED_LATER = frozenset(
    {
        "number_regency",
        "number_bpjs",
        "regency_party",
        "bpjs_party",
        "signatories",
        "wadah_code",
        "umbrella",
        "predecessor",
    }
)
"""Claims that are often stated only when the agreement is signed."""


@dataclass(frozen=True)
class ClaimChange:
    """One claim that is no longer what it was; ``name`` is a key of ``CLAIM_LABELS``."""

    name: str
    before: Claim
    after: Claim


def claim_changes(before: Mapping[str, Claim], after: Mapping[str, Claim]) -> Sequence[ClaimChange]:
    """What differs between two rounds, in reading order.

    A claim that one of them never kept is not compared.

    Source:
        Review by the branch: what it returned is examined again only where it changed.
    """
    return [
        ClaimChange(name, before[name], after[name])
        for name in CLAIM_LABELS
        if name in before and name in after and _meant(name, before) != _meant(name, after)
    ]


def _meant(name: str, claims: Mapping[str, Claim]) -> Claim:
    """What a claim says; of a tie which agreement, whatever that is called by now."""
    claim = claims[name]
    return claim[-1] if name in TIES and isinstance(claim, list) else claim


def agreed_changes(
    accepted: Mapping[str, Claim], present: Mapping[str, Claim]
) -> Sequence[ClaimChange]:
    """What an agreement states otherwise than it was accepted, in reading order.

    The regency's own bookkeeping (names, OPD, budget) may move, and what an acceptance leaves open
    (numbers, mandates, what it rests on) may be filled in later.

    Args:
        accepted: as the round keeps them that was accepted.
        present: as the agreement reads now, without its addenda.

    Source:
        What was agreed is changed by an addendum (Permendagri 22/2020).
    """
    changes = claim_changes(_agreed(accepted), _agreed(present))
    return [one for one in changes if one.name not in _FILLED_LATER or one.before not in (None, [])]


def _agreed(claims: Mapping[str, Claim]) -> dict[str, Claim]:
    """Claims without bookkeeping, programmes without their names.

    An addendum agrees on what it changes, not on what was.
    """
    is_addendum = claims.get("kind") == AgreementKind.ADENDUM
    left_out = _BOOKKEEPING | (FIGURES if is_addendum else frozenset())
    agreed = {name: claim for name, claim in claims.items() if name not in left_out}
    if agreed.get("programme") is not None:
        agreed["programme"] = ""
    parts = agreed.get("parts")
    if isinstance(parts, list):
        unnamed = {*_BOOKKEEPING, "programme"}
        told = [json.loads(one) for one in parts]
        agreed["parts"] = sorted(
            json.dumps({name: one[name] for name in sorted(one) if name not in unnamed})
            for one in told
        )
    return agreed


def content_sha256(claims: Mapping[str, Claim], text_sha256: bytes | None) -> bytes:
    """What a decision is bound to: the same 32 bytes for the same claims and the same text.

    Args:
        claims: as a round keeps them.
        text_sha256: of the file of the text; None where figures alone are put before somebody.

    Source:
        A decision holds for the words that were read, and for no others.
    """
    said = {
        name: _meant(name, claims)
        for name, claim in claims.items()
        if name not in _KEPT_LATER or claim != _KEPT_LATER[name]
    }
    content = {"claims": said, "text": text_sha256.hex() if text_sha256 else None}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(canonical.encode()).digest()
