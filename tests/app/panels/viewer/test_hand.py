"""Measuring by hand in the viewer, without the App: stills, pictures, storing, comparing."""

from __future__ import annotations

import base64
import json
import math

import cv2
import numpy as np
import pytest

from fo_buttwink.cli.demo import CLIPS
from fo_buttwink.store import fields as names

pytestmark = pytest.mark.database
PELVIS = (-20.0, 0.0, 6.0, 8.0, 4.0, 1.0)
TRUNK = (-25.0, 0.0, 8.0, 15.0, 20.0, 22.0)


def line(deg):
    return [100.0, 80.0, 100.0 + 60 * math.cos(math.radians(deg)),
            80.0 + 60 * math.sin(math.radians(deg))]  # fmt: skip


@pytest.fixture
def rep(dataset, call):
    return call(dataset, "load")[0]["video"]["reps"][0]


@pytest.fixture
def about(dataset, rep):
    return {"key": "buttwink", "sample": dataset.first().id, "rep": rep["id"]}


@pytest.fixture
def save(dataset, call, about):
    """Stores a measure as the panel sends it."""

    def send(stills, **changes):
        frames = [
            {"frame": f, "pelvis": line(p), "trunk": line(t)}
            for f, p, t in zip(stills["frames"], PELVIS, TRUNK, strict=True)
        ]
        given = {
            **about,
            "frames": frames,
            "reference": stills["frames"][1],
            "deepest": stills["frames"][-1],
            "faces": "right",
            "quality": "good",
            "reviewer": "ann",
            **changes,
        }
        return call(dataset, "hand_save", **given)[0]

    return send


def test_stills_say_nothing_of_the_machine(dataset, call, about, rep):
    answer, _ = call(dataset, "hand_open", **about)
    frames = answer["frames"]
    assert len(frames) == 6 and frames == sorted(set(frames)) and frames[-1] == rep["bottom"]
    assert set(answer) == {
        "frames", "depths", "faces", "note", "qualities",
        "min_line_px", "max_turn_deg", "min_descent_frames",
    }  # fmt: skip
    assert names.HAND not in (dataset.reload() or dataset.get_field_schema()), (
        "looking writes nothing"
    )


def test_a_measure_is_stored_and_shown_beside_the_machines(dataset, call, about, save, rep):
    stills, _ = call(dataset, "hand_open", **about)
    answer = save(stills, note=" belt ")
    assert answer.get("error") is None and answer["saved"]["pass_number"] == 1
    (row,) = answer["reps"][0]["hand"]
    assert (row["who"], row["pass"], row["note"], row["quality"]) == ("ann", 1, "belt", "good")
    assert row["wink_deg"] == pytest.approx(7.0) and row["lumbar_rise_deg"] == pytest.approx(14.0)
    assert answer["reps"][0]["amounts"]["wink_deg"] == rep["amounts"]["wink_deg"] != 7.0
    assert answer["reps"][1]["hand"] == []
    assert answer["reps"][0]["review"] == rep["review"], "a measure is no verdict"
    again = save(stills)
    assert [(r["who"], r["pass"]) for r in again["reps"][0]["hand"]] == [("ann", 1), ("ann", 2)]
    both = save(stills, reviewer="bob")
    assert [r["who"] for r in both["reps"][0]["hand"]] == ["ann", "ann", "bob"]
    agreement, _ = call(dataset, "hand_agreement")
    assert agreement["measures"] == 3 and agreement["pairs"] == {"within": 1, "between": 1}
    assert agreement["wink_deg"] == {"within": None, "between": None}, "one pair says nothing"


def test_the_same_measure_sent_twice_is_one(dataset, call, about, save):
    stills, _ = call(dataset, "hand_open", **about)
    save(stills, measure="a" * 24)
    answer = save(stills, measure="a" * 24)
    assert len(answer["reps"][0]["hand"]) == 1
    other = save(stills, measure="a" * 24, quality="poor")
    assert "stored already" in other["error"]


