"""Score analyses against what was seen by eye, and against themselves within a set."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scipy.stats import spearmanr

from ...config import PeopleConfig
from ...domain.analysis import GRADES, Repetition, VideoAnalysis
from . import figures
from .read import EYE_GRADES

Analyses = Mapping[str, VideoAnalysis]
_MIN_RANKED = 3
"""Of two clips any order is a perfect one or its reverse."""


def graded(analysis: VideoAnalysis) -> list[Repetition]:
    """Return the repetitions that carry a grade."""
    return [rep for rep in analysis.reps if rep.measurable]


def against_eye(grades: Mapping[str, int], analyses: Analyses) -> dict[str, Any]:
    """Amounts of whole clips against their grade by eye.

    Parameters
    ----------
    grades
        0 (none) to 4 (clear) by name of the video.
    """
    rows = [_eye_row(name, grade, analyses[name]) for name, grade in grades.items()
            if name in analyses]  # fmt: skip
    measured = [row for row in rows if row["median_wink_deg"] is not None]
    nothing = [row for row in rows if row["grade"] == 0]
    clear = [row for row in rows if row["grade"] == len(EYE_GRADES) - 1]
    found = sum(row["reps"] for row in rows)
    measurable = sum(row["graded"] for row in rows)
    return {
        "clips": rows,
        "spearman": _spearman(
            [row["median_wink_deg"] for row in measured], [row["grade"] for row in measured]
        ),
        "ranked_clips": len(measured),
        "none_clips": len(nothing),
        "none_clips_graded": sum(row["graded"] > 0 for row in nothing),
        "none_clips_called_moderate": sum(_at_least(row, "moderate") > 0 for row in nothing),
        "clear_clips": len(clear),
        "clear_clips_graded": sum(row["graded"] > 0 for row in clear),
        "clear_clips_called_subtle": sum(
            0 < row["graded"] == _at_least(row, "subtle") for row in clear
        ),
        "reps": found,
        "graded": measurable,
        "graded_pct": figures.percent(measurable, found),
    }


def _eye_row(name: str, grade: int, analysis: VideoAnalysis) -> dict[str, Any]:
    known = graded(analysis)
    amounts = [rep.wink_deg for rep in known if rep.wink_deg is not None]
    return {
        "video": name,
        "grade": grade,
        "by_eye": EYE_GRADES[grade],
        "reps": len(analysis.reps),
        "graded": len(known),
        "median_wink_deg": figures.median(amounts),
        "labels": _counts([rep.label for rep in analysis.reps]),
        "status": analysis.status,
    }


def _at_least(row: dict[str, Any], least: str) -> int:
    return sum(row["labels"].get(label, 0) for label in GRADES[GRADES.index(least) :])


def _counts(labels: list[str]) -> dict[str, int]:
    return {label: labels.count(label) for label in dict.fromkeys(labels)}


def _spearman(amounts: list[float], grades: list[int]) -> float | None:
    """Rank agreement; ``None`` for too few clips, or where one side says the same of all."""
    if len(amounts) < _MIN_RANKED or len(set(amounts)) < 2 or len(set(grades)) < 2:
        return None
    return figures.rounded(float(spearmanr(amounts, grades).statistic))


def movements(not_squats: tuple[str, ...], analyses: Analyses) -> dict[str, Any]:
    """Clips of other movements in which squats were counted, or even graded."""
    rows = [
        {
            "video": name,
            "counted": len(analyses[name].reps),
            "graded": len(graded(analyses[name])),
            "status": analyses[name].status,
        }
        for name in not_squats
        if name in analyses
    ]
    return {
        "clips": rows,
        "counted": [row["video"] for row in rows if row["counted"]],
        "graded": [row["video"] for row in rows if row["graded"]],
    }


def counts(by_eye: Mapping[str, int], analyses: Analyses) -> dict[str, Any]:
    """Repetitions found against those counted by eye."""
    rows = [
        {"video": name, "by_eye": count, "found": len(analyses[name].reps)}
        for name, count in by_eye.items()
        if name in analyses
    ]
    off = [abs(int(row["found"]) - int(row["by_eye"])) for row in rows]  # type: ignore[call-overload]
    return {
        "clips": rows,
        "exact": off.count(0),
        "off_by_one": off.count(1),
        "off_by_more": sum(d > 1 for d in off),
    }


def within_sets(analyses: Analyses, config: PeopleConfig) -> dict[str, Any]:
    """How much the repetitions of a clip scatter, and how often an onset is stated.

    One lifter's repetitions of one set are much alike, so a large scatter is the machine's. A
    small one proves nothing: whoever always answers the same has none.

    Parameters
    ----------
    analyses
        Clips of squats only.
    """
    rows: list[dict[str, Any]] = []
    winks = stated = 0
    for name, analysis in analyses.items():
        reps = graded(analysis)
        amounts = [rep.wink_deg for rep in reps if rep.wink_deg is not None]
        onsets = [rep.onset_pct for rep in reps if rep.onset_pct is not None]
        large = [r for r in reps if r.wink_deg is not None and r.wink_deg >= config.onset_from_deg]
        winks += len(large)
        stated += sum(rep.onset_pct is not None for rep in large)
        least = config.min_reps_in_set
        rows.append(
            {
                "video": name,
                "graded": len(reps),
                "onsets": len(onsets),
                "onset_median_pct": figures.median(onsets),
                "wink_sd_deg": figures.sd(amounts) if len(amounts) >= least else None,
                "onset_sd_pct": figures.sd(onsets) if len(onsets) >= least else None,
            }
        )
    wink_sds = [row["wink_sd_deg"] for row in rows if row["wink_sd_deg"] is not None]
    onset_sds = [row["onset_sd_pct"] for row in rows if row["onset_sd_pct"] is not None]
    return {
        "clips": [r for r in rows if r["wink_sd_deg"] is not None or r["onset_sd_pct"] is not None],
        "wink_sd_median_deg": figures.median(wink_sds),
        "wink_sd_clips": len(wink_sds),
        "onset_sd_median_pct": figures.median(onset_sds),
        "onset_sd_clips": len(onset_sds),
        "winks": winks,
        "onsets_stated": stated,
        "onsets_stated_pct": figures.percent(stated, winks),
    }
