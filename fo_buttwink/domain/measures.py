"""The attributes of a repetition: one row each, from which everything that shows them is made.

To add one, write its row here and the code that computes it, which puts it into
``Repetition.further``: fields, index, plausible range, explorer, viewer and exports follow. What
the parts of a row mean: :mod:`.attribute`.
"""

from __future__ import annotations

from collections.abc import Mapping

from .attribute import Choice, Column, Exported, Fact, Measure, Slider

_FRAME = (1, 1e8)
_PERCENT = (0.0, 100.0)
_PHASE = (0.0, 600.0)
_WINK = (0.0, 90.0)
_OWN_LOAD = "Load copied from the dataset's own field"
_LOAD = "Load copied from your own field; context only"

ROWS: tuple[Measure, ...] = (
    Measure(
        "rep", "Repetition", "Number of the repetition within its video, from 1", kind="int",
        limits=(1, 1e5), derived=True, annotated=0,
        exported=Exported("number within the video, from 1; empty if a person added it"),
    ),
    Measure(
        "bottom", "Deepest frame", "Frame of the deepest point, counted from 1", kind="int",
        limits=_FRAME,
    ),
    Measure(
        "turning", "Turning point",
        "Turning point: the frame of the descent at which pelvic tilt is most anterior, "
        "counted from 1", kind="int", limits=_FRAME,
    ),
    Measure(
        "side", "Side", "Body side that faces the camera during the repetition, left or right",
        kind="str",
    ),
    Measure(
        "plate_pct", "Plate",
        "Share of the repetition's frames in which a barbell's plate was found before the lifter",
        "%", limits=(0.0, 100.0), exported=Exported(),
    ),
    Measure(
        "severity", "Severity",
        "0 none to 3 marked; one higher if the wink begins early, at most 1 for a return",
        head="sev", kind="int", limits=(0, 3), indexed=True, on_top=0, annotated=8,
        slider=Slider(0, 2, unit="0 to 3", fixed=(0.0, 3.0), step=1.0, graded=True),
        column=Column(0, 4, unit="0 to 3", width=66, room="wide"),
        exported=Exported(more="; of the label that holds", held=True),
    ),
    Measure(
        "flagged", "Flagged", "Severity reaches the flagging cut-off", kind="bool", indexed=True,
        derived=True, on_top=3,
    ),
    Measure(
        "pattern", "Pattern",
        "wink, return (a wink that only takes an arched back to its own standing curve), "
        "rounding (much lumbar flexion without a wink) or none",
        kind="str", choice=Choice(1), annotated=7,
        exported=Exported(more="; the machine's, empty if it abstained"),
    ),
    Measure(
        "wink_deg", "Wink",
        "The part of the pelvis's turning back that the lumbar spine pays for: the smaller of "
        "pelvic reversal and lumbar rise", "deg", ">= 0", "wink",
        limits=_WINK, indexed=True, on_top=2, annotated=1,
        slider=Slider(1, 1, graded=True),
        column=Column(1, 0, width=58, room="always", hover="deg"), exported=Exported(),
    ),
    Measure(
        "wink_deg_low", "Wink, lower end", "Lower end of the interval of wink_deg", "deg",
        limits=_WINK, derived=True, exported=Exported("lower end of its interval"),
    ),
    Measure(
        "wink_deg_high", "Wink, upper end", "Upper end of the interval of wink_deg", "deg",
        limits=_WINK, derived=True, exported=Exported("upper end of its interval"),
    ),
    Measure(
        "pelvic_reversal_deg", "Pelvic reversal",
        "How far the pelvis turns back: its most anterior tilt of the descent minus its tilt "
        "at the deepest point; a rigid spine shows some of it too", "deg", ">= 0", "W",
        limits=(0.0, 120.0), annotated=2, slider=Slider(1, 5, first=False, graded=True),
        column=Column(0, 1, "W", width=46, sorted_by="pelvic reversal (W)"),
        fact=Fact(0, 0), exported=Exported(),
    ),
    Measure(
        "lumbar_rise_deg", "Lumbar rise",
        "Lumbar flexion that is added from the turning point to the deepest point", "deg",
        "flexion +", "rise", limits=(-90.0, 120.0), annotated=3, exported=Exported(),
    ),
    Measure(
        "lumbar_flexion_bottom_deg", "Total lumbar flexion",
        "Lumbar flexion at the deepest point, as a change from standing; it stands beside the "
        "grade and never changes it", "deg", "flexion +", "F",
        limits=(-60.0, 90.0), annotated=4, slider=Slider(1, 6, first=False, graded=True),
        column=Column(0, 2, "F", width=46, sorted_by="total lumbar flexion (F)"),
        exported=Exported(),
    ),
    Measure(
        "onset_pct", "Onset",
        "Depth from which the pelvis stays turned back from its most anterior tilt",
        "% of descent", head="onset", limits=_PERCENT, indexed=True, on_top=1, annotated=5,
        slider=Slider(0, 0, fixed=(0.0, 100.0), step=1.0, graded=True),
        column=Column(
            0, 3, unit="% desc.", room="always", sorted_by="onset, % of descent",
            hover="% of descent",
        ),
        exported=Exported(more="; the reviewer's where there is one", held=True),
    ),
    Measure(
        "onset_pct_low", "Onset, lower end", "Lower end of the interval of onset_pct",
        "% of descent", limits=_PERCENT, derived=True,
        exported=Exported("lower end of the machine's interval"),
    ),
    Measure(
        "onset_pct_high", "Onset, upper end", "Upper end of the interval of onset_pct",
        "% of descent", limits=_PERCENT, derived=True,
        exported=Exported("upper end of the machine's interval"),
    ),
    Measure(
        "onset_hip_flexion_deg", "Hip flexion at onset",
        "Apparent hip flexion at the onset, trunk against thigh", "deg", "flexion +",
        limits=(-30.0, 165.0), fact=Fact(0, 2), exported=Exported(),
    ),
    Measure(
        "timing", "Timing", "When in the descent the wink begins: late, mid or early",
        head="timing", kind="str", choice=Choice(0), annotated=6,
        exported=Exported(more="; of the onset that holds", held=True),
    ),
    Measure(
        "depth_knee_flexion_deg", "Knee flexion at bottom",
        "Knee flexion at the deepest point, thigh against shank", "deg", "flexion +", "knee",
        limits=(0.0, 170.0), slider=Slider(0, 4, "Depth", "deg knee flexion"),
        column=Column(
            0, 6, "Depth", "deg knee", 70, "wide", "knee flexion at the deepest point"
        ),
        fact=Fact(0, 1), exported=Exported(),
    ),
    Measure("eccentric_s", "Descent", "Duration of the descent", "s", limits=_PHASE,
            fact=Fact(2, 3), exported=Exported()),
    Measure("pause_s", "Pause", "Duration of the pause at the bottom", "s", limits=_PHASE,
            fact=Fact(2, 4), exported=Exported()),
    Measure("concentric_s", "Ascent", "Duration of the ascent", "s", limits=_PHASE,
            fact=Fact(2, 5), exported=Exported()),
    Measure(
        "reason", "Reason", "Why the repetition is labeled so, in words", kind="str", annotated=11,
        exported=Exported("the machine's reason in words"),
    ),
    Measure(
        "confidence", "Confidence", "How far the measurement of this repetition can be trusted",
        limits=(0.0, 1.0), own=False,
        slider=Slider(2, 3, unit="0 to 1", fixed=(0.0, 1.0), step=0.01),
        column=Column(2, 5, unit="0 to 1", width=84, room="wide", explained=False),
        exported=Exported("the machine's confidence, 0 to 1"),
    ),
    Measure(
        "load_kg", "Load", _LOAD, "kg", limits=(0.0, 1000.0), derived=True, annotated=9,
        field=f"{_OWN_LOAD} [kg]; context only", slider=Slider(0, 7), exported=Exported("load"),
    ),
    Measure(
        "load_rel", "Relative load", _LOAD, "x 1RM or body mass", limits=(0.0, 10.0), derived=True,
        annotated=10, field=f"{_OWN_LOAD} [fraction of 1RM or body mass]; context only",
        slider=Slider(2, 8),
        exported=Exported("load, as fraction of 1RM or body mass", unit=""),
    ),
    Measure(
        "review_priority", "Review priority",
        "Look at this one first: at least moderate, and heavily loaded; the label is not changed",
        kind="bool", indexed=True, derived=True,
    ),
)  # fmt: skip
"""In the order of the fields of a dataset."""

MEASURES = {measure.name: measure for measure in ROWS}
"""Attributes of a repetition by field name."""


def _in_order(places: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(sorted(places, key=places.__getitem__))


SLIDERS = _in_order({m.name: m.slider.place for m in ROWS if m.slider is not None})
"""Numbers that the explorer filters by."""
CHOICES = _in_order({m.name: m.choice.place for m in ROWS if m.choice is not None})
"""Words that the explorer offers, beside the label, the review and the lifter."""
COLUMNS = _in_order({m.name: m.column.place for m in ROWS if m.column is not None})
"""Columns of numbers in the explorer's table."""
FACTS = _in_order({m.name: m.fact.place for m in ROWS if m.fact is not None})
"""Lines of the viewer's list."""
ON_TOP = _in_order({m.name: m.on_top for m in ROWS if m.on_top is not None})
"""At the top of the sidebar in a view of clips."""
ANNOTATED = _in_order({m.name: m.annotated for m in ROWS if m.annotated is not None})
"""Beside a repetition in the Annotate tab."""
EXPORTED = tuple(m.name for m in ROWS if m.exported is not None)
"""Columns of every export, beside those that say which repetition it is and who said what."""
