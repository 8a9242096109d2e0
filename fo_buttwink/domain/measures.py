"""The attributes of a repetition, as people read of them: one row each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """One attribute of a repetition, as people read of it."""

    name: str
    """Name of the field."""
    title: str
    """Two or three words, for a control or a list."""
    about: str
    """What it is, as one phrase without a number that can be set."""
    unit: str = ""
    sign: str = ""
    """Which direction is positive, or the range."""
    head: str = ""
    """Shortest form, for a column of a table; the title if empty."""

    @property
    def short(self) -> str:
        """Head of a column."""
        return self.head or self.title

    @property
    def description(self) -> str:
        """With unit and sign, such as ``Pause at the bottom [s]``."""
        brackets = ", ".join(part for part in (self.unit, self.sign) if part)
        return f"{self.about} [{brackets}]" if brackets else self.about

    @property
    def phrase(self) -> str:
        """What it is, to go on with in a sentence."""
        return self.about[0].lower() + self.about[1:]


MEASURES = {
    m.name: m
    for m in (
        Measure(
            "wink_deg", "Wink",
            "The part of the pelvis's turning back that the lumbar spine pays for: the smaller of "
            "pelvic reversal and lumbar rise", "deg", ">= 0", "wink",
        ),
        Measure(
            "pelvic_reversal_deg", "Pelvic reversal",
            "How far the pelvis turns back: its most anterior tilt of the descent minus its tilt "
            "at the deepest point; a rigid spine shows some of it too", "deg", ">= 0", "W",
        ),
        Measure(
            "lumbar_rise_deg", "Lumbar rise",
            "Lumbar flexion that is added from the turning point to the deepest point", "deg",
            "flexion +", "rise",
        ),
        Measure(
            "lumbar_flexion_bottom_deg", "Total lumbar flexion",
            "Lumbar flexion at the deepest point, as a change from standing; it stands beside the "
            "grade and never changes it", "deg", "flexion +", "F",
        ),
        Measure(
            "onset_pct", "Onset",
            "Depth from which the pelvis stays turned back from its most anterior tilt",
            "% of descent", head="onset",
        ),
        Measure(
            "onset_hip_flexion_deg", "Hip flexion at onset",
            "Apparent hip flexion at the onset, trunk against thigh", "deg", "flexion +",
        ),
        Measure(
            "turning", "Turning point",
            "Turning point: the frame of the descent at which pelvic tilt is most anterior, "
            "counted from 1",
        ),
        Measure("timing", "Timing", "When in the descent the wink begins: late, mid or early",
                head="timing"),
        Measure(
            "severity", "Severity",
            "0 none to 3 marked; one higher if the wink begins early, at most 1 for a return",
            head="sev",
        ),
        Measure(
            "pattern", "Pattern",
            "wink, return (a wink that only takes an arched back to its own standing curve), "
            "rounding (much lumbar flexion without a wink) or none",
        ),
        Measure(
            "depth_knee_flexion_deg", "Knee flexion at bottom",
            "Knee flexion at the deepest point, thigh against shank", "deg", "flexion +", "knee",
        ),
        Measure("eccentric_s", "Descent", "Duration of the descent", "s"),
        Measure("pause_s", "Pause", "Duration of the pause at the bottom", "s"),
        Measure("concentric_s", "Ascent", "Duration of the ascent", "s"),
    )
}  # fmt: skip
"""Attributes of a repetition by field name."""
