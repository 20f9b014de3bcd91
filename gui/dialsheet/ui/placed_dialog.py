"""Asks which call an attempt is: one that was found, or one that a person knows of."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from dialsheet import assets
from dialsheet.dialing import Evidence
from dialsheet.ui.form_dialog import FormDialog
from dialsheet.ui.panel import labelled
from dialsheet.ui.review_model import call_in_words
from dialsheet.ui.steady import steady
from dialsheet.ui.theme import SPACE, Text, Tone
from dialsheet.ui.wording import word


def ask_which_call(
    parent: QWidget, evidence: Evidence, act: Callable[[dict[str, str | None]], None]
) -> QDialog:
    """Ask for the call's ID; `act` on `{attempt ID: call ID}`."""
    attempt = evidence.attempt
    dialog = FormDialog(parent)
    dialog.setObjectName("placedDialog")
    dialog.setWindowTitle(word("ui.application"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setMinimumWidth(460)
    box = steady(QComboBox())
    box.setObjectName("placedCall")
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    for call in evidence.candidates:
        box.addItem(call.id)
        box.setItemData(box.count() - 1, call_in_words(call), Qt.ItemDataRole.ToolTipRole)
    if len(evidence.candidates) != 1:
        box.setCurrentIndex(-1)
    buttons = QDialogButtonBox()
    go = buttons.addButton(word("ui.review_say_placed_go"), QDialogButtonBox.ButtonRole.AcceptRole)
    go.setObjectName("placedGo")
    stay = buttons.addButton(word("ui.cancel"), QDialogButtonBox.ButtonRole.RejectRole)
    stay.setObjectName("placedCancel")
    go.setEnabled(bool(box.currentText().strip()))
    box.currentTextChanged.connect(lambda text: go.setEnabled(bool(text.strip())))
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    dialog.accepted.connect(lambda: act({attempt.id: box.currentText().strip()}))
    column = QVBoxLayout(dialog)
    column.setContentsMargins(SPACE * 3, SPACE * 3, SPACE * 3, SPACE * 2)
    column.setSpacing(SPACE * 2)
    title = assets.text("ui.review_which_call", row=attempt.row, number=attempt.number.e164)
    column.addWidget(Text(title, bold=True, scale=1.25))
    found = [call_in_words(call) for call in evidence.candidates]
    hint = "\n".join(found) or word("ui.review_which_call_hint")
    column.addWidget(Text(hint, tone=Tone.MUTED))
    column.addLayout(labelled(word("ui.review_call_id"), box))
    column.addWidget(Text(word("ui.review_means_placed"), tone=Tone.MUTED))
    column.addWidget(buttons)
    box.setFocus()
    dialog.open()
    return dialog
