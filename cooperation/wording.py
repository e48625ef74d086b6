"""Findings in words: kind, concrete, and always with the figures that led to them."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from cooperation import finding_texts
from cooperation.checks.amendments import Raise
from cooperation.claim_wording import agreement_changed
from cooperation.findings import Finding, FindingCode
from cooperation.kinds import FundingSource, Grade
from cooperation.labels import FUNDING_SOURCES
from cooperation.months import Month
from cooperation.recognition import RateMatch
from cooperation.sentences import Filling, Sentence, programme_names, sum_of_runs
from cooperation.slip_words import slip_sentences
from cooperation.slips import Against, Figure, FigureSlip
from tenants.kernel.errors import N_
from tenants.kernel.formats import count, date_id, month_id, month_name, month_range, points, rupiah

Words = tuple[Sentence, ...]

_ASK_DPA = Sentence(N_("Mohon dipastikan pada DPA."))
_NAME_BASIS = Sentence(N_("Pilih regulasi yang berlaku sebagai dasar hukum program."))
_NO_LONGER = Sentence(N_("Tidak ada lagi yang dapat didasarkan padanya."))
_ASK_TEXT = Sentence(N_("Mohon dipastikan pada naskah perjanjian."))


def describe(finding: Finding) -> Words:
    """The sentences of a finding, in reading order; ``sentences.render`` puts them into words."""
    fixed = finding_texts.FIXED.get(finding.code)
    if fixed is not None:
        return tuple(Sentence(text, _fillings(finding)) for text in fixed)
    return COMPOSED[finding.code](finding)


def _fillings(finding: Finding) -> dict[str, Filling]:
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


def _int(finding: Finding, name: str) -> int:
    value = finding.params[name]
    return value if isinstance(value, int) else 0


def _month(finding: Finding, name: str) -> Month:
    value = finding.params[name]
    if not isinstance(value, Month):
        msg = f"{name} is no month"
        raise TypeError(msg)
    return value


def _figure_slip(finding: Finding) -> Words:
    return slip_sentences(
        FigureSlip(
            figure=Figure(str(finding.params["figure"])),
            stated=_int(finding, "stated"),
            against=Against(str(finding.params["against"])),
            expected=_int(finding, "expected"),
            times=_int(finding, "times"),
            is_over=bool(finding.params["is_over"]),
        )
    )


def _stated_rate_mismatch(finding: Finding) -> Words:
    words = _fillings(finding)
    total_matches = finding.params["total"] == finding.params["stated_total"]
    if total_matches:
        consequence = N_(
            "%(people)s orang × %(months)s bulan × %(stated_rate)s = %(total_at_stated_rate)s,"
            " sedangkan anggaran %(stated_total)s sesuai dengan %(tariff_rates)s."
        )
    elif finding.params["matching_rate"] is not None:
        consequence = N_(
            "%(people)s orang × %(months)s bulan × %(stated_rate)s = %(total_at_stated_rate)s,"
            " sedangkan anggaran %(stated_total)s sama dengan %(matching_rate)s per orang per"
            " bulan. Besaran iuran yang berlaku %(tariff_rates)s."
        )
    else:
        consequence = N_(
            "%(people)s orang × %(months)s bulan × %(stated_rate)s = %(total_at_stated_rate)s,"
            " sedangkan anggaran %(stated_total)s tidak habis dibagi jumlah orang dan bulan."
            " Besaran iuran yang berlaku %(tariff_rates)s."
        )
    sentences = [
        Sentence(N_("%(stated_rate)s tidak sesuai dengan anggaran."), words),
        Sentence(consequence, words),
    ]
    if finding.params["months_assumed"]:
        sentences.append(Sentence(N_("Jumlah bulan diasumsikan %(months)s."), words))
    return (*sentences, *_recognised(finding), _ASK_DPA)


def _stated_rate_off_tariff(finding: Finding) -> Words:
    text = N_("%(stated_rate)s berbeda dari besaran iuran yang berlaku (%(tariff_rates)s).")
    return (Sentence(text, _fillings(finding)), *_recognised(finding), _ASK_DPA)


def _recognised(finding: Finding) -> Words:
    if finding.match is None:
        return ()
    return (
        Sentence(
            finding_texts.RECOGNISED[finding.match.kind], _match_words(finding, finding.match)
        ),
    )


def _match_words(finding: Finding, match: RateMatch) -> dict[str, Filling]:
    return {
        "stated_rate": rupiah(_int(finding, "stated_rate")),
        "programmes": programme_names(match.programmes),
        "amount": rupiah(match.amount_idr),
    }


def _stated_total_off(finding: Finding) -> Words:
    words = _fillings(finding)
    difference = _int(finding, "difference")
    words["difference"] = rupiah(abs(difference))
    words["sum"] = sum_of_runs(finding.runs)
    if "budget" in words:  # the DPA names another amount, which a finding of its own is about
        return _programme_value_off(finding, words, difference)
    if finding.runs:
        text = N_("Anggaran %(stated_total)s tidak sama dengan %(total)s, hasil %(sum)s.")
    else:
        text = N_("Anggaran %(stated_total)s tidak sama dengan hasil hitung %(total)s.")
    verdict = N_("Anggaran lebih %(difference)s.")
    if difference < 0:
        verdict = N_("Anggaran kurang %(difference)s.")
    return (Sentence(text, words), Sentence(verdict, words), _ASK_DPA)


def _programme_value_off(finding: Finding, words: Mapping[str, Filling], difference: int) -> Words:
    if finding.runs:
        text = N_("Nilai program %(stated_total)s tidak sama dengan %(total)s, hasil %(sum)s.")
    else:
        text = N_("Nilai program %(stated_total)s tidak sama dengan hasil hitung %(total)s.")
    verdict = N_("Nilai program lebih %(difference)s.")
    if difference < 0:
        verdict = N_("Nilai program kurang %(difference)s.")
    return (Sentence(text, words), Sentence(verdict, words), _ASK_TEXT)


def _budget_differs(finding: Finding) -> Words:
    words = _fillings(finding)
    difference = _int(finding, "difference")
    words["difference"] = rupiah(abs(difference))
    text = N_("Anggaran %(budget)s lebih %(difference)s dari nilai program %(stated_total)s.")
    if difference < 0:
        text = N_("Anggaran %(budget)s kurang %(difference)s dari nilai program %(stated_total)s.")
    return (Sentence(text, words),)


def _months_beyond_budget_year(finding: Finding) -> Words:
    first, last = _month(finding, "first_month"), _month(finding, "last_month")
    words = _fillings(finding) | {
        "range": month_range(first.first_day, last.first_day),
        "sum": sum_of_runs(finding.runs),
    }
    what = N_("%(range)s berada di luar tahun anggaran %(budget_year)s.")
    money = N_("Iuran bulan itu memerlukan anggaran (DPA) tahun %(later_year)s.")
    if finding.runs:
        money = N_(
            "Iuran bulan itu %(amount)s (%(sum)s) memerlukan anggaran (DPA) tahun %(later_year)s."
        )
    advice = N_(
        "Catat bulan itu sebagai program lanjutan dengan tahun anggarannya sendiri, atau kurangi"
        " jumlah bulannya."
    )
    return tuple(Sentence(text, words) for text in (what, money, advice))


def _amended_over_budget(finding: Finding) -> Words:
    advice = finding_texts.RAISES[Raise(str(finding.params["raise"]))]
    texts = (finding_texts.AMENDED_OVER_BUDGET, advice)
    return tuple(Sentence(text, _fillings(finding)) for text in texts)


def _short_package(finding: Finding) -> Words:
    words = _fillings(finding)
    text = N_(
        "Sejak %(rule_from)s santunan JKM penuh memerlukan kepesertaan %(waiting_months)s bulan."
    )
    if finding.params["in_force"]:
        text = N_(
            "Santunan JKM penuh %(full_benefit)s baru berlaku setelah kepesertaan"
            " %(waiting_months)s bulan; sebelum itu hanya biaya pemakaman %(early_benefit)s."
        )
    return (Sentence(N_("Masa perlindungan hanya %(months)s bulan."), words), Sentence(text, words))


def _start_before_signature(finding: Finding) -> Words:
    first, last = _month(finding, "first_month"), _month(finding, "last_open_month")
    words = _fillings(finding) | {"open_months": _bare_months(first, last)}
    return (
        Sentence(
            N_("PKS ditandatangani %(signed_on)s, setelah awal perlindungan (%(first_month)s)."),
            words,
        ),
        Sentence(
            N_(
                "%(open_months)s belum dinyatakan terlindungi sampai ada bukti pembukuan iuran dari"
                " BPJS Ketenagakerjaan."
            ),
            words,
        ),
        Sentence(
            N_("Lampirkan bukti tersebut atau surat persetujuan tanggal awal kepesertaan."), words
        ),
    )


def _bare_months(first: Month, last: Month) -> str:
    """Months without their year where both lie in one year, as the sentence before names it."""
    if first.year != last.year:
        return month_range(first.first_day, last.first_day)
    names = [month_name(month.first_day) for month in (first, last)]
    return names[0] if first == last else "–".join(names)


def _uncovered(finding: Finding) -> Words:
    first, last = _month(finding, "first_month"), _month(finding, "last_month")
    words = _fillings(finding) | {
        "range": month_range(first.first_day, last.first_day),
        "ends_on": date_id(_month(finding, "ends").last_day),
        "sum": sum_of_runs(finding.runs),
    }
    is_past = finding.code is FindingCode.PAST_MONTHS_UNCOVERED
    what = (finding_texts.PAST if is_past else finding_texts.COMING)[_position(finding)]
    money = N_("Kebutuhan iuran %(amount)s (%(sum)s).")
    if is_past:
        money = N_(
            "Bulan yang telah dimulai tidak dapat ditutup; nilai iuran yang tidak dibayarkan"
            " %(amount)s (%(sum)s)."
        )
    if finding.code is FindingCode.COMING_MONTHS_UNPAYABLE:
        return tuple(Sentence(text, words) for text in (what, *finding_texts.UNPAYABLE))
    return (Sentence(what, words), Sentence(money, words), *_proposed(finding))


def _term_outside(finding: Finding) -> Words:
    starts, ends = (finding.params[name] is not None for name in ("starts_on", "ends_on"))
    what = finding_texts.TERM_OUTSIDE[starts, ends]
    return (Sentence(what, _fillings(finding)), Sentence(finding_texts.TERM_ALIGNED))


def _ended_early(finding: Finding) -> Words:
    words = _fillings(finding) | {
        "range": _months_range(finding, "first_month", "last_month"),
        "sum": sum_of_runs(finding.runs),
    }
    what = finding_texts.ENDED_EARLY
    if finding.params["agreed_anew"] is None:
        return (Sentence(what, words), Sentence(finding_texts.ENDED_EARLY_AND_PAST))
    return (Sentence(what, words), Sentence(finding_texts.ENDED_EARLY_TO_COME, words))


def _planned(finding: Finding) -> Words:
    words = {"range": _months_range(finding, "first_month", "last_month")}
    found = [Sentence(text, words) for text in finding_texts.PLANNED]
    if finding.params["unentered_first"] is not None:
        unentered = _months_range(finding, "unentered_first", "unentered_last")
        year = str(_month(finding, "unentered_first").year)
        found.append(Sentence(finding_texts.UNENTERED, {"range": unentered, "year": year}))
    return (*found, *_proposed(finding))


def _months_range(finding: Finding, first: str, last: str) -> str:
    return month_range(_month(finding, first).first_day, _month(finding, last).first_day)


def _proposed(finding: Finding) -> Words:
    year = finding.params.get("propose_year")
    if not year:
        return ()
    budget = N_("Usulkan dalam RKA %(year)s.")
    if finding.params["propose_change"]:
        budget = N_("Usulkan dalam APBD Perubahan %(year)s.")
    return (Sentence(budget, {"year": str(year)}),)


def _position(finding: Finding) -> str:
    if _month(finding, "last_month") < _month(finding, "starts"):
        return "before"
    if _month(finding, "first_month") < _month(finding, "ends"):
        return "between"
    return "after agreement" if finding.params["has_agreement"] else "after programme"


def _discount(finding: Finding) -> Words:
    first, last = _month(finding, "first_month"), _month(finding, "last_month")
    source = FundingSource(str(finding.params["source"]))
    words = _fillings(finding) | {
        "range": month_range(first.first_day, last.first_day),
        "basis": Sentence(str(finding.params.get("basis", ""))),
        "source": Sentence(FUNDING_SOURCES[source]),
        "sum": sum_of_runs(finding.runs),
    }
    sentences = [Sentence(finding_texts.DISCOUNT[finding.code], words)]
    is_applied = finding.code is FindingCode.DISCOUNT_APPLIED
    if is_applied and finding.params.get("saved"):
        sentences.append(Sentence(N_("Iuran yang tidak perlu dibayar %(saved)s."), words))
    if is_applied and not Grade(str(finding.params["grade"])).is_verified:
        sentences.append(Sentence(finding_texts.DISCOUNT_LIKELY, words))
    return tuple(sentences)


def _overlap(finding: Finding) -> Words:
    source = FundingSource(str(finding.params["source"]))
    words = _fillings(finding) | {
        "range": month_range(
            _month(finding, "first_month").first_day, _month(finding, "last_month").first_day
        ),
        "source": Sentence(
            N_("sumber dana tidak disebut")
            if source is FundingSource.NOT_STATED
            else FUNDING_SOURCES[source]
        ),
        "sum": sum_of_runs(finding.runs),
    }
    who = N_("%(other)s (%(source)s) juga membayar iuran %(programmes)s untuk %(range)s.")
    if finding.params["department"] is not None:
        who = N_(
            "%(other)s (%(department)s, %(source)s) juga membayar iuran %(programmes)s untuk"
            " %(range)s."
        )
    sentences = [Sentence(who, words)]
    if finding.runs:
        sentences.append(Sentence(finding_texts.OVERLAP_AMOUNT, words))
    sentences.append(Sentence(finding_texts.OVERLAP_UNKNOWN))
    advice = finding_texts.OVERLAP_PAST if finding.params["is_past"] else finding_texts.OVERLAP_OPEN
    return (*sentences, Sentence(advice))


def _basis_ended(finding: Finding) -> Words:
    return (_end_of_basis(finding), _months_without_basis(finding), _NAME_BASIS)


def _basis_lost(finding: Finding) -> Words:
    if finding.params["month"] is None:
        return (_end_of_basis(finding), _NO_LONGER, _NAME_BASIS)
    begun = Sentence(
        N_(
            "Bulan %(month)s dimulai ketika regulasi itu masih berlaku; setelahnya tidak ada lagi"
            " yang dapat didasarkan padanya."
        ),
        {"month": month_id(_month(finding, "month").first_day)},
    )
    return (_end_of_basis(finding), begun, _NAME_BASIS)


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
    return Sentence(ended, _fillings(finding))


def _basis_not_yet(finding: Finding) -> Words:
    not_yet = Sentence(N_("%(regulation)s belum berlaku pada bulan itu."), _fillings(finding))
    return (not_yet, _months_without_basis(finding), _NAME_BASIS)


def _months_without_basis(finding: Finding) -> Sentence:
    first, last = _month(finding, "first_month"), _month(finding, "last_month")
    words: dict[str, Filling] = {
        "count": count(first.until(last) + 1),
        "range": month_range(first.first_day, last.first_day),
    }
    return Sentence(N_("%(count)s bulan program tanpa dasar hukum: %(range)s."), words)


COMPOSED: Mapping[FindingCode, Callable[[Finding], Words]] = {
    FindingCode.FIGURE_SLIP: _figure_slip,
    FindingCode.STATED_RATE_MISMATCH: _stated_rate_mismatch,
    FindingCode.STATED_RATE_OFF_TARIFF: _stated_rate_off_tariff,
    FindingCode.STATED_TOTAL_OFF: _stated_total_off,
    FindingCode.AGREEMENT_CHANGED: agreement_changed,
    FindingCode.AMENDED_OVER_BUDGET: _amended_over_budget,
    FindingCode.BASIS_ENDED: _basis_ended,
    FindingCode.BASIS_LOST: _basis_lost,
    FindingCode.BASIS_NOT_YET: _basis_not_yet,
    FindingCode.BUDGET_DIFFERS: _budget_differs,
    FindingCode.MONTHS_BEYOND_BUDGET_YEAR: _months_beyond_budget_year,
    FindingCode.COMMITMENTS_OVERLAP: _overlap,
    FindingCode.SHORT_PACKAGE: _short_package,
    FindingCode.START_BEFORE_SIGNATURE: _start_before_signature,
    FindingCode.PAST_MONTHS_UNCOVERED: _uncovered,
    FindingCode.COMING_MONTHS_UNCOVERED: _uncovered,
    FindingCode.COMING_MONTHS_UNPAYABLE: _uncovered,
    FindingCode.COMING_MONTHS_PLANNED: _planned,
    FindingCode.AGREEMENT_ENDED_EARLY: _ended_early,
    FindingCode.TERM_OUTSIDE_MONTHS: _term_outside,
    FindingCode.DISCOUNT_APPLIED: _discount,
    FindingCode.DISCOUNT_EXCLUDED: _discount,
    FindingCode.DISCOUNT_OPEN: _discount,
    FindingCode.DISCOUNT_WINDOW_CROSSED: _discount,
}
