"""Who analyzes from Python is told once that the App's panels are not linked."""

from __future__ import annotations

import logging

import pytest

from fo_buttwink.install import plugin_folder
from fo_buttwink.runs import analyze, app_panels


@pytest.fixture
def told(tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("FIFTYONE_PLUGINS_DIR", str(tmp_path / "plugins"))
    monkeypatch.setattr(app_panels, "_told", False)
    monkeypatch.setattr(analyze, "run_request", lambda *args, **options: "summary")
    caplog.set_level(logging.WARNING, "fo_buttwink")
    return lambda: [r.getMessage() for r in caplog.records if "plugin link" in r.getMessage()]


def test_once_in_a_process(told):
    for _ in range(2):
        assert analyze.analyze_dataset(None) == "summary"
    (line,) = told()
    assert "panels are not linked" in line and line.endswith("run: fo-buttwink plugin link")


def test_not_where_the_plugin_is_linked(told):
    plugin_folder.link()
    analyze.analyze_dataset(None, progress=True)
    assert told() == []


def test_not_who_asks_for_quiet(told):
    analyze.analyze_dataset(None, progress=False)
    assert told() == []
