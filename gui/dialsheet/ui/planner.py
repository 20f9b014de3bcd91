"""Has the contacts decided by what is chosen, one plan at a time, and the latest choice wins."""

from PySide6.QtCore import QObject, Signal

from dialsheet.ui.draft import Draft, Planned
from dialsheet.ui.engine import Engine
from dialsheet.ui.shown_contacts import ShownContacts
from dialsheet.workflow import Sending, Sheet, first_sendings

_PREVIEWED = 20


class Planner(QObject):
    """Wishes for plans and takes them into the draft."""

    changed = Signal()
    planned = Signal()  # the contacts were decided by a mapping that a person has seen

    def __init__(self, engine: Engine, draft: Draft, shown: ShownContacts, parent: QObject) -> None:
        super().__init__(parent)
        self._engine = engine
        self._draft = draft
        self._shown = shown
        self._under_way = False
        self._sheet: Sheet | None = None  # that the latest plan was wished for
        self._is_taken = False  # the plan whose preview comes next
        engine.work_cancelled.connect(self._cancelled)
        engine.planned.connect(self._planned)
        engine.previewed.connect(self._previewed)

    def plan(self) -> None:
        """Have the contacts decided anew, where what is chosen differs from what they show."""
        draft = self._draft
        free = not draft.is_fixed and not self._under_way and draft.field_problem is None
        if free and draft.sheet is not None and not draft.shows_choices:
            self._under_way, self._sheet = True, draft.sheet
            what = (draft.mapping, draft.rules, draft.corrections, draft.limits)
            self._engine.plan(draft.sheet, *what)
        self.preview()
        self.changed.emit()

    def preview(self) -> None:
        """Show at once what the first contacts would send; the plan may yet change who they are."""
        draft, planned = self._draft, self._draft.planned
        if draft.contacts is None or planned is None or draft.field_problem is not None:
            return
        if planned.numbers == draft.mapping.numbers:
            draft.sendings = first_sendings(
                draft.contacts,
                draft.mapping,
                _PREVIEWED,
                draft.rules.accepted_rules,
                draft.limits,
            )

    def give_up(self) -> None:
        """Whatever was under way: its answer is not waited for."""
        self._under_way = False

    def forget(self) -> None:
        """Another sheet is open: an answer about the one before comes too late."""
        self._under_way, self._sheet = False, None

    def _cancelled(self) -> None:
        """A plan may have been what was cancelled."""
        self._under_way = False
        self.plan()

    def _planned(self, answer: Planned) -> None:
        draft = self._draft
        if answer.sheet is self._sheet:
            self._under_way = False
        self._is_taken = answer.sheet is draft.sheet and not draft.is_fixed
        if self._is_taken:
            draft.take_plan(answer)
            self._shown.show(draft)
            self.planned.emit()
            self.plan()

    def _previewed(self, sendings: tuple[Sending, ...]) -> None:
        if self._is_taken and not self._draft.is_fixed:
            self._draft.sendings = sendings
            self.changed.emit()
