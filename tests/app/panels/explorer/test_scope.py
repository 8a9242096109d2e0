"""Within what the explorer counts: the App's view and the sidebar's filters, at every event."""

from __future__ import annotations

import pytest
from explorer_panel import App

from fo_buttwink.app.panels.explorer.scope import Scope, said

pytestmark = pytest.mark.database
LABEL = "buttwink_reps.detections.label"


class Sidebar(App):
    """An App with filters in its sidebar, which it drops whenever its view changes."""

    def __init__(self, dataset):
        super().__init__(dataset)
        self.filters: dict = {}

    def __call__(self, method, **params):
        answer = super().__call__(method, **params)
        if self.asked("set_view") or self.asked("clear_view"):
            self.filters = {}
        return answer

    @property
    def extra(self):
        return {"filters": self.filters}


@pytest.fixture
def app(dataset):
    return Sidebar(dataset)


def counted(answer):
    return answer["counts"]["reps"]


def only(*labels):
    return {LABEL: {"values": list(labels), "exclude": False, "isMatching": False}}


def test_whole_dataset(app):
    assert app("refresh")["within"] == "Counted: all 12 repetitions in 3 videos of this dataset."


def test_view_is_applied_before_the_first_click(app, dataset):
    app.stages = dataset.limit(2)._serialize()
    answer = app("refresh")
    assert counted(answer) == {"shown": 8, "all": 8} and answer["in_grid"]
    assert answer["within"] == "Counted: 8 repetitions in 2 videos; your view is applied."
    assert {row["video"] for row in answer["table"]["rows"]} == {"a.mp4", "b.mp4"}


def test_sidebar_is_applied_before_the_first_click_and_after_it(app):
    app.filters = only("marked", "moderate")
    answer = app("refresh")
    sentence = "Counted: 6 repetitions in 3 videos; the sidebar's filters are applied."
    assert counted(answer) == {"shown": 6, "all": 6} and answer["within"] == sentence
    answer = app.change(choices={"label": ["marked", "none"]})
    assert counted(answer) == {"shown": 3, "all": 6} and answer["within"] == sentence
    assert app.filters == {} and len(app.view) == 3
    assert {clip.buttwink_reps.label for clip in app.view} == {"marked"}
    answer = app("refresh")
    assert counted(answer) == {"shown": 3, "all": 6} and answer["within"] == sentence
    answer = app("change", filter={})
    assert counted(answer) == {"shown": 6, "all": 6} and answer["within"] == sentence
    assert app.view.count(LABEL) == 6  # and so does the grid


def test_view_and_sidebar_together(app, dataset):
    app.stages = dataset.limit(2)._serialize()
    app.filters = only("marked")
    answer = app.change(ranges={"wink_deg": [0, 90]})
    assert counted(answer) == {"shown": 2, "all": 2}
    assert answer["within"] == (
        "Counted: 2 repetitions in 2 videos; your view and the sidebar's filters are applied."
    )


def test_sidebar_filter_on_our_own_clips_narrows_what_is_counted(app):
    app.change(choices={"label": ["marked", "none"]})
    app.filters = {"buttwink_reps.label": {"values": ["none"], "exclude": False}}
    answer = app("refresh")
    assert counted(answer) == {"shown": 3, "all": 3}
    answer = app.change(choices={"label": ["marked"]})
    assert counted(answer) == {"shown": 0, "all": 3}


def test_filter_that_the_app_still_shows_is_not_applied_twice(app):
    app.filters = only("marked")
    app.change(ranges={"wink_deg": [0, 90]})
    stages = list(app.stages)
    app.filters = only("marked")  # an App that is slower than its view
    answer = app.change(ranges={"wink_deg": [0, 89]})
    assert counted(answer) == {"shown": 3, "all": 3} and len(app.stages) == len(stages)


def test_stage_that_the_user_adds_to_our_view_is_kept(app, dataset):
    app("change", mode="videos")
    app.change(choices={"label": ["marked", "none"]})
    app.stages = app.view.limit(1)._serialize()
    answer = app("refresh")
    assert counted(answer) == {"shown": 2, "all": 4}
    assert "your view is applied" in answer["within"]
    assert counted(app("change", filter={}))["shown"] == 4


def test_changed_clips_are_taken_over_one_by_one(app, dataset):
    app.change(choices={"label": ["marked"]})
    app.stages = app.view.limit(2)._serialize()
    answer = app("refresh")
    assert counted(answer) == {"shown": 2, "all": 2}


def test_clips_of_the_users_own_are_counted_as_they_are(app, dataset):
    app.stages = dataset.limit(2).to_clips("buttwink_reps").limit(3)._serialize()
    answer = app("refresh")
    assert counted(answer) == {"shown": 3, "all": 3}
    ids = set(app.view.values("id"))
    assert {row["id"] for row in answer["table"]["rows"]} == ids


def test_cleared_view_is_the_whole_dataset_again(app, dataset):
    app.stages = dataset.limit(1)._serialize()
    app.change(choices={"label": ["marked"]})
    app.stages = []
    answer = app("refresh")
    assert counted(answer) == {"shown": 3, "all": 12} and not answer["in_grid"]


def test_state_of_an_older_version_is_read():
    assert Scope.from_json(None) == Scope.from_json({"stages": "x"}) == Scope()
    scope = Scope(({"_cls": "a"},), True, True, "f")
    assert Scope.from_json(scope.to_json()) == scope


def test_one_of_each_is_said_so():
    assert said(Scope(view=True), 1, 1) == (
        "Counted: 1 repetition in 1 video; your view is applied."
    )
