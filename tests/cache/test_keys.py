"""Keys are remembered for files that surely have not changed, and only for those."""

from __future__ import annotations

import os

import pytest

from fo_buttwink.cache import folder
from fo_buttwink.cache import keys as content
from fo_buttwink.cache import observations as cache
from fo_buttwink.config import PoseConfig
from fo_buttwink.pose import models


@pytest.fixture
def settled(monkeypatch):
    """Files count as unchanged from the moment they are written."""
    monkeypatch.setattr(content, "_SETTLED_S", 0.0)


@pytest.fixture
def video(tmp_path):
    path = tmp_path / "a.mp4"
    path.write_bytes(b"content A")
    return path


def key_of(path, reads, tmp_path, settings="s"):
    def read():
        reads.append(path)
        return path.read_bytes().hex().ljust(40, "0")

    return content.remembered_key(path, settings, tmp_path / "keys", read)


def test_an_unchanged_file_is_read_once_for_each_setting(settled, video, tmp_path):
    reads = []
    first = key_of(video, reads, tmp_path)
    assert key_of(video, reads, tmp_path) == first
    assert len(reads) == 1
    key_of(video, reads, tmp_path, settings="other")
    assert len(reads) == 2


def test_content_replaced_with_its_time_stamp_put_back_is_noticed(settled, video, tmp_path):
    reads = []
    before = video.stat()
    first = key_of(video, reads, tmp_path)
    video.write_bytes(b"content B")
    os.utime(video, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert video.stat().st_mtime_ns == before.st_mtime_ns
    assert key_of(video, reads, tmp_path) != first


def test_a_file_changed_a_moment_ago_is_read_again(video, tmp_path):
    reads = []
    key_of(video, reads, tmp_path)
    key_of(video, reads, tmp_path)
    assert len(reads) == 2
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize("left", [b"\xff", bytes(40), b"", b"/" * 40], ids=repr)
def test_a_damaged_note_is_replaced(settled, video, tmp_path, left):
    """A loss of power may leave a file of the right length that holds zeros."""
    reads = []
    first = key_of(video, reads, tmp_path)
    (note,) = (tmp_path / "keys").iterdir()
    note.write_bytes(left)
    assert key_of(video, reads, tmp_path) == first and len(reads) == 2
    assert key_of(video, reads, tmp_path) == first and len(reads) == 2


def test_the_same_key_with_and_without_a_note(settled, video, monkeypatch, tmp_path):
    monkeypatch.setenv("FO_BUTTWINK_CACHE", str(tmp_path / "cache"))
    keys = {cache.cache_key(video, PoseConfig(), "m") for _ in range(2)}
    assert len(list((tmp_path / "cache" / "keys").iterdir())) == 1
    monkeypatch.setattr(content, "identity", lambda path: None)
    assert keys == {cache.cache_key(video, PoseConfig(), "m")}
    assert folder.contents().entries == 1
    assert folder.clear().entries == 1 and folder.contents().entries == 0


def test_a_model_is_hashed_once_per_process(settled, video):
    digest = models._sha256(video)
    assert content.identity(video) in models._digests
    assert models._sha256(video) == digest
    video.write_bytes(b"content B")
    assert models._sha256(video) != digest
