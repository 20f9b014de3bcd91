"""The rules of calling in the window: chosen in a dialog, told in a line, obeyed by the run."""

from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QTime
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTimeEdit,
    QWidget,
)

from dialsheet import outside
from dialsheet.campaign import (
    AttemptState,
    CallingRules,
    Connection,
    Outcome,
    Retry,
    SortKey,
    Window,
    attempt_outcome,
)
from dialsheet.ui.rules_wording import rules_in_words
from dialsheet.ui.run_terms import RunTerms, in_force
from ui.hand import Hand, OpenWindow, mnemonics, unnamed
from ui.pictures import find

NOBODY_AGAIN = "At any hour · nobody is called again in this campaign"


def attempts() -> list[tuple[int, Outcome | None]]:
    """Every attempt of the only campaign: its row, and what became of it."""
    with closing(outside.library_opener()()) as library:
        (summary,) = library.campaigns()
        made = library.attempts(summary.campaign.id)
    kept = (AttemptState.ENDED, AttemptState.REFUSED)
    return [(each.row, attempt_outcome(each)) for each in made if each.state in kept]


def rules_dialog(hand: Hand) -> QDialog:
    hand.press("rulesButton")
    hand.until(lambda: hand.window.findChildren(QDialog, "rulesDialog"))
    return find(hand.window, QDialog, "rulesDialog")


def test_rules_are_chosen_told_obeyed_and_then_fixed(day: OpenWindow, people: Path) -> None:
    hand = day()
    hand.open(people)
    hand.practise(pace=20.0)
    assert hand.text("rulesLine") == NOBODY_AGAIN
    dialog = rules_dialog(hand)
    assert unnamed(hand.window) == []
    doubled = [key for key, count in mnemonics(dialog, hand.window).items() if count > 1]
    assert doubled == []
    for outcome in ("busy", "no_answer", "voicemail"):
        find(dialog, QCheckBox, f"again_{outcome}").setChecked(True)
        find(dialog, QSpinBox, f"after_{outcome}").setValue(0)
        find(dialog, QSpinBox, f"calls_{outcome}").setValue(2)
    order = find(dialog, QComboBox, "order0")
    order.setCurrentIndex(order.findData("Phone"))
    find(dialog, QCheckBox, "descending0").setChecked(True)
    hand.press("rulesGo")
    assert "Busy: again after no time, 2 calls in all" in hand.text("rulesLine")
    assert hand.text("rulesLine").endswith("in the order of Phone")
    hand.press("startButton")
    hand.until_the_run_is_over()

    made = attempts()
    by_row = {row: [outcome for each, outcome in made if each == row] for row, _ in made}
    assert next(row for row, _ in made) == 9, "the largest number first"
    again = {Outcome.BUSY, Outcome.NO_ANSWER, Outcome.VOICEMAIL}
    assert {row: len(each) for row, each in by_row.items()} == {
        row: 2 if each[0] in again else 1 for row, each in by_row.items()
    }
    assert any(len(each) == 2 for each in by_row.values()), "else this test shows nothing"

    dialog = rules_dialog(hand)
    assert not find(dialog, QCheckBox, "again_busy").isEnabled()
    assert find(dialog, QCheckBox, "again_busy").isChecked()
    assert not dialog.findChildren(QPushButton, "rulesGo")
    hand.press("rulesClose")
    hand.window.close()

    hand = day()
    hand.open(people)
    assert "Busy: again after no time, 2 calls in all" in hand.text("rulesLine"), "remembered"


def test_hours_that_cannot_be_are_said_and_change_nothing(day: OpenWindow, people: Path) -> None:
    hand = day()
    hand.open(people)
    hand.practise()
    dialog = rules_dialog(hand)
    find(dialog, QCheckBox, "windowChoice").setChecked(True)
    find(dialog, QTimeEdit, "windowOpens").setTime(QTime(20, 0))
    find(dialog, QTimeEdit, "windowCloses").setTime(QTime(9, 0))
    hand.press("rulesGo")
    assert find(dialog, QWidget, "rulesProblem").isVisible()
    assert dialog.isVisible()
    find(dialog, QTimeEdit, "windowCloses").setTime(QTime(0, 0))
    hand.press("rulesGo")
    assert (
        hand.text("rulesLine")
        == "20:00 to 24:00 where they are · nobody is called again in this campaign"
    )


CLINIC = Connection("Clinic", practice=False)


def test_where_telephones_ring_hours_and_cap_hold_unless_chosen_otherwise() -> None:
    assert rules_in_words(in_force(CallingRules(), CLINIC)) == (
        "8:00 to 21:00 where they are · at most 3 calls a day to a number"
        " · nobody is called again in this campaign"
    )
    chosen = CallingRules(Window(9 * 60, 18 * 60 + 30), 1, (Retry(Outcome.BUSY, 1800.0, 3),))
    assert rules_in_words(in_force(chosen, CLINIC)) == (
        "9:00 to 18:30 where they are · at most 1 call a day to a number · "
        "Busy: again after 30 minutes, 3 calls in all"
    )


