"""Two files are touched to add a curve to the viewer's chart, and it is kept and exported too.

Done on a copy of the package, as ``docs/extending.md`` says: a row in ``domain/curves.py`` and the
line in ``pipeline/analyze.py`` that computes it. The panel's JavaScript stays as it is.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import recipes
from package_copy import run_changed

ROOT = Path(__file__).resolve().parents[2]
VIEWER = ROOT / "assets" / "panels" / "src" / "viewer"
LOOK = """
import json, sys
from pathlib import Path

import fiftyone as fo
import numpy as np
import fo_buttwink
import stick_figure
from fo_buttwink.app.panels.viewer.data import video_json
from fo_buttwink.config import Config
from fo_buttwink.domain.analysis import VideoAnalysis
from fo_buttwink.export.select import Selection
from fo_buttwink.pipeline.analyze import analyze_observations
from fo_buttwink.runs.analyze import DatasetAnalysis
from fo_buttwink.runs.request import AnalysisRequest
from fo_buttwink.store.fields import RunFields
from fo_buttwink.store.read import read_analysis
from fo_buttwink.store.record import read_record

out = Path(sys.argv[1])
assert str(out) in fo_buttwink.__file__
analysis = analyze_observations(stick_figure.observe(stick_figure.squat_depth(2)))
dataset = fo.Dataset()
try:
    dataset.add_sample(fo.Sample(filepath="/v/a.mp4"))
    sample = dataset.first()
    job = DatasetAnalysis(
        dataset, AnalysisRequest("k"), analyser=lambda *_: (analysis, None)
    )
    for _ in job.run():
        pass
    name = RunFields("k").curve("twice_knee_deg")
    video = video_json(read_record(dataset, sample.id, "k"), Config().wink)
    wanted = Selection(abstained="keep")
    fo_buttwink.export(dataset, "curves", out / "out", key="k", selection=wanted)
    with np.load(next((out / "out").rglob("curves.npz"))) as file:
        channels = file["channels"].tolist()
        channel = file["curves"][0, :, channels.index("twice_knee_deg")].tolist()
    found = {
        "knee": analysis.to_json()["frames"]["knee_flexion_deg"],
        "json": analysis.to_json()["frames"]["twice_knee_deg"],
        "back": VideoAnalysis.from_json(analysis.to_json()).to_json() == analysis.to_json(),
        "field": dataset.get_frame_field_schema()[name].description,
        "stored": read_analysis(dataset, sample.id, "k").frames.twice_knee_deg.tolist(),
        "chart": video["chart"],
        "curve": video["curves"]["twice_knee_deg"],
        "channel": channel,
    }
    print("FOUND" + json.dumps(found))
finally:
    dataset.delete()
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory, database):
    changes = recipes.changes("A curve in the chart")
    assert [name for name, *_ in changes] == ["domain/curves.py", "pipeline/analyze.py"]
    return run_changed(tmp_path_factory.mktemp("copy"), changes, LOOK)


def test_the_viewer_is_told_how_to_draw_it(found):
    assert found["chart"][-1] == {
        "name": "twice_knee_deg", "place": 6, "title": "Twice the knee",
        "about": "Doubled; flexion +", "lane": 1, "color": "#ABCDEF", "width": 3.0, "dash": "1 2",
    }  # fmt: skip
    assert len(found["chart"]) == 6


def test_its_values_are_kept_shown_and_within_their_range(found):
    doubled = [None if v is None or v > 100.0 else 2.0 * v for v in found["knee"]]
    beyond = [v for v in found["knee"] if v is not None and v > 100.0]
    assert beyond and sum(v is not None for v in doubled) > 20, "both kinds are tried"
    assert found["json"] == [None if v is None else pytest.approx(v, abs=0.011) for v in doubled]
    assert found["curve"] == [None if v is None else pytest.approx(v, abs=0.06) for v in doubled]
    assert found["back"] and len(found["stored"]) == len(doubled)
    assert found["field"] == "Knee flexion, doubled [deg, flexion +]"


def test_it_is_exported(found):
    known = [v for v in found["channel"] if v == v]
    assert known and max(known) > 100.0


def test_the_panel_keeps_no_list_of_curves():
    """Those that it names have a meaning of their own: the arrows of a wink."""
    named = {
        (path.name, name)
        for path in VIEWER.rglob("*.js")
        for name in re.findall(r"\b(\w+_(?:lean|tilt|flexion)_deg)\b", path.read_text("utf-8"))
    }
    assert named == {("marks.js", "pelvic_tilt_deg"), ("marks.js", "lumbar_flexion_deg")}
