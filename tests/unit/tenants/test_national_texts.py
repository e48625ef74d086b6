"""The table of national law: complete, in order, cited as it is printed."""

import re

from tenants.reference.national_texts import (
    NationalKind,
    NationalStatus,
    TextGrade,
    national_citation,
    national_texts,
)


def test_every_text_says_what_it_governs_and_how_well_that_is_known() -> None:
    for code, text in national_texts().items():
        assert re.fullmatch(r"[a-z0-9_]+(-[a-z0-9]+)+", code)
        assert text.governs.endswith(".")
        assert (text.effective_on is None) == (text.from_grade is None)
        assert text.effective_on is None or text.effective_on.year >= text.year
        assert text.title is None or text.title.strip()


def test_texts_stand_by_kind_and_year_and_each_citation_once() -> None:
    texts = list(national_texts().values())
    order = list(NationalKind)
    places = [(order.index(text.kind), text.year) for text in texts]
    citations = {national_citation(text.kind, text.number, text.year) for text in texts}

    assert places == sorted(places)
    assert len(citations) == len(texts)


def test_texts_the_founding_reports_rest_on_are_there() -> None:
    inpres = national_texts()["inpres-2-2021"]
    unread = national_texts()["pp-86-2013"]

    assert (inpres.status, inpres.grade) == (NationalStatus.IN_FORCE, TextGrade.S)
    assert (unread.title, unread.grade) == (None, TextGrade.B)
    assert national_texts()["pp-49-2020"].status is NationalStatus.ENDED


def test_number_with_a_slash_is_cited_with_its_year_in_brackets() -> None:
    assert national_citation(NationalKind.INPRES, "2", 2021) == "Inpres 2/2021"
    assert (
        national_citation(NationalKind.SE_MENDAGRI, "842.2/5193/SJ", 2021)
        == "SE Mendagri 842.2/5193/SJ (2021)"
    )
