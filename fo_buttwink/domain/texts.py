"""What a person reads about the measurement: titles, descriptions and sentences, in one place.

Field descriptions, panels, forms, exports, the overlay and the command line take their words
from here. Whatever names a cut-off takes it from the :class:`~fo_buttwink.config.WinkConfig`
that it is given, which is the run's own and not this version's: no number that can be set is
typed into a sentence. Definitions: :mod:`fo_buttwink.measure.wink` and ``docs/method.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from .._util.words import below
from ..config import Config, WinkConfig
from .analysis import GRADES, PATTERNS, TIMINGS
from .grading import flexion_band
from .timeline import Timeline

DEG = " deg"
"""Unit behind a number in plain text; panels put the degree sign instead."""

WHY_NOT = {
    "unclear_view": "not filmed from the side",
    "occluded": "the lower back is hidden",
    "too_shallow": "the squat is too shallow",
    "low_visibility": "too little of the lifter is seen",
    "no_person": "nobody is seen",
    "fps_too_low": "too few frames per second",
    "not_a_squat": "no squat is found",
    "failed": "the file cannot be read",
}
"""Why a video or a repetition gives no label, by status or label, as a phrase."""

_ABSTAINED = {
    **{name: f"not judged: {why}" for name, why in WHY_NOT.items()},
    "not_a_squat": "no squat",
    "not_measurable": "not judged: a person could not tell",
    "rejected": "a person rejected the machine's label without giving another",
}
del _ABSTAINED["failed"]


def remedies(config: Config) -> dict[str, str]:
    """Return what helps where nothing could be measured, one short sentence per status."""
    knee, fps = config.reps.judged_knee_flexion_deg, config.view.min_fps
    return {
        "unclear_view": "Film from the side, at hip height.",
        "occluded": "Film so that plates, arms and loose clothes leave the lower back in view.",
        "too_shallow": f"Use squats in which the knees bend to at least {knee:g} degrees.",
        "low_visibility": "Film closer, with the whole lifter in view and not behind plates.",
        "no_person": "Film one lifter with the whole body in view and in good light.",
        "fps_too_low": f"Film with at least {fps:g} frames per second.",
        "not_a_squat": "Use a video of whole squats, from standing to standing.",
        "failed": "See whether the file is there and can be played, then analyze it again.",
    }


def grade_ranges(config: WinkConfig, deg: str = DEG) -> dict[str, str]:
    """Return what each grade means, such as ``a wink of 5 to under 10 deg``."""
    first, *_, last = config.grade_cutoffs_deg
    out: dict[str, str] = {GRADES[0]: f"a wink under {first:g}{deg}"}
    for name, (low, high) in zip(GRADES[1:-1], pairwise(config.grade_cutoffs_deg), strict=True):
        out[name] = f"a wink of {low:g} to under {high:g}{deg}"
    return {**out, GRADES[-1]: f"a wink of {last:g}{deg} or more"}


def grades(config: WinkConfig, deg: str = DEG) -> str:
    """Where the grades begin, as one sentence."""
    steps = zip(GRADES[1:], config.grade_cutoffs_deg, strict=True)
    text = ", ".join(f"{name} from {at:g}{deg}" for name, at in steps)
    return f"{text.capitalize()} of wink. These cut-offs are conventions."


def intervals(config: WinkConfig) -> str:
    """Say what an interval means, as one sentence."""
    return (
        f"Each interval is meant to hold the true value in {100 * config.interval:g} of 100 cases."
    )


def onset(config: WinkConfig, deg: str = DEG) -> str:
    """Say what the onset is, with its threshold."""
    return (
        f"Depth from which the pelvis stays turned back by {config.onset_departure_deg:g}{deg} or "
        "more from its most anterior tilt, in % of the descent"
    )


def no_onset(config: WinkConfig, deg: str = DEG) -> str:
    """Why a repetition of grade ``none`` has no onset."""
    return f"no onset: the wink stays under {config.grade_cutoffs_deg[0]:g}{deg}"


def timing_ranges(config: WinkConfig) -> dict[str, str]:
    """Return what each word of timing means."""
    late, early = config.late_pct, config.early_pct
    texts = (
        f"a wink that begins at {late:g} % of the descent or later",
        f"a wink that begins between {early:g} and {late:g} % of the descent",
        f"a wink that begins before {early:g} % of the descent",
    )
    return dict(zip(TIMINGS, texts, strict=True))


def timings(config: WinkConfig) -> str:
    """Where late and early begin, as one sentence."""
    return (
        f"Late at {config.late_pct:g} % of the descent or deeper, early before "
        f"{config.early_pct:g} %. An early onset raises severity by one."
    )


def severity(config: WinkConfig) -> str:
    """Say what severity is made of."""
    names = ", ".join(f"{number} {name}" for number, name in enumerate(GRADES))
    return (
        f"{names}; one higher if the wink begins before {config.early_pct:g} % of the descent, "
        "at most 1 for a return"
    )


def patterns(config: WinkConfig, deg: str = DEG) -> dict[str, str]:
    """Return what each pattern means."""
    least, back = config.grade_cutoffs_deg[0], config.return_flexion_deg
    much = config.rounding_deg
    texts = (
        f"the lower back rounds while the pelvis turns back, by {least:g}{deg} or more",
        f"a wink that ends with less than {back:g}{deg} of lumbar flexion: an arched back only "
        "goes back to its own standing curve",
        f"{much:g}{deg} of lumbar flexion or more at the bottom, without a wink",
        f"no wink, and less than {much:g}{deg} of lumbar flexion at the bottom",
    )
    return dict(zip(PATTERNS, texts, strict=True))


def band(flexion_deg: float, config: WinkConfig, deg: str = DEG) -> str:
    """Return the band that a total lumbar flexion lies in."""
    return flexion_band(flexion_deg, config).replace(DEG, deg)


def bands(config: WinkConfig, deg: str = DEG) -> str:
    """All bands of total lumbar flexion, as one sentence."""
    low, usual, high = config.flexion_bands_deg
    text = "; ".join(band(at, config, deg) for at in (low - 1.0, low, usual, high))
    return f"{text[0].upper()}{text[1:]}. It stands beside the grade and never changes it."


def labels(config: WinkConfig, deg: str = DEG) -> dict[str, str]:
    """Return what every label, and every class of an export, means."""
    return {
        **grade_ranges(config, deg),
        "no_wink": f"grade {GRADES[0]}",
        "wink": f"grade {GRADES[1]}, {GRADES[2]} or {GRADES[3]}",
        **timing_ranges(config),
        **_ABSTAINED,
    }


def of_the_set(summary: Mapping[str, Any], deg: str = DEG) -> str:
    """Return the median of a video's repetitions, from its summary; empty where there is none."""
    amount, grade = summary.get("median_wink_deg"), summary.get("median_grade")
    if amount is None or grade is None:
        return ""
    between = _between(summary, "median_wink_deg", deg)
    return f"median of the set {below(amount, 1)}{deg}{between}: {grade}"


