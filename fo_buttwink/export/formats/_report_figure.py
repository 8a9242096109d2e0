"""The figure of a report: onset against wink, with both distributions, as SVG.

matplotlib draws it: FiftyOne and MediaPipe bring it, and its SVG needs no script, while plotly's
page carries four megabytes of one.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from ...config import WinkConfig
from ...domain.analysis import GRADES
from ...domain.palette import label_color

Point = tuple[float | None, float | None, str]
"""Onset [% of descent], wink [deg], label."""
SIZE_IN = (9.6, 4.6)
_NAMED = ("Date", "Creator", "Format", "Type")
"""What matplotlib would write about the file; a report says it itself."""


def figure_svg(points: Sequence[Point], config: WinkConfig) -> str:
    """Onset against wink of all repetitions that were measured.

    Parameters
    ----------
    points
        Those without an onset stand in a strip of their own; those without a wink are left out.
    config
        Cut-offs of timing and grade.

    Returns
    -------
    str
        An ``<svg>`` element, or a paragraph where nothing was measured.
    """
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    drawn = [(x, y, label) for x, y, label in points if y is not None]
    if not drawn:
        return "<p>No repetition of these was measured.</p>"
    figure = Figure(figsize=SIZE_IN, layout="constrained")
    FigureCanvasSVG(figure)
    axes = figure.subplot_mosaic(
        [["top", "top none", "."], ["plot", "none", "right"]],
        width_ratios=(8, 1, 1.4), height_ratios=(1, 4),
    )  # fmt: skip
    onsets = [x for x, _, _ in drawn if x is not None]
    low = min([60.0, *onsets]) // 10 * 10
    top = max(config.grade_cutoffs_deg[-1], *(y for _, y, _ in drawn)) * 1.06
    plot, strip = axes["plot"], axes["none"]
    for name in (*GRADES, "other"):
        color = label_color(name)
        mine = [p for p in drawn if p[2] == name or (name == "other" and p[2] not in GRADES)]
        if not mine and name == "other":
            continue
        known = [(x, y) for x, y, _ in mine if x is not None]
        rest = [y for x, y, _ in mine if x is None]
        style: dict[str, Any] = {"s": 26, "color": color, "edgecolors": "#333", "linewidths": 0.5}
        plot.scatter([x for x, _ in known], [y for _, y in known], label=name, **style)
        strip.scatter([(i * 0.37) % 0.8 + 0.1 for i in range(len(rest))], rest, **style)
    bins = 24
    axes["top"].hist(onsets, bins=bins, range=(low, 100), color="#888")
    axes["right"].hist([y for _, y, _ in drawn], bins=bins, range=(0, top), color="#888",
                       orientation="horizontal")  # fmt: skip
    for at in (config.early_pct, config.late_pct):
        plot.axvline(at, color="#999", ls=":", lw=1, zorder=0)
    for at, name in zip(config.grade_cutoffs_deg, GRADES[1:], strict=True):
        for each in (plot, strip):
            each.axhline(at, color="#999", ls=":", lw=1, zorder=0)
        plot.annotate(f"{name} from {at:g}", (low, at), (3, 2), textcoords="offset points",
                      fontsize=8, color="#666")  # fmt: skip
    plot.set(xlim=(low, 100), ylim=(0, top), xlabel="Onset [% of descent]", ylabel="Wink [deg]")
    strip.set(xlim=(0, 1), ylim=(0, top), xticks=[0.5], xticklabels=["none"], yticks=[])
    axes["top"].set(xlim=(low, 100), xticks=[], ylabel="repetitions")
    axes["right"].set(ylim=(0, top), yticks=[], xlabel="repetitions")
    axes["top none"].set_axis_off()
    handles, names = plot.get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", fontsize=9, frameon=False, ncols=5)
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "fo-buttwink"}):
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata=dict.fromkeys(_NAMED))
    text = out.getvalue()
    return text[text.index("<svg") :]
