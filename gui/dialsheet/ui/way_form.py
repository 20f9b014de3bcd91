"""How an account is reached, where it is not as usual: through a proxy, or with another key header.

Folded away: few need it, and those who do are told so by their network's people.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QToolButton, QVBoxLayout, QWidget

from dialsheet.campaign import Connection, KeyHeader
from dialsheet.ui.panel import labelled
from dialsheet.ui.steady import steady
from dialsheet.ui.theme import SPACE
from dialsheet.ui.wording import word


class WayForm(QWidget):
    """Proxy and key header."""

    changed = Signal(object)  # dict of the changed attributes

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fold = QToolButton()
        self._fold.setObjectName("wayFold")
        self._fold.setText(word("ui.way"))
        self._fold.setCheckable(True)
        self._fold.setAutoRaise(True)
        self._fold.setArrowType(Qt.ArrowType.RightArrow)
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._fold.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._fold.toggled.connect(self._unfold)
        self._proxy = QLineEdit()
        self._proxy.setObjectName("proxy")
        self._proxy.setPlaceholderText(word("ui.proxy_of_system"))
        self._proxy.editingFinished.connect(self._proxy_edited)
        self._header = steady(QComboBox())
        self._header.setObjectName("keyHeader")
        for header in KeyHeader:
            self._header.addItem(word(f"ui.key_header_{header.name.lower()}"), header)
        self._header.activated.connect(self._header_chosen)
        self._folded = QWidget()
        inner = QVBoxLayout(self._folded)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(SPACE)
        inner.addLayout(labelled(word("ui.proxy"), self._proxy))
        inner.addLayout(labelled(word("ui.key_header"), self._header))
        self._folded.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addWidget(self._fold)
        column.addWidget(self._folded)
        self._shown = ""

    def show_connection(self, connection: Connection) -> None:
        """Show what was chosen; unfolded where that is not the usual."""
        if self._shown != connection.proxy:
            self._shown = connection.proxy
            self._proxy.setText(connection.proxy)
        self._header.setCurrentIndex(self._header.findData(connection.key_header))
        if connection.proxy or connection.key_header is not KeyHeader.BEARER:
            self._fold.setChecked(True)

    def _unfold(self, unfolded: bool) -> None:
        arrow = Qt.ArrowType.DownArrow if unfolded else Qt.ArrowType.RightArrow
        self._fold.setArrowType(arrow)
        self._folded.setVisible(unfolded)

    def _proxy_edited(self) -> None:
        if (typed := self._proxy.text().strip()) != self._shown:
            self.changed.emit({"proxy": typed})

    def _header_chosen(self, position: int) -> None:
        self.changed.emit({"key_header": KeyHeader(self._header.itemData(position))})
