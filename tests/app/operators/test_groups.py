"""Every operator in grouped datasets: it runs, and reaches the videos of every slice.

An operator that is added later has to say here what it is asked and what it must have done.
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import pytest
from by_hand import measure
from counted import write_counted
from groups import add_pairs

from fo_buttwink.app.operators import OPERATORS
from fo_buttwink.curate.proxies import make_proxies
from fo_buttwink.install.plugin_folder import operator_uri
from fo_buttwink.store.fields import PROXY
from fo_buttwink.store.groups import ungrouped

pytestmark = pytest.mark.database
KEY = "buttwink"
NAMES = [cls().config.name for cls in OPERATORS]
VIDEOS, REPS = 6, 12
"""In all groups together; each video has one repetition that is flagged, one that abstains."""


@pytest.fixture(autouse=True)
def pipeline(database, monkeypatch, make_analysis):
    """Answers instead of the real pipeline, about videos that need not exist."""
    from fo_buttwink.batch import run as work

    monkeypatch.setattr(
        work,
        "default_analyser",
        lambda config, **_: lambda path, *_, **__: (make_analysis(path), None),
    )


@pytest.fixture
def pairs(make_dataset):
    """Side and back camera of three squats, analyzed twice, with people's words about both."""
    from fo_buttwink.reviews.service import review_reps
    from fo_buttwink.runs.analyze import analyze_dataset
    from fo_buttwink.store.hand import write_hand

    dataset = add_pairs(make_dataset())
    for key in (KEY, "again"):
        assert analyze_dataset(dataset, key, progress=False).analysed == VIDEOS
    for name in ("side", "back"):
        sample = dataset.select_group_slices(name).first()
        review_reps(dataset, KEY, sample.buttwink_reps.detections[0].id, "confirmed", reviewer="a")
        write_hand(dataset, {sample.id: [measure()]})
    return dataset


VIEWS = {
    "groups": lambda d: d,
    "by lifter": lambda d: d.group_by("lifter"),
    "ordered": lambda d: d.group_by("lifter", order_by="take"),
    "filtered": lambda d: d.match({"take": {"$gt": 0}}),
    "clips": lambda d: flat(d).to_clips("buttwink_reps"),
}


class Asked:
    """One operator, as the App asks it about a view."""

    def __init__(self, name, view, **params):
        import fiftyone.operators as foo
        from fiftyone.operators.executor import ExecutionContext, Executor

        self.operator = foo.get_operator(operator_uri(name))
        self.view, self.dataset = view, view._root_dataset
        self.executor = Executor()
        stages = (
            [] if view is self.dataset else json.loads(json.dumps(view._serialize(), default=str))
        )
        self.request = {
            "dataset_name": self.dataset.name,
            "view": json.loads(json.dumps(stages, default=str)),
            "group_slice": "side",
            "current_sample": self.dataset.select_group_slices("back").first().id,
            "params": params,
        }
        self._context = lambda more: ExecutionContext(
            {**self.request, **more}, executor=self.executor, operator_uri=self.operator.uri
        )
        self.result = {}

    def run(self):
        form = self.operator.resolve_type(self._context({}), "inputs")
        if form is not None:
            text = json.dumps(form.to_json(), default=str)
            assert '"invalid": true' not in text, text
        self.operator.resolve_placement(self._context({}))
        found = self.operator.execute(self._context({}))
        self.result = (list(found) if inspect.isgenerator(found) else found) or {}
        json.dumps(self.result, allow_nan=False, default=str)
        output = self.operator.resolve_type(self._context({"results": self.result}), "outputs")
        if output is not None:
            json.dumps(output.to_json(), default=str)
        self.dataset.reload()
        return self

    @property
    def requests(self):
        """Names of what the App was asked to do."""
        return [r.operator_uri.rpartition("/")[2] for r in self.executor._requests]

    def shown(self):
        """The view that the App was told to show."""
        import fiftyone as fo
        from bson import json_util

        stages = [r.params["view"] for r in self.executor._requests if r.operator_uri == "set_view"]
        assert len(stages) == 1
        return fo.DatasetView._build(self.dataset, json.loads(json_util.dumps(stages[0])))


