"""Training, validation and test set: by lifter, else by video, never by repetition."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

from ..errors import SplitError
from .table.rows import RepRow
from .table.table import RepTable

DEFAULT = {"train": 0.7, "val": 0.15, "test": 0.15}
BY = ("auto", "lifter", "video")


def assign_splits(
    table: RepTable,
    fractions: Mapping[str, float] | None = None,
    *,
    by: str = "auto",
    seed: int = 0,
) -> RepTable:
    """Give every row a split such that no lifter (or video) is in two of them.

    Videos of one group of a grouped dataset, such as of two cameras, count as one video. The same
    table, fractions and seed give the same splits. Classes are balanced as far as whole lifters (or
    videos) allow.

    Parameters
    ----------
    fractions
        Share of the repetitions by split name; 70/15/15 by default.
    by
        ``lifter``; ``video``; or ``auto``: by lifter if every repetition has one.

    Raises
    ------
    SplitError
        If there are too few lifters or videos, or some repetitions have no lifter.
    """
    wanted = _check_fractions(fractions or DEFAULT)
    group_of, word = _grouping(table, by)
    groups: dict[str, Counter[str]] = {}
    for _, row, name, _ in table.labels():
        groups.setdefault(group_of(row), Counter())[name] += 1
    if len(groups) < len(wanted):
        only = ", ".join(sorted(groups)[:3])
        raise SplitError(
            f"{len(wanted)} splits need at least {len(wanted)} {word}s, found {len(groups)} "
            f"({only})",
            remedy="ask for fewer splits, or export without splits"
            + ", or split by video (then one lifter is in several splits)" * (word == "lifter"),
        )
    chosen, filled = _assign(groups, wanted, seed)
    classes = Counter({(c, s): filled[s][c] for c in table.counts.by_class for s in wanted})
    note = f"Split by {word}, stratified by class, seed {seed}."
    if word == "video":
        note += " The same lifter may be in several splits: no lifter field was given."
        if any(record.group for record, *_ in table.labels()):
            note += " The videos of all cameras of a group are in the same split."
    result = replace(
        table.noting(note),
        to_split=lambda row: chosen[group_of(row)],
        counts=replace(table.counts, classes=+classes),
        splits=tuple(wanted),
    )
    check_leakage(result)
    return result


def check_leakage(table: RepTable) -> None:
    """Fail if a lifter (as split by), a video file, or a group of videos is in two splits.

    Raises
    ------
    SplitError
    """
    by_lifter = not any("may be in several splits" in note for note in table.notes)
    videos: dict[str, str] = {}
    lifters: dict[str, str] = {}
    scenes: dict[str, str] = {}
    for record, row, _, split in table.labels():
        for word, group, seen in (
            ("lifter", row.lifter if by_lifter else None, lifters),
            ("video", record.path, videos),
            ("group", record.group, scenes),
        ):
            if group and seen.setdefault(group, split) != split:
                raise SplitError(
                    f"{word} {group!r} is in splits {seen[group]!r} and {split!r}: a model "
                    "would be tested on what it was trained on; nothing was written"
                )


def balance(table: RepTable) -> str:
    """Class balance as a plain text table."""
    splits = table.splits or ("",)
    counts, over_all = table.counts.classes, table.counts.by_class
    width = max(len(c) for c in (*table.classes, "class"))
    heads = [s or "all" for s in splits]
    lines = ["  ".join([f"{'class':<{width}}", *(f"{h:>7}" for h in heads)])]
    for name in table.classes:
        numbers = (f"{counts[name, s] if s else over_all[name]:>7}" for s in splits)
        lines.append("  ".join([f"{name:<{width}}", *numbers]))
    return "\n".join(lines)


def _check_fractions(fractions: Mapping[str, float]) -> dict[str, float]:
    wanted = {name: float(share) for name, share in fractions.items() if share > 0}
    if not wanted or any(share < 0 for share in fractions.values()):
        raise SplitError(f"split shares {dict(fractions)}: expected positive numbers by split name")
    bad = [name for name in wanted if not name or set(name) & set('/\\:*?"<>|.')]
    if bad:
        raise SplitError(f"split name {bad[0]!r}: expected a name that a file can have")
    total = sum(wanted.values())
    return {name: share / total for name, share in wanted.items()}


def _grouping(table: RepTable, by: str) -> tuple[Callable[[RepRow], str], str]:
    if by not in BY:
        raise SplitError(f"split by {by!r}: expected one of {', '.join(BY)}")
    without = table.counts.without_lifter
    if by == "video" or (by == "auto" and without == table.counts.reps):
        scenes = {record.video_id: record.group for record, *_ in table.labels()}
        return (lambda row: scenes.get(row.video_id) or row.video), "video"
    if without:
        videos = sorted({row.video for _, row, _, _ in table.labels() if not row.lifter})
        raise SplitError(
            f"{without} repetitions of {len(videos)} videos have no lifter, such as {videos[0]}",
            remedy="fill in the lifter field, leave those videos out, or split by video",
        )
    return (lambda row: row.lifter or ""), "lifter"


def _assign(
    groups: dict[str, Counter[str]], wanted: dict[str, float], seed: int
) -> tuple[dict[str, str], dict[str, Counter[str]]]:
    """Split by group, and classes by split.

    Largest groups first, each to the split that misses its classes most.
    """
    totals: Counter[str] = sum(groups.values(), Counter())
    size = sum(totals.values())
    filled = {name: Counter[str]() for name in wanted}
    order = sorted(groups, key=lambda g: (-sum(groups[g].values()), _noise(seed, g)))
    chosen: dict[str, str] = {}
    for place, group in enumerate(order):
        empty = [name for name in wanted if not filled[name]]
        # The last groups go where there is nothing yet: no split may stay empty.
        options = empty if empty and len(order) - place <= len(empty) else list(wanted)
        cost = {
            name: _cost(filled[name], groups[group], totals, wanted[name], size) for name in options
        }
        best = min(options, key=lambda name: (cost[name], _noise(seed, group + name)))
        filled[best] += groups[group]
        chosen[group] = best
    return chosen, filled


def _cost(
    have: Counter[str], more: Counter[str], totals: Counter[str], share: float, size: int
) -> float:
    """By how much a split gets further from its share of each class (rare ones count more)."""
    cost = 0.0
    for name, total in totals.items():
        goal = share * total
        before = (have[name] - goal) / total
        after = (have[name] + more[name] - goal) / total
        cost += (after**2 - before**2) / share
    goal = share * size
    before = (sum(have.values()) - goal) / size
    after = before + sum(more.values()) / size
    return cost + (after**2 - before**2) / share


def _noise(seed: int, name: str) -> bytes:
    return hashlib.sha256(f"{seed}:{name}".encode()).digest()
