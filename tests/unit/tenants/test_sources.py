"""The one rule by which a figure counts as verified."""

import pytest

from tenants.kernel.sources import SourceStatus, counts_as_verified


@pytest.mark.parametrize(
    ("by_branch", "has_paper", "is_verified"),
    [(False, False, False), (True, False, True), (False, True, True), (True, True, True)],
)
def test_official_figure_counts_where_somebody_else_vouches_for_it(
    by_branch: bool, has_paper: bool, is_verified: bool
) -> None:
    found = counts_as_verified(
        SourceStatus.OFFICIAL, is_stated_by_branch=by_branch, has_paper=has_paper
    )

    assert found is is_verified


@pytest.mark.parametrize(
    "status", [one for one in SourceStatus if one is not SourceStatus.OFFICIAL]
)
def test_figure_that_is_not_official_never_counts(status: SourceStatus) -> None:
    assert not counts_as_verified(status, is_stated_by_branch=True, has_paper=True)
