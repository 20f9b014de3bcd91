"""Recordings: a small WAV file for each call that was answered."""

import io
import math
import wave

from dialsheet.cartesia.practice.lives import Life

RATE = 8000  # samples a second, one byte each, one channel
LONGEST_S = 3.0
_TONE_HZ = 440
_SECOND = bytes(
    128 + round(60 * math.sin(2 * math.pi * _TONE_HZ * at / RATE)) for at in range(RATE)
)


def recording(lived: Life, speed: float) -> bytes | None:
    """A tone as long as the talk, 3 s at the most; None when nobody answered."""
    if lived.started_at is None:
        return None
    talked_s = (lived.ended_at - lived.started_at) * speed
    samples = math.ceil(RATE * min(talked_s, LONGEST_S))
    file = io.BytesIO()
    with wave.open(file, "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(1)
        wav.setframerate(RATE)
        wav.writeframes((_SECOND * math.ceil(LONGEST_S))[:samples])
    return file.getvalue()
