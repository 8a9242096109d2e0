"""What the rep viewer shows, without a database."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from fo_buttwink.app.panels.viewer.data import (
    factors,
    frame_at_depth,
    reps_json,
    standing_frame,
    video_json,
)
from fo_buttwink.app.panels.viewer.queue import Queue, summarise
from fo_buttwink.config import WinkConfig
from fo_buttwink.domain.review.record import MachineRep
from fo_buttwink.domain.review.rules import make_review

WINK = WinkConfig()
DEPTH = [0.0, 0.0, 0.2, 0.5, 0.8, 1.0, 1.0, 0.6, 0.1]


CURVES = {
    "depth": DEPTH,
    "time_s": [i / 30 for i in range(9)],
    "pelvic_tilt_deg": [0.0, 5.0, 20.0, 30.0, 22.0, 15.0, 16.0, 28.0, 2.0],
}
MEASURED = {
    "turning": 4, "pelvic_reversal_deg": 14.25, "lumbar_rise_deg": 12.5,
    "lumbar_flexion_bottom_deg": 15.5,
}  # fmt: skip


@pytest.fixture
def record():
    """One video with a moderate wink."""
    from fo_buttwink.domain.review.record import VideoReviews
    from fo_buttwink.store.record import VideoRecord

    def make(review=None, raw=None, machine=None):
        machine = machine or MachineRep(2, 9, "moderate", 6, 50.0)
        reviews = () if review is None else (replace(review, rep_id="r", revision=3),)
        return VideoRecord(
            sample_id="s",
            path="/v/squat.mp4",
            fps=30.0,
            total_frames=9,
            summary={"status": "ok"},
            reps={"r": raw if raw is not None else {"wink_deg": 12.0, "onset_pct_low": 40.0}},
            reviews=VideoReviews("s", {"r": machine}, {}, reviews, 1),
            curves={"depth": DEPTH, "time_s": [i / 30 for i in range(9)]},
        )

    return make


def test_onset_frame_lies_between_frames():
    assert frame_at_depth(DEPTH, 2, 6, 50.0) == 4.0
    assert frame_at_depth(DEPTH, 2, 6, 65.0) == pytest.approx(4.5)


def test_onset_frame_is_the_last_passage():
    bounced = [0.0, 0.6, 0.3, 0.7, 1.0]
    assert frame_at_depth(bounced, 1, 5, 50.0) == pytest.approx(3.5)


@pytest.mark.parametrize(
    ("first", "bottom", "percent"),
    [(2, None, 50.0), (2, 6, None), (6, 2, 50.0), (0, 6, 50.0), (2, 60, 50.0)],
)
def test_no_onset_frame_where_something_is_missing(first, bottom, percent):
    assert frame_at_depth(DEPTH, first, bottom, percent) is None


def test_holes_in_the_depth_are_stepped_over():
    assert frame_at_depth([0.0, None, 0.4, None, 0.8, 1.0], 1, 6, 60.0) == 4.0
    assert frame_at_depth([None, None, 1.0], 1, 3, 50.0) == 1.0


def test_standing_is_the_frame_nearest_to_the_reference(record):
    curves = {"pelvic_tilt_deg": [9, 1, None, 5], "trunk_lean_deg": [0, 1, 0, 5]}
    assert standing_frame(replace(record(), curves=curves), 4) == 2
    assert standing_frame(replace(record(), curves={}), 4) == 4


def test_reviewed_repetition_shows_both_labels(record):
    seen = MachineRep(2, 9, "moderate", 6, 50.0)
    review = make_review(
        seen, "corrected", reviewer="ann", label="marked", onset_pct=20.0, last=8, note="look"
    )
    (rep,) = reps_json(record(review), WINK)
    assert (rep["label"], rep["onset_pct"], rep["last"]) == ("marked", 20.0, 8)
    assert (rep["machine"]["label"], rep["machine"]["onset_pct"]) == ("moderate", 50.0)
    assert (rep["review"]["state"], rep["review"]["reviewer"]) == ("corrected", "ann")
    assert (rep["review"]["revision"], rep["review"]["note"]) == (3, "look")
    assert rep["timing"] == "early" and rep["severity"] == 3
    assert rep["onset"]["low"] is None, "the machine's interval is not that of a person's onset"


def test_factors_name_their_cut_offs():
    raw = {
        "wink_deg": 12.4, "wink_deg_low": 8.0, "wink_deg_high": 17.0, "onset_pct": 82.0,
        "onset_pct_low": 75.0, "onset_pct_high": 90.0, "timing": "mid", "load_rel": 0.75,
        **MEASURED, "pattern": "return",
    }  # fmt: skip
    said = {f["key"]: f for f in factors(raw, "moderate", WINK)}
    assert list(said) == ["amount", "onset", "total", "load", "pattern"]
    assert said["amount"]["text"].startswith("the pelvis turns back 14.2°, the lumbar spine takes")
    assert said["onset"]["text"].endswith("from 82 % of the descent onward (75 to 90 %): mid")
    assert said["load"]["text"] == "75 % of 1RM or body mass"
    assert said["pattern"]["text"].startswith("return: a wink that ends with less than 5°")
    assert "5°" in said["amount"]["help"] and "90 %" in said["onset"]["help"]
    own = replace(WINK, grade_cutoffs_deg=(6.0, 12.0, 24.0), onset_departure_deg=3.0)
    said = {f["key"]: f for f in factors(raw, "moderate", own)}
    assert "subtle from 6°" in said["amount"]["help"].lower() and "3°" in said["onset"]["text"]


def test_curves_show_what_the_wink_is_made_of(record):
    shown = replace(record(raw=MEASURED), curves=CURVES)
    (rep,) = reps_json(shown, WINK)
    assert (rep["reversal"]["turning"], rep["reversal"]["bottom"]) == (4, 6)
    assert rep["reversal"]["tilt"] == {"from": 30.0, "to": 15.75, "deg": 14.25, "counts": False}
    assert rep["reversal"]["flexion"] == {"from": 3.0, "to": 15.5, "deg": 12.5, "counts": True}
    assert "Pelvic reversal" not in [f["name"] for f in rep["facts"]], "the factors tell it"


@pytest.mark.parametrize("missing", [*MEASURED, "curve"])
def test_older_repetitions_show_nothing_of_it(record, missing):
    """Schema 1 has no turning point; hand-written labels have nothing at all."""
    raw = {k: v for k, v in MEASURED.items() if k != missing}
    curves = {} if missing == "curve" else CURVES
    (rep,) = reps_json(replace(record(raw=raw), curves={**record().curves, **curves}), WINK)
    assert rep["reversal"] is None
    told = [f["name"] for f in rep["facts"]]
    assert ("Pelvic reversal" in told) == (missing == "lumbar_rise_deg")


def test_numbers_that_cannot_be_of_an_older_run_are_not_shown(record):
    """Such as a knee at -89 deg, stored for what was abstained from."""
    stored = record(raw={"depth_knee_flexion_deg": -89.0, "wink_deg": 12.0, "pause_s": 0.5})
    stored = replace(stored, curves={**stored.curves, "knee_flexion_deg": [None, -89.0, 90.0]})
    (rep,) = reps_json(stored, WINK)
    told = {fact["name"]: fact["text"] for fact in rep["facts"]}
    assert not any("89" in text for text in told.values()), told
    assert "0.50 s" in told.values() and rep["amount"]["value"] == 12.0
    assert video_json(stored, WINK)["curves"]["knee_flexion_deg"] == [None, None, 90.0]


def test_turning_point_outside_of_the_curves_is_no_error(record):
    shown = replace(record(raw=MEASURED | {"turning": 99}), curves=CURVES)
    assert reps_json(shown, WINK)[0]["reversal"] is None


def test_nothing_known_is_said_in_words():
    assert [f["text"] for f in factors({}, "occluded", WINK)] == [
        "not measured", "not measured", "not measured", "not known",
    ]  # fmt: skip


def test_bare_hand_written_label_can_be_shown(record):
    (rep,) = reps_json(record(raw={}, machine=MachineRep(2, 9, "deep")), WINK)
    assert (rep["bottom"], rep["onset"]["frame"], rep["amount"]["value"]) == (None, None, None)


def test_video_is_json_without_nan(record):
    shown = record(raw={"wink_deg": float("nan"), "confidence": None})
    shown = replace(shown, curves={**shown.curves, "pelvic_tilt_deg": [None, 1.26]})
    text = json.dumps(video_json(shown, WINK), allow_nan=False)
    back = json.loads(text)
    assert back["curves"]["pelvic_tilt_deg"] == [None, 1.3]
    assert back["curves"]["knee_flexion_deg"] == []
    assert [g["deg"] for g in back["cutoffs"]["grades"]] == list(WINK.grade_cutoffs_deg)


def places(*done):
    samples, reps = ([f"{letter}{i}" for i in range(len(done))] for letter in "sr")
    return Queue(np.array(samples, object), np.array(reps, object), np.array(done, bool))


def test_next_is_the_first_one_to_do_round_the_end():
    queue = summarise(places(False, True, True, False), "r3")
    assert (queue["total"], queue["done"], queue["position"]) == (4, 2, 4)
    assert queue["next"] == {"sample": "s0", "rep": "r0"}
    assert queue["previous"] == {"sample": "s2", "rep": "r2"}


def test_no_next_when_all_is_done():
    assert summarise(places(True, True), "r0")["next"] is None
    assert summarise(places(False), "r0")["next"] is None, "not the one that is open"
    assert summarise(places(), None) == {
        "total": 0, "done": 0, "position": None, "next": None, "previous": None,
    }  # fmt: skip


def test_from_an_unflagged_repetition_it_starts_at_the_beginning():
    queue = summarise(places(False, False), "other")
    assert queue["position"] is None and queue["next"]["rep"] == "r0"
    assert queue["previous"] is None


def test_grades_have_colours_of_their_own():
    from fo_buttwink.domain.analysis import GRADES
    from fo_buttwink.domain.palette import GRADE_COLORS, NOT_MEASURABLE_COLOR, label_color

    assert list(GRADE_COLORS) == list(GRADES)
    assert len({*GRADE_COLORS.values(), NOT_MEASURABLE_COLOR}) == 5
    assert label_color("occluded") == label_color(None) == NOT_MEASURABLE_COLOR


def test_pictures_are_cut_alike_and_drawn_upon(tmp_path, record):
    from pathlib import Path

    import fo_buttwink
    from fo_buttwink.app.panels.viewer.pictures import Source, pictures
    from fo_buttwink.config import Config

    clip = Path(fo_buttwink.__file__).parent / "data" / "demo" / "03_mid_marked_right.mp4"
    rng = np.random.default_rng(0)
    landmarks = rng.uniform(0.3, 0.6, (9, 33, 4))
    shown = replace(record(), path=str(clip))
    frames = {"standing": 1, "onset": None, "bottom": 6}
    bare = pictures(Source(shown, None, Config(), None), frames)
    assert set(bare["pictures"]) == {"standing", "bottom"}
    assert bare["pictures"]["bottom"]["frame"] == 6
    assert bare["note"].startswith("Nothing is drawn")
    tilted = {"pelvic_tilt_deg": [5.0] * 9, "trunk_lean_deg": [20.0] * 9}
    summary = {**shown.summary, "view_side": "right", "analysed_at": "2"}
    shown = replace(shown, summary=summary, curves={**shown.curves, **tilted})
    drawn = pictures(Source(shown, landmarks, Config(), "0" * 64), frames)
    assert drawn["note"].startswith("Joints and pelvis only")
    pixels = [_decode(p["url"]) for p in drawn["pictures"].values()]
    assert pixels[0].shape == pixels[1].shape != _decode(bare["pictures"]["bottom"]["url"]).shape
    orange = (np.abs(pixels[0].astype(int) - (0, 159, 230)).max(axis=2) < 40).sum()
    assert orange > 20, "the pelvis bar"


def _decode(url):
    import base64

    import cv2

    data = np.frombuffer(base64.b64decode(url.split(",")[1]), np.uint8)
    return cv2.imdecode(data, cv2.IMREAD_COLOR)


def test_unreadable_video_is_an_error_of_ours(record):
    from fo_buttwink.app.panels.viewer.pictures import Source, pictures
    from fo_buttwink.config import Config
    from fo_buttwink.video.files import VideoError

    with pytest.raises(VideoError, match=r"squat\.mp4"):
        pictures(Source(record(), None, Config(), None), {"standing": 1})


def test_context_of_the_modal_may_lag_behind():
    from fo_buttwink.app.panels.viewer.panel import open_place

    ctx = SimpleNamespace(params={"modal_id": "new"}, current_sample="old", view=None)
    assert open_place(ctx) == ("new", None, None)
    ctx.params = {}
    assert open_place(ctx) == ("old", None, None)
