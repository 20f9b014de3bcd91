"""How the window looks: tones, icons, type and space. Colours follow the system's palette."""

from enum import StrEnum
from functools import cache

from PySide6.QtCore import QByteArray, QEvent, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QIcon,
    QImage,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from dialsheet import assets

SPACE = 8  # the unit of margins and gaps, in device-independent pixels
PANEL_WIDTH = 400
ICON_SIZES = (16, 20, 24, 32, 48, 64)


class Tone(StrEnum):
    """What a colour says. It is never said by colour alone: an icon and a word stand beside it."""

    PLAIN = "plain"
    MUTED = "muted"
    GOOD = "good"
    INFO = "info"
    NOTICE = "notice"
    BAD = "bad"


_LIGHT = {Tone.GOOD: "#1a7336", Tone.INFO: "#0a5aa8", Tone.NOTICE: "#855600", Tone.BAD: "#b3211a"}
_DARK = {Tone.GOOD: "#5fd07f", Tone.INFO: "#82bbff", Tone.NOTICE: "#ecb94a", Tone.BAD: "#ff8f85"}
PRACTICE_GROUND = QColor("#ffd23f")  # the same by day and by night: it must not be missed
PRACTICE_INK = QColor("#2b2200")


def is_dark(palette: QPalette) -> bool:
    """Whether light text stands on a dark ground."""
    return palette.color(QPalette.ColorRole.Window).lightness() < 128


def color(tone: Tone, palette: QPalette) -> QColor:
    """The colour of text and icons of a tone on the window's ground."""
    if tone in _LIGHT:
        return QColor((_DARK if is_dark(palette) else _LIGHT)[tone])
    text = palette.color(QPalette.ColorRole.WindowText)
    return text if tone is Tone.PLAIN else blend(text, palette.color(QPalette.ColorRole.Base), 0.68)


def ground(tone: Tone, palette: QPalette) -> QColor:
    """A quiet ground for a notice of a tone."""
    strength = 0.2 if is_dark(palette) else 0.1
    return blend(color(tone, palette), palette.color(QPalette.ColorRole.Window), strength)


def blend(top: QColor, bottom: QColor, share: float) -> QColor:
    """`top` laid over `bottom`, with this share of it."""

    def mixed(over: int, under: int) -> int:
        return round(over * share + under * (1 - share))

    return QColor(
        mixed(top.red(), bottom.red()),
        mixed(top.green(), bottom.green()),
        mixed(top.blue(), bottom.blue()),
    )


def rule_color(palette: QPalette) -> QColor:
    """The colour of lines between parts of the window."""
    text = palette.color(QPalette.ColorRole.WindowText)
    return blend(text, palette.color(QPalette.ColorRole.Window), 0.18)


def icon(name: str, tint: QColor) -> QIcon:
    """An icon of the resources in one colour, sharp at every scale of the screen."""
    return _icon(name, tint.name())


def toned_icon(name: str, tone: Tone, palette: QPalette) -> QIcon:
    """An icon in the colour of a tone."""
    return icon(name, color(tone, palette))


def monospace() -> QFont:
    """The system's font of fixed width."""
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)


def accent(palette: QPalette) -> QColor:
    """The system's accent colour, dark enough for white text."""
    chosen = palette.color(QPalette.ColorRole.Accent)
    while chosen.lightnessF() > 0.42:
        chosen = chosen.darker(112)
    return chosen


class Text(QLabel):
    """A label with a tone and a size, which follows the palette."""

    def __init__(
        self,
        text: str = "",
        *,
        tone: Tone = Tone.PLAIN,
        scale: float = 1.0,
        bold: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._tone = tone
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * scale)
        font.setBold(bold)
        self.setFont(font)
        self._tint()

    def set_tone(self, tone: Tone) -> None:
        """Change the tone."""
        if tone is not self._tone:
            self._tone = tone
            self._tint()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the system from day to night."""
        if event.type() == QEvent.Type.PaletteChange:
            self._tint()
        super().changeEvent(event)

    def _tint(self) -> None:
        ink = color(self._tone, QGuiApplication.palette())
        if self.palette().color(QPalette.ColorRole.WindowText) != ink:
            palette = QPalette()
            palette.setColor(QPalette.ColorRole.WindowText, ink)
            self.setPalette(palette)


class Rule(QWidget):
    """A thin line between two parts of the window."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """One colour."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), rule_color(QGuiApplication.palette()))
        painter.end()


class PrimaryButton(QPushButton):
    """The next thing to do on a page, in the accent colour. Enter elsewhere never presses it."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAutoDefault(False)
        self.setMinimumHeight(36)
        self._is_quiet = False
        font = self.font()
        font.setBold(True)
        self.setFont(font)

    def set_quiet(self, quiet: bool) -> None:
        """Whether something else is the next thing to do just now."""
        self._is_quiet = quiet
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A flat face; a ring when it has the focus."""
        del event
        palette = QGuiApplication.palette()
        face, ink = accent(palette), QColor("white")
        if not self.isEnabled():
            face = blend(color(Tone.PLAIN, palette), palette.color(QPalette.ColorRole.Window), 0.12)
            ink = blend(color(Tone.PLAIN, palette), face, 0.5)
        elif self._is_quiet:
            face, ink = rule_color(palette), color(Tone.PLAIN, palette)
        elif self.isDown():
            face = face.darker(120)
        elif self.underMouse():
            face = face.lighter(110)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(face)
        painter.drawRoundedRect(inside, 5, 5)
        if self.hasFocus():
            painter.setPen(QPen(ink, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(inside.adjusted(3, 3, -3, -3), 3, 3)
        painter.setPen(ink)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextShowMnemonic
        painter.drawText(self.rect(), flags, self.text())
        painter.end()


@cache
def _icon(name: str, tint: str) -> QIcon:
    source = assets.resource("icons", f"{name}.svg").read_bytes()
    renderer = QSvgRenderer(QByteArray(source.replace(b"currentColor", tint.encode())))
    made = QIcon()
    for size in ICON_SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        renderer.render(painter, QRectF(0, 0, size, size))
        painter.end()
        made.addPixmap(QPixmap.fromImage(image))
    return made
