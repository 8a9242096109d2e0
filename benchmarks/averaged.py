"""Whether averaging several looks at one clip is worth it, as docs/accuracy.md tells.

``python benchmarks/averaged.py CLIPS`` prints the figures of the product and of three ways to look
again, for a folder of clips with truth: the mirrored clip through MediaPipe as well (twice the
inference), every frame's outline cut at four places, and twice as many frames that all others are
compared with.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest import mock

import numpy as np

from fo_buttwink.bench import stability
from fo_buttwink.bench.accuracy import summarize
from fo_buttwink.bench.score import ClipScore, score_clip
from fo_buttwink.bench.truth import find_truths, read_truth
from fo_buttwink.config import Config
from fo_buttwink.domain.observations import PoseObservations
from fo_buttwink.measure.pelvis import estimate as module
from fo_buttwink.measure.pelvis.estimate import PelvisEstimate, estimate_pelvis
from fo_buttwink.measure.pelvis.patch import LEFT, RIGHT, SIZE
from fo_buttwink.pipeline import estimators
from fo_buttwink.pipeline.analyze import analyze_observations
from fo_buttwink.pipeline.estimators import Estimator, Sight, by_network, by_network_and_waist
from fo_buttwink.pipeline.observe import observe_video

OTHER = {"left": "right", "right": "left"}
CUTS = [(x, y) for x in (-1, 1) for y in (-1, 1)]
"""Cells of a patch that it is moved by: as far as the networks were shifted in training."""
MIRRORED = replace(next(v for v in stability.VARIANTS if v.name == "mirrored"), crf=8)
FIGURES = (
    "abstained_pct", "flexion_rmse_deg", "tilt_rmse_deg", "wink_mae_deg", "reversal_mae_deg",
    "onset_mae_pct", "grade_exact_pct", "wink_interval_holds_pct",
)  # fmt: skip


def mean(found: Sequence[PelvisEstimate]) -> PelvisEstimate:
    """Average of several estimates, where the first is known; others may lack frames."""
    first = found[0]
    out = {}
    for name in ("pelvic_tilt_deg", "lumbar_flexion_deg", "flexion_sd_deg"):
        own = getattr(first, name)
        rows = [own]
        for other in found[1:]:
            row = own.copy()
            values = getattr(other, name)[: len(own)]
            known = np.isfinite(values)
            row[: len(values)][known] = values[known]
            rows.append(np.where(np.isfinite(own), row, np.nan))
        out[name] = np.mean(rows, axis=0)
    return replace(first, **out)


def averaged(looks: Callable[[Sight], Iterator[PelvisEstimate]]) -> Estimator:
    """Return the product with the average of several looks in place of the network's one."""

    def estimator(sight: Sight) -> PelvisEstimate | None:
        if by_network(sight) is None:
            return None
        found = mean(list(looks(sight)))
        with mock.patch.object(estimators, "by_network", lambda _: found):
            return by_network_and_waist(sight)

    return estimator


def and_mirrored(mirrored: PoseObservations) -> Estimator:
    """Return the average of a clip and its mirrored copy, which shows the other side."""

    def looks(sight: Sight) -> Iterator[PelvisEstimate]:
        own = by_network(sight)
        assert own is not None
        yield own
        n = min(len(sight.standing), len(mirrored.time_s))
        part, side = mirrored.part(0, n), OTHER[sight.side]
        yield estimate_pelvis(part, side, sight.standing[:n], sight.config.filter)

    return averaged(looks)


def four_cuts() -> Estimator:
    """Return the average of four cuts of every frame's outline."""

    def looks(sight: Sight) -> Iterator[PelvisEstimate]:
        for cut in CUTS:
            with moved(np.array(cut) * (RIGHT - LEFT) / SIZE):
                found = by_network(sight)
            assert found is not None
            yield found

    return averaged(looks)


@contextmanager
def moved(by: np.ndarray) -> Iterator[None]:
    """Cut all patches so many body lengths from where they are cut."""
    usual = module._patches

    def elsewhere(obs, anchor, body, *rest):
        return usual(obs, anchor + by * body, body, *rest)

    with mock.patch.object(module, "_patches", elsewhere):
        yield


def more_anchors(sight: Sight) -> PelvisEstimate | None:
    """Compare every frame with twice as many others."""
    usual = module.choose_anchors
    with mock.patch.object(module, "choose_anchors", lambda height: usual(height, 24)):
        return by_network_and_waist(sight)


def main() -> None:
    """Print a row of figures for each way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clips", type=Path)
    config = Config()
    scores: dict[str, list[ClipScore]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for video, path in find_truths(parser.parse_args().clips):
            truth, obs = read_truth(path), observe_video(video, config)
            copy = Path(folder) / video.name
            stability.write_variant(video, copy, MIRRORED)
            ways = {
                "the product": by_network_and_waist,
                "and mirrored": and_mirrored(observe_video(copy, config, cache=False)),
                "four cuts": four_cuts(),
                "24 anchors": more_anchors,
            }
            for name, way in ways.items():
                found = analyze_observations(obs, config, estimator=way)
                scores.setdefault(name, []).append(score_clip(truth, found))
    print("|  |", " | ".join(FIGURES), "|")
    for name, of_one in scores.items():
        figures = summarize(of_one, config)
        print(f"| {name} |", " | ".join(str(figures[key]) for key in FIGURES), "|")


if __name__ == "__main__":
    main()
