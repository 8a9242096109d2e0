"""The figures of a page, drawn by Plotly in the browser.

Plotly comes with FiftyOne, and is imported when a figure is drawn. Its script is put into the page
once, so that the page needs no network.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..config import WinkConfig
from ..domain.analysis import GRADES
from ..domain.curves import charted
from ..domain.palette import NOT_MEASURABLE_COLOR, label_color
from .curves import HIGH_PCT, LOW_PCT
from .data import Point, SetReport

if TYPE_CHECKING:
    import plotly.graph_objects as go

_CONFIG = {"displaylogo": False, "responsive": True, "displayModeBar": False, "showLink": False}
_FONT = {"family": "system-ui, sans-serif", "size": 12, "color": "#1a1a1a"}
_GRID, _LINE = "#e6e6e6", "#8a8a8a"
_DARK = "#1a1a1a"
_CURVE_NAMES = {
    "pelvic_tilt_deg": "pelvic tilt, anterior +",
    "lumbar_flexion_deg": "lumbar flexion, flexion +",
}
INTERVALS_UP_TO = 150
"""Points up to which their intervals are drawn; with more they would cover each other."""


def script() -> str:
    """Return Plotly's program, as an element."""
    from plotly.offline import get_plotlyjs

    # A closing tag inside of the program would end the element.
    return "<script>" + get_plotlyjs().replace("</script", r"<\/script") + "</script>"


def _element(figure: go.Figure, label: str, name: str) -> str:
    drawn: str = figure.to_html(
        full_html=False, include_plotlyjs=False, config=_CONFIG, div_id=name, default_width="100%"
    )
    return f'<div class="figure" role="img" aria-label="{label}">{drawn}</div>'


def _figure(height: int, **layout: Any) -> go.Figure:
    import plotly.graph_objects as go

    figure = go.Figure()
    figure.update_layout(
        template="none", font=_FONT, height=height, margin={"l": 52, "r": 14, "t": 12, "b": 46},
        paper_bgcolor="#fff", plot_bgcolor="#fff", hoverlabel={"font": {"size": 12}},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0}, **layout,
    )  # fmt: skip
    figure.update_xaxes(gridcolor=_GRID, zeroline=False, linecolor=_LINE, ticks="outside")
    figure.update_yaxes(gridcolor=_GRID, zeroline=False, linecolor=_LINE, ticks="outside")
    return figure


def curves(one: SetReport, name: str) -> str:
    """Draw the band of a set's curves; empty where it has none."""
    if not one.bands:
        return ""
    figure = _figure(260)
    places = [float(i) for i in range(101)]
    colors = {curve: chart.color for curve, chart in charted()}
    for curve, band in one.bands.items():
        color = colors[curve]
        color = _DARK if color.startswith("var") else color
        if band.reps > 1:
            figure.add_scatter(
                x=places, y=_plain(band.high), line={"width": 0}, showlegend=False,
                hoverinfo="skip", connectgaps=False,
            )  # fmt: skip
            figure.add_scatter(
                x=places, y=_plain(band.low), line={"width": 0}, fill="tonexty",
                fillcolor=_faint(color), showlegend=False, hoverinfo="skip", connectgaps=False,
            )  # fmt: skip
        figure.add_scatter(
            x=places, y=_plain(band.median), name=_CURVE_NAMES[curve],
            line={"color": color, "width": 2}, hovertemplate="%{y:.0f} deg at %{x:.0f} %",
            connectgaps=False,
        )  # fmt: skip
    if one.bottom_pct is not None:
        figure.add_vline(x=one.bottom_pct, line={"color": _LINE, "dash": "dot", "width": 1})
        figure.add_annotation(
            x=one.bottom_pct, y=1, yref="paper", text="deepest", showarrow=False,
            xanchor="left", yanchor="top", font={"size": 11, "color": "#555"},
        )  # fmt: skip
    figure.update_xaxes(title="time of a repetition [%]", range=[0, 100])
    figure.update_yaxes(title="change from standing [deg]")
    reps = max(band.reps for band in one.bands.values())
    label = (
        f"Median of {reps} repetitions, with the band from the {LOW_PCT:g}th to the "
        f"{HIGH_PCT:g}th percentile"
    )
    return _element(figure, label, name)


