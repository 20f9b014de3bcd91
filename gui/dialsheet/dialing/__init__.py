"""The dialer: pace, place, follow, recover. Async, free of Qt, talks through ports."""

from dialsheet.dialing.changes import Change
from dialsheet.dialing.dialer import Dialer, Tell
from dialsheet.dialing.recovery import Evidence, Recovery
from dialsheet.dialing.run import (
    ATTENDED,
    PATIENT,
    AfterGap,
    Attendance,
    ContactHeld,
    Progress,
    RunReport,
    RunState,
    Timing,
)
from dialsheet.dialing.silence import silence_told

__all__ = [
    "ATTENDED",
    "PATIENT",
    "AfterGap",
    "Attendance",
    "Change",
    "ContactHeld",
    "Dialer",
    "Evidence",
    "Progress",
    "Recovery",
    "RunReport",
    "RunState",
    "Tell",
    "Timing",
    "silence_told",
]
