"""A squatting figure that wears printed cloth whose turn is known, as the pose stage reports it."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import stick_figure

from fo_buttwink.domain.observations import PoseObservations
from fo_buttwink.pose.waist_picture import BODY as WIDE
from fo_buttwink.pose.waist_picture import RISE, cut_picture, join
from fo_buttwink.pose.waist_picture import SIZE as PIXELS

BODY = stick_figure.BODY
SIDE = 160
"""Of the drawn cloth, in pixels."""


def cloth(rng: np.random.Generator, contrast: float = 60.0) -> np.ndarray:
    """A piece of printed cloth, (SIDE, SIDE, 3) RGB."""
    print_ = cv2.GaussianBlur(rng.normal(0.0, 1.0, (SIDE, SIDE)), (0, 0), 5.0)
    gray = np.clip(128 + contrast * print_ / print_.std(), 0, 255).astype(np.uint8)
    return np.stack([gray, gray // 2, 255 - gray], axis=-1)


def dressed(
    depth: np.ndarray,
    turn_deg: np.ndarray,
    piece: np.ndarray,
    side: str = "right",
    slide: float = 0.0,
) -> PoseObservations:
    """Observations of a figure whose cloth at the hips turns by an angle, forward +.

    It slides along the body by ``slide`` body lengths in all, down to the bottom.
    """
    obs = stick_figure.observe(depth, side=side)
    sign = 1.0 if side == "right" else -1.0
    files, places = {}, {}
    for k, angle in enumerate(turn_deg):
        hip = obs.outline_center_px[k].astype(float)
        lies = hip + np.array([0.0, slide * BODY * depth[k]])
        turn = np.radians(sign * angle)
        # Pixels of the picture to those of the cloth, which lies with its middle on the hip.
        rotation = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        affine = np.column_stack([rotation, SIDE / 2 - rotation @ lies])
        image = cv2.warpAffine(
            piece if piece.ndim == 3 else piece[k],
            affine,
            (stick_figure.WIDTH, stick_figure.HEIGHT),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REFLECT,
        )
        middle = hip - np.array([0.0, RISE * BODY])
        files[k] = cut_picture(image, middle, WIDE * BODY, PIXELS)
        places[k] = (*middle, WIDE * BODY)
    return replace(obs, pictures=join(len(depth), files, places))
