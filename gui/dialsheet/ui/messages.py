"""Messages: what the window says about trouble, a crash, and what was exported."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from dialsheet import assets
from dialsheet.errors import Trouble
from dialsheet.ui.theme import Tone
from dialsheet.workflow import Exported


@dataclass(frozen=True, slots=True)
class Message:
    """What is said, and what can be done about it by one button."""

    tone: Tone
    title: str
    sentence: str
    action: str = ""  # the button's text
    act: Callable[[], Any] | None = None


def of_trouble(trouble: Trouble) -> Message:
    """Expected trouble: what happened, what it means, what to do next."""
    said = assets.explain(trouble)
    return Message(Tone.BAD, said.title, said.one_line)


def of_crash(report: str) -> Message:
    """A bug: the report can be copied."""
    return Message(
        Tone.BAD,
        assets.text("ui.crashed"),
        assets.text("ui.crashed.sentence"),
        assets.text("ui.copy_report"),
        lambda: QGuiApplication.clipboard().setText(report),
    )


def of_export(exported: Exported) -> Message:
    """Where the result sheet is, and what did not fit into it."""
    folder = QUrl.fromLocalFile(str(exported.path.parent))
    said = [str(exported.path), *(assets.sentence(note) for note in exported.notes)]
    return Message(
        Tone.GOOD,
        assets.text("ui.exported"),
        " ".join(said),
        assets.text("ui.show_folder"),
        lambda: QDesktopServices.openUrl(folder),
    )
