"""The only reader of `resources/`: sentences, icons, samples.

Messages are looked up by code (`room.name`) in one gettext domain for each room; English is a
translation like any other, so that no code holds a sentence.
"""

import gettext
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from dialsheet.errors import Param, Reason, Trouble

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a person is told of expected trouble."""

    title: str  # a few words
    sentence: str  # what happened and what it means for the contacts
    next_step: str  # what to do now

    @property
    def one_line(self) -> str:
        """The sentence and the next step, as the command line says it."""
        return f"{self.sentence} {self.next_step}".strip()


def text(code: str, /, **params: Param) -> str:
    """The message `code`, with its placeholders filled in; `count` chooses the plural."""
    catalog = _catalog(code.partition(".")[0])
    message = code
    if isinstance(count := params.get("count"), int):
        message = catalog.ngettext(code, code, count)
    if message == code:
        message = catalog.gettext(code)
    return message.format_map(params) if params else message


def sentence(reason: Reason) -> str:
    """What a person reads for `reason`."""
    return text(reason.code, **reason.params)


def explain(trouble: Trouble) -> Explanation:
    """Title, sentence and next step of expected trouble."""
    code, params = trouble.reason.code, trouble.reason.params
    return Explanation(
        text(f"{code}.title", **params), text(code, **params), text(f"{code}.next", **params)
    )


def advice(reason: Reason) -> str:
    """What a person reads for `reason`, and what to do next, where there is something."""
    next_step = f"{reason.code}.next"
    said = [sentence(reason)]
    if has_text(next_step):
        said.append(text(next_step, **reason.params))
    return " ".join(said)


def has_text(code: str) -> bool:
    """Whether the catalog knows `code`."""
    return text(code) != code


def resource(*parts: str) -> Traversable:
    """A file of the resources, by its path."""
    return files("dialsheet_resources").joinpath(*parts)


@cache
def _catalog(domain: str) -> gettext.NullTranslations:
    source = resource("translations", ENGLISH, "LC_MESSAGES", f"{domain}.mo")
    if not source.is_file():
        return gettext.NullTranslations()
    with source.open("rb") as file:
        return gettext.GNUTranslations(file)
