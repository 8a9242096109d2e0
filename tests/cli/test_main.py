"""The command line: exit status, table, JSON, and batches with bad files in them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import clips
import pytest

from fo_buttwink.batch import run as work
from fo_buttwink.cli import main as cli
from fo_buttwink.cli import table
from fo_buttwink.config import preset
from fo_buttwink.domain.analysis import VideoAnalysis
from fo_buttwink.pose.models import ModelError
from fo_buttwink.video.reader import VideoReader

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def analysed(monkeypatch, make_analysis):
    """Stands in for the analysis; records the calls. Unreadable files fail as they do."""
    calls = []

    def default_analyser(config, *, cache):
        def analyse(path, config, progress):
            calls.append((Path(path), config, cache))
            if "crash" in path:
                raise RuntimeError("the graph has errors")
            with VideoReader(path):
                progress(1, 2)
            return make_analysis(video=path), None

        return analyse

    monkeypatch.setattr(work, "default_analyser", default_analyser)
    return calls


@pytest.fixture
def clip(tmp_path):
    return clips.write_clip(tmp_path / "squat.mp4", 3)


def test_all_analysed(analysed, clip, capsys):
    assert cli.main(["analyze", str(clip)]) == 0
    out, err = capsys.readouterr()
    header, first, second, *legend = out.splitlines()
    assert legend == table.legend().splitlines()
    assert header == table.HEADER
    assert first.split()[:4] == ["squat.mp4", "1", "11-30-50", "moderate"]
    assert "12.5 (8 to 17)" in first and "82 (75 to 90)" in first and "mid" in first
    assert second.split()[:3] == ["2", "61-70-80", "occluded"]
    assert err == ""


def test_columns_line_up(analysed, clip, capsys):
    cli.main(["analyze", str(clip)])
    header, first, *_ = capsys.readouterr().out.splitlines()
    ends = {"sev": "2", "W": "14", "rise": "12", "F": "15", "knee": "118", "conf": "0.80"}
    for word, value in ends.items():
        end = header.index(f" {word}") + len(word) + 1
        assert first[:end].endswith(value)


def test_json_to_a_file(analysed, clip, tmp_path, capsys):
    target = tmp_path / "out.json"
    assert cli.main(["analyze", str(clip), "--json", str(target)]) == 0
    (data,) = json.loads(target.read_text(encoding="utf-8"))
    assert data["schema"] == 2 and data["video"] == str(clip) and data["status"] == "ok"
    assert VideoAnalysis.from_json(data).reps[0].label == "moderate"
    assert "moderate" in capsys.readouterr().out
    assert [p.name for p in tmp_path.iterdir() if "part" in p.name] == []


def test_json_to_stdout_leaves_the_table_to_stderr(analysed, clip, capsys):
    assert cli.main(["analyze", str(clip), "--json", "-"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)[0]["video"] == str(clip)
    assert table.HEADER in err


def test_the_batch_goes_on_past_bad_files(analysed, clip, tmp_path, capsys):
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "text.mp4").write_text("squat\n" * 50, encoding="utf-8")
    clips.write_clip(tmp_path / "crash.mp4", 3)
    names = ["missing.mp4", "empty.mp4", "text.mp4", "crash.mp4", "squat.mp4"]
    target = tmp_path / "out.json"
    arguments = ["analyze", *(str(tmp_path / n) for n in names), "--json", str(target)]
    assert cli.main(arguments) == 1
    err = capsys.readouterr().err.splitlines()
    for name, words in (
        ("missing.mp4", "no such file; check the path"),
        ("empty.mp4", "0 bytes"),
        ("text.mp4", "not a readable video"),
        ("crash.mp4", "RuntimeError: the graph has errors"),
    ):
        assert sum(str(tmp_path / name) in line and words in line for line in err) == 1
    data = json.loads(target.read_text(encoding="utf-8"))
    assert [Path(d["video"]).name for d in data] == names
    assert [d["status"] for d in data] == ["failed"] * 4 + ["ok"]
    assert data[0]["reps"] == [] and data[0]["fps"] is None


def test_folder(analysed, clip, tmp_path, capsys):
    clips.write_clip(tmp_path / "another.mov", 2)
    (tmp_path / "notes.txt").touch()
    assert cli.main(["analyze", str(tmp_path)]) == 0
    assert [path.name for path, *_ in analysed] == ["another.mov", "squat.mp4"]


def test_folder_without_videos(analysed, tmp_path, capsys):
    assert cli.main(["analyze", str(tmp_path)]) == 1
    assert f"no video in {tmp_path}; name video files" in capsys.readouterr().err


@pytest.mark.parametrize("where", ["none/out.json", "."])
def test_json_that_cannot_be_written_is_said_first(analysed, clip, tmp_path, capsys, where):
    target = tmp_path / where
    assert cli.main(["analyze", str(clip), "--json", str(target)]) == 2
    assert analysed == [], "no hour of inference for a result that has nowhere to go"
    assert f"{target}: cannot be written; name a file" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [[], ["analyze"], ["analyze", "a.mp4", "--preset", "wild"], ["wink"]]
)
def test_wrong_usage(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        cli.main(arguments)
    assert stop.value.code == 2
    assert "usage:" in capsys.readouterr().err


def test_settings_reach_the_analysis(analysed, clip):
    cli.main(["analyze", str(clip), "--preset", "research", "--model", "lite", "--no-cache"])
    (_, config, cache) = analysed[0]
    assert (config.preset, config.pose.model, cache) == ("research", "lite", False)
    assert config == preset("research", model="lite")
    cli.main(["analyze", str(clip), "--every-frame"])
    assert analysed[-1][1] == preset(every_frame=True)


def test_without_a_model_the_doctor_is_named(monkeypatch, clip, capsys):
    def no_model(*args, **options):
        raise ModelError("no file for pose model 'full'")

    monkeypatch.setattr(work, "default_analyser", no_model)
    assert cli.main(["analyze", str(clip)]) == 1
    assert "no file for pose model 'full'\nRun: fo-buttwink doctor" in capsys.readouterr().err


def test_a_long_name_stands_whole_on_a_line_of_its_own(make_analysis):
    """Cut off, ``Female_Bodyweight_Squat.mp4`` and ``Male_Bodyweight_Squat.mp4`` were the same."""
    name = "a" * 40 + "_set3_rep2.mp4"
    first, second, *_ = table.rows(make_analysis(video=f"folder/{name}"))
    assert first == name and second.startswith(" " * 22)
    assert len(table.HEADER) <= 132 and len(second) <= 132


def test_numbers_are_cut_off_as_they_are_in_the_app(make_analysis, make_rep):
    rep = make_rep(pelvic_reversal_deg=21.7, lumbar_rise_deg=24.96, wink_deg=21.7)
    line = next(table.rows(make_analysis(reps=(rep,))))
    assert " 21 " in line and " 24 " in line and " 22 " not in line and " 25 " not in line


def test_heads_of_the_table_are_explained(capsys):
    with pytest.raises(SystemExit):
        cli.main(["analyze", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    for head in ("wink", "W", "rise", "F", "onset"):
        assert f" {head}: " in said and head in table.HEADER.split()
    assert "W: How far the pelvis turns back" in said


def test_no_angle_is_minus_zero(make_analysis, make_rep):
    rep = make_rep(lumbar_rise_deg=-0.2, lumbar_flexion_bottom_deg=-0.4, wink_deg=0.0)
    (line,) = table.rows(make_analysis(reps=(rep,)))
    assert "-0" not in line.replace("-0.1-", "")


def test_clip_without_reps_says_why(make_analysis):
    (line,) = table.rows(make_analysis(reps=(), status="no_person", message="Nobody was found."))
    assert "no_person: Nobody was found." in line


def test_name_that_no_terminal_can_show(tmp_path):
    """Through the real entry point: the table goes on, and JSON keeps the name."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "fo_buttwink.cli", "analyze"),
            *(b"squat\xff.mp4", "b.mp4", "--json", "out.json"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8:strict", "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "squat\\udcff.mp4" in done.stderr and "b.mp4" in done.stderr
    data = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert [d["video"] for d in data] == ["squat\udcff.mp4", "b.mp4"]


def test_an_interruption_says_what_to_do(monkeypatch, capsys, tmp_path):
    from fo_buttwink.cli import batch

    def interrupt(args):
        raise KeyboardInterrupt

    monkeypatch.setattr(batch, "tasks", interrupt)
    video = tmp_path / "a.mp4"
    video.touch()
    assert cli.main(["analyze", str(video)]) == 130
    said = capsys.readouterr().err
    assert "interrupted. What was finished is kept; run the same command again" in said
