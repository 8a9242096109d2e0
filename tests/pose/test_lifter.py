"""Who in the picture is the lifter."""

from __future__ import annotations

import numpy as np
import pytest

from fo_buttwink.pose.lifter import Track, Tracker, choose_lifter, merge_fragments

FRAMES = 120
SIZE = 300.0


def path(kind: str, x: float = 300.0, size: float = SIZE) -> list[np.ndarray]:
    t = np.arange(FRAMES) / 30.0
    if kind == "squats":
        return list(np.stack([np.full(FRAMES, x), 300 + 0.3 * size * np.sin(2 * t) ** 2], axis=1))
    if kind == "walks":
        hips = np.stack([x + 200.0 * t, 300 + 0.02 * size * np.sin(12 * t)], axis=1)
        return list(hips)
    return list(np.stack([np.full(FRAMES, x), 300 + 2 * np.sin(3 * t)], axis=1))


def track(kind: str, *, x: float = 300.0, size: float = SIZE, frames: slice = slice(None)) -> Track:
    out = Track()
    for k in range(FRAMES)[frames]:
        out.add(k, path(kind, x, size)[k], size, (kind, k))
    return out


def test_nobody():
    assert choose_lifter([], FRAMES) is None


@pytest.mark.parametrize("other", ["stands", "walks"])
def test_who_squats_is_the_lifter(other):
    assert choose_lifter([track(other), track("squats")], FRAMES) == 1
    assert choose_lifter([track("squats"), track(other)], FRAMES) == 0


def test_near_lifter_before_far_lifter():
    far = track("squats", x=800, size=100.0)
    assert choose_lifter([far, track("squats")], FRAMES) == 1


def test_lifter_of_the_whole_clip_before_one_of_a_moment():
    moment = track("squats", x=800, frames=slice(0, 30))
    assert choose_lifter([moment, track("squats")], FRAMES) == 1


def test_only_a_bystander():
    assert choose_lifter([track("stands")], FRAMES) == 0


def test_people_are_kept_apart_whatever_their_order():
    tracker = Tracker()
    a, b = path("squats", 300), path("stands", 420)
    for k in range(FRAMES):
        people = [(a[k], SIZE, "a"), (b[k], SIZE, "b")]
        tracker.update(k, people if k % 2 else people[::-1])
    assert [set(t.payload) for t in tracker.tracks] in ([{"a"}, {"b"}], [{"b"}, {"a"}])
    assert [len(t.frames) for t in tracker.tracks] == [FRAMES, FRAMES]


def test_jump_or_change_of_size_is_another_person():
    tracker = Tracker()
    tracker.update(0, [(np.array([300.0, 300.0]), SIZE, "a")])
    tracker.update(1, [(np.array([600.0, 300.0]), SIZE, "b")])
    tracker.update(2, [(np.array([600.0, 300.0]), SIZE / 2, "c")])
    assert [t.payload for t in tracker.tracks] == [["a"], ["b"], ["c"]]


def test_long_absence_ends_a_track():
    tracker = Tracker(max_gap=10)
    here = np.array([300.0, 300.0])
    for frame in (0, 10, 21):
        tracker.update(frame, [(here, SIZE, frame)])
    assert [t.frames for t in tracker.tracks] == [[0, 10], [21]]


def test_fragments_of_one_person_are_joined_in_order():
    first = track("squats", frames=slice(0, 40))
    second = track("squats", frames=slice(50, 80))
    third = track("squats", frames=slice(85, 120))
    bystander = track("stands", x=900, frames=slice(40, 50))
    merged = merge_fragments([second, bystander, third, first], 2)
    assert merged.frames == [*range(40), *range(50, 80), *range(85, 120)]
    assert {kind for kind, _ in merged.payload} == {"squats"}
    assert [k for _, k in merged.payload] == merged.frames


def test_somebody_elsewhere_or_at_the_same_time_is_not_joined():
    chosen = track("squats", frames=slice(0, 60))
    elsewhere = track("squats", x=900, frames=slice(70, 120))
    meanwhile = track("squats", frames=slice(30, 90))
    smaller = track("squats", size=150.0, frames=slice(70, 120))
    merged = merge_fragments([chosen, elsewhere, meanwhile, smaller], 0)
    assert merged.frames == chosen.frames
