"""Fills the clauses of a PKS from the figures of an agreement. Pure.

Nothing is guessed: what is not recorded is left as dots, and named with the form that fills it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from cooperation.arithmetic import PricedRun
from cooperation.clause_template import (
    BLANK,
    PLACEHOLDER,
    Clause,
    ClausePlace,
    ClauseTemplate,
    Paragraph,
)
from cooperation.cost_annexes import cost_annex
from cooperation.first_party import first_party
from cooperation.funding_split import FundingSplit
from cooperation.months import Month
from cooperation.sentences import render, sum_of_runs
from tenants.kernel.errors import N_
from tenants.kernel.formats import count, date_id, month_range, rupiah
from tenants.kernel.terbilang import in_words, rupiah_in_words

DOTS: Final = "...................."
"""What is written where nothing is recorded."""


class FilledBy(StrEnum):
    """Where a field is recorded."""

    AGREEMENT = "agreement"
    COMMITMENT = "commitment"
    ASSIGNMENT = "assignment"


FIELD_LABELS: Final[Mapping[str, str]] = {
    "number_regency": N_("Nomor pemerintah daerah"),
    "number_bpjs": N_("Nomor BPJS Ketenagakerjaan"),
    "first_signer": N_("Penanda tangan pemerintah daerah"),
    "second_signer": N_("Penanda tangan BPJS Ketenagakerjaan"),
    "starts_on": N_("Mulai berlaku"),
    "ends_on": N_("Hari terakhir"),
    "due_day": N_("Tanggal jatuh tempo iuran"),
    "department": N_("OPD"),
    "office": N_("Kantor BPJS Ketenagakerjaan"),
    "programme": N_("Program"),
    "insurance": N_("Program jaminan"),
    "segment": N_("Segmen"),
    "people": N_("Jumlah pekerja"),
    "months": N_("Jumlah bulan"),
    "month_range": N_("Bulan perlindungan"),
    "criteria": N_("Kriteria"),
    "funding_source": N_("Sumber dana"),
    "budget_year": N_("Tahun anggaran"),
    "budget_line": N_("Mata anggaran"),
    "rates": N_("Besaran iuran"),
    "total": N_("Nilai perjanjian"),
}
"""What an officer records, by the name of the placeholder; the rest follows from these."""

_OF_AGREEMENT: Final = frozenset(
    {
        *("number_regency", "number_bpjs", "first_signer", "second_signer"),
        *("starts_on", "ends_on", "due_day"),
    }
)
_FOLLOWS: Final[Mapping[str, str]] = {
    "months_words": "months",
    "total_words": "total",
    "sum": "total",
}
"""What is written beside another figure and is missing with it."""


@dataclass(frozen=True)
class ProgrammeFigures:
    """One of several programmes; its people may be those of another as well."""

    title: str
    people: int | None
    budget_year: int | None
    runs: tuple[PricedRun, ...]


@dataclass(frozen=True)
class BudgetLine:
    """The budget line of a programme, by the programme's title; None is not recorded."""

    title: str
    line: str | None


@dataclass(frozen=True, kw_only=True)
class DraftFigures:
    """What is recorded of an agreement and its programme; None is not recorded.

    Rupiah, persons and months are whole numbers; texts are as an officer wrote them. ``people`` and
    ``budget_year`` are those of the only programme.
    """

    regency: str
    number_regency: str | None = None
    number_bpjs: str | None = None
    first_signer: str | None = None
    second_signer: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    due_day: int | None = None
    department: str | None = None
    office: str | None = None
    programme: str | None = None
    insurance: str | None = None
    segment: str | None = None
    people: int | None = None
    first_month: Month | None = None
    months: int | None = None
    criteria: str | None = None
    funding_source: str | None = None
    budget_year: int | None = None
    budget_line: str | None = None
    runs: tuple[PricedRun, ...] = ()
    total_idr: int | None = None
    grounds: tuple[str, ...] = ()
    binds_from: date | None = None
    lost_grounds: tuple[str, ...] = ()
    """What ended each of the grounds that is not in force on the day it binds from."""
    programmes: tuple[ProgrammeFigures, ...] = ()
    """Of an agreement that carries several."""
    budget_lines: tuple[BudgetLine, ...] = ()
    """Of an agreement that carries several programmes."""
    split: FundingSplit | None = None
    """Of an agreement that carries several programmes."""


