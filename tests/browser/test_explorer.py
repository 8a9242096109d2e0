"""The repetition explorer in the real App."""

from __future__ import annotations


def test_opens_from_the_menu(app, dataset):
    app.open(dataset.name)
    app.open_panel("squat_explorer")
    app.page.wait_for_selector('[data-cy="squat-explorer"]')
    app.shot("explorer_opened")
