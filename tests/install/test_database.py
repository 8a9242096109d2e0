"""Which MongoDB server FiftyOne will use, decided without importing FiftyOne."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from fo_buttwink.install import database
from fo_buttwink.install.database import DatabaseError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-ins are shell scripts")


@pytest.fixture(autouse=True)
def bare_machine(tmp_path, monkeypatch):
    """FiftyOne is installed, but nothing has brought a ``mongod``."""
    for name in ("FIFTYONE_DATABASE_URI", "FIFTYONE_CONFIG_PATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    bundled = tmp_path / "fiftyone" / "db" / "bin" / "mongod"
    monkeypatch.setattr(database, "bundled_mongod", lambda: bundled)
    monkeypatch.setattr(database, "_install_fallback", no_package)
    return bundled


def no_package():
    raise DatabaseError("no package in this test")


def put_mongod(path: Path, says: str = "db version v7.0.4", status: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{says}'\nexit {status}\n")
    path.chmod(0o755)
    return path


def test_uri_in_the_environment_wins_and_hides_its_password(bare_machine, monkeypatch):
    put_mongod(bare_machine)
    monkeypatch.setenv("FIFTYONE_DATABASE_URI", "mongodb://me:secret@db.example:27017/?tls=true")
    found = database.ensure_database()
    assert found.kind == "external"
    assert found.location == "db.example:27017"
    assert "secret" not in found.describe()


def test_uri_in_the_config_file_is_used(tmp_path, monkeypatch):
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"database_uri": "mongodb://db.example"}))
    monkeypatch.setenv("FIFTYONE_CONFIG_PATH", str(config))
    assert database.find_database().location == "db.example"


@pytest.mark.parametrize("content", ["", "[]", "{}", "not json"])
def test_config_file_without_uri_is_no_obstacle(tmp_path, monkeypatch, content):
    config = tmp_path / "config.json"
    config.write_text(content)
    monkeypatch.setenv("FIFTYONE_CONFIG_PATH", str(config))
    assert database.external_uri() is None


def test_bundled_server_is_used(bare_machine):
    put_mongod(bare_machine)
    found = database.ensure_database()
    assert (found.kind, found.location) == ("bundled", str(bare_machine))
    assert found.version == "7.0.4"


def test_server_on_path_is_linked_to_where_fiftyone_looks(bare_machine, tmp_path):
    on_path = put_mongod(tmp_path / "path" / "mongod")
    with pytest.raises(DatabaseError, match="no such file"):
        database.find_database()
    assert database.ensure_database().location == str(bare_machine)
    assert bare_machine.resolve() == on_path
    assert database.find_database().version == "7.0.4"


@pytest.mark.parametrize(
    ("says", "status", "expected"),
    [
        ("db version v5.0.9", 0, "version 5.0.9, FiftyOne needs 6.0"),
        ("libcurl.so.4: cannot open shared object file", 127, "libcurl"),
        ("", 1, "exit status 1"),
    ],
)
def test_server_that_will_not_do_is_explained(bare_machine, says, status, expected):
    put_mongod(bare_machine, says, status)
    with pytest.raises(DatabaseError, match=expected):
        database.find_database()


def test_failure_lists_everything_that_was_tried(bare_machine):
    with pytest.raises(DatabaseError) as error:
        database.ensure_database()
    for expected in (str(bare_machine), "no mongod on PATH", "no package", "FIFTYONE_DATABASE_URI"):
        assert expected in str(error.value)


def test_fallback_is_refused_where_it_cannot_run(monkeypatch):
    monkeypatch.undo()
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    with pytest.raises(DatabaseError, match="made for x86-64 Linux, this is aarch64"):
        database._install_fallback()


def test_fallback_failure_names_what_pip_said(monkeypatch, bare_machine):
    monkeypatch.undo()
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(database, "bundled_mongod", lambda: bare_machine)
    failed = subprocess.CompletedProcess([], 1, "", "WARNING: retrying\nERROR: no such package\n")
    monkeypatch.setattr(subprocess, "run", lambda *args, **kwargs: failed)
    with pytest.raises(DatabaseError, match=r"ubuntu2204==0.4.0: ERROR: no such package"):
        database._install_fallback()


def test_looking_does_not_import_fiftyone():
    code = (
        "import sys; from fo_buttwink.install import database, doctor; database.bundled_mongod();"
        "assert 'fiftyone' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
