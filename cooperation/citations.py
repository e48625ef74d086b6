"""How official papers cite an agreement: by title, both numbers and day. Pure but for gettext."""

from flask_babel import gettext as _

from cooperation.labels import AGREEMENT_STATES
from cooperation.models.agreements import Agreement
from cooperation.states import AgreementState
from tenants.kernel.formats import date_id


def short_name(agreement: Agreement) -> str:
    """What an agreement is called in a list: its number, else its title.

    Until it is signed it says where it stands, so that no row rests on a draft unseen:
    ``Adendum petani (draf)``.
    """
    name = agreement.number_regency or agreement.number_bpjs or agreement.title
    if agreement.signed_on is not None:
        return name
    return f"{name} ({_(AGREEMENT_STATES[AgreementState(agreement.status)])})"


def cited_agreement(agreement: Agreement) -> str:
    """``PKS Petani Nomor 1/2026 / PER/2/2026 tanggal 14 April 2026``, as far as it is recorded."""
    numbers = [one for one in (agreement.number_regency, agreement.number_bpjs) if one]
    told = [
        agreement.title,
        *([_("Nomor %(numbers)s", numbers=" / ".join(numbers))] if numbers else []),
        *([_("tanggal %(day)s", day=date_id(agreement.signed_on))] if agreement.signed_on else []),
    ]
    return " ".join(told)
