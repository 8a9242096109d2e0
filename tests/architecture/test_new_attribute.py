"""Two files are touched to add an attribute of a repetition, and it is seen everywhere.

Done on a copy of the package, as ``docs/extending.md`` says: a row in ``domain/measures.py`` and
the line in ``pipeline/judge.py`` that computes it.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import recipes
from package_copy import run_changed

ROOT = Path(__file__).resolve().parents[2]
LOOK = """
import csv, json, sys
from pathlib import Path

import fiftyone as fo
import numpy as np
import fo_buttwink
import stick_figure
from fo_buttwink.app.panels.explorer.filter import Filter
from fo_buttwink.app.panels.explorer.panel import _TABLE
from fo_buttwink.app.panels.explorer.shown import Shown
from fo_buttwink.app.panels.explorer.summary import summarize
from fo_buttwink.app.panels.explorer.table import order, page
from fo_buttwink.app.panels.viewer.data import video_json
from fo_buttwink.config import Config
from fo_buttwink.domain.analysis import VideoAnalysis
from fo_buttwink.export.select import Selection
from fo_buttwink.pipeline.analyze import analyze_observations
from fo_buttwink.runs.analyze import DatasetAnalysis
from fo_buttwink.runs.request import AnalysisRequest
from fo_buttwink.store.columnar.read import read_columns
from fo_buttwink.store.fields import RunFields
from fo_buttwink.store.read import read_analysis
from fo_buttwink.store.record import read_record

out = Path(sys.argv[1])
assert str(out) in fo_buttwink.__file__
analysis = analyze_observations(stick_figure.observe(stick_figure.squat_depth(2)))
dataset = fo.Dataset()
RANGE = {"ranges": {"twice_knee_deg": [1, 350]}}
try:
    sample = fo.Sample(filepath="/v/a.mp4")
    dataset.add_sample(sample)
    job = DatasetAnalysis(
        dataset, AnalysisRequest("k"), analyser=lambda *_: (analysis, None)
    )
    for _ in job.run():
        pass
    field = dataset.get_field(RunFields("k").of_rep("twice_knee_deg"))
    columns = read_columns(dataset, "k", None, {})
    positions = order(columns, np.ones(len(columns), bool), "twice_knee_deg", True)
    again = read_analysis(dataset, sample.id, "k")
    record = read_record(dataset, sample.id, "k")
    fo_buttwink.export(dataset, "csv", out / "out", key="k", selection=Selection(abstained="keep"))
    found = {
        "told": [rep["depth_knee_flexion_deg"] for rep in analysis.to_json()["reps"]],
        "json": [rep["twice_knee_deg"] for rep in analysis.to_json()["reps"]],
        "back": VideoAnalysis.from_json(analysis.to_json()).to_json() == analysis.to_json(),
        "field": field.description,
        "index": RunFields("k").of_rep("twice_knee_deg") in dataset.list_indexes(),
        "stored": [rep.further["twice_knee_deg"] for rep in again.reps],
        "sliders": [r["title"] for r in summarize(Shown(columns, Filter()))["ranges"]],
        "columns": [measure.column_json()["name"] for measure in _TABLE],
        "rows": [row["twice_knee_deg"] for row in page(dataset, columns, positions)],
        "kept": int(Shown(columns, Filter.from_json(RANGE)).mask.sum()),
        "annotated": [a["name"] for a in dataset.label_schemas["k_reps"]["attributes"]],
        "facts": [rep["facts"][-1] for rep in video_json(record, Config().wink)["reps"]],
        "csv": [row["twice_knee_deg"] for row in csv.DictReader((out / "out/reps.csv").open())],
    }
    print("FOUND" + json.dumps(found))
finally:
    dataset.delete()
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory, database):
    changes = recipes.changes("An attribute of a repetition")
    assert [name for name, *_ in changes] == ["domain/measures.py", "pipeline/judge.py"]
    return run_changed(tmp_path_factory.mktemp("copy"), changes, LOOK)


@pytest.fixture
def values(found):
    assert len(found["told"]) == 2 and all(found["told"])
    return [pytest.approx(2.0 * knee, abs=2e-3) for knee in found["told"]]


def test_it_is_in_the_json_and_comes_back(found, values):
    assert found["json"] == values and found["back"]


def test_it_has_a_field_with_an_index(found, values):
    assert found["field"] == "Knee flexion at the deepest point, doubled [deg, flexion +]"
    assert found["index"] and found["stored"] == values
    assert found["annotated"].count("twice_knee_deg") == 1


def test_the_explorer_filters_sorts_and_shows_it(found, values):
    assert found["sliders"][-1] == "Twice the knee" and found["columns"][-1] == "twice_knee_deg"
    assert sorted(found["rows"], reverse=True) == found["rows"] and found["kept"] == 2
    assert sorted(found["rows"]) == sorted(found["json"])


def test_the_viewer_says_it(found):
    told = [f"{2.0 * knee:.1f}°" for knee in found["told"]]
    assert [fact["text"] for fact in found["facts"]] == told
    assert found["facts"][0]["help"] == "Knee flexion at the deepest point, doubled."


def test_it_is_exported(found, values):
    assert [float(cell) for cell in found["csv"]] == values
