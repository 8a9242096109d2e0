"""From the explorer to the first repetition that somebody should review."""

from __future__ import annotations

import pytest
from explorer_panel import App

from fo_buttwink.reviews.service import review_reps

pytestmark = pytest.mark.database
REPS = "buttwink_reps.detections"
OPEN = "@fo-buttwink/fo_buttwink/review_flagged"


@pytest.fixture
def app(dataset):
    return App(dataset)


def reps(dataset, *names):
    dataset.reload()
    return list(
        zip(*(dataset.values(f"{REPS}.{name}", unwind=True) for name in names), strict=True)
    )


def opened(app):
    (asked,) = app.asked(OPEN)
    return asked


def test_first_flagged_one_opens_in_the_video(app, dataset):
    (first, *_) = [rep for rep, flagged in reps(dataset, "id", "flagged") if flagged]
    answer = app("review")
    assert answer["wish"] == {"sample": dataset.first().id, "rep": first}
    assert opened(app)["first"] == dataset.first().id
    assert opened(app)["said"] == "12 repetitions to review"
    assert app.asked("@fo-buttwink/fo_buttwink/place_squat_viewer") == [{"force": True}]
    assert app.stages == [], "without conditions the grid stays as it is"


def test_clips_of_a_condition_open_at_their_first_unreviewed(app, dataset):
    marked = [rep for rep, label in reps(dataset, "id", "label") if label == "marked"]
    review_reps(dataset, "buttwink", marked[0], "confirmed")
    app.change(choices={"label": ["marked"]})
    app.stages = []  # somebody has closed the view
    answer = app("review")
    assert opened(app)["first"] == answer["wish"]["rep"] == marked[1]
    assert app.view._is_clips and app.view.values("id") == marked and answer["in_grid"]
    assert answer["counts"]["reps"]["shown"] == 3


def test_not_flagged_ones_are_reviewed_too_and_all_reviewed_ones_again(app, dataset):
    none = [rep for rep, label in reps(dataset, "id", "label") if label == "none"]
    app.change(choices={"label": ["none"]})
    assert app("review")["wish"]["rep"] == none[0]
    review_reps(dataset, "buttwink", none, "confirmed")
    assert app("review")["wish"]["rep"] == none[0]


def test_videos_instead_of_clips_open_as_videos(app, dataset):
    app.change(choices={"label": ["marked"]})
    app("change", mode="videos")
    wish = app("review")["wish"]
    assert opened(app)["first"] == wish["sample"] == dataset.first().id
    assert not app.view._is_clips


def test_clips_of_everything_stay(app, dataset):
    app("change", mode="clips")
    assert app.view._is_clips and len(app.view) == 12
    wish = app("review")["wish"]
    assert app.view._is_clips and opened(app)["first"] == wish["rep"]


def test_nothing_shown_is_said(app):
    app.change(ranges={"wink_deg": [90, 99]})
    before = app.stages
    answer = app("review")
    assert "Nothing that is shown" in answer["notice"] and "wish" not in answer
    assert app.asked(OPEN) == [] and app.stages == before


def test_view_that_is_opened_is_the_one_that_is_set(app):
    from fo_buttwink.app.panels.explorer.stages import fingerprint

    app.change(choices={"label": ["marked"]})
    app.stages = []
    app("review")
    assert opened(app)["view"] == fingerprint(app.stages), "as the App sends it back"
