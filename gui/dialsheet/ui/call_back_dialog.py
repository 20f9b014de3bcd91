"""Asks when a contact is called again, and says what time it is then where the number is."""

from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import QDateTime, Qt
from PySide6.QtWidgets import QDateTimeEdit, QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from dialsheet import assets
from dialsheet.campaign import zones_of
from dialsheet.ui.call_backs import CallBacks
from dialsheet.ui.form_dialog import FormDialog
from dialsheet.ui.panel import labelled
from dialsheet.ui.steady import steady
from dialsheet.ui.theme import SPACE, Text, Tone
from dialsheet.ui.wording import word

_IN_S = 3600  # what is offered first: in an hour


def ask_when_to_call_back(parent: QWidget, call_backs: CallBacks, contact: int) -> QDialog:
    """Ask, and wish for it; a call that was asked for can be taken back."""
    row, number = call_backs.row_and_number(contact)
    dialog = FormDialog(parent)
    dialog.setObjectName("callBackDialog")
    dialog.setWindowTitle(word("ui.application"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setMinimumWidth(460)
    field = steady(QDateTimeEdit(QDateTime.currentDateTime().addSecs(_IN_S)))
    field.setObjectName("callBackAt")
    field.setDisplayFormat("yyyy-MM-dd HH:mm")
    field.setCalendarPopup(True)
    there = Text(tone=Tone.MUTED)
    there.setObjectName("callBackThere")

    def chosen() -> datetime:
        return datetime.fromtimestamp(field.dateTime().toSecsSinceEpoch(), UTC)

    def show_there() -> None:
        there.setText(_there(number, chosen()))

    field.dateTimeChanged.connect(show_there)
    show_there()
    buttons = QDialogButtonBox()
    go = buttons.addButton(word("ui.call_back_go"), QDialogButtonBox.ButtonRole.AcceptRole)
    go.setObjectName("callBackGo")
    if call_backs.is_asked(contact):
        drop = buttons.addButton(
            word("ui.call_back_drop"), QDialogButtonBox.ButtonRole.DestructiveRole
        )
        drop.setObjectName("callBackDrop")
        drop.setAutoDefault(False)
        drop.clicked.connect(partial(call_backs.ask, row, None))
        drop.clicked.connect(dialog.reject)
    stay = buttons.addButton(word("ui.cancel"), QDialogButtonBox.ButtonRole.RejectRole)
    stay.setObjectName("callBackCancel")
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    dialog.accepted.connect(lambda: call_backs.ask(row, chosen()))
    column = QVBoxLayout(dialog)
    column.setContentsMargins(SPACE * 3, SPACE * 3, SPACE * 3, SPACE * 2)
    column.setSpacing(SPACE * 3 // 2)
    title = assets.text("ui.call_back_title", row=row, number=number)
    column.addWidget(Text(title, bold=True, scale=1.25))
    column.addWidget(Text(word("ui.call_back_means"), tone=Tone.MUTED))
    column.addLayout(labelled(word("ui.call_back_at"), field))
    column.addWidget(there)
    column.addWidget(buttons)
    field.setFocus()
    dialog.open()
    return dialog


def _there(number: str, at: datetime) -> str:
    """What time it is then in the zones that the number may be in."""
    times: dict[str, str] = {}
    for zone in zones_of(number) if number else ():
        try:
            times.setdefault(f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}", zone)
        except (ZoneInfoNotFoundError, ValueError):
            continue
    if not times:
        return word("ui.call_back_nowhere")
    said = ", ".join(f"{time} ({zone})" for time, zone in times.items())
    return assets.text("ui.call_back_there", times=said)
