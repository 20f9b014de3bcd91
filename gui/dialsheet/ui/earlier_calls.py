"""Earlier calls to a sheet's contacts: asked for before Start, and on opening its file."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from dialsheet import assets
from dialsheet.campaign import CampaignSummary
from dialsheet.ui.draft import Draft
from dialsheet.ui.engine import Engine
from dialsheet.ui.facts import LookedBack, NewRun
from dialsheet.ui.messages import Message
from dialsheet.ui.run_watch import RunWatch
from dialsheet.ui.theme import Tone
from dialsheet.ui.wording import moment, word


class EarlierCalls(QObject):
    """Asks the engine, and offers to go on with a campaign of the same sheet."""

    message = Signal(object)  # Message
    reopen_wanted = Signal(str)  # the ID of a campaign

    def __init__(self, engine: Engine, draft: Draft, run: RunWatch, parent: QObject) -> None:
        super().__init__(parent)
        self._engine, self._draft, self._run = engine, draft, run
        self._asked: NewRun | None = None
        self._act: Callable[[LookedBack], None] | None = None
        engine.looked_back.connect(self._looked_back)
        engine.unfinished_found.connect(self._offer)

    def look(self, act: Callable[[LookedBack], None]) -> None:
        """Have a look at whom other campaigns called, and `act` on what comes of it."""
        self._asked, self._act = self._run.new_run(), act
        if self._asked is not None:
            self._engine.look_back(self._asked)

    def forget(self) -> None:
        """Nobody waits for what comes of the look any more."""
        self._asked = self._act = None

    def _looked_back(self, found: LookedBack) -> None:
        if found.new is self._asked and self._act is not None:
            act, self._act = self._act, None
            act(found)

    def _offer(self, found: tuple[CampaignSummary, ...]) -> None:
        """The sheet that was opened has a campaign that is not finished."""
        campaign = found[0].campaign
        if self._draft.campaign is not None:
            return
        said = assets.text("ui.unfinished_means", made=moment(campaign.created_at))
        title = assets.text("ui.unfinished", file=campaign.source.file)

        def go_on() -> None:
            self.reopen_wanted.emit(campaign.id)

        self.message.emit(Message(Tone.NOTICE, title, said, word("ui.unfinished_go_on"), go_on))
