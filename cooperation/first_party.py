"""For whom the one who signs an agreement on the regency's side acts. Pure."""

import re
from collections.abc import Mapping
from typing import Final

_HEAD: Final = re.compile(
    r"(?:(?:plt|plh|pjs?|penjabat(?: sementara)?)\.? )?"
    r"(?:(?:wakil )?(?:bupati|wali ?kota)|sekretaris daerah)\b",
    re.IGNORECASE,
)
_BY_POWER: Final = ", berdasarkan "


def signs_for_government(signer: str) -> bool:
    """Whether an office signs for the regency's government and not for one of its departments.

    Args:
        signer: as a draft names it: ``Plt. Bupati Blora, berdasarkan ...``, or a name before it.

    Source:
        UU 23/2014 articles 65 and 213: the regional head represents the region, the secretary
        assists them; a head of a department signs by their power.
    """
    offices = signer.partition(_BY_POWER)[0].split(",")
    return any(_HEAD.match(one.strip()) for one in offices)


def first_party(signer: str, regency: str, department: str) -> Mapping[str, str]:
    """Who the regency's side is in a draft, and for whom its signer acts.

    Args:
        signer: as for ``signs_for_government``; empty where nobody is named.
        regency: its name.
        department: that keeps the programme, or what stands in its place.

    Source:
        As ``signs_for_government``.
    """
    government = f"Pemerintah {regency}"
    if signs_for_government(signer):
        return {"party": government, "acting_for": government}
    return {"party": department, "acting_for": f"{department}, {government}"}
