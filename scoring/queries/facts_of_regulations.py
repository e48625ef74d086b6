"""Facts of the regulations aspect (A1 to A3), read from the register."""

from collections.abc import Callable, Mapping, Sequence

from scoring import retelling
from scoring.facts import Fact, Status, Unit, known
from tenants.kernel import formats
from tenants.queries.regulation_facts import RegulationFacts
from tenants.regulation_types import VILLAGE_GROUPS, ProvisionGroup, RegulationKind

LEVELS: Mapping[str, frozenset[RegulationKind]] = {
    "regulation.perda_special": frozenset({RegulationKind.PERDA, RegulationKind.QANUN}),
    "regulation.perda_general_chapter": frozenset({RegulationKind.PERDA_UMUM}),
    "regulation.head_regulation_special": frozenset(
        {RegulationKind.PERBUP, RegulationKind.PERWALI}
    ),
    "regulation.circular": frozenset({RegulationKind.SE, RegulationKind.INSTRUKSI}),
}
GROUPS: Mapping[str, Sequence[ProvisionGroup]] = {
    "provision.wage_workers": [ProvisionGroup.PU],
    "provision.vulnerable": [ProvisionGroup.BPU_RENTAN],
    "provision.non_asn": [ProvisionGroup.NON_ASN],
    "provision.village": [group for group in ProvisionGroup if group in VILLAGE_GROUPS],
    "provision.construction": [ProvisionGroup.JAKON],
    "provision.bumd": [ProvisionGroup.BUMD],
    "provision.ptsp": [ProvisionGroup.PTSP],
}
"""The recorded groups of each item of A2; an article on any one of them fulfils it.

Source:
    Rubric Seimbang 2025.1, indicator A2: one point for "desa (perangkat, Badan Permusyawaratan
    Desa, RT/RW)". It does not ask for all three, so a text on village officials alone earns it.
"""

Answer = Callable[[RegulationFacts], bool | None]
Place = Callable[[RegulationFacts], str | None]


def regulation_facts(regulations: Sequence[RegulationFacts]) -> dict[str, Fact]:
    """Facts by key.

    A question nobody has looked up has no fact. A group without a known article has none either:
    whether another article regulates it is not known.
    """
    binding = [regulation for regulation in regulations if regulation.in_force_at_year_end]
    answers = {
        **{key: _of_level(regulations, kinds) for key, kinds in LEVELS.items()},
        **{key: _of_groups(binding, groups) for key, groups in GROUPS.items()},
        "regulation.in_force_whole_period": _any(
            regulations, lambda r: r.in_force_all_year, basis=_in_force
        ),
        "regulation.names_funding": _any(
            binding, lambda r: r.names_funding_source, lambda r: r.funding_source_article
        ),
        "regulation.has_sanction": _any(
            binding, lambda r: r.has_sanction, lambda r: r.sanction_article
        ),
        "regulation.is_recent": _any(binding, lambda r: r.is_recent),
    }
    return {key: fact for key, fact in answers.items() if fact is not None}


def _of_level(
    regulations: Sequence[RegulationFacts], kinds: frozenset[RegulationKind]
) -> Fact | None:
    own = [regulation for regulation in regulations if regulation.kind in kinds]
    return _any(own, lambda r: r.in_force_at_year_end, basis=_in_force)


def _of_groups(
    regulations: Sequence[RegulationFacts], groups: Sequence[ProvisionGroup]
) -> Fact | None:
    return _any(
        regulations,
        lambda r: True if any(group in r.articles for group in groups) else None,
        lambda r: "; ".join(dict.fromkeys(r.articles[one] for one in groups if one in r.articles)),
    )


def _no_place(_regulation: RegulationFacts) -> str | None:
    return None


def _any(
    regulations: Sequence[RegulationFacts],
    answer: Answer,
    place: Place = _no_place,
    basis: Place = _no_place,
) -> Fact | None:
    """Yes if any regulation says yes, no if all that say anything say no, nothing otherwise.

    The witness is a verified regulation, if there is one; the latest among equals.
    """
    said = [regulation for regulation in regulations if answer(regulation) is not None]
    agreeing = [regulation for regulation in said if answer(regulation)]
    witnesses = agreeing or said
    if not witnesses:
        return None
    witness = max(witnesses, key=lambda r: (r.is_verified, r.year))
    return known(
        bool(agreeing),
        Unit.YES_NO,
        source=f"{witness.citation}; {_source(witness)}",
        status=Status(witness.source_status),
        is_verified=witness.is_verified,
        basis=basis(witness),
        data_on=witness.data_on,
        evidence=_evidence(witness, place(witness)),
        record=f"regulation:{witness.id}",
    )


def _source(regulation: RegulationFacts) -> str:
    if regulation.source_on is None:
        return regulation.source_name
    return f"{regulation.source_name}, {formats.date_id(regulation.source_on)}"


def _in_force(regulation: RegulationFacts) -> str:
    if regulation.has_ended_by_year_end and regulation.ended_on is None:
        return retelling.ENDED
    if regulation.has_ended_by_year_end and regulation.ended_on is not None:
        return retelling.ENDED_ON % {"day": formats.date_id(regulation.ended_on)}
    if regulation.binding_from_on is None:
        return retelling.IN_FORCE_ASSUMED % {"year": regulation.year}
    return retelling.IN_FORCE_SINCE % {"day": formats.date_id(regulation.binding_from_on)}


def _evidence(regulation: RegulationFacts, place: str | None) -> str | None:
    parts = [place] if place else []
    if regulation.document_sha256 is not None:
        named = {
            "version": regulation.document_version,
            "sha256": regulation.document_sha256[:12],
        }
        parts.append(retelling.FILE_VERSION % named)
    return "; ".join(parts) or None
