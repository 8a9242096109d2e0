"""The doctor reports and never crashes."""

from __future__ import annotations

import builtins
import importlib
import importlib.metadata
import sys

import pytest

from fo_buttwink.cache import folder as cache_folder
from fo_buttwink.install import database, doctor, libraries
from fo_buttwink.install.doctor import FAIL, OK, WARN, Check
from fo_buttwink.pose import models


@pytest.fixture
def hide(monkeypatch):
    """Make packages look as if they were not installed."""

    def hide_packages(*names):
        real_import, real_version = builtins.__import__, importlib.metadata.version

        def missing_import(name, *args, **kwargs):
            if name.partition(".")[0] in names:
                raise ModuleNotFoundError(f"No module named {name!r}", name=name)
            return real_import(name, *args, **kwargs)

        def missing_version(name):
            if name in names:
                raise importlib.metadata.PackageNotFoundError(name)
            return real_version(name)

        monkeypatch.setattr(builtins, "__import__", missing_import)
        monkeypatch.setattr(importlib.metadata, "version", missing_version)

    return hide_packages


def only(monkeypatch, *checks):
    monkeypatch.setattr(doctor, "_CHECKS", tuple((c.name, lambda c=c: c) for c in checks))


def by_name():
    return {check.name: check for check in doctor.report()}


def test_report_has_one_line_per_check():
    checks = doctor.report()
    assert [c.name for c in checks] == [name for name, _ in doctor._CHECKS]
    for check in checks:
        assert check.status in (OK, WARN, FAIL)
        assert check.detail
        assert "\n" not in check.detail + check.remedy
        assert check.status == OK or check.remedy, check


def test_missing_packages_are_reported_with_what_to_install(hide):
    hide("mediapipe", "fiftyone", "av", "cv2")
    checks = by_name()
    for name, package in [
        ("mediapipe", "mediapipe"),
        ("fiftyone", "fiftyone"),
        ("video", "av>=17.1"),
        ("opencv", "opencv-python-headless"),
    ]:
        assert checks[name].status == FAIL
        assert f"pip install '{package}" in checks[name].remedy


def test_old_package_is_reported(monkeypatch):
    monkeypatch.setattr(doctor, "_version", lambda name: "0.10.21")
    check = doctor._mediapipe()
    assert check.status == FAIL
    assert "0.10.21, expected mediapipe>=1.2" in check.detail


@pytest.mark.skipif(sys.platform != "linux", reason="the names of Linux' libraries")
@pytest.mark.parametrize(
    ("name", "library", "remedy"),
    [
        ("mediapipe", "libEGL.so.1", "libegl1"),
        ("pose model", "libGLESv2.so.2", "libgles2"),
        ("database", "libcurl.so.4", "libcurl4"),
    ],
)
def test_missing_shared_library_names_the_cure(monkeypatch, name, library, remedy):
    def check():
        raise OSError("something went wrong, in whatever words")

    monkeypatch.setattr(doctor, "_CHECKS", ((name, check),))
    for absent, expected in ((library, remedy), ("libother.so.1", "")):
        monkeypatch.setattr(libraries, "_loads", lambda lib, absent=absent: lib != absent)
        (found,) = doctor.report()
        assert found.status == FAIL
        assert expected in found.remedy and bool(found.remedy) == bool(expected)


def test_the_loader_is_asked():
    assert libraries.missing(["libnobody-has-this.so.1"]) == ["libnobody-has-this.so.1"]
    if sys.platform == "linux":
        assert libraries.missing(["libc.so.6"]) == []


def test_opencv_that_cannot_be_loaded_names_the_build_without_windows(tmp_path, monkeypatch):
    (tmp_path / "cv2.abi3.so").write_bytes(b"no library")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "cv2", raising=False)
    found = doctor._guarded("video", lambda: importlib.import_module("cv2"))
    assert found.status == FAIL and found.detail.startswith("ImportError")
    assert "opencv-python-headless" in found.remedy


def test_missing_model_is_a_warning_but_a_wrong_path_fails(tmp_path, monkeypatch):
    monkeypatch.delenv(models.ENV_PATH, raising=False)
    monkeypatch.setenv(cache_folder.ENV_CACHE, str(tmp_path))
    assert doctor._pose_model().status == WARN
    monkeypatch.setenv(models.ENV_PATH, str(tmp_path / "gone.task"))
    check = doctor._pose_model()
    assert check.status == FAIL
    assert "gone.task" in check.detail


def test_missing_database_says_what_to_do(monkeypatch):
    def none():
        raise database.DatabaseError("no MongoDB server for FiftyOne. Tried:\n  - nothing there")

    monkeypatch.setattr(database, "find_database", none)
    check = doctor._database()
    assert (check.status, check.detail) == (FAIL, "nothing there")
    assert "doctor --fix" in check.remedy


def test_external_database_that_does_not_answer_fails(monkeypatch):
    monkeypatch.setenv("FIFTYONE_DATABASE_URI", "mongodb://me:secret@127.0.0.1:9/")
    check = doctor._database()
    assert check.status == FAIL
    assert "127.0.0.1:9 does not answer" in check.detail
    assert "secret" not in check.detail


def test_written_video_is_h264():
    assert doctor._video().status == OK


