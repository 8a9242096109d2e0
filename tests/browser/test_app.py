"""The harness itself: the App shows the demo clips, and the plugin's operators are listed."""

from __future__ import annotations


def test_grid_shows_the_demo_clips(app, dataset):
    app.open(dataset.name)
    app.wait_count("6 samples")
    app.shot("grid")


def test_operators_are_offered(app, dataset):
    app.open(dataset.name)
    app.run_operator("Squat analysis info")
    app.page.get_by_text("Squat analysis info").first.wait_for()
    app.shot("operator_form")
