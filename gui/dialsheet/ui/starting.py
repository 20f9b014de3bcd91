"""The way to Start: at once in practice; where telephones ring, through a question."""

from PySide6.QtWidgets import QWidget

from dialsheet.campaign import Repeated
from dialsheet.ui.confirmations import ask_before_calling
from dialsheet.ui.draft import Step
from dialsheet.ui.earlier_calls_box import EarlierCallsBox
from dialsheet.ui.rules_wording import rules_in_words
from dialsheet.ui.session import Session
from dialsheet.ui.test_call_dialog import ask_for_test_call


def start(parent: QWidget, session: Session) -> None:
    """Start the run, or take the campaign up again; nothing happens where something is missing, or
    about to be replaced by a sheet that is on its way in."""
    draft, run = session.draft, session.run
    connection = draft.connection
    if run.running or connection is None or draft.blocked(Step.DIAL) is not None:
        return
    if session.intake.is_importing:
        return
    people, pilot = run.view.waiting, draft.terms.pilot
    if connection.practice or not people:  # no telephone rings, or none any more
        run.start()
        return
    if draft.campaign is None and pilot:
        people = min(people, pilot)
    rules, pace = rules_in_words(draft.calling_in_force), draft.pace_in_force

    sheet, campaign = draft.sheet, draft.campaign

    def start_as_asked(chosen: Repeated | None) -> None:
        if draft.sheet is sheet and draft.campaign is campaign:  # nothing else was opened since
            run.start(chosen)

    def ask() -> None:
        unsent = draft.unsent_variables
        box = EarlierCallsBox(people)
        question = ask_before_calling(
            *(parent, people, connection, pace, rules, lambda: start_as_asked(box.chosen), unsent)
        )
        if draft.campaign is None:
            box.join(question, session.reopen)
            session.earlier.look(box.show_found)
            question.finished.connect(session.earlier.forget)

    test_calls = session.test_calls
    if test_calls.is_asked_for and draft.contacts is not None:
        rows = draft.contacts.table.rows
        ask_for_test_call(parent, test_calls.number, (rows[0], rows[-1]), test_calls.call, ask)
    else:
        ask()
