"""Score analyses against angles that were measured by hand.

Errors are machine minus hand, in degrees. A repetition is matched by frames: its deepest frame
by hand lies inside the repetition that the machine found, whatever the number of either.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..._util.arrays import FloatArray
from ...config import PeopleConfig
from ...domain.analysis import Repetition, VideoAnalysis
from ...domain.hand.record import COUNTED
from . import figures
from .read import TRUNK_COUNTED, Angles, HandRep


@dataclass(frozen=True)
class CurveError:
    """How far a curve is off, as change from the second of the six frames."""

    frames_deg: tuple[float, ...]
    """Errors of those of the second to the sixth frame that both know. The second is the
    reference of both, so its error is 0."""
    deepest_deg: float | None
    """Error of the sixth."""


@dataclass(frozen=True)
class HandScore:
    """One repetition by hand, and what the machine made of it."""

    hand: HandRep
    found: Repetition | None
    why: str
    """Why there is no grade to compare; empty if there is one."""
    tilt: CurveError | None
    trunk: CurveError | None

    @property
    def graded(self) -> bool:
        """Whether the machine measured it."""
        return not self.why

    @property
    def wink_error_deg(self) -> float | None:
        """``wink_deg``, machine minus hand."""
        return self._error(self.found.wink_deg if self.found else None, self.hand.wink_deg)

    @property
    def reversal_error_deg(self) -> float | None:
        """``pelvic_reversal_deg``, machine minus hand."""
        found = self.found.pelvic_reversal_deg if self.found else None
        return self._error(found, self.hand.reversal_deg)

    def _error(self, found: float | None, true: float | None) -> float | None:
        if not self.graded or self.hand.quality == "hidden" or found is None or true is None:
            return None
        return found - true

    @property
    def width_deg(self) -> float | None:
        """Width of the interval of ``wink_deg``: one that is wide enough holds anything."""
        if self.found is None or self.holds() is None or self.found.wink_deg_interval is None:
            return None
        low, high = self.found.wink_deg_interval
        return high - low

    def holds(self, more_deg: float = 0.0) -> bool | None:
        """Whether the interval of ``wink_deg``, wider by so much on both sides, holds the hand."""
        if self.wink_error_deg is None or self.found is None or self.hand.wink_deg is None:
            return None
        if self.found.wink_deg_interval is None:
            return None
        low, high = self.found.wink_deg_interval
        return low - more_deg <= self.hand.wink_deg <= high + more_deg


def compare(
    hand: Iterable[HandRep], analyses: Mapping[str, VideoAnalysis]
) -> tuple[HandScore, ...]:
    """Match repetitions and take errors, in the order of ``hand``.

    Parameters
    ----------
    hand
        Repetitions by hand; those of videos without analysis are left out.
    analyses
        By name of the video.
    """
    reps = [rep for rep in hand if rep.video in analyses]
    matches = {
        video: match([rep for rep in reps if rep.video == video], analyses[video])
        for video in {rep.video for rep in reps}
    }
    return tuple(_score(rep, analyses[rep.video], *matches[rep.video][rep.number]) for rep in reps)


def match(
    hand: Sequence[HandRep], analysis: VideoAnalysis
) -> dict[int, tuple[Repetition | None, str]]:
    """Which repetition of the machine holds the deepest frame of each by hand, or why none does.

    Where one holds several, the one with the nearest deepest frame gets it.
    """
    out: dict[int, tuple[Repetition | None, str]] = {}
    owner: dict[int, HandRep] = {}
    for rep in sorted(hand, key=lambda rep: _distance(rep, analysis)):
        inside = [found for found in analysis.reps if found.first <= rep.deepest <= found.last]
        if not inside:
            out[rep.number] = (None, _why_not_found(rep, analysis))
            continue
        best = min(inside, key=lambda found: abs(found.bottom - rep.deepest))
        if best.first in owner:
            other = owner[best.first].number
            out[rep.number] = (None, f"not found: taken for one with repetition {other}")
            continue
        owner[best.first] = rep
        out[rep.number] = (best, _why_not_graded(best))
    return out


def _distance(rep: HandRep, analysis: VideoAnalysis) -> int:
    return min((abs(found.bottom - rep.deepest) for found in analysis.reps), default=0)


def _why_not_found(rep: HandRep, analysis: VideoAnalysis) -> str:
    if rep.deepest > analysis.total_frames:
        return (
            f"not found: frame {rep.frames[-1]} (0-based) is expected, the video has "
            f"{analysis.total_frames} frames"
        )
    about = "" if analysis.reps else f"; {analysis.status}: {analysis.message}"
    return f"not found: no repetition holds frame {rep.deepest}{about}"


def _why_not_graded(found: Repetition) -> str:
    return "" if found.measurable else f"{found.label}: {found.reason}"


def _score(rep: HandRep, analysis: VideoAnalysis, found: Repetition | None, why: str) -> HandScore:
    tilt = trunk = None
    if analysis.frames is not None:
        trunk = curve_error(rep, rep.trunk_deg, analysis.frames.trunk_lean_deg)
        if rep.quality != "hidden":
            tilt = curve_error(rep, rep.pelvis_deg, analysis.frames.pelvic_tilt_deg)
    return HandScore(rep, found, why, tilt, trunk)


def curve_error(rep: HandRep, by_hand: Angles, curve: FloatArray) -> CurveError | None:
    """Errors of a curve of the machine, (T,) deg, at the frames of the hand.

    ``None`` where either lacks the second frame, or no other frame is known to both.
    """
    machine = [float(curve[f]) if f < len(curve) else math.nan for f in rep.frames]
    if by_hand[1] is None or not math.isfinite(machine[1]):
        return None
    known = {
        k: (machine[k] - machine[1]) - true
        for k, true in enumerate(by_hand)
        if k >= 1 and true is not None and math.isfinite(machine[k])
    }
    if len(known) < 2:
        return None
    return CurveError(tuple(known.values()), known.get(len(by_hand) - 1))


def summarize(scores: Sequence[HandScore], config: PeopleConfig) -> dict[str, Any]:
    """All figures against the hand, ready for JSON."""
    counted = [s for s in scores if s.hand.quality in COUNTED]
    poor = [s for s in scores if s.hand.quality == "poor"]
    seen = [s for s in scores if s.hand.quality in TRUNK_COUNTED]
    return {
        "reps": [_row(s, config) for s in scores],
        "counted": _amounts(counted, config),
        "poor": _amounts(poor, config),
        "baselines": baselines(counted),
        "curves": {
            "tilt": {"counted": _split([s.tilt for s in counted], counted),
                     "poor": _split([s.tilt for s in poor], poor)},
            "trunk": {"counted": _split([s.trunk for s in seen], seen),
                      "poor": _split([s.trunk for s in poor], poor)},
        },
        "lifters": [
            _lifter(video, [s for s in scores if s.hand.video == video])
            for video in dict.fromkeys(s.hand.video for s in scores)
        ],
    }  # fmt: skip


def _amounts(scores: Sequence[HandScore], config: PeopleConfig) -> dict[str, Any]:
    holds = [s.holds() for s in scores if s.holds() is not None]
    wider = [s.holds(config.hand_uncertainty_deg) for s in scores if s.holds() is not None]
    return {
        "reps": len(scores),
        "lifters": len({s.hand.video for s in scores}),
        "graded": sum(s.graded for s in scores),
        "abstained": sum(s.found is not None and not s.graded for s in scores),
        "not_found": sum(s.found is None for s in scores),
        "wink": figures.errors([e for s in scores if (e := s.wink_error_deg) is not None]),
        "reversal": figures.errors([e for s in scores if (e := s.reversal_error_deg) is not None]),
        "intervals": len(holds),
        "interval_width_deg": figures.mean(
            [s.width_deg for s in scores if s.width_deg is not None]
        ),
        "interval_holds": sum(map(bool, holds)),
        "interval_holds_with_hand": sum(map(bool, wider)),
    }


def baselines(scores: Sequence[HandScore]) -> dict[str, Any]:
    """Error of ``wink_deg`` of ours, of always 0, and of always the median of the hand.

    On the repetitions that ours graded, and on all of them. The median is that of these very
    repetitions, which flatters it: nobody who answers a new video knows it.
    """
    true = [s.hand.wink_deg for s in scores if s.hand.wink_deg is not None]
    ours = [e for s in scores if (e := s.wink_error_deg) is not None]
    graded = [
        s.hand.wink_deg
        for s in scores
        if s.wink_error_deg is not None and s.hand.wink_deg is not None
    ]
    middle = figures.median(true)
    out: dict[str, Any] = {"median_of_hand_deg": middle}
    out["ours"] = {"graded": figures.errors(ours), "all": None}
    for name, answer in (("always_0", 0.0), ("always_median", middle)):
        out[name] = {
            part: figures.errors([answer - t for t in values if answer is not None])
            for part, values in (("graded", graded), ("all", true))
        }
    return out


def _split(curves: Sequence[CurveError | None], scores: Sequence[HandScore]) -> dict[str, Any]:
    both = list(zip(curves, scores, strict=True))
    return {
        "graded": curve_figures([c for c, s in both if s.graded]),
        "not_graded": curve_figures([c for c, s in both if not s.graded]),
        "all": curve_figures(curves),
    }


def curve_figures(curves: Sequence[CurveError | None]) -> dict[str, Any]:
    """Figures of several curves; of those that are missing only the number."""
    known = [c for c in curves if c is not None]
    deepest = [c.deepest_deg for c in known if c.deepest_deg is not None]
    return {
        "curves": len(known),
        "missing": len(curves) - len(known),
        "frames": sum(len(c.frames_deg) for c in known),
        "rmse_deg": figures.rms([e for c in known for e in c.frames_deg]),
        "deepest_bias_deg": figures.mean(deepest),
    }


def _lifter(video: str, scores: Sequence[HandScore]) -> dict[str, Any]:
    return {
        "video": video,
        "qualities": sorted({s.hand.quality for s in scores}),
        "reps": len(scores),
        "graded": sum(s.graded for s in scores),
        "tilt": curve_figures([s.tilt for s in scores if s.hand.quality != "hidden"]),
        "trunk": curve_figures([s.trunk for s in scores]),
    }


def _row(score: HandScore, config: PeopleConfig) -> dict[str, Any]:
    rep, found = score.hand, score.found if score.graded else None
    return {
        "video": rep.video,
        "number": rep.number,
        "quality": rep.quality,
        "machine_rep": [score.found.first, score.found.bottom, score.found.last]
        if score.found
        else None,
        "label": score.found.label if score.found else None,
        "hand_wink_deg": rep.wink_deg,
        "wink_deg": figures.rounded(found.wink_deg) if found else None,
        "wink_deg_interval": [figures.rounded(v) for v in found.wink_deg_interval]
        if found and found.wink_deg_interval
        else None,
        "wink_error_deg": figures.rounded(score.wink_error_deg),
        "interval_holds": score.holds(),
        "interval_holds_with_hand": score.holds(config.hand_uncertainty_deg),
        "hand_reversal_deg": rep.reversal_deg,
        "reversal_deg": figures.rounded(found.pelvic_reversal_deg) if found else None,
        "reversal_error_deg": figures.rounded(score.reversal_error_deg),
        "tilt": curve_figures([score.tilt]) if score.tilt else None,
        "trunk": curve_figures([score.trunk]) if score.trunk else None,
        "why": score.why,
    }
