"""Messages: what the window says about trouble, a crash, and what was exported."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from dialsheet import assets
from dialsheet.errors import Trouble
from dialsheet.ui.theme import Tone
from dialsheet.workflow import Exported, NumberList


@dataclass(frozen=True, slots=True)
class Message:
    """What is said, and what can be done about it by one button."""

    tone: Tone
    title: str
    sentence: str
    action: str = ""  # the button's text
    act: Callable[[], Any] | None = None
    quiet: bool = False  # never in place of bad news, or of an answer to a wish


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
    said = [str(exported.path), *(assets.sentence(note) for note in exported.notes)]
    return _of_file(Tone.GOOD, assets.text("ui.exported"), " ".join(said), exported.path)


def of_number_list(path: Path, listed: NumberList) -> Message:
    """Which columns of a do-not-call list were read, and as numbers of which countries."""
    columns, countries = ", ".join(listed.columns), ", ".join(listed.regions)
    title = assets.text("ui.never_call_file", file=path.name, count=len(listed.numbers))
    code = "ui.never_call_read_countries" if countries else "ui.never_call_read"
    tone = Tone.NOTICE if listed.unread else Tone.GOOD
    return Message(tone, title, assets.text(code, columns=columns, countries=countries))


def of_rejects(path: Path, count: int) -> Message:
    """Where the rejected rows are."""
    return _of_file(Tone.GOOD, assets.text("ui.rejects_exported", count=count), str(path), path)


def of_saved(saved: Exported | Trouble) -> Message:
    """Results saved themselves, or could not; either way everything is in the library."""
    if isinstance(saved, Trouble):
        return replace(of_trouble(saved), tone=Tone.NOTICE, quiet=True)
    title = assets.text("ui.results_saved")
    return replace(of_export(saved), tone=Tone.INFO, title=title, quiet=True)


def _of_file(tone: Tone, title: str, sentence: str, path: Path) -> Message:
    folder = QUrl.fromLocalFile(str(path.parent))
    show = assets.text("ui.show_folder")
    return Message(tone, title, sentence, show, lambda: QDesktopServices.openUrl(folder))
