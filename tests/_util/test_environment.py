"""Environment variables: what they mean, and what is said about nonsense."""

from __future__ import annotations

from pathlib import Path

import pytest

from fo_buttwink._util import environment
from fo_buttwink._util.environment import EnvironmentVariableError
from fo_buttwink.cache import folder
from fo_buttwink.install import database, plugin_folder
from fo_buttwink.pose import models


@pytest.fixture
def home(tmp_path, monkeypatch):
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_tilde_is_the_home_folder_everywhere(home, monkeypatch):
    monkeypatch.setenv(environment.CACHE, "~/kept")
    assert folder.cache_dir() == home / "kept" / "observations"
    assert folder.cache_root() == home / "kept"
    monkeypatch.delenv(environment.CACHE)
    monkeypatch.setenv("XDG_CACHE_HOME", "~/xdg")
    assert folder.cache_dir() == home / "xdg" / "fo_buttwink" / "observations"
    monkeypatch.setenv("FIFTYONE_PLUGINS_DIR", "~/plugins")
    assert plugin_folder.plugins_dir() == home / "plugins"
    (home / "config.json").write_text('{"database_uri": "mongodb://here"}')
    monkeypatch.delenv("FIFTYONE_DATABASE_URI", raising=False)
    monkeypatch.setenv("FIFTYONE_CONFIG_PATH", "~/config.json")
    assert database.external_uri() == "mongodb://here"


def test_model_and_estimates_follow_the_tilde(home, monkeypatch):
    monkeypatch.setenv(environment.MODEL_PATH, "~/mine.task")
    with pytest.raises(models.ModelError, match=str(home / "mine.task")):
        models.resolve_model("full")
    monkeypatch.setenv(environment.CACHE, "~/kept")
    assert folder.cache_dir().parent == home / "kept", "estimates.py keeps estimates beside it"
    folder.cache_dir().mkdir(parents=True)
    assert [p.name for p in home.iterdir()] == ["kept"], "no folder named ~"


def test_variable_that_is_not_set_or_empty_names_nothing(monkeypatch):
    monkeypatch.delenv(environment.CACHE, raising=False)
    assert environment.path(environment.CACHE) is None
    monkeypatch.setenv(environment.CACHE, " ")
    assert environment.path(environment.CACHE) is None
    monkeypatch.setenv(environment.CACHE, "/a/~b")
    assert environment.path(environment.CACHE) == Path("/a/~b")


def test_home_of_nobody_is_reported_before_the_work(monkeypatch):
    monkeypatch.setenv(environment.CACHE, "~no_such_user_here/x")
    with pytest.raises(EnvironmentVariableError, match="FO_BUTTWINK_CACHE='~no_such_user_here/x'"):
        environment.check()
