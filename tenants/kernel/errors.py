"""The error tree. Services raise these; only ``problems`` knows how they look over HTTP."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Param: TypeAlias = str | int | None


def N_(text: str) -> str:  # noqa: N802  gettext's own name for a deferred translation
    """Mark a text for translation where it is written; it is translated where it is shown."""
    return text


@dataclass(frozen=True)
class FieldError:
    """One wrong field: a JSON pointer (``/number``) and a translatable text."""

    pointer: str
    detail: str
    params: Mapping[str, Param] = field(default_factory=dict)


class AppError(Exception):
    """Root of everything the product refuses on purpose.

    ``detail`` is a translatable sentence that may hold ``%(name)s`` placeholders filled from the
    keyword parameters. It never holds personal data, SQL or another tenant's names.
    """

    code = "internal"
    status = 500
    title = N_("Terjadi kesalahan pada sistem")
    meaning = N_("Kesalahan pada sistem kami, bukan pada data Anda.")
    advice = N_("Coba lagi. Bila berulang, sampaikan nomor permintaan kepada pengelola sistem.")
    retryable = False

    def __init__(self, detail: str = "", **params: Param) -> None:
        super().__init__(self.code)
        self.detail = detail or self.meaning
        self.params = params


class MalformedRequest(AppError):
    """Cannot be parsed at all."""

    code = "malformed"
    status = 400
    title = N_("Permintaan tidak dapat dibaca")
    meaning = N_("Isi permintaan rusak atau tidak lengkap.")
    advice = N_("Muat ulang halaman, lalu kirim lagi.")


class NotSignedIn(AppError):
    """No valid session."""

    code = "not-signed-in"
    status = 401
    title = N_("Silakan masuk")
    meaning = N_("Sesi tidak ada, sudah berakhir, atau sudah dicabut.")
    advice = N_("Masuk kembali dengan nama pengguna dan kata sandi.")


class NotPermitted(AppError):
    """Known person, own organisation, lacks the permission."""

    code = "not-permitted"
    status = 403
    title = N_("Tidak berwenang")
    meaning = N_("Peran Anda tidak mencakup tindakan ini.")
    advice = N_("Minta admin organisasi Anda memberikan peran yang sesuai.")


class GivenPassword(NotPermitted):
    """The person still uses a password that somebody else was shown."""

    code = "given-password"
    title = N_("Ganti kata sandi awal lebih dahulu")
    meaning = N_("Kata sandi Anda masih kata sandi awal yang diketahui orang lain.")
    advice = N_("Ganti kata sandi pada halaman Profil, lalu buka kembali alamat ini.")


class StalePage(NotPermitted):
    """The form came without the token of this browser, or from another site."""

    code = "stale-page"
    title = N_("Halaman perlu dimuat ulang")
    meaning = N_("Kiriman ini tidak berasal dari halaman yang masih berlaku.")
    advice = N_("Muat ulang halaman, lalu kirim lagi.")


class RoleOfAnotherKind(NotPermitted):
    """The person's role is one that this kind of organisation does not have."""

    code = "role-of-another-kind"
    title = N_("Peran belum ditetapkan lagi")
    meaning = N_("Peran Anda bukan peran organisasi ini, sehingga tidak membuka apa pun di sini.")
    advice = N_("Setelah peran Anda ditetapkan, buka kembali alamat ini.")


class NotFound(AppError):
    """Absent, or another tenant's: the two look the same."""

    code = "not-found"
    status = 404
    title = N_("Tidak ditemukan")
    meaning = N_("Halaman atau data ini tidak ada, atau bukan milik organisasi Anda.")
    advice = N_("Periksa alamat, atau kembali ke Beranda.")


class Removed(NotFound):
    """Taken away by somebody since its page was opened."""

    code = "removed"
    title = N_("Sudah dihapus")
    meaning = N_("Data ini dihapus setelah halamannya dibuka.")
    advice = N_(
        "Salin isian yang masih diperlukan. Bila data itu tetap diperlukan, catat kembali sebagai"
        " data baru."
    )


class MethodRefused(AppError):
    """The address exists, the method does not."""

    code = "method-not-allowed"
    status = 405
    title = N_("Cara permintaan tidak berlaku")
    meaning = N_("Alamat ini tidak menerima cara permintaan tersebut.")
    advice = N_("Kembali ke halaman sebelumnya dan gunakan tombol yang tersedia.")


class Conflict(AppError):
    """Could succeed if the state were different."""

    code = "conflict"
    status = 409
    title = N_("Keadaan data tidak memungkinkan")
    meaning = N_("Tindakan ini belum dapat dilakukan pada keadaan data sekarang.")
    advice = N_("Muat ulang halaman untuk melihat keadaan terbaru.")


class DuplicateRecord(Conflict):
    """A unique rule."""

    code = "duplicate"
    title = N_("Data sudah ada")
    meaning = N_("Data yang sama sudah tercatat.")
    advice = N_("Buka data yang sudah ada, atau ubah isian yang harus unik.")


