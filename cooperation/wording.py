"""Findings in words: kind, concrete, and always with the figures that led to them."""

from collections.abc import Callable, Mapping

from cooperation import finding_texts
from cooperation.basis_wording import OF_BASIS
from cooperation.claim_wording import agreement_changed
from cooperation.figure_wording import OF_FIGURES
from cooperation.finding_fillings import Words, fillings, month_of
from cooperation.findings import Finding, FindingCode
from cooperation.kinds import FundingSource, Grade
from cooperation.labels import FUNDING_SOURCES
from cooperation.months import Month
from cooperation.sentences import Sentence, sum_of_runs
from tenants.kernel.errors import N_
from tenants.kernel.formats import date_id, month_name, month_range


def describe(finding: Finding) -> Words:
    """The sentences of a finding, in reading order; ``sentences.render`` puts them into words."""
    fixed = finding_texts.FIXED.get(finding.code)
    if fixed is not None:
        return tuple(Sentence(text, fillings(finding)) for text in fixed)
    return COMPOSED[finding.code](finding)


def _months_beyond_budget_year(finding: Finding) -> Words:
    first, last = month_of(finding, "first_month"), month_of(finding, "last_month")
    words = fillings(finding) | {
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


def _short_package(finding: Finding) -> Words:
    words = fillings(finding)
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
    first, last = month_of(finding, "first_month"), month_of(finding, "last_open_month")
    words = fillings(finding) | {"open_months": _bare_months(first, last)}
    return (
        Sentence(
            N_("Adendum ditandatangani %(signed_on)s, setelah awal perubahannya (%(first_month)s).")
            if finding.params["is_addendum"]
            else N_(
                "PKS ditandatangani %(signed_on)s, setelah awal perlindungan (%(first_month)s)."
            ),
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
            N_(
                "Surat persetujuan tanggal awal kepesertaan ada; bulan itu tetap menunggu bukti"
                " pembukuan."
            )
            if finding.params["has_consent"]
            else N_("Lampirkan bukti tersebut atau surat persetujuan tanggal awal kepesertaan."),
            words,
        ),
    )


def _bare_months(first: Month, last: Month) -> str:
    """Months without their year where both lie in one year, as the sentence before names it."""
    if first.year != last.year:
        return month_range(first.first_day, last.first_day)
    names = [month_name(month.first_day) for month in (first, last)]
    return names[0] if first == last else "–".join(names)


def _uncovered(finding: Finding) -> Words:
    first, last = month_of(finding, "first_month"), month_of(finding, "last_month")
    words = fillings(finding) | {
        "range": month_range(first.first_day, last.first_day),
        "ends_on": date_id(month_of(finding, "ends").last_day),
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
    return (Sentence(what, fillings(finding)), Sentence(finding_texts.TERM_ALIGNED))


def _ended_early(finding: Finding) -> Words:
    words = fillings(finding) | {
        "range": _months_range(finding, "first_month", "last_month"),
        "sum": sum_of_runs(finding.runs),
    }
    what = finding_texts.ENDED_EARLY
    if finding.params["agreed_anew"] is None:
        return (Sentence(what, words), Sentence(finding_texts.ENDED_EARLY_AND_PAST))
    if finding.params["last_begun"] is not None:
        words |= {
            "begun": _months_range(finding, "first_month", "last_begun"),
            "coming": _months_range(finding, "agreed_anew", "last_month"),
        }
        parts = (what, finding_texts.ENDED_EARLY_IN_PARTS, finding_texts.ENDED_EARLY_ANEW)
        return tuple(Sentence(part, words) for part in parts)
    return (Sentence(what, words), Sentence(finding_texts.ENDED_EARLY_TO_COME, words))


def _planned(finding: Finding) -> Words:
    words = {"range": _months_range(finding, "first_month", "last_month")}
    found = [Sentence(text, words) for text in finding_texts.PLANNED]
    if finding.params["unentered_first"] is not None:
        unentered = _months_range(finding, "unentered_first", "unentered_last")
        year = str(month_of(finding, "unentered_first").year)
        found.append(Sentence(finding_texts.UNENTERED, {"range": unentered, "year": year}))
    return (*found, *_proposed(finding))


def _months_range(finding: Finding, first: str, last: str) -> str:
    return month_range(month_of(finding, first).first_day, month_of(finding, last).first_day)


def _proposed(finding: Finding) -> Words:
    year = finding.params.get("propose_year")
    if not year:
        return ()
    budget = N_("Usulkan dalam RKA %(year)s.")
    if finding.params["propose_change"]:
        budget = N_("Usulkan dalam APBD Perubahan %(year)s.")
    return (Sentence(budget, {"year": str(year)}),)


def _position(finding: Finding) -> str:
    if month_of(finding, "last_month") < month_of(finding, "starts"):
        return "before"
    if month_of(finding, "first_month") < month_of(finding, "ends"):
        return "between"
    return "after agreement" if finding.params["has_agreement"] else "after programme"


def _discount(finding: Finding) -> Words:
    first, last = month_of(finding, "first_month"), month_of(finding, "last_month")
    source = FundingSource(str(finding.params["source"]))
    words = fillings(finding) | {
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
    words = fillings(finding) | {
        "range": month_range(
            month_of(finding, "first_month").first_day, month_of(finding, "last_month").first_day
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


COMPOSED: Mapping[FindingCode, Callable[[Finding], Words]] = {
    **OF_FIGURES,
    **OF_BASIS,
    FindingCode.AGREEMENT_CHANGED: agreement_changed,
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
