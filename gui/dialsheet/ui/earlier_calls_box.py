"""The part of the question before Start that tells who was called before, and asks whom to call."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QVBoxLayout, QWidget

from dialsheet import assets
from dialsheet.campaign import Campaign, Repeated, Repeats
from dialsheet.ui.confirmations import Question
from dialsheet.ui.facts import LookedBack
from dialsheet.ui.theme import Text
from dialsheet.ui.wording import moment, quantity, word

_NAMED = 3  # campaigns


class EarlierCallsBox(QWidget):
    """The campaigns with their dates and counts, and the choice."""

    def __init__(self, people: int) -> None:
        super().__init__()
        self._people = people
        self._left: dict[Repeated, int] = {}
        self._question: Question | None = None
        self._reopen: Callable[[str], None] = lambda _campaign: None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.choice = QComboBox()
        self.choice.setObjectName("calledBefore")
        self.choice.setAccessibleName(word("ui.called_before_choice"))
        self._column.addWidget(self.choice)
        self.choice.hide()

    @property
    def chosen(self) -> Repeated | None:
        """Whom to call of those who were called before; None: nobody was."""
        chosen = self.choice.currentData()
        return None if chosen is None else Repeated(chosen)

    def join(self, question: Question, reopen: Callable[[str], None]) -> None:
        """Stand in a question, which cannot be agreed to before it is known who was called;
        `reopen` goes on with a campaign that is not finished."""
        self._question, self._reopen = question, reopen
        question.texts.addWidget(self)
        question.go.setEnabled(False)

    def show_found(self, found: LookedBack) -> None:
        """It is known now. The words of the question, and of its button, go by the choice."""
        if (question := self._question) is None:
            return
        question.go.setEnabled(True)
        if found.unfinished:
            self._offer(question, found.unfinished[0].campaign)
        if found.known.calls:
            self._ask(found)
        QTimer.singleShot(0, question, question.adjustSize)  # once the layout knows of it

    def _ask(self, found: LookedBack) -> None:
        known, rules = found.known, found.new.rules
        decided = found.new.contacts.decided

        def held(who: Repeated) -> int:
            holds = known.holds(Repeats(who, rules.repeats.look_back))
            return sum(decided[index].may_go for index in holds)

        for who in Repeated:
            left = self._left[who] = max(0, self._people - held(who))
            text = assets.text(f"ui.called_before_{who}", count=left, people=quantity(left))
            self.choice.addItem(text, who)
        first, *named = _told(found)
        for line in (Text(first, bold=True), *map(Text, named)):
            self._column.insertWidget(self._column.count() - 1, line)
        self.choice.setCurrentIndex(self.choice.findData(rules.repeats.who))
        self.choice.currentIndexChanged.connect(self._say)
        self.choice.show()
        self._say()

    def _say(self) -> None:
        chosen = self.chosen
        if self._question is None or chosen is None:
            return
        left = self._left[chosen]
        words: dict[str, str | int | float] = {"count": left, "people": quantity(left)}
        self._question.title.setText(assets.text("ui.confirm_people", **words))
        self._question.go.setText(assets.text("ui.confirm_go", **words))
        self._question.go.setEnabled(left > 0)

    def _offer(self, question: Question, campaign: Campaign) -> None:
        words = {"file": campaign.source.file, "made": moment(campaign.created_at)}
        self._column.insertWidget(0, Text(assets.text("ui.unfinished_at_start", **words)))
        role = QDialogButtonBox.ButtonRole.ActionRole
        button = question.buttons.addButton(word("ui.unfinished_go_on"), role)
        button.setObjectName("goOnWithCampaign")
        button.setAutoDefault(False)

        def go_on() -> None:
            question.reject()
            self._reopen(campaign.id)

        button.clicked.connect(go_on)


def _told(found: LookedBack) -> list[str]:
    """Who called how many of them, and when."""
    named = [
        assets.text(
            "ui.called_before_in",
            file=found.makers[each.campaign_id].source.file,
            made=moment(found.makers[each.campaign_id].created_at),
            on=moment(each.last_at),
            count=each.contacts,
            people=quantity(each.contacts),
        )
        for each in found.known.campaigns[:_NAMED]
    ]
    if more := len(found.known.campaigns) - len(named):
        named.append(assets.text("ui.called_before_more", count=more))
    count = len(found.known.calls)
    whole = assets.text("ui.called_before", count=count, people=quantity(count))
    return [whole, *named]
