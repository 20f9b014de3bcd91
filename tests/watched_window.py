"""The real window, and an eye on it: tells where a widget is and what it shows, changes nothing.

Run as a program it is the application as `dialsheet` starts it, with a socket on loopback on which
it answers for an object name. Hands (mouse and keys) come from outside, through the display. Its
calls go through a gate.
"""

import json
import socket
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from call_gate import CallGate
from window_session import WindowSession

OPEN_GATE = "open the gate"


@dataclass(frozen=True)
class Seen:
    """What there is to see of a widget. Coordinates are the display's."""

    x: int
    y: int
    width: int
    height: int
    text: str
    enabled: bool
    focused: bool

    @property
    def middle(self) -> tuple[int, int]:
        """The point in its middle."""
        return self.x + self.width // 2, self.y + self.height // 2


class WatchedWindow:
    """A Dialsheet on a display of its own."""

    def __init__(
        self, session: WindowSession, folder: Path, *, calls: int | None = None, **env: str
    ) -> None:
        """Only so many calls go through the gate before it is opened; None: all."""
        self.session = session
        port = folder / "port"
        session.start(
            [sys.executable, __file__, str(port), *([str(calls)] if calls else [])], **env
        )
        session.wait_until(lambda: port.exists() and port.read_text(), "the window's eye")
        self._port = int(port.read_text())
        session.window("Dialsheet")

    def see(self, name: str) -> Seen | None:
        """The visible widget of that object name, or None."""
        answer = self._ask(name)
        return Seen(**answer) if answer else None

    def open_gate(self) -> None:
        """Let all calls through."""
        self._ask(OPEN_GATE)

    def _ask(self, question: str) -> dict[str, Any] | None:
        with socket.create_connection(("127.0.0.1", self._port)) as eye:
            eye.sendall(question.encode() + b"\n")
            answer: dict[str, Any] | None = json.loads(eye.makefile().readline())
        return answer

    def wait_for(self, name: str, *, text: str = "", enabled: bool = True) -> Seen:
        """The widget, as soon as it is there, shows `text` and is `enabled`."""

        def there() -> Seen | None:
            seen = self.see(name)
            return seen if seen and text in seen.text and seen.enabled >= enabled else None

        what = f"{name!r} showing {text!r}"
        return self.session.wait_until(there, what)  # type: ignore[return-value]

    def click(self, name: str) -> None:
        """Click into the middle of a widget, once it is there and enabled."""
        self.session.click(*self.wait_for(name).middle)

    def fill(self, name: str, text: str) -> None:
        """Type over what a field holds."""
        self.session.click(*self.wait_for(name).middle, times=3)
        self.session.key("ctrl+a")
        self.session.type(text)


def _main(port_file: Path, calls: int | None = None) -> int:
    from PySide6.QtCore import QPoint
    from PySide6.QtNetwork import QHostAddress, QTcpServer
    from PySide6.QtWidgets import QApplication, QComboBox, QWidget

    from dialsheet import app

    def text_of(widget: QWidget) -> str:
        if isinstance(widget, QComboBox):
            return widget.currentText()
        for name in ("text", "toPlainText", "title"):
            if callable(read := getattr(widget, name, None)):
                return str(read())
        return ""

    gate = CallGate()
    if calls is not None:
        gate.let(calls)

    def describe(name: str) -> dict[str, Any] | None:
        if name == OPEN_GATE:
            gate.open()
        for widget in QApplication.allWidgets():
            if widget.objectName() == name and widget.isVisible():
                corner = widget.mapToGlobal(QPoint(0, 0))
                return {
                    "x": corner.x(),
                    "y": corner.y(),
                    # a radio button hears clicks on its words alone
                    "width": min(widget.width(), widget.sizeHint().width()),
                    "height": widget.height(),
                    "text": text_of(widget),
                    "enabled": widget.isEnabled(),
                    "focused": widget.hasFocus(),
                }
        return None

    application = app.make_application()
    server = QTcpServer()

    def answer() -> None:
        asker = server.nextPendingConnection()
        asker.readyRead.connect(
            lambda: asker.write(
                json.dumps(describe(bytes(asker.readLine().data()).decode().strip())).encode()
                + b"\n"
            )
        )
        asker.disconnected.connect(asker.deleteLater)

    server.newConnection.connect(answer)
    server.listen(QHostAddress(QHostAddress.SpecialAddress.LocalHost))
    tools = app.tools()
    gated = replace(tools, open_calls=gate.before(tools.open_calls))
    window = app.open_window(gated, None)
    window.show()
    port_file.write_text(str(server.serverPort()))
    return application.exec()


if __name__ == "__main__":
    sys.exit(_main(Path(sys.argv[1]), *map(int, sys.argv[2:])))
