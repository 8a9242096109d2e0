"""From curves to labels: judge every repetition that passes the gates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np

from ..config import Config, WinkConfig
from ..domain import texts
from ..domain.analysis import Repetition, ViewEstimate
from ..domain.curves import FrameSeries
from ..domain.types import Label
from ..measure.pelvis.estimate import PelvisEstimate
from ..measure.posture import Posture
from ..measure.reps import RepSpan
from ..measure.wink import RepCurves, Unmeasurable, Wink, measure_wink
from .facts import bottom_knee_deg, flexion_sd_deg, followed_sd_deg, rep_facts
from .gates import GATES, Abstain, first_closed, implausible


def judge_reps(
    posture: Posture,
    series: FrameSeries,
    spans: Sequence[RepSpan],
    views: Sequence[ViewEstimate],
    view: ViewEstimate,
    estimate: PelvisEstimate | None,
    problem: str,
    config: Config,
) -> tuple[Repetition, ...]:
    """Label every repetition of a clip.

    Parameters
    ----------
    posture, series
        Curves of the clip.
    spans
        Accepted repetitions.
    views
        The view during each of them.
    view
        The view of the clip.
    estimate
        Pelvis angles, ``None`` where there are none.
    problem
        Why there is no estimate, in words; empty where the view is the reason.
    config
        Cut-offs.
    """
    reps = []
    for span, rep_view in zip(spans, views, strict=True):
        facts = rep_facts(posture, series, span, rep_view, view, estimate, problem, config)
        abstain = first_closed(GATES, facts, config.view)
        wink = None
        if not abstain and estimate is not None:
            found = measure_wink(
                _curves(series, posture, span),
                flexion_sd_deg(estimate, span),
                config.wink,
                below_sd_deg=followed_sd_deg(estimate, span),
            )
            odd = found.reason if isinstance(found, Unmeasurable) else implausible(found)
            if isinstance(found, Unmeasurable) or odd:
                abstain = Abstain("occluded", odd)
            else:
                wink = found
        reps.append(_repetition(posture, span, rep_view, wink, abstain, estimate, config))
    return tuple(reps)


def _curves(series: FrameSeries, posture: Posture, span: RepSpan) -> RepCurves:
    inside = slice(span.first, span.last + 1)
    return RepCurves(
        time_s=series.time_s[inside],
        depth=span.depth(posture.hip_height[inside]),
        pelvic_tilt_deg=series.pelvic_tilt_deg[inside],
        lumbar_flexion_deg=series.lumbar_flexion_deg[inside],
        hip_flexion_deg=series.hip_flexion_deg[inside],
        bottom=span.bottom - span.first,
    )


def _repetition(
    posture: Posture,
    span: RepSpan,
    view: ViewEstimate,
    wink: Wink | None,
    abstain: Abstain | None,
    estimate: PelvisEstimate | None,
    config: Config,
) -> Repetition:
    time_s = posture.time_s
    a, b = span.pause
    said: tuple[Label, str] | None = (abstain.label, abstain.reason) if abstain else None
    side_view = abstain is None or abstain.label != "unclear_view"
    knee = bottom_knee_deg(posture, span, config.reps, side_view=side_view)
    confidence = 0.0
    if wink is not None and estimate is not None:
        rests_on = texts.rests_on(
            followed_sd_deg(estimate, span) is not None,
            estimate.borrowed is not None and bool(estimate.borrowed[span.bottom]),
            keypoints=estimate.from_keypoints,
        )
        said = wink.grade, describe(wink, config.wink, rests_on)
        seen = float(posture.visible[span.first : span.last + 1].mean())
        certain = float(np.clip(1.0 - flexion_sd_deg(estimate, span) / 12.0, 0.0, 1.0))
        confidence = view.quality * seen * certain
    assert said is not None, "a repetition has a wink, or a reason to have none"
    label, reason = said
    return Repetition(
        first=span.first + 1,
        bottom=span.bottom + 1,
        last=span.last + 1,
        turning=span.first + wink.turning + 1 if wink else None,
        label=label,
        severity=wink.severity if wink else None,
        pattern=wink.pattern if wink else "none",
        wink_deg=wink.wink_deg if wink else None,
        wink_deg_interval=wink.wink_deg_interval if wink else None,
        pelvic_reversal_deg=wink.pelvic_reversal_deg if wink else None,
        lumbar_rise_deg=wink.lumbar_rise_deg if wink else None,
        lumbar_flexion_bottom_deg=wink.lumbar_flexion_bottom_deg if wink else None,
        onset_pct=wink.onset_pct if wink else None,
        onset_pct_interval=wink.onset_pct_interval if wink else None,
        onset_hip_flexion_deg=wink.onset_hip_flexion_deg if wink else None,
        timing=wink.timing if wink else None,
        depth_knee_flexion_deg=knee if np.isfinite(knee) else None,
        eccentric_s=float(time_s[a] - time_s[span.first]),
        pause_s=float(time_s[b] - time_s[a]),
        concentric_s=float(time_s[span.last] - time_s[b]),
        # What is not known to be seen well is not trusted.
        confidence=round(confidence, 3) if np.isfinite(confidence) else 0.0,
        reason=reason,
        further={"side": view.side, "plate_pct": _plate_pct(posture, span)},
    )


def _plate_pct(posture: Posture, span: RepSpan) -> float:
    """Share of the repetition's frames in which a plate is before the lifter [%]."""
    return round(100.0 * float(posture.plate_seen[span.first : span.last + 1].mean()), 1)


def describe(wink: Wink, config: WinkConfig, rests_on: str) -> str:
    """Say the three factors, how much, how early and under what load, and on what they rest."""
    rep = asdict(wink)
    for name in ("wink_deg", "onset_pct"):
        rep[f"{name}_low"], rep[f"{name}_high"] = rep.pop(f"{name}_interval") or (None, None)
    parts = [
        texts.how_much(rep, wink.grade),
        texts.how_early(rep, wink.grade, config),
        texts.how_much_in_all(rep, config),
    ]
    if wink.pattern == "return":
        parts.append(f"pattern return: {texts.patterns(config)['return']}")
    return f"{'; '.join([*parts, rests_on])}; the load is not known"
