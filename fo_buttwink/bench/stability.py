"""On real footage there is no truth, but the same performance must give the same result.

Each video is changed in ways that leave the movement as it is (mirrored, half size, rolled,
brighter, darker, low bit rate, padded, half the frame rate, first seconds cut off), analysed again,
and compared repetition by repetition.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import numpy.typing as npt

from ..config import Config
from ..domain.analysis import Repetition, VideoAnalysis
from ..errors import BenchError
from ..pipeline.analyze import analyze_video
from ..video.reader import VideoReader

Image = npt.NDArray[np.uint8]

MAX_WINK_DEG, MAX_ONSET_PCT = 3.0, 5.0
"""How far a variant may be off."""


@dataclass(frozen=True)
class Variant:
    """One harmless change of a video."""

    name: str
    change: Callable[[Image], Image] = lambda image: image
    crf: int = 18
    every: int = 1
    """Keep every n-th frame."""
    skip_s: float = 0.0


def _gain(factor: float, offset: float = 0.0) -> Callable[[Image], Image]:
    def change(image: Image) -> Image:
        return np.clip(image.astype(np.float32) * factor + offset, 0, 255).astype(np.uint8)

    return change


def _pad(image: Image) -> Image:
    """Wider borders on two sides, a little cut off on the others."""
    h, w = image.shape[:2]
    cut = image[: h - h // 40, w // 40 :]
    return np.pad(cut, ((h // 8, 0), (0, w // 6), (0, 0)), constant_values=30)


def _roll(image: Image, degrees: float = 5.0) -> Image:
    """Return the picture of a camera that is not held level."""
    h, w = image.shape[:2]
    turn = cv2.getRotationMatrix2D((w / 2, h / 2), degrees, 1.0)
    return np.asarray(
        cv2.warpAffine(image, turn, (w, h), borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


VARIANTS = (
    Variant("re-encoded"),
    Variant("mirrored", lambda image: np.ascontiguousarray(image[:, ::-1])),
    Variant(
        "half size",
        lambda image: np.asarray(
            cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8
        ),
    ),
    Variant("rolled by 5 deg", _roll),
    Variant("brighter", _gain(1.35, 20.0)),
    Variant("darker", _gain(0.45)),
    Variant("low bit rate", crf=36),
    Variant("cropped and padded", _pad),
    Variant("half frame rate", every=2),
    Variant("start cut off", skip_s=1.0),
)


def write_variant(video: Path, out: Path, variant: Variant) -> None:
    """Write a changed copy of a video as H.264."""
    with VideoReader(video) as reader, av.open(str(out), "w") as container:
        stream: Any = None
        rate = Fraction(reader.info.fps / variant.every).limit_denominator(1001)
        for frame in reader:
            if frame.index % variant.every or frame.time_s < variant.skip_s:
                continue
            image = variant.change(frame.image)
            image = np.ascontiguousarray(
                image[: image.shape[0] // 2 * 2, : image.shape[1] // 2 * 2]
            )
            if stream is None:
                stream = container.add_stream("libx264", rate=rate)
                stream.height, stream.width = image.shape[:2]
                stream.pix_fmt = "yuv420p"
                stream.options = {"crf": str(variant.crf), "preset": "veryfast"}
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        if stream is not None:
            container.mux(stream.encode())


def compare(
    reference: VideoAnalysis, other: VideoAnalysis, shift_s: float
) -> Iterator[tuple[Repetition, Repetition | None]]:
    """Pairs of repetitions that overlap in time; ``None`` where the variant lost one."""
    assert reference.fps is not None
    for rep in reference.reps:
        start, end = (rep.first - 1) / reference.fps, (rep.last - 1) / reference.fps
        if start < shift_s:
            continue  # cut away with the start of the clip
        best = None
        for candidate in other.reps:
            assert other.fps is not None
            a = (candidate.first - 1) / other.fps + shift_s
            b = (candidate.last - 1) / other.fps + shift_s
            if (min(end, b) - max(start, a)) / (max(end, b) - min(start, a)) > 0.4:
                best = candidate
        yield rep, best


def run(
    videos: list[Path],
    config: Config | None = None,
    *,
    cache: bool = False,
    progress: Callable[[str], None] | None = None,
) -> list[dict[str, Any]]:
    """Compare all variants of all videos with the original.

    Parameters
    ----------
    videos
        Files.
    config
        Settings.
    cache
        Keep what was seen in the variants too, so that a second run, with other cut-offs say,
        takes seconds.
    progress
        Called with a line per variant.

    Returns
    -------
    list of dict
        One row per video and variant: pairs of measurable repetitions, those within the limits,
        largest difference of ``wink_deg`` and of onset, repetitions lost, repetitions on which it
        abstains instead.

    Raises
    ------
    ValueError
        If a video cannot be read.
    """
    config = config or Config()
    rows = []
    for video in videos:
        reference = analyze_video(video, config)
        if reference.fps is None:
            raise BenchError(reference.message)
        with tempfile.TemporaryDirectory() as folder:
            for variant in VARIANTS:
                copy = Path(folder) / f"{variant.name.replace(' ', '_')}.mp4"
                write_variant(video, copy, variant)
                other = analyze_video(copy, config, cache=cache)
                rows.append(_row(video, variant, reference, other))
                if progress is not None:
                    progress(f"{video.name}: {variant.name}")
                copy.unlink()
    return rows


def _row(
    video: Path, variant: Variant, reference: VideoAnalysis, other: VideoAnalysis
) -> dict[str, Any]:
    pairs = list(compare(reference, other, variant.skip_s))
    measured = [
        (a, b)
        for a, b in pairs
        if b is not None and a.wink_deg is not None and b.wink_deg is not None
    ]
    wink = [abs(a.wink_deg - b.wink_deg) for a, b in measured]  # type: ignore[operator]
    moved = [
        abs(a.onset_pct - b.onset_pct)
        if a.onset_pct is not None and b.onset_pct is not None
        else None
        for a, b in measured
    ]
    onset = [d for d in moved if d is not None]
    return {
        "video": video.name,
        "variant": variant.name,
        "reps": len(pairs),
        "lost": sum(b is None for _, b in pairs),
        "abstains": sum(b is not None and a.measurable and not b.measurable for a, b in pairs),
        "measured": len(measured),
        "wink_within": sum(d <= MAX_WINK_DEG for d in wink),
        "onsets": len(onset),
        "onset_within": sum(d <= MAX_ONSET_PCT for d in onset),
        "onset_in_one": sum((a.onset_pct is None) != (b.onset_pct is None) for a, b in measured),
        "wink_max_deg": round(max(wink), 1) if wink else None,
        "onset_max_pct": round(max(onset), 1) if onset else None,
        "within": all(d <= MAX_WINK_DEG for d in wink)
        and all(d <= MAX_ONSET_PCT for d in onset)
        and not any(b is None for _, b in pairs),
    }


def summary(rows: list[dict[str, Any]]) -> str:
    """How many repetitions of all copies stay within the limits, in words."""
    total = {key: sum(row[key] for row in rows) for key in _COUNTED}

    def share(part: str, whole: str) -> str:
        n, of = total[part], total[whole]
        return f"{n} of {of}" + (f" ({100 * n / of:.0f} %)" if of else "")

    return (
        f"`wink_deg` changes by at most {MAX_WINK_DEG:g} deg in {share('wink_within', 'measured')} "
        f"repetitions, the onset by at most {MAX_ONSET_PCT:g} % of the descent in "
        f"{share('onset_within', 'onsets')}. In {total['onset_in_one']} repetitions only one of "
        f"the two has an onset. Of {total['reps']} repetitions {total['lost']} are lost and "
        f"{total['abstains']} abstain instead."
    )


_COUNTED = ("reps", "lost", "abstains", "measured", "wink_within", "onsets", "onset_within",
            "onset_in_one")  # fmt: skip


def table(rows: list[dict[str, Any]]) -> str:
    """Rows as a Markdown table."""
    keys = (
        "video",
        "variant",
        "reps",
        "lost",
        "abstains",
        "measured",
        "wink_within",
        "wink_max_deg",
        "onsets",
        "onset_within",
        "onset_max_pct",
        "within",
    )
    lines = ["| " + " | ".join(keys) + " |", "|---" * len(keys) + "|"]
    for row in rows:
        cells = ["-" if row[k] is None else str(row[k]) for k in keys]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)
