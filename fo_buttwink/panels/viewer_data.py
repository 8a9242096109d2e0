"""What the rep viewer shows of one video, as JSON; knows nothing of the App.

Frames are 1-based and inclusive. Everything that could not be measured is ``None``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ..config import WinkConfig
from ..results import GRADES
from ..reviews import UNREVIEWED, Review, effective
from ..store.record import VideoRecord, plain
from .palette import CURVE_COLORS, label_color

_DIGITS = {"depth": 4, "time_s": 4}
_CURVES = ("time_s", "depth", *CURVE_COLORS)
_STANDING_S = 1.5
"""Standing is looked for this long before a repetition, as the analysis does."""


def video_json(record: VideoRecord, wink: WinkConfig) -> dict[str, Any]:
    """Curves, facts and repetitions of one video."""
    summary = record.summary
    frames = max((len(c) for c in record.curves.values()), default=0)
    return {
        "sample": record.sample_id,
        "name": Path(record.path).name,
        "fps": record.fps,
        "total_frames": max(record.total_frames or 0, frames) or None,
        "status": summary.get("status"),
        "message": summary.get("message") or "",
        "view": {n: summary.get(f"view_{n}") for n in ("side", "yaw_deg", "quality")},
        "curves": {
            name: [_rounded(v, _DIGITS.get(name, 1)) for v in record.curves.get(name, ())]
            for name in _CURVES
        },
        "colors": CURVE_COLORS,
        "reps": reps_json(record, wink),
        "cutoffs": {
            "grades": [
                {"label": label, "deg": deg, "color": label_color(label)}
                for label, deg in zip(GRADES[1:], wink.grade_cutoffs_deg, strict=True)
            ],
            "late_pct": wink.late_pct,
            "early_pct": wink.early_pct,
        },
    }


def reps_json(record: VideoRecord, wink: WinkConfig) -> list[dict[str, Any]]:
    """The repetitions of one video, each with what the machine and what people say."""
    return [_rep_json(number, rep_id, record, wink) for number, rep_id in enumerate(record.reps, 1)]


def _rep_json(number: int, rep_id: str, record: VideoRecord, wink: WinkConfig) -> dict[str, Any]:
    raw = record.reps[rep_id]
    machine, review = record.reviews.reps[rep_id], record.reviews.of(rep_id)
    held = effective(machine, review, wink)
    depth = record.curves.get("depth", ())
    bottom = held.bottom or machine.bottom
    at = {
        name: frame_at_depth(depth, held.first, bottom, percent)
        for name, percent in (
            ("frame", held.onset_pct),
            # The interval is the machine's; beside a person's onset it would mislead.
            ("low", raw.get("onset_pct_low") if held.onset_pct == machine.onset_pct else None),
            ("high", raw.get("onset_pct_high") if held.onset_pct == machine.onset_pct else None),
        )
    }
    return {
        "id": rep_id,
        "number": number,
        "drawn": rep_id in record.reviews.drawn,
        "first": held.first,
        "bottom": bottom,
        "last": held.last,
        "label": held.label,
        "color": label_color(held.label),
        "severity": held.severity,
        "timing": held.timing,
        "onset_pct": held.onset_pct,
        "onset": at,
        "standing": standing_frame(record, machine.first),
        "machine": {
            **asdict(machine),
            "color": label_color(machine.label),
            "severity": raw.get("severity"),
            "timing": raw.get("timing"),
            "pattern": raw.get("pattern"),
            "flagged": bool(raw.get("flagged") or raw.get("review_priority")),
        },
        "amount": _measure(raw, "wink_deg"),
        "onset_measured": _measure(raw, "onset_pct"),
        "confidence": raw.get("confidence"),
        "facts": _facts(raw),
        "factors": factors(raw, machine.label, wink),
        "reason": raw.get("reason") or "",
        "review": _review_json(review, outdated=held.outdated),
    }


def factors(raw: dict[str, Any], label: str | None, wink: WinkConfig) -> list[dict[str, str]]:
    """How much, how early and under what load, in words, each beside its cut-offs."""
    subtle, moderate, marked = wink.grade_cutoffs_deg
    amount, onset = _measure(raw, "wink_deg"), _measure(raw, "onset_pct")
    much = early = "not measured"
    if amount["value"] is not None:
        much = f"lumbar flexion rises {amount['value']:.0f}°{_between(amount, '°')}"
        if label in GRADES:
            much += f": {label}"
    if onset["value"] is not None:
        early = f"from {onset['value']:.0f} % of the descent{_between(onset, ' %')}"
        early += f": {raw['timing']}" if raw.get("timing") else ""
    elif label == GRADES[0]:
        early = "no onset: the rise is within the noise or below the first cut-off"
    return [
        {
            "name": "How much",
            "text": much,
            "help": f"Subtle from {subtle:g}°, moderate from {moderate:g}°, marked from "
            f"{marked:g}° of added lumbar flexion. These cut-offs are conventions.",
        },
        {
            "name": "How early",
            "text": early,
            "help": f"Late from {wink.late_pct:g} % of the descent, early before "
            f"{wink.early_pct:g} %. An early onset raises severity by one.",
        },
        {
            "name": "What load",
            "text": _load(raw),
            "help": "Context only: a heavy load raises review priority and never changes the "
            "label. It comes from the load field named when analysing.",
        },
    ]


def frame_at_depth(
    depth: Sequence[float | None], first: int, bottom: int | None, percent: float | None
) -> float | None:
    """Frame of a descent (fractional, from 1) at which a share of its depth is passed for good.

    Parameters
    ----------
    depth
        Depth of every frame, 0 standing to 1 deepest.
    first, bottom
        The descent.
    percent
        Share of the descent [%].
    """
    if percent is None or bottom is None or not 1 <= first < bottom <= len(depth):
        return None
    wanted = percent / 100.0
    later: tuple[int, float] | None = None
    for frame in range(bottom, first - 1, -1):
        value = depth[frame - 1]
        if value is None:
            continue
        if value <= wanted:
            if later is None:
                return float(frame)
            share = (wanted - value) / (later[1] - value)
            return round(frame + share * (later[0] - frame), 2)
        later = (frame, value)
    return float(first)


def standing_frame(record: VideoRecord, first: int) -> int:
    """The frame before a repetition in which the lifter stands most nearly as in the reference."""
    tilt, lean = (record.curves.get(n, ()) for n in ("pelvic_tilt_deg", "trunk_lean_deg"))
    back = round((record.fps or 30.0) * _STANDING_S)
    best, found = None, first
    for frame in range(max(1, first - back), first + 1):
        values = [c[frame - 1] for c in (tilt, lean) if frame <= len(c)]
        if len(values) < 2 or None in values:
            continue
        off = sum(abs(v) for v in values)
        if best is None or off < best:
            best, found = off, frame
    return found


def _measure(raw: dict[str, Any], name: str) -> dict[str, Any]:
    return {
        "value": plain(raw.get(name)),
        "low": plain(raw.get(f"{name}_low")),
        "high": plain(raw.get(f"{name}_high")),
    }


def _between(measure: dict[str, Any], unit: str) -> str:
    low, high = measure["low"], measure["high"]
    return "" if low is None or high is None else f" ({low:.0f} to {high:.0f}{unit})"


def _load(raw: dict[str, Any]) -> str:
    parts = []
    if raw.get("load_kg") is not None:
        parts.append(f"{raw['load_kg']:g} kg")
    if raw.get("load_rel") is not None:
        parts.append(f"{100 * raw['load_rel']:.0f} % of 1RM or body mass")
    return ", ".join(parts) or "not known"


_FACTS = (
    ("pelvic_reversal_deg", "Pelvis turns back", "°", 0,
     "Most anterior pelvic tilt of the descent minus tilt at the deepest point. A rigid spine "
     "shows some of it too."),
    ("lumbar_flexion_bottom_deg", "Lumbar flexion at bottom", "°", 0, "Change from standing."),
    ("depth_knee_flexion_deg", "Knee flexion at bottom", "°", 0, "Thigh against shank."),
    ("onset_hip_flexion_deg", "Hip flexion at onset", "°", 0, "Apparent: trunk against thigh."),
    ("eccentric_s", "Descent", " s", 2, "From the first frame to the bottom."),
    ("pause_s", "Pause", " s", 2, "At the bottom."),
    ("concentric_s", "Ascent", " s", 2, "From the bottom to the last frame."),
)  # fmt: skip


def _facts(raw: dict[str, Any]) -> list[dict[str, str]]:
    out = []
    for name, title, unit, digits, text in _FACTS:
        value = raw.get(name)
        known = isinstance(value, (int, float))
        out.append(
            {"name": title, "text": f"{value:.{digits}f}{unit}" if known else "–", "help": text}
        )
    return out


def _review_json(review: Review | None, *, outdated: bool) -> dict[str, Any]:
    if review is None:
        return {"state": UNREVIEWED, "revision": 0, "note": "", "outdated": False, "undo": False}
    return {
        "state": review.verdict,
        "revision": review.revision,
        "reviewer": review.reviewer,
        "at": review.reviewed_at.isoformat(timespec="seconds"),
        "note": review.note,
        "source": review.source,
        "label": review.label,
        "seen_label": review.seen.label if review.seen else None,
        "outdated": outdated,
        "undo": True,
    }


def _rounded(value: float | bool | None, digits: int) -> float | None:
    return None if value is None else round(float(value), digits)
