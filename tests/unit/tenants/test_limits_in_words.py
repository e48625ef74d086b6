"""A refusal names the limit, what was sent, and what to do."""

from enum import Enum

import pytest

from tenants.kernel.errors import InvalidInput
from tenants.kernel.formats import size_beyond, written_in
from tenants.kernel.schemas import BaseSchema, Choices, Rupiah, Text, WholeNumber, load


class Side(Enum):
    """What may be chosen."""

    LEFT = "left"
    RIGHT = "right"


class Form(BaseSchema):
    """One of each."""

    title = Text(limit=200)
    year = WholeNumber(minimum=1945, maximum=2100)
    people = WholeNumber(minimum=1, maximum=100_000_000)
    budget = Rupiah(minimum=1)
    sides = Choices(Side)


def told(**sent: str | list[str]) -> tuple[str, str]:
    with pytest.raises(InvalidInput) as refused:
        load(Form, sent)
    (error,) = refused.value.errors
    return error.pointer, error.detail % error.params


@pytest.mark.parametrize(
    ("name", "sent", "said"),
    [
        ("title", "x" * 1_250, "Paling banyak 200 huruf; isian ini 1.250 huruf. Persingkat."),
        ("year", "21", "Isi dengan angka dari 1945 sampai 2100."),
        ("people", "0", "Isi dengan angka dari 1 sampai 100.000.000."),
        ("people", "-1", "Isi dengan angka dari 1 sampai 100.000.000."),
        ("budget", "50,400,000", "Bila maksudnya Rp50.400.000, tulislah demikian."),
        ("sides", ["left", "right", "up"], "Terlalu banyak pilihan."),
        ("budget", "0", "Isi dengan angka dari 1 sampai 1.000.000.000.000.000."),
    ],
)
def test_refusal_names_the_limit_of_the_field(name: str, sent: str, said: str) -> None:
    pointer, sentence = told(**{name: sent})

    assert pointer == f"/{name}"
    assert said in sentence


def test_limit_is_written_as_the_reader_reads_numbers() -> None:
    with written_in("en"):
        assert "100,000,000" in told(people="0")[1]


@pytest.mark.parametrize(
    ("byte_count", "said"),
    [(24_536_678, "23,4\u00a0MB"), (20 * 1024**2 + 5, "20.971.525\u00a0B")],
)
def test_size_beyond_a_limit_never_reads_like_the_limit(byte_count: int, said: str) -> None:
    assert size_beyond(byte_count, 20 * 1024**2) == said
