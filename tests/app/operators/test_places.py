"""Operators stay in the folder that the server names, wherever links and dots lead."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from fo_buttwink.app.operators import backup, export_form, import_labels, report
from fo_buttwink.app.operators.places import confined
from fo_buttwink.errors import PlaceError


@pytest.fixture
def root(tmp_path, monkeypatch):
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "outside").mkdir()
    (inside / "out").symlink_to(tmp_path / "outside", target_is_directory=True)
    monkeypatch.setenv("FO_BUTTWINK_ROOT", str(inside))
    return inside


def test_without_a_root_every_place_is_allowed(tmp_path, monkeypatch):
    monkeypatch.delenv("FO_BUTTWINK_ROOT", raising=False)
    assert confined(tmp_path / ".." / "a") == tmp_path / ".." / "a"


def test_what_lies_inside_is_allowed(root):
    for path in (root / "a", root / "b" / ".." / "c", root):
        assert confined(path) == path


@pytest.mark.parametrize("place", ["../outside/a", "out/a", "../inside2/a", "/etc/passwd", ".."])
def test_what_leads_outside_is_refused(root, place):
    with pytest.raises(PlaceError, match=r"lies outside of .*inside.*; choose a place in"):
        confined(root / place)


def test_loops_and_impossible_names_are_refused(root):
    (root / "loop").symlink_to(root / "loop")
    for path in (root / "a\0b",):
        with pytest.raises(PlaceError):
            confined(path)


@pytest.mark.parametrize("operator", ["export", "report", "back up", "import"])
def test_every_operator_with_a_path_is_confined(root, operator):
    ctx = SimpleNamespace(
        params={"out": "/tmp/elsewhere", "path": "/tmp/elsewhere", "overwrite": True},
        dataset=SimpleNamespace(slug="a", name="a"),
    )
    if operator == "import":
        with pytest.raises(PlaceError), import_labels._file(ctx.params):
            pass
    elif operator == "back up":
        with pytest.raises(PlaceError):
            backup.ExportReviews.execute(None, ctx)
    else:
        shown = SimpleNamespace(invalid=False, error_message="")
        if operator == "export":
            export_form._check_out(ctx, shown)
            assert shown.invalid and "lies outside of" in shown.error_message
        else:
            with pytest.raises(PlaceError):
                confined(report._file(ctx))
    assert not Path("/tmp/elsewhere").exists()
