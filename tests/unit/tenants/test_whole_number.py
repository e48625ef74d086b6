"""Whole numbers as people type them."""

import pytest
from marshmallow import ValidationError

from tenants.kernel.formats import written_in
from tenants.kernel.schemas import WholeNumber


@pytest.mark.parametrize(
    ("typed", "number"),
    [("2021", 2021), ("8.125", 8125), ("302.400.000", 302_400_000), ("0", 0), (12, 12)],
)
def test_whole_number_when_typed_is_read(typed: object, number: int) -> None:
    assert WholeNumber().deserialize(typed) == number


@pytest.mark.parametrize("typed", ["1.9", "1,5", "8.12", "1e3", "²", "-1", "9" * 5000, 1.9, ""])
def test_whole_number_when_not_one_is_refused(typed: object) -> None:
    with pytest.raises(ValidationError):
        WholeNumber().deserialize(typed)


def test_number_when_read_in_english_is_grouped_by_commas_and_never_guessed() -> None:
    with written_in("en"):
        assert WholeNumber().deserialize("302,400,000") == 302_400_000
        with pytest.raises(ValidationError, match="bilangan bulat"):
            WholeNumber().deserialize("8.125")
