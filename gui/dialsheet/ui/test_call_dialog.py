"""Asked before the first real run: call me first, or start without that."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from dialsheet.numbers import check_number
from dialsheet.ui.form_dialog import FormDialog
from dialsheet.ui.panel import labelled
from dialsheet.ui.steady import steady
from dialsheet.ui.theme import SPACE, Text, Tone
from dialsheet.ui.wording import word


def ask_for_test_call(
    parent: QWidget,
    number: str,
    rows: tuple[int, int],
    call: Callable[[str, int], None],
    start: Callable[[], None],
) -> QDialog:
    """`call` a number with a row's fields, or `start` without; `rows`: the first and the last."""
    dialog = FormDialog(parent)
    dialog.setObjectName("testCallDialog")
    dialog.setWindowTitle(word("ui.application"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setMinimumWidth(460)
    line = QLineEdit(number)
    line.setObjectName("testNumber")
    line.setAcceptDrops(False)
    line.setPlaceholderText("+12125550142")
    row = steady(QSpinBox())
    row.setObjectName("testRow")
    row.setRange(*rows)
    buttons = QDialogButtonBox()
    go = buttons.addButton(word("ui.test_go"), QDialogButtonBox.ButtonRole.AcceptRole)
    go.setObjectName("testGo")
    without = buttons.addButton(word("ui.test_waive"), QDialogButtonBox.ButtonRole.DestructiveRole)
    without.setObjectName("testWaive")
    without.setAutoDefault(False)
    stay = buttons.addButton(word("ui.cancel"), QDialogButtonBox.ButtonRole.RejectRole)
    stay.setObjectName("testCancel")

    def verified() -> str | None:
        verdict = check_number(line.text(), None)
        return verdict.e164 if verdict.callable else None

    def show_possible() -> None:
        go.setEnabled(verified() is not None)

    def accept() -> None:
        if (own := verified()) is not None:
            call(own, row.value())

    line.textChanged.connect(show_possible)
    show_possible()
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    dialog.accepted.connect(accept)
    without.clicked.connect(dialog.reject)
    without.clicked.connect(start)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(SPACE * 3, SPACE * 3, SPACE * 3, SPACE * 2)
    column.setSpacing(SPACE * 3 // 2)
    column.addWidget(Text(word("ui.test_title"), bold=True, scale=1.25))
    column.addWidget(Text(word("ui.test_means"), tone=Tone.MUTED))
    column.addLayout(labelled(word("ui.test_number"), line))
    column.addLayout(labelled(word("ui.test_row"), row))
    column.addWidget(Text(word("ui.test_waived_means"), tone=Tone.MUTED))
    column.addWidget(buttons)
    line.setFocus()
    dialog.open()
    return dialog
