"""What went wrong, in a form that can be explained: reasons and the error tree.

    Exception
    └── DialsheetError
        ├── Trouble            expected: the world said no; carries a Reason, becomes a message
        │   ├── BadInput       the file, the choice or the argument is at fault      (exit status 2)
        │   └── OutsideFault   the network, the key, the service or the disk is      (exit status 3)
        └── Bug                ours: becomes a crash report without secrets or numbers

Rooms speak in codes; the sentences are gettext messages. For a `Trouble` with code `room.name`
there are three: `room.name` (what happened and what it means for the contacts),
`room.name.title` (a few words) and `room.name.next` (what to do next).
"""

import errno
import re
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

Param = str | int | float

_PRIVATE = re.compile(
    r"\bsk_\w+|\+?\d(?:[ ().-]{0,2}\d){6,}"
)  # keys, and what may be a number to call


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is as it is: a message code and the values of its placeholders."""

    code: str
    params: Mapping[str, Param] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.code, *sorted(self.params.items())))


class DialsheetError(Exception):
    """The root of every error that Dialsheet raises on purpose."""


class Trouble(DialsheetError):
    """Expected trouble. Never shown as a traceback."""

    def __init__(self, code: str, **params: Param) -> None:
        super().__init__(code, params)
        self.reason = Reason(code, params)

    def __reduce__(self) -> tuple[object, ...]:
        """Crosses the border of the work process, keyword arguments and all."""
        return (_rebuild, (type(self), self.reason))


class BadInput(Trouble):
    """The user's file, choice or argument cannot be used."""


class OutsideFault(Trouble):
    """Something outside of Dialsheet failed: network, key, service, keyring, disk."""


class Bug(DialsheetError):
    """A state that Dialsheet's own code should have made impossible."""


def crash_report(error: BaseException) -> str:
    """The traceback of a bug, to be pasted: kinds and places, and no word of what an error of
    somebody else's says, which quotes the value that it met: a name, a note, a key."""
    return _PRIVATE.sub("…", "".join(_told(error, set())))


def _told(error: BaseException, told: set[int]) -> Iterator[str]:
    """An error after the one that led to it, each once."""
    told.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in told:
        yield from _told(before, told)
        yield "\nwhich led to:\n\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{type(error).__qualname__}{_said(error)}\n"
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _told(each, told)


def _said(error: BaseException) -> str:
    """What an error says that is ours or the system's, without values from outside."""
    if isinstance(error, Trouble):
        return f": {error.reason.code}"
    if isinstance(error, Bug):
        return f": {error}"
    number = error.errno if isinstance(error, OSError) else None
    return f": {errno.errorcode.get(number, number)}" if number is not None else ""


def _rebuild(kind: type[Trouble], reason: Reason) -> Trouble:
    return kind(reason.code, **reason.params)