def test_ones_own_is_deleted(dataset, call, about, save):
    stills, _ = call(dataset, "hand_open", **about)
    mine = save(stills)["saved"]["measure_id"]
    refused, _ = call(dataset, "hand_delete", **about, measure=mine, reviewer="bob")
    assert "measured by ann" in refused["error"]
    answer, _ = call(dataset, "hand_delete", **about, measure=mine, reviewer="ann")
    assert answer["deleted"] and answer["reps"][0]["hand"] == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"frames": None}, "expected a list"),
        ({"frames": []}, "are needed"),
        ({"frames": [{"frame": "x"}]}, "frame numbers"),
        ({"reference": None}, "frame numbers"),
        ({"faces": None}, "left or right"),
        ({"quality": None}, "quality"),
        ({"rep": "f" * 24}, "does not exist any more"),
    ],
)
def test_what_cannot_be_stored_is_explained(dataset, call, about, save, changes, said):
    stills, _ = call(dataset, "hand_open", **about)
    answer = save(stills, **changes)
    assert said in answer["error"]
    dataset.reload()
    assert names.HAND not in dataset.get_field_schema()


def test_a_line_of_no_length_names_its_frame(dataset, call, about, save):
    stills, _ = call(dataset, "hand_open", **about)
    frames = [{"frame": f, "pelvis": line(0.0)} for f in stills["frames"]]
    frames[3]["pelvis"] = [5, 5, 5, 5]
    assert f"frame {stills['frames'][3]}: pelvis" in save(stills, frames=frames)["error"]


def test_a_field_of_somebody_else_is_told_before_anybody_draws(dataset, call, about):
    dataset.add_sample_field(names.HAND, __import__("fiftyone").StringField)
    dataset.set_values(names.HAND, ["left", "right"])
    answer, _ = call(dataset, "hand_open", **about)
    assert names.HAND in answer["error"] and "rename_sample_field" in answer["error"]
    loaded, _ = call(dataset, "load")
    assert loaded["state"] == "ready", "all else goes on"


def test_without_a_video_pictures_say_why(dataset, call, about):
    answer, _ = call(dataset, "hand_pictures", **about, frames=[20])
    assert answer["error"].startswith("No pictures: /v/a.mp4")


def test_pictures_have_the_pixels_of_the_video(database, make_dataset, call):
    from fo_buttwink import analyze_dataset
    from fo_buttwink.video.reader import VideoReader

    video = next(CLIPS.glob("03*.mp4"))
    dataset = make_dataset(str(video))
    analyze_dataset(dataset)
    rep = call(dataset, "load")[0]["video"]["reps"][0]
    about = {"key": "buttwink", "sample": dataset.first().id, "rep": rep["id"]}
    stills, _ = call(dataset, "hand_open", **about)
    answer, _ = call(dataset, "hand_pictures", **about, frames=stills["frames"])
    with VideoReader(video) as reader:
        assert answer["size"] == [reader.info.width, reader.info.height]
    assert sorted(map(int, answer["pictures"])) == stills["frames"]
    assert stills["faces"] == "right"
    first, last = (answer["pictures"][str(stills["frames"][k])] for k in (0, -1))
    assert last["hips"][1] > first["hips"][1] + 20, "the window follows the hips down"
    for picture in (first, last):
        window = picture["window"]
        assert picture["left"] <= max(0, window["left"]) and picture["top"] <= max(0, window["top"])
        assert picture["url"].startswith("data:image/jpeg;base64,")
    _is_of_the_frame(video, stills["frames"][3], answer["pictures"])
    depths = json.dumps(stills)
    assert "wink" not in depths and "tilt" not in depths


def _is_of_the_frame(video, frame, pictures):
    """The still shows this very frame, not one beside it: a frame off is degrees off."""
    from fo_buttwink.video.reader import VideoReader

    still = pictures[str(frame)]
    data = base64.b64decode(still["url"].split(",", 1)[1])
    seen = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    seen = cv2.resize(seen, (still["width"], still["height"]), interpolation=cv2.INTER_AREA)
    off = {}
    with VideoReader(video) as reader:
        for one in reader:
            if abs(one.index + 1 - frame) <= 2:
                part = one.image[
                    still["top"] : still["top"] + still["height"],
                    still["left"] : still["left"] + still["width"],
                ]
                off[one.index + 1] = float(np.abs(part[..., ::-1].astype(float) - seen).mean())
    assert min(off, key=off.__getitem__) == frame
