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
from viewer_page import split

pytestmark = pytest.mark.pictures
FOLDER = Path(os.environ.get("FO_BUTTWINK_PICTURES", Path(__file__).resolve().parents[2] / "docs"))
CLIP = "03_mid_marked_right"
SLOW_MS = 120_000


_TO_THE_TOP = """() => {
  for (let e = document.querySelector('[data-testid=fbw-viewer]'); e; e = e.parentElement)
    e.scrollTop = 0;
}"""


@pytest.fixture
def sample(demo_dataset):
    """The clip that the pictures show."""
    return next(s for s in demo_dataset if CLIP in s.filepath)


def test_app(open_page, demo_dataset, sample):
    app = open_page(width=1500, height=950)
    app.open(demo_dataset.name, f"?id={sample.id}", grid=False)
    modal = app.wait_modal()
    modal.locator('[data-testid="timeline-playhead-time"]').wait_for(timeout=SLOW_MS)
    app.page.wait_for_timeout(3000)
    modal.locator("[data-cy=annotate]").first.click()
    modal.locator("[data-testid=timeline-controls-toggle]").click()
    modal.locator("[data-track-id]").first.wait_for(timeout=SLOW_MS)
    app.page.wait_for_timeout(2000)
    mark = modal.get_by_text("2s", exact=True).first.bounding_box()
    app.page.mouse.click(mark["x"] + 40, mark["y"] + mark["height"] / 2)
    app.page.wait_for_timeout(2000)
    modal.get_by_text("Buffering").wait_for(state="hidden", timeout=SLOW_MS)
    app.page.wait_for_timeout(1000)
    _shot(app, "app")
    app.close_modal()  # else the next page of the same server opens it again


def test_explorer(open_page, demo_dataset):
    app = open_page(width=1400, height=870)
    app.open(demo_dataset.name)
    panel = app.open_panel("squat_explorer")
    panel.locator('[data-cy="bwx-count-flagged"]').click()
    panel.locator('[data-cy="bwx-chip"]').wait_for(timeout=SLOW_MS)
    app.wait_tiles()
    # All width for the panel: its controls then stand beside the plot.
    app.page.wait_for_timeout(4000)
    box = panel.bounding_box()
    app.page.mouse.move(box["x"] - 3, box["y"] + 250)
    app.page.mouse.down()
    app.page.mouse.move(200, box["y"] + 250, steps=8)
    app.page.mouse.up()
    panel.locator(".bwx-side img.bwx-picture").nth(2).wait_for(timeout=SLOW_MS)
    app.page.mouse.move(box["x"] + 5, 5)
    app.page.wait_for_timeout(2000)
    _shot(app, "explorer")


def test_viewer(open_page, demo_dataset, sample):
    app = open_page(width=1400, height=1040)
    layout = json.dumps(json.dumps(split(0.42)))
    app.page.add_init_script(f"localStorage.setItem('fo-sample-modal-plugins', {layout})")
    app.open(demo_dataset.name, f"?id={sample.id}", grid=False)
    root = app.page.locator("[data-testid=fbw-viewer][data-busy=no][data-mode=live]")
    root.wait_for(timeout=SLOW_MS)
    app.page.locator("[data-testid=fbw-band-1] .fbw-tab").click()
    app.page.get_by_text("This rep", exact=True).click()
    app.page.locator("[data-testid=fbw-pictures] img").nth(2).wait_for(timeout=SLOW_MS)
    # The video goes to the deepest frame of the repetition.
    app.page.locator("[data-testid=fbw-pictures] button").nth(2).click()
    app.page.wait_for_timeout(2500)
    app.page.mouse.move(5, 5)
    app.page.evaluate(_TO_THE_TOP)
    app.page.wait_for_timeout(500)
    _shot(app, "viewer")


def _shot(app: Any, name: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    app.page.screenshot(path=FOLDER / f"{name}.png")
