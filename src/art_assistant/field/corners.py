"""Stub."""

from art_assistant.field.canvas import Corners


def read_corners(text: str) -> Corners:
    n = [float(x) for x in text.split(",")]
    if len(n) == 4:
        a, b, c, d = n
        n = [a, b, c, b, c, d, a, d]
    return tuple((n[i], n[i + 1]) for i in range(0, 8, 2))  # type: ignore[return-value]


def corners_asked(canvas: str) -> Corners | None:
    return None if canvas in {"auto", "off"} else read_corners(canvas)
