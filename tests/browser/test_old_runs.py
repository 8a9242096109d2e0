"""A dataset of version 0.1.0 in the real App: the notice, its button, and what is left after."""

from __future__ import annotations

import json

import pytest
import schema1
from viewer_page import split

NOTICE = '[data-cy="fbo-notice"]'
AGAIN = '[data-cy="fbo-again"]'


@pytest.fixture
def old(demo_dataset):
    """A dataset under schema 1; the pages close before it is deleted."""
    dataset = schema1.restore("browser_old")
    yield dataset
    if not dataset.deleted:
        dataset.delete()


@pytest.fixture
def app(old, open_page):
    return open_page()


def texts(locator):
    return locator.inner_text().replace("\n", " ")


def analyzed_again(page, old, content):
    """Press the button, and wait until the panel shows a run without notice."""
    content.locator(AGAIN).click()
    content.locator(NOTICE).wait_for(state="detached")
    old.reload()
    assert list(old.values("buttwink.schema")) == [2, 2]
    verdicts = old.values("buttwink_reviews.detections.verdict")
    assert verdicts == [["confirmed", "corrected"], ["corrected"]]
    states = old.values("buttwink_reps.detections.review_state")
    assert states == [["confirmed", "corrected", "unreviewed"], ["unreviewed"] * 2]


def test_explorer_analyzes_an_old_run_again(app, old):
    app.open(old.name)
    content = app.open_panel("squat_explorer")
    content.locator('[data-cy="bwx-plot"]').wait_for()
    notice = content.locator(NOTICE)
    assert "older definition" in texts(notice) and "schema 1" in texts(notice)
    app.wait_tiles()
    app.shot("schema1_notice")
    analyzed_again(app.page, old, content)
    content.locator('[data-cy="bwx-plot"]').wait_for()
    app.page.wait_for_timeout(1500)
    app.shot("schema1_analyzed_again")


def test_explorer_analyzes_all_videos_also_within_a_view(app, old):
    """The notice speaks of the whole analysis: the view of the moment does not matter."""
    app.open(old.name)
    content = app.open_panel("squat_explorer")
    content.locator('[data-cy="bwx-plot"]').wait_for()
    content.locator('[data-cy="bwx-count-reviewed"]').click()
    app.wait_count("2 clips")
    analyzed_again(app.page, old, content)


def test_viewer_analyzes_an_old_run_again(app, old):
    layout = json.dumps(json.dumps(split(0.5)))
    app.page.add_init_script(f"localStorage.setItem('fo-sample-modal-plugins', {layout})")
    app.open(old.name, f"?id={old.first().id}", grid=False)
    panel = app.page.locator('[data-testid="fbw-viewer"]')
    panel.locator(NOTICE).wait_for()
    app.page.wait_for_timeout(1500)
    app.shot("schema1_notice_viewer")
    analyzed_again(app.page, old, panel)
    app.shot("schema1_viewer_analyzed_again")


def test_failure_is_told_and_leaves_the_old_results(app, old):
    app.may_fail = True
    app.open(old.name)
    content = app.open_panel("squat_explorer")
    content.locator(AGAIN).wait_for()
    old.delete_sample_field("load_kg")  # with which the run was made; the panel is not told
    content.locator(AGAIN).click()
    content.locator('[data-cy="fbo-failed"]').wait_for()
    app.shot("schema1_failed")
    assert "Analyze squats" in texts(content.locator('[data-cy="fbo-failed"]'))
    assert content.locator(AGAIN).is_enabled()
    old.reload()
    assert "schema" not in old.first().buttwink.to_dict()
