"""The way to Start: at once in practice; where telephones ring, through a question."""

from PySide6.QtWidgets import QWidget

from dialsheet.ui.confirmations import ask_before_calling
from dialsheet.ui.draft import Step
from dialsheet.ui.rules_wording import rules_in_words
from dialsheet.ui.session import Session


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
    rules = rules_in_words(draft.calling_in_force)
    ask_before_calling(parent, people, connection, draft.pace_in_force, rules, run.start)
