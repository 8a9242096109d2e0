"""Compare measurements with lifters whose pelvis is known.

Reads any folder of videos with truth files (layout in :mod:`fo_buttwink.sim.truth`; other
generators write it too) and reports, beside the product, what simpler methods make of the
same clips: the first estimator (slopes of the outline), the hip-angle method of common squat
apps (landmarks only), and always answering zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from .._util.arrays import FloatArray
from ..config import AgreementConfig, Config
from ..domain.analysis import GRADES
from ..domain.grading import grade_of
from ..pipeline.analyze import analyze_observations
from ..pipeline.estimators import Estimator, by_network, by_network_and_waist
from ..pipeline.observe import observe_video
from . import scatter
from .baselines import by_contour, by_hip_angle
from .score import ClipScore, score_clip
from .truth import find_truths, read_truth

PRODUCT = "network and waist"
METHODS: dict[str, Estimator] = {
    PRODUCT: by_network_and_waist,
    "network": by_network,
    "contour": by_contour,
    "hip angle": by_hip_angle,
}
"""The product, its first half, and baselines."""
_OWN_ERROR = (by_network_and_waist, by_network)
"""Those that know of their own error."""


def summarize(scores: Iterable[ClipScore], config: Config) -> dict[str, Any]:
    """Figures of one method over many clips; ``None`` where there is nothing to average."""
    scores = list(scores)
    pairs = [pair for score in scores for pair in score.pairs]
    judged = [p for p in pairs if p.found is not None and p.found.measurable]
    amounts = [(p.found.wink_deg, p.true["wink_deg"]) for p in judged if p.found]
    known = [(a, b) for a, b in amounts if a is not None and b is not None]
    onsets = [
        (p.found.onset_pct, p.true["onset_pct"])
        for p in judged
        if p.found and p.true["onset_pct"] is not None
    ]
    met = [(a, b) for a, b in onsets if a is not None]
    grades = [
        (GRADES.index(p.found.label), grade_of(p.true["wink_deg"], config.wink))
        for p in judged
        if p.found and p.true["wink_deg"] is not None
    ]
    rigid = [p for p in judged if (p.true["wink_deg"] or 0.0) < 2.0]
    held = [
        p.found.wink_deg_interval[0] <= p.true["wink_deg"] <= p.found.wink_deg_interval[1]
        for p in judged
        if p.found and p.found.wink_deg_interval and p.true["wink_deg"] is not None
    ]
    onset_held = [
        p.found.onset_pct_interval[0] <= p.true["onset_pct"] <= p.found.onset_pct_interval[1]
        for p in judged
        if p.found and p.found.onset_pct_interval and p.true["onset_pct"] is not None
    ]
    reversal = [
        (p.found.pelvic_reversal_deg, p.true["reversal_deg"])
        for p in judged
        if p.found and p.found.pelvic_reversal_deg is not None
    ]
    flexion = np.concatenate([s.flexion_error_deg for s in scores]) if scores else np.array([])
    tilt = np.concatenate([s.tilt_error_deg for s in scores]) if scores else np.array([])
    return {
        "clips": len(scores),
        "true_reps": len(pairs),
        "missed_reps": sum(p.found is None for p in pairs),
        "extra_reps": sum(s.extra_reps for s in scores),
        "abstained_pct": _share([p.found is not None and not p.found.measurable for p in pairs]),
        "flexion_rmse_deg": _rms(flexion),
        "tilt_rmse_deg": _rms(tilt),
        "wink_mae_deg": _mae(known),
        "reversal_mae_deg": _mae(reversal),
        "onset_mae_pct": _mae(met),
        "onset_missing": len(onsets) - len(met),
        "grade_exact_pct": _share([a == b for a, b in grades]),
        "grade_off_by_more": sum(abs(a - b) > 1 for a, b in grades),
        "rigid_graded_moderate": sum(
            GRADES.index(p.found.label) >= 2 for p in rigid if p.found is not None
        ),
        "rigid_reps": len(rigid),
        "wink_interval_holds_pct": _share(held),
        "onset_interval_holds_pct": _share(onset_held),
        "grade_confusion": _confusion(grades),
    }


def _rms(errors: FloatArray) -> float | None:
    known = errors[np.isfinite(errors)]
    return round(float(np.sqrt((known**2).mean())), 2) if len(known) else None


def _mae(pairs: list[tuple[Any, Any]]) -> float | None:
    return round(float(np.mean([abs(a - b) for a, b in pairs])), 2) if pairs else None


def _share(values: list[bool]) -> float | None:
    return round(100.0 * float(np.mean(values)), 1) if values else None


def _confusion(grades: list[tuple[int, int]]) -> list[list[int]]:
    """Rows true grade, columns found grade."""
    table = np.zeros((len(GRADES), len(GRADES)), dtype=int)
    for found, true in grades:
        table[true, found] += 1
    return [[int(v) for v in row] for row in table]


def splits(scores: list[ClipScore]) -> dict[str, Callable[[ClipScore], bool]]:
    """Subsets that are reported apart."""
    clothes = sorted({str(s.truth.tags["clothing"]) for s in scores})
    out: dict[str, Callable[[ClipScore], bool]] = {
        "no plates": lambda s: not s.truth.tags["plates"],
        "plates": lambda s: s.truth.tags["plates"],
        "yaw 0-10": lambda s: s.truth.tags["yaw"] <= 10,
        "yaw 10-20": lambda s: 10 < s.truth.tags["yaw"] <= 20,
        "yaw > 20": lambda s: s.truth.tags["yaw"] > 20,
        "under 480 px": lambda s: s.truth.tags["height_px"] < 480,
        "480 px and more": lambda s: s.truth.tags["height_px"] >= 480,
    }
    for name in clothes:
        out[f"clothes {name}"] = lambda s, name=name: s.truth.tags["clothing"] == name  # type: ignore[misc]
    return out


def run(
    folder: Path,
    config: Config | None = None,
    *,
    progress: Callable[[int, int, str], None] | None = None,
) -> dict[str, Any]:
    """Run the bench.

    Parameters
    ----------
    folder
        Videos with truth files.
    config
        Settings of the analysis.
    progress
        Called with (clips done, clips, name).

    Returns
    -------
    dict
        ``methods``: figures per method over all clips; ``splits``: figures of the product
        per subset; ``clips``: number of clips; ``other_clips``: the product's mean errors with
        the interval in which they would lie on other clips (:mod:`.scatter`).
    """
    config = config or Config()
    open_gates = replace(
        config.view,
        max_sd_deg=float("inf"),
        max_sd_plate_deg=float("inf"),
        min_arm_visibility=0.0,
        min_head_visibility=0.0,
    )
    ungated = replace(config, view=open_gates)
    files = find_truths(folder)
    scores: dict[str, list[ClipScore]] = {name: [] for name in METHODS}
    for k, (video, truth_file) in enumerate(files):
        truth = read_truth(truth_file)
        obs = observe_video(video, config)
        for name, estimator in METHODS.items():
            # Baselines answer always: they have no idea of their own error.
            settings = config if estimator in _OWN_ERROR else ungated
            result = analyze_observations(obs, settings, estimator=estimator)
            scores[name].append(score_clip(truth, result))
        if progress is not None:
            progress(k + 1, len(files), video.name)
    product = scores[PRODUCT]
    return {
        "clips": len(files),
        "methods": {name: summarize(found, config) for name, found in scores.items()},
        "splits": {
            name: summarize(chosen, config)
            for name, test in splits(product).items()
            if (chosen := [s for s in product if test(s)])
        },
        "zero": summarize([_zero(s) for s in product], config),
        "other_clips": scatter.as_json(scatter.between_clips(product, AgreementConfig())),
    }


def _zero(score: ClipScore) -> ClipScore:
    """Judge the same clip as somebody who always says: no tilt, no flexion, no wink."""
    pairs = tuple(
        replace(
            p,
            found=replace(
                p.found,
                wink_deg=0.0,
                label="none",
                onset_pct=None,
                pelvic_reversal_deg=0.0,
                wink_deg_interval=None,
                onset_pct_interval=None,
            ),
        )
        if p.found is not None and p.found.measurable
        else p
        for p in score.pairs
    )
    truth = score.truth
    inside = np.zeros(len(truth.tilt_deg), dtype=bool)
    for p in pairs:
        if p.found is not None and p.found.measurable:
            inside[p.true["first"] : p.true["last"] + 1] = True
    return ClipScore(truth, -truth.tilt_deg[inside], -truth.flexion_deg[inside], pairs, 0)


COLUMNS = (
    ("true_reps", "reps"),
    ("abstained_pct", "abstain %"),
    ("flexion_rmse_deg", "flexion RMSE"),
    ("tilt_rmse_deg", "tilt RMSE"),
    ("wink_mae_deg", "wink MAE"),
    ("reversal_mae_deg", "W MAE"),
    ("onset_mae_pct", "onset MAE %"),
    ("grade_exact_pct", "grade exact %"),
    ("grade_off_by_more", "off by >1"),
    ("rigid_graded_moderate", "rigid >= mod."),
    ("wink_interval_holds_pct", "wink int. %"),
    ("onset_interval_holds_pct", "onset int. %"),
)


def table(report: dict[str, Any]) -> str:
    """Return the report as a Markdown table."""
    lines = [
        "| | " + " | ".join(title for _, title in COLUMNS) + " |",
        "|---" * (len(COLUMNS) + 1) + "|",
    ]
    rows = {**report["methods"], "always zero": report["zero"], **report["splits"]}
    for name, figures in rows.items():
        cells = ["-" if figures[key] is None else str(figures[key]) for key, _ in COLUMNS]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)
