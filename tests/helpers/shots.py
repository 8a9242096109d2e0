"""Pictures of the App for the documentation: where they go, and what all of them need."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

from PIL import Image

FOLDER = Path(
    os.environ.get(
        "FO_BUTTWINK_PICTURES", Path(__file__).resolve().parents[2] / "docs" / "pictures"
    )
)
LARGEST_BYTES = 300_000
SLOW_MS = 120_000


def shoot(place: Any, name: str) -> None:
    """Write a picture of a page, or of an element, with few colors if it is large."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    image = Image.open(io.BytesIO(place.screenshot())).convert("RGB")
    path = FOLDER / f"{name}.png"
    image.save(path, optimize=True)
    if path.stat().st_size > LARGEST_BYTES:
        image.quantize(256, method=Image.Quantize.MEDIANCUT, kmeans=1).save(path, optimize=True)
    assert path.stat().st_size <= LARGEST_BYTES, f"{path} is too large for a page"


def readable(page: Any) -> None:
    """Give the App a font of this machine instead of the one that it fetches from elsewhere.

    Without, labels that it draws upon videos have serifs.
    """
    page.add_init_script(
        """for (const weight of ["400", "700"]) {
          const from = ["Liberation Sans", "DejaVu Sans", "Arial"];
          const bold = weight === "700" ? " Bold" : "";
          const source = from.map((name) => `local("${name}${bold}")`).join(", ");
          const face = new FontFace("Palanquin", source, { weight });
          face.load().then((loaded) => document.fonts.add(loaded)).catch(() => null);
        }"""
    )


def hide_sidebar(app: Any) -> None:
    """Hide the sidebar of the open sample, or of the grid where none is open."""
    if app.modal.count():
        app.modal.page.locator("[data-cy=action-toggle-sidebar]").last.click()
    else:  # there the button may have no room
        app.page.keyboard.press("`")
        app.page.keyboard.type("Hide sidebar")
        app.page.wait_for_timeout(500)
        app.page.keyboard.press("Enter")
    app.page.mouse.move(5, 5)
    app.page.wait_for_timeout(1500)


def to_the_top(page: Any) -> None:
    """Scroll the rep viewer back to its beginning."""
    page.evaluate(
        """() => {
          for (let e = document.querySelector('[data-testid=fbw-viewer]'); e; e = e.parentElement)
            e.scrollTop = 0;
        }"""
    )


def larger_tiles(app: Any, share: float) -> None:
    """Move the grid's slider of the size of tiles to a share of its length."""
    box = app.page.locator(".MuiSlider-root").nth(1).bounding_box()  # the first is the spacing
    app.page.mouse.click(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
    app.page.wait_for_timeout(1000)
    app.wait_tiles()


def all_tiles(app: Any, number: int) -> None:
    """Wait until so many tiles show their pictures."""
    app.page.wait_for_function(
        "n => document.querySelectorAll('canvas[canvas-loaded=\"true\"]').length >= n",
        arg=number,
        timeout=SLOW_MS,
    )
    app.page.wait_for_timeout(1500)
