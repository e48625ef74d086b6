"""Translatable sentences with filled placeholders; put into words at the edge."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias, Union

from cooperation.arithmetic import PricedRun
from cooperation.kinds import Programme
from tenants.kernel.errors import N_, AppError
from tenants.kernel.formats import count, points, rupiah

Filling: TypeAlias = Union[str, "Sentence", tuple["Sentence", ...]]


@dataclass(frozen=True)
class Sentence:
    """A text marked for translation and what fills its placeholders.

    A filling may itself be a sentence; several are joined as the terms of a sum.
    """

    text: str
    params: Mapping[str, Filling] = field(default_factory=dict)


def _of_record(text: str, /, **filled: str) -> str:
    return text % filled


Translate: TypeAlias = Callable[..., str]
"""gettext: fills the sentence in as well, because another language may choose by a number."""


def render(sentences: Iterable[Sentence], translate: Translate = _of_record) -> str:
    """Put sentences into words.

    Args:
        sentences: in reading order.
        translate: gettext at the edge; by default the Indonesian original.
    """
    return " ".join(_fill(sentence, translate) for sentence in sentences)


def render_error(error: AppError) -> str:
    """What was refused and why, in the language of record."""
    return error.detail % error.params


def _fill(sentence: Sentence, translate: Translate) -> str:
    filled: dict[str, str] = {}
    for name, value in sentence.params.items():
        if isinstance(value, str):
            filled[name] = value
        elif isinstance(value, Sentence):
            filled[name] = _fill(value, translate)
        else:
            filled[name] = " + ".join(_fill(part, translate) for part in value)
    return translate(sentence.text, **filled)


def sum_of_runs(runs: Iterable[PricedRun]) -> tuple[Sentence, ...]:
    """The terms ``people x months x rate`` of priced months."""
    return tuple(
        Sentence(
            N_("%(people)s orang × %(months)s bulan × %(rate)s"),
            {
                "people": count(run.people_count),
                "months": count(len(run.months)),
                "rate": rupiah(run.price.rate_idr),
            },
        )
        for run in runs
    )


def exact_rupiah(amount: Decimal) -> str:
    """Rupiah before rounding: ``Rp5.793,54``; without decimals where there are none."""
    if amount == amount.to_integral_value():
        return rupiah(int(amount))
    return "Rp" + points(amount)


def programme_names(programmes: Iterable[Programme]) -> str:
    """Programmes in their fixed order: ``JKK+JKM``."""
    chosen = set(programmes)
    return "+".join(programme.upper() for programme in Programme if programme in chosen)
