"""The connection: whose telephone system is used, and with which agent and number."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from dialsheet.errors import BadInput, Reason
from dialsheet.numbers import Verdict

CARTESIA_URL = "https://api.cartesia.ai"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
PRACTICE_HISTORY, REAL_HISTORY = "practice", "real"


class Dialect(StrEnum):
    """The version of the API that is spoken; it decides how row data travels."""

    METADATA = "2026-03-01"  # any JSON object, in `metadata`
    DYNAMIC_VARIABLES = "2026-08-14"  # flat, in `dynamic_variables`


class KeyHeader(StrEnum):
    """How the API key travels. Both are documented; the vendor's own clients send the first."""

    BEARER = "Authorization"
    X_API_KEY = "X-API-Key"


@dataclass(frozen=True, slots=True)
class Agent:
    """A voice agent of the account."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A number of the account that calls can be made from."""

    id: str  # what the API wants; opaque
    number: str  # E.164
    provider: str  # "cartesia", "twilio", "sip_trunk", or a word of tomorrow
    label: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a connection carries: which numbers it reaches, and what may be sent with a call."""

    dialect: Dialect = Dialect.METADATA
    us_only: str = ""  # the number to call from, where it reaches the United States only


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Connection:
    """Practice, or a named Cartesia account, and how its calls are made."""

    name: str  # the account's name: its key is kept in the keyring under it
    practice: bool
    base_url: str = CARTESIA_URL
    dialect: Dialect = Dialect.METADATA
    agent: Agent | None = None
    from_number: PhoneNumber | None = None
    ringing_timeout_s: int = 60
    max_minutes: int = 10
    key_header: KeyHeader = KeyHeader.BEARER
    proxy: str = ""  # URL, without a user name; empty: what the system says

    def __post_init__(self) -> None:
        if not 5 <= self.ringing_timeout_s <= 80:
            raise BadInput("campaign.ringing_timeout_range", seconds=self.ringing_timeout_s)
        if not 1 <= self.max_minutes <= 480:
            raise BadInput("campaign.max_minutes_range", minutes=self.max_minutes)

    @property
    def on_loopback(self) -> bool:
        """Whether nothing leaves this machine."""
        try:
            return self.practice or urlsplit(self.base_url).hostname in LOOPBACK
        except ValueError:  # not an address; it is refused where it is opened
            return False

    @property
    def history(self) -> str:
        """Which calls count for its own: those of practice (they count for nothing), those of one
        service on this machine, by its address, or those that real telephones rang for."""
        if self.practice:
            return PRACTICE_HISTORY
        if not self.on_loopback:
            return REAL_HISTORY
        address = urlsplit(self.base_url)
        port = address.port or (443 if address.scheme == "https" else 80)
        return f"127.0.0.1:{port}"  # by whichever of its names

    @property
    def limits(self) -> Limits:
        """Which contacts it can call at all, and with which fields.

        A Cartesia number calls the United States only; what a carrier reaches is the carrier's.
        """
        number = self.from_number
        us_only = number.number if number and number.provider == "cartesia" else ""
        return Limits(self.dialect, us_only)

    def to_json(self) -> dict[str, Any]:
        """As plain values, for the library. Holds no key."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Connection":
        """The reverse of `to_json`."""
        agent, number = data["agent"], data["from_number"]
        return cls(
            **{
                **data,
                "dialect": Dialect(data["dialect"]),
                "key_header": KeyHeader(data.get("key_header", KeyHeader.BEARER)),
                "agent": Agent(**agent) if agent else None,
                "from_number": PhoneNumber(**number) if number else None,
            }
        )


def cannot_call(limits: Limits, verdict: Verdict) -> Reason | None:
    """Why a contact's number cannot be reached; None: nothing speaks against it."""
    if not limits.us_only or verdict.e164 is None or verdict.region == "US":
        return None
    return Reason("campaign.us_only", {"number": limits.us_only})


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a run dials."""

    per_second: float = 1.0  # sends a second; 0: as fast as it goes (loopback only)
    max_live: int = 8  # calls alive at a time

    def __post_init__(self) -> None:
        if not 0 <= self.per_second <= 100:
            raise BadInput("campaign.pace_range", pace=self.per_second)
        if not 1 <= self.max_live <= 1000:
            raise BadInput("campaign.max_live_range", live=self.max_live)
