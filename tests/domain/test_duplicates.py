"""Copies are found, other sets of the same person are not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink.domain.duplicates import (
    bits_apart,
    grouped,
    picture_hash,
    same_movement,
    same_pictures,
    same_scene,
)


def sets(seed, lifters=8, sets_each=3, reps=5):
    """Repetitions of several sets of each lifter, each a little different."""
    rng = np.random.default_rng(seed)
    phase = np.sin(np.linspace(0, np.pi, 101)) ** 2
    vectors, phases, bottoms, videos = [], [], [], []
    number = 0
    for _ in range(lifters):
        own = rng.uniform(0.5, 3.5, 5)
        for _ in range(sets_each):
            clock = 0.0
            for _ in range(reps):
                clock += rng.uniform(2.5, 4.0)
                bottoms.append(clock)
                amounts = own * (1 + rng.normal(0, 0.08, 5)) + rng.normal(0, 0.15, 5)
                vectors.append(np.outer(amounts, phase).ravel())
                phases.append(rng.uniform(0.9, 1.3, 2))
                videos.append(number)
            number += 1
    return np.array(vectors), np.array(phases), np.array(bottoms), np.array(videos)


def test_copies_are_found_and_other_sets_are_not():
    rng = np.random.default_rng(9)
    vectors, phases, bottoms, videos = sets(0)
    assert same_movement(vectors, phases, bottoms, videos) == []
    copy = videos == 4
    again = vectors[copy] + rng.normal(0, 0.05, vectors[copy].shape)
    trimmed = np.flatnonzero(videos == 7)[2:]
    every = np.concatenate([vectors, again, vectors[trimmed]])
    times = np.concatenate([phases, phases[copy] + 0.03, phases[trimmed]])
    shifted = np.concatenate([bottoms, bottoms[copy] + 0.04, bottoms[trimmed] - 5.0])
    owners = np.concatenate([videos, np.full(copy.sum(), 100), np.full(len(trimmed), 101)])
    assert same_movement(every, times, shifted, owners) == [(4, 100), (7, 101)]


@pytest.mark.parametrize("number", [0, 1])
def test_too_few(number):
    assert same_movement(*(column[:number] for column in sets(0))) == []


def picture(seed):
    rng = np.random.default_rng(seed)
    coarse = rng.uniform(0, 255, (6, 8))
    return np.kron(coarse, np.ones((40, 40)))


def test_hashes_survive_size_brightness_and_noise():
    image = picture(1)
    plain = np.array([picture_hash(image)], dtype=np.uint64)
    rng = np.random.default_rng(2)
    for changed in (image[::2, ::2], 0.5 * image + 20, image + rng.normal(0, 8, image.shape)):
        assert bits_apart(plain, np.array([picture_hash(changed)], dtype=np.uint64))[0, 0] <= 4
    others = np.array([picture_hash(picture(n)) for n in range(2, 30)], dtype=np.uint64)
    assert np.median(bits_apart(plain, others)) > 20
    mirrored = np.array([picture_hash(image[:, ::-1])], dtype=np.uint64)
    assert bits_apart(plain, mirrored)[0, 0] > 8


@given(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=4))
def test_bits_as_python_counts_them(numbers):
    hashes = np.array(numbers, dtype=np.uint64)
    expected = [[bin(a ^ b).count("1") for b in numbers] for a in numbers]
    assert bits_apart(hashes, hashes).tolist() == expected


def test_same_pictures_and_same_scene():
    a = np.array([picture_hash(picture(n)) for n in range(5)], dtype=np.uint64)
    assert same_pictures(a, a) and same_scene(a, a)
    assert not same_pictures(a, a[::-1].copy())
    assert same_scene(a[2:], a)  # what is left of a trimmed one
    nothing = np.array([], dtype=np.uint64)
    assert not same_pictures(a, nothing) and not same_scene(nothing, a)


def test_groups():
    assert grouped([]) == []
    assert grouped([(5, 6), (6, 7), (1, 2)]) == [[1, 2], [5, 6, 7]]
