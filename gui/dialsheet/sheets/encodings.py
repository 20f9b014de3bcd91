"""The encoding of a text file: found out, or as told; the text goes on as UTF-8."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from dialsheet.errors import BadInput, Reason

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Equally likely guesses are settled in this order.
_ORDER = ("cp932", "euc_jp", "cp1252", "cp1251", "cp1250", "gb18030", "big5", "cp949", "koi8_r")
_BEGINNING = 4096  # bytes in which zeros are counted
_BLOCK = 1 << 20  # bytes decoded at a time
_SAMPLED_LINES, _SAMPLED_BYTES = 1000, 1 << 16
_BEYOND_ASCII = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
_TWO_LINE_ENDS = {"\u0a0d", "\u0d0a"}  # what CRLF would be, were it one character
_ALMOST = 0.1  # of the characters beyond ASCII may be broken in what still counts as UTF-8


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text file's content as UTF-8, without a byte order mark."""

    data: bytes
    encoding: str  # Python's name of what the file has
    findings: tuple[Reason, ...] = ()


def as_utf8(data: bytes, encoding: str | None = None) -> Decoded:
    """Decode `data`; with `encoding` as told. What cannot be read becomes U+FFFD and is said."""
    if encoding is not None:
        try:
            " ".encode(encoding)
        except (LookupError, ValueError):
            raise BadInput("sheets.unknown_encoding", encoding=encoding) from None
        return _as_told(data, encoding)
    for mark, marked in _MARKS:
        if data.startswith(mark):
            return _as_told(data, marked)
    if wide := unmarked_utf16(data):
        return _as_told(data, wide)
    if b"\x1b$" in data and (text := _strictly(data, "iso2022_jp")) is not None:
        return Decoded(text, "iso2022_jp")
    if _is_utf8(data):
        return Decoded(data, "utf-8")
    return _guessed(data)


def unmarked_utf16(data: bytes) -> str | None:
    """`utf-16-le` or `utf-16-be` without a mark: its line ends, delimiters and digits leave zeros
    in one half of the pairs of bytes.
    """
    beginning = data[:_BEGINNING]
    even, odd = beginning[::2].count(0), beginning[1::2].count(0)
    if max(even, odd) < max(4, len(beginning) // 10, 8 * min(even, odd)):
        return None
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    characters = set(beginning.decode(encoding, "ignore"))
    has_lines = characters & {"\r", "\n"} and not characters & _TWO_LINE_ENDS
    return encoding if has_lines else None


def _as_told(data: bytes, encoding: str) -> Decoded:
    text = _strictly(data, encoding)
    if text is not None:
        return Decoded(text.removeprefix(codecs.BOM_UTF8), encoding)
    text = b"".join(_transcoded(data, encoding, "replace")).removeprefix(codecs.BOM_UTF8)
    unread = text.count("\N{REPLACEMENT CHARACTER}".encode())
    return Decoded(text, encoding, (Reason("sheets.unreadable_characters", {"count": unread}),))


def _guessed(data: bytes) -> Decoded:
    lines = (match[0] for match in islice(_BEYOND_ASCII.finditer(data), _SAMPLED_LINES))
    sample = b"\n".join(lines)[:_SAMPLED_BYTES]
    if _is_almost_utf8(sample):
        return _as_told(data, "utf-8")
    likely = _likely(sample)
    readable = (encoding for encoding in likely if _strictly(data, encoding) is not None)
    encoding = next(readable, likely[0] if likely else "cp1252")
    decoded = _as_told(data, encoding)
    guessed = Reason("sheets.encoding_guessed", {"encoding": encoding})
    return Decoded(decoded.data, encoding, (guessed, *decoded.findings))


def _likely(sample: bytes) -> list[str]:
    """Encodings in which the sample makes sense, the likeliest first."""
    # Late: most files are UTF-8, and never pay for the import.
    from charset_normalizer import from_bytes  # noqa: PLC0415

    matches = from_bytes(sample, cp_isolation=list(_ORDER))
    nonsense = {
        name: round(match.chaos, 2) for match in matches for name in match.could_be_from_charset
    }
    return sorted(
        (name for name in _ORDER if name in nonsense),
        key=lambda name: (nonsense[name], _ORDER.index(name)),
    )


def _is_utf8(data: bytes) -> bool:
    try:
        for _ in _decoded(data, "utf-8", "strict"):
            pass
    except UnicodeDecodeError:
        return False
    return True


def _is_almost_utf8(sample: bytes) -> bool:
    text = sample.decode("utf-8", "replace")
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    beyond_ascii = sum(not character.isascii() for character in text)
    return broken < _ALMOST * beyond_ascii


def _strictly(data: bytes, encoding: str) -> bytes | None:
    try:
        return b"".join(_transcoded(data, encoding, "strict"))
    except UnicodeError:
        return None


def _transcoded(data: bytes, encoding: str, errors: str) -> Iterator[bytes]:
    for text in _decoded(data, encoding, errors):
        yield text.encode("utf-8", "replace")


def _decoded(data: bytes, encoding: str, errors: str) -> Iterator[str]:
    """Block by block: a whole file as `str` may take four times its bytes."""
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    for start in range(0, len(data), _BLOCK):
        yield decoder.decode(data[start : start + _BLOCK])
    yield decoder.decode(b"", final=True)
