"""The part of the question before Start that tells who was called before, and asks whom to call."""

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QVBoxLayout, QWidget

from dialsheet import assets
from dialsheet.campaign import Repeated, Repeats
from dialsheet.ui.confirmations import Question
from dialsheet.ui.facts import LookedBack
from dialsheet.ui.theme import Text
from dialsheet.ui.wording import moment, quantity, word

_NAMED = 3  # campaigns


class EarlierCallsBox(QWidget):
    """The campaigns with their dates and counts, and the choice."""

    def __init__(self, found: LookedBack, people: int) -> None:
        super().__init__()
        self._found, self._people = found, people
        known, look_back = found.known, found.new.rules.repeats.look_back
        decided = found.new.contacts.decided

        def held(who: Repeated) -> int:
            return sum(decided[index].may_go for index in known.holds(Repeats(who, look_back)))

        self._left = {who: max(0, people - held(who)) for who in Repeated}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for summary in found.unfinished[:1]:
            made = moment(summary.campaign.created_at)
            file = summary.campaign.source.file
            column.addWidget(Text(assets.text("ui.unfinished_at_start", file=file, made=made)))
        self.choice = QComboBox()
        self.choice.setObjectName("calledBefore")
        self.choice.setAccessibleName(word("ui.called_before_choice"))
        for who in Repeated:
            left = self._left[who]
            text = assets.text(f"ui.called_before_{who}", count=left, people=quantity(left))
            self.choice.addItem(text, who)
        self.choice.setCurrentIndex(self.choice.findData(found.new.rules.repeats.who))
        if known.calls:
            column.addWidget(Text(self._told(), bold=True))
            column.addWidget(self.choice)

    @property
    def chosen(self) -> Repeated:
        """Whom to call of those who were called before."""
        return Repeated(self.choice.currentData())

    def join(self, question: Question, reopen: Callable[[str], None]) -> None:
        """Stand in a question, whose words and button go by the choice; `reopen` goes on with the
        campaign that is not finished."""
        question.texts.addWidget(self)

        def say() -> None:
            left = self._left[self.chosen]
            words: dict[str, str | int | float] = {"count": left, "people": quantity(left)}
            question.title.setText(assets.text("ui.confirm_people", **words))
            question.go.setText(assets.text("ui.confirm_go", **words))
            question.go.setEnabled(left > 0)

        self.choice.currentIndexChanged.connect(say)
        say()
        for summary in self._found.unfinished[:1]:
            role = QDialogButtonBox.ButtonRole.ActionRole
            button = question.buttons.addButton(word("ui.unfinished_go_on"), role)
            button.setObjectName("goOnWithCampaign")
            button.setAutoDefault(False)

            def go_on(campaign_id: str = summary.campaign.id) -> None:
                question.reject()
                reopen(campaign_id)

            button.clicked.connect(lambda _checked=False: go_on())

    def _told(self) -> str:
        found = self._found
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
        more = len(found.known.campaigns) - len(named)
        if more:
            named.append(assets.text("ui.called_before_more", count=more))
        count = len(found.known.calls)
        whole = assets.text("ui.called_before", count=count, people=quantity(count))
        return "\n".join([whole, *named])
