"""Files that must agree with each other."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def test_requirements_equal_the_dependencies():
    tomllib = pytest.importorskip("tomllib")  # Python 3.11 and later
    with (ROOT / "pyproject.toml").open("rb") as file:
        declared = set(tomllib.load(file)["project"]["dependencies"])
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    listed = {line for line in lines if line and not line.startswith("#")}
    # The file is for people who have FiftyOne, and must not replace their version.
    assert listed == {item for item in declared if not item.startswith("fiftyone")}


def test_constraints_pin_each_dependency_to_a_version_that_is_allowed():
    requirements = pytest.importorskip("packaging.requirements")
    tomllib = pytest.importorskip("tomllib")
    with (ROOT / "pyproject.toml").open("rb") as file:
        declared = map(requirements.Requirement, tomllib.load(file)["project"]["dependencies"])
    allowed = {item.name: item.specifier for item in declared}
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {}
    for line in lines:
        if line and not line.startswith("#"):
            item = requirements.Requirement(line)
            (only,) = item.specifier
            assert only.operator == "==", line
            pinned[item.name] = only.version
    # mediapipe brings another build of OpenCV, which is no dependency of ours.
    assert set(pinned) - {"opencv-contrib-python"} == set(allowed)
    for name, versions in allowed.items():
        assert versions.contains(pinned[name]), f"{name} {versions}: {pinned[name]}"
        assert any(one.operator == ">=" for one in versions), f"{name} has no lower bound"


def test_everybody_asks_for_the_same_lowest_version():
    tomllib = pytest.importorskip("tomllib")
    with (ROOT / "pyproject.toml").open("rb") as file:
        declared = set(tomllib.load(file)["project"]["dependencies"])
    (fiftyone,) = (item for item in declared if item.startswith("fiftyone"))
    manifest = (ROOT / "fiftyone.yml").read_text(encoding="utf-8")
    assert f'version: "{fiftyone.removeprefix("fiftyone")}"' in manifest
    doctor = (ROOT / "fo_buttwink" / "install" / "doctor.py").read_text(encoding="utf-8")
    (av,) = (item.split(",")[0] for item in declared if item.startswith("av>"))
    (mediapipe,) = (item for item in declared if item.startswith("mediapipe"))
    assert all(item in doctor for item in (fiftyone, av, mediapipe))
    assert set(re.findall(r"av>=[0-9.]+", doctor)) == {av}


def test_nothing_claims_an_installation_from_an_index():
    texts = [ROOT / "README.md", ROOT / "plugin_entry.py", *(ROOT / "docs").rglob("*.md"),
             *(ROOT / "fo_buttwink").rglob("*.py")]  # fmt: skip
    claim = re.compile(r"pip\s+install\s+(?:-\S+\s+)*['\"]?fo[-_]buttwink(?!\S*\s*@)")
    assert [f.name for f in texts if claim.search(f.read_text(encoding="utf-8"))] == []
    assert claim.search("pip install -U 'fo-buttwink[ray]'") and claim.search(
        "pip install fo-buttwink"
    )


def test_messages_name_the_requirements_that_are_declared(monkeypatch):
    from fo_buttwink.batch import ray as ray_cluster
    from fo_buttwink.batch.task import SetupError

    tomllib = pytest.importorskip("tomllib")
    with (ROOT / "pyproject.toml").open("rb") as file:
        (needed,) = tomllib.load(file)["project"]["optional-dependencies"]["ray"]
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(SetupError, match=f"pip install '{needed}'"):
        ray_cluster._connect(None)


PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built as ``docs/install.md`` says."""
    folder = tmp_path_factory.mktemp("wheel")
    command = "pip wheel . --no-deps -w dist"
    assert command in (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
    build = [*PIP, *command.split()[1:-1], str(folder / "dist")]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode and "No matching distribution found for hatchling" in done.stderr:
        pytest.skip("needs a package index that has hatchling, or hatchling in a wheel folder")
    assert done.returncode == 0, done.stderr
    (wheel,) = (folder / "dist").glob("fo_buttwink-*.whl")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel):
    """A folder into which the wheel has been installed."""
    target = wheel.parent / "site"
    subprocess.run(
        [*PIP, "install", "--no-deps", "--quiet", "--target", str(target), str(wheel)], check=True
    )
    return target


def test_an_index_would_take_the_wheel(wheel):
    for name, options in (("twine", ["check", "--strict"]), ("check_wheel_contents", [])):
        if importlib.util.find_spec(name) is None:
            pytest.skip(f"needs {name}, from the extra dev")
        command = [sys.executable, "-m", name, *options, str(wheel)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_source_archive_has_what_is_needed_to_test_and_to_read(tmp_path):
    if importlib.util.find_spec("build") is None:
        pytest.skip("needs build, from the extra dev")
    command = [sys.executable, "-m", "build", "--sdist", "--outdir", str(tmp_path), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "No matching distribution found for hatchling" in done.stdout + done.stderr:
        pytest.skip("needs a package index that has hatchling")
    assert done.returncode == 0, done.stderr
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    wanted = {"tests/conftest.py", "tools/blocks.py", "docs/index.md", "benchmarks/memory.py",
              "fiftyone.yml", "plugin_entry.py", "assets/panels/dist/index.js", "CITATION.cff",
              "LICENSE", "README.md", "CONTRIBUTING.md", "Makefile", "mkdocs.yml"}  # fmt: skip
    assert wanted - names == set()
    assert {name for name in names if name.startswith(("node_modules", ".venv", ".site"))} == set()


def test_wheel_installs_and_runs_away_from_the_checkout(installed, tmp_path):
    environment = {
        **os.environ,
        "PYTHONPATH": str(installed),
        "FIFTYONE_PLUGINS_DIR": str(tmp_path / "plugins"),
    }

    def run(*args):
        command = [sys.executable, "-m", "fo_buttwink.cli", *args]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    assert Path(run("plugin", "path")) == installed / "fo_buttwink" / "_plugin"
    entry = Path(run("plugin", "link"))
    assert entry.resolve() == installed / "fo_buttwink" / "_plugin"
    assert (entry / "fiftyone.yml").is_file() and (entry / "assets" / "icon.svg").is_file()
    assert (entry / "assets" / "panels" / "dist" / "index.js").read_bytes() == (
        ROOT / "assets" / "panels" / "dist" / "index.js"
    ).read_bytes()
    assert "analyze" in run("--help")
    assert (installed / "bin").is_dir() or (installed / "Scripts").is_dir(), "console script"


def test_wheel_holds_what_the_checkout_holds(installed):
    there = {p.relative_to(installed / "fo_buttwink") for p in installed.glob("fo_buttwink/**/*")}
    for file in (ROOT / "fo_buttwink").rglob("*"):
        if file.suffix in (".py", ".npz", ".mp4", ".json") or file.name == "py.typed":
            assert file.relative_to(ROOT / "fo_buttwink") in there, file
