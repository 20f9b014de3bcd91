"""The review of the campaign on screen: attempts of which nobody can tell whether they were placed,
and what a person says of them."""

from PySide6.QtCore import QObject, Signal

from dialsheet import assets
from dialsheet.campaign import Attempt, AttemptState
from dialsheet.dialing import Evidence
from dialsheet.ui.draft import Draft
from dialsheet.ui.engine import Engine
from dialsheet.ui.facts import Review
from dialsheet.ui.messages import Message
from dialsheet.ui.run_watch import RunWatch
from dialsheet.ui.shown_contacts import ShownContacts
from dialsheet.ui.theme import Tone
from dialsheet.ui.wording import word


class Reviews(QObject):
    """Takes wishes of the review screen, and keeps what there is to see."""

    changed = Signal()
    began = Signal()
    left = Signal()
    message = Signal(object)  # Message

    def __init__(
        self, engine: Engine, draft: Draft, shown: ShownContacts, run: RunWatch, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._engine, self._draft, self._shown, self._run = engine, draft, shown, run
        self.unknown: tuple[Evidence, ...] = ()
        self.has_looked = False  # whether `unknown` is what the service was asked about
        self.looking = False
        engine.reviewed.connect(self._reviewed)
        engine.settled_elsewhere.connect(self._settled_elsewhere)
        engine.trouble_met.connect(self._give_up)
        engine.crashed.connect(self._give_up)

    @property
    def is_possible(self) -> bool:
        """Whether there is anything for a person, and no run that may find it out itself."""
        standings = self._shown.standings
        return self.may_settle and standings is not None and standings.calls.unknown > 0

    @property
    def may_settle(self) -> bool:
        """Whether nobody dials, neither here nor elsewhere, nor looks already."""
        draft = self._draft
        resting = not (self._run.running or self.looking or draft.dialed_elsewhere)
        return draft.campaign is not None and resting

    def begin(self) -> None:
        """Show what is unknown, and look for it at the service."""
        standings = self._shown.standings
        if self.is_possible and standings is not None:
            self.unknown = tuple(
                Evidence(attempt, ()) for attempt in standings.calls.unknown_attempts
            )
            self.has_looked = False
            self._engine.watch_unknown(
                self._shown_campaign, [each.attempt.id for each in self.unknown]
            )
            self.began.emit()
            self.look()

    def look(self) -> None:
        """Look once more."""
        self._wish({})

    def settle(self, judged: dict[str, str | None]) -> None:
        """Which call an attempt is, by its ID, or (None) that it was not placed."""
        self._wish(judged)

    def leave(self) -> None:
        """Back to the campaign."""
        self._engine.watch_unknown(self._shown_campaign, ())
        self.left.emit()

    def contact(self, row: int) -> str:
        """What the sheet says first of a row that is no number to call."""
        standings, column = self._shown.standings, self.contact_column
        index = standings.index_of(row) if standings else None
        if standings is None or column is None or index is None:
            return ""
        return standings.contacts.table.column(column)[index]

    @property
    def contact_column(self) -> str | None:
        """The first column that is no number column."""
        numbers = {number.column for number in self._draft.mapping.numbers}
        return next((each for each in self._draft.headers if each not in numbers), None)

    def _wish(self, judged: dict[str, str | None]) -> None:
        if self._draft.campaign is None or not self.may_settle:
            return
        self.looking = True
        if judged:
            self._engine.settle(self._draft.campaign.id, judged)
        else:
            self._engine.look_for_unknown(self._draft.campaign.id)
        self.changed.emit()

    def _reviewed(self, review: Review) -> None:
        self.looking = False
        campaign = self._draft.campaign
        if campaign is not None and campaign.id == review.campaign_id:
            found = len(self.unknown) - len(review.unknown) - len(review.settled)
            self.unknown, self.has_looked = review.unknown, True
            self._tell(review, found)
        self.changed.emit()

    def _settled_elsewhere(self, campaign_id: str, settled: tuple[Attempt, ...]) -> None:
        """The library has another word on some by now, from another process or desktop."""
        if campaign_id != self._shown_campaign:
            return
        self._shown.take(settled)
        gone = {attempt.id for attempt in settled}
        self.unknown = tuple(each for each in self.unknown if each.attempt.id not in gone)
        not_placed = sum(not attempt.state.may_have_rung for attempt in settled)
        counts = (
            ("ui.review_elsewhere_placed", len(settled) - not_placed),
            ("ui.review_elsewhere_not_placed", not_placed),
        )
        said = " ".join(assets.text(code, count=count) for code, count in counts if count)
        self.message.emit(Message(Tone.NOTICE, word("ui.review_elsewhere"), said))
        self.changed.emit()

    @property
    def _shown_campaign(self) -> str:
        campaign = self._draft.campaign
        return campaign.id if campaign else ""

    def _tell(self, review: Review, found: int) -> None:
        """Say what became of those that are not on the list any more."""
        states = [attempt.state for attempt in review.settled]
        not_placed = states.count(AttemptState.NOT_PLACED)
        counts = (
            ("ui.review_found", max(0, found)),
            ("ui.review_placed", len(states) - not_placed),
            ("ui.review_not_placed", not_placed),
        )
        said = [assets.text(code, count=count) for code, count in counts if count]
        if said:
            title = word("ui.review_settled" if self.unknown else "ui.review_nothing_left")
            self.message.emit(Message(Tone.GOOD, title, " ".join(said)))

    def _give_up(self, _trouble: object) -> None:
        """No fact tells which wish failed."""
        if self.looking:
            self.looking = False
            self.changed.emit()
