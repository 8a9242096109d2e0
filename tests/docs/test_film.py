"""The maker of films: what a reader of GIF sees is what was recorded."""

from __future__ import annotations

import io

import numpy as np
from film import encoded
from PIL import Image


def picture(box=None, color=(255, 109, 4)):
    pixels = np.full((60, 80, 3), 20, np.uint8)
    if box:
        x, y, side = box
        pixels[y : y + side, x : x + side] = color
    return pixels


def read(data):
    """All pictures of a GIF, and for how many milliseconds each is shown."""
    with Image.open(io.BytesIO(data)) as film:
        found = []
        for number in range(film.n_frames):
            film.seek(number)
            found.append((np.asarray(film.convert("RGB")), film.info["duration"]))
    return found


def test_a_box_moves_and_leaves_nothing_behind():
    true = [
        picture(),
        picture((5, 5, 10)),
        picture((40, 30, 20)),
        picture((40, 30, 20), (0, 90, 200)),
    ]
    found = read(encoded([(Image.fromarray(p), 0.1) for p in true], 16))
    assert [ms for _, ms in found] == [100] * 4
    for (seen, _), wanted in zip(found, true, strict=True):
        assert np.abs(seen.astype(int) - wanted).max() <= 8


def test_what_stands_still_is_one_picture_and_lasts_as_long():
    still = [(Image.fromarray(picture((5, 5, 10))), seconds) for seconds in (0.5, 0.1, 0.4)]
    last = (Image.fromarray(picture((30, 5, 10))), 0.2)
    assert [ms for _, ms in read(encoded([*still, last], 16))] == [1000, 200]


def test_only_what_changed_is_written():
    noise = np.random.default_rng(0).integers(0, 255, (60, 80, 3)).astype(np.uint8)
    frames = []
    for x in range(20):
        pixels = noise.copy()
        pixels[5:9, x : x + 4] = 255
        frames.append((Image.fromarray(pixels), 0.1))
    assert len(encoded(frames, 64)) < 2 * len(encoded(frames[:1], 64))


def test_noise_of_a_video_is_not_written_and_does_not_add_up():
    rng = np.random.default_rng(1)
    still = [picture((20, 20, 20)).astype(int) + rng.integers(0, 3, (60, 80, 3)) for _ in range(9)]
    slow = [np.full((60, 80, 3), 20 + 2 * k) for k in range(30)]
    assert len(read(encoded([(_image(p), 0.1) for p in still], 32))) == 1
    found = read(encoded([(_image(p), 0.1) for p in slow], 64))
    assert np.abs(found[-1][0].astype(int) - slow[-1]).max() <= 6 + 4


def _image(pixels):
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
