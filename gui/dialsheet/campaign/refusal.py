"""Refusals: what the service said when it refused a call, and whether two of them say the same."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_OWN = "…"  # stands in the place of the contact's own data


@dataclass(frozen=True, slots=True)
class Refusal:
    """The service's words. Two refusals say the same when they differ only in numbers, in IDs of
    requests, or in the contacts' own data."""

    title: str | None
    message: str | None
    request_id: str | None
    told: str  # title and message, with nothing in them of what was sent for the contact

    @classmethod
    def of(
        cls, title: str | None, message: str | None, request_id: str | None, body: str
    ) -> "Refusal":
        """The words with which the request of that body (JSON) was refused."""
        told = _text(title, message)
        for value in sorted(set(_own_data(body)), key=len, reverse=True):
            own = rf"(?<!\w){re.escape(value)}(?!\w)"
            told = re.sub(own, _OWN, told, flags=re.IGNORECASE)
        return cls(title, message, request_id, told)

    def says_same(self, other: "Refusal") -> bool:
        """Whether another contact was refused in the same words."""
        return self._words == other._words or self._own_words == other._own_words

    def to_json(self) -> dict[str, Any]:
        """As plain values, for the library."""
        return asdict(self)

    @property
    def _words(self) -> list[str]:
        return words(_text(self.title, self.message), self.request_id)

    @property
    def _own_words(self) -> list[str]:
        return words(self.told, self.request_id)


def _text(title: str | None, message: str | None) -> str:
    """A title that the message begins with, or is, tells nothing more."""
    if title and message and not message.startswith(title):
        return f"{title}: {message}"
    return message or title or ""


def words(text: str, request_id: str | None = None) -> list[str]:
    """The words of an error, without numbers and IDs."""
    text = text.replace(request_id, " ") if request_id else text
    text = _UUID.sub(" ", text.casefold())
    return [word for word in re.findall(r"\w+", text) if not any(map(str.isdigit, word))]


def _own_data(body: str) -> Iterator[str]:
    """The texts that a request sent for its one contact."""
    (order,) = json.loads(body).get("outbound_calls") or [{}]
    waiting: list[Any] = list(order.values())
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict | list):
            waiting += value.values() if isinstance(value, dict) else value
        elif isinstance(value, str) and value.strip():
            yield value.strip()
