"""Findings about what is stated of the money of a programme, in words."""

from collections.abc import Callable, Mapping

from cooperation import finding_texts
from cooperation.checks.amendments import Raise
from cooperation.finding_fillings import Words, fillings, whole_of
from cooperation.findings import Finding, FindingCode
from cooperation.recognition import RateMatch
from cooperation.sentences import Filling, Sentence, programme_names, sum_of_runs
from cooperation.slip_words import slip_sentences
from cooperation.slips import Against, Figure, FigureSlip
from tenants.kernel.errors import N_
from tenants.kernel.formats import rupiah

_ASK_DPA = Sentence(N_("Mohon dipastikan pada DPA."))
_ASK_TEXT = Sentence(N_("Mohon dipastikan pada naskah perjanjian."))


def _figure_slip(finding: Finding) -> Words:
    return slip_sentences(
        FigureSlip(
            figure=Figure(str(finding.params["figure"])),
            stated=whole_of(finding, "stated"),
            against=Against(str(finding.params["against"])),
            expected=whole_of(finding, "expected"),
            times=whole_of(finding, "times"),
            is_over=bool(finding.params["is_over"]),
        )
    )


def _stated_rate_mismatch(finding: Finding) -> Words:
    words = fillings(finding)
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
    return (Sentence(text, fillings(finding)), *_recognised(finding), _ASK_DPA)


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
        "stated_rate": rupiah(whole_of(finding, "stated_rate")),
        "programmes": programme_names(match.programmes),
        "amount": rupiah(match.amount_idr),
    }


def _stated_total_off(finding: Finding) -> Words:
    words = fillings(finding)
    difference = whole_of(finding, "difference")
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
    words = fillings(finding)
    difference = whole_of(finding, "difference")
    words["difference"] = rupiah(abs(difference))
    text = N_("Anggaran %(budget)s lebih %(difference)s dari nilai program %(stated_total)s.")
    if difference < 0:
        text = N_("Anggaran %(budget)s kurang %(difference)s dari nilai program %(stated_total)s.")
    return (Sentence(text, words),)


def _amended_over_budget(finding: Finding) -> Words:
    advice = finding_texts.RAISES[Raise(str(finding.params["raise"]))]
    texts = (finding_texts.AMENDED_OVER_BUDGET, advice)
    return tuple(Sentence(text, fillings(finding)) for text in texts)


OF_FIGURES: Mapping[FindingCode, Callable[[Finding], Words]] = {
    FindingCode.FIGURE_SLIP: _figure_slip,
    FindingCode.STATED_RATE_MISMATCH: _stated_rate_mismatch,
    FindingCode.STATED_RATE_OFF_TARIFF: _stated_rate_off_tariff,
    FindingCode.STATED_TOTAL_OFF: _stated_total_off,
    FindingCode.AMENDED_OVER_BUDGET: _amended_over_budget,
    FindingCode.BUDGET_DIFFERS: _budget_differs,
}
