"""Which files of a folder are videos, and files that cannot be opened."""

from __future__ import annotations

import os
from pathlib import Path

import clips
import pytest

from fo_buttwink.video.files import VideoError, find_videos
from fo_buttwink.video.reader import VideoReader


def test_unreadable_file(tmp_path, monkeypatch):
    path = clips.write_clip(tmp_path / "a.mp4", 2)

    def refuse(self, *args, **kwargs):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)  # the tests may run as root, who may read all
    with pytest.raises(VideoError, match=r"a\.mp4: permission denied; make the file readable"):
        VideoReader(path)


def test_typescript_is_no_transport_stream(tmp_path):
    (tmp_path / "panel.ts").write_text("export const answer = 42;")
    clips.write_clip(tmp_path / "clip.ts", 3, format="mpegts")
    assert [p.name for p in find_videos(tmp_path)] == ["clip.ts"]


@pytest.mark.timeout(20)
def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path):
    """Whether a ``.ts`` is a video is seen in its first bytes; a pipe has none until one writes."""
    os.mkfifo(tmp_path / "pipe.ts")
    (tmp_path / "folder.ts").mkdir()
    (tmp_path / "gone.ts").symlink_to(tmp_path / "nowhere.ts")
    found = find_videos(tmp_path)
    assert [p.name for p in found] == ["folder.ts", "gone.ts", "pipe.ts"]
    for path in found:
        with pytest.raises(VideoError, match=path.name):
            VideoReader(path)


def test_find_videos(tmp_path):
    for name in ("b.MP4", "a.mov", "notes.txt", "c.webm"):
        (tmp_path / name).touch()
    assert [p.name for p in find_videos(tmp_path)] == ["a.mov", "b.MP4", "c.webm"]
    with pytest.raises(VideoError, match="no such folder"):
        find_videos(tmp_path / "none")
