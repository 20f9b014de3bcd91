"""The variables that the chosen agent reads, and a button that offers those not sent yet."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from dialsheet import assets
from dialsheet.ui.theme import SPACE, Text, Tone
from dialsheet.ui.wording import word


class AgentVariables(QWidget):
    """One line; hidden where nobody knows what the agent reads."""

    wanted = Signal(object)  # tuple[str, ...]: variables to be sent, too

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._missing: tuple[str, ...] = ()
        self._said = Text(tone=Tone.MUTED)
        self._said.setObjectName("agentVariables")
        self._add = QPushButton(word("ui.add_variables"))
        self._add.setObjectName("addVariables")
        self._add.clicked.connect(self._wish)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._said, 1)
        row.addWidget(self._add)

    def show_variables(self, variables: tuple[str, ...], missing: tuple[str, ...]) -> None:
        """Say which variables the agent reads, and which of them nothing is sent for."""
        self._missing = missing
        code = "ui.agent_misses" if self._missing else "ui.agent_reads"
        names = ", ".join(self._missing or variables)
        self._said.setText(assets.text(code, names=names))
        self._add.setVisible(bool(self._missing))
        self.setVisible(bool(variables))

    def _wish(self) -> None:
        self.wanted.emit(self._missing)
