"""From what is seen of a lifter to the angles of the pelvis: the product's way, and its first half.

An estimator is a function of a :class:`Sight`. The bench has others to compare with
(:mod:`fo_buttwink.bench.baselines`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..config import Config
from ..domain.observations import PoseObservations
from ..domain.types import Side
from ..measure.pelvis.blend import blend
from ..measure.pelvis.contour import Contour, trace_contour
from ..measure.pelvis.estimate import PelvisEstimate, estimate_pelvis
from ..measure.pelvis.waist import follow_waist
from ..measure.posture import Posture
from ..measure.reps import RepSpan


@dataclass(frozen=True)
class Sight:
    """What an estimator looks at."""

    obs: PoseObservations
    posture: Posture
    side: Side
    """Body side that faces the camera."""
    standing: npt.NDArray[np.bool_]
    """(T,) frames of quiet standing."""
    spans: Sequence[RepSpan]
    """Repetitions that are seen from the side, at least one."""
    config: Config


Estimator = Callable[[Sight], PelvisEstimate | None]
"""``None``: the outline of the lower back is hidden while standing."""


def by_network_and_waist(sight: Sight) -> PelvisEstimate | None:
    """Ask the network, corrected where the waist can be followed in the picture: the product."""
    estimate = by_network(sight)
    if estimate is None:
        return None
    obs, config = sight.obs, sight.config
    turns = follow_waist(obs, sight.side, sight.spans, config.filter, config.waist)
    return blend(
        estimate,
        turns,
        sight.spans,
        sight.posture.hip_height,
        obs.time_s,
        config.wink.people_sd_deg,
        config.filter,
        config.waist,
        config.sets,
    )


def by_network(sight: Sight) -> PelvisEstimate | None:
    """Ask the network on outline and joints alone."""
    contour = back_in_sight(sight)
    if contour is None:
        return None
    estimate = estimate_pelvis(sight.obs, sight.side, sight.standing, sight.config.filter)
    # Where no outline of the sacrum is seen there is nothing to learn from.
    seen = np.isfinite(contour.angle_deg)
    return estimate.only(seen[:, 0] | seen[:, 1])


def back_in_sight(sight: Sight) -> Contour | None:
    """Trace the outline of the back; ``None`` where the lower back is hidden while standing."""
    contour = trace_contour(sight.obs, sight.posture, sight.side)
    lower_back = np.isfinite(contour.angle_deg[:, :4])
    if not lower_back[sight.standing & sight.obs.inferred].any(axis=0).all():
        return None
    return contour
