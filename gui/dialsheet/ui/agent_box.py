"""The list of an account's agents, and a way to name one by its ID that is not listed."""

import re
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QInputDialog, QPushButton, QWidget

from dialsheet.campaign import Agent
from dialsheet.ui.steady import steady
from dialsheet.ui.theme import SPACE
from dialsheet.ui.wording import word

_ID = re.compile(r"agent_\w+", re.ASCII)


class AgentBox(QWidget):
    """Agents by their names. One of a newer kind may be missing from the account's list."""

    agent_chosen = Signal(object)  # Agent

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._agents: tuple[Agent, ...] = ()
        self._list = steady(QComboBox())
        self._list.setObjectName("agents")
        self._list.setAccessibleName(word("ui.agent").replace("&", ""))
        self._list.setPlaceholderText(word("ui.choose"))
        self._list.activated.connect(self._picked)
        self.setFocusProxy(self._list)
        by_id = QPushButton(word("ui.agent_by_id"))
        by_id.setObjectName("agentById")
        by_id.setAutoDefault(False)
        by_id.clicked.connect(lambda: self._ask(word("ui.agent_by_id_label")))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._list, 1)
        row.addWidget(by_id)

    def show_agents(self, agents: Sequence[Agent], chosen: Agent | None) -> None:
        """Show the account's agents, and the chosen one, which may be none of them."""
        named = [] if chosen is None or chosen in agents else [chosen]
        listed = (*agents, *named)
        if listed != self._agents:
            self._agents = listed
            self._list.clear()
            self._list.addItems([agent.name or agent.id for agent in listed])
        self._list.setCurrentIndex(-1 if chosen is None else listed.index(chosen))

    def _picked(self, place: int) -> None:
        self.agent_chosen.emit(self._agents[place])

    def _ask(self, label: str, typed: str = "") -> None:
        """Ask for an ID; what cannot be one is asked for again."""
        asked = QInputDialog(self)
        asked.setObjectName("agentIdQuestion")
        asked.setWindowTitle(word("ui.agent_by_id_title"))
        asked.setLabelText(label)
        asked.setTextValue(typed)
        asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asked.textValueSelected.connect(self._named)
        asked.open()

    def _named(self, typed: str) -> None:
        agent_id = typed.strip()
        known = [agent for agent in self._agents if agent.id == agent_id]
        if known or _ID.fullmatch(agent_id):
            self.agent_chosen.emit(known[0] if known else Agent(agent_id, agent_id))
        elif agent_id:
            self._ask(word("ui.agent_by_id_wrong"), agent_id)