def scatter(points: Sequence[Point], config: WinkConfig, name: str) -> str:
    """Draw onset against amount of repetitions, with the cut-offs, and intervals where few."""
    if not points:
        return ""
    figure = _figure(400)
    onsets = [p.onset_pct for p in points if p.onset_pct is not None]
    low = min([60.0, *onsets]) // 10 * 10
    strip = 100.0 + (100.0 - low) * 0.14
    top = max(config.grade_cutoffs_deg[-1] * 1.15, *(p.wink_deg for p in points)) * 1.04
    several = len(points) <= INTERVALS_UP_TO
    if several:
        top = max([top, *(p.wink_interval[1] * 1.02 for p in points if p.wink_interval)])
    for label in (*GRADES, "other"):
        mine = [p for p in points if p.label == label or (label == "other" and
                                                          p.label not in GRADES)]  # fmt: skip
        if not mine:
            continue
        options: dict[str, Any] = {}
        if several:
            options = {
                "error_y": _error(mine, "wink_deg", "wink_interval"),
                "error_x": _error(mine, "onset_pct", "onset_interval"),
            }
        figure.add_scatter(
            x=[_place(p, i, strip, low) for i, p in enumerate(mine)],
            y=[p.wink_deg for p in mine], mode="markers", name=label,
            marker={"color": label_color(label), "size": 8, "line": {"color": "#333", "width": 1}},
            text=[_named(p) for p in mine], hovertemplate="%{text}<extra></extra>", **options,
        )  # fmt: skip
    for at in (config.early_pct, config.late_pct):
        figure.add_vline(x=at, line={"color": _LINE, "dash": "dot", "width": 1})
    for at, grade in zip(config.grade_cutoffs_deg, GRADES[1:], strict=True):
        figure.add_hline(y=at, line={"color": _LINE, "dash": "dot", "width": 1})
        figure.add_annotation(
            x=low, y=at, text=f"{grade} from {at:g} deg", showarrow=False, xanchor="left",
            yanchor="bottom", font={"size": 11, "color": "#555"},
        )  # fmt: skip
    early, late = config.early_pct, config.late_pct
    for at, word, side in (
        (early, "early", "right"),
        (early, "mid", "left"),
        (late, "late", "left"),
    ):
        figure.add_annotation(
            x=at, y=1, yref="paper", text=word, showarrow=False, xanchor=side, yanchor="top",
            xshift=-4 if side == "right" else 4,
            font={"size": 11, "color": "#555"},
        )  # fmt: skip
    ticks = [low, *([early] if early > low else []), (early + late) / 2, late, 100.0, strip]
    figure.update_xaxes(
        title="onset [% of the descent]", range=[low - 1, strip + (strip - 100) * 0.6],
        tickvals=ticks, ticktext=[*(f"{tick:g}" for tick in ticks[:-1]), "none"], tickangle=0,
    )  # fmt: skip
    figure.update_yaxes(title="wink [deg]", range=[-0.5, top])
    return _element(figure, "Onset against amount of the wink, with the cut-offs", name)


def _place(point: Point, number: int, strip: float, low: float) -> float:
    if point.onset_pct is not None:
        return point.onset_pct
    return strip + ((number * 0.37) % 0.8 - 0.4) * (100.0 - low) * 0.06


def _named(point: Point) -> str:
    rep = "added" if point.rep is None else f"repetition {point.rep}"
    onset = "no onset stated" if point.onset_pct is None else f"onset {point.onset_pct:.0f} %"
    # Plotly reads some tags in such texts.
    video = point.video.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"{video}, {rep}<br>wink {point.wink_deg:.1f} deg, {onset}"


