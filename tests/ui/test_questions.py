"""The dialogs and the message bar: what they name, and that no slip of the hand calls anybody."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from dialsheet.campaign import Connection, Pace
from dialsheet.errors import BadInput
from dialsheet.ui.confirmations import Question, ask_before_calling, ask_before_closing
from dialsheet.ui.message_bar import MessageBar
from dialsheet.ui.messages import of_crash, of_trouble
from ui.pictures import AGENTS, NUMBERS, find

LIVE = Connection("Clinic", False, agent=AGENTS[0], from_number=NUMBERS[0])


class Asked:
    """The question before a live run, over a window."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.calls = 0
        self.window = QWidget()
        qtbot.addWidget(self.window)
        with qtbot.waitExposed(self.window):
            self.window.show()
        self.question: Question = ask_before_calling(
            self.window, 170, LIVE, Pace(1.0, 8), "8:00 to 21:00", self._call
        )
        with qtbot.waitActive(self.question):
            pass

    def _call(self) -> None:
        self.calls += 1

    def press(self, key: Qt.Key) -> None:
        target = QGuiApplication.focusObject()
        assert isinstance(target, QWidget)
        self.qtbot.keyClick(target, key)


@pytest.fixture
def asked(qtbot: QtBot) -> Asked:
    return Asked(qtbot)


def test_a_live_start_names_people_agent_number_and_time(asked: Asked) -> None:
    said = " ".join(label.text() for label in asked.question.findChildren(QLabel))
    for fact in ("170 people", "Survey", "+12125550142", "Clinic", "3 minutes", "at most 8"):
        assert fact in said


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_and_space_do_not_start(asked: Asked, key: Qt.Key) -> None:
    asked.press(key)
    assert asked.calls == 0
    asked.qtbot.waitUntil(lambda: not asked.window.findChildren(Question))


def test_escape_does_not_start(asked: Asked) -> None:
    asked.press(Qt.Key.Key_Escape)
    assert asked.calls == 0


def test_start_is_not_the_default_and_is_pressed_on_purpose(asked: Asked) -> None:
    start = find(asked.question, QPushButton, "confirmStart")
    cancel = find(asked.question, QPushButton, "confirmCancel")
    assert (start.isDefault(), start.autoDefault(), cancel.isDefault()) == (False, False, True)
    assert cancel.hasFocus()
    start.setFocus(Qt.FocusReason.TabFocusReason)
    asked.press(Qt.Key.Key_Space)
    assert asked.calls == 1


def test_closing_says_how_many_calls_are_alive(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    closed: list[bool] = []
    question = ask_before_closing(window, 3, lambda: closed.append(True))
    with qtbot.waitActive(question):
        pass
    said = " ".join(label.text() for label in question.findChildren(QLabel))
    assert "3 calls are ringing or talking" in said
    assert find(question, QPushButton, "keepDialing").hasFocus()
    qtbot.mouseClick(find(question, QPushButton, "pauseAndClose"), Qt.MouseButton.LeftButton)
    assert closed == [True]


def test_closing_while_nobody_is_on_the_telephone_speaks_of_none(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    question = ask_before_closing(window, 0, lambda: None)
    said = " ".join(label.text() for label in question.findChildren(QLabel))
    assert "0 calls" not in said
    assert "Who waits to be called keeps their place" in said


@pytest.fixture
def bar(qtbot: QtBot) -> MessageBar:
    bar = MessageBar()
    qtbot.addWidget(bar)
    return bar


def test_trouble_is_a_title_a_sentence_and_a_next_step(bar: MessageBar, qtbot: QtBot) -> None:
    bar.show_message(of_trouble(BadInput("ui.key_missing", account="Clinic")))
    assert find(bar, QLabel, "messageTitle").text() == "No API key"
    said = find(bar, QLabel, "messageText").text()
    assert "“Clinic”" in said
    assert said.endswith("Type the key in step 3 and press Connect.")
    assert not find(bar, QPushButton, "messageAction").isVisible()
    qtbot.mouseClick(find(bar, QAbstractButton, "messageClose"), Qt.MouseButton.LeftButton)
    assert not bar.isVisible()


def test_one_message_takes_the_place_of_another(bar: MessageBar) -> None:
    bar.show_message(of_trouble(BadInput("ui.key_missing", account="Clinic")))
    bar.show_message(of_trouble(BadInput("ui.run_in_progress")))
    assert find(bar, QLabel, "messageTitle").text() == "A run is in progress"


def test_a_crash_shows_no_traceback_but_its_report_can_be_copied(
    bar: MessageBar, qtbot: QtBot
) -> None:
    bar.show_message(of_crash("Traceback: the report"))
    said = " ".join(label.text() for label in bar.findChildren(QLabel))
    assert "Traceback" not in said
    qtbot.mouseClick(find(bar, QPushButton, "messageAction"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "Traceback: the report"
