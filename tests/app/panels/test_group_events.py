"""Every event of both panels about a video of a slice that the grid does not show.

An event that is added later has to be tried here too.
"""

from __future__ import annotations

import inspect
import json
import math

import pytest
from groups import add_pairs

from fo_buttwink.install.plugin_folder import operator_uri
from fo_buttwink.store.groups import ungrouped

pytestmark = pytest.mark.database
REPS = "buttwink_reps"
VIDEOS, ALL = 6, 24
"""In all groups together; four repetitions each."""
NOT_EVENTS = {"render", "config", "execute", "resolve_input", "resolve_output", "on_load"}


@pytest.fixture
def pairs(make_dataset, analyse):
    dataset = add_pairs(make_dataset())
    analyse(dataset)
    return dataset


class App:
    """Sends events with ``side`` in the grid, and a video of ``back`` open."""

    def __init__(self, dataset, panel):
        import fiftyone.operators as foo

        self.dataset, self.panel = dataset, foo.get_operator(operator_uri(panel))
        self.sample = dataset.select_group_slices("back").last()
        self.rep = self.sample[REPS].detections[0].id
        self.stages, self.asked = [], []

    def __call__(self, method, **params):
        from bson import json_util
        from fiftyone.operators.executor import ExecutionContext, Executor

        executor = Executor()
        request = {
            "dataset_name": self.dataset.name,
            "view": self.stages,
            "group_slice": "side",
            "current_sample": self.sample.id,
            "params": {"panel_id": "p", "panel_state": {}, "__method__": method, **params},
        }
        ctx = ExecutionContext(request, executor=executor, operator_uri=self.panel.uri)
        answer = self.panel.execute(ctx)
        json.dumps(answer, allow_nan=False)
        assert not answer.get("error"), answer["error"]
        self.asked = [(r.operator_uri.rpartition("/")[2], r.params) for r in executor._requests]
        for name, given in self.asked:
            if name == "set_view":
                self.stages = json.loads(json_util.dumps(given["view"]))
        self.dataset.reload()
        return answer

    def about(self, **more):
        return {"key": "buttwink", "sample": self.sample.id, "rep": self.rep, **more}

    @property
    def view(self):
        import fiftyone as fo

        return fo.DatasetView._build(self.dataset, self.stages)

    def params_of(self, name):
        return next(params for asked, params in self.asked if asked == name)


def slices_of(view):
    return {path.split("/")[2] for path in view.values("filepath")}


# The explorer's events.


def refresh(app):
    assert app("refresh")["counts"]["reps"] == {"all": ALL, "shown": ALL}


def change(app):
    app("change", filter={"choices": {"label": ["marked"]}})
    assert len(app.view) == VIDEOS and slices_of(app.view) == {"side", "back"}


def rows(app):
    found = app("rows", offset=0)["rows"] + app("rows", offset=12)["rows"]
    assert {row["sample_id"] for row in found} >= {app.sample.id}


def open_rep(app):
    assert app("open_rep", id=app.rep)["group"]["slice"] == "back"


def save_view(app):
    app("save_view", name="mine")
    assert len(ungrouped(app.dataset.load_saved_view("mine"))) == ALL


def tag(app):
    app("tag", tag="look", what="repetitions")
    assert ungrouped(app.dataset).count_label_tags() == {"look": ALL}


def show_status(app):
    whole = ungrouped(app.dataset)
    whole.select(app.sample.id).set_values("buttwink.status", ["occluded"])
    assert app("refresh")["unmeasured"][0]["videos"] == 1
    app("show_status", status="occluded")
    assert app.view.values("id") == [app.sample.id]


def adopt(app):
    app.sample[REPS].detections[0].label = "subtle"
    app.sample.save()
    assert "Counted 1 edit" in app("adopt")["notice"]


def export(app):
    app("export")
    shown = app.params_of("prompt_user_for_operation")["params"]["shown"]
    assert shown["text"] == f"{ALL} repetitions in {VIDEOS} videos"


def report(app):
    text = app("report")["download"]["text"]
    assert "side/0.mp4" in text and "back/0.mp4" in text


