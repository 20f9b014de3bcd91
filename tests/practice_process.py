"""The practice service in a process of its own, and what one needs to speak with it."""

import sys
from pathlib import Path
from typing import Any

from dialsheet.campaign import Agent, Connection, Dialect, PhoneNumber
from dialsheet.cartesia import PracticeChild

SURVEY = Agent("agent_practice_survey", "Practice survey")
REMINDER = Agent("agent_practice_reminder", "Practice reminder")
US = PhoneNumber("ap_practice_us", "+12125550142", "cartesia", "Practice, United States")
WORLD = PhoneNumber("ap_practice_world", "+13105550178", "twilio", "Practice, worldwide")
KEY = "practice-key-that-nobody-may-see"
LASTING = "0.01"  # the speed of calls that outlast every test


def connection_to(url: str, dialect: Dialect = Dialect.METADATA, **choices: Any) -> Connection:
    """A connection with an agent and a number."""
    settings = {"agent": SURVEY, "from_number": WORLD, **choices}
    return Connection("practice", True, url, dialect, **settings)


class Permission:
    """A `may_leave` that lets everything go and counts."""

    def __init__(self) -> None:
        self.times = 0

    async def __call__(self) -> None:
        """Go."""
        self.times += 1


def end_calls(state: Path) -> None:
    """Have the calls of a service that is not running be over, which was as slow as `LASTING`."""
    lasting, over = f'"speed": {LASTING}', '"speed": 1000.0'
    assert lasting in state.read_text()
    state.write_text(state.read_text().replace(lasting, over))


def start_service(*, talks_s: float | None = None, **options: Any) -> PracticeChild:
    """`serve(**options)` in its own process, where a Python warning is an error.

    `talks_s`: seconds that everybody would talk who answers, if nobody ended the call.
    """
    code = "import sys; from pathlib import *; from dialsheet.cartesia.practice import serve; "
    if talks_s is not None:
        code += "from dialsheet.cartesia.practice import lives; "
        code += f"lives.TALK_S = ({talks_s}, {talks_s}); "
    given = ", ".join(f"{name}={value!r}" for name, value in options.items())
    return PracticeChild([sys.executable, "-W", "error", "-c", f"{code}sys.exit(serve({given}))"])
