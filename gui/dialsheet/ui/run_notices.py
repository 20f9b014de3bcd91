"""What there is to say about a run: why it rests, which calls are alive, which need a word."""

from datetime import UTC, datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dialsheet import assets
from dialsheet.dialing import Progress, RunState
from dialsheet.errors import Reason
from dialsheet.ui.message_bar import Notice
from dialsheet.ui.offered import Offered
from dialsheet.ui.panel import show_reason
from dialsheet.ui.run_watch import RunView
from dialsheet.ui.theme import SPACE, Tone
from dialsheet.ui.wording import moment, word

_RESTS = frozenset({RunState.PAUSED, RunState.WAITING})
_AS_WISHED = frozenset(
    {"dialing.stopped", "dialing.pilot_over", "dialing.put_off", "dialing.more_to_call"}
)


class RunNotices(QWidget):
    """Notices, each with the one thing that can be done about it; hidden without a cause."""

    review_requested = Signal()
    end_talking_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._why = Notice()
        self._why.setObjectName("runReason")
        self._silence = Notice()
        self._silence.setObjectName("runSilence")
        self._alive = Offered("alive", word("ui.end_talking"))
        self._alive.button.clicked.connect(self.end_talking_requested)
        self._review = Offered("review", word("ui.review"))
        self._review.button.clicked.connect(self.review_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        for notice in (self._why, self._silence, self._alive, self._review):
            column.addWidget(notice)
            notice.hide()

    def show_before(self, blocked: Reason | None) -> None:
        """Why Start is not possible, if it is not."""
        show_reason(self._why, blocked)
        self._silence.hide()
        self._alive.hide()
        self._review.hide()
        self._fold()

    def show_run(self, run: RunView) -> None:
        """What there is to say of a run."""
        reason, tone = _why(run)
        show_reason(self._why, reason, tone)
        if run.last is not None and reason is not None and run.progress is not None:
            self._why.say(tone, "", _after_gap(reason, run))
        silence = run.progress.unanswered if run.running and run.progress else None
        show_reason(self._silence, silence, Tone.NOTICE)
        self._show_alive(run)
        self._show_unknown(run)
        self._fold()

    def _show_alive(self, run: RunView) -> None:
        """Calls that go on although nothing more is sent; or whose end nobody has looked up."""
        progress = run.progress
        if run.running:
            alive = progress.alive - progress.unknown if progress and _was_stopped(progress) else 0
            talking = progress.talking if progress else 0
            said = assets.text("ui.still_alive", count=alive, talking=talking)
        else:
            alive, talking = run.open, 0
            said = assets.text("ui.still_open", count=alive)
        self._alive.setVisible(alive > 0)
        self._alive.say(Tone.INFO, "", said)
        self._alive.button.setVisible(talking > 0)

    def _show_unknown(self, run: RunView) -> None:
        """Calls that need a person's word. A run that dials may still find them out itself."""
        rests = run.progress is not None and run.progress.state in _RESTS
        unknown = run.unknown
        if run.running:
            unknown = run.progress.unknown if run.progress and rests else 0
        self._review.setVisible(unknown > 0)
        if unknown:
            code = "ui.review_after_run" if run.running else "ui.review_needed"
            self._review.say(Tone.NOTICE, "", assets.text(code, count=unknown))
            self._review.button.setVisible(not run.running)

    def _fold(self) -> None:
        notices = (self._why, self._silence, self._alive, self._review)
        self.setVisible(any(not notice.isHidden() for notice in notices))


def _was_stopped(progress: Progress) -> bool:
    """Whether it sends nothing more before its end, for a person or a fault stopped it."""
    stops = progress.state is RunState.FINISHING and progress.reason is not None
    return stops or progress.state is RunState.PAUSED


def _after_gap(reason: Reason, run: RunView) -> str:
    """What was missed, who was called last before, and when it would be over if it went on now."""
    said = [assets.sentence(reason)]
    if run.last is not None:
        at = moment(run.last.sent_at or run.last.intended_at)
        said.append(
            assets.text("ui.last_called", row=run.last.row, number=run.last.number.e164, at=at)
        )
    if run.progress is not None:
        end = datetime.now(UTC) + timedelta(seconds=run.progress.time_left_s)
        said.append(assets.text("ui.over_at", at=f"{end.astimezone():%H:%M}"))
    return " ".join(said)


def _why(run: RunView) -> tuple[Reason | None, Tone]:
    """Why it slows down, stops or ended."""
    report = run.report
    if report is None or run.running:
        return (run.progress.reason if run.progress else None), Tone.NOTICE
    tone = Tone.INFO if report.reason.code in _AS_WISHED else Tone.NOTICE
    if report.fault_outside:
        tone = Tone.BAD
    went_well = report.finished and not report.pilot_over
    return (None if went_well else report.reason), tone
