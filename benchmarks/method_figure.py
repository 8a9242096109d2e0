"""Draw the definition of a wink: ``python benchmarks/method_figure.py`` writes docs/method.svg.

The curves are made up, of the shape that markers show: lumbar flexion rises from the start of the
descent, tilt rises, turns and falls. What is drawn on them is measured by the package itself.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np

from fo_buttwink.config import WinkConfig
from fo_buttwink.domain import measures
from fo_buttwink.measure.wink import RepCurves, Unmeasurable, Wink, measure_wink

FPS, FRAMES = 60.0, 121
SD_DEG = 0.6
"""Error of a change, small enough for an interval that a figure can show."""
WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, FOOT = 54, 184, 16, 46
LOW, HIGH = 0.0, 36.0
TILT, FLEXION, SOFT = "#B36B00", "#1B4F8A", "#6A6F76"


def made_up_descent() -> RepCurves:
    """One descent over depth, with a wink."""
    time_s = np.arange(FRAMES) / FPS
    u = np.linspace(0.0, 1.0, FRAMES)
    depth = 10 * u**3 - 15 * u**4 + 6 * u**5  # minimum jerk
    lean = 43.0 * np.sin(0.5 * np.pi * depth**0.9)
    flexion = 11.0 * depth + 12.0 * np.clip((depth - 0.62) / 0.38, 0.0, None) ** 1.6
    return RepCurves(time_s, depth, lean - flexion, flexion, 120.0 * depth, FRAMES - 1)


def draw(curves: RepCurves, wink: Wink, config: WinkConfig) -> str:
    """The figure as SVG."""
    depth, tilt, flexion = curves.depth, curves.pelvic_tilt_deg, curves.lumbar_flexion_deg
    turn = wink.turning
    assert wink.onset_pct is not None and wink.onset_pct_interval is not None
    low, high = (x(v / 100.0) for v in wink.onset_pct_interval)
    onset, right = x(wink.onset_pct / 100.0), x(1.0)
    floor = y(LOW)
    parts = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#FFFFFF"/>',
        f'<rect x="{low:.1f}" y="{TOP}" width="{high - low:.1f}" height="{floor - TOP}" '
        'fill="#E4E6EA"/>',
        *_axes(),
        _line(onset, TOP, onset, floor, SOFT, 1.4, "2 3"),
        _text(high + 6, floor - 24, f"onset, {wink.onset_pct:.0f} %, with its interval", SOFT),
        _text(high + 6, floor - 8, f"(turned back by {config.onset_departure_deg:g} deg)", SOFT),
        _curve(depth, tilt, TILT), _curve(depth, flexion, FLEXION),
        _text(x(0.30), y(22.0), "pelvic tilt, anterior +", TILT, "end"),
        _text(x(0.44), y(3.0), "lumbar flexion", FLEXION),
        _text(x(depth[turn]), y(tilt[turn]) - 12, "turning point", TILT, "middle"),
    ]  # fmt: skip
    heads = {n: measures.MEASURES[n].title for n in ("pelvic_reversal_deg", "lumbar_rise_deg")}
    amounts = (
        (tilt[turn], tilt[turn] - wink.pelvic_reversal_deg, wink.pelvic_reversal_deg, TILT,
         f"{heads['pelvic_reversal_deg']} (W)"),
        (wink.lumbar_flexion_bottom_deg - wink.lumbar_rise_deg, wink.lumbar_flexion_bottom_deg,
         wink.lumbar_rise_deg, FLEXION, heads["lumbar_rise_deg"]),
    )  # fmt: skip
    smaller = min(a[2] for a in amounts)
    for k, (start, end, deg, color, name) in enumerate(amounts):
        at = right + 14 + 16 * k
        counts = deg == smaller
        parts += [
            _line(x(depth[turn]), y(start), at, y(start), color, 1.0, "2 3"),
            f'<circle cx="{x(depth[turn]):.1f}" cy="{y(start):.1f}" r="4.5" fill="#FFFFFF" '
            f'stroke="{color}" stroke-width="2"/>',
            _line(at, y(start), at, y(end), color, 3.2 if counts else 1.4),
            _head(at, y(end), np.sign(start - end), color),
            _text(right + 42, (y(start) + y(end)) / 2 - 2, name, color),
            _text(right + 42, (y(start) + y(end)) / 2 + 13, f"{deg:.0f} deg"
                  + (": the wink" if counts else ""), color, bold=counts),
        ]  # fmt: skip
    body = "\n".join(parts)
    title = escape(
        f"A descent with a wink of {wink.wink_deg:.0f} deg: {measures.MEASURES['wink_deg'].about}"
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" font-family="Helvetica, Arial, sans-serif" font-size="13" role="img">\n'
        f"<title>{title}</title>\n{body}\n</svg>\n"
    )


def x(depth: float) -> float:
    """Pixels of a depth, 0 to 1."""
    return LEFT + depth * (WIDTH - LEFT - RIGHT)


def y(deg: float) -> float:
    """Pixels of an angle."""
    return TOP + (HIGH - deg) / (HIGH - LOW) * (HEIGHT - TOP - FOOT)


def _axes() -> list[str]:
    parts = []
    for deg in range(0, 36, 10):
        parts += [
            _line(LEFT, y(deg), x(1.0), y(deg), "#C9CCD1", 1.0),
            _text(LEFT - 8, y(deg) + 4, f"{deg}", SOFT, "end"),
        ]
    for share in range(0, 101, 20):
        parts.append(_text(x(share / 100.0), HEIGHT - FOOT + 18, f"{share}", SOFT, "middle"))
    middle = (TOP + HEIGHT - FOOT) / 2
    return [
        *parts,
        _text(x(0.5), HEIGHT - 8, "depth [% of descent]", SOFT, "middle"),
        f'<text transform="translate(14 {middle:.0f}) rotate(-90)" text-anchor="middle" '
        f'fill="{SOFT}">change from standing [deg]</text>',
    ]


def _curve(depth: np.ndarray, values: np.ndarray, color: str) -> str:
    points = " ".join(f"{x(d):.1f},{y(v):.1f}" for d, v in zip(depth, values, strict=True))
    return f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2.6"/>'


def _line(
    x0: float, y0: float, x1: float, y1: float, color: str, width: float, dash: str = ""
) -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" stroke="{color}" '
        f'stroke-width="{width}"{dashed}/>'
    )


def _head(at: float, end: float, way: float, color: str) -> str:
    return f'<path d="M{at:.1f},{end:.1f}l-5,{-9 * way:.1f}h10z" fill="{color}"/>'


def _text(
    at: float, base: float, text: str, color: str, anchor: str = "start", *, bold: bool = False
) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{at:.1f}" y="{base:.1f}" fill="{color}" text-anchor="{anchor}"{weight}>'
        f"{escape(text)}</text>"
    )


def main() -> None:
    """Write the figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    out = Path(__file__).resolve().parents[1] / "docs" / "method.svg"
    parser.add_argument("--out", type=Path, default=out)
    args = parser.parse_args()
    curves, config = made_up_descent(), WinkConfig()
    wink = measure_wink(curves, SD_DEG, config)
    assert not isinstance(wink, Unmeasurable), wink.reason
    args.out.write_text(draw(curves, wink, config), encoding="utf-8")
    print(f"{args.out}: {wink}")


if __name__ == "__main__":
    main()