def _error(points: Sequence[Point], value: str, interval: str) -> dict[str, Any]:
    ups, downs = [], []
    for point in points:
        at, span = getattr(point, value), getattr(point, interval)
        ups.append(0.0 if at is None or span is None else max(0.0, span[1] - at))
        downs.append(0.0 if at is None or span is None else max(0.0, at - span[0]))
    return {
        "type": "data", "array": ups, "arrayminus": downs, "color": "rgba(90,90,90,0.35)",
        "thickness": 1, "width": 0,
    }  # fmt: skip


def within_sets(sets: Sequence[SetReport], config: WinkConfig, name: str) -> str:
    """Draw the wink of each repetition over its number in the set; empty without any trend."""
    figure = _figure(300)
    drawn = 0
    for number, one in enumerate(sets):
        good = [row for row in one.rows if row.wink_deg is not None and row.rep is not None]
        if len(good) < 2:
            continue
        drawn += 1
        figure.add_scatter(
            x=[row.rep for row in good], y=[row.wink_deg for row in good], mode="lines+markers",
            name=f"set {number + 1}", line={"width": 1.5, "color": _SERIES[number % len(_SERIES)]},
            marker={"size": 7, "symbol": _SYMBOLS[number % len(_SYMBOLS)]},
            hovertemplate=f"set {number + 1}, repetition %{{x}}: %{{y:.1f}} deg<extra></extra>",
        )  # fmt: skip
    if not drawn:
        return ""
    for at in config.grade_cutoffs_deg:
        figure.add_hline(y=at, line={"color": _LINE, "dash": "dot", "width": 1})
    figure.update_xaxes(title="repetition of the set", dtick=1, tickformat="d")
    figure.update_yaxes(title="wink [deg]", rangemode="tozero")
    return _element(figure, "Wink of each repetition in its set", name)


def over_load(sets: Sequence[SetReport], name: str) -> str:
    """Draw the median wink of sets over their load, one line per lifter; empty without loads."""
    by_lifter: dict[str, list[tuple[float, SetReport]]] = {}
    for one in sets:
        load, lifter = one.facts.load_kg, one.rows[0].lifter if one.rows else None
        if load is not None and lifter and one.facts.wink_deg is not None:
            by_lifter.setdefault(lifter, []).append((load, one))
    lines = {who: found for who, found in by_lifter.items() if len({x for x, _ in found}) > 1}
    if not lines:
        return ""
    figure = _figure(300)
    for number, (who, found) in enumerate(sorted(lines.items())):
        found.sort(key=lambda pair: pair[0])
        spans = [one.facts.wink_deg_interval for _, one in found]
        values = [one.facts.wink_deg or 0.0 for _, one in found]
        color = _SERIES[number % len(_SERIES)]
        figure.add_scatter(
            x=[load for load, _ in found], y=values, mode="lines+markers",
            name=who.replace("<", "&lt;"), line={"color": color, "width": 1.5},
            error_y={
                "type": "data", "color": color, "thickness": 1, "width": 3,
                "array": [0.0 if s is None else max(0.0, s[1] - v)
                          for s, v in zip(spans, values, strict=True)],
                "arrayminus": [0.0 if s is None else max(0.0, v - s[0])
                               for s, v in zip(spans, values, strict=True)],
            },
        )  # fmt: skip
    figure.update_xaxes(title="load [kg]", rangemode="tozero")
    figure.update_yaxes(title="median wink of the set [deg]", rangemode="tozero")
    return _element(figure, "Median wink of each set over its load", name)


_SERIES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#555555", "#8C564B")
_SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "cross")
assert NOT_MEASURABLE_COLOR


def _plain(values: Any) -> list[float | None]:
    return [round(float(v), 2) if math.isfinite(v) else None for v in values]


def _faint(color: str) -> str:
    red, green, blue = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.18)"
