"""The bench on people: what a perfect machine, a wrong one and a silent one score."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fo_buttwink.bench.people import clips as people_clips
from fo_buttwink.bench.people import hand as people_hand
from fo_buttwink.bench.people import score, table
from fo_buttwink.bench.people.read import Eye, HandRep, TruthFileError, read_eye, read_hand
from fo_buttwink.config import PeopleConfig
from fo_buttwink.domain.analysis import Repetition, VideoAnalysis, ViewEstimate
from fo_buttwink.domain.curves import FrameSeries

CONFIG = PeopleConfig()
FRAMES = (5, 12, 16, 20, 24, 29)


def hand_rep(**changes) -> HandRep:
    values = {
        "video": "squat.mp4",
        "number": 1,
        "frames": FRAMES,
        "pelvis_deg": (-20.0, 0.0, 3.0, 4.0, 1.0, -2.0),
        "trunk_deg": (-22.0, 0.0, 5.0, 9.0, 10.0, 11.0),
        "wink_deg": 6.0,
        "reversal_deg": 6.0,
        "quality": "good",
    }
    return HandRep(**{**values, **changes})


def machine_rep(**changes) -> Repetition:
    values = dict.fromkeys(Repetition.__dataclass_fields__)
    values |= {
        "first": 11, "bottom": 30, "last": 50, "label": "subtle", "severity": 1, "pattern": "wink",
        "wink_deg": 6.0, "wink_deg_interval": (3.0, 9.0), "pelvic_reversal_deg": 6.0,
        "onset_pct": 80.0, "reason": "", "confidence": 0.8,
    }  # fmt: skip
    return Repetition(**{**values, **changes})


def analysis(reps=(), tilt=None, trunk=None, n=90, video="squat.mp4", status="ok"):
    unknown = np.full(n, np.nan)
    tilt, trunk = (unknown if c is None else np.asarray(c, float) for c in (tilt, trunk))
    frames = FrameSeries(
        np.arange(n) / 30.0, unknown, trunk, tilt, trunk - tilt, unknown, unknown,
        np.isfinite(tilt),
    )  # fmt: skip
    view = ViewEstimate("left", 5.0, 0.9)
    return VideoAnalysis(video, 30.0, n, status, "words", view, frames=frames, reps=tuple(reps))


def curve(frames, values, offset=0.0, n=90):
    """A curve that passes through what was measured by hand, from another zero."""
    return np.interp(np.arange(n), frames, values) + offset


def summary(reps, analyses):
    return people_hand.summarize(people_hand.compare(reps, analyses), CONFIG)


angles = st.floats(-40.0, 40.0).map(lambda v: round(v, 1))


@st.composite
def hand_reps(draw, quality=None):
    start = draw(st.integers(0, 40))
    steps = draw(st.lists(st.integers(1, 8), min_size=5, max_size=5))
    frames = tuple(int(f) for f in np.cumsum([start, *steps]))
    lines = []
    for _ in range(2):
        others = draw(st.lists(angles, min_size=5, max_size=5))
        lines.append((others[0], 0.0, *others[1:]))
    amount = draw(st.floats(0.0, 30.0).map(lambda v: round(v, 1)))
    return hand_rep(
        frames=frames,
        pelvis_deg=lines[0],
        trunk_deg=lines[1],
        wink_deg=amount,
        reversal_deg=amount,
        quality=quality or draw(st.sampled_from(["good", "fair"])),
    )


def perfect(rep, offset=0.0):
    """A machine that says what the hand says."""
    found = machine_rep(
        first=rep.frames[0] + 1, bottom=rep.deepest, last=rep.deepest + 5, wink_deg=rep.wink_deg,
        wink_deg_interval=(rep.wink_deg, rep.wink_deg), pelvic_reversal_deg=rep.reversal_deg,
    )  # fmt: skip
    lines = (curve(rep.frames, v, offset) for v in (rep.pelvis_deg, rep.trunk_deg))
    return analysis([found], *lines)


@given(hand_reps(), angles)
def test_perfect_machine_scores_zero(rep, offset):
    """Whatever its zero: only changes count."""
    data = summary([rep], {"squat.mp4": perfect(rep, offset)})
    assert data["counted"]["wink"]["mae_deg"] == data["counted"]["reversal"]["mae_deg"] == 0.0
    for name in ("tilt", "trunk"):
        part = data["curves"][name]["counted"]["graded"]
        assert (part["curves"], part["frames"]) == (1, 5)
        assert part["rmse_deg"] == part["deepest_bias_deg"] == 0.0
    assert data["counted"]["interval_holds"] == 1


@given(hand_reps(), st.sampled_from([-1, 1]), st.floats(0.05, 1.0))
def test_frames_counted_from_one_would_be_seen(rep, shift, bend):
    """On a bent curve a machine that is one frame off has errors that are known in advance."""
    bent = bend * np.arange(90.0) ** 2
    by_hand = tuple(float(bent[f] - bent[rep.frames[1]]) for f in rep.frames)
    rep = replace(rep, pelvis_deg=by_hand)
    right = people_hand.curve_error(rep, by_hand, bent)
    wrong = people_hand.curve_error(rep, by_hand, np.roll(bent, -shift))
    assert right is not None and wrong is not None
    np.testing.assert_allclose(right.frames_deg, 0.0, atol=1e-9)
    expected = [2 * bend * shift * (f - rep.frames[1]) for f in rep.frames[1:]]
    np.testing.assert_allclose(wrong.frames_deg, expected, atol=1e-6)


@given(hand_reps(), hand_reps(quality="hidden"), st.floats(0.0, 60.0))
def test_hidden_pelvis_never_counts(rep, hidden, wink):
    """Even if the file has numbers for it. Its trunk counts."""
    hidden = replace(hidden, video="hidden.mp4")
    analyses = {"squat.mp4": perfect(rep)}
    analyses["hidden.mp4"] = analysis(
        [machine_rep(first=1, bottom=hidden.deepest, last=90, wink_deg=wink)],
        np.arange(90.0), curve(hidden.frames, hidden.trunk_deg),
    )  # fmt: skip
    alone, both = summary([rep], analyses), summary([rep, hidden], analyses)
    for key in ("counted", "poor", "baselines"):
        assert both[key] == alone[key]
    assert both["curves"]["tilt"] == alone["curves"]["tilt"]
    assert both["curves"]["trunk"]["counted"]["graded"]["curves"] == 2
    assert both["reps"][1]["tilt"] is None
    assert both["reps"][1]["wink_error_deg"] is both["reps"][1]["interval_holds"] is None


@given(hand_reps(), hand_reps(quality="poor"))
def test_poor_is_reported_apart(rep, poor):
    poor = replace(poor, video="poor.mp4")
    analyses = {"squat.mp4": perfect(rep), "poor.mp4": perfect(poor)}
    alone, both = summary([rep], analyses), summary([rep, poor], analyses)
    assert both["counted"] == alone["counted"] and both["baselines"] == alone["baselines"]
    assert both["curves"]["trunk"]["counted"] == alone["curves"]["trunk"]["counted"]
    assert (alone["poor"]["reps"], both["poor"]["reps"]) == (0, 1)


def test_errors_are_machine_minus_hand():
    reps = [hand_rep(number=k, frames=tuple(f + 30 * (k - 1) for f in FRAMES)) for k in (1, 2)]
    found = [
        machine_rep(wink_deg=10.0, wink_deg_interval=(8.5, 12.0), pelvic_reversal_deg=5.0),
        machine_rep(first=51, bottom=60, last=80, wink_deg=5.0, wink_deg_interval=(4.0, 6.0)),
    ]
    tilt = curve(FRAMES, reps[0].pelvis_deg) - np.where(np.arange(90) >= 29, 4.0, 0.0)
    data = summary(reps, {"squat.mp4": analysis(found, tilt)})
    assert data["counted"]["wink"] == {
        "n": 2, "mae_deg": 2.5, "bias_deg": 1.5, "worst_deg": 4.0,
    }  # fmt: skip
    assert data["counted"]["reversal"]["bias_deg"] == -0.5
    first = data["reps"][0]
    assert first["tilt"]["deepest_bias_deg"] == -4.0
    assert first["tilt"]["rmse_deg"] == pytest.approx(4 / np.sqrt(5), abs=0.01)
    assert data["reps"][0]["trunk"] is None, "the machine has no trunk curve here"
    assert (data["counted"]["interval_holds"], data["counted"]["intervals"]) == (1, 2)
    assert data["counted"]["interval_holds_with_hand"] == 2, "8.5 - 2.5 is 6"


@pytest.mark.parametrize(("first", "last", "hit"), [(30, 40, True), (20, 30, True),
                                                    (31, 40, False), (20, 29, False)])  # fmt: skip
def test_match_is_by_frame_and_not_by_number(first, last, hit):
    """Frame 29 of the file is the 30th of the video, and both ends of a repetition are in it."""
    other = machine_rep(first=60, bottom=70, last=80)
    found = [machine_rep(first=first, bottom=first, last=last), other]
    ((got, why),) = people_hand.match([hand_rep(number=7)], analysis(found)).values()
    assert (got is found[0]) == hit
    assert why == ("" if hit else "not found: no repetition holds frame 30")


def test_one_repetition_of_the_machine_serves_one_by_hand():
    near = hand_rep(number=2, frames=(35, 37, 38, 39, 40, 44))
    matches = people_hand.match([hand_rep(), near], analysis([machine_rep(bottom=44)]))
    assert matches[2][0] is not None
    assert matches[1] == (None, "not found: taken for one with repetition 2")


def test_abstaining_leaves_the_curve():
    rep = hand_rep()
    blind = machine_rep(label="occluded", wink_deg=None, severity=None, reason="a plate")
    data = summary([rep], {"squat.mp4": analysis([blind], curve(FRAMES, rep.pelvis_deg))})
    assert data["reps"][0]["why"] == "occluded: a plate"
    counted = data["counted"]
    assert (counted["abstained"], counted["graded"], counted["not_found"]) == (1, 0, 0)
    assert counted["wink"] == {"n": 0, "mae_deg": None, "bias_deg": None, "worst_deg": None}
    tilt = data["curves"]["tilt"]["counted"]
    assert (tilt["graded"]["curves"], tilt["not_graded"]["curves"]) == (0, 1)
    assert tilt["not_graded"]["rmse_deg"] == 0.0
    assert data["baselines"]["always_0"]["all"]["mae_deg"] == 6.0
    assert data["baselines"]["always_0"]["graded"]["n"] == 0


def test_unknown_frames_are_left_out_and_an_unknown_reference_is_no_curve():
    rep = hand_rep()
    tilt = curve(FRAMES, rep.pelvis_deg)
    tilt[FRAMES[5]] = np.nan
    error = people_hand.curve_error(rep, rep.pelvis_deg, tilt)
    assert error is not None and len(error.frames_deg) == 4 and error.deepest_deg is None
    tilt[FRAMES[1]] = np.nan
    assert people_hand.curve_error(rep, rep.pelvis_deg, tilt) is None
    late = replace(rep, frames=(80, 85, 88, 95, 99, 100))
    short = people_hand.curve_error(late, late.pelvis_deg, np.zeros(90))
    assert short is not None and len(short.frames_deg) == 2
    ((_, why),) = people_hand.match([late], analysis()).values()
    assert "frame 100 (0-based) is expected, the video has 90 frames" in why


def test_simple_answers_stand_beside_ours():
    reps = [
        hand_rep(video=f"{k}.mp4", wink_deg=amount) for k, amount in enumerate((2.0, 4.0, 12.0))
    ]
    found = [machine_rep(wink_deg=5.0), machine_rep(wink_deg=5.0), machine_rep(label="occluded")]
    data = summary(reps, {f"{k}.mp4": analysis([rep]) for k, rep in enumerate(found)})
    base = data["baselines"]
    assert base["median_of_hand_deg"] == 4.0
    assert base["ours"]["graded"]["mae_deg"] == 2.0
    assert (base["always_0"]["graded"]["mae_deg"], base["always_0"]["all"]["mae_deg"]) == (3, 6)
    assert base["always_median"]["graded"]["mae_deg"] == 1.0
    assert base["always_median"]["all"]["mae_deg"] == pytest.approx(10 / 3, abs=0.01)


def clip_of(*amounts):
    """A clip with one repetition per amount; ``None`` is one that abstains."""
    label = lambda v: ("none", "subtle", "moderate", "marked")[np.searchsorted([5, 10, 20], v)]  # noqa: E731
    return analysis(
        machine_rep(label="occluded", wink_deg=None, onset_pct=None)
        if a is None
        else machine_rep(label=label(a), wink_deg=float(a))
        for a in amounts
    )


def test_ranks_grades_and_shares_against_the_eye():
    grades = {"none": 0, "mild": 2, "clear": 4, "shy": 4, "gone": 1}
    analyses = {"none": clip_of(1, 2, 30), "mild": clip_of(7), "clear": clip_of(9, 15, None),
                "shy": clip_of(None)}  # fmt: skip
    data = people_clips.against_eye(grades, analyses)
    assert (data["spearman"], data["ranked_clips"]) == (1.0, 3)
    assert (data["none_clips_called_moderate"], data["none_clips"]) == (1, 1)
    assert (data["clear_clips_called_subtle"], data["clear_clips_graded"]) == (1, 1)
    assert data["clear_clips"] == 2
    assert (data["graded"], data["reps"], data["graded_pct"]) == (6, 8, 75.0)
    turned = people_clips.against_eye({"none": 4, "mild": 2, "clear": 0}, analyses)
    assert turned["spearman"] == -1.0
    assert turned["clear_clips_called_subtle"] == 0, "two of its repetitions are none"


@pytest.mark.parametrize("amounts", [(3, 3, 3), (3, 8)])
def test_no_rank_agreement_without_ranks(amounts):
    grades = {str(k): k for k in range(len(amounts))}
    analyses = {str(k): clip_of(a) for k, a in enumerate(amounts)}
    assert people_clips.against_eye(grades, analyses)["spearman"] is None


def test_other_movements_and_counts():
    analyses = {"a": clip_of(), "b": clip_of(None), "c": clip_of(3, None)}
    data = people_clips.movements(("a", "b", "c", "gone"), analyses)
    assert (data["counted"], data["graded"]) == (["b", "c"], ["c"])
    data = people_clips.counts({"a": 0, "b": 2, "c": 5, "gone": 1}, analyses)
    assert (data["exact"], data["off_by_one"], data["off_by_more"]) == (1, 1, 1)


def test_scatter_within_sets_and_onsets_that_are_stated():
    reps = [machine_rep(wink_deg=w, onset_pct=o) for w, o in ((5, 70), (6, 80), (7, 90))]
    few = [machine_rep(wink_deg=w, onset_pct=None) for w in (4.9, 5.0)]
    data = people_clips.within_sets({"a": analysis(reps), "b": analysis(few)}, CONFIG)
    assert (data["wink_sd_median_deg"], data["wink_sd_clips"]) == (1.0, 1)
    assert (data["onset_sd_median_pct"], data["onset_sd_clips"]) == (10.0, 1)
    assert (data["onsets_stated"], data["winks"], data["onsets_stated_pct"]) == (3, 4, 75.0)


def test_failed_and_absent_videos_count_nowhere():
    eye = Eye(clips={"squat.mp4": 0}, reps={"squat.mp4": 0}, not_squats=("other.mp4",))
    failed = analysis(status="failed")
    data = score([hand_rep()], eye, {"squat.mp4": failed, "other.mp4": failed}, CONFIG)
    assert data["counts"]["exact"] == 0 and data["eye"]["clips"] == []
    assert data["hand"]["reps"] == [] and data["movements"]["clips"] == []


@settings(max_examples=30)
@given(st.lists(hand_reps(), max_size=3), st.booleans())
def test_report_is_json_and_tables_are_whole(reps, found):
    reps = [replace(rep, video=f"{k}.mp4") for k, rep in enumerate(reps)]
    analyses = {rep.video: perfect(rep) if found else analysis() for rep in reps}
    eye = Eye(clips={rep.video: 2 for rep in reps}, not_squats=("other.mp4",))
    report = score(reps, eye, analyses, CONFIG)
    assert "NaN" not in json.dumps(report, allow_nan=False)
    text = table(report)
    assert "nan" not in text and "None" not in text
    widths = [line.count(" | ") for line in text.splitlines() if line.startswith("| ")]
    assert widths
    for block in text.split("\n\n"):
        lines = [line for line in block.splitlines() if line.startswith("| ")]
        assert len({line.count("|") for line in lines}) <= 1


GOOD = {"frames": list(FRAMES), "pelvis_deg": [-9, 0.0, 1, 2, 1, 0],
        "trunk_deg": [-9, 0, 1, 2, 3, 4], "wink_deg": 2.0, "reversal_deg": 2,
        "quality": "fair", "looks": ["flat"]}  # fmt: skip


def write(path, data):
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return path


def test_files_are_read(tmp_path):
    hidden = {**GOOD, "quality": "hidden", "pelvis_deg": [None] * 6, "wink_deg": None,
              "reversal_deg": None}  # fmt: skip
    reps = read_hand(write(tmp_path / "hand.json", {"a.mp4": {"1": GOOD, "4": hidden}}))
    assert [(rep.video, rep.number, rep.quality) for rep in reps] == [
        ("a.mp4", 1, "fair"), ("a.mp4", 4, "hidden"),
    ]  # fmt: skip
    assert reps[0].deepest == 30 and reps[1].pelvis_deg == (None,) * 6
    data = {"note": "x", "clips": {"a.mp4": "mild-clear"}, "reps": {"b.mp4": 3}, "not_squats": []}
    eye = read_eye(write(tmp_path / "eye.json", data))
    assert (eye.clips, eye.reps, eye.not_squats) == ({"a.mp4": 3}, {"b.mp4": 3}, ())


def test_all_faults_of_a_hand_file_are_named(tmp_path):
    bad = {
        "1": {**GOOD, "frames": [5, 5, 6, 7, 8, 9]},
        "2": {**GOOD, "pelvis_deg": [None, 0, 1, 2, 3, 4], "wink_deg": None},
        "3": {**GOOD, "trunk_deg": [0, 1.5, 2, 3, 4, 5]},
        "4": {**GOOD, "quality": "great", "reversal_deg": float("nan")},
        "0": GOOD, "02": GOOD, "5": 7, "6": {**GOOD, "pelvis_deg": [0, 0]},
    }  # fmt: skip
    path = write(tmp_path / "hand.json", {"a.mp4": bad, "b.mp4": []})
    with pytest.raises(TruthFileError) as caught:
        read_hand(path)
    keys = [fault.removeprefix(f"{path}: a.mp4.").split(":")[0] for fault in caught.value.faults]
    assert keys[:-1] == [
        "1.frames", "2.pelvis_deg", "2.wink_deg", "3.trunk_deg[1]", "4.quality", "4.reversal_deg",
        "0", "02", "5", "6.pelvis_deg",
    ]  # fmt: skip
    assert caught.value.faults[-1] == f"{path}: b.mp4: expected an object, got []"
    assert "expected 6 rising 0-based frame numbers, got [5, 5, 6" in str(caught.value)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"clips": {"a": "awful"}}, "clips.a: expected one of"),
        ({"clips": {"a": ["mild"]}}, "clips.a: expected one of"),
        ({"reps": {"a": True}}, "reps.a: expected a whole number of at least 0, got True"),
        ({"not_squat": ["a"]}, "not_squat: expected one of"),
        ({"not_squats": "a"}, "not_squats: expected a list of video names, got 'a'"),
        ({"clips": {"a": "mild"}, "not_squats": ["a"]}, "not_squats.a: expected a clip without"),
        ("{", "line 1: expected JSON"),
    ],
)
def test_faults_of_an_eye_file_are_named(tmp_path, data, words):
    with pytest.raises(TruthFileError, match=r"eye\.json") as caught:
        read_eye(write(tmp_path / "eye.json", data))
    assert words in str(caught.value)
