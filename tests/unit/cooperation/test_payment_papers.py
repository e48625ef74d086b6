"""Papers that pay several bills: which are one, what they may pay together, what is asked."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from cooperation.kinds import FundingSource
from cooperation.payment_papers import LineDoubt, PaperShare, share_doubts, share_errors

DAY = date(2026, 1, 20)
PROGRAMME = UUID(int=1)


def share(**stated: Any) -> PaperShare:
    """A part of an SP2D worth Rp300, for a programme of its own."""
    usual: dict[str, Any] = {
        "bill_id": uuid4(),
        "commitment_id": uuid4(),
        "title": "Program lain",
        "budget_year": DAY.year,
        "budget_line": "5.1.02",
        "source": FundingSource.APBD,
        "paid_on": DAY,
        "amount_idr": 100,
        "paper_idr": 300,
    }
    return PaperShare(**(usual | stated))


def pointers(own: PaperShare, *used: PaperShare) -> list[str]:
    return [one.pointer for one in share_errors(own, used)]


@pytest.mark.parametrize(
    ("stated", "refused", "asked"),
    [
        ({}, [], False),
        ({"budget_line": " 5.1.02 "}, [], False),
        ({"budget_line": "5.1.05"}, ["/sp2d_number"], True),
        ({"budget_line": None}, [], True),
        ({"budget_year": 2025, "budget_line": "5.1.05"}, [], True),
        ({"budget_year": 2025, "budget_line": "5.1.02"}, [], True),
        ({"budget_year": 2025, "account": ("", "5.1.02.99")}, [], False),
        ({"budget_year": 2025, "account": ("", "5.1.02.98")}, [], True),
        ({"budget_year": 2025, "commitment_id": PROGRAMME}, [], False),
        ({"source": FundingSource.NOT_STATED, "budget_line": None}, [], True),
        ({"source": FundingSource.CSR, "budget_line": "5.1.05"}, [], False),
        ({"paid_on": DAY.replace(day=21)}, ["/sp2d_on"], False),
        ({"paid_on": DAY.replace(year=2025), "budget_line": "5.1.05"}, [], False),
    ],
)
def test_bills_of_one_sp2d_are_of_one_budget_line_of_the_paying_year(
    stated: dict[str, Any], refused: list[str], asked: bool
) -> None:
    own = share(commitment_id=PROGRAMME, account=("", "5.1.02.99"))

    assert pointers(own, share(**stated)) == refused
    assert bool(share_doubts(own, [share(**stated)])) is asked


@pytest.mark.parametrize(
    ("own_account", "account", "line", "refused", "asked"),
    [
        (("a", "5.1"), ("a", "5.1"), "5.1.02", [], False),
        (("a", "5.1"), ("a", "5.1"), "5.1.05", [], False),
        (("a", "5.1"), ("a", "5.2"), "5.1.02", [], True),
        (("a", "5.1"), ("b", "5.1"), "5.1.02", [], True),
        (("a", ""), ("b", "5.1"), "5.1.02", [], True),
        (("a", "5.1"), ("a", "5.2"), "5.1.05", ["/sp2d_number"], True),
        (("a", ""), ("a", ""), "5.1.05", ["/sp2d_number"], True),
        (("a", "5.1"), ("", "5.1"), "5.1.05", ["/sp2d_number"], True),
        (("a", "5.1"), ("", "5.1"), "5.1.02", [], False),
        (("", "5.1"), ("a", ""), "5.1.02", [], False),
    ],
)
def test_accounts_that_both_payments_state_outweigh_the_lines_of_their_programmes(
    own_account: tuple[str, str],
    account: tuple[str, str],
    line: str,
    refused: list[str],
    asked: bool,
) -> None:
    own = share(commitment_id=PROGRAMME, account=own_account)
    other = share(account=account, budget_line=line)

    assert pointers(own, other) == refused
    assert bool(share_doubts(own, [other])) is asked


@pytest.mark.parametrize(("account", "asked"), [("5.1", False), ("5.2", True), ("", False)])
def test_two_accounts_of_one_programme_are_asked_about_too(account: str, asked: bool) -> None:
    own = share(commitment_id=PROGRAMME, account=("a", "5.1"))
    other = share(commitment_id=PROGRAMME, account=("a", account))

    assert pointers(own, other) == []
    assert bool(share_doubts(own, [other])) is asked


def test_one_question_names_every_programme_and_holds_for_these_alone() -> None:
    own = share(budget_line=None)
    two = [share(title="Nelayan"), share(title="Petani"), share(title="Petani")]

    (asked,) = share_doubts(own, two)
    (fewer,) = share_doubts(own, two[:1])

    assert asked == LineDoubt(("Nelayan", "Petani"))
    assert asked.mark != fewer.mark
    assert " " not in asked.mark


@pytest.mark.parametrize(
    ("amount_idr", "paper_idr", "recorded", "refused"),
    [
        (300, 300, [], []),
        (301, 300, [], ["/paper_idr"]),
        (300, None, [], []),
        (100, None, [(200, 300)], []),
        (101, None, [(200, 300)], ["/sp2d_idr"]),
        (101, 300, [(200, None)], ["/sp2d_idr"]),
        (1, 300, [(100, None), (200, 300)], ["/sp2d_idr"]),
        (100, 300, [(100, None), (100, None)], []),
        (100, None, [(200, None)], ["/paper_idr"]),
        (100, 301, [(200, 300)], ["/paper_idr"]),
    ],
)
def test_paper_pays_no_rupiah_more_than_it_is_worth(
    amount_idr: int,
    paper_idr: int | None,
    recorded: list[tuple[int, int | None]],
    refused: list[str],
) -> None:
    used = [share(amount_idr=amount, paper_idr=worth) for amount, worth in recorded]

    assert pointers(share(amount_idr=amount_idr, paper_idr=paper_idr), *used) == refused


def test_transfers_of_one_number_on_other_days_are_others_and_asked_about() -> None:
    own = share(source=FundingSource.ZAKAT)
    same = share(source=FundingSource.CSR, amount_idr=200)
    other = share(source=FundingSource.CSR, amount_idr=300, paid_on=DAY.replace(day=2))

    (asked,) = share_doubts(own, [same, other])

    assert share_errors(own, [same, other]) == []
    assert pointers(own, same, share(source=FundingSource.SELF, amount_idr=1)) == ["/sp2d_idr"]
    assert asked.asked[0].params == {"days": "2\u00a0Januari 2026"}
    assert share_doubts(own, [same]) == []