def review(app):
    answer = app("review")
    assert answer["counts"]["reps"]["all"] == ALL and not answer.get("refused")


def next_step(app):
    app("next_step", operator="squat_run_info")
    assert "prompt_user_for_operation" in [name for name, _ in app.asked]


# The viewer's.


def load(app):
    assert app("load", modal_id=app.sample.id)["video"]["sample"] == app.sample.id


def viewer_refresh(app):
    app("load", modal_id=app.sample.id)
    answer = app("refresh", key="buttwink", sample=app.sample.id)
    assert [rep["id"] for rep in answer["reps"]] == [r.id for r in app.sample[REPS].detections]


def viewer_adopt(app):
    app.sample[REPS].detections[0].label = "subtle"
    app.sample.save()
    assert app("adopt", key="buttwink", sample=app.sample.id)["adopted"] == [app.rep]


def pictures(app):
    # The videos need not exist: what matters is that the right one is looked for.
    assert app.sample.filepath in app("pictures", **app.about())["note"]


def verdict(app):
    assert app("review", **app.about(verdict="confirmed"))["changed"]
    states = ungrouped(app.dataset).values(f"{REPS}.detections.review_state", unwind=True)
    assert states.count("confirmed") == 1


def line(deg):
    turn = math.radians(deg)
    return [100.0, 80.0, 100.0 + 60 * math.cos(turn), 80.0 + 60 * math.sin(turn)]


def hand_open(app):
    assert len(app("hand_open", **app.about())["frames"]) == 6


def hand_pictures(app):
    with pytest.raises(AssertionError, match=app.sample.filepath):
        app("hand_pictures", **app.about(frames=[1, 2]))


def hand_save(app):
    from fo_buttwink import read_hand

    frames = app("hand_open", **app.about())["frames"]
    degrees = zip(frames, (-20, 0, 6, 8, 4, 1), (-25, 0, 8, 15, 20, 22), strict=True)
    lines = [{"frame": f, "pelvis": line(p), "trunk": line(t)} for f, p, t in degrees]
    given = {"frames": lines, "reference": frames[1], "deepest": frames[-1], "faces": "right"}
    saved = app("hand_save", **app.about(quality="good", reviewer="ann", **given))["saved"]
    assert [m.measure_id for m in read_hand(app.dataset)[app.sample.id]] == [saved["measure_id"]]
    return saved["measure_id"]


def hand_delete(app):
    from fo_buttwink import read_hand

    measure_id = hand_save(app)
    assert app("hand_delete", **app.about(measure=measure_id, reviewer="ann"))["deleted"]
    assert not read_hand(app.dataset).get(app.sample.id)


def hand_agreement(app):
    hand_save(app)
    assert app("hand_agreement", key="buttwink")


def go(app):
    assert app("go", sample=app.sample.id)["group"]["slice"] == "back"


CASES = {
    "squat_explorer": {
        case.__name__: case
        for case in (
            refresh, change, rows, open_rep, save_view, tag, show_status, adopt, export, report,
            review, next_step,
        )
    },
    "squat_rep_viewer": {
        "load": load, "refresh": viewer_refresh, "adopt": viewer_adopt, "pictures": pictures,
        "review": verdict, "hand_open": hand_open, "hand_pictures": hand_pictures,
        "hand_save": hand_save, "hand_delete": hand_delete, "hand_agreement": hand_agreement,
        "go": go,
    },
}  # fmt: skip


@pytest.mark.parametrize("panel", CASES)
def test_every_event_is_tried_here(database, panel):
    import fiftyone.operators as foo

    own = type(foo.get_operator(operator_uri(panel))).__dict__
    events = {
        name
        for name, member in own.items()
        if inspect.isfunction(member) and not name.startswith("_") and name not in NOT_EVENTS
    }
    assert events == set(CASES[panel])


@pytest.mark.parametrize(("panel", "event"), [(p, e) for p, each in CASES.items() for e in each])
def test_event_reaches_the_other_slice(pairs, panel, event):
    CASES[panel][event](App(pairs, panel))