def how_much(rep: Mapping[str, Any], label: str | None, deg: str = DEG) -> str:
    """Return the amount of a repetition, and what it is made of.

    Parameters
    ----------
    rep
        Attributes of the repetition by field name; ``None`` or missing where not measured.
    label
        The label that the amount led to.
    """
    amount = rep.get("wink_deg")
    if amount is None:
        return "not measured"
    between = _between(rep, "wink_deg", deg)
    grade = f": {label}" if label in GRADES else ""
    back, rise = rep.get("pelvic_reversal_deg"), rep.get("lumbar_rise_deg")
    if back is None or rise is None:  # written by an older version
        return f"a wink of {below(amount, 1)}{deg}{between}{grade}"
    wink = below(amount, 1)
    turned = f"the pelvis turns back {below(back, 1)}{deg}"
    if rise < 0.5:
        return (
            f"{turned}, the lumbar spine takes no flexion; the wink is {wink}{deg}{between}{grade}"
        )
    return (
        f"{turned}, the lumbar spine takes {below(rise, 1)}{deg} of flexion; the wink is the "
        f"smaller, {wink}{deg}{between}{grade}"
    )


def how_early(rep: Mapping[str, Any], label: str | None, config: WinkConfig, deg: str = DEG) -> str:
    """Return the onset of a repetition, or why it has none."""
    place = rep.get("onset_pct")
    if place is None:
        return no_onset(config, deg) if label == GRADES[0] else "not measured"
    timing = f": {rep['timing']}" if rep.get("timing") else ""
    between = _between(rep, "onset_pct", " %")
    if rep.get("turning") is None:  # an older version had another definition of it
        return f"from {below(place)} % of the descent{between}{timing}"
    return (
        f"the pelvis stays turned back by {config.onset_departure_deg:g}{deg} from "
        f"{below(place)} % of the descent onward{between}{timing}"
    )


