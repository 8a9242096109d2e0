"""A short silent film of a browser page, as an animated GIF that a README can show.

Every picture of it is a screenshot. Pointer, pressed keys and captions are drawn upon them
afterwards: a screenshot has no pointer, and captions stand below the page and hide nothing.
"""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from PIL.GifImagePlugin import getdata

CAPTION_PX = 40
STEP_S = 0.1
"""Between two pictures while something moves."""
_INK, _PAPER, _ACCENT = (240, 240, 240), (20, 20, 20), (255, 109, 4)
_ARROW = ((0, 0), (0, 17), (4, 13.2), (7, 20), (10, 18.7), (7.1, 12.2), (12.3, 12.2))
_FINE = 4  # what is drawn is drawn larger, and shrunk: smooth edges
_SAME = 6
"""Pixels that change by less, of 255, are left as they are: noise of the video's own."""


class Film:
    """Records a page.

    Parameters
    ----------
    page
        Playwright's page.
    top_px, height_px
        The part of the page that is recorded, in its full width.
    """

    def __init__(self, page: Any, top_px: int, height_px: int) -> None:
        self.page, self.top_px, self.height_px = page, top_px, height_px
        self.frames: list[tuple[Image.Image, float]] = []
        """Pictures, and for how many seconds each is shown."""
        self.said, self.key = "", ""
        self.at = (page.viewport_size["width"] * 0.6, page.viewport_size["height"] * 0.8)
        self._last = Image.new("RGB", (1, 1))

    def say(self, text: str) -> None:
        """Set the caption of what follows."""
        self.said, self.key = text, ""

    def take(self, seconds: float, *, pressed: bool = False) -> None:
        """Take a picture of the page, to be shown for so long."""
        size = self.page.viewport_size
        area = {"x": 0, "y": self.top_px, "width": size["width"]}
        area["height"] = self.height_px
        shot = self.page.screenshot(clip=area, animations="disabled")
        self._last = Image.open(io.BytesIO(shot)).convert("RGB")
        self._show(seconds, pressed)

    def move(self, x: float, y: float, seconds: float = 0.6) -> None:
        """Let the pointer glide to a place; the page hears of the end alone."""
        (x0, y0), steps = self.at, max(round(seconds / STEP_S), 1)
        for k in range(1, steps + 1):
            part = k / steps
            eased = part * part * (3 - 2 * part)
            self.at = (x0 + eased * (x - x0), y0 + eased * (y - y0))
            if k < steps:
                self._show(STEP_S, False)
        self.page.mouse.move(x, y)
        self.take(STEP_S)

    def click(self, where: Any) -> None:
        """Move to the middle of an element, and click."""
        box = where.bounding_box()
        self.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.take(0.3, pressed=True)
        self.page.mouse.click(*self.at)

    def drag(self, x: float, y: float, steps: int = 7) -> None:
        """Drag from where the pointer stands."""
        (x0, y0) = self.at
        self.page.mouse.down()
        self.take(0.2, pressed=True)
        for k in range(1, steps + 1):
            self.at = (x0 + k / steps * (x - x0), y0 + k / steps * (y - y0))
            self.page.mouse.move(*self.at)
            self.take(STEP_S, pressed=True)
        self.page.mouse.up()

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return sum(seconds for _, seconds in self.frames)

    def write(self, path: Path, colors: int = 255) -> None:
        """Write the GIF: one palette for all pictures, and of each only what changed."""
        path.write_bytes(encoded(self.frames, colors))

    def _show(self, seconds: float, pressed: bool) -> None:
        shot = self._last
        whole = Image.new("RGB", (shot.width, shot.height + CAPTION_PX), _PAPER)
        whole.paste(shot)
        _pointer(whole, (self.at[0], self.at[1] - self.top_px), pressed)
        draw = ImageDraw.Draw(whole)
        font, middle = ImageFont.load_default(19), shot.height + CAPTION_PX / 2
        draw.text((16, middle), self.said, _INK, font, anchor="lm")
        if self.key:
            x = 16 + draw.textlength(self.said, font) + 16
            width = draw.textlength(self.key, font) + 20
            draw.rounded_rectangle((x, middle - 14, x + width, middle + 14), 5, _ACCENT)
            draw.text((x + width / 2, middle), self.key, _PAPER, font, anchor="mm")
        self.frames.append((whole, seconds))


def encoded(frames: list[tuple[Image.Image, float]], colors: int) -> bytes:
    """Return an animated GIF that plays again and again."""
    palette = _palette([image for image, _ in frames], colors)
    table = np.zeros((256, 3), np.uint8)
    known = np.asarray(palette.getpalette()[: 3 * colors], np.uint8).reshape(-1, 3)
    table[: len(known)] = known
    kept, size = colors, frames[0][0].size  # the index after the last color: "as before"
    out = [b"GIF89a", struct.pack("<HHBBB", *size, 0xF7, 0, 0), table.tobytes()]
    out.append(b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00")
    shown: np.ndarray | None = None
    pieces: list[tuple[np.ndarray, tuple[int, int], float]] = []
    for image, seconds in frames:
        true = np.asarray(image, np.int16)
        index = np.asarray(image.quantize(palette=palette, dither=Image.Dither.NONE))
        if shown is None:
            shown, pieces = true.copy(), [(index.copy(), (0, 0), seconds)]
            continue
        changed = np.abs(true - shown).max(axis=2) >= _SAME
        if not changed.any():
            before = pieces.pop()
            pieces.append((before[0], before[1], before[2] + seconds))
            continue
        shown[changed] = true[changed]
        rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
        part = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
        piece = np.where(changed, index, kept)[part].astype(np.uint8)
        pieces.append((piece, (int(columns[0]), int(rows[0])), seconds))
    for index, offset, seconds in pieces:
        image = Image.fromarray(index)
        image.encoderinfo = {}
        out += getdata(
            image, offset, transparency=kept, disposal=1, duration=round(100 * seconds) * 10
        )
    return b"".join([*out, b";"])


def _palette(images: list[Image.Image], colors: int) -> Image.Image:
    """Choose the colors from pictures all along, each reduced to a quarter of its sides."""
    step = max(len(images) // 16, 1)
    some = [image.resize((image.width // 2, image.height // 2)) for image in images[::step]]
    mosaic = Image.new("RGB", (some[0].width, sum(image.height for image in some)))
    for k, image in enumerate(some):
        mosaic.paste(image, (0, k * image.height))
    return mosaic.quantize(colors, method=Image.Quantize.MAXCOVERAGE, kmeans=1)


def _pointer(image: Image.Image, at: tuple[float, float], pressed: bool) -> None:
    side = 48
    ink = Image.new("RGBA", (side * _FINE, side * _FINE))
    draw, middle = ImageDraw.Draw(ink), side / 2
    if pressed:
        ring = [(middle + sign * 12) * _FINE for sign in (-1, -1, 1, 1)]
        draw.ellipse(ring, (*_ACCENT, 90), (*_ACCENT, 255), 2 * _FINE)
    arrow = [((middle + x) * _FINE, (middle + y) * _FINE) for x, y in _ARROW]
    draw.polygon(arrow, (255, 255, 255, 255))
    draw.line([*arrow, arrow[0], arrow[1]], (0, 0, 0, 255), round(1.3 * _FINE), joint="curve")
    small = ink.resize((side, side), Image.Resampling.LANCZOS)
    image.paste(small, (round(at[0] - middle), round(at[1] - middle)), small)
