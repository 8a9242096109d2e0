"""The ways to estimate the pelvis that the pipeline knows."""

from __future__ import annotations

from enum import Enum


class Method(Enum):
    """How pelvis and lumbar spine are estimated; all but the first serve as baselines."""

    FOLLOWED = "network and waist"
    """The network, corrected where the waist can be followed in the picture: the product."""
    LEARNT = "network"
    """The network on outline and joints alone."""
    CONTOUR = "contour"
    """Ridge regression on the slopes of the posterior outline: the first version."""
    HIP_ANGLE = "hip angle"
    """What common squat apps do: the apparent hip angle, from landmarks only."""