@dataclass(frozen=True)
class MissingField:
    """A field that is not recorded, and where it is recorded."""

    name: str
    filled_by: FilledBy

    @property
    def label(self) -> str:
        """What the form calls it; to be translated."""
        return FIELD_LABELS[self.name]


@dataclass(frozen=True)
class FilledDraft:
    """The paper as JSON can hold it, and what is missing in it, in reading order.

    ``places`` says of each clause that is in the paper where: the number of its article, or None
    where it stands before or after the articles.
    """

    content: Mapping[str, Any]
    places: Mapping[str, int | None]
    missing: tuple[MissingField, ...]


def fill_draft(
    template: ClauseTemplate, figures: DraftFigures, *, title: str, made_on: date
) -> FilledDraft:
    """Put the recorded figures into the clauses, in the language of record.

    An optional clause is left out where something it says is not recorded.

    Args:
        template: the clauses.
        figures: what is recorded.
        title: of the agreement.
        made_on: the day the draft is drawn up.

    Source:
        Numbers in figures and in words (terbilang), as papers about money are written.
    """
    texts = _texts_of(figures)
    written = [one for one in template.clauses if one.is_required or _is_known(one, texts)]
    by_place = {place: [one for one in written if one.place is place] for place in ClausePlace}
    numbers = {one.id: number for number, one in enumerate(by_place[ClausePlace.ARTICLE], start=1)}
    content = {
        "title": title,
        "made_on": date_id(made_on),
        "template": template.version,
        "regency": figures.regency,
        **first_party(texts["first_signer"] or "", figures.regency, texts["department"] or DOTS),
        "office": texts["office"] or DOTS,
        "numbers": [texts["number_regency"] or DOTS, texts["number_bpjs"] or DOTS],
        "opening": _paragraphs(by_place[ClausePlace.PARTIES], texts),
        "signers": [texts["first_signer"] or DOTS, texts["second_signer"] or DOTS],
        "grounds_opening": _paragraphs(by_place[ClausePlace.GROUNDS], texts),
        "grounds": list(figures.grounds),
        "grounds_remark": _lost_grounds(figures),
        "articles": [
            {
                "number": numbers[clause.id],
                "title": clause.title,
                "paragraphs": _paragraphs([clause], texts),
            }
            for clause in by_place[ClausePlace.ARTICLE]
        ],
        "closing": _paragraphs(by_place[ClausePlace.CLOSING], texts),
        **({"annex": cost_annex(figures.split)} if figures.split else {}),
    }
    places = {one.id: numbers.get(one.id) for one in written}
    return FilledDraft(content, places, tuple(_missing(written, texts)))


def _lost_grounds(figures: DraftFigures) -> str:
    if not figures.lost_grounds or figures.binds_from is None:
        return ""
    day = date_id(figures.binds_from)
    return f"Catatan: dasar hukum berikut tidak berlaku pada hari perjanjian, {day}. " + " ".join(
        figures.lost_grounds
    )


def _is_known(clause: Clause, texts: Mapping[str, str | None]) -> bool:
    return all(texts[name] is not None for name in clause.fields)


def _paragraphs(clauses: Sequence[Clause], texts: Mapping[str, str | None]) -> list[dict[str, Any]]:
    return [_filled(one, texts) for clause in clauses for one in clause.paragraphs]


def _filled(paragraph: Paragraph, texts: Mapping[str, str | None]) -> dict[str, Any]:
    return {
        "text": _put_in(paragraph.text, texts),
        "items": [_put_in(item, texts) for item in paragraph.items],
    }


def _put_in(text: str, texts: Mapping[str, str | None]) -> str:
    return PLACEHOLDER.sub(lambda found: texts[found[1]] or DOTS, text)


def _missing(clauses: Sequence[Clause], texts: Mapping[str, str | None]) -> Iterator[MissingField]:
    names = [_FOLLOWS.get(name, name) for clause in clauses for name in clause.fields]
    for name in dict.fromkeys(names):
        if texts[name] is None and name in FIELD_LABELS:
            yield MissingField(name, _filled_by(name))


