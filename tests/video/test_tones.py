"""HDR becomes the ordinary picture that it was made of."""

from __future__ import annotations

import numpy as np
import pytest
from hdr_clip import stored, write_hdr
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink.video import tones
from fo_buttwink.video.reader import VideoReader

needs_hevc = pytest.mark.skipif(
    "libx265" not in __import__("av").codecs_available, reason="PyAV has no HEVC encoder"
)
PATCHES = [
    (0, 0, 0), (40, 40, 40), (118, 118, 118), (180, 180, 180), (200, 60, 50), (60, 160, 70),
    (50, 70, 190), (210, 160, 130),
]  # fmt: skip
"""As gray cards and color charts have them."""


def compressed(image):
    """What is left of the range of an ordinary picture, where HDR needs room above white."""
    light = (np.asarray(image, dtype=float) / 255.0) ** 2.4
    brightest = light.max(axis=-1, keepdims=True)
    peak = 1000.0 / 203.0
    return 255.0 * (light * (1 + brightest / peak**2) / (1 + brightest)) ** (1 / 2.4)


def chart():
    image = np.zeros((64, 16 * len(PATCHES), 3), np.uint8)
    for k, color in enumerate(PATCHES):
        image[:, 16 * k : 16 * k + 16] = color
    return image


@given(color=st.tuples(*[st.integers(0, 255)] * 3), transfer=st.sampled_from(tones.HDR))
def test_an_ordinary_picture_comes_back_with_less_range(color, transfer):
    image = np.array([[color]], np.uint8)
    found = tones.to_sdr(stored(image, transfer), transfer)
    assert np.abs(found - compressed(image)).max() <= 4


@given(transfer=st.sampled_from(tones.HDR))
def test_brighter_stays_brighter_up_to_the_peak(transfer):
    ramp = np.repeat(np.arange(0, 65536, 64, dtype=np.uint16)[None, :, None], 3, axis=2)
    gray = tones.to_sdr(ramp, transfer)[0]
    assert (np.ptp(gray, axis=1) <= 1).all()
    assert (np.diff(gray[:, 1].astype(int)) >= 0).all()
    assert gray[0].max() == 0 and gray[-1].min() >= 253


@pytest.mark.parametrize("transfer", tones.HDR)
def test_white_and_what_is_brighter(transfer):
    white = np.full((1, 1, 3), 255, np.uint8)
    assert tones.to_sdr(stored(white, transfer), transfer).ravel() == pytest.approx(195, abs=2)
    # HLG ends at 1000 nits; PQ stores them at 0.7518 (ITU-R BT.2408, table 1).
    code = 65535 if transfer == tones.HLG else round(0.7518 * 65535)
    bright = np.full((1, 1, 3), code, np.uint16)
    assert tones.to_sdr(bright, transfer).min() >= 253


def test_another_transfer_is_refused():
    with pytest.raises(ValueError, match="bt709"):
        tones.to_sdr(np.zeros((1, 1, 3), np.uint16), "bt709")


@needs_hevc
@pytest.mark.parametrize("transfer", tones.HDR)
@pytest.mark.parametrize("max_side", [None, 64])
def test_an_hdr_file_is_seen_as_an_ordinary_one(tmp_path, transfer, max_side, monkeypatch):
    path = write_hdr(tmp_path / "a.mp4", [chart()] * 3, transfer, codec="libx265")
    with VideoReader(path, max_side_px=max_side) as reader:
        frames = list(reader)
        assert (reader.info.codec, reader.info.pixel_format) == ("hevc", "yuv420p10le")
        assert reader.info.transfer == transfer
    assert _worst(frames[1].image) <= 8
    # The fault: read as if it were ordinary, colors are far off.
    monkeypatch.setattr("fo_buttwink.video.framing.HDR", ())
    with VideoReader(path, max_side_px=max_side) as reader:
        before = list(reader)
    assert _worst(before[1].image) > 25


def _worst(image):
    height, width = image.shape[:2]
    off = []
    for k, color in enumerate(PATCHES):
        middle = image[height // 2, round((k + 0.5) * width / len(PATCHES))]
        off.append(np.abs(middle - compressed([color])[0]).max())
    return max(off)
