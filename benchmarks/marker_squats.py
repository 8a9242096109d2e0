"""The definition of a wink on squats measured with skin markers, as docs/method.md tells.

``python benchmarks/marker_squats.py FOLDER`` prints a line per squat. The folder holds CSV files
with the columns ``time_s``, ``psis_height_mm``, ``pelvis_anterior_tilt_deg``,
``lumbar_proxy_lean_minus_tilt_deg`` and perhaps ``knee_flexion_deg``, computed from the ``.trc``
files of keenon/nimblephysics (ASIS, PSIS and C7).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from fo_buttwink.measure.reps import RepSignals, find_reps
from fo_buttwink.measure.wink import RepCurves, Unmeasurable, measure_wink

LEG_PER_PSIS = 0.9
"""Leg length (thigh and shank) over the height of the PSIS in standing, roughly."""
SD_DEG = 0.5
STANDING = 5
"""Frames before and after the start of a repetition that stand for standing."""


def main() -> None:
    """Print what is measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    for path in sorted(parser.parse_args().folder.glob("*_markers.csv")):
        table = np.genfromtxt(path, delimiter=",", names=True)
        data = {name: table[name] for name in table.dtype.names}
        height = data["psis_height_mm"] / (LEG_PER_PSIS * data["psis_height_mm"].max())
        signals = RepSignals(data["time_s"], height, data.get("knee_flexion_deg"))
        for number, span in enumerate(find_reps(signals), start=1):
            inside = slice(span.first, span.last + 1)
            near = slice(max(0, span.first - STANDING), span.first + STANDING)
            tilt, flexion = (
                data[name][inside] - np.median(data[name][near])
                for name in ("pelvis_anterior_tilt_deg", "lumbar_proxy_lean_minus_tilt_deg")
            )
            bottom = span.bottom - span.first
            depth = span.depth(height[inside])
            curves = RepCurves(
                data["time_s"][inside], depth, tilt, flexion, np.zeros_like(tilt), bottom
            )
            wink = measure_wink(curves, SD_DEG)
            half = float(np.interp(0.5, depth[: bottom + 1], flexion[: bottom + 1]))
            head = f"{path.stem[:24]:24} {number}  flexion at half depth {half:4.1f}"
            if isinstance(wink, Unmeasurable):
                print(f"{head}  {wink.reason}")
                continue
            onset = "-" if wink.onset_pct is None else f"{wink.onset_pct:.0f} %"
            print(
                f"{head}  at the bottom {wink.lumbar_flexion_bottom_deg:4.1f}  "
                f"W {wink.pelvic_reversal_deg:3.1f}  rise {wink.lumbar_rise_deg:4.1f}  "
                f"wink {wink.wink_deg:3.1f} deg  onset {onset}  {wink.grade}, {wink.pattern}"
            )


if __name__ == "__main__":
    main()
