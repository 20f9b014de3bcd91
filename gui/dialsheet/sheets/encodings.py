"""The encoding of a text file: found out, or as told; the text goes on as UTF-8.

The text passes by in blocks, as often as needed; it is never held whole.
"""

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from dialsheet.errors import BadInput, Reason
from dialsheet.sheets.samples import Samples, lines_of

Blocks = Callable[[], Iterator[bytes]]  # a file's bytes, from its beginning

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Without a mark and without a clue, the order of bytes that Windows writes.
_LITTLE_ENDIAN = {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}
# Equally likely guesses are settled in this order.
_ORDER = ("cp932", "euc_jp", "cp1252", "cp1251", "cp1250", "gb18030", "big5", "cp949", "koi8_r")
_EAST_ASIAN = {"cp932", "euc_jp", "gb18030", "big5", "cp949"}
_WORD = re.compile(r"[^\x00-\x7f]+")
# Within a word of Latin letters: an accent that was taken for something else.
_WITHIN_LATIN = re.compile(
    r"(?<=[a-z])[^\x00-\x7f]+|[^\x00-\x7f]+(?=[a-z])|(?<=[A-Z])[^\x00-\x7f]{1,2}(?=[A-Z])"
)
_BEGINNING = 4096  # bytes in which zeros are counted
_SAMPLED_LINES, _SAMPLED_BYTES = 1000, 1 << 16
_BEYOND_ASCII = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
_TWO_LINE_ENDS = {"\u0a0d", "\u0d0a"}  # what CRLF would be, were it one character
_ALMOST = 0.1  # of the characters beyond ASCII may be broken in what still counts as UTF-8
_UNREAD = "\N{REPLACEMENT CHARACTER}".encode()


@dataclass(frozen=True, slots=True)
class Text:
    """How a text file is encoded, and samples of what it says, as UTF-8."""

    encoding: str  # Python's name of what the file has
    samples: list[bytes]
    findings: tuple[Reason, ...] = ()
    errors: str = "strict"  # "replace": there are characters that cannot be read
    has_shifts: bool = False  # to another set of characters, as ISO-2022 does

    def utf8(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """The file's `blocks` as UTF-8, without a byte order mark and without zeros.

        Raises `UnicodeError` when they are not those that were examined.
        """
        return map(_without_zeros, _as_utf8(blocks, self.encoding, self.errors))


def examine(blocks: Blocks, encoding: str | None = None) -> Text:
    """Find the encoding of a file; with `encoding` as told.

    What cannot be read becomes U+FFFD and is said. Raises `BadInput`.
    """
    if encoding is not None:
        try:
            " ".encode(encoding)
        except (LookupError, ValueError):
            raise BadInput("sheets.unknown_encoding", encoding=encoding) from None
        try:
            return _as_told(blocks, _with_byte_order(encoding, next(blocks(), b"")))
        except UnicodeError:  # it is not for whole files: `idna`, `punycode`
            raise BadInput("sheets.unknown_encoding", encoding=encoding) from None
    beginning = next(blocks(), b"")
    for mark, marked in _MARKS:
        if beginning.startswith(mark):
            return _as_told(blocks, marked)
    if wide := unmarked_utf16(beginning):
        return _as_told(blocks, wide)
    text = _strictly(blocks, "utf-8")
    if text and text.has_shifts:
        return _strictly(blocks, "iso2022_jp") or text
    return text or _guessed(blocks)


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


def _with_byte_order(encoding: str, beginning: bytes) -> str:
    """UTF-16 or UTF-32 as a file without a mark has it; any other encoding as it is."""
    name = codecs.lookup(encoding).name
    if name not in _LITTLE_ENDIAN or any(
        marked == name for mark, marked in _MARKS if beginning.startswith(mark)
    ):
        return encoding
    return (name == "utf-16" and unmarked_utf16(beginning)) or _LITTLE_ENDIAN[name]


def _as_told(blocks: Blocks, encoding: str) -> Text:
    return _strictly(blocks, encoding) or _surveyed(blocks, encoding, "replace")


def _strictly(blocks: Blocks, encoding: str) -> Text | None:
    """None when there is a character that cannot be read."""
    try:
        return _surveyed(blocks, encoding, "strict")
    except UnicodeError:
        return None


def _surveyed(blocks: Blocks, encoding: str, errors: str) -> Text:
    samples, zeros, unread, has_shifts = Samples(), 0, 0, False
    for block in _as_utf8(blocks(), encoding, errors):
        text = _without_zeros(block)
        samples.add(text)
        zeros += len(block) - len(text)
        has_shifts = has_shifts or (b"\x1b" in text and b"\x1b$" in text)
        unread += text.count(_UNREAD) if errors == "replace" else 0
    findings = []
    if unread:
        findings.append(Reason("sheets.unreadable_characters", {"count": unread}))
    if zeros:
        findings.append(Reason("sheets.null_characters", {"count": zeros}))
    return Text(encoding, samples.taken(), tuple(findings), errors, has_shifts)


def _guessed(blocks: Blocks) -> Text:
    sample = b"\n".join(islice(_lines_beyond_ascii(blocks()), _SAMPLED_LINES))[:_SAMPLED_BYTES]
    if _is_almost_utf8(sample):
        return _as_told(blocks, "utf-8")
    likely = _likely(sample)
    texts = (_strictly(blocks, encoding) for encoding in likely)
    text = next(filter(None, texts), None) or _as_told(blocks, likely[0] if likely else "cp1252")
    guessed = Reason("sheets.encoding_guessed", {"encoding": text.encoding})
    return replace(text, findings=(guessed, *text.findings))


def _lines_beyond_ascii(blocks: Iterable[bytes]) -> Iterator[bytes]:
    for lines in lines_of(blocks, _SAMPLED_BYTES):
        yield from (match[0] for match in _BEYOND_ASCII.finditer(lines))


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
        key=lambda name: (_is_latin(sample, name), nonsense[name], _ORDER.index(name)),
    )


def _is_latin(sample: bytes, encoding: str) -> bool:
    """Whether an East Asian encoding finds its characters within words of Latin letters."""
    if encoding not in _EAST_ASIAN:
        return False
    text = sample.decode(encoding, "replace")
    return 2 * len(_WITHIN_LATIN.findall(text)) > len(_WORD.findall(text))


def _is_almost_utf8(sample: bytes) -> bool:
    text = sample.decode("utf-8", "replace")
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    beyond_ascii = sum(not character.isascii() for character in text)
    return broken < _ALMOST * beyond_ascii


def _without_zeros(block: bytes) -> bytes:
    return block.replace(b"\0", b"") if b"\0" in block else block


def _as_utf8(blocks: Iterable[bytes], encoding: str, errors: str) -> Iterator[bytes]:
    is_utf8 = errors == "strict" and codecs.lookup(encoding).name in ("utf-8", "utf-8-sig")
    texts = _checked(blocks) if is_utf8 else _transcoded(blocks, encoding, errors)
    yield next(texts, b"").removeprefix(codecs.BOM_UTF8)
    yield from texts


def _checked(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """What is UTF-8 goes on as it is."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for block in blocks:
        if not block.isascii() or decoder.getstate()[0]:
            decoder.decode(block)
        yield block
    decoder.decode(b"", final=True)


def _transcoded(blocks: Iterable[bytes], encoding: str, errors: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    for block in blocks:
        yield decoder.decode(block).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")
