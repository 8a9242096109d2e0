"""The health of a dataset: what can be used and what cannot, what is rare, doubled, or leaks.

Every finding names its videos, so that each number is one step from what it counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from .._util.words import many, rounded
from ..config import Config, HealthConfig
from . import texts
from .analysis import ABSTAIN_REASONS, GRADES, STATUS_OK
from .duplicates import MOVEMENT, Copy
from .playable import REMEDY, not_played

USABLE, PICTURE, BALANCE, COPIES, LEAKS = "usable", "picture", "balance", "copies", "leaks"
GROUPS = {
    USABLE: "What can be used",
    PICTURE: "Files and cameras",
    BALANCE: "What is rare, and who outweighs",
    COPIES: "Copies",
    LEAKS: "Leaks between splits",
}


@dataclass(frozen=True)
class VideoFacts:
    """What is known of one video."""

    sample_id: str
    path: str
    status: str | None
    """``None`` if it was not analyzed."""
    labels: tuple[str, ...] = ()
    """Labels that hold for its repetitions."""
    plate_pct: float | None = None
    """Median over its repetitions of the share of frames with a plate before the lifter."""
    above_deg: float | None = None
    """Median over its graded repetitions of how far the interval of the wink reaches above it."""
    yaw_deg: float | None = None
    side: str | None = None
    fps: float | None = None
    size_px: tuple[int, int] | None = None
    codec: str | None = None
    lifter: str | None = None
    load_kg: float | None = None
    split: str | None = None

    @property
    def graded(self) -> int:
        """How many of its repetitions have a grade."""
        return sum(label in GRADES for label in self.labels)


@dataclass(frozen=True)
class Finding:
    """One number about a dataset, with the videos that it counts."""

    group: str
    name: str
    text: str
    remedy: str = ""
    sample_ids: tuple[str, ...] = field(default=(), repr=False)

    def to_json(self) -> dict[str, Any]:
        """Plain dictionary, ready for JSON."""
        return {**asdict(self), "sample_ids": list(self.sample_ids)}


def examine(
    videos: Sequence[VideoFacts],
    copies: Sequence[Copy] = (),
    *,
    config: Config | None = None,
    health: HealthConfig | None = None,
) -> list[Finding]:
    """Examine a dataset.

    Parameters
    ----------
    videos
        All videos.
    copies
        Pairs of them that are alike, as positions in ``videos``; see :mod:`.duplicates`.
    config
        Settings of the run, whose cut-offs the remedies name.

    Returns
    -------
    list of Finding
        In the order of :data:`GROUPS`; nothing where there are no videos.
    """
    health, config = health or HealthConfig(), config or Config()
    if not videos:
        return []
    return [
        *_usable(videos, config, health),
        *_picture(videos, config, health),
        *_balance(videos, health),
        *_copies(videos, copies),
        *_leaks(videos, copies),
    ]


def _finding(
    group: str, name: str, found: Iterable[VideoFacts], text: str, remedy: str = ""
) -> Finding:
    return Finding(group, name, text, remedy, tuple(video.sample_id for video in found))


def _usable(videos: Sequence[VideoFacts], config: Config, health: HealthConfig) -> list[Finding]:
    remedies = texts.remedies(config)
    good = [v for v in videos if v.graded]
    reps = sum(v.graded for v in good)
    out = [
        _finding(
            USABLE, "graded", good,
            f"{many(len(good), 'video')} of {len(videos):,} have a graded repetition, "
            f"{many(reps, 'repetition')} in all",
        )
    ]  # fmt: skip
    left = [v for v in videos if v.status is None]
    if left:
        out.append(
            _finding(USABLE, "not_analyzed", left, f"{many(len(left), 'video')} not analyzed yet",
                     "Run 'Analyze squats' on them.")
        )  # fmt: skip
    for status, found in _by(videos, lambda v: v.status):
        if status in (None, STATUS_OK):
            continue
        why = texts.WHY_NOT.get(str(status), str(status).replace("_", " "))
        said = f"{many(len(found), 'video')}: {why}"
        out.append(_finding(USABLE, str(status), found, said, remedies.get(str(status), "")))
    oblique = [v for v in videos if v.yaw_deg is not None and v.yaw_deg > config.view.max_yaw_deg]
    step = health.yaw_step_deg
    for center, found in _by(oblique, lambda v: step * round((v.yaw_deg or 0.0) / step)):
        out.append(
            _finding(
                USABLE, f"yaw_{center:g}", found,
                f"{many(len(found), 'video')} filmed from about {center:g} deg off the side",
                remedies["unclear_view"],
            )
        )  # fmt: skip
    for name in ABSTAIN_REASONS:
        found = [v for v in videos if v.status == STATUS_OK and name in v.labels]
        if found:
            number = sum(v.labels.count(name) for v in found)
            out.append(
                _finding(
                    USABLE, f"reps_{name}", found,
                    f"{many(number, 'repetition')} of measured videos not judged: "
                    f"{texts.WHY_NOT[name]}",
                    remedies.get(name, ""),
                )
            )  # fmt: skip
    return out


def _picture(videos: Sequence[VideoFacts], config: Config, health: HealthConfig) -> list[Finding]:
    out = []
    for codec, found in _by(videos, lambda v: v.codec):
        name = codec or "unknown codec"
        said = f"{many(len(found), 'video')} in {name}"
        kind = not_played(codec)
        remedy = f"It stays black in most browsers. {REMEDY}" if kind else ""
        out.append(_finding(PICTURE, f"codec_{codec or 'unknown'}", found, said, remedy))
    for side, found in _by([v for v in videos if v.side], lambda v: v.side):
        said = f"{many(len(found), 'video')} with the {side} side of the lifter to the camera"
        out.append(_finding(PICTURE, f"side_{side}", found, said))
    for size, found in _by([v for v in videos if v.size_px], lambda v: v.size_px):
        width, height = size
        said = f"{many(len(found), 'video')} of {width} x {height} pixels"
        out.append(_finding(PICTURE, f"size_{width}x{height}", found, said))
    least = 100.0 * config.view.some_plate
    behind = [v for v in videos if v.plate_pct is not None and v.plate_pct > least]
    if behind:
        out.append(
            _finding(
                PICTURE, "plate", behind,
                f"{many(len(behind), 'video')} with a plate in front of the lifter for more than "
                f"{least:g} % of a repetition",
                "Film so that the plates do not hide the hip, or from the other side.",
            )
        )  # fmt: skip
    hidden = [v for v in videos if v.above_deg is not None and v.above_deg > health.max_above_deg]
    if hidden:
        out.append(
            _finding(
                PICTURE, "clothes", hidden,
                f"{many(len(hidden), 'video')} in which the waist is hard to see, so the interval "
                f"of the wink reaches more than {health.max_above_deg:g} deg above it",
                "Film in tight clothes, or with the shirt tucked in and a waistband or belt that "
                "stands out.",
            )
        )  # fmt: skip
    slow = [v for v in videos if v.fps is not None and v.fps < config.view.min_fps]
    if slow:
        out.append(
            _finding(
                PICTURE, "slow", slow,
                f"{many(len(slow), 'video')} with less than {config.view.min_fps:g} frames per "
                "second",
                texts.remedies(config)["fps_too_low"],
            )
        )  # fmt: skip
    return out


def _balance(videos: Sequence[VideoFacts], health: HealthConfig) -> list[Finding]:
    out = []
    grades = Counter(label for v in videos for label in v.labels if label in GRADES)
    whole = sum(grades.values())
    if not whole:
        return []
    for grade in GRADES:
        found = [v for v in videos if grade in v.labels]
        number = grades[grade]
        said = f"{many(number, 'repetition')} {grade}, {rounded(100.0 * number / whole)} %"
        few = number < health.few
        remedy = "Too few to learn or to test this grade; add videos that show it." if few else ""
        out.append(_finding(BALANCE, f"grade_{grade}", found, said, remedy))
        people = {v.lifter for v in found if v.lifter}
        if len(people) == 1 and len({v.lifter for v in videos if v.lifter}) > 1:
            (one,) = people
            out.append(
                _finding(
                    BALANCE, f"one_lifter_{grade}", found,
                    f"All repetitions {grade} with a known lifter are of {one}",
                    "A model may learn the lifter instead of the wink; add others.",
                )
            )  # fmt: skip
    for what, of in (
        ("lifter", lambda v: v.lifter),
        ("load", lambda v: None if v.load_kg is None else f"{v.load_kg:g} kg"),
    ):
        known = [v for v in videos if of(v) is not None]
        if not known:
            out.append(
                _finding(
                    BALANCE, f"no_{what}", videos, f"The {what} is not known of any video",
                    "Read it from a field or from the file names.",
                )
            )  # fmt: skip
            continue
        for value, found in _by(known, of):
            number = sum(v.graded for v in found)
            more = f"{many(number, 'graded repetition')}, {rounded(100.0 * number / whole)} %"
            over = number > health.max_share * whole
            remedy = f"This {what} outweighs all others together; add others." if over else ""
            said = f"{what.capitalize()} {value}: {many(len(found), 'video')}, {more}"
            out.append(_finding(BALANCE, f"{what}_{value}", found, said, remedy))
    return out


def _copies(videos: Sequence[VideoFacts], copies: Sequence[Copy]) -> list[Finding]:
    out = []
    same = [found for _, found in _by(videos, lambda v: v.path) if len(found) > 1]
    for found in same:
        said = f"{many(len(found), 'sample')} of the same file {found[0].path}"
        out.append(_finding(COPIES, f"file_{found[0].path}", found, said, "Delete all but one."))
    for copy in copies:
        a, b = videos[copy.a], videos[copy.b]
        if a.path == b.path:
            continue
        said = f"{a.path} and {b.path}: {_alike(copy)}"
        out.append(
            _finding(COPIES, f"copy_{a.sample_id}_{b.sample_id}", (a, b), said,
                     "Look at both, and delete one if they are the same clip.")
        )  # fmt: skip
    return out


def _alike(copy: Copy) -> str:
    if copy.by == MOVEMENT:
        scene = {True: "the same pictures", False: "other pictures", None: "pictures not compared"}
        mirrored = ", mirrored" if copy.mirrored else ""
        return f"the same movement, {scene[copy.same_scene]}{mirrored}"
    return "the same pictures" + (", mirrored" if copy.mirrored else "")


def _leaks(videos: Sequence[VideoFacts], copies: Sequence[Copy]) -> list[Finding]:
    out = []
    for copy in copies:
        a, b = videos[copy.a], videos[copy.b]
        if a.split and b.split and a.split != b.split:
            out.append(
                _finding(
                    LEAKS, f"copy_{a.sample_id}_{b.sample_id}", (a, b),
                    f"{a.path} ({a.split}) and {b.path} ({b.split}) are alike",
                    "Put both into the same split, or delete one.",
                )
            )  # fmt: skip
    for key, found in _by([v for v in videos if v.split], lambda v: v.path):
        splits = sorted({str(v.split) for v in found})
        if len(splits) > 1:
            out.append(
                _finding(LEAKS, f"file_{key}", found, f"{key} is in {_and(splits)}",
                         "Keep it in one split.")
            )  # fmt: skip
    named = [v for v in videos if v.split and v.lifter]
    for lifter, found in _by(named, lambda v: v.lifter):
        splits = sorted({str(v.split) for v in found})
        if len(splits) > 1:
            out.append(
                _finding(
                    LEAKS, f"lifter_{lifter}", found,
                    f"Lifter {lifter} is in {_and(splits)} ({many(len(found), 'video')})",
                    "Split by lifter, or a model is tested on people whom it has seen.",
                )
            )  # fmt: skip
    return out


def _and(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"


def _by(
    videos: Iterable[VideoFacts], of: Callable[[VideoFacts], Any]
) -> list[tuple[Any, list[VideoFacts]]]:
    """Videos by a value, the most frequent first."""
    found: dict[Hashable, list[VideoFacts]] = {}
    for video in videos:
        found.setdefault(of(video), []).append(video)
    return sorted(found.items(), key=lambda pair: (-len(pair[1]), str(pair[0])))


def by_group(findings: Sequence[Finding]) -> Mapping[str, list[Finding]]:
    """Return findings by group, in the order of :data:`GROUPS`; groups without any are left out."""
    found = {group: [f for f in findings if f.group == group] for group in GROUPS}
    return {group: each for group, each in found.items() if each}
