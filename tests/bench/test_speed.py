"""The arithmetic of the speed bench, with stand-ins whose cost is known."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace

import clips
import pytest

from fo_buttwink.bench import speed, stages
from fo_buttwink.bench.speed import Check, Cost
from fo_buttwink.cli import main as cli
from fo_buttwink.config import Config
from fo_buttwink.video.files import VideoError


def profile_of(overhead: float) -> stages.Profile:
    return stages.Profile("a.mp4", 10, 8, {}, inference=1.0 - overhead, floor=0.5, whole=1.0)


@pytest.fixture
def bench(monkeypatch):
    """Milliseconds per frame of each kind of run; ten frames per video, no inference."""
    pace = {"loop": 1.0, 1: 1.0, 2: 1.0, "overhead": 0.1}
    taken = []
    now_s = [0.0]

    def stand_in(kind, batch):
        taken.append((kind, len(batch)))
        frames = 10 * len(batch)
        now_s[0] += pace[kind] * frames / 1000.0
        return frames

    # A clock of its own: real pauses grow on a busy machine, and the ratios with them.
    monkeypatch.setattr(speed, "time", SimpleNamespace(perf_counter=lambda: now_s[0]))
    monkeypatch.setattr(speed, "_cpu_s", lambda: now_s[0])
    monkeypatch.setattr(speed, "notebook_loop", lambda videos, config: stand_in("loop", videos))
    monkeypatch.setattr(speed, "analyse", lambda videos, config, n: stand_in(n, videos))
    monkeypatch.setattr(stages, "profile", lambda path, config: profile_of(pace["overhead"]))
    monkeypatch.setattr(
        speed, "cache_check", lambda *args: Check("from cache", 200.0, 100.0, at_least=True)
    )
    pace["taken"] = taken
    return pace


@pytest.fixture
def clip(tmp_path):
    return clips.write_clip(tmp_path / "a.mp4", 3)


def run(clip, **options):
    return speed.run([clip], Config(), database=False, say=lambda line: None, **options)[0]


def test_ratios_are_those_of_throughput(bench, clip):
    bench |= {"loop": 1.0, 1: 2.0, 2: 0.5}
    one, two = run(clip, rounds=2)[:2]
    assert one.value == pytest.approx(0.5) and not one.met
    assert two.value == pytest.approx(2.0) and two.met


def test_few_files_are_taken_several_times(bench, clip):
    run(clip, rounds=3)
    batches = [(kind, n) for kind, n in bench["taken"] if n > 1]
    assert batches == [("loop", 12), (1, 12), (2, 12)] * 3, "in turn, not one after the other"
    assert len(speed.repeated([clip] * 5)) == 15 and len(speed.repeated([clip] * 30)) == 30


@pytest.mark.parametrize(("overhead", "met"), [(0.19, True), (0.21, False)])
def test_share_outside_inference_may_be_a_fifth(bench, clip, overhead, met):
    bench["overhead"] = overhead
    assert [c.met for c in run(clip, rounds=1) if "outside" in c.name] == [met]


def test_verdict_names_what_falls_short():
    good, bad = Check("quick", 2.0, 1.0, True), Check("share", 0.5, 0.2, False, "why")
    assert speed.verdict([good]) == "verdict: all 1 targets reached"
    assert speed.verdict([good, bad]) == "verdict: 1 of 2 targets not reached: share"
    assert "SHORT  why" in str(bad) and " ok " in str(good)


def test_cost_counts_this_process_and_its_children():
    def work():
        end = time.thread_time() + 0.1
        while time.thread_time() < end:
            pass
        return 5

    cost = speed.measure(work)
    assert isinstance(cost, Cost) and cost.frames == 5
    assert cost.wall_s >= 0.1 and cost.cpu_s >= 0.1


def test_file_that_is_no_video_is_said_before_the_work(bench, clip, tmp_path, capsys):
    bad = tmp_path / "notes.json"
    bad.write_text("{}")
    with pytest.raises(VideoError, match=r"notes\.json"):
        speed.run([clip, bad], Config(), say=lambda line: None)
    assert bench["taken"] == []
    assert cli.main(["bench", "speed", str(bad)]) == 1
    assert "notes.json: not a readable video" in capsys.readouterr().err


def test_nothing_to_run_is_an_error(bench):
    with pytest.raises(ValueError, match="0 videos, 5 rounds"):
        speed.run([], Config(), say=lambda line: None)


def test_check_makes_a_miss_an_error(bench, clip, capsys):
    bench |= {"loop": 2.0, 1: 1.0, 2: 0.2}
    command = ["bench", "speed", "--no-database", "--rounds", "1", "--check", str(clip)]
    assert cli.main(command) == 0
    bench[1] = 4.0
    assert cli.main(command) == 1
    last = capsys.readouterr().out.strip().splitlines()[-1]
    assert last.startswith("verdict:") and "one worker / notebook loop" in last


def test_loop_reads_every_frame_of_every_file(monkeypatch, tmp_path):
    """The rival itself, without its model: what it decodes is what it is charged for."""
    from mediapipe.tasks.python import vision

    class Nobody:
        pose_landmarks = ()

        def __enter__(self):
            return self

        def __exit__(self, *error):
            pass

        def detect_for_video(self, image, time_ms):
            return self

    monkeypatch.setattr(vision.PoseLandmarker, "create_from_options", lambda options: Nobody())
    monkeypatch.setattr(speed, "resolve_model", lambda name: type("M", (), {"path": Path("m")}))
    paths = [clips.write_clip(tmp_path / f"{n}.mp4", n) for n in (3, 7)]
    assert speed.notebook_loop(paths, Config()) == 10
