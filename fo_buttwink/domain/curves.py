"""The curves over the frames of a video: one row each, from which what shows them is made.

To add one, write its row here and the line of ``pipeline/analyze.py`` that computes it: frame
field, JSON, plausible range, the viewer's chart and the exports follow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from .._util.arrays import FloatArray, number_or_none
from .measures import MEASURES


@dataclass(frozen=True)
class Chart:
    """How the viewer draws a curve."""

    place: int
    """Of its name among the others, from 1; the first is the most important."""
    title: str
    about: str
    """What the name says when it is pointed at; without a full stop."""
    lane: Literal[0, 1]
    """0: changes from standing. 1: angles of the joints, below."""
    color: str
    """As in a style sheet, chosen as :mod:`.palette` says. Pelvis and trunk have those of
    :mod:`fo_buttwink.draw.figure`; the most important curve has that of the text, which stands
    out in the dark and in the light theme."""
    width: float = 1.5
    """In pixels."""
    dash: str | None = None
    """Lengths of its dashes and gaps in pixels; a whole line if not given."""


@dataclass(frozen=True)
class Curve:
    """One row."""

    about: str
    """What the frame field is, with unit and sign."""
    limits: tuple[float, float]
    """The least and the greatest value that can be, see :mod:`.plausible`."""
    digits: int = 2
    """That its JSON keeps."""
    chart: Chart | None = None
    """Where the viewer draws it; ``None`` if it does not."""


def _row(*args: Any, **more: Any) -> dict[str, Curve]:
    return {"curve": Curve(*args, **more)}


def _limits_of(measure: str) -> tuple[float, float]:
    limits = MEASURES[measure].limits
    assert limits is not None
    return limits


@dataclass(frozen=True)
class FrameSeries:
    """Curves over the frames of one video, each of shape (T,)."""

    time_s: FloatArray = field(
        metadata=_row("Presentation time of the frame [s]", (-1.0, 1e6), digits=4)
    )
    depth: FloatArray = field(
        metadata=_row(
            "Hip descent as share of the deepest repetition of the clip, 0 standing",
            (0.0, 1.0), digits=4,
        )
    )  # fmt: skip
    """Hip descent as share of the repetition's own, 0 standing, 1 deepest; outside of
    repetitions as share of the deepest one's."""
    trunk_lean_deg: FloatArray = field(
        metadata=_row(
            "Forward lean of the thorax, change from standing [deg, forward +]", (-60.0, 120.0),
            chart=Chart(3, "Trunk lean", "Change from standing; forward +", 0, "#1FBF92"),
        )
    )  # fmt: skip
    pelvic_tilt_deg: FloatArray = field(
        metadata=_row(
            "Sagittal pelvic tilt, change from standing [deg, anterior +]", (-60.0, 90.0),
            chart=Chart(2, "Pelvic tilt", "Change from standing; anterior +", 0, "#E69F00", 2.0),
        )
    )  # fmt: skip
    lumbar_flexion_deg: FloatArray = field(
        metadata=_row(
            "Trunk lean minus pelvic tilt, change from standing [deg, flexion +]",
            _limits_of("lumbar_flexion_bottom_deg"),
            chart=Chart(
                1, "Lumbar flexion",
                "Trunk lean minus pelvic tilt, change from standing; flexion +",
                0, "var(--text)", 2.4,
            ),
        )
    )  # fmt: skip
    hip_flexion_deg: FloatArray = field(
        metadata=_row(
            "Apparent hip flexion, trunk against thigh [deg, flexion +]",
            _limits_of("onset_hip_flexion_deg"),
            chart=Chart(
                4, "Hip flexion", "Apparent: trunk against thigh; flexion +", 1, "#7CC7F2"
            ),
        )
    )  # fmt: skip
    knee_flexion_deg: FloatArray = field(
        metadata=_row(
            "Knee flexion, thigh against shank [deg, flexion +]", (-20.0, 170.0),
            chart=Chart(
                5, "Knee flexion", "Thigh against shank; flexion +", 1, "#D98CBC", dash="5 3"
            ),
        )
    )  # fmt: skip
    visible: npt.NDArray[np.bool_]
    """(T,) bool: the frame could be measured."""


CURVES: dict[str, Curve] = {
    f.name: f.metadata["curve"] for f in fields(FrameSeries) if "curve" in f.metadata
}
"""Row of every curve of numbers by its name: all of a series but ``visible``."""


def charted() -> list[tuple[str, Chart]]:
    """Name and chart of the curves that the viewer draws, the most important first."""
    drawn = [(name, curve.chart) for name, curve in CURVES.items() if curve.chart is not None]
    return sorted(drawn, key=lambda pair: pair[1].place)


def series_to_json(series: FrameSeries | None) -> dict[str, list[Any]]:
    """Curves as lists, NaN as ``None``; an empty object where there are none."""
    if series is None:
        return {}
    out: dict[str, list[Any]] = {}
    for f in fields(series):
        values = getattr(series, f.name)
        if f.name in CURVES:
            digits = CURVES[f.name].digits
            out[f.name] = [number_or_none(v, digits) for v in values]
        else:
            out[f.name] = [bool(v) for v in values]
    return out


def series_from_json(data: dict[str, Sequence[Any]]) -> FrameSeries | None:
    """Inverse of :func:`series_to_json`."""
    if not data:
        return None
    arrays = {
        name: np.array([np.nan if v is None else v for v in values], dtype=float)
        if name in CURVES
        else np.array(values, dtype=bool)
        for name, values in data.items()
    }
    return FrameSeries(**arrays)
