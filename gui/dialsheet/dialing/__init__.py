"""The dialer: pace, place, follow, recover. Async, free of Qt, talks through ports."""

from dialsheet.dialing.dialer import Dialer, Tell
from dialsheet.dialing.run import ContactHeld, Progress, RunReport, RunState, Timing

__all__ = ["ContactHeld", "Dialer", "Progress", "RunReport", "RunState", "Tell", "Timing"]
