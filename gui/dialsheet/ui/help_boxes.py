"""What the menu Help shows: the shortcuts, and what Dialsheet is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from dialsheet import __version__, assets
from dialsheet.ui.wording import word


def show_shortcuts(parent: QWidget, table: str) -> None:
    """Show the shortcuts, a table in rich text."""
    _show(parent, "shortcuts", word("ui.shortcuts_title"), table)


def show_about(parent: QWidget) -> None:
    """Show what Dialsheet is, and which version."""
    said = assets.text("ui.about", version=__version__)
    _show(parent, "about", word("ui.about_title"), said)


def _show(parent: QWidget, name: str, title: str, html: str) -> None:
    box = QMessageBox(parent)
    box.setObjectName(name)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.RichText)
    box.setText(html)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
