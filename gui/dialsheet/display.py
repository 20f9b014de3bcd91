"""Whether a window can be shown at all: asked before Qt, which ends the process where it cannot."""

import ctypes
import os
import socket
import sys
from pathlib import Path

from dialsheet.errors import BadInput

_CURSORS = "libxcb-cursor.so.0"  # Qt's X11 plugin needs it, and not every desktop brings it


def require_display() -> None:
    """Raise `BadInput` where Qt would abort: no display, none that answers, or no X11 library."""
    if os.environ.get("QT_QPA_PLATFORM") or sys.platform in ("win32", "darwin"):
        return  # another platform was chosen by hand, or there always is one
    if _wayland_answers():
        return
    if not os.environ.get("DISPLAY"):
        raise BadInput("cli.no_display")
    if not _x11_answers():
        raise BadInput("cli.display_silent", display=os.environ["DISPLAY"])
    try:
        ctypes.CDLL(_CURSORS)
    except OSError:
        raise BadInput("cli.library_missing", library=_CURSORS, package="libxcb-cursor0") from None


def _wayland_answers() -> bool:
    name, folder = os.environ.get("WAYLAND_DISPLAY"), os.environ.get("XDG_RUNTIME_DIR")
    if not name or not folder:
        return False
    with socket.socket(socket.AF_UNIX) as connection:
        try:
            connection.connect(str(Path(folder, name)))
        except OSError:
            return False
    return True


def _x11_answers() -> bool:
    """Connects to the display that `DISPLAY` names, as Qt will."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return False
    xcb.xcb_connect.restype = ctypes.c_void_p
    for function in (xcb.xcb_connection_has_error, xcb.xcb_disconnect):
        function.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    is_there = not xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return is_there
