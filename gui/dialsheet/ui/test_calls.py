"""The test call before the first real run: one call to a person's own number."""

from PySide6.QtCore import QObject, Signal

from dialsheet import assets
from dialsheet.campaign import Attempt, Outcome, attempt_outcome
from dialsheet.ui.draft import Draft, Step
from dialsheet.ui.engine import Engine
from dialsheet.ui.facts import Tested
from dialsheet.ui.messages import Message
from dialsheet.ui.run_watch import RunWatch
from dialsheet.ui.theme import Tone
from dialsheet.ui.wording import outcome_word, state_word, word


class TestCalls(QObject):
    """Wishes for a test call, and says how it goes."""

    message = Signal(object)  # Message
    changed = Signal()

    def __init__(self, engine: Engine, draft: Draft, run: RunWatch, parent: QObject) -> None:
        super().__init__(parent)
        self._engine, self._draft, self._run = engine, draft, run
        self.under_way = False
        self.number = ""  # that was called last, to be offered again
        engine.test_told.connect(self._told)
        engine.tested.connect(self._tested)
        engine.trouble_met.connect(self._give_up)
        engine.crashed.connect(self._give_up)

    @property
    def is_asked_for(self) -> bool:
        """Whether a first run would ring real telephones, and nobody has heard the agent yet."""
        draft = self._draft
        connection = draft.connection
        rings = connection is not None and not connection.practice
        made = draft.terms.test_id(draft.mapping, connection)
        return rings and draft.campaign is None and made is None

    def call(self, number: str, row: int) -> None:
        """Call a number with what a row would send."""
        new = self._run.new_run()
        if new is None or self.under_way or self._draft.blocked(Step.DIAL) is not None:
            return
        self.under_way, self.number = True, number
        self._say(Tone.INFO, word("ui.state_intended"))
        self._engine.test_call(new, number, row)
        self.changed.emit()

    def _told(self, attempt: Attempt) -> None:
        if self.under_way:
            self._say(Tone.INFO, word(f"ui.state_{state_word(attempt)}"))

    def _tested(self, tested: Tested) -> None:
        self.under_way = False
        outcome = attempt_outcome(tested.attempt) if tested.attempt else None
        if tested.attempt is None or outcome is None:
            self._say(Tone.NOTICE, assets.sentence(tested.reason))
        elif outcome is not Outcome.COMPLETED:
            said = assets.text("ui.test_not_heard", outcome=outcome_word(outcome))
            self._say(Tone.NOTICE, said)
        else:
            self._draft.terms.test = (tested.test_id, tested.new.mapping, tested.new.connection)
            said = assets.text("ui.test_ended", outcome=outcome_word(outcome))
            self._say(Tone.GOOD, said)
        self.changed.emit()

    def _say(self, tone: Tone, sentence: str) -> None:
        title = assets.text("ui.test_call_to", number=self.number)
        self.message.emit(Message(tone, title, sentence))

    def _give_up(self, _trouble: object) -> None:
        """No fact tells which wish failed."""
        if self.under_way:
            self.under_way = False
            self.changed.emit()
