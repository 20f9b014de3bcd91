"""The way to Start: at once in practice; where telephones ring, through a question."""

from PySide6.QtWidgets import QWidget

from dialsheet.ui.confirmations import ask_before_calling
from dialsheet.ui.draft import Step
from dialsheet.ui.earlier_calls_box import EarlierCallsBox
from dialsheet.ui.facts import LookedBack
from dialsheet.ui.rules_wording import rules_in_words
from dialsheet.ui.session import Session
from dialsheet.ui.test_call_dialog import ask_for_test_call


def start(parent: QWidget, session: Session) -> None:
    """Start the run, or take the campaign up again; nothing happens where something is missing."""
    draft, run = session.draft, session.run
    connection = draft.connection
    if run.running or connection is None or draft.blocked(Step.DIAL) is not None:
        return
    people, pilot = run.view.waiting, draft.terms.pilot
    if connection.practice or not people:  # no telephone rings, or none any more
        run.start()
        return
    if draft.campaign is None and pilot:
        people = min(people, pilot)
    rules, pace = rules_in_words(draft.calling_in_force), draft.pace_in_force

    def confirm(found: LookedBack | None) -> None:
        what, unsent = (parent, people, connection, pace, rules), draft.unsent_variables
        if found is None or not found.concerns:
            ask_before_calling(*what, run.start, unsent)
            return
        box = EarlierCallsBox(found, people)
        question = ask_before_calling(*what, lambda: run.start(box.chosen), unsent)
        box.join(question, session.reopen)

    def ask() -> None:
        if draft.campaign is None:
            session.earlier.look(confirm)
        else:
            confirm(None)

    test_calls = session.test_calls
    if test_calls.is_asked_for and draft.contacts is not None:
        rows = draft.contacts.table.rows
        ask_for_test_call(parent, test_calls.number, (rows[0], rows[-1]), test_calls.call, ask)
    else:
        ask()
