"""What is looked at of a text to find out how it is written: its beginning, middle and end."""

from collections.abc import Iterable, Iterator

_HEAD, _SLICE = 48 << 10, 8 << 10  # bytes at the beginning; in the middle, at the end
_WHOLE = _HEAD + 2 * _SLICE  # bytes: a shorter text is looked at whole


class Samples:
    """Collects them from UTF-8 text that passes by in blocks."""

    def __init__(self) -> None:
        self._size = 0
        self._head = self._tail = b""
        self._slices: list[bytes] = []

    def add(self, block: bytes) -> None:
        """The next block of the text."""
        self._size += len(block)
        if len(self._head) < _WHOLE:
            self._head += block[: _WHOLE + 1 - len(self._head)]
        self._slices.append(block[:_SLICE])
        self._tail = self._tail[-_SLICE:] + block if len(block) < _SLICE else block[-_SLICE:]

    def taken(self) -> list[bytes]:
        """Whole lines from the beginning, the middle and the end; a short text is there whole."""
        if self._size <= _WHOLE:
            return [self._head]
        head = self._head[:_HEAD]
        end = max(head.rfind(b"\n"), head.rfind(b"\r")) + 1
        middle, last = self._slices[len(self._slices) // 2], self._tail[-_SLICE:]
        return [head[:end] or head, *map(_whole_lines, (middle, last))]


def lines_of(blocks: Iterable[bytes], longest: int) -> Iterator[bytes]:
    """The same text, cut where lines end; one that is longer than `longest` bytes is cut too."""
    rest = b""
    for block in blocks:
        text = rest + block
        cut = text.rfind(b"\n") + 1 or (len(text) if len(text) > longest else 0)
        yield text[:cut]
        rest = text[cut:]
    yield rest


def _whole_lines(text: bytes) -> bytes:
    return b"".join(text.splitlines(keepends=True)[1:-1])