def flat(dataset):
    return ungrouped(dataset)


def rep_ids(dataset, field="buttwink_reps"):
    return flat(dataset).values(f"{field}.detections.id", unwind=True)


def last_rep(dataset):
    """A repetition of a slice that the grid does not show, which nobody has reviewed."""
    return dataset.select_group_slices("back").last().buttwink_reps.detections[0].id


def paths_of(clips):
    return sorted(set(clips.values("filepath")))


# What each is asked (a function of dataset and folder), and what it must have done.


def analyzed(asked, out):
    assert asked.result["analysed"] == VIDEOS
    assert flat(asked.dataset).count("third_reps.detections") == REPS


def deleted(asked, out):
    assert asked.dataset.list_runs() == ["again"]
    assert not [n for n in asked.dataset.get_field_schema() if n.startswith(f"{KEY}_")]
    assert flat(asked.dataset).count("again_reps.detections") == REPS


def told(asked, out):
    assert asked.result["num_reps"] == REPS


def flagged(asked, out):
    view = asked.shown()
    assert len(view) == VIDEOS - 2, "two of them were reviewed"
    assert {path.split("/")[2] for path in paths_of(view)} == {"side", "back"}


def reviewed(asked, out):
    states = flat(asked.dataset).values("buttwink_reps.detections.review_state", unwind=True)
    assert states.count("confirmed") == 3


def counted(asked, out):
    assert asked.result["problems"] == [] and asked.result["reviewed"] == []


def exported(asked, out):
    assert (asked.result["videos"], asked.result["reps"]) == (VIDEOS, VIDEOS)


def imported(asked, out):
    from fo_buttwink.reviews.service import list_reviews

    back = asked.dataset.select_group_slices("back").skip(1).first().id
    assert ("marked", back) in {(r.label, i) for i, r in list_reviews(asked.dataset)}


def reported(asked, out):
    assert (asked.result["videos"], asked.result["reps"]) == (VIDEOS, REPS)
    assert "side/0.mp4" in (out / "r.html").read_text("utf-8")


def arranged(asked, out):
    assert asked.requests == ["show_squat_arrangement"]


def compared(asked, out):
    # The clips of the second run, for example, where a person's verdict says so.
    assert asked.result["figures"] and "12" in asked.result["summary"]


def queued(asked, out):
    assert {path.split("/")[2] for path in paths_of(asked.shown())} == {"side", "back"}
    assert len(asked.result["rows"]) == VIDEOS - 2


def embedded(asked, out):
    assert asked.result["reps"] == REPS and asked.result["left_out"] == 0
    clips = asked.shown() if "set_view" in asked.requests else asked.view
    assert len(clips) == REPS and len(paths_of(clips)) == VIDEOS


def named(asked, out):
    sets, paths = flat(asked.dataset).values(["set", "filepath"])
    assert sets == [Path(path).stem for path in paths]


def trends(asked, out):
    assert asked.result["lifters"] == 2


def examined(asked, out):
    # All curves are the same here: six copies of one video.
    assert "6" in json.dumps(asked.result["groups"])


def proxied(asked, out):
    assert asked.result["made"] == VIDEOS and not asked.result["failed"]
    paths = flat(asked.dataset).values(PROXY)
    assert len(set(paths)) == VIDEOS and all(Path(path).is_file() for path in paths)


def unproxied(asked, out):
    assert PROXY not in asked.dataset.get_field_schema()
    assert asked.result["removed"] == VIDEOS and not (out / "p").exists()


def backed_up(asked, out):
    assert (asked.result["reviews"], asked.result["hand"], asked.result["videos"]) == (2, 2, 2)


