"""Every gate has a clip that must trip it, and opens when that one thing is mended."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace

import numpy as np
import pytest
import stick_figure
from hypothesis import given
from hypothesis import strategies as st
from one_rep import BOTTOM, FIRST, SIDE, SPAN, N, depth, estimate, posture, series

from fo_buttwink.config import Config, GateConfig
from fo_buttwink.domain.analysis import ABSTAIN_REASONS, ViewEstimate
from fo_buttwink.pipeline import gates
from fo_buttwink.pipeline.facts import ClipFacts, Facts, clip_facts, rep_facts
from fo_buttwink.pipeline.gates import CLIP_GATES, GATES, Abstain, first_closed

CONFIG = Config()
FIGURE = stick_figure.observe(stick_figure.squat_depth(1))


def rep(position=None, found=None, *, view=SIDE, visible=None, problem=None):
    """Facts of a repetition; a good one if nothing is given. ``problem``: no estimate."""
    position, found = position or posture(), found or estimate()
    curves = series(position, found, visible)
    known = found if problem is None else None
    return rep_facts(position, curves, SPAN, view, SIDE, known, problem or "", CONFIG)


def length(frames, px):
    px_of = np.full(N, 300.0)
    px_of[frames] = px
    return posture(length_px=px_of)


def bent(deg):
    return posture(knee_flexion_deg=deg * depth(), knee_world_deg=deg * depth())


def frames(flag, *parts):
    out = np.full(N, not flag)
    for part in parts:
        out[part] = flag
    return out


AROUND_BOTTOM = slice(BOTTOM - 5, BOTTOM + 6)
ON_THE_WAY = slice(FIRST + 5, FIRST + 15)
ALL_PLATE = np.ones(N, dtype=bool)
GOOD, GOOD_CLIP = rep(), clip_facts(FIGURE)


@dataclass(frozen=True)
class Case:
    """Something wrong with one fact."""

    gate: object
    facts: Facts | ClipFacts
    label: str
    said: str
    mended: dict[str, object]
    """The one fact, mended."""


def short(obs, **changes):
    return replace(obs, video=replace(obs.video, **changes))


CASES = {
    # Of a clip.
    "nobody": Case(
        gates.somebody, clip_facts(stick_figure.hide(FIGURE, slice(None))),
        "no_person", "Nobody was found", {"anybody": True, "body_px": 340.0},
    ),
    "too short": Case(
        gates.long_enough, clip_facts(short(FIGURE, duration_s=0.7)),
        "not_a_squat", "lasts 0.7 s", {"duration_s": 0.8},
    ),
    "too few frames": Case(
        gates.long_enough,
        clip_facts(stick_figure.observe(np.zeros(7), fps=7.0)),
        "not_a_squat", "(7 frames)", {"frames": 8, "fps": 14.0},
    ),
    "too slow": Case(
        gates.frames_enough, clip_facts(short(FIGURE, fps=13.9)),
        "fps_too_low", "has 13.9 frames/s; at least 14", {"fps": 14.0},
    ),
    "too small": Case(
        gates.large_enough,
        clip_facts(stick_figure.observe(stick_figure.squat_depth(1), zoom=0.15)),
        "low_visibility", "at least 60 px", {"body_px": 60.0},
    ),
    # Of a repetition.
    "oblique": Case(
        gates.from_the_side, rep(view=ViewEstimate("left", 26.5, 0.5)),
        "unclear_view", "about 26.5 deg off a side view, more than 26 deg", {"yaw_deg": 26.0},
    ),
    "camera unknown": Case(
        gates.from_the_side, rep(view=ViewEstimate("left", None, 0.0)),
        "unclear_view", "direction is unknown", {"yaw_deg": 0.0},
    ),
    "turned round": Case(
        gates.same_side, rep(view=ViewEstimate("right", 5.0, 0.9)),
        "unclear_view", "which side faces the camera", {"side": "left"},
    ),
    "side unknown": Case(
        gates.same_side, rep(view=ViewEstimate(None, 5.0, 0.9)),
        "unclear_view", "which side faces the camera", {"side": "left"},
    ),
    "joints hidden": Case(
        gates.joints_seen, rep(posture(visible=frames(True, slice(BOTTOM, N)))),
        "low_visibility", "only 51 % of the frames; at least 60 %", {"visible": 0.6},
    ),
    "shrunk at the bottom": Case(
        gates.body_kept, rep(length(AROUND_BOTTOM, 225.0)),
        "low_visibility", "75 % of what they measured before the descent", {"body_kept": 0.78},
    ),
    "shrunk on the way": Case(
        gates.body_kept, rep(length(ON_THE_WAY, 200.0)),
        "low_visibility", "shrink to 67 % of their greatest length", {"body_steady": 0.7},
    ),
    "lost at the bottom": Case(
        gates.body_kept, rep(length(AROUND_BOTTOM, np.nan)),
        "low_visibility", "the pose was lost", {"body_kept": 1.0},
    ),
    "no knee": Case(
        gates.knee_known, rep(bent(np.nan)),
        "low_visibility", "the angle of the knee", {"knee_deg": 70.0},
    ),
    "a knee that cannot be": Case(
        gates.knee_known, rep(bent(175.0)),
        "low_visibility", "is one that no knee can have", {"knee_deg": 70.0},
    ),
    "shallow": Case(
        gates.deep_enough, rep(bent(69.0)),
        "too_shallow", "bend to only 69 deg; at least 70", {"knee_deg": 70.0},
    ),
    "no outline": Case(
        gates.back_estimated, rep(problem="the outline is hidden while standing"),
        "occluded", "the outline is hidden while standing",
        {"has_estimate": True, "sd_deg": 2.0},
    ),
    "no outline, none knows why": Case(
        gates.back_estimated, rep(problem=""),
        "occluded", "the outline of the lower back is not seen",
        {"has_estimate": True, "sd_deg": 2.0},
    ),
    "elbow hidden": Case(
        gates.upper_body_seen, rep(posture(arm_visibility=np.full(N, 0.44))),
        "occluded", "hides the elbow (visibility 44 %", {"arm_visibility": 0.45},
    ),
    "ear hidden": Case(
        gates.upper_body_seen, rep(posture(head_visibility=np.full(N, 0.98))),
        "occluded", "hides the ear (visibility 98 %", {"plate": 0.6},
    ),
    "back hidden on the way down": Case(
        gates.descent_measured, rep(visible=frames(False, slice(FIRST, FIRST + 12))),
        "occluded", "seen in only 54 % of the descent", {"measured": 0.6},
    ),
    "uncertain": Case(
        gates.certain_enough, rep(found=estimate(5.8)),
        "occluded", "error about 5.8 deg, at most 5.7", {"sd_deg": 5.7},
    ),
    "uncertain behind a plate": Case(
        gates.certain_enough, rep(posture(plate_seen=ALL_PLATE), estimate(5.1)),
        "occluded", "at most 5 deg allowed behind a plate", {"network_sd_deg": 5.0},
    ),
    "behind a plate, what was followed does not count": Case(
        gates.certain_enough,
        rep(
            posture(plate_seen=ALL_PLATE),
            replace(estimate(5.1), followed_sd_deg=np.full(N, 1.6)),
        ),
        "occluded", "behind a plate", {"plate": 0.3},
    ),
    "error unknown": Case(
        gates.certain_enough, rep(found=estimate(np.nan)),
        "occluded", "the back cannot be followed there", {"sd_deg": 2.0},
    ),
}  # fmt: skip


def gates_of(facts):
    return CLIP_GATES if isinstance(facts, ClipFacts) else GATES


def test_every_gate_has_a_case_that_trips_it():
    assert {case.gate for case in CASES.values()} == {*CLIP_GATES, *GATES}
    assert len({*CLIP_GATES, *GATES}) == len(CLIP_GATES) + len(GATES)


@pytest.mark.parametrize("good", [GOOD_CLIP, GOOD], ids=["clip", "repetition"])
def test_a_good_lifter_passes_them_all(good):
    assert first_closed(gates_of(good), good, CONFIG.view) is None


@pytest.mark.parametrize("name", CASES)
def test_the_gate_closes_and_decides(name):
    case = CASES[name]
    said = case.gate(case.facts, CONFIG.view)
    assert said == first_closed(gates_of(case.facts), case.facts, CONFIG.view)
    assert said.label == case.label and case.said in said.reason
    assert "nan" not in said.reason


@pytest.mark.parametrize("name", CASES)
def test_it_opens_when_the_one_fact_is_mended(name):
    case = CASES[name]
    mended = replace(case.facts, **case.mended)
    assert first_closed(gates_of(mended), mended, CONFIG.view) is None


numbers = st.floats(0.0, 2.0) | st.floats(0.0, 180.0) | st.just(float("nan"))
ANY = {
    "yaw_deg": st.none() | st.floats(0.0, 90.0),
    "side": st.sampled_from([None, "left", "right"]),
    "clip_side": st.sampled_from([None, "left", "right"]),
    "needed_knee_deg": st.just(CONFIG.reps.judged_knee_flexion_deg),
    "has_estimate": st.booleans(),
    "problem": st.sampled_from(["", "it is hidden"]),
    **dict.fromkeys(("visible", "plate", "measured"), st.floats(0.0, 1.0)),
}
any_facts = st.builds(Facts, **{f.name: ANY.get(f.name, numbers) for f in fields(Facts)})


@given(any_facts)
def test_the_first_that_closes_decides_and_speaks_in_words(facts):
    each = [gate(facts, CONFIG.view) for gate in GATES]
    closed = [said for said in each if said is not None]
    said = first_closed(GATES, facts, CONFIG.view)
    assert said == (closed[0] if closed else None)
    if said is not None:
        assert said.label in ABSTAIN_REASONS
        assert not re.search(r"\b(nan|inf|None|unknown deg)\b", said.reason)


@given(any_facts)
def test_what_passes_has_every_number_that_a_verdict_hangs_on(facts):
    if first_closed(GATES, facts, CONFIG.view) is None:
        assert facts.has_estimate and facts.side == facts.clip_side is not None
        needed = [facts.yaw_deg, facts.body_kept, facts.body_steady, facts.knee_deg]
        assert np.isfinite(needed).all()
        assert np.isfinite(facts.network_sd_deg) or np.isfinite(facts.sd_deg)


def test_a_gate_that_is_added_is_asked():
    def never(facts: Facts, config: GateConfig) -> Abstain | None:
        return Abstain("occluded", "for no reason")

    assert first_closed((*GATES, never), GOOD, CONFIG.view) == Abstain("occluded", "for no reason")


def test_settings_of_the_gates_are_stored_under_their_old_name():
    stored = CONFIG.to_dict()
    assert stored["view"]["max_yaw_deg"] == 26.0 and "gates" not in stored
    assert Config.from_dict({"view": stored["view"]}) == CONFIG
