"""Both panels in grouped datasets and in dynamic groups, without the App."""

from __future__ import annotations

import json

import pytest
from groups import add_pairs

from fo_buttwink.install.plugin_folder import operator_uri

pytestmark = pytest.mark.database
REPS = "buttwink_reps"


@pytest.fixture
def analyse(database, make_analysis):
    """Analyses videos with a moderate wink and one repetition that cannot be judged each."""
    from fo_buttwink.config import Config
    from fo_buttwink.runs.analyze import DatasetAnalysis
    from fo_buttwink.runs.request import AnalysisRequest

    def run(samples, **options):
        job = DatasetAnalysis(
            samples,
            AnalysisRequest(config=Config(), **options),
            analyser=lambda path, _: (make_analysis(path), None),
        )
        for _ in job.run():
            pass
        return job

    return run


@pytest.fixture
def pairs(make_dataset, analyse):
    dataset = add_pairs(make_dataset())
    analyse(dataset)
    return dataset


@pytest.fixture
def plain(make_dataset, analyse):
    dataset = make_dataset(*(f"/v/{i}.mp4" for i in range(4)), lifter=list("abab"))
    analyse(dataset)
    return dataset


class App:
    """Sends events to a panel, and keeps the view that it is told to show."""

    def __init__(self, view, panel):
        import fiftyone.operators as foo

        self.dataset = view._root_dataset
        self.panel = foo.get_operator(operator_uri(panel))
        self.stages = [] if view is self.dataset else _sent(view._serialize())
        self.slice = self.dataset.group_slice
        self.asked = []

    def __call__(self, method, **params):
        from fiftyone.operators.executor import ExecutionContext, Executor

        executor = Executor()
        params = {"panel_id": "p", "panel_state": {}, "__method__": method, **params}
        request = {"dataset_name": self.dataset.name, "view": self.stages, "params": params}
        request["group_slice"] = self.slice
        ctx = ExecutionContext(request, executor=executor, operator_uri=self.panel.uri)
        answer = self.panel.execute(ctx)
        json.dumps(answer, allow_nan=False)
        self.asked = [(r.operator_uri, r.params) for r in executor._requests]
        for uri, given in self.asked:
            if uri == "set_view":
                self.stages = _sent(given["view"])
            elif uri == "clear_view":
                self.stages = []
        return answer

    @property
    def view(self):
        import fiftyone as fo

        return fo.DatasetView._build(self.dataset, self.stages)

    @property
    def opened(self):
        return [params["id"] for uri, params in self.asked if uri == "open_sample"]


def _sent(stages):
    """As it comes back from the browser."""
    from bson import json_util

    return json.loads(json_util.dumps(stages))


VIEWS = {
    "groups": (lambda d: d, 12),
    "some groups": (lambda d: d.match({"lifter": "a"}), 8),
    "by lifter": (lambda d: d.group_by("lifter"), 12),
    "one lifter": (lambda d: d.group_by("lifter").match({"lifter": "b"}), 4),
    "one slice": (lambda d: d.select_group_slices("back"), 6),
}


