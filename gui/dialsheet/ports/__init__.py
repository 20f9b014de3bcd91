"""What the outside does for us: calls, the library, secrets and the clock.

A port is given as a factory and called on the thread that uses the object.
"""

from dialsheet.ports.calls import (
    CallPage,
    CallService,
    MayLeave,
    MetricPage,
    OpenCalls,
    Order,
    Withdraw,
)
from dialsheet.ports.library import ANY_TERMS, Event, History, Library, OpenLibrary, Terms
from dialsheet.ports.machine import Clock, PracticeService, Secrets, StartPractice

__all__ = [
    "ANY_TERMS",
    "CallPage",
    "CallService",
    "Clock",
    "Event",
    "History",
    "Library",
    "MayLeave",
    "MetricPage",
    "OpenCalls",
    "OpenLibrary",
    "Order",
    "PracticeService",
    "Secrets",
    "StartPractice",
    "Terms",
    "Withdraw",
]
