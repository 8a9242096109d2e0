"""What is said of a whole video: its status, and the message beside it."""

from __future__ import annotations

import re

from .._util.words import many
from ..config import Config, SlowMotionConfig
from ..domain.analysis import STATUS_OK, is_abstention
from ..domain.observations import PoseObservations
from ..domain.types import Status
from .parts import Measured


def summarize(obs: PoseObservations, found: Measured, config: Config) -> tuple[Status, str]:
    """Return the status of a video and its message.

    Parameters
    ----------
    obs
        What was seen.
    found
        What was measured in it.
    config
        Cut-offs.
    """
    reps = found.reps
    notes = [f"Note: {warning}." for warning in obs.warnings]
    if obs.people > 1:
        notes.append(f"{obs.people} people are seen; the one who squats most was followed.")
    if found.turned:
        notes.append(
            "The lifter turns round between repetitions; each was measured from the side it shows."
        )
    slow = _slow(obs, found, config)
    if slow:
        notes.append(slow)
    rejected = [span.rejected for span in found.candidates if span.rejected]
    if rejected:
        words = "; ".join(_by_kind(rejected))
        verb = "is" if len(rejected) == 1 else "are"
        notes.append(f"{many(len(rejected), 'other movement')} {verb} not counted: {words}.")
    if not reps:
        return "not_a_squat", " ".join(["No squat was found.", *notes])
    measurable = [rep for rep in reps if rep.measurable]
    if measurable:
        if len(measurable) < len(reps):
            left = len(reps) - len(measurable)
            verb = "is" if left == 1 else "are"
            text = f"{left} of {many(len(reps), 'repetition')} {verb} not measurable."
            notes.insert(0, text)
        return STATUS_OK, " ".join(notes)
    labels = [rep.label for rep in reps if is_abstention(rep.label)]
    status = max(sorted(set(labels)), key=labels.count)
    reason = next(rep.reason for rep in reps if rep.label == status)
    said = "The only repetition is not measurable"
    if len(reps) > 1:
        said = f"None of the {many(len(reps), 'repetition')} is measurable"
    return status, " ".join([f"{said}: {reason}.", *notes])


def _slow(obs: PoseObservations, found: Measured, config: Config) -> str:
    """Ask whether the video is in slow motion, where every repetition is that slow."""
    deep = [s for s in found.candidates if s.descent >= config.reps.min_depth_leg]
    lasted = [float(obs.time_s[s.last] - obs.time_s[s.first]) for s in deep]
    least = SlowMotionConfig().slow_rep_s
    if not lasted or min(lasted) <= least:
        return ""
    return (
        f"Every repetition takes more than {least:g} s: if the video is played slower than it was "
        "recorded, say how many times (slow_motion)."
    )


def _by_kind(reasons: list[str]) -> list[str]:
    """One reason of each kind, and how many there are: kinds differ in more than their figures."""
    kinds: dict[str, list[str]] = {}
    for reason in sorted(reasons):
        kind = re.sub(r"[\d.]+", "", reason.partition(":")[0])
        kinds.setdefault(kind, []).append(reason)
    return [
        alike[0] if len(alike) == 1 else f"{len(alike)} times: {alike[0]}"
        for alike in kinds.values()
    ]
