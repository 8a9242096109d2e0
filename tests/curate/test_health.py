"""Health of a real dataset, with real pictures, and each number one click from its videos."""

from __future__ import annotations

import json

import av
import numpy as np
import pytest

from fo_buttwink.curate.health import health
from fo_buttwink.curate.lifters import read_facts
from fo_buttwink.domain.analysis import FrameSeries
from fo_buttwink.install.plugin_folder import operator_uri

pytestmark = pytest.mark.database
KEY = "buttwink"


def write(path, seed, *, mirrored=False, size=(96, 128)):
    """A short video of coarse, slowly moving pictures."""
    rng = np.random.default_rng(seed)
    start, end = rng.uniform(20, 235, (2, 6, 8))
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.height, stream.width = size
        stream.pix_fmt = "yuv420p"
        for step in np.linspace(0.0, 1.0, 50):
            gray = np.kron((1 - step) * start + step * end, np.ones((size[0] // 6, size[1] // 8)))
            gray = gray[:, ::-1] if mirrored else gray
            image = np.repeat(gray[:, :, None], 3, axis=2).astype(np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        container.mux(stream.encode())
    return str(path)


@pytest.fixture
def dataset(make_dataset, make_analysis, make_rep, tmp_path):
    """Five files: one, its mirrored copy, its small copy, another one, and one not measured."""
    from fo_buttwink.runs.analyze import DatasetAnalysis
    from fo_buttwink.runs.request import AnalysisRequest

    paths = [
        write(tmp_path / "ann_60.mp4", 1),
        write(tmp_path / "mirrored.mp4", 1, mirrored=True),
        write(tmp_path / "small.mp4", 1, size=(48, 64)),
        write(tmp_path / "bob_80.mp4", 2),
        write(tmp_path / "front.mp4", 3),
        write(tmp_path / "front_again.mp4", 3, size=(48, 64)),
    ]
    dataset = make_dataset(*paths)

    def pipeline(path, settings):
        if "front" in path:
            from fo_buttwink.domain.analysis import ViewEstimate

            view = ViewEstimate(None, 44.0, 0.2)
            return make_analysis(path, status="unclear_view", frames=None, reps=(), view=view), None
        scale = 0.6 if "bob" in path else 1.0
        depth = np.tile(np.sin(np.linspace(0, np.pi, 60)) ** 2, 2) * scale
        frames = FrameSeries(np.arange(120) / 30, depth, 30 * depth, 20 * depth, 10 * depth,
                             110 * depth, 120 * depth, depth >= 0)  # fmt: skip
        reps = [make_rep(first=60 * n + 1, bottom=60 * n + 30, last=60 * n + 60, label="none",
                         turning=60 * n + 20, wink_deg=2.0, eccentric_s=1.0 + 0.2 * n)
                for n in range(2)]  # fmt: skip
        return make_analysis(path, frames=frames, reps=tuple(reps), total_frames=120), None

    job = DatasetAnalysis(dataset, AnalysisRequest(KEY, existing="replace"), analyser=pipeline)
    for _ in job.run():
        pass
    return dataset


def named(found):
    return {(f.group, f.name): f for f in found.findings}


def copies(found):
    return [f.text for f in found.findings if f.group == "copies"]


def test_findings_with_their_videos(dataset):
    found = health(dataset)
    assert named(found)["usable", "graded"].text.startswith("4 videos of 6")
    oblique = found.view("yaw_45")
    assert [path.rpartition("/")[2] for path in oblique.values("filepath")] == [
        "front.mp4", "front_again.mp4",
    ]  # fmt: skip
    with pytest.raises(KeyError, match="no finding 'x'"):
        found.view("x")
    json.dumps([f.to_json() for f in found.findings], allow_nan=False)


def test_copies_by_movement_are_told_apart_by_their_pictures(dataset):
    said = copies(health(dataset))
    assert len(said) == 3 and not any("bob" in text for text in said)
    (mirrored,) = [t for t in said if "ann_60" in t and "mirrored.mp4" in t]
    assert mirrored.endswith("the same movement, the same pictures, mirrored")
    (small,) = [t for t in said if "ann_60" in t and "small" in t]
    assert small.endswith("the same movement, the same pictures")


def test_copies_by_pictures_of_what_was_not_measured(dataset):
    said = copies(health(dataset, pictures=True))
    (front,) = [t for t in said if "front" in t]
    assert "front.mp4 and" in front and front.endswith("the same pictures")
    assert len(said) == 4


def test_files_that_are_gone_are_named_and_nothing_stops(dataset):
    from pathlib import Path

    for path in dataset.values("filepath"):
        Path(path).unlink()
    found = health(dataset, pictures=True)
    assert len(found.unreadable) == 6
    assert all("pictures not compared" in text for text in copies(found))


def test_splits_and_lifters(dataset):
    ids = dataset.values("id")
    dataset.select(ids[:1]).tag_samples("train")
    dataset.select(ids[1:3]).tag_samples("test")
    facts = read_facts(dataset, pattern=r"(?P<lifter>ann|bob)_(?P<load_kg>\d+)")
    found = named(health(dataset, facts=facts))
    leaks = [f for group, f in ((g, f) for (g, _), f in found.items()) if group == "leaks"]
    assert len(leaks) == 2 and all("are alike" in f.text for f in leaks)
    assert found["balance", "lifter_bob"].text.startswith("Lifter bob: 1 video, 2 graded")


def test_operator_one_click_away(dataset):
    import fiftyone.operators as foo
    from fiftyone.operators.executor import ExecutionContext, Executor

    uri = operator_uri("squat_dataset_health")
    operator = foo.get_operator(uri)

    def asked(**params):
        request = {"dataset_name": dataset.name, "params": params}
        return ExecutionContext(request, executor=Executor(), operator_uri=uri)

    context = asked()
    form = operator.resolve_type(context, "inputs").to_json()["type"]["properties"]
    assert "problem" not in form
    context.request_params["results"] = operator.execute(context)
    json.dumps(context.request_params["results"])
    shown = operator.resolve_type(context, "outputs").to_json()["type"]["properties"]
    buttons = [p["view"] for p in shown.values() if p["view"].get("operator") == uri]
    (button,) = [b for b in buttons if b["params"]["name"] == "yaw_45"]
    assert button["label"] == "Show 2 videos"
    context = asked(**button["params"])
    operator.execute(context)
    calls = {c.operator_uri.rpartition("/")[2]: c.params for c in context.executor._requests}
    (stage,) = calls["set_view"]["view"]
    assert stage["_cls"].endswith("Select") and "45 deg" in calls["notify"]["message"]
