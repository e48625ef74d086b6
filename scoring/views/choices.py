"""Which period and which weights a page shows, as its address asks."""

from dataclasses import dataclass
from datetime import date

from flask import request
from flask_babel import gettext as _

from scoring.cycle import Period, active_period, selectable_periods
from scoring.rubric import Profile, Rubric, rubric_for
from tenants.kernel import formats
from tenants.kernel.errors import N_, NotFound
from tenants.request import visit


@dataclass(frozen=True)
class Choice:
    """What is shown, and what else could be."""

    period: Period
    periods: tuple[Period, ...]
    rubric: Rubric
    profile: Profile
    today: date

    @property
    def is_over(self) -> bool:
        """The assessed period has ended, so its facts can no longer be improved."""
        return self.period.last_on < self.today


def today_here() -> date:
    """Today on the clock of the regency in use."""
    return visit().today


def chosen() -> Choice:
    """The period and profile named by the address; the assessed year and the first profile else.

    Raises:
        NotFound: the address names a year or a profile there is none of.
    """
    today = today_here()
    wanted = request.args.get("year", str(active_period(today).year))
    periods = selectable_periods(today)
    period = next((one for one in periods if str(one.year) == wanted), None)
    if period is None:
        raise NotFound(N_("Periode penilaian ini tidak dapat dipilih."))
    return choice_of(period, request.args.get("profile"))


def choice_of(period: Period, profile_code: str | None) -> Choice:
    """A period and a profile of its rubric, the first one unless named.

    Raises:
        NotFound: no instrument applies to the period, or it has no such profile.
    """
    today = today_here()
    try:
        rubric = rubric_for(period.year)
        profile = rubric.profile(profile_code) if profile_code else rubric.profiles[0]
    except KeyError:
        raise NotFound(N_("Bobot ini tidak ada pada instrumen.")) from None
    return Choice(period, selectable_periods(today), rubric, profile, today)


def about(choice: Choice) -> list[str]:
    """What a table that leaves must say of its period, its weights and what they are worth."""
    days = formats.date_range(choice.period.first_on, choice.period.last_on)
    return [
        _("Periode penilaian %(days)s.", days=days),
        _("Indeks Kesiapan, bukan nilai Paritrana."),
        _(
            "Instrumen %(name)s adalah asumsi produk ini: bobot resmi tidak dipublikasikan.",
            name=choice.rubric.name,
        ),
        _("Bobot: %(name)s.", name=_(choice.profile.name)),
    ]
