"""The table that ``fo-buttwink analyze`` prints.

Its rows come one video after the other, as they are measured, under heads of fixed width; tabulate
would have to wait for the last one to know the widths.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

from .._util.words import below, rounded
from ..domain.analysis import Repetition, SetSummary, VideoAnalysis
from ..domain.measures import MEASURES


def explain_heads() -> str:
    """Say what the columns of the table are."""
    shown = (
        "severity", "wink_deg", "pelvic_reversal_deg", "lumbar_rise_deg",
        "lumbar_flexion_bottom_deg", "onset_pct", "timing", "depth_knee_flexion_deg",
    )  # fmt: skip
    lines = ["columns of the table (intervals in parentheses):"]
    for measure in map(MEASURES.__getitem__, shown):
        text = f"{measure.short}: {measure.description}"
        lines.append(textwrap.fill(text, 96, initial_indent="  ", subsequent_indent="      "))
    return "\n".join(lines)


def legend() -> str:
    """One paragraph for below the table, for who has not seen its heads before."""
    return textwrap.fill(
        f"frames: first-deepest-last of the repetition; {_HEADS['severity']}: severity, 0 to 3; "
        f"angles in degrees, intervals in parentheses: {_HEADS['wink_deg']}, "
        f"{_HEADS['pelvic_reversal_deg']} how far the pelvis turns back, "
        f"{_HEADS['lumbar_rise_deg']} how far lumbar flexion rises, "
        f"{_HEADS['lumbar_flexion_bottom_deg']} lumbar flexion at the bottom, "
        f"{_HEADS['depth_knee_flexion_deg']} knee flexion there; {_HEADS['onset_pct']}: where in "
        "the descent the wink begins; tempo: seconds down-pause-up; conf: confidence, 0 to 1; set: "
        "medians over the graded repetitions of the video. "
        "Values are cut off, not rounded (4.96 is not yet 5); the ends of intervals are rounded.",
        128,
    )


_HEADS = {name: measure.short for name, measure in MEASURES.items()}
HEADER = (
    f"{'video':22} {'rep':>3} {'frames':>13} {'label':14} {_HEADS['severity']:>3} "
    f"{_HEADS['wink_deg'] + ' deg':>15} {_HEADS['pelvic_reversal_deg']:>3} "
    f"{_HEADS['lumbar_rise_deg']:>4} {_HEADS['lumbar_flexion_bottom_deg']:>3} "
    f"{_HEADS['onset_pct'] + ' %':>14} {'timing':6} {_HEADS['depth_knee_flexion_deg']:>4} "
    f"{'tempo s':>11} {'conf':>4}"
)
"""Angles without a unit are degrees; ``fo-buttwink analyze --help`` says what the heads mean."""


def rows(result: VideoAnalysis) -> Iterator[str]:
    """Lines of the table for one video: one per repetition, or the reason for none."""
    name = Path(result.video).name
    if len(name) > 22:  # cut off, the names of two videos could look the same
        yield name
        name = ""
    if not result.reps:
        yield f"{name:22}   - {result.status}: {result.message}"
    for k, rep in enumerate(result.reps, start=1):
        yield f"{name if k == 1 else '':22} {k:>3} {_rep_columns(rep)}"
    if result.graded_set is not None:
        yield f"{'':22} set {_set_columns(result.graded_set)}"


def _set_columns(found: SetSummary) -> str:
    over = f"median of {found.graded}"
    return (
        f"{over:>13} {found.grade:14} {'':>3} "
        f"{_with_interval(found.wink_deg, found.wink_deg_interval, 1):>15} {'':>12} "
        f"{_cell(found.onset_pct):>14}"
    )


def _rep_columns(rep: Repetition) -> str:
    tempo = f"{rep.eccentric_s:.1f}-{rep.pause_s:.1f}-{rep.concentric_s:.1f}"
    frames = f"{rep.first}-{rep.bottom}-{rep.last}"
    head = f"{frames:>13} {rep.label:14}"
    knee = _cell(rep.depth_knee_flexion_deg)
    if not rep.measurable:
        return f"{head} {rep.reason} [knee {knee} deg, {tempo} s]"
    return (
        f"{head} {rep.severity:>3} {_with_interval(rep.wink_deg, rep.wink_deg_interval, 1):>15} "
        f"{_cell(rep.pelvic_reversal_deg):>3} {_cell(rep.lumbar_rise_deg):>4} "
        f"{_cell(rep.lumbar_flexion_bottom_deg):>3} "
        f"{_with_interval(rep.onset_pct, rep.onset_pct_interval):>14} {rep.timing or '-':6} "
        f"{knee:>4} {tempo:>11} {rep.confidence:>4.2f}"
    )


def _cell(value: float | None) -> str:
    return "-" if value is None else below(value)


def _with_interval(
    value: float | None, interval: tuple[float, float] | None, decimals: int = 0
) -> str:
    if value is None or interval is None:
        return "-"
    return f"{below(value, decimals)} ({rounded(interval[0])} to {rounded(interval[1])})"
