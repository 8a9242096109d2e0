"""The recipes of ``docs/extending.md``, carried out on a copy of the package.

Attribute and curve are tried in ``tests/architecture``, from the same page.
"""

from __future__ import annotations

import pytest
import recipes
from package_copy import run_changed

HEAD = """
import json, sys
from pathlib import Path
import fo_buttwink
out = Path(sys.argv[1])
assert str(out) in fo_buttwink.__file__
"""


def test_there_are_five():
    assert list(recipes.recipes()) == [
        "An export format",
        "A pose model",
        "A cut-off",
        "An attribute of a repetition",
        "A curve in the chart",
    ]


def test_a_diff_is_read_as_what_stands_there_and_what_is_put_there(monkeypatch, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("## One\n\n```diff\n--- a.py\n x\n-y\n+z\n```\n", encoding="utf-8")
    monkeypatch.setattr(recipes, "PAGE", page)
    assert recipes.changes("One") == [("a.py", "x\ny\n", "x\nz\n")]


def test_a_format_takes_two_files(tmp_path):
    look = (
        HEAD
        + """
import csv
import stick_figure
from fo_buttwink.cli.main import main
from fo_buttwink.export import Selection, export_table, prepare, table_of
from fo_buttwink.export.formats.registry import format_module, format_options
from fo_buttwink.pipeline.analyze import analyze_observations

analysis = analyze_observations(stick_figure.observe(stick_figure.squat_depth(2)))
table = prepare(table_of([analysis]), Selection(abstained="keep"))
found = {}
for short in (False, True):
    folder = out / f"short_{short}"
    export_table(table, "tsv", folder, short=short)
    with (folder / "reps.tsv").open(newline="") as file:
        found[str(short)] = list(csv.DictReader(file, delimiter="\\t"))
found["help"] = format_options(format_module("tsv"))["short"].text
found["labels"] = [rep.label for rep in analysis.reps]
print("FOUND" + json.dumps(found))
"""
    )
    name = "An export format"
    changes, new = recipes.changes(name), recipes.files(name)
    assert [file for file, *_ in changes] + list(new) == [
        "export/formats/registry.py", "export/formats/tsv.py"
    ]  # fmt: skip
    found = run_changed(tmp_path, changes, look, new)
    assert [row["label"] for row in found["False"]] == found["labels"] and len(found["labels"]) == 2
    assert [list(row) for row in found["True"]] == [["video", "rep", "class_name"]] * 2
    assert [row["class_name"] for row in found["True"]] == found["labels"]
    assert found["help"] == "Video, repetition and class alone."


def test_a_pose_model_takes_two_files(tmp_path, monkeypatch):
    monkeypatch.setenv("FO_BUTTWINK_CACHE", str(tmp_path / "cache"))
    look = (
        HEAD
        + """
import clips, stick_figure, toy_pose
from fo_buttwink.config import preset
from fo_buttwink.pipeline.analyze import analyze_video

depth = stick_figure.squat_depth(1, rest_s=1.0)
size = (stick_figure.WIDTH, stick_figure.HEIGHT)
clip = clips.write_clip(out / "squat.mp4", toy_pose.pictures(depth), size=size, fps=30)
result = analyze_video(clip, preset(model="discs"))
print("FOUND" + json.dumps({
    "model": result.model["name"],
    "depth": [float(depth[rep.bottom - 1]) for rep in result.reps],
    "knee": [rep.depth_knee_flexion_deg for rep in result.reps],
    "label": [rep.label for rep in result.reps], "message": result.message,
}))
"""
    )
    name = "A pose model"
    changes, new = recipes.changes(name), recipes.files(name)
    assert [file for file, *_ in changes] + list(new) == ["pose/registry.py", "pose/discs.py"]
    found = run_changed(tmp_path, changes, look, new)
    assert found["model"] == "discs"
    assert len(found["depth"]) == 1, found["message"]
    assert found["depth"][0] > 0.98
    assert found["knee"] == [pytest.approx(125, abs=5)]
    assert found["label"][0] not in ("none", "subtle", "moderate", "marked"), "the mask was empty"


def test_a_cut_off_is_a_line_and_a_place_that_looks_at_it(tmp_path):
    look = (
        HEAD
        + """
from dataclasses import replace
import stick_figure
from fo_buttwink.config import Config
from fo_buttwink.pipeline.analyze import analyze_observations

seen = stick_figure.observe(stick_figure.squat_depth(2))
config = Config()
strict = replace(config, view=replace(config.view, max_duration_s=2.0))
usual, refused = (analyze_observations(seen, c) for c in (config, strict))
print("FOUND" + json.dumps({
    "reps": len(usual.reps), "usual": usual.status, "status": refused.status,
    "message": refused.message, "stored": refused.config["view"]["max_duration_s"],
    "back": Config.from_dict(refused.config) == strict,
}))
"""
    )
    changes = recipes.changes("A cut-off")
    assert [file for file, *_ in changes] == ["config/gates.py", "pipeline/gates.py"]
    found = run_changed(tmp_path, changes, look)
    assert found["reps"] == 2 and found["usual"] != "not_a_squat"
    assert found["status"] == "not_a_squat" and found["stored"] == 2.0 and found["back"]
    assert "a set takes 2" in found["message"]