STRICT = CallingRules(Window(9 * 60, 17 * 60), 2, callback_value="later")


@pytest.mark.parametrize(
    ("chosen", "kept"),
    [
        (STRICT, STRICT),
        (replace(STRICT, window=Window(0, 24 * 60)), replace(STRICT, window=None)),
        (replace(STRICT, window=Window(7 * 60, 17 * 60)), replace(STRICT, window=None)),
        (replace(STRICT, cap=20), replace(STRICT, cap=None)),
    ],
)
def test_what_lets_more_calls_through_than_usual_is_not_remembered(
    chosen: CallingRules, kept: CallingRules
) -> None:
    assert CallingRules.from_json(RunTerms(chosen).setting()) == kept


def test_rules_about_columns_that_a_sheet_lacks_are_left_out() -> None:
    chosen = CallingRules(callback_column="When", order=(SortKey("Age"), SortKey("Name")))
    fitted = RunTerms(chosen).fitting(("Name", "Phone"))
    assert fitted == CallingRules(order=(SortKey("Name"),))


def test_a_pilot_dials_so_many_and_stops(day: OpenWindow, people: Path) -> None:
    hand = day()
    hand.open(people)
    hand.practise(pace=20.0)
    find(hand.window, QSpinBox, "pilot").setValue(3)
    hand.press("startButton")
    hand.until_the_run_is_over()
    assert sorted(Counter(row for row, _ in attempts()).items()) == [(2, 1), (3, 1), (4, 1)]
    assert "The pilot is over" in find(hand.window, QWidget, "runReason").accessibleName()
    assert find(hand.window, QPushButton, "startButton").text() == "Dial the &rest"
    hand.press("startButton")
    hand.until_the_run_is_over()
    assert Counter(row for row, _ in attempts()) == dict.fromkeys(range(2, 10), 1)
    assert hand.text("runState") == "Finished: every call is accounted for"


def test_who_is_never_to_be_called_is_held_until_taken_off(
    day: OpenWindow, people: Path, tmp_path: Path
) -> None:
    listed = tmp_path / "never.csv"
    listed.write_text("Phone\n+1 202 555 0103\n+1 202 555 0104\nnobody\n", encoding="utf-8")
    hand = day()
    hand.open(people)
    window = hand.window
    window.menus.never_call.trigger()
    hand.until(lambda: hand.text("neverCallCount").startswith("0 entries"))
    assert unnamed(window) == []
    add = find(window, QAbstractButton, "neverCallAdd")
    number = find(window, QLineEdit, "neverCallNumber")
    number.setText("12")
    assert not add.isEnabled()
    number.setText("+1 202 555 0100")
    assert hand.text("neverCallVerdict") == "+12025550100"
    hand.press("neverCallAdd")
    hand.until(lambda: hand.text("neverCallCount").startswith("1 entry"))
    window.engine.never_call_file(listed, "US")
    hand.until(lambda: hand.text("neverCallCount").startswith("3 entries"))
    assert hand.text("neverCallSources") == "typed in here: 1\nnever.csv: 2"
    number.setText("+1 202 555 0103")
    hand.press("neverCallTakeOff")
    hand.press("takeOffCancel")
    hand.press("neverCallTakeOff")
    hand.press("takeOffGo")
    hand.until(lambda: hand.text("neverCallCount").startswith("2 entries"))
    hand.press("neverCallClose")


def test_a_list_that_cannot_be_read_is_asked_about(
    day: OpenWindow, people: Path, tmp_path: Path
) -> None:
    listed = tmp_path / "never.csv"
    listed.write_text("Mobile,Home\n202-555-0103 / 0104,5550105\n", encoding="utf-8")
    hand = day()
    hand.open(people)
    window = hand.window
    window.menus.never_call.trigger()
    hand.until(lambda: hand.text("neverCallCount").startswith("0 entries"))
    window.engine.never_call_file(listed, "US")
    hand.press("skipStay")
    assert hand.text("neverCallCount").startswith("0 entries"), "nothing is half listed"
    window.engine.never_call_file(listed, "US")
    hand.press("skipGo")
    hand.until(lambda: hand.text("neverCallCount").startswith("2 entries"))
    assert "2 numbers of “never.csv” are never called" in said(window)
    assert "columns Mobile" in said(window)
    hand.press("neverCallClose")


def said(window: QWidget) -> str:
    """What the window's message bar says."""
    return " ".join(label.text() for label in window.messages.findChildren(QLabel))
