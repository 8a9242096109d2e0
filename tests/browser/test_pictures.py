"""The pictures of README.md, made anew from the demo: ``make pictures``.

They go to ``docs/``, or to the folder that ``FO_BUTTWINK_PICTURES`` names. Left out of all other
runs, because they change files of the repository.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.pictures
FOLDER = Path(os.environ.get("FO_BUTTWINK_PICTURES", Path(__file__).resolve().parents[2] / "docs"))
CLIP = "03_late_marked_right"
SLOW_MS = 120_000
VIEWER = "squat_rep_viewer"


def _tabs(name: str, child: str, *, pinned: bool) -> dict[str, Any]:
    panel = {"id": child, "children": [], "type": child, "pinned": pinned}
    return {"id": name, "children": [panel], "type": "panel-container", "activeChild": child}


SPLIT = {
    "id": "root",
    "type": "panel-container",
    "layout": "horizontal",
    "sizes": [0.42, 0.58],
    "activeChild": VIEWER,
    "children": [
        _tabs("left", "fo-sample-modal-plugin", pinned=True),
        _tabs("right", VIEWER, pinned=False),
    ],
}
"""As after a click on "Split horizontally"."""


@pytest.fixture
def sample(dataset):
    """The clip that the pictures show."""
    return next(s for s in dataset if CLIP in s.filepath)


def test_app(open_page, dataset, sample):
    app = open_page(width=1500, height=950)
    app.open(dataset.name, f"?id={sample.id}", grid=False)
    app.wait_modal()
    app.modal.get_by_text("Annotate", exact=True).click()
    bars = app.modal.locator('[data-testid^="timeline-"]')
    bars.first.wait_for(timeout=SLOW_MS)
    app.page.wait_for_timeout(4000)
    _shot(app, "app")


def test_explorer(open_page, dataset):
    app = open_page(width=1400, height=870)
    app.open(dataset.name)
    panel = app.open_panel("squat_explorer")
    panel.locator('[data-cy="bwx-count-flagged"]').click()
    panel.locator('[data-cy="bwx-chip"]').wait_for(timeout=SLOW_MS)
    app.wait_tiles()
    # All width for the panel: its controls then stand beside the plot.
    box = panel.bounding_box()
    app.page.mouse.move(box["x"] - 3, box["y"] + 250)
    app.page.mouse.down()
    app.page.mouse.move(330, box["y"] + 250, steps=8)
    app.page.mouse.up()
    panel.locator(".bwx-side img.bwx-picture").nth(2).wait_for(timeout=SLOW_MS)
    app.page.mouse.move(box["x"] + 5, 5)
    app.page.wait_for_timeout(2000)
    _shot(app, "explorer")


def test_viewer(open_page, dataset, sample):
    app = open_page(width=1400, height=900)
    layout = json.dumps(json.dumps(SPLIT))
    app.page.add_init_script(f"localStorage.setItem('fo-sample-modal-plugins', {layout})")
    app.open(dataset.name, f"?id={sample.id}", grid=False)
    root = app.page.locator("[data-testid=fbw-viewer][data-busy=no][data-mode=live]")
    root.wait_for(timeout=SLOW_MS)
    app.page.locator("[data-testid=fbw-band-1] .fbw-tab").click()
    app.page.locator("[data-testid=fbw-pictures] img").nth(2).wait_for(timeout=SLOW_MS)
    # The video goes to the deepest frame of the repetition.
    app.page.locator("[data-testid=fbw-pictures] button").nth(2).click()
    app.page.wait_for_timeout(2500)
    app.page.mouse.move(5, 5)
    app.page.wait_for_timeout(500)
    _shot(app, "viewer")


def _shot(app: Any, name: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    app.page.screenshot(path=FOLDER / f"{name}.png")
