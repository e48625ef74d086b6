"""What may be said about an agreement, and who reads it. Pure."""

from collections.abc import Iterable
from enum import StrEnum

from tenants.kernel.errors import N_, FieldError
from tenants.remark_rules import number_errors

FEWEST_LETTERS = 3


class CommentAudience(StrEnum):
    """Who reads a comment: both sides, the regency alone, or the BPJS office alone."""

    BOTH = "both"
    HOME = "home"
    OFFICE = "office"


COMMENT_AUDIENCES: dict[CommentAudience, str] = {
    CommentAudience.BOTH: N_("kedua pihak"),
    CommentAudience.HOME: N_("pemerintah daerah saja"),
    CommentAudience.OFFICE: N_("kantor BPJS Ketenagakerjaan ini saja"),
}


def comment_errors(
    body: str,
    clause: str | None,
    audience: CommentAudience,
    *,
    is_asked: bool,
    is_shared: bool,
    by_office: bool,
) -> Iterable[FieldError]:
    """Why a comment cannot stand.

    Args:
        body: as typed.
        clause: the article or figure it is about, as typed.
        audience: who is to read it.
        is_asked: whether it asks a named colleague.
        is_shared: whether the agreement was ever put before the BPJS office.
        by_office: whether a BPJS office speaks.

    Source:
        Personal identifiers stay out of remarks; the office reads nothing of a draft that was
        never submitted.
    """
    yield from number_errors("/body", body)
    yield from number_errors("/clause", clause)
    if sum(letter.isalnum() for letter in body) < FEWEST_LETTERS:
        yield FieldError("/body", N_("Tuliskan komentarnya."))
    if audience is (CommentAudience.HOME if by_office else CommentAudience.OFFICE):
        yield FieldError("/audience", N_("Pilih siapa yang membaca komentar ini."))
    if is_asked and audience is CommentAudience.BOTH:
        text = N_("Pendapat rekan hanya dimintakan dalam komentar yang tidak dibaca pihak lain.")
        yield FieldError("/audience", text)
    if audience is CommentAudience.BOTH and not is_shared:
        text = N_("Kantor BPJS Ketenagakerjaan belum membaca perjanjian ini. Ajukan lebih dahulu.")
        yield FieldError("/audience", text)
