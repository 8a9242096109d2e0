"""Observations on disk: the same ones come back, or none."""

from __future__ import annotations

import zipfile
from dataclasses import fields, replace

import numpy as np
import pytest
import stick_figure

from fo_buttwink.cache import observations as cache
from fo_buttwink.cache.folder import cache_dir
from fo_buttwink.cache.observations import cache_key, load_observations, save_observations
from fo_buttwink.config import PoseConfig
from fo_buttwink.domain.observations import Pictures, PoseObservations
from fo_buttwink.pose.waist_picture import join


@pytest.fixture
def stored(tmp_path):
    obs = stick_figure.hide(stick_figure.observe(np.linspace(0, 1, 20)), slice(3, 5))
    files = {k: np.full(k, k, np.uint8) for k in range(1, 20, 2)}
    pictures = join(20, files, {k: (k, 2.0 * k, 90.0) for k in files})
    warnings = ("only 20 of 30 frames could be decoded",)
    obs = replace(obs, warnings=warnings, people=2, pictures=pictures)
    path = tmp_path / "folder" / "entry.npz"
    save_observations(obs, path)
    return obs, path


def test_round_trip_is_exact(stored):
    obs, path = stored
    again = load_observations(path)
    for field in fields(PoseObservations):
        before, after = getattr(obs, field.name), getattr(again, field.name)
        if isinstance(before, Pictures):
            for part in fields(Pictures):
                np.testing.assert_array_equal(getattr(after, part.name), getattr(before, part.name))
        elif isinstance(before, np.ndarray):
            assert before.dtype == after.dtype
            np.testing.assert_array_equal(after, before)
        else:
            assert after == before
    assert [p.name for p in path.parent.iterdir()] == ["entry.npz"]


def test_observations_without_pictures_come_back_without(tmp_path):
    save_observations(stick_figure.observe(np.linspace(0, 1, 9)), tmp_path / "entry.npz")
    assert load_observations(tmp_path / "entry.npz").pictures is None


def test_missing_entry(tmp_path):
    assert load_observations(tmp_path / "none.npz") is None


@pytest.mark.parametrize("keep", [0, 1, 10, 100, 0.3, 0.9, 0.999])
def test_entry_cut_short_is_ignored(stored, keep, capsys):
    _, path = stored
    data = path.read_bytes()
    path.write_bytes(data[: keep if isinstance(keep, int) else int(keep * len(data))])
    assert load_observations(path) is None
    assert f"ignoring damaged cache file {path}" in capsys.readouterr().err


def test_damage_anywhere_gives_none_and_never_another_error(stored):
    _, path = stored
    data = path.read_bytes()
    outcomes = set()
    for place in np.linspace(0, len(data) - 60, 60).astype(int):
        damaged = bytearray(data)
        damaged[place : place + 50] = b"\xa5" * 50
        path.write_bytes(damaged)
        outcomes.add(load_observations(path) is None)
    # Damage in a compressed array shows by its checksum; padding may be hit without harm.
    assert True in outcomes, "no damage was noticed at all"


@pytest.mark.parametrize("header", ["{'descr': '<f8', (", "  1\n 2", "{'descr': 3}", "\0"])
def test_header_of_an_array_that_makes_no_sense(stored, header):
    """Its checksum holds, as if it had been damaged before it was written."""
    _, path = stored
    with zipfile.ZipFile(path) as entry:
        members = {name: entry.read(name) for name in entry.namelist()}
    text = header.encode().ljust(118)
    members["landmarks.npy"] = b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text
    with zipfile.ZipFile(path, "w") as entry:
        for name, data in members.items():
            entry.writestr(name, data)
    assert load_observations(path) is None


def test_entry_of_another_format_is_ignored(stored, monkeypatch, capsys):
    _, path = stored
    monkeypatch.setattr(cache, "FORMAT", cache.FORMAT + 1)
    assert load_observations(path) is None
    assert capsys.readouterr().err == ""


def test_entry_with_other_fields_is_ignored(stored, monkeypatch):
    """Written by a version whose records had one field more."""
    _, path = stored
    real = cache.json.loads

    def more(text):
        meta = real(text)
        meta["video"]["colour"] = "red"
        return meta

    monkeypatch.setattr(cache.json, "loads", more)
    assert load_observations(path) is None


def test_failed_write_leaves_nothing(tmp_path, monkeypatch):
    def full(*args, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache.np, "savez_compressed", full)
    with pytest.raises(OSError, match="No space left"):
        save_observations(stick_figure.observe(np.zeros(3)), tmp_path / "a.npz")
    assert list(tmp_path.iterdir()) == []


def test_key_is_content_settings_and_model_not_the_name(tmp_path):
    one, two, other = (tmp_path / n for n in ("a.mp4", "b.mp4", "c.mp4"))
    one.write_bytes(b"squat")
    two.write_bytes(b"squat")
    other.write_bytes(b"squats")
    config = PoseConfig()
    key = cache_key(one, config, "0")
    assert cache_key(two, config, "0") == key
    keys = {
        key,
        cache_key(other, config, "0"),
        cache_key(one, config, "1"),
        cache_key(one, replace(config, model="lite"), "0"),
        cache_key(one, replace(config, outline_px=64), "0"),
    }
    assert len(keys) == 5


def test_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("FO_BUTTWINK_CACHE", str(tmp_path / "own"))
    assert cache_dir() == tmp_path / "own" / "observations"
    monkeypatch.delenv("FO_BUTTWINK_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_dir() == tmp_path / "xdg" / "fo_buttwink" / "observations"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_dir() == tmp_path / ".cache" / "fo_buttwink" / "observations"
