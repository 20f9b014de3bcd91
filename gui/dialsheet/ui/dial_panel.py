"""Step 4: start, pause and stop the run, see how far it is, and export the result sheet."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from dialsheet import assets
from dialsheet.dialing import RunState
from dialsheet.ui.draft import Draft, Step
from dialsheet.ui.outcome_list import OutcomeList
from dialsheet.ui.pace_form import PaceForm
from dialsheet.ui.panel import Panel
from dialsheet.ui.rules_wording import rules_in_words
from dialsheet.ui.run_notices import RunNotices
from dialsheet.ui.run_watch import RunView
from dialsheet.ui.theme import SPACE, PrimaryButton, Text, Tone
from dialsheet.ui.wording import clock, duration, quantity, word


class DialPanel(Panel):
    """The run."""

    start_requested = Signal()
    pause_requested = Signal()
    resume_requested = Signal()
    stop_requested = Signal()
    export_requested = Signal()
    pace_changed = Signal(object)  # Pace
    pilot_chosen = Signal(object)  # int, or None: no pilot
    rules_requested = Signal()
    review_requested = Signal()
    end_talking_requested = Signal()
    unattended_chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("dial", parent)
        self._headline = Text(bold=True, scale=1.1)
        self._headline.setObjectName("runState")
        self._notices = RunNotices()
        self._notices.review_requested.connect(self.review_requested)
        self._notices.end_talking_requested.connect(self.end_talking_requested)
        self._progress = QProgressBar()
        self._progress.setObjectName("progress")
        self._progress.setAccessibleName(word("ui.progress"))
        self._tiles = {name: Tile(name) for name in ("placed", "alive", "waiting", "time_left")}
        self.outcomes = OutcomeList()
        self._pace = Text(tone=Tone.MUTED)
        self._pace_form = PaceForm()
        self._pace_form.changed.connect(self.pace_changed)
        self._pace_form.pilot_chosen.connect(self.pilot_chosen)
        self._rules = Text(tone=Tone.MUTED)
        self._rules.setObjectName("rulesLine")
        self.rules = self._button("rulesButton", "ui.rules")
        self.rules.setMinimumHeight(0)
        self.rules.clicked.connect(self.rules_requested)
        self._unattended = QCheckBox(word("ui.unattended"))
        self._unattended.setObjectName("unattended")
        self._unattended.setToolTip(word("ui.unattended.tip"))
        self._unattended.clicked.connect(self.unattended_chosen)
        self.start = self.next_button
        self.start.setObjectName("startButton")
        self.start.clicked.disconnect()
        self.start.clicked.connect(self.start_requested)
        self.pause = self._button("pauseButton", "ui.pause")
        self.pause.clicked.connect(self._pause_or_resume)
        self.stop = self._button("stopButton", "ui.stop")
        self.stop.clicked.connect(self.stop_requested)
        self.export = PrimaryButton(word("ui.export"))
        self.export.setObjectName("exportButton")
        self.export.clicked.connect(self.export_requested)
        self._paused = False

        self.body.addWidget(self._headline)
        self.body.addWidget(self._progress)
        tiles = QGridLayout()
        tiles.setSpacing(SPACE)
        for place, tile in enumerate(self._tiles.values()):
            tiles.addWidget(tile, place // 2, place % 2)
        self.body.addLayout(tiles)
        self.body.addWidget(self._notices)
        self.body.addWidget(self.outcomes)
        self.body.addWidget(self._pace_form)
        self.body.addWidget(self._pace)
        self.body.addWidget(self._rules)
        self.body.addWidget(self.rules, alignment=Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self._unattended)
        self.body.addStretch()
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addWidget(self.pause)
        buttons.addWidget(self.stop)
        self.place_foot(buttons)
        self.foot.addWidget(self.export)

    def focus_first(self) -> None:
        """While a run goes on, what is wanted most is a pause."""
        if self.pause.isVisibleTo(self):
            self.pause.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().focus_first()

    def show_draft(self, draft: Draft, run: RunView) -> None:
        """Show how the run stands, or what stands in its way."""
        started = draft.campaign is not None
        self._show_run(draft, run)
        pace = draft.pace_in_force
        self._pace_form.setVisible(not started)
        self._pace_form.show_pace(pace, draft.max_pace, draft.terms.pilot)
        self._rules.setText(rules_in_words(draft.calling_in_force))
        self._pace.setVisible(started)
        self._pace.setText(
            assets.text("ui.pace_said", pace=f"{pace.per_second:g}", live=pace.max_live)
        )
        for tile in self._tiles.values():
            tile.setVisible(started)
        self._progress.setVisible(started)
        unfinished = not started or run.waiting > 0 or run.open > 0
        self._unattended.setVisible(not run.running and unfinished)
        self._unattended.setChecked(draft.terms.unattended)
        self.start.setVisible(not run.running and unfinished)
        self.start.setText(self._start_text(draft, run))
        self.start.setEnabled(draft.blocked(Step.DIAL) is None)
        self.pause.setVisible(run.running)
        self.stop.setVisible(run.running)
        stopping = run.progress is not None and run.progress.state is RunState.FINISHING
        self._paused = run.progress is not None and run.progress.state is RunState.PAUSED
        self.pause.setText(word("ui.resume" if self._paused else "ui.pause"))
        self.pause.setEnabled(not stopping)
        self.stop.setEnabled(not stopping)
        self.export.setVisible(started)
        self.export.set_quiet(run.running or self.start.isVisibleTo(self))

    def _show_run(self, draft: Draft, run: RunView) -> None:
        """Headline, bar, numbers, and why it is as it is."""
        if draft.campaign is None:
            self._show_before(draft)
            return
        progress = run.progress
        lives = progress is not None and run.running
        waiting = progress.waiting if progress and lives else run.waiting
        total = progress.total if progress and lives else run.called + waiting
        done = max(0, total - waiting)
        self._headline.setText(_headline(run))
        self._progress.setRange(0, max(1, total))
        self._progress.setValue(done)
        self._progress.setFormat(
            assets.text("ui.progress_of", done=quantity(done), total=quantity(total))
        )
        left = progress.time_left_s if progress and run.goes_on else None
        self._tiles["placed"].show_value(
            quantity(progress.placed if progress else run.tried - run.unknown)
        )
        alive = progress.alive - progress.unknown if progress else 0
        self._tiles["alive"].show_value(quantity(alive))
        self._tiles["waiting"].show_value(quantity(waiting))
        self._tiles["time_left"].show_value("–" if left is None else clock(left))
        if draft.handed_over:
            self._notices.show_before(draft.blocked(Step.DIAL))
        else:
            self._notices.show_run(run)

    def _show_before(self, draft: Draft) -> None:
        """What Start would do, or why it cannot."""
        blocked = draft.blocked(Step.DIAL)
        self._notices.show_before(blocked)
        people = draft.ready or 0
        if blocked is not None:
            self._headline.setText(word("ui.not_ready"))
            return
        first = min(people, draft.terms.pilot or people)
        least = duration(first / draft.pace_in_force.per_second)
        said = [
            assets.text("ui.ready_to_call", count=first, people=quantity(first)),
            assets.text("ui.takes_at_least", time=least),
        ]
        if rest := people - first:
            said.append(assets.text("ui.pilot_first", count=rest, people=quantity(rest)))
        self._headline.setText("\n".join(said))

    def _start_text(self, draft: Draft, run: RunView) -> str:
        if draft.campaign is not None and not run.waiting:
            return word("ui.follow_up")
        if run.pilot_over:
            return word("ui.dial_rest")
        if draft.campaign is not None:
            return word("ui.go_on_practice" if draft.campaign.practice else "ui.go_on")
        if draft.practice is None:
            return word("ui.start_either")
        return word("ui.start_practice" if draft.practice else "ui.start")

    def _pause_or_resume(self) -> None:
        if self._paused:
            self.resume_requested.emit()
        else:
            self.pause_requested.emit()

    def _button(self, name: str, code: str) -> QPushButton:
        button = QPushButton(word(code))
        button.setObjectName(name)
        button.setAutoDefault(False)
        button.setMinimumHeight(36)
        return button


class Tile(QWidget):
    """One big number and what it counts."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._value = Text("–", scale=1.9, bold=True)
        self._value.setObjectName(f"{name}Value")
        self._value.setWordWrap(False)
        self._name = word(f"ui.tile_{name}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._value)
        column.addWidget(Text(self._name, tone=Tone.MUTED))

    def show_value(self, value: str) -> None:
        """Show another number."""
        self._value.setText(value)
        self._value.setAccessibleName(f"{self._name}: {value}")


def _headline(run: RunView) -> str:
    if run.progress is not None and run.running:
        return word(f"ui.run_{run.progress.state}")
    if run.running:
        return word("ui.run_settling")
    finished = run.report is not None and run.report.finished and not run.report.pilot_over
    if finished and not run.waiting:
        return word("ui.run_finished")
    if run.waiting:
        return word("ui.run_pilot_over" if run.pilot_over else "ui.run_unfinished")
    return word("ui.run_over")
