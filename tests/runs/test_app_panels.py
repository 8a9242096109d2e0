"""Who analyzes from Python is told what would surprise in the App, or on the next day."""

from __future__ import annotations

import logging
from types import SimpleNamespace

import pytest

from fo_buttwink.install import plugin_folder
from fo_buttwink.runs import analyze, app_panels

KEPT = SimpleNamespace(name="kept", persistent=True)
LOST = SimpleNamespace(name="lost", persistent=False)


@pytest.fixture
def told(tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("FIFTYONE_PLUGINS_DIR", str(tmp_path / "plugins"))
    monkeypatch.setattr(app_panels, "_told", False)
    monkeypatch.setattr(analyze, "root_dataset", lambda view: view)
    monkeypatch.setattr(analyze, "run_request", lambda *args, **options: "summary")
    caplog.set_level(logging.WARNING, "fo_buttwink")
    return lambda: [r.getMessage() for r in caplog.records if "plugin link" in r.getMessage()]


def test_once_in_a_process(told):
    for _ in range(2):
        assert analyze.analyze_dataset(KEPT) == "summary"
    (line,) = told()
    assert "panels are not linked" in line and line.endswith("run: fo-buttwink plugin link")


def test_not_where_the_plugin_is_linked(told):
    plugin_folder.link()
    analyze.analyze_dataset(KEPT, progress=True)
    assert told() == []


def test_not_who_asks_for_quiet(told):
    analyze.analyze_dataset(KEPT, progress=False)
    assert told() == []


def test_a_dataset_that_will_be_forgotten_is_named(told, caplog):
    """A newcomer's reviews were gone with the process, and nothing had been said."""
    analyze.analyze_dataset(KEPT)
    analyze.analyze_dataset(LOST, progress=False)
    assert "persistent" not in caplog.text
    analyze.analyze_dataset(LOST)
    assert "'lost' is not persistent" in caplog.text
    assert "dataset.persistent = True" in caplog.text