def test_plugin_is_found_through_a_link(tmp_path, monkeypatch):
    folder = tmp_path / "plugins"
    monkeypatch.setenv("FIFTYONE_PLUGINS_DIR", str(folder))
    assert doctor._plugin().status == WARN
    other, repo = folder / "org" / "other", tmp_path / "repo"
    for where, text in ((other, "name: other\n"), (repo, "py_entry: fo_buttwink/__init__.py\n")):
        where.mkdir(parents=True)
        (where / "fiftyone.yml").write_text(text)
    assert doctor._plugin().status == WARN
    (folder / "org" / "mine").symlink_to(repo)
    assert doctor._plugin().status == OK


@pytest.mark.parametrize(("status", "code"), [(OK, 0), (WARN, 0), (FAIL, 1)])
def test_exit_code_and_print(monkeypatch, capsys, status, code):
    remedy = "" if status == OK else "do this"
    only(monkeypatch, Check("python", OK, "3.11"), Check("opencv", status, "something", remedy))
    assert doctor.main() == code
    printed = capsys.readouterr().out
    assert f"{status:4}  opencv  something" in printed
    assert ("-> do this" in printed) == bool(remedy)


def test_fix_goes_on_after_a_failure(monkeypatch, capsys):
    def no_database():
        raise database.DatabaseError("no database can be had")

    def no_model(name, *, offline=False):
        raise models.ModelError("no model can be had")

    monkeypatch.setattr(database, "find_database", no_database)
    monkeypatch.setattr(database, "ensure_database", no_database)
    monkeypatch.setattr(models, "resolve_model", no_model)
    monkeypatch.setattr(doctor, "_opencv", lambda: Check("opencv", FAIL, "broken"))
    monkeypatch.setattr(doctor, "_reinstall_opencv", lambda: "opencv: mended")
    only(monkeypatch, Check("python", OK, "3.11"))
    assert doctor.main(fix=True) == 0
    printed = capsys.readouterr().out
    for line in ("opencv: mended", "no database can be had", "no model can be had"):
        assert line in printed


def test_missing_ffprobe_is_a_warning_with_a_remedy(monkeypatch):
    monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
    check = doctor._ffprobe()
    assert check.status == doctor.WARN
    assert "analyze" in check.remedy


def test_advice_about_the_plugin_is_a_command_that_works(tmp_path, monkeypatch):
    import re

    from fo_buttwink.cli import main as cli

    monkeypatch.setenv("FIFTYONE_PLUGINS_DIR", str(tmp_path / "plugins"))
    check = doctor._plugin()
    assert check.status == WARN and "ln -s" not in check.remedy
    advised = re.match(r"run: fo-buttwink (plugin link)", check.remedy)
    assert cli.main(advised.group(1).split()) == 0
    assert doctor._plugin().status == OK


def test_repairs_tell_what_changed_and_what_is_left(monkeypatch, capsys):
    missing = {"the database"}
    there = models.ModelFile(doctor.Path("/m.task"), "full", "0" * 64, "official")

    def find():
        if missing:
            raise database.DatabaseError("none")

    monkeypatch.setattr(database, "find_database", find)
    monkeypatch.setattr(database, "ensure_database", missing.clear)
    monkeypatch.setattr(models, "resolve_model", lambda name, offline=False: there)
    monkeypatch.setattr(doctor, "_opencv_build", lambda: ("4.14.0.94", True))
    left = Check("opencv", WARN, "too old", "renew it")
    optional = Check("plugin", WARN, "not linked", "link it", hint=True)
    only(monkeypatch, Check("python", OK, "3.11", more="/here"), left, optional)
    assert doctor.main(fix=True) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "the database: installed"
    assert lines[1].split() == ["warn", "opencv", "too", "old"] and "renew it" in lines[2]
    assert lines[3:] == ["fo-buttwink can be used: database and pose model are there"]
    # A second time nothing is repaired, and who asks is told all.
    assert doctor.main(fix=True, verbose=True) == 0
    out = capsys.readouterr().out
    assert "installed" not in out and "3.11 (/here)" in out and "link it" in out
    assert doctor.main() == 0
    out = capsys.readouterr().out
    assert "link it" in out and "/here" not in out


def test_what_is_broken_is_not_called_usable(monkeypatch, capsys):
    monkeypatch.setattr(doctor, "repair", list)
    only(monkeypatch, Check("database", FAIL, "none", "install it"))
    assert doctor.main(fix=True) == 1
    assert "can be used" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("build", "status", "repaired"),
    [
        (("4.14.0.94", True), OK, False),
        (("5.1.0.95", False), OK, True),
        (("5.1.0", None), OK, False),
        (("4.9.0.80", True), WARN, True),
        (("6.0.0.1", False), WARN, True),
    ],
)
def test_build_of_opencv_that_lies_there_is_held_to_our_range(monkeypatch, build, status, repaired):
    monkeypatch.setattr(doctor, "_opencv_build", lambda: build)
    monkeypatch.setattr(doctor, "_reinstall_opencv", lambda: "opencv: put back")
    monkeypatch.setattr(doctor, "_NEEDED", ())
    check = doctor._opencv()
    assert check.status == status and build[0] in check.detail
    assert bool(check.remedy) == (status == WARN)
    assert doctor.repair() == (["opencv: put back"] if repaired else [])


def test_build_of_opencv_is_read_from_the_disk():
    """As after a repair, when this process still holds the old one."""
    import cv2

    version, headless = doctor._opencv_build()
    assert version.startswith(cv2.__version__)
    assert headless == ("GUI:" in cv2.getBuildInformation() and "NONE" in _gui(cv2))


def _gui(cv2):
    lines = cv2.getBuildInformation().splitlines()
    return next(line for line in lines if line.strip().startswith("GUI:"))