def how_much_in_all(rep: Mapping[str, Any], config: WinkConfig, deg: str = DEG) -> str:
    """Total lumbar flexion of a repetition, with its band."""
    total = rep.get("lumbar_flexion_bottom_deg")
    if total is None:
        return "not measured"
    # In brackets stand intervals of what was measured: this is a class.
    return f"{below(total)}{deg} of lumbar flexion at the bottom. Class: {band(total, config, deg)}"


NO_OUTLINE = (
    "keypoints alone show no outline of the lower back, so the pelvis cannot be measured; analyze "
    "the video itself, or give keypoints with the spine (SpineTrack)"
)


def rests_on(followed: bool, elsewhere: bool = False, *, keypoints: bool = False) -> str:
    """Say what a measurement of the pelvis rests on, and so why its interval is narrow or wide.

    Parameters
    ----------
    followed
        The waist was followed in the picture.
    elsewhere
        It was so in other repetitions of the clip only.
    keypoints
        It was not looked for: keypoints on the spine were given.
    """
    if keypoints:
        return (
            "it was measured from given keypoints on the spine, not from the picture, so the "
            "interval is wide"
        )
    if not followed:
        return "the waist could not be followed in the picture, so the interval is wide"
    where = "in other repetitions of the clip" if elsewhere else "in the picture"
    return f"the waist was followed {where}"


def load(rep: Mapping[str, Any]) -> str:
    """Return the load of a repetition, where the dataset has one."""
    parts = []
    if rep.get("load_kg") is not None:
        parts.append(f"{rep['load_kg']:g} kg")
    if rep.get("load_rel") is not None:
        parts.append(f"{100 * rep['load_rel']:.0f} % of 1RM or body mass")
    return ", ".join(parts) or "not known"


def _between(rep: Mapping[str, Any], name: str, unit: str) -> str:
    low, high = rep.get(f"{name}_low"), rep.get(f"{name}_high")
    return "" if low is None or high is None else f" ({_whole(low)} to {_whole(high)}{unit})"


def _whole(value: float) -> str:
    """Without digits, and never as -0."""
    return str(round(value))


def of_the_timing(timeline: Timeline) -> str:
    """Say where a timeline that counts frames evenly cannot follow a video; empty where it can."""
    if not timeline.cannot_follow():
        return ""
    late, off = timeline.start_s, timeline.even_error_s()
    why = []
    if timeline.uneven:
        why.append("The frames of this video do not follow each other evenly.")
    if late:
        why.append(f"The pictures of this video begin {late:.2f} s later than the file.")
    return " ".join(
        [
            *why,
            "The curves and the playhead go by each frame's own time. The App's own frame numbers,",
            f"its clips and the labels that it draws are up to {off:.2f} s off.",
        ]
    )
