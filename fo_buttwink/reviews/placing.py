"""Which sample of a dataset each video of a back-up is: by path below a root, then by content.

Nothing is guessed. A path counts only if the content is the same, or, where the content cannot be
compared, if the whole path is the same or somebody has named the root.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath, PurePosixPath

from .backup_file import BackedUpVideo, Content, content_of


@dataclass(frozen=True)
class Placed:
    """The sample of each video of a back-up, and why the others have none."""

    samples: dict[int, str] = field(default_factory=dict)
    """Sample id by number of the video in the back-up."""
    why_not: dict[int, str] = field(default_factory=dict)
    """In words, by number of the video."""


def common_root(paths: Sequence[str]) -> str:
    """Return the folder that all files lie below; empty if there is none."""
    try:
        return os.path.commonpath([PurePath(p).parent for p in paths])
    except ValueError:  # no paths, or some absolute and some not, or of several drives
        return ""


def below(path: str, root: str) -> str:
    """Return a path below a root, with ``/`` between folders; whole if it lies elsewhere."""
    pure = PurePath(path)
    if root and pure.is_relative_to(root):
        pure = pure.relative_to(root)
    return pure.as_posix()


class Places:
    """The samples of a dataset by where they lie and what they hold.

    Parameters
    ----------
    samples
        Id and file path of each.
    root
        Folder that the paths of the back-up start from here; the one that all samples lie below
        if it is not given.
    """

    def __init__(self, samples: Sequence[tuple[str, str]], root: str | None = None) -> None:
        self._named_root = root is not None
        self._root = common_root([p for _, p in samples]) if root is None else root
        self._path_of = dict(samples)
        self._below: dict[str, list[str]] = {}
        self._named: dict[str, list[str]] = {}
        self._content: dict[str, Content | None] = {}
        for sample_id, path in samples:
            self._below.setdefault(below(path, self._root), []).append(sample_id)
            self._named.setdefault(PurePath(path).name, []).append(sample_id)

    def place(self, videos: Sequence[BackedUpVideo], backed_up_root: str) -> Placed:
        """Find the sample of each video; each sample is that of one video at most."""
        placed = Placed()
        for number, video in enumerate(videos):
            sample_id, why = self._by_path(video, backed_up_root)
            if sample_id is None:
                placed.why_not[number] = why
            elif sample_id in placed.samples.values():
                placed.why_not[number] = "the back-up has this video twice"
            else:
                placed.samples[number] = sample_id
        taken = set(placed.samples.values())
        for number in list(placed.why_not):
            sample_id, why = self._by_content(videos[number], taken)
            if sample_id is not None:
                placed.samples[number] = sample_id
                taken.add(sample_id)
                del placed.why_not[number]
            elif why:
                placed.why_not[number] = why
        return placed

    def _by_path(self, video: BackedUpVideo, backed_up_root: str) -> tuple[str | None, str]:
        found = self._below.get(video.path, [])
        if not found:
            return None, f"no video of the dataset is {video.path} or has its content"
        if len(found) > 1:
            return None, f"{len(found)} samples of the dataset have this path"
        here = self._path_of[found[0]]
        content = self._content_of(found[0]) if video.content is not None else None
        if content is not None:
            if content == video.content:
                return found[0], ""
            return None, f"{here} has another content than the video that was reviewed"
        whole = PurePosixPath(PurePath(backed_up_root).as_posix()) / video.path
        if self._named_root or str(whole) == PurePath(here).as_posix():
            return found[0], ""
        return None, (
            f"{here} may be another video, because its content could not be compared; name the "
            "folder that the paths of the back-up start from (root)"
        )

    def _by_content(self, video: BackedUpVideo, taken: set[str]) -> tuple[str | None, str]:
        if video.content is None:
            return None, ""
        every = [i for i in self._named.get(video.name, []) if self._holds(i, video.content)]
        found = [i for i in every if i not in taken]
        if len(found) == 1:
            return found[0], ""
        if every:
            return None, f"{len(every)} samples of the dataset have this name and content" + (
                "" if found else ", and another video of the back-up is at their place"
            )
        renamed = [p for i, p in self._path_of.items() if self._holds(i, video.content)]
        if renamed:
            return None, f"{renamed[0]} has the same content under another name; rename it"
        return None, ""

    def _holds(self, sample_id: str, content: Content) -> bool:
        try:
            if Path(self._path_of[sample_id]).stat().st_size != content.size_bytes:
                return False
        except (OSError, ValueError):
            return False
        return self._content_of(sample_id) == content

    def _content_of(self, sample_id: str) -> Content | None:
        if sample_id not in self._content:
            self._content[sample_id] = content_of(self._path_of[sample_id])
        return self._content[sample_id]
