"""Measures by hand in the format of ``hand.json``: means of several passes, with how they differ.

``{video file: {repetition number: {...}}}``; six 0-based ``frames`` (standing, four in the descent,
the deepest), angles as change from the second, amounts as in :mod:`.amounts`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..._util.arrays import FloatArray
from ..._util.paths import below_common_folder, parts_of
from ..._util.words import many
from .amounts import amounts_of
from .frames import STILLS
from .matching import by_repetition, repetition_of
from .record import COUNTED, HIDDEN, QUALITIES, HandMeasure

Spans = Mapping[str, Sequence[tuple[int, int]]]


def merged(
    frames: Sequence[int],
    pelvis: Sequence[FloatArray],
    trunk: Sequence[FloatArray],
    qualities: Sequence[str],
) -> dict[str, Any]:
    """One repetition of ``hand.json`` from one pass or several of the same frames.

    Angles are means of all passes, amounts follow from the means, and the worst quality counts;
    without a wink it is at best ``poor``.

    Parameters
    ----------
    frames
        0-based.
    pelvis, trunk
        Of each pass (6,) changes from the second frame; NaN where there is no line.
    """
    mean_pelvis, mean_trunk = np.mean(pelvis, axis=0), np.mean(trunk, axis=0)
    quality = max(qualities, key=QUALITIES.index)
    found = _amounts(mean_pelvis, mean_trunk, quality)
    if quality in COUNTED and (found["wink_deg"] is None or not np.isfinite(mean_pelvis).all()):
        quality = "poor"
    return {
        "frames": list(frames),
        "pelvis_deg": _rounded(mean_pelvis),
        "trunk_deg": _rounded(mean_trunk),
        "reversal_deg": found["pelvic_reversal_deg"],
        "reversal_by_pass": [
            _amounts(p, t, q)["pelvic_reversal_deg"]
            for p, t, q in zip(pelvis, trunk, qualities, strict=True)
        ],
        "lumbar_rise_deg": found["lumbar_rise_deg"],
        "wink_deg": found["wink_deg"],
        "quality": quality,
        "passes_differ_deg": {"pelvis": _largest(pelvis), "trunk": _largest(trunk)},
    }


def to_hand_json(
    videos: Mapping[str, Sequence[HandMeasure]], spans: Spans | None = None
) -> tuple[dict[str, Any], list[str]]:
    """Return the measures of some videos in the format of ``hand.json``.

    People and passes are merged where they measured the same six frames. What the format cannot
    hold is left out, and said.

    Parameters
    ----------
    videos
        Measures by path of the video.
    spans
        Frames of the repetitions of a run by path, which number the repetitions; without them
        those that were measured are numbered.

    Returns
    -------
    dict, list of str
        The content of the file, and what was left out, as sentences.

    Notes
    -----
    Videos are named by their file names; where two have the same, all are named by their paths
    below the folder that they lie in.
    """
    out: dict[str, Any] = {}
    notes: list[str] = []
    names = {path: parts_of(path)[-1] for path in videos}
    if len(set(names.values())) < len(names):
        names = below_common_folder(videos)
    for path, measures in videos.items():
        name = names[path]
        known = (spans or {}).get(path) or []
        for number, group in enumerate(by_repetition(measures), 1):
            at = repetition_of(group[0].span, known)
            if known and at is None:
                notes.append(f"{name}: no repetition of the run overlaps {_spelt(group)}.")
                continue
            usual, left = _usual(group)
            if left:
                notes.append(f"{name}: left out are {_spelt(left)}: other frames, or not six.")
            if usual:
                out.setdefault(name, {})[str(number if at is None else at + 1)] = _entry(usual)
    return out, notes


def _entry(group: Sequence[HandMeasure]) -> dict[str, Any]:
    entry = merged(
        [f.frame - 1 for f in group[0].frames],
        [m.angles_deg("pelvis") for m in group],
        [m.angles_deg("trunk") for m in group],
        [m.quality for m in group],
    )
    entry["measured_by"] = [f"{m.who}, pass {m.pass_number}" for m in group]
    entry["notes"] = [m.note for m in group]
    return entry


def _usual(group: Sequence[HandMeasure]) -> tuple[list[HandMeasure], list[HandMeasure]]:
    """Return the measures of those six frames that most of them share, and the others."""
    frames = {m.measure_id: tuple(f.frame for f in m.frames) for m in group}
    fits = [
        m
        for m in group
        if len(m.frames) == STILLS
        and m.reference == m.frames[1].frame
        and m.deepest == m.frames[-1].frame
    ]
    if not fits:
        return [], list(group)
    most = Counter(frames[m.measure_id] for m in fits).most_common(1)[0][0]
    usual = [m for m in fits if frames[m.measure_id] == most]
    return usual, [m for m in group if m not in usual]


def _spelt(group: Sequence[HandMeasure]) -> str:
    first = group[0]
    return (
        f"{many(len(group), 'measure')} of frames {first.first} to {first.last} "
        f"({', '.join(f'{m.who}, pass {m.pass_number}' for m in group)})"
    )


def _amounts(pelvis: FloatArray, trunk: FloatArray, quality: str) -> dict[str, float | None]:
    if quality == HIDDEN:
        return dict.fromkeys(("pelvic_reversal_deg", "lumbar_rise_deg", "wink_deg"))
    return amounts_of(pelvis[1:], trunk[1:]).to_json()


def _rounded(values: FloatArray) -> list[float | None]:
    return [round(float(v), 1) + 0.0 if np.isfinite(v) else None for v in values]


def _largest(passes: Sequence[FloatArray]) -> float | None:
    """Largest difference of two passes in any frame; ``None`` of a single one."""
    if len(passes) < 2:
        return None
    ranges = np.max(passes, axis=0) - np.min(passes, axis=0)
    known = ranges[np.isfinite(ranges)]
    return round(float(known.max()), 1) if len(known) else None
