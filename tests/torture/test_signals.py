"""Whatever the pose stage reports: the JSON contract is kept, and the invariances hold."""

from __future__ import annotations

import json
import warnings
from collections import Counter
from dataclasses import fields, replace

import numpy as np
import pytest
import spoiled
import stick_figure
import tally
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fo_buttwink.domain.analysis import ABSTAIN_REASONS, GRADES, PATTERNS, TIMINGS, VideoAnalysis
from fo_buttwink.domain.curves import FrameSeries
from fo_buttwink.domain.grading import severity_of
from fo_buttwink.pipeline.analyze import analyze_observations
from fo_buttwink.pipeline.estimators import by_network_and_waist

STRANGE = spoiled.spoils()
EXACT = spoiled.spoils(
    ("gap", "constant", "left and right swapped", "joint lost", "unsure", "pause", "outline lost")
)
"""After these, numbers stay of a size at which a shift or a mirror is exact to some digits."""
ESTIMATORS = st.sampled_from([by_network_and_waist, spoiled.winking])
# The same examples each time, so that nobody's change waits for a rare fault of another's.
QUICK = settings(max_examples=40, derandomize=True, suppress_health_check=list(HealthCheck))
LONG = settings(max_examples=1500, suppress_health_check=list(HealthCheck))


def analyzed(obs, estimator=spoiled.winking):
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        return analyze_observations(obs, estimator=estimator)


def check_contract(found: VideoAnalysis, frames: int) -> None:
    sent = json.dumps(found.to_json(), allow_nan=False)
    again = VideoAnalysis.from_json(json.loads(sent))
    assert json.dumps(again.to_json(), allow_nan=False) == sent
    assert found.status in ("ok", *ABSTAIN_REASONS) and found.total_frames == frames
    assert found.message or found.status == "ok"
    assert "nan" not in found.message.split() and "inf" not in found.message.split()
    if found.frames is not None:
        assert {len(getattr(found.frames, f.name)) for f in fields(FrameSeries)} == {frames}
    last = 0
    for rep in found.reps:
        assert last < rep.first <= rep.bottom <= rep.last <= frames
        last = rep.first  # a movement may share its standing with the next one
        assert rep.label in (*GRADES, *ABSTAIN_REASONS) and rep.pattern in PATTERNS
        assert 0.0 <= rep.confidence <= 1.0 and rep.reason
        assert "nan" not in rep.reason and " inf " not in rep.reason
        assert rep.measurable == (rep.severity is not None)
        if rep.measurable:
            grade = GRADES.index(rep.label)
            assert rep.severity == severity_of(grade, rep.timing, rep.pattern)
        assert rep.timing is None or rep.timing in TIMINGS
        assert rep.turning is None or rep.first <= rep.turning <= rep.last
        for value, interval in (
            (rep.wink_deg, rep.wink_deg_interval),
            (rep.onset_pct, rep.onset_pct_interval),
        ):
            assert (value is None) == (interval is None) or value is None
            if value is not None and interval is not None:
                assert interval[0] - 1e-6 <= value <= interval[1] + 1e-6


def test_the_figure_is_graded_where_nothing_is_wrong():
    """Otherwise all that follows would look at abstentions only."""
    clean = analyzed(spoiled.figure())
    assert [rep.label for rep in clean.reps] == ["moderate", "moderate"]
    product = analyzed(spoiled.figure(), by_network_and_waist)
    assert [rep.label for rep in product.reps] == ["none", "none"]


def contract_holds(wrong, estimator, seen=None):
    obs = spoiled.spoil(spoiled.figure(), wrong)
    found = analyzed(obs, estimator)
    check_contract(found, len(obs.time_s))
    if seen is not None:
        seen.update({w.name for w in wrong})
        seen["graded"] += any(rep.measurable for rep in found.reps)


@QUICK
@given(STRANGE, ESTIMATORS)
def test_the_contract_is_kept(wrong, estimator):
    contract_holds(wrong, estimator)


@pytest.mark.torture
@pytest.mark.timeout(1800)
def test_the_contract_is_kept_through_many():
    seen: Counter[str] = Counter()
    LONG(given(STRANGE, ESTIMATORS)(lambda w, e: contract_holds(w, e, seen)))()
    assert seen.pop("graded") > 100
    for name, times in sorted(seen.items()):
        tally.count("Signals", name, "JSON contract kept", times)
    assert set(seen) == set(spoiled.SPOILERS)


def moved(obs, x: float, y: float):
    """The same in a larger picture, elsewhere."""
    by = np.array([x, y], np.float32)
    landmarks = obs.landmarks.copy()
    landmarks[..., :2] += by
    return replace(
        obs,
        landmarks=landmarks,
        outline_center_px=obs.outline_center_px + by,
        plate_px=obs.plate_px + by,
    )


def zoomed(obs, by: float):
    video = replace(
        obs.video, width=round(obs.video.width * by), height=round(obs.video.height * by)
    )
    landmarks = obs.landmarks.copy()
    landmarks[..., :3] *= np.float32(by)
    return replace(
        obs,
        video=video,
        landmarks=landmarks,
        outline_center_px=obs.outline_center_px * np.float32(by),
        outline_side_px=obs.outline_side_px * np.float32(by),
        plate_px=obs.plate_px * np.float32(by),
    )


CHANGES = {
    "mirrored": stick_figure.mirror,
    "later": lambda obs: replace(obs, time_s=obs.time_s + 1000.0),
    "elsewhere": lambda obs: moved(obs, 64.0, 32.0),
    "twice as large": lambda obs: zoomed(obs, 2.0),
}


def same_verdicts(wrong, change) -> None:
    obs = spoiled.spoil(spoiled.figure(), wrong)
    one, other = analyzed(obs), analyzed(change(obs))
    assert one.status == other.status
    assert len(one.reps) == len(other.reps)
    for a, b in zip(one.reps, other.reps, strict=True):
        assert a.label == b.label
        # Two frames lie equally deep, or one just where a phase begins, and rounding decides.
        assert max(abs(a.first - b.first), abs(a.bottom - b.bottom), abs(a.last - b.last)) <= 1
        assert (a.wink_deg is None) == (b.wink_deg is None)
        if a.wink_deg is not None and b.wink_deg is not None:
            assert a.wink_deg == pytest.approx(b.wink_deg, abs=0.3)


@pytest.mark.parametrize("change", CHANGES)
def test_the_verdict_does_not_depend_on_the_view_of_it(change):
    settings(QUICK, max_examples=12)(given(EXACT)(lambda w: same_verdicts(w, CHANGES[change])))()


@pytest.mark.torture
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("change", CHANGES)
def test_the_verdict_does_not_depend_on_the_view_of_many(change):
    tried = Counter()

    def check(wrong):
        same_verdicts(wrong, CHANGES[change])
        tried["all"] += 1

    settings(LONG, max_examples=300)(given(EXACT)(check))()
    tally.count("Signals", f"the same, {change}", "same verdict", tried["all"])
