"""Short names of files that still tell them apart: cameras call every lifter's first clip alike."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence


def parts_of(path: str) -> list[str]:
    r"""Return the folders and the name of a path, however its system writes it.

    Examples
    --------
    >>> parts_of(r"C:\squats\ann/IMG_0001.MOV")
    ['C:', 'squats', 'ann', 'IMG_0001.MOV']
    """
    return [part for part in re.split(r"[/\\]+", path) if part not in ("", ".")]


def below_common_folder(paths: Iterable[str]) -> dict[str, str]:
    """Return each path below the folder that all lie in, with ``/`` between folders.

    Paths that share no folder stay whole, without the slash that they may begin with.

    Examples
    --------
    >>> below_common_folder(["/v/ann/1.mov", "/v/bob/1.mov"])
    {'/v/ann/1.mov': 'ann/1.mov', '/v/bob/1.mov': 'bob/1.mov'}
    """
    parts = {path: parts_of(path) for path in paths}
    folders = [each[:-1] for each in parts.values()]
    shared = 0
    for level in zip(*folders, strict=False):
        if len(set(level)) > 1:
            break
        shared += 1
    return {path: "/".join(each[shared:]) for path, each in parts.items()}


def telling_names(paths: Iterable[str]) -> dict[str, str]:
    """Return the file name of each path, with as many of its folders as tell it from the others.

    Upper and lower case count as equal, as they do for many file systems.

    Examples
    --------
    >>> telling_names(["/v/ann/1.mov", "/v/bob/1.mov", "/v/bob/2.mov"])
    {'/v/ann/1.mov': 'ann/1.mov', '/v/bob/1.mov': 'bob/1.mov', '/v/bob/2.mov': '2.mov'}
    """
    parts = {path: parts_of(path) or [path] for path in paths}
    names: dict[str, str] = {}
    open_, length = list(parts), 1
    while open_:
        same: dict[str, list[str]] = defaultdict(list)
        for path in open_:
            same["/".join(parts[path][-length:]).casefold()].append(path)
        open_ = []
        for group in same.values():
            longer = any(len(parts[path]) > length for path in group)
            if len(group) > 1 and longer:
                open_ += group
            else:
                names |= {path: "/".join(parts[path][-length:]) for path in group}
        length += 1
    return {path: names[path] for path in parts}


def ends_alike(a: Sequence[str], b: Sequence[str]) -> int:
    """Return how many parts two paths have in common, counted from the end."""
    same = 0
    for x, y in zip(reversed(a), reversed(b), strict=False):
        if x != y:
            break
        same += 1
    return same