def restored(asked, out):
    assert asked.result["present"] == 4 and not asked.result["problems"]


def coach(dataset, out):
    file = out / "coach.csv"
    file.write_text("video,start,end,label\n/v/back/1.mp4,11,50,marked\n", encoding="utf-8")
    return {"key": KEY, "path": str(file), "unit": "frames"}


def backup(dataset, out):
    from fo_buttwink.reviews.backup import export_reviews

    export_reviews(dataset, out / "b.json")
    return {"path": str(out / "b.json"), "root": "/v"}


def unplayed(dataset, out):
    """Real files that browsers do not play, in the place of those that need not exist."""
    views, made = flat(dataset), []
    for number in range(VIDEOS):
        path = out / f"{number}.mp4"
        made.append(str(write_counted(path, [n / 25 for n in range(5)], codec="mpeg4")))
    for key in (KEY, "again"):
        views.set_values(f"{key}.codec", ["mpeg4"] * VIDEOS)
        views.set_values(f"{key}.pixel_format", ["yuv420p"] * VIDEOS)
    views.set_values("filepath", made)
    return {}


def copied(dataset, out):
    unplayed(dataset, out)
    assert make_proxies(dataset, out / "p").made == VIDEOS
    return {}


CASES = {
    "analyze_squats": (lambda d, out: {"key": "third"}, analyzed),
    "delete_squat_run": (lambda d, out: {"key": KEY, "confirm": True}, deleted),
    "squat_run_info": (lambda d, out: {"key": KEY}, told),
    "review_flagged": (lambda d, out: {"key": KEY}, flagged),
    "review_flagged_here": (lambda d, out: {"key": KEY}, flagged),
    "review_rep": (
        lambda d, out: {"key": KEY, "rep_ids": [last_rep(d)], "verdict": "confirmed"},
        reviewed,
    ),
    "adopt_squat_edits": (lambda d, out: {"key": KEY}, counted),
    "export_labels": (
        lambda d, out: {"key": KEY, "format": "csv", "out": str(out / "e")},
        exported,
    ),
    "import_labels": (coach, imported),
    "write_squat_report": (lambda d, out: {"key": KEY, "out": str(out / "r.html")}, reported),
    "show_squat_groups": (lambda d, out: {}, arranged),
    "compare_squat_sources": (lambda d, out: {"a": KEY, "b": "again"}, compared),
    "review_next": (lambda d, out: {"key": KEY}, queued),
    "embed_squat_reps": (lambda d, out: {"key": KEY}, embedded),
    "name_squat_sets": (lambda d, out: {"pattern": r"(?P<set>\d)"}, named),
    "squat_trends": (lambda d, out: {"key": KEY}, trends),
    "squat_dataset_health": (lambda d, out: {"key": KEY}, examined),
    "make_squat_proxies": (unplayed, proxied),
    "delete_squat_proxies": (copied, unproxied),
    "export_reviews": (lambda d, out: {"path": str(out / "b.json")}, backed_up),
    "restore_reviews": (backup, restored),
}


def test_every_operator_is_tried_here():
    assert set(CASES) == set(NAMES)


WHOLE_VIDEOS = ("analyze_squats",)
"""They refuse clips, in words."""


QUICK = ("groups", "clips")
"""The views of every test run; `make torture` tries all."""


@pytest.mark.parametrize(
    ("name", "view"),
    [
        pytest.param(n, v, marks=[] if v in QUICK else pytest.mark.torture)
        for n in NAMES
        for v in VIEWS
        if v != "clips" or n not in WHOLE_VIDEOS
    ],
)
def test_operator_reaches_every_slice(pairs, name, view, tmp_path):
    """Whole groups in the grid, groups by a field, and clips of what lies in any slice."""
    prepare, check = CASES[name]
    params = prepare(pairs, tmp_path)
    asked = Asked(name, VIEWS[view](pairs), **params).run()
    check(asked, tmp_path)
