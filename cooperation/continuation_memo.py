"""What a nota dinas says of a programme whose people are left without protection. Pure.

It goes to the head of the regency, who decides on the continuation. What is not recorded is left
empty, to be written by hand.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from flask_babel import gettext as _

from cooperation.budget_calendar import Lead
from cooperation.cover_gaps import PricedGap
from cooperation.cover_outlook import Need, Sum, is_alone_empty, sum_of
from cooperation.gap_words import deadline_words, months_words, need_words, rule_words, run_words
from cooperation.kinds import FundingSource
from cooperation.labels import FUNDING_SOURCES, GRADES, REFUSALS
from cooperation.letterheads import letterhead
from cooperation.months import Month
from tenants.kernel.formats import count, date_id, month_id, month_range, rupiah
from tenants.kernel.terbilang import rupiah_in_words

_NOTHING: Final = "–"


@dataclass(frozen=True)
class Protected:
    """What protected the people so far. None, or no text, is not recorded.

    ``agreements`` are those that were signed, as papers cite them; ``are_months_assumed`` where the
    months are no statement of a source.
    """

    title: str
    people_count: int | None
    first: Month | None
    last: Month | None
    value_idr: int | None
    agreements: Sequence[str]
    basis: str
    are_months_assumed: bool


@dataclass(frozen=True)
class MemoFacts:
    """Everything such a paper is made of, as seen on ``today``.

    ``department`` is None where it is not recorded; ``protected`` where all is still a plan.
    ``past`` are the months that went by unprotected, ``needs`` those to come that a budget can
    still pay or that are planned, ``unpayable`` those that none can pay any more; n >= 1 of the
    last two together.
    """

    regency: str
    is_city: bool
    department: str | None
    programme: str
    protected: Protected | None
    past: Sequence[PricedGap]
    needs: Sequence[Need]
    unpayable: Sequence[PricedGap]
    lead: Lead
    january: Month | None
    today: date


def memo_content(facts: MemoFacts) -> Mapping[str, Any]:
    """The paper as JSON can hold it, in the language written in.

    Source:
        Form of a nota dinas: Permendagri 1/2023 on official papers of regional governments.
    """
    priced = [need.priced for need in facts.needs]
    needed = _sum(priced)
    coming = [*priced, *facts.unpayable]
    return {
        "regency": facts.regency,
        "letterhead": letterhead(facts.regency, facts.department),
        "department": facts.department or "",
        "addressee": _addressee(facts),
        "made_on": date_id(facts.today),
        "programme": facts.programme,
        "months": "; ".join(months_words(one.gap.months) for one in priced or coming),
        "protected": _protected(facts.protected) if facts.protected else None,
        "past": _table(facts.past),
        "needs": _table(priced),
        "needed_words": rupiah_in_words(needed.amount_idr).lower() if needed else "",
        "unpayable": _table(facts.unpayable),
        "is_whole": all(one.amount_idr is not None for one in (*facts.past, *coming)),
        "rules": list(
            dict.fromkeys(rule for one in (*facts.past, *coming) for rule in _rules(one))
        ),
        "budgets": [_budget_row(need, facts.today) for need in facts.needs],
        "unpaid": "; ".join(months_words(one.gap.months) for one in facts.unpayable),
        "january": _empty_january(facts),
        "sources": _sources(coming),
        "draft_by": _draft_by(facts.needs),
        "assumptions": list(_assumptions(facts, coming)),
    }


def _sum(gaps: Iterable[PricedGap]) -> Sum | None:
    """What some gaps come to; None where none of them tells its rupiah."""
    counted = list(gaps)
    return sum_of(counted) if any(one.amount_idr is not None for one in counted) else None


def _addressee(facts: MemoFacts) -> str:
    head = _("Wali Kota") if facts.is_city else _("Bupati")
    return f"{head} {facts.regency.removeprefix('Kabupaten ').removeprefix('Kota ')}"


def _protected(protected: Protected) -> Mapping[str, Any]:
    months, last = "", ""
    if protected.first is not None and protected.last is not None:
        months = _(
            "%(months)s bulan, %(range)s",
            months=count(protected.first.until(protected.last) + 1),
            range=month_range(protected.first.first_day, protected.last.first_day),
        )
        last = month_id(protected.last.first_day)
    people, value = protected.people_count, protected.value_idr
    return {
        "title": protected.title,
        "people": "" if people is None else count(people),
        "months": months,
        "last": last,
        "value": "" if value is None else rupiah(value),
        "value_words": "" if value is None else rupiah_in_words(value).lower(),
        "agreement": "; ".join(protected.agreements),
        "basis": protected.basis,
    }


def _table(gaps: Sequence[PricedGap]) -> Mapping[str, Any] | None:
    """Months without protection row by row and their sum; None where there are none."""
    if not gaps:
        return None
    total = _sum(gaps)
    return {
        "rows": [_row(one) for one in gaps],
        "worker_months": count(total.worker_months) if total else _NOTHING,
        "amount": rupiah(total.amount_idr) if total else _NOTHING,
    }


def _row(priced: PricedGap) -> Sequence[str]:
    """Months, people, worker-months, the calculation or why there is none, rupiah."""
    gap, amount = priced.gap, priced.amount_idr
    told = [run_words(run, gap.people_count) for run in priced.runs]
    return [
        months_words(gap.months),
        _NOTHING if gap.people_count is None else count(gap.people_count),
        _NOTHING if gap.worker_months is None else count(gap.worker_months),
        _(REFUSALS[priced.refusal]) if priced.refusal else " + ".join(told),
        _("belum dapat dihitung") if amount is None else rupiah(amount),
    ]


def _rules(priced: PricedGap) -> Iterator[str]:
    insured = priced.gap.of.insured
    for run in priced.runs:
        shares = run.rule.open_shares(insured.wage_idr)
        bases = [_(step.basis.citation) for share in shares for step in share.steps if step.basis]
        yield _(
            "%(rule)s: %(rate)s per orang per bulan (%(bases)s)",
            rule=rule_words(run, insured),
            rate=rupiah(run.rate_idr),
            bases="; ".join(dict.fromkeys(text for one in bases for text in one.split("; "))),
        )


def _budget_row(need: Need, today: date) -> Sequence[str]:
    """Months, budget and step, rupiah, by when to begin drafting."""
    amount = need.priced.amount_idr
    return [
        months_words(need.priced.gap.months),
        need_words(need),
        _NOTHING if amount is None else rupiah(amount),
        _start_words(need, today),
    ]


def _start_words(need: Need, today: date) -> str:
    day = need.plan.draft_by
    if day is None:
        return _NOTHING
    if day >= today:
        return date_id(day)
    remaining = need.plan.remaining_on(today)
    if remaining is None:
        late = _(
            "%(day)s (terlambat; tidak ada tahapan berikutnya yang masih dapat dikejar)",
            day=date_id(day),
        )
    else:
        late = _(
            "%(day)s (terlambat; masih dapat: %(budget)s, untuk %(months)s, mulai menyusun paling"
            " lambat %(start)s)",
            day=date_id(day),
            budget=deadline_words(remaining),
            months=months_words(remaining.months),
            start=date_id(remaining.draft_by),
        )
    return str(late)


def _empty_january(facts: MemoFacts) -> str:
    """The January that is known to stay empty by itself; no text where it does not."""
    month = facts.january
    if month is None or not is_alone_empty(month, facts.unpayable, facts.needs):
        return ""
    return month_id(month.first_day)


def _sources(priced: Sequence[PricedGap]) -> str:
    """Where the money comes from; no text where that is not recorded."""
    sources = dict.fromkeys(one.gap.of.insured.source for one in priced)
    told = [_(FUNDING_SOURCES[one]) for one in sources if one is not FundingSource.NOT_STATED]
    return ", ".join(told)


def _draft_by(needs: Sequence[Need]) -> str:
    """The earliest of the days by which drafting must begin."""
    days = [need.plan.draft_by for need in needs if need.plan.draft_by is not None]
    return date_id(min(days)) if days else ""


def _assumptions(facts: MemoFacts, priced: Sequence[PricedGap]) -> Iterator[str]:
    yield _("Kalender anggaran belum diverifikasi.")
    agreement, regulation = facts.lead.agreement, facts.lead.regulation
    if agreement.count:
        yield _(
            "Lama penyusunan %(days)s hari: nilai tengah dari %(count)s perjanjian kabupaten/kota"
            " ini, dari draf sampai tanda tangan.",
            days=count(agreement.days),
            count=count(agreement.count),
        )
    else:
        told = _(
            "Lama penyusunan %(days)s hari: belum ada riwayat sendiri.", days=count(agreement.days)
        )
        grade = facts.lead.assumption and _(GRADES[facts.lead.assumption.grade])
        yield f"{told} ({grade})" if grade else told
    if regulation:
        yield _(
            "Bila dasar hukumnya juga disusun, tambahkan %(days)s hari: nilai tengah dari"
            " %(count)s regulasi.",
            days=count(regulation.days),
            count=count(regulation.count),
        )
    yield _("Jumlah pekerja menurut program terakhir atau rencana kelanjutannya.")
    if facts.protected and facts.protected.are_months_assumed:
        yield _("Bulan program ini diasumsikan: sumbernya tidak menyebutnya.")
    yield from dict.fromkeys(
        _("Besaran iuran menurut %(citation)s: %(grade)s.", citation=one[0], grade=one[1])
        for priced_gap in priced
        for one in _unverified(priced_gap)
    )


def _unverified(priced: PricedGap) -> Iterator[tuple[str, str]]:
    """Parameters of the price that no primary text confirms: citation and how well it is known."""
    for run in priced.runs:
        for share in run.rule.open_shares(priced.gap.of.insured.wage_idr):
            for basis in (step.basis for step in share.steps if step.basis):
                if not basis.grade.is_verified:
                    yield _(basis.citation), _(GRADES[basis.grade])
