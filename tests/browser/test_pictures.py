"""The pictures of the documentation, made anew from the demo: ``make pictures``.

They go to ``docs/pictures/``, or to the folder that ``FO_BUTTWINK_PICTURES`` names. Left out of
all other runs, because they change files of the repository. The film is made in ``test_tour.py``.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from explorer_page import Explorer
from hand_page import Hand
from shots import SLOW_MS, all_tiles, hide_sidebar, larger_tiles, readable, shoot, to_the_top
from viewer_page import Viewer, split

import fo_buttwink
from fo_buttwink.cli.demo import CLIPS
from fo_buttwink.report.write import write_report

pytestmark = pytest.mark.pictures
CLIP = "03_mid_marked_right"
REVIEWER = "Ann"
"""Typed into the panel, as a reviewer does."""


@pytest.fixture
def sample(pictured):
    """The clip that the pictures show."""
    return next(s for s in pictured if CLIP in s.filepath)


@pytest.fixture
def open_window(open_page):
    """Opens a window of the App, with letters that can be read."""

    def opened(width, height):
        app = open_page(width=width, height=height)
        readable(app.page)
        return app

    return opened


def test_grid(pictured, open_window):
    app = open_window(1280, 760)
    app.open(pictured.name)
    larger_tiles(app, 0.85)
    all_tiles(app, len(pictured))
    app.page.locator('[data-cy="sidebar-field-arrow-enabled-buttwink.worst_severity"]').click()
    app.page.wait_for_timeout(3000)
    app.page.mouse.move(5, 5)
    shoot(app.page, "grid")


def test_annotate(pictured, open_window, sample):
    app = open_window(1400, 840)
    app.open(pictured.name, f"?id={sample.id}", grid=False)
    modal = app.wait_modal()
    modal.locator('[data-testid="timeline-playhead-time"]').wait_for(timeout=SLOW_MS)
    app.page.wait_for_timeout(3000)
    modal.locator("[data-cy=annotate]").first.click()
    modal.get_by_role("button", name="Dismiss").first.click()
    modal.locator("[data-testid=timeline-controls-toggle]").click()
    modal.locator("[data-track-id]").first.wait_for(timeout=SLOW_MS)
    app.page.wait_for_timeout(2000)
    mark = modal.get_by_text("2s", exact=True).first.bounding_box()
    app.page.mouse.click(mark["x"] + 40, mark["y"] + mark["height"] / 2)
    app.page.wait_for_timeout(2000)
    modal.get_by_text("Buffering").wait_for(state="hidden", timeout=SLOW_MS)
    app.page.wait_for_timeout(1000)
    shoot(app.page, "annotate")
    app.close_modal()  # else the next page of the same server opens it again


def test_explorer(pictured, open_window):
    app = open_window(1400, 870)
    explorer = Explorer(app, pictured)
    explorer.get("count-flagged").click()
    explorer.get("chip").wait_for(timeout=SLOW_MS)
    app.wait_tiles()
    # All width for the panel: its controls then stand beside the plot.
    explorer.widen(200)
    explorer.content.locator(".bwx-side img.bwx-picture").nth(2).wait_for(timeout=SLOW_MS)
    app.page.mouse.move(explorer.content.bounding_box()["x"] + 5, 5)
    app.page.wait_for_timeout(2000)
    shoot(app.page, "explorer")


def test_viewer(pictured, open_window, sample):
    viewer = Viewer(open_window(1280, 1170))
    _layout(viewer, 0.4)
    viewer.open(pictured, sample.id).live()
    hide_sidebar(viewer.app)
    viewer.of("band-1").locator(".fbw-tab").click()
    viewer.page.get_by_text("This rep", exact=True).click()
    viewer.of("reviewer").fill(REVIEWER)
    viewer.of("pictures").locator("img").nth(2).wait_for(timeout=SLOW_MS)
    # The video goes to the deepest frame of the repetition.
    viewer.of("pictures").locator("button").nth(2).click()
    viewer.page.wait_for_timeout(2500)
    viewer.page.mouse.move(5, 5)
    to_the_top(viewer.page)
    viewer.page.wait_for_timeout(500)
    shoot(viewer.page, "viewer")
    viewer.app.close_modal()


def test_hand(pictured, open_window, sample):
    viewer = Viewer(open_window(1180, 900))
    _layout(viewer, 0.3)
    viewer.open(pictured, sample.id)
    hide_sidebar(viewer.app)
    viewer.of("reviewer").fill(REVIEWER)
    viewer.of("summary").click()
    hand = Hand(viewer).open()
    found = json.loads((CLIPS / f"{CLIP}.json").read_text(encoding="utf-8"))
    rows = [dict(zip(found["columns"], row, strict=True)) for row in found["frames"]]
    frames = hand.frames()
    for frame in frames:
        truth = rows[frame - 1]
        _draw(hand, truth["pelvic_tilt_deg_anterior_positive"] + 15, (0.45, 0.66), 0.2)
        _draw(hand, truth["trunk_lean_deg"] - 85, (0.55, 0.4), 0.45)
        if frame != frames[-1]:
            hand.press("n")
    viewer.page.mouse.move(5, 5)
    viewer.page.wait_for_timeout(500)
    shoot(viewer.of("hand"), "hand")
    viewer.app.close_modal()


def test_analyze_form(open_window, demo_dataset):
    dataset = demo_dataset.clone("new_squats", persistent=True)
    try:
        fo_buttwink.delete_run(dataset)  # as before the first analysis
        app = open_window(1000, 900)
        app.open(dataset.name)
        shoot(_form(app, "Analyze squats", "Run key"), "analyze")
        app.page.context.close()
    finally:
        dataset.delete()


def test_export_form(pictured, open_window):
    app = open_window(1000, 1150)
    app.open(pictured.name)
    form = _form(app, "Export squat labels", "9 repetitions of 4 videos")
    folder = form.locator(
        'xpath=.//*[normalize-space(text())="Folder to make"]/following::input[1]'
    )
    folder.fill("/data/squat_labels")
    form.get_by_text("Will be written to /data").wait_for(timeout=SLOW_MS)
    app.page.wait_for_timeout(1500)
    shoot(form, "export")


def test_report(chromium, tmp_path):
    demo = Path(fo_buttwink.__file__).parent / "data" / "demo"
    names = ("03_mid_marked_right.mp4", "04_early_moderate_left.mp4", "05_frontal_view.mp4")
    file = tmp_path / "report.html"
    write_report([fo_buttwink.analyze_video(demo / name) for name in names], file)
    page = chromium.new_page(viewport={"width": 1000, "height": 1100}, offline=True)
    page.goto(file.as_uri())
    page.wait_for_function(
        "document.querySelectorAll('.figure').length ==="
        " document.querySelectorAll('.figure .main-svg:first-child').length"
    )
    page.wait_for_timeout(1000)
    shoot(page, "report")
    page.close()


def _form(app: Any, operator: str, text: str) -> Any:
    """Open the form of an operator, and wait until it says something."""
    app.run_operator(operator)
    form = app.page.get_by_role("dialog").last
    form.get_by_text(text).first.wait_for(timeout=SLOW_MS)
    app.page.wait_for_timeout(2000)
    return form


def _layout(viewer: Viewer, left: float) -> None:
    """Give the video so much of the width, and the viewer the rest."""
    layout = json.dumps(json.dumps(split(left)))
    viewer.page.add_init_script(f"localStorage.setItem('fo-sample-modal-plugins', {layout})")


def _draw(hand: Hand, deg: float, middle: tuple[float, float], length: float) -> None:
    """Draw a line of so many degrees around a place of the still, in shares of its side."""
    box = hand.of("svg").bounding_box()
    side = min(box["width"], box["height"])
    x, y = (box[k] + m * box[n] for k, m, n in zip("xy", middle, ("width", "height"), strict=True))
    dx, dy = (f(math.radians(deg)) * length * side / 2 for f in (math.cos, math.sin))
    hand.page.mouse.move(x - dx, y - dy)
    hand.page.mouse.down()
    hand.page.mouse.move(x + dx, y + dy, steps=4)
    hand.page.mouse.up()
