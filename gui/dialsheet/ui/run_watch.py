"""The run of the campaign on screen: what is wished of it, and how it stands."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from dialsheet.campaign import Attempt, Campaign, Repeated
from dialsheet.dialing import ContactHeld, Progress, RunReport, RunState
from dialsheet.ui.draft import Draft, Step
from dialsheet.ui.engine import Engine
from dialsheet.ui.facts import NewRun
from dialsheet.ui.shown_contacts import ShownContacts

MISSED = "dialing.missed"  # why a run pauses itself after a gap


@dataclass(frozen=True, slots=True)
class RunView:
    """How the run stands, as it is shown."""

    running: bool = False
    progress: Progress | None = None  # None: no run since the campaign was opened
    report: RunReport | None = None
    waiting: int = 0  # contacts still to be called, where no progress tells
    tried: int = 0  # contacts already called, where no progress tells
    called: int = 0  # of these, who is not to be called again
    unknown: int = 0  # attempts that are for a person, where no progress tells
    open: int = 0  # calls whose end is not known yet, where no progress tells
    last: Attempt | None = None  # the last that was made, after a gap
    pilot_over: bool = False  # the rest waits for a person's word

    @property
    def goes_on(self) -> bool:
        """Whether there is a run, and nothing stopped it."""
        progress = self.progress
        stopped = progress and progress.state is RunState.FINISHING and progress.waiting
        return self.running and not stopped


class RunWatch(QObject):
    """Starts, pauses and stops the run, and follows what the engine tells of it."""

    changed = Signal()
    started = Signal()

    def __init__(self, engine: Engine, draft: Draft, shown: ShownContacts, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = engine
        self._draft = draft
        self._shown = shown
        self._state = RunView()
        engine.run_started.connect(self._run_started)
        engine.run_progressed.connect(self._run_progressed)
        engine.attempts_changed.connect(self._attempts_changed)
        engine.run_ended.connect(self._run_ended)
        engine.run_broken_off.connect(self.break_off)

    @property
    def view(self) -> RunView:
        """How the run stands; between runs the contacts tell how far it is."""
        standings = self._shown.standings
        progress = self._state.progress
        if standings is None:
            return self._state
        if self._state.running and progress is not None:
            missed = progress.reason is not None and progress.reason.code == MISSED
            return replace(self._state, last=standings.calls.last) if missed else self._state
        dialed = self._state.running or self._draft.dialed_elsewhere
        unknown = 0 if dialed else standings.calls.unknown
        return replace(
            self._state,
            waiting=standings.waiting,
            tried=standings.calls.tried,
            called=standings.calls.called,
            unknown=unknown,
            open=standings.calls.open,
            pilot_over=self._is_pilot_over(standings.calls.tried),
        )

    def _is_pilot_over(self, tried: int) -> bool:
        campaign = self._draft.campaign
        limit = campaign.rules.limit if campaign else None
        return limit is not None and tried >= limit and not self._state.running

    @property
    def running(self) -> bool:
        """Whether a run goes on, or was just wished for."""
        return self._state.running

    @property
    def alive(self) -> int:
        """How many calls may be ringing or talking."""
        return self._state.progress.alive if self._state.progress else 0

    @property
    def sends(self) -> bool:
        """Whether calls may go out: there is a run, and it is not paused."""
        progress = self._state.progress
        return self.running and (progress is None or progress.state is not RunState.PAUSED)

    @property
    def rests(self) -> bool:
        """Whether nothing is sent and no call is alive: the run is paused, or there is none."""
        return not (self.running and (self.sends or self.alive))

    def start(self, repeated: Repeated | None = None) -> None:
        """Start the run, or take the campaign up again. A live one was confirmed before, and whom
        to call of those who were called before; None: as the rules have it."""
        draft = self._draft
        if self.running or draft.blocked(Step.DIAL) is not None:
            return
        ends_pilot = self.view.pilot_over
        self._state = RunView(running=True)
        if draft.campaign is not None:
            self._engine.resume_campaign(draft.campaign.id, draft.terms.unattended, ends_pilot)
        elif (new := self.new_run()) is not None:
            if repeated is not None:
                again, unreached = repeated is Repeated.ALL, repeated is Repeated.UNREACHED
                rules = replace(new.rules, call_again=again, call_unreached=unreached)
                new = replace(new, rules=rules)
            self._engine.start_run(new)
        self.changed.emit()

    def new_run(self) -> NewRun | None:
        """What Start would hand over; None where something is missing."""
        draft = self._draft
        if not (draft.sheet and draft.contacts and draft.connection):
            return None
        return NewRun(
            draft.sheet,
            draft.contacts,
            draft.mapping,
            draft.terms.rules(draft.rules, draft.headers),
            draft.connection,
            draft.pace_in_force,
            tuple(draft.corrections.values()),
            draft.terms.unattended,
            draft.terms.test_id(draft.mapping, draft.connection),
        )

    def pause(self) -> None:
        """Send nothing more for now."""
        self._engine.pause()

    def resume(self) -> None:
        """Go on after a pause."""
        self._engine.resume()

    def end_talking(self) -> None:
        """End the calls that are talking."""
        self._engine.end_talking()

    def stop(self) -> None:
        """Send nothing more; living calls are followed to their end."""
        self._engine.stop()

    def forget(self) -> None:
        """Something else is on screen now, or the same anew while a run goes on."""
        if not self.running:
            self._state = RunView()

    def break_off(self) -> None:
        """The run failed, or could not begin: why is told as every trouble is."""
        if self.running:
            self._state = replace(self._state, running=False)
            self.changed.emit()

    def _run_started(self, campaign: Campaign) -> None:
        self._draft.start_as(campaign)
        self._state = RunView(running=True)
        self.started.emit()
        self.changed.emit()

    def _run_progressed(self, progress: Progress) -> None:
        if progress.state is RunState.ENDED:
            return  # its report comes once all is closed: only then may another run begin
        self._state = RunView(True, progress)
        self.changed.emit()

    def _attempts_changed(self, changes: tuple[Attempt | ContactHeld, ...]) -> None:
        campaign = self._draft.campaign
        its = campaign.id if campaign else None  # a review may tell of one that was left
        self._shown.take(
            each for each in changes if not isinstance(each, Attempt) or each.campaign_id == its
        )
        self.changed.emit()

    def _run_ended(self, report: RunReport) -> None:
        self._state = RunView(False, report.progress, report)
        self.changed.emit()
