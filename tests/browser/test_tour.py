"""The film at the top of README.md, taken from the real App: ``make pictures``.

Somebody looks at the demo's repetitions in the explorer, chooses the flagged ones, draws a box,
reviews them in the viewer, and confirms the first by one key.
"""

from __future__ import annotations

from typing import Any

import pytest
from explorer_page import Explorer
from film import Film
from shots import FOLDER, SLOW_MS, hide_sidebar, larger_tiles, readable, to_the_top
from viewer_page import Viewer

pytestmark = pytest.mark.pictures
WINDOW = {"width": 1000, "height": 700}
HEADER_PX, MARGIN_PX = 70, 35
"""FiftyOne's own header, and the margin around an open sample: both are left out."""
EVERY = 2
"""Frames of the video from one picture to the next: of 25 frames/s, so about its own pace."""


def test_tour(pictured, open_page):
    app = open_page(**WINDOW)
    readable(app.page)
    viewer = Viewer(app)
    explorer = Explorer(app, pictured)
    hide_sidebar(app)
    larger_tiles(app, 0.9)
    explorer.widen(330)
    app.wait_tiles()
    app.page.mouse.move(5, 5)
    film = Film(app.page, HEADER_PX, WINDOW["height"] - HEADER_PX)
    _find(film, explorer)
    _review(film, viewer, explorer)
    assert 12 <= film.seconds <= 25
    film.write(FOLDER / "tour.gif")


def _find(film: Film, explorer: Explorer) -> None:
    app = explorer.app
    film.say("Every repetition of your videos: how early the wink begins, and how much it is")
    film.take(2.2)
    film.click(explorer.get("count-flagged"))
    explorer.get("chip").wait_for(timeout=SLOW_MS)
    explorer.ready()
    app.wait_count("5 clips")
    app.wait_tiles()
    film.say("Click a count, or drag a box: the grid follows")
    film.take(1.2)
    area = explorer.get("canvas").bounding_box()
    film.move(area["x"] + 0.12 * area["width"], area["y"] + 0.05 * area["height"])
    film.drag(area["x"] + 0.34 * area["width"], area["y"] + 0.35 * area["height"])
    explorer.get("chip").nth(1).wait_for(timeout=SLOW_MS)
    explorer.ready()
    app.wait_count("3 clips")
    app.wait_tiles()
    film.take(1.6)


def _review(film: Film, viewer: Viewer, explorer: Explorer) -> None:
    page = film.page
    film.say("Review what you found: the curves stand beside the video, and move with it")
    film.click(explorer.content.get_by_role("button", name="Review these"))
    viewer.ready().live()
    hide_sidebar(viewer.app)
    viewer.of("reviewer").fill("Ann")
    viewer.of("summary").click()
    to_the_top(page)
    film.top_px = MARGIN_PX
    page.wait_for_timeout(1500)
    film.take(1.5)
    first = viewer.rep
    step = viewer.app.modal.locator("[data-testid=timeline-controls-step-forward]")
    for _ in range(30):
        _forward(viewer, step)
        film.take(0.08)
    film.say("One key per repetition: confirm with")
    film.key = "Y"
    film.take(1.2)
    viewer.press("y")
    page.wait_for_function(
        "rep => document.querySelector('[data-testid=fbw-viewer]').dataset.rep !== rep", arg=first
    )
    viewer.live()
    page.wait_for_timeout(1500)
    film.say("The verdict is stored, and the next repetition is there")
    film.take(2.5)


def _forward(viewer: Viewer, step: Any) -> None:
    """Let the video go on by some frames; a click that comes too early moves nothing."""
    wanted = viewer.frame + EVERY
    for _ in range(10 * EVERY):
        if viewer.frame >= wanted:
            break
        step.click()
        viewer.page.wait_for_timeout(120)
