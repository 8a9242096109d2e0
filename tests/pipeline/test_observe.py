"""The slow half: what is prepared, looked at, and kept."""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import stick_figure
from hdr_clip import write_hdr

from fo_buttwink._util.prefetch import prefetch
from fo_buttwink.batch.task import Pipeline, Started, Task, start_task
from fo_buttwink.config import Config
from fo_buttwink.pipeline import observe as observing
from fo_buttwink.pipeline.analyze import analyze_video
from fo_buttwink.pipeline.observe import observe_video, prepare_video
from fo_buttwink.video.files import VideoError


class Inference:
    """Stands in for it, and keeps count of what becomes of every preparation."""

    def __init__(self, figure):
        self.figure, self.prepared, self.observed, self.closed = figure, [], [], []

    def prepare(self, path, config):
        self.prepared.append(path)
        return SimpleNamespace(
            observe=lambda progress=None: self.observed.append(path) or self.figure,
            close=lambda: self.closed.append(path),
        )


@pytest.fixture
def inference(monkeypatch, tmp_path):
    stand_in = Inference(stick_figure.observe(stick_figure.squat_depth(2)))
    monkeypatch.setenv("FO_BUTTWINK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(observing, "prepare", stand_in.prepare)
    model = SimpleNamespace(resolve=lambda: SimpleNamespace(sha256="0" * 64))
    monkeypatch.setattr(observing, "pose_model", lambda name: model)
    return stand_in


def file(path, content=b"squat"):
    path.write_bytes(content)
    return path


def test_known_clip_needs_no_inference_even_under_another_name(inference, tmp_path):
    one, other = file(tmp_path / "a.mp4"), file(tmp_path / "b.mp4")
    first, second = analyze_video(one), analyze_video(other)
    assert inference.prepared == [one] == inference.observed
    assert (first.video, second.video) == (str(one), str(other))
    assert observe_video(other).video.path == str(other)
    assert replace(second, video=first.video).to_json() == first.to_json()


def test_equal_files_prepared_together_are_looked_at_once(inference, tmp_path):
    one, other = file(tmp_path / "a.mp4"), file(tmp_path / "b.mp4")
    ready = [prepare_video(path) for path in (one, other)]
    seen = [video.observe() for video in ready]
    assert inference.prepared == [one, other] and inference.observed == [one]
    assert inference.closed == [other], "its model is not needed"
    assert seen[1].video.path == str(other)


def test_progress_of_a_known_clip_is_that_it_is_done(inference, tmp_path):
    path = file(tmp_path / "a.mp4")
    frames = len(observe_video(path).time_s)
    told = []
    observe_video(path, progress=lambda *numbers: told.append(numbers))
    assert told == [(frames, frames)]


def test_without_cache_nothing_is_kept(inference, tmp_path):
    path = file(tmp_path / "a.mp4")
    analyze_video(path, cache=False)
    analyze_video(path, cache=False)
    assert len(inference.observed) == 2
    assert not (tmp_path / "cache").exists()


def test_full_disk_costs_no_result(inference, tmp_path, monkeypatch, capsys):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(observing, "save_observations", full)
    assert len(analyze_video(file(tmp_path / "a.mp4")).reps) == 2
    assert "No space left on device" in capsys.readouterr().err


def test_file_that_cannot_be_read_is_a_result(inference, tmp_path):
    result = analyze_video(tmp_path / "none.mp4")
    assert result.status == "failed" and inference.prepared == []
    assert result.message == f"{tmp_path / 'none.mp4'}: no such file; check the path"
    assert result.frames is None and result.reps == () and result.fps is None


def test_what_was_prepared_in_vain_is_let_go(inference, tmp_path):
    """The model that was loaded for it, and the copy that was fetched for it."""
    paths = [file(tmp_path / f"{k}.mp4", b"%d" % k) for k in range(4)]
    pipeline = Pipeline(Config(), cache=False)
    fetched = []

    def start():
        for k, path in enumerate(paths):
            one = start_task(Task(k, str(path)), pipeline)
            one.held.callback(fetched.append, str(path))
            yield one

    with closing(prefetch(start(), 1, discard=Started.close)) as ready:
        first = next(ready)
        first.observe(lambda *_: None)
        while len(inference.prepared) < 2:
            threading.Event().wait(0.01)
    assert len(inference.prepared) == 2, "one is made in advance, not more"
    assert [str(p) for p in inference.closed] == [str(paths[1])]
    assert fetched == [str(paths[0]), str(paths[1])]


def test_video_that_cannot_be_prepared_is_an_answer(inference, tmp_path):
    started = start_task(Task(0, str(tmp_path / "none.mp4")), Pipeline(Config(), cache=False))
    answer = started.observe(lambda *_: None)
    assert isinstance(answer, Exception) and "no such file" in str(answer)


@pytest.mark.parametrize("transfer", ["bt709", "arib-std-b67"])
def test_observations_of_an_older_version_learn_what_the_file_says(inference, tmp_path, transfer):
    """It did not ask for the pixels; and HDR it looked at as if it were ordinary video."""
    path = write_hdr(tmp_path / "a.mp4", [np.full((64, 96, 3), 90, np.uint8)] * 3, transfer)
    assert inference.figure.video.pixel_format == ""
    first = observe_video(path)
    assert len(inference.observed) == 1 and first.video.pixel_format == ""
    again = observe_video(path)
    if transfer == "bt709":
        assert len(inference.observed) == 1
        assert (again.video.pixel_format, again.video.transfer) == ("yuv420p10le", "bt709")
        assert replace(again, video=first.video).landmarks.tolist() == first.landmarks.tolist()
    else:
        assert len(inference.observed) == 2


@pytest.mark.parametrize("cache", [True, False])
@pytest.mark.parametrize(
    "change",
    [
        lambda path: path.write_bytes(b"squat, and more of it"),
        lambda path: path.unlink(),
        lambda path: file(path.with_name("new.mp4"), b"other").replace(path),
    ],
    ids=["grows", "vanishes", "is replaced"],
)
def test_a_file_that_changes_while_it_is_read_gives_no_result_and_no_cache_entry(
    inference, tmp_path, change, cache
):
    video = file(tmp_path / "a.mp4")
    prepared = prepare_video(video, cache=cache)
    change(video)
    with pytest.raises(VideoError, match=r"a\.mp4: the file changed or went away while .*; wait"):
        prepared.observe()
    assert not list((tmp_path / "cache").rglob("*.npz"))
