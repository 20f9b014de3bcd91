"""The questions that are asked in a dialog, because the wrong answer does harm."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dialsheet import assets
from dialsheet.campaign import Connection, Pace
from dialsheet.errors import Trouble
from dialsheet.ui.theme import SPACE, Text, Tone, toned_icon
from dialsheet.ui.wording import duration, quantity, word


class Question(QDialog):
    """A question whose safe answer is the default, and has the focus when it opens."""

    def __init__(
        self, parent: QWidget, icon: QIcon, title: str, lines: list[str], safe: str, daring: str
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(word("ui.application"))
        self.setModal(True)
        picture = QLabel()
        picture.setPixmap(icon.pixmap(40, 40))
        texts = QVBoxLayout()
        texts.setSpacing(SPACE)
        self.title = Text(title, bold=True, scale=1.25)
        texts.addWidget(self.title)
        for line in lines:
            texts.addWidget(Text(line))
        self.texts = texts
        upper = QHBoxLayout()
        upper.setSpacing(SPACE * 2)
        upper.addWidget(picture, alignment=Qt.AlignmentFlag.AlignTop)
        upper.addLayout(texts, 1)
        self.buttons = buttons = QDialogButtonBox()
        self.go = buttons.addButton(daring, QDialogButtonBox.ButtonRole.AcceptRole)
        self.stay = buttons.addButton(safe, QDialogButtonBox.ButtonRole.RejectRole)
        self.go.setAutoDefault(False)
        self.stay.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE * 3, SPACE * 3, SPACE * 3, SPACE * 2)
        column.setSpacing(SPACE * 2)
        column.addLayout(upper)
        column.addWidget(buttons)
        self.setMinimumWidth(460)
        self.stay.setFocus()  # Space presses what has the focus
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def ask(self, act: Callable[[], None], name: str, go: str, stay: str) -> "Question":
        """Open, and `act` on consent. The names are those of the dialog and of its two buttons."""
        self.setObjectName(name)
        self.go.setObjectName(go)
        self.stay.setObjectName(stay)
        self.accepted.connect(act)
        self.open()
        return self


def ask_before_calling(
    parent: QWidget,
    people: int,
    connection: Connection,
    pace: Pace,
    rules: str,
    act: Callable[[], None],
    unsent: Sequence[str] = (),
) -> Question:
    """Name how many people, which agent, which number, how long and by which rules; `act` on
    consent. `unsent` are variables that the agent reads and no field is sent for."""
    agent, number = connection.agent, connection.from_number
    lines = [
        assets.text("ui.confirm_agent", agent=agent.name if agent else ""),
        assets.text("ui.confirm_number", number=number.number if number else ""),
        assets.text("ui.confirm_account", account=connection.name),
        assets.text(
            "ui.confirm_time",
            time=duration(people / pace.per_second if pace.per_second else 0),
            pace=f"{pace.per_second:g}",
            live=pace.max_live,
        ),
        rules,
        *([assets.text("ui.agent_misses_fields", names=", ".join(unsent))] if unsent else []),
        word("ui.confirm_law"),
    ]
    question = Question(
        parent,
        toned_icon("phone", Tone.BAD, parent.palette()),
        assets.text("ui.confirm_people", count=people, people=quantity(people)),
        lines,
        word("ui.cancel"),
        assets.text("ui.confirm_go", count=people, people=quantity(people)),
    )
    return question.ask(act, "startConfirmation", "confirmStart", "confirmCancel")


def ask_before_closing(parent: QWidget, alive: int, act: Callable[[], None]) -> Question:
    """Say how many calls are alive; `act` when the run is to be paused and the window closed."""
    hint = "ui.closing_hint" if alive else "ui.closing_hint_quiet"
    question = Question(
        parent,
        toned_icon("attention", Tone.NOTICE, parent.palette()),
        word("ui.closing_title"),
        [*([assets.text("ui.closing_alive", count=alive)] if alive else []), word(hint)],
        word("ui.closing_stay"),
        word("ui.closing_go"),
    )
    return question.ask(act, "closeConfirmation", "pauseAndClose", "keepDialing")


def ask_before_taking_off(parent: QWidget, what: str, act: Callable[[], None]) -> Question:
    """Say what taking a number, or those of a file, off the list means; `act` on consent."""
    question = Question(
        parent,
        toned_icon("attention", Tone.NOTICE, parent.palette()),
        assets.text("ui.never_call_sure", what=what),
        [word("ui.never_call_risk")],
        word("ui.cancel"),
        word("ui.never_call_take_off_go"),
    )
    return question.ask(act, "takeOffConfirmation", "takeOffGo", "takeOffCancel")


def ask_before_dropping(
    parent: QWidget, count: int, typed: str, act: Callable[[], None]
) -> Question:
    """Say which numbers were typed and are not on the list; `act` when they are to be dropped."""
    question = Question(
        parent,
        toned_icon("attention", Tone.NOTICE, parent.palette()),
        assets.text("ui.never_call_left", count=count, typed=typed),
        [word("ui.never_call_left_means")],
        word("ui.never_call_left_stay"),
        word("ui.never_call_left_go"),
    )
    return question.ask(act, "leftTypedConfirmation", "leftTypedDrop", "leftTypedBack")


def ask_before_skipping(parent: QWidget, why: Trouble, act: Callable[[], None]) -> Question:
    """Say which cells of a do-not-call list cannot be read; `act` when they are to be skipped."""
    said = assets.explain(why)
    question = Question(
        parent,
        toned_icon("attention", Tone.BAD, parent.palette()),
        said.title,
        [said.sentence, word("ui.never_call_skip_means")],
        word("ui.never_call_skip_stay"),
        word("ui.never_call_skip_go"),
    )
    return question.ask(act, "skipConfirmation", "skipGo", "skipStay")


def ask_before_ending_talks(parent: QWidget, act: Callable[[], None]) -> Question:
    """Say what ending the calls that are talking means; `act` on consent."""
    question = Question(
        parent,
        toned_icon("phone", Tone.BAD, parent.palette()),
        word("ui.end_talking_sure"),
        [word("ui.end_talking_means")],
        word("ui.end_talking_stay"),
        word("ui.end_talking_go"),
    )
    return question.ask(act, "endTalkingConfirmation", "endTalkingGo", "endTalkingStay")


def ask_before_settling(
    parent: QWidget, count: int, *, placed: bool, act: Callable[[], None]
) -> Question:
    """Say what a word on so many unknown attempts means for the contacts; `act` on consent."""
    kind = "placed" if placed else "not_placed"
    lines = [word(f"ui.review_means_{kind}")]
    if not placed:
        lines.append(word("ui.review_risk"))
    question = Question(
        parent,
        toned_icon("unknown", Tone.NOTICE, parent.palette()),
        assets.text(f"ui.review_sure_{kind}", count=count),
        lines,
        word("ui.cancel"),
        word(f"ui.review_say_{kind}_go"),
    )
    return question.ask(act, "settleConfirmation", "settleGo", "settleCancel")