@pytest.mark.parametrize("shown", ["side", "back"])
@pytest.mark.parametrize(("view", "number"), VIEWS.values(), ids=VIEWS)
def test_explorer_counts_and_shows_all_slices(pairs, view, number, shown):
    app = App(view(pairs), "squat_explorer")
    app.slice = shown
    before = app.stages
    assert app("refresh")["counts"]["reps"]["all"] == number
    answer = app("change", filter={"switches": ["flagged"]})
    assert answer["counts"]["reps"] == {"all": number, "shown": number // 2}
    assert app.view._is_clips and len(app.view) == number // 2
    assert app("refresh")["in_grid"]
    answer = app("change", mode="videos")
    assert app.view.media_type == "video" and len(app.view) == number // 2
    app("change", filter={}, mode="clips")
    assert len(app.view) == number
    # Without conditions the grid shows what the user had.
    fresh = App(view(pairs), "squat_explorer")
    fresh("change", filter={"switches": ["flagged"]})
    fresh("change", filter={})
    assert [s["_cls"] for s in fresh.stages] == [s["_cls"] for s in before]


@pytest.mark.parametrize(
    ("view", "number"),
    [
        (lambda d: d.group_by("lifter"), 8),
        (lambda d: d.group_by("lifter", order_by="filepath"), 8),
        (lambda d: d.group_by("lifter", flat=True), 8),
        (lambda d: d.group_by("lifter").match({"lifter": "b"}), 4),
    ],
)
def test_explorer_within_dynamic_groups(plain, view, number):
    app = App(view(plain), "squat_explorer")
    app("change", filter={"switches": ["flagged"]})
    assert len(app.view) == number // 2
    answer = app("save_view", name="flagged")
    assert "Saved view" in answer["notice"]
    plain.reload()
    assert len(plain.load_saved_view("flagged")) == number // 2


def test_row_of_any_slice_says_where_it_opens(pairs):
    app = App(pairs, "squat_explorer")
    for name in ("back", "side"):
        sample = pairs.select_group_slices(name).last()
        answer = app("open_rep", id=sample[REPS].detections[1].id)
        assert answer["opened"] == sample.id and not answer["clip"]
        assert answer["group"] == {"id": sample.group.id, "slice": name}
        assert app.opened == [], "the App could only open the slice of the grid"


def test_row_opens_its_clip_once_the_grid_shows_clips(pairs):
    app = App(pairs, "squat_explorer")
    app("change", filter={"switches": ["flagged"]})
    rep = pairs.select_group_slices("back").last()[REPS].detections[0].id
    answer = app("open_rep", id=rep)
    assert answer["clip"] and app.opened == [rep] and "group" not in answer


@pytest.mark.parametrize("order", [None, "filepath"])
def test_row_opens_any_sample_of_a_dynamic_group(plain, order):
    app = App(plain.group_by("lifter", order_by=order), "squat_explorer")
    before = app.stages
    for sample in plain:
        app("open_rep", id=sample[REPS].detections[0].id)
        assert app.opened == [sample.id] and app.stages == before


@pytest.mark.parametrize("what", ["repetitions", "videos"])
def test_tags_reach_every_slice(pairs, what):
    app = App(pairs, "squat_explorer")
    app("change", filter={"switches": ["flagged"]})
    number = 6
    assert app("tag", tag="look", what=what)["notice"] == f"Tagged {number} {what} with 'look'"
    flat = pairs.select_group_slices()
    found = flat.count_label_tags() if what == "repetitions" else flat.count_sample_tags()
    assert found == {"look": number}


def test_explorer_of_groups_whose_slice_in_the_grid_is_empty(make_dataset, analyse):
    import fiftyone as fo

    dataset = make_dataset()
    dataset.add_group_field("group", default="side")
    dataset.add_sample(fo.Sample(filepath="/v/0.jpg", group=fo.Group().element("side")))
    dataset.add_sample(fo.Sample(filepath="/v/1.mp4", group=fo.Group().element("back")))
    dataset.delete_samples([dataset.first().id])
    analyse(dataset)
    assert App(dataset, "squat_explorer")("refresh")["counts"]["reps"]["all"] == 2


def test_unfinished_run_counts_the_slices_that_it_was_made_for(make_dataset, analyse):
    from dataclasses import replace

    from fo_buttwink.app.panels.run_notice import unfinished_run
    from fo_buttwink.store.runs import get_run

    dataset = add_pairs(make_dataset())
    analyse(dataset.limit(1), slices=["back"])
    info = get_run(dataset, "buttwink")
    stopped = replace(info, sessions=[replace(info.sessions[0], state="interrupted")])
    notice = unfinished_run(dataset, stopped)
    assert notice["title"] == "1 of 3 videos is analyzed"
    assert notice["params"]["slices"] == ["back"]
    gone = replace(info, sessions=[replace(stopped.sessions[0], slices=["no such slice"])])
    assert unfinished_run(dataset, gone)["title"] == "1 of 6 videos is analyzed"


@pytest.mark.parametrize("name", ["side", "back"])
def test_viewer_names_the_sample_of_the_open_slice(pairs, name):
    app = App(pairs, "squat_rep_viewer")
    sample = pairs.select_group_slices(name).last()
    answer = app("load", modal_id=sample.id)
    assert answer["state"] == "ready" and answer["video"]["sample"] == sample.id
    assert len(answer["video"]["curves"]["pelvic_tilt_deg"]) == 90
    rep = answer["video"]["reps"][0]
    said = app("review", key="buttwink", sample=sample.id, rep=rep["id"], verdict="confirmed")
    assert said["changed"] and not said.get("error")
    states = dict(
        zip(
            *pairs.select_group_slices().values(
                [f"{REPS}.detections.id", f"{REPS}.detections.review_state"], unwind=True
            ),
            strict=True,
        )
    )
    assert states.pop(rep["id"]) == "confirmed" and set(states.values()) == {"unreviewed"}


def test_viewer_walks_over_all_slices_and_says_where_they_open(pairs):
    app = App(pairs, "squat_rep_viewer")
    ids = pairs.select_group_slices(["side", "back"]).values("id")
    answer = app("load", modal_id=ids[0])
    assert [place["sample"] for place in answer["queue"]["walk"]["places"]] == ids
    assert app("go", sample=ids[1])["group"]["slice"] == "back" and app.opened == []


def test_viewer_walks_through_dynamic_groups(plain):
    app = App(plain.group_by("lifter"), "squat_rep_viewer")
    ids = plain.sort_by("lifter").values("id")
    answer = app("load", modal_id=ids[1])
    assert answer["video"]["sample"] == ids[1]
    assert [place["sample"] for place in answer["queue"]["walk"]["places"]] == ids
    assert "group" not in app("go", sample=ids[3]) and app.opened == [ids[3]]


def test_viewer_in_groups_of_clips(plain):
    clips = plain.to_clips(REPS)
    app = App(clips.group_by("sample_id"), "squat_rep_viewer")
    clip = clips.skip(1).first()  # not the one that stands for its group
    answer = app("load", modal_id=clip.id)
    assert answer["rep"] == clip.id and answer["clip"] == clip.support
    app("go", sample=clip.id)
    assert app.opened == [clip.id]


def test_edits_in_any_slice_are_counted(pairs):
    sample = pairs.select_group_slices("back").first()
    sample[REPS].detections[0].label = "marked"
    sample.save()
    app = App(pairs, "squat_rep_viewer")
    assert app("load", modal_id=sample.id)["edits"] == 1
    answer = app("adopt", key="buttwink", sample=sample.id, reviewer="ann")
    assert len(answer["adopted"]) == 1 and answer["reps"][0]["review"]["state"] == "corrected"
