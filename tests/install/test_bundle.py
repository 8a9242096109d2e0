"""What goes into a report of a bug: enough to help, and nobody's names."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import layers
import pytest

from fo_buttwink._util import log
from fo_buttwink.errors import ReviewError
from fo_buttwink.install import bundle
from fo_buttwink.install.doctor import FAIL, OK, Check

SECRETS = ("Anna Muster", "anna_squat", "klinik", "geheim", "127.0.0.1")


def everything(path):
    with zipfile.ZipFile(path) as packed:
        assert packed.testzip() is None
        return {name: packed.read(name).decode() for name in packed.namelist()}


def run(*args, **env):
    return subprocess.run(
        [sys.executable, "-m", "fo_buttwink.cli", *map(str, args)],
        env={**os.environ, "PYTHONPATH": str(layers.ROOT), **env},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture
def home(tmp_path):
    """Everything that a person names has a secret in its name."""
    home = tmp_path / "Anna Muster"
    (home / "klinik").mkdir(parents=True)
    (home / "klinik" / "anna_squat.mp4").write_bytes(b"geheim, no video")
    return home


def variables(home):
    return {
        "HOME": str(home),
        "FO_BUTTWINK_LOG": str(home / "log.jsonl"),
        "FO_BUTTWINK_MODEL_PATH": str(home / "klinik" / "geheim.task"),
        "FIFTYONE_PLUGINS_DIR": str(home / "klinik" / "plug ins"),
        "FIFTYONE_DATABASE_URI": "mongodb://anna:geheim@127.0.0.1:9/klinik",
        "FO_BUTTWINK_WORKERS": "1",
    }


def test_nobody_is_named_after_failures_in_a_named_home(home, tmp_path):
    """Real commands in real processes, with paths in every place that one may stand in."""
    env = variables(home)
    failed = run("overlay", home / "klinik" / "anna_squat.mp4", home / "out.mp4", **env)
    assert failed.returncode == 1 and "geheim" in failed.stderr
    gone = run("reviews", "backup", "--dataset", "anna_squat", home / "x.json", **env)
    assert gone.returncode != 0
    kept = (home / "log.jsonl").read_text()
    assert '"code": "FBW-' in kept and (home / "log.jsonl").stat().st_mode & 0o077 == 0
    done = run("doctor", "--bundle", tmp_path / "b.zip", **env)
    assert done.returncode == 1, done.stderr  # the database of the variable does not answer
    found = everything(tmp_path / "b.zip")
    assert set(found) == {"README.txt", "bundle.json", "log.jsonl"}
    for name, text in found.items():
        for secret in (*SECRETS, str(home), str(tmp_path), str(Path.home()), sys.prefix):
            if secret != "/":
                assert secret.casefold() not in text.casefold(), (name, secret)
        assert ".mp4" not in text and ".task" not in text
    content = json.loads(found["bundle.json"])
    assert content["packages"]["numpy"] and content["machine"]["python"]
    assert content["environment"]["FO_BUTTWINK_WORKERS"] == "1"
    assert content["environment"]["FIFTYONE_DATABASE_URI"] == "(set)"
    assert {c["name"]: c["status"] for c in content["doctor"]}["database"] == FAIL
    assert sum(content["errors"].values()) == len(found["log.jsonl"].splitlines()) >= 1
    again = run("doctor", "--bundle", tmp_path / "b.zip", **env)
    assert again.returncode == 2 and "exists already" in again.stderr


def test_the_doctor_prints_nothing_but_its_report():
    """MediaPipe writes a dozen lines of its own, past Python, when it loads the model."""
    for command in (
        ["-m", "fo_buttwink.cli", "doctor"],
        ["-c", "from fo_buttwink.install.doctor import main; main()"],
    ):
        done = subprocess.run(
            [sys.executable, *command], env={**os.environ, "PYTHONPATH": str(layers.ROOT)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.stderr == ""
        starts = ("ok  ", "warn", "fail", "    ")
        assert all(line.startswith(starts) for line in done.stdout.splitlines())
        assert "pose model" in done.stdout


def test_what_could_be_a_name_is_cut():
    checks = [
        Check("plugin", OK, "FiftyOne loads it from /home/a b/My Plug ins/x (klinik)"),
        Check("video", FAIL, "FileNotFoundError: [Errno 2] No such file: 'geheim.mp4'"),
        Check("python", OK, "3.11.7 on Linux"),
        Check("x", FAIL, r"not in C:\klinik\geheim"),
        Check("database", OK, "MongoDB at mongodb://klinik:27017"),
    ]
    assert [bundle._plain(c)["detail"] for c in checks] == [
        "FiftyOne loads it from ...",
        "FileNotFoundError: [Errno 2] No such file: ...",
        "3.11.7 on Linux",
        "not in C:...",
        "MongoDB at ...",
    ]


def test_settings_keep_their_numbers():
    settings = {"preset": "geheim", "wink": {"early_pct": 60.0, "name": "x"}, "cuts": [1, "geheim"]}
    assert bundle.numbers_of(settings) == {"wink": {"early_pct": 60.0}, "cuts": [1]}


def test_a_log_that_is_none_is_left_out(tmp_path):
    good = {"time": 1, "level": "ERROR", "at": "fo_buttwink.x:3", "said": "s", "geheim": "klinik"}
    (tmp_path / "l").write_text(f"no json\n[1]\n{json.dumps(good)}\n")
    bundle.write_bundle(tmp_path / "b.zip", checks=[], logs=[tmp_path / "none", tmp_path / "l"])
    (line,) = everything(tmp_path / "b.zip")["log.jsonl"].splitlines()
    assert json.loads(line) == {"time": 1, "level": "ERROR", "at": "fo_buttwink.x:3", "said": "s",
                                "stack": []}  # fmt: skip


def test_nowhere_to_write_is_said(tmp_path):
    with pytest.raises(bundle.BundleError, match="cannot be written"):
        bundle.write_bundle(tmp_path / "no" / "b.zip", checks=[])


@pytest.mark.database
def test_counts_of_a_dataset_have_no_names(make_dataset, make_analysis, tmp_path, capsys):
    from fo_buttwink.cli.main import main
    from fo_buttwink.runs.analyze import DatasetAnalysis
    from fo_buttwink.runs.request import AnalysisRequest

    dataset = make_dataset("/klinik/anna_squat.mp4", "/klinik/other.mp4")
    request = AnalysisRequest("geheim")
    for _ in DatasetAnalysis(
        dataset, request, analyser=lambda path, config: (make_analysis(path), None)
    ).run():
        pass
    main(["doctor", "--bundle", str(tmp_path / "b.zip"), "--dataset", dataset.name])
    found = "".join(everything(tmp_path / "b.zip").values())
    run_1 = json.loads(everything(tmp_path / "b.zip")["bundle.json"])["counts"]["run 1"]
    assert run_1["statuses"] == {"ok": 2} and run_1["num_reps"] == 4
    for secret in (*SECRETS, dataset.name):
        assert secret not in found


def test_the_log_is_quiet_and_holds_no_words_that_were_put_in(tmp_path, capsys):
    import logging

    logger = logging.getLogger("fo_buttwink.some.module")
    with log.kept(tmp_path / "log" / "l.jsonl"):
        logger.info("nobody reads this")
        logger.warning("%s is left out", "/klinik/anna_squat.mp4")
        try:
            raise ReviewError("anna_squat.mp4: has no such frame")
        except ReviewError:
            logger.exception("%s failed", "geheim", extra=log.SHOWN)
    logger.warning("after the command")
    entries = [json.loads(line) for line in (tmp_path / "log" / "l.jsonl").open()]
    assert [e["said"] for e in entries] == ["%s is left out", "%s failed"]
    assert (entries[1]["error"], entries[1]["code"]) == ("ReviewError", "FBW-REVIEW")
    assert entries[1]["stack"] == ["elsewhere"]
    assert not any(secret in json.dumps(entries) for secret in SECRETS)


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path):
    import logging

    (tmp_path / "file").write_text("")
    with log.kept(tmp_path / "file" / "l.jsonl"):
        logging.getLogger("fo_buttwink.x").error("all the same")
    (tmp_path / "folder").mkdir()
    with log.kept(tmp_path / "folder"):
        logging.getLogger("fo_buttwink.x").error("all the same")


def test_no_message_of_the_log_is_put_together_beforehand():
    """What is written into the message itself would reach the file."""
    levels = {"debug", "info", "warning", "error", "exception", "critical", "log"}
    found = []
    for name, file in layers.modules().items():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if ast.unparse(node.func.value) == "logger" and node.func.attr in levels:
                constant = isinstance(node.args[0], ast.Constant)
                found += [] if constant else [f"{name}:{node.lineno}"]
    assert found == []


def test_every_logger_is_below_one_name():
    found = {
        ast.unparse(node.args[0])
        for name, file in layers.modules().items() if name != "_util.log"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "logging.getLogger"
    }  # fmt: skip
    assert found == {"__name__"}
