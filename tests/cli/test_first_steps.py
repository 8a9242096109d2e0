"""What somebody new types first: wrong paths, folders that exist, help, the end of the demo."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

import clips
import pytest

from fo_buttwink.cli import demo, invocation, table
from fo_buttwink.cli import main as cli
from fo_buttwink.cli.exits import UsageError

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"mediapipe", "scipy", "cv2", "fiftyone", "av"}
RUN = """
import sys
from fo_buttwink.cli import main as cli
code = cli.main(sys.argv[1:])
print("loaded", *sorted(set(sys.modules) & {heavy}))
raise SystemExit(code)
"""


def run(*arguments, cwd):
    """A command of a Python of its own, that says which heavy packages it has loaded."""
    return subprocess.run(
        [sys.executable, "-c", RUN.format(heavy=HEAVY), *map(str, arguments)],
        cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [["analyze"], ["analyze", "--json", "out.json"], ["overlay"], ["compare-mot", "--mot", "x"]],
    ids=" ".join,
)
def test_path_that_leads_nowhere_is_said_once_and_at_once(tmp_path, arguments):
    out = ["out.mp4"] if arguments == ["overlay"] else []
    done = run(arguments[0], "/nowhere.mp4", *out, *arguments[1:], cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == "loaded\n", "no table, and nothing heavy"
    assert done.stderr == "fo-buttwink: /nowhere.mp4: no such file; check the path\n"
    assert (tmp_path / "out.json").exists() == ("out.json" in arguments)


def test_folder_that_exists_is_said_before_the_database_starts(tmp_path):
    (tmp_path / "out").mkdir()
    done = run("export", "--dataset", "any", "--out", "out", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "loaded\n")
    assert done.stderr == (
        "fo-buttwink: out: exists; choose another folder, or add --overwrite, which replaces an "
        "earlier export there\n"
    )
    (tmp_path / "page.html").touch()
    done = run("report", "--dataset", "any", "--out", "page.html", cwd=tmp_path)
    assert done.returncode == 1 and "fiftyone" not in done.stdout
    assert "or add --overwrite, which replaces the earlier report" in done.stderr


def actions(parser, name=""):
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for child, one in action.choices.items():
                yield from actions(one, f"{name} {child}")
        else:
            yield f"{name} {'/'.join(action.option_strings) or action.dest}".strip(), action


def test_every_option_and_argument_is_explained():
    found = dict(actions(cli.command_parser()))
    assert len(found) > 100
    assert [name for name, action in found.items() if not action.help] == []
    for name, word in (("plugin action", "path"), ("cache action", "trim")):
        assert f"{word}: " in found[name].help
    presets = [a for n, a in found.items() if n.endswith("--preset")]
    assert all({"research", "screening"} < set(a.choices) and "gates" in a.help for a in presets)


def test_plugin_path_says_where_fiftyone_looks(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("FIFTYONE_PLUGINS_DIR", str(tmp_path / "plugins"))
    assert cli.main(["plugin", "path"]) == 0
    out, err = capsys.readouterr()
    assert out == f"{ROOT}\n" and f"looks in {tmp_path / 'plugins'}" in err
    assert "fo-buttwink plugin link" in err
    cli.main(["plugin", "link"])
    cli.main(["plugin", "path"])
    assert f"FiftyOne loads it from {tmp_path / 'plugins' / 'fo_buttwink'}" in (
        capsys.readouterr().err
    )
    cli.main(["plugin", "unlink"])
    capsys.readouterr()
    cli.main(["plugin", "unlink"])
    assert capsys.readouterr().out == "the plugin was not linked\n"


def test_legend_explains_every_head_that_is_short():
    heads = table.HEADER.split()
    said = table.legend()
    for head in ("frames", "sev", "W", "rise", "F", "knee", "tempo", "conf"):
        assert head in heads and re.search(rf"\b{head}\b", said)
    assert max(map(len, said.splitlines())) <= 132


def test_command_is_named_as_it_can_be_typed(tmp_path, monkeypatch):
    script = tmp_path / ".venv" / "bin" / "fo-buttwink"
    script.parent.mkdir(parents=True)
    script.write_text("#!/bin/sh\n")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "argv", [str(script), "demo"])
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    assert invocation.command() == ".venv/bin/fo-buttwink"
    monkeypatch.chdir(script.parent)
    assert invocation.command() == "./fo-buttwink"
    monkeypatch.setenv("PATH", f"{script.parent}:/usr/bin")
    assert invocation.command() == "fo-buttwink"
    (tmp_path / "else where").mkdir()
    monkeypatch.chdir(tmp_path / "else where")
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    assert invocation.command() == str(script)
    monkeypatch.setattr(sys, "argv", ["/some/place/__main__.py"])
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python3"))
    assert invocation.command() == f"{tmp_path / 'python3'} -m fo_buttwink.cli"


@pytest.fixture
def users_own(make_dataset):
    dataset = make_dataset("/v/mine.mp4")
    dataset.name = demo.DATASET
    return dataset


@pytest.mark.database
def test_dataset_of_the_user_is_left_alone(users_own):
    with pytest.raises(UsageError, match="holds more than the demo made") as caught:
        demo.run_demo(app=False)
    assert caught.value.remedy.startswith("rename it")
    assert len(users_own) == 1 and not users_own.deleted
    # Also where the demo made it, and somebody has added a video.
    users_own.info["about"] = demo._ABOUT
    users_own.save()
    with pytest.raises(UsageError):
        demo.run_demo(app=False)
    assert len(users_own) == 1 and not users_own.deleted


@pytest.mark.database
def test_demo_makes_its_own_dataset_anew(users_own, database):
    users_own.delete_samples(users_own.values("id"))
    paths = [Path("/elsewhere/01_a.mp4"), Path("/elsewhere/02_b.mp4")]
    users_own.add_samples([database.Sample(filepath=str(paths[0]))])
    users_own.info["about"] = demo._ABOUT
    users_own.save()
    made = demo._bundled(paths)
    try:
        assert users_own.deleted and made.values("filepath") == [str(p) for p in paths]
        assert made.info["about"] == demo._ABOUT
    finally:
        made.delete()


@pytest.mark.database
def test_end_of_the_demo_says_where_and_what_next(make_dataset, monkeypatch, database):
    dataset = make_dataset("/v/a.mp4")
    monkeypatch.setattr(demo, "command", lambda: ".venv/bin/fo-buttwink")
    monkeypatch.delenv("MAKELEVEL", raising=False)
    monkeypatch.delenv("FIFTYONE_DATABASE_NAME")
    where, delete, see, own = demo._end(dataset, None, app=False)
    assert "your FiftyOne database" in where and dataset.name in where
    assert see == "To see it in the App: .venv/bin/fo-buttwink demo"
    assert own == "To analyze your own videos: .venv/bin/fo-buttwink analyze your_videos"
    _, _, see, _ = demo._end(dataset, Path("my videos"), app=False)
    assert see.endswith("demo --videos 'my videos'")
    assert len(list(demo._end(dataset, None, app=True))) == 3
    monkeypatch.setenv("MAKELEVEL", "1")
    monkeypatch.setenv("FIFTYONE_DATABASE_NAME", "fo_buttwink_demo")
    lines = list(demo._end(dataset, None, app=False))
    assert "'fo_buttwink_demo'" in lines[0] and "delete" not in " ".join(lines)
    assert lines[1] == "To see it in the App: make demo"
    # What is printed deletes it: run as it stands, without the name of the interpreter.
    exec(re.search(r'-c "(.*)"$', delete).group(1))
    assert not database.dataset_exists(dataset.name)


def test_make_says_what_it_does_in_words():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipes = re.findall(
        r"^\t(.*(?:\$\((?:DEMO_ENV|HEADLESS_LAST)\)|install\.doctor).*)", text, re.M
    )
    assert len(recipes) >= 5 and all(line.startswith("@") for line in recipes)


def test_failed_videos_are_said_once_beside_the_table(tmp_path, capsys, monkeypatch, make_analysis):
    from fo_buttwink.batch import run as work

    good = clips.write_clip(tmp_path / "squat.mp4", 3)
    monkeypatch.setattr(
        work, "default_analyser",
        lambda config, cache: lambda path, config, progress: (make_analysis(video=path), None),
    )  # fmt: skip
    assert cli.main(["analyze", str(tmp_path / "gone.mp4"), str(good)]) == 1
    out, err = capsys.readouterr()
    assert "gone.mp4" not in out and err.count("gone.mp4") == 1
    assert out.startswith(table.HEADER) and out.endswith(f"{table.legend()}\n")


@pytest.mark.parametrize("given", [["drawn.mp4"], ["--out", "drawn.mp4"]])
def test_overlay_takes_its_file_either_way(tmp_path, monkeypatch, make_analysis, given):
    from fo_buttwink.draw import overlay

    clip, asked = tmp_path / "a.mp4", []
    clip.write_bytes(b"x")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        overlay, "write_overlay",
        lambda video, out, *rest, **options: asked.append(str(out)) or make_analysis(),
    )  # fmt: skip
    assert cli.main(["overlay", str(clip), *given]) == 0
    assert asked == ["drawn.mp4"]


@pytest.mark.parametrize("given", [[], ["a.mp4", "--out", "b.mp4"]])
def test_overlay_wants_one_file_to_write(capsys, given):
    assert cli.main(["overlay", "clip.mp4", *given]) == 2
    assert "name it behind the video, or with --out" in capsys.readouterr().err