def _filled_by(name: str) -> FilledBy:
    if name == "office":
        return FilledBy.ASSIGNMENT
    return FilledBy.AGREEMENT if name in _OF_AGREEMENT else FilledBy.COMMITMENT


def _texts_of(figures: DraftFigures) -> Mapping[str, str | None]:
    """Every placeholder as it is written; None for what is not recorded."""
    months, total = figures.months, figures.total_idr
    stated = {name: getattr(figures, name) for name in _WRITTEN_AS_THEY_ARE}
    return {
        **{name: (value or "").strip() or None for name, value in stated.items()},
        BLANK: None,
        "grounds": "; ".join(figures.grounds) or None,
        "starts_on": date_id(figures.starts_on) if figures.starts_on else None,
        "ends_on": date_id(figures.ends_on) if figures.ends_on else None,
        "due_day": None if figures.due_day is None else str(figures.due_day),
        **_people(figures),
        "months": None if months is None else count(months),
        "months_words": None if months is None else in_words(months),
        "month_range": _month_range(figures),
        "budget_year": _budget_year(figures),
        **_budget_lines(figures),
        "rates": _rates_of(figures) or None,
        "total": None if total is None else rupiah(total),
        "total_words": None if total is None else rupiah_in_words(total).lower(),
        "sum": _sum(figures.runs) or None,
    }


_WRITTEN_AS_THEY_ARE: Final = (
    *("regency", "number_regency", "number_bpjs", "first_signer", "second_signer", "department"),
    *("office", "programme", "insurance", "segment", "criteria", "funding_source"),
)


def _month_range(figures: DraftFigures) -> str | None:
    if figures.first_month is None or not figures.months:
        return None
    last = figures.first_month.plus(figures.months - 1)
    return month_range(figures.first_month.first_day, last.first_day)


def _people(figures: DraftFigures) -> Mapping[str, str | None]:
    """How many, of each programme where there are several: they may be the same people."""
    stated = [one.people for one in figures.programmes] or [figures.people]
    told = [_persons(one) for one in stated]
    titled = [
        f"{text} untuk {one.title}" for text, one in zip(told, figures.programmes, strict=False)
    ]
    sentence = "; ".join(titled or told)
    return {"people": None if None in stated else sentence, "people_stated": sentence}


def _persons(people: int | None) -> str:
    number, words = (DOTS, DOTS) if people is None else (count(people), in_words(people))
    return f"{number} ({words}) orang"


def _budget_year(figures: DraftFigures) -> str | None:
    """One year, or which is whose where programmes have different ones."""
    years = {one.budget_year for one in figures.programmes} or {figures.budget_year}
    if None in years:
        return None
    if len(years) == 1:
        return str(years.pop())
    return ", ".join(f"{one.budget_year} ({one.title})" for one in figures.programmes)


def _budget_lines(figures: DraftFigures) -> Mapping[str, str | None]:
    """One line, or which is whose where programmes have different ones or one states none."""
    known = [(one.title, (one.line or "").strip() or None) for one in figures.budget_lines]
    lines = {line for _title, line in known} or {(figures.budget_line or "").strip() or None}
    told = next(iter(lines))
    if len(lines) > 1:
        told = ", ".join(f"{line or DOTS} ({title})" for title, line in known)
    return {"budget_line": None if None in lines else told, "budget_lines": told}


def _rates_of(figures: DraftFigures) -> str:
    """The rates of the only programme, or of each with its title before them."""
    if not figures.programmes or not figures.runs:
        return _rates(figures.runs)
    return "; ".join(f"{one.title}: {_rates(one.runs)}" for one in figures.programmes if one.runs)


def _rates(runs: Sequence[PricedRun]) -> str:
    """``Rp16.800 (enam belas ribu ...) per orang per bulan``, run by run where it changes."""
    rates = [
        f"{rupiah(run.price.rate_idr)} ({rupiah_in_words(run.price.rate_idr).lower()})"
        " per orang per bulan"
        for run in runs
    ]
    if len(set(rates)) <= 1:
        return "".join(rates[:1])
    spans = [month_range(run.first.first_day, run.last.first_day) for run in runs]
    return "; ".join(f"{rate} untuk {span}" for rate, span in zip(rates, spans, strict=True))


def _sum(runs: Sequence[PricedRun]) -> str:
    return " + ".join(render([one]) for one in sum_of_runs(runs))
