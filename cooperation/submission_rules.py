"""What an agreement must state before it is submitted. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cooperation.kinds import Segment
from tenants.kernel.errors import N_, FieldError

NO_OFFICE = N_(
    "Belum ada kantor BPJS Ketenagakerjaan yang ditugaskan untuk daerah ini pada layanan ini,"
    " sehingga belum ada yang dapat memeriksa. Minta pengelola sistem menetapkan kantor cabangnya."
)


@dataclass(frozen=True, kw_only=True)
class CarriedFigures:
    """The figures of the commitment an agreement carries. None is not stated."""

    segment: Segment
    is_cancelled: bool
    people_count: int | None
    contract_value_idr: int | None
    first_month: date | None
    month_count: int | None


@dataclass(frozen=True)
class Submission:
    """What an agreement states; ``figures`` is None for an umbrella agreement.

    ``parts`` are the titles and figures of what it carries beside its first programme.
    """

    starts_on: date | None
    ends_on: date | None
    figures: CarriedFigures | None
    parts: Sequence[tuple[str, CarriedFigures]] = ()


def submission_errors(submission: Submission) -> list[FieldError]:
    """What the branch needs and does not find, the agreement's own dates first.

    Pointers name the field of the form where it is stated; those of the commitment begin with
    ``/commitment``, those of further programmes with ``/parts``.

    Source:
        People x months x tariff = value: the branch checks period and people before the signature.
    """
    errors: list[FieldError] = []
    if submission.starts_on is None:
        errors.append(FieldError("/starts_on", N_("Hari pertama perjanjian belum diisi.")))
    if submission.ends_on is None:
        errors.append(FieldError("/ends_on", N_("Hari terakhir perjanjian belum diisi.")))
    if submission.figures is not None:
        errors += _figure_errors(submission.figures)
    for title, figures in submission.parts:
        if _figure_errors(figures):
            text = N_("%(title)s dibatalkan atau belum lengkap. Lengkapi, atau keluarkan.")
            errors.append(FieldError("/parts", text, {"title": title}))
    return errors


def _figure_errors(figures: CarriedFigures) -> list[FieldError]:
    if figures.is_cancelled:
        text = N_("Programnya sudah dibatalkan. Kaitkan perjanjian dengan program yang berlaku.")
        return [FieldError("/commitment_id", text)]
    asked = [
        ("first_month", figures.first_month, N_("Bulan pertama program belum diisi.")),
        ("month_count", figures.month_count, N_("Jumlah bulan program belum diisi.")),
    ]
    if figures.segment is Segment.JAKON:
        text = N_("Nilai kontrak belum diisi.")
        asked.append(("contract_value_idr", figures.contract_value_idr, text))
    else:
        text = N_("Jumlah pekerja program belum diisi.")
        asked.append(("people_count", figures.people_count, text))
    return [FieldError(f"/commitment/{name}", text) for name, value, text in asked if value is None]
