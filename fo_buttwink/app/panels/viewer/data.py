"""What the rep viewer shows of one video, as JSON; knows nothing of the App.

Frames are 1-based and inclusive. Everything that could not be measured is ``None``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from ....config import WinkConfig
from ....domain import measures, texts
from ....domain.analysis import GRADES
from ....domain.attribute import Measure
from ....domain.curves import charted
from ....domain.hand.amounts import QUANTITIES
from ....domain.palette import label_color
from ....domain.plausible import inside, kept
from ....domain.review.record import UNREVIEWED, Review
from ....domain.review.rules import effective
from ....store.record import VideoRecord, plain
from .hand import rows

_DIGITS = {"depth": 4, "time_s": 5}
_DEG = "°"
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
        "app_fps": record.app_fps,
        "start_s": record.timeline.start_s,
        "timing": texts.of_the_timing(record.timeline),
        "total_frames": max(record.total_frames or 0, frames) or None,
        "status": summary.get("status"),
        "message": summary.get("message") or "",
        "view": {n: summary.get(f"view_{n}") for n in ("side", "yaw_deg", "quality")},
        "set": texts.of_the_set({n: plain(v) for n, v in summary.items()}, _DEG),
        "curves": {name: _curve(record, name) for name in ("time_s", "depth", *dict(charted()))},
        "chart": [{"name": name, **asdict(chart)} for name, chart in charted()],
        "reps": reps_json(record, wink),
        "cutoffs": {
            "grades": [
                {"label": label, "deg": deg, "color": label_color(label)}
                for label, deg in zip(GRADES[1:], wink.grade_cutoffs_deg, strict=True)
            ],
            "late_pct": wink.late_pct,
            "early_pct": wink.early_pct,
        },
        "texts": {
            "severity": texts.severity(wink),
            "timing": texts.timings(wink),
            "onset": texts.onset(wink, _DEG),
            "labels": texts.labels(wink, _DEG),
            # What the two arrows on the curves are.
            "pelvic_tilt_deg": measures.MEASURES["pelvic_reversal_deg"].about,
            "lumbar_flexion_deg": measures.MEASURES["lumbar_rise_deg"].about,
        },
    }


def _curve(record: VideoRecord, name: str) -> list[float | None]:
    """One curve, with nothing where it cannot be: older runs hold such numbers."""
    curve = np.array(record.curves.get(name, ()), dtype=float)
    return [_rounded(v, _DIGITS.get(name, 1)) for v in inside(name, curve).tolist()]


def reps_json(record: VideoRecord, wink: WinkConfig) -> list[dict[str, Any]]:
    """Return the repetitions of one video, each with what the machine and what people say."""
    reps = [_rep_json(number, rep_id, record, wink) for number, rep_id in enumerate(record.reps, 1)]
    by_hand = rows(record.hand, [(rep["first"], rep["last"]) for rep in reps], wink)
    return [{**rep, "hand": found} for rep, found in zip(reps, by_hand, strict=True)]


def _rep_json(number: int, rep_id: str, record: VideoRecord, wink: WinkConfig) -> dict[str, Any]:
    raw = kept(record.reps[rep_id])  # older runs hold numbers that cannot be
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
        "reversal": reversal(raw, record, machine.bottom),
        "standing": standing_frame(record, machine.first),
        "machine": {
            **asdict(machine),
            "color": label_color(machine.label),
            "severity": raw.get("severity"),
            "timing": raw.get("timing"),
            "pattern": raw.get("pattern"),
            "pattern_text": texts.patterns(wink, _DEG).get(str(raw.get("pattern")), ""),
            "flagged": bool(raw.get("flagged") or raw.get("review_priority")),
        },
        "amount": _measure(raw, "wink_deg"),
        "amounts": {name: plain(raw.get(name)) for name in QUANTITIES},
        "onset_measured": _measure(raw, "onset_pct"),
        "confidence": raw.get("confidence"),
        "facts": _facts(raw),
        "factors": factors(raw, machine.label, wink),
        "reason": raw.get("reason") or "",
        "review": _review_json(review, outdated=held.outdated),
    }


def factors(raw: dict[str, Any], label: str | None, wink: WinkConfig) -> list[dict[str, str]]:
    """How much, how early and under what load, in words, each beside its cut-offs."""
    plain_raw = {name: plain(value) for name, value in raw.items()}
    about = measures.MEASURES
    pattern = plain_raw.get("pattern")
    out = [
        ("amount", "How much", texts.how_much(plain_raw, label, _DEG),
         f"{about['wink_deg'].about}. {texts.grades(wink, _DEG)}"),
        ("onset", "How early", texts.how_early(plain_raw, label, wink, _DEG),
         f"{texts.onset(wink, _DEG)}. {texts.timings(wink)}"),
        ("total", "How much in all", texts.how_much_in_all(plain_raw, wink, _DEG),
         f"{about['lumbar_flexion_bottom_deg'].about}. {texts.bands(wink, _DEG)}"),
        ("load", "What load", texts.load(plain_raw),
         "Context only: a heavy load raises review priority and never changes the label. It comes "
         "from the load field named when analyzing."),
    ]  # fmt: skip
    meaning = texts.patterns(wink, _DEG).get(str(pattern))
    if meaning is not None and label in GRADES:
        out.append(("pattern", "Pattern", f"{pattern}: {meaning}", f"{about['pattern'].about}."))
    return [{"key": key, "name": name, "text": text, "help": more} for key, name, text, more in out]


def reversal(raw: dict[str, Any], record: VideoRecord, bottom: int | None) -> dict[str, Any] | None:
    """Return what the curves show of the wink, or ``None`` where an older version has measured it.

    Returns
    -------
    dict
        ``turning`` and ``bottom``: frames. ``tilt`` and ``flexion``: the two amounts, each as
        ``{"from", "to", "deg", "counts"}`` in degrees; the one that counts is the smaller, which
        is the wink.
    """
    turning, back = plain(raw.get("turning")), plain(raw.get("pelvic_reversal_deg"))
    rise, total = (plain(raw.get(n)) for n in ("lumbar_rise_deg", "lumbar_flexion_bottom_deg"))
    tilt = record.curves.get("pelvic_tilt_deg", ())
    if None in (turning, bottom, back, rise, total) or not 1 <= turning <= len(tilt):
        return None
    top = tilt[turning - 1]
    if top is None:
        return None
    return {
        "turning": turning,
        "bottom": bottom,
        "tilt": _amount(top, top - back, back, counts=back <= rise),
        "flexion": _amount(total - rise, total, rise, counts=rise < back),
    }


def _amount(start: float, end: float, deg: float, *, counts: bool) -> dict[str, Any]:
    return {"from": round(start, 2), "to": round(end, 2), "deg": round(deg, 2), "counts": counts}


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
    """Find the frame before a repetition in which the lifter stands most like the reference."""
    tilt, lean = (record.curves.get(n, ()) for n in ("pelvic_tilt_deg", "trunk_lean_deg"))
    back = record.timeline.frames_before(first, _STANDING_S)
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


def _facts(raw: dict[str, Any]) -> list[dict[str, str]]:
    out = []
    told = ("pelvic_reversal_deg",) if plain(raw.get("lumbar_rise_deg")) is not None else ()
    for name in measures.FACTS:
        if name in told:  # among the factors, see texts.how_much
            continue
        measure = measures.MEASURES[name]
        text = _said(raw.get(name), measure)
        out.append({"name": measure.title, "text": text, "help": f"{measure.about}."})
    return out


def _said(value: Any, measure: Measure) -> str:
    """Write a value with its unit; a dash where there is none."""
    if plain(value) is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    digits = measure.fact.digits if measure.fact is not None else 0
    unit = _DEG if measure.unit == "deg" else f" {measure.unit}" if measure.unit else ""
    return f"{value:.{digits}f}{unit}"


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
    return None if value is None or not np.isfinite(value) else round(float(value), digits)
