"""A stated figure that looks mistyped, in sentences, both numbers in words."""

from collections.abc import Callable, Mapping

from cooperation.sentences import Filling, Sentence
from cooperation.slips import Against, Figure, FigureSlip
from tenants.kernel.errors import N_
from tenants.kernel.formats import count, rupiah
from tenants.kernel.terbilang import in_words, rupiah_in_words

_FIGURES: Mapping[Figure, str] = {
    Figure.BUDGET: N_("Anggaran"),
    Figure.TOTAL: N_("Nilai program"),
    Figure.RATE: N_("Besaran iuran yang disebut"),
    Figure.PEOPLE: N_("Jumlah pekerja"),
    Figure.NEW_TOTAL: N_("Nilai menurut adendum"),
    Figure.NEW_PEOPLE: N_("Jumlah pekerja menurut adendum"),
}
_AGAINST: Mapping[Against, str] = {
    Against.COMPUTED: N_("hitungan"),
    Against.STATED_TOTAL: N_("nilai program"),
    Against.TARIFF: N_("besaran iuran yang berlaku"),
    Against.PREDECESSOR: N_("program yang dilanjutkan"),
    Against.AMENDED: N_("sebelum adendum ini"),
}
_TIMES: Mapping[tuple[int, bool], str] = {
    (1000, True): N_("seribu kali lipat"),
    (100, True): N_("seratus kali lipat"),
    (10, True): N_("sepuluh kali lipat"),
    (1000, False): N_("seperseribu"),
    (100, False): N_("seperseratus"),
    (10, False): N_("sepersepuluh"),
}
_OF_PEOPLE = {Figure.PEOPLE, Figure.NEW_PEOPLE}
_TEXT = N_(
    "%(figure)s sekitar %(times)s: tertulis %(stated)s (%(stated_words)s), sedangkan %(against)s"
    " %(expected)s (%(expected_words)s)."
)
_ADVICE = N_("Periksa banyaknya nol pada sumbernya.")


def slip_sentences(slip: FigureSlip) -> tuple[Sentence, ...]:
    """What to say of a slip; ``sentences.render`` puts it into words."""
    shown: Callable[[int], Filling]
    shown, spoken = (_people, in_words) if slip.figure in _OF_PEOPLE else (rupiah, _said)
    return (
        Sentence(
            _TEXT,
            {
                "figure": Sentence(_FIGURES[slip.figure]),
                "times": Sentence(_TIMES[slip.times, slip.is_over]),
                "against": Sentence(_AGAINST[slip.against]),
                "stated": shown(slip.stated),
                "stated_words": spoken(slip.stated),
                "expected": shown(slip.expected),
                "expected_words": spoken(slip.expected),
            },
        ),
        Sentence(_ADVICE),
    )


def _said(amount_idr: int) -> str:
    return rupiah_in_words(amount_idr).lower()


def _people(people: int) -> Sentence:
    return Sentence(N_("%(people)s orang"), {"people": count(people)})
