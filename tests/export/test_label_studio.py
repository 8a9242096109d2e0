"""Label Studio's tasks, by its own schema, its own package, and frame by frame."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from fo_buttwink.export import export_table
from fo_buttwink.export.formats.label_studio import frames_of, read

from .conftest import RATES, SPANS


@pytest.mark.parametrize("rate", list(RATES))
def test_frames_of_label_studio_are_those_of_the_file(at_rate, tmp_path, rate):
    table, at = at_rate(rate)
    export_table(table, "label_studio", tmp_path / "out")
    (task,) = json.loads((tmp_path / "out" / "tasks.json").read_text(encoding="utf-8"))
    ranges = [item["value"]["ranges"][0] for item in task["predictions"][0]["result"]]
    shown = [(r["start"], r["end"]) for r in ranges]
    assert task["data"]["total_frames"] == len(at)
    assert task["data"]["rep_frames"] == [list(span) for span in SPANS]
    # Label Studio knows no other frames than those of a constant rate: time times that rate.
    fps = task["data"]["fps"]
    assert fps == pytest.approx(1 / np.diff(at).mean())
    for span, numbers in zip(SPANS, shown, strict=True):
        for frame, number in zip(span, numbers, strict=True):
            assert abs((number - 1) / fps - at[frame - 1]) <= 0.5 / fps + 1e-6
    if rate != "variable":
        assert shown == list(SPANS)

    def nearest(time_s):
        return 1 + int(np.abs(at - time_s).argmin())

    for span, numbers in zip(SPANS, shown, strict=True):
        assert frames_of(*numbers, task["data"], nearest) == span
        # An annotator moves both ends by four frames: what he sees then is what comes back.
        moved = [n + 4 for n in numbers]
        for frame, number in zip(frames_of(*moved, task["data"], nearest), moved, strict=True):
            assert abs(at[frame - 1] - (number - 1) / fps) <= 0.5 * np.diff(at).max() + 1e-6


LABEL_STUDIO = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["data", "predictions"],
        "properties": {
            "data": {
                "type": "object",
                "required": ["video", "fps"],
                "properties": {"video": {"type": "string"}, "fps": {"type": "number"}},
            },
            "predictions": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["result", "model_version"],
                    "properties": {
                        "result": {
                            "type": "array",
                            "items": {
                                "type": "object",
                                "required": ["from_name", "to_name", "type", "value"],
                                "properties": {
                                    "type": {"const": "timelinelabels"},
                                    "score": {"type": "number", "minimum": 0, "maximum": 1},
                                    "value": {
                                        "type": "object",
                                        "required": ["ranges", "timelinelabels"],
                                        "properties": {
                                            "ranges": {
                                                "type": "array",
                                                "minItems": 1,
                                                "items": {
                                                    "type": "object",
                                                    "required": ["start", "end"],
                                                    "properties": {
                                                        "start": {"type": "integer", "minimum": 1},
                                                        "end": {"type": "integer", "minimum": 1},
                                                    },
                                                },
                                            },
                                            "timelinelabels": {
                                                "type": "array",
                                                "items": {"type": "string"},
                                                "minItems": 1,
                                            },
                                        },
                                    },
                                },
                            },
                        }
                    },
                },
            },
        },
    },
}


def test_label_studio_tasks_fit_the_schema_and_the_config(table, tmp_path):
    jsonschema = pytest.importorskip("jsonschema")
    export_table(table, "label_studio", tmp_path / "out", url_prefix="/data/local-files/?d=")
    tasks = json.loads((tmp_path / "out" / "tasks.json").read_text(encoding="utf-8"))
    jsonschema.validate(tasks, LABEL_STUDIO)
    config = ET.parse(tmp_path / "out" / "config.xml").getroot()
    control, video = config.find("TimelineLabels"), config.find("Video")
    assert video.get("frameRate") == "$fps" and video.get("value") == "$video"
    labels = {label.get("value") for label in control}
    for task in tasks:
        for item in task["predictions"][0]["result"]:
            assert (item["from_name"], item["to_name"]) == (control.get("name"), video.get("name"))
            assert set(item["value"]["timelinelabels"]) <= labels
    assert tasks[0]["data"]["video"] == "/data/local-files/?d=0%20%C3%A9.mp4"


def test_label_studios_own_package_accepts_them(table, tmp_path):
    pytest.importorskip("label_studio_sdk", reason="half a gigabyte; run by hand with sdk 2.1")
    from label_studio_sdk.label_interface import LabelInterface

    export_table(table, "label_studio", tmp_path / "out")
    interface = LabelInterface((tmp_path / "out" / "config.xml").read_text(encoding="utf-8"))
    interface.validate()
    tasks = json.loads((tmp_path / "out" / "tasks.json").read_text(encoding="utf-8"))
    assert len(tasks) == 6
    for task in tasks:
        assert interface.validate_task({"data": task["data"]})
        for prediction in task["predictions"]:
            assert interface.validate_prediction(prediction, return_errors=True) == []


def test_what_was_written_is_read_back(table, tmp_path):
    export_table(table, "label_studio", tmp_path / "out")
    tasks = json.loads((tmp_path / "out" / "tasks.json").read_text(encoding="utf-8"))
    for task in tasks[1:]:
        (drawn,) = task["predictions"]
        older = {"result": [], "updated_at": "2020-01-01"}
        dropped = {"result": [], "was_cancelled": True, "updated_at": "2022-01-01"}
        task["annotations"] = [older, drawn | {"updated_at": "2021-01-01"}, dropped]
    path = tmp_path / "back.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    found = read(path)
    assert [task.data for task in found] == [task["data"] for task in tasks]
    assert found[0].regions is None and len(found) > 2
    for task, sent in zip(found[1:], tasks[1:], strict=True):
        spans = [[start, end] for start, end, _ in task.regions]
        assert spans == sorted(sent["data"]["rep_ranges"]) and spans
        words = [i["value"]["timelinelabels"][0] for i in sent["predictions"][0]["result"]]
        assert sorted(label for *_, label in task.regions) == sorted(words)