class InvalidTransition(Conflict):
    """The state table says no."""

    code = "invalid-transition"
    title = N_("Tindakan tidak berlaku pada status ini")
    meaning = N_("Status data tidak mengizinkan tindakan ini.")
    advice = N_("Lihat status terkini dan tindakan yang tersedia.")


class StillInUse(Conflict):
    """Other records rest on it."""

    code = "still-in-use"
    title = N_("Masih dipakai")
    meaning = N_("Data lain bergantung pada data ini, sehingga data ini tidak dapat dihapus.")
    advice = N_("Hapus atau ubah dahulu data yang bergantung padanya.")


class StaleVersion(Conflict):
    """Edited by someone else since it was opened."""

    code = "stale-version"
    title = N_("Data sudah diubah orang lain")
    meaning = N_("Data ini diubah setelah Anda membukanya. Perubahan Anda belum disimpan.")
    advice = N_("Buka data terbaru, bandingkan, lalu simpan kembali.")


class OrganisationNotInUse(Conflict):
    """One's own organisation, but the session is in another one."""

    code = "organisation-not-in-use"
    title = N_("Organisasi lain sedang dipakai")
    meaning = N_("Alamat ini milik organisasi Anda, tetapi sesi ini memakai organisasi lain.")
    advice = N_("Beralihlah ke organisasi itu lebih dahulu, lalu buka kembali alamat ini.")


class TooLarge(AppError):
    """Over a stated limit."""

    code = "too-large"
    status = 413
    title = N_("Berkas terlalu besar")
    meaning = N_("Ukuran kiriman melebihi batas.")
    advice = N_("Perkecil atau bagi berkas, lalu unggah kembali.")


class UnsupportedFormat(AppError):
    """Not a kind of file or body we read."""

    code = "unsupported-format"
    status = 415
    title = N_("Format tidak didukung")
    meaning = N_("Jenis berkas atau isi permintaan ini tidak dapat dibaca.")
    advice = N_("Gunakan format yang disebut pada halaman unggah.")


class InvalidInput(AppError):
    """Well-formed, but some fields are wrong; ``errors`` names each."""

    code = "invalid-input"
    status = 422
    title = N_("Isian perlu diperbaiki")
    meaning = N_("Satu atau beberapa isian belum benar.")
    advice = N_("Perbaiki isian yang ditandai, lalu simpan kembali.")

    def __init__(
        self, detail: str = "", *, errors: Sequence[FieldError] = (), **params: Param
    ) -> None:
        super().__init__(detail, **params)
        self.errors = tuple(errors)


class RuleViolation(AppError):
    """Well-formed, but a rule forbids it whatever the state."""

    code = "rule-violation"
    status = 422
    title = N_("Tidak sesuai ketentuan")
    meaning = N_("Ketentuan tidak mengizinkan tindakan ini.")
    advice = N_("Baca ketentuan yang disebut, lalu sesuaikan data.")


class RateLimited(AppError):
    """Too often; ``retry_after_seconds`` says when to come back."""

    code = "rate-limited"
    status = 429
    title = N_("Terlalu sering mencoba")
    meaning = N_("Batas percobaan untuk sementara tercapai.")
    advice = N_("Tunggu sesuai waktu yang disebut, lalu coba lagi.")
    retryable = True

    def __init__(self, detail: str = "", *, retry_after_seconds: int, **params: Param) -> None:
        super().__init__(detail, **params)
        self.retry_after_seconds = retry_after_seconds


class UpstreamFailed(AppError):
    """An outside service answered wrongly."""

    code = "upstream-failed"
    status = 502
    title = N_("Layanan lain menjawab keliru")
    meaning = N_("Layanan di luar sistem ini memberi jawaban yang tidak dapat dipakai.")
    retryable = True


class Unavailable(AppError):
    """An engine we need is away."""

    code = "unavailable"
    status = 503
    title = N_("Layanan belum siap")
    meaning = N_("Bagian sistem yang diperlukan sedang tidak dapat dijangkau.")
    retryable = True


class Busy(Unavailable):
    """Somebody else's change of the same records did not end in time; ours was not stored."""

    code = "busy"
    title = N_("Data sedang diubah")
    meaning = N_(
        "Data ini sedang diubah oleh pekerjaan lain yang belum selesai, sehingga kiriman Anda belum"
        " disimpan."
    )
    advice = N_("Tunggu sebentar, lalu kirim lagi.")


class UpstreamTimeout(AppError):
    """An outside service did not answer."""

    code = "upstream-timeout"
    status = 504
    title = N_("Layanan lain tidak menjawab")
    meaning = N_("Layanan di luar sistem ini tidak menjawab pada waktunya.")
    retryable = True


def refuse_errors(errors: Sequence[FieldError]) -> None:
    """Refuse what has wrong fields.

    Raises:
        InvalidInput: there are some.
    """
    if errors:
        raise InvalidInput(errors=errors)


def error_classes() -> list[type[AppError]]:
    """Every class that can reach a reader, root first, children in order of definition."""
    found: list[type[AppError]] = [AppError]
    for cls in found:
        found.extend(child for child in cls.__subclasses__() if child not in found)
    return found
