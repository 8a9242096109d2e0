"""Analyses in JSON leave without FiftyOne: every module and format, in a Python that lacks it."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from fo_buttwink.export.formats.registry import FORMATS

ROOT = Path(__file__).resolve().parents[2]
NEED_LANDMARKS = {"pyskl", "movement", "opensim_trc"}
NEED_FIFTYONE = {"fiftyone", "fiftyone_temporal"}
NEED_VIDEOS = {"clips", "coco", "videofolder"}
RUN = """
import sys
sys.modules["fiftyone"] = None
from fo_buttwink.cli import main as cli
code = cli.main(sys.argv[1:])
import fo_buttwink.export.run
assert not [m for m in sys.modules if m.startswith("fiftyone.")]
raise SystemExit(code)
"""


@pytest.fixture
def results(tmp_path, make_analysis):
    path = tmp_path / "results.json"
    path.write_text(json.dumps([make_analysis("/v/a.mp4").to_json()]), encoding="utf-8")
    return path


def run(*args):
    return subprocess.run(
        [sys.executable, "-c", RUN, *map(str, args)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("format", FORMATS)
def test_each_format_is_written_or_says_what_it_needs(results, tmp_path, format):
    out = tmp_path / "out"
    done = run("export", "--json", results, "--format", format, "--out", out)
    assert "Traceback" not in done.stderr, done.stderr
    if format in NEED_FIFTYONE:
        assert done.returncode == 1 and "needs the package 'fiftyone'" in done.stderr
    elif format in NEED_LANDMARKS:
        assert done.returncode == 1 and "landmarks" in done.stderr, done.stderr
    elif format in NEED_VIDEOS:
        assert done.returncode == 1 and "/v/a.mp4" in done.stderr, done.stderr
    else:
        assert done.returncode == 0, done.stderr
        assert (out / "dataset_card.md").is_file() and len(list(out.iterdir())) > 1
    assert out.exists() == (done.returncode == 0)


def test_dataset_says_what_it_needs(tmp_path):
    done = run("export", "--dataset", "squats", "--out", tmp_path / "out")
    assert done.returncode == 1 and "--json" in done.stderr and "fiftyone" in done.stderr


SKELETONS = """
import json, sys
sys.modules["fiftyone"] = None
import numpy as np
from fo_buttwink.export import export_table, prepare, table_of
from fo_buttwink.domain.analysis import VideoAnalysis

results, out, name = sys.argv[1:]
(content,) = json.load(open(results))
analysis = VideoAnalysis.from_json(content)
points = np.random.default_rng(0).uniform(0.1, 0.9, (90, 33, 4))
table = table_of([analysis], sizes={analysis.video: (1280, 720)},
                 landmarks={analysis.video: points}, key="buttwink")
print(export_table(prepare(table), name, out, keypoints="mediapipe33"))
"""


@pytest.mark.parametrize("format", ["pyskl", "movement"])
def test_skeletons_leave_without_fiftyone(results, tmp_path, format):
    done = subprocess.run(
        [sys.executable, "-c", SKELETONS, str(results), str(tmp_path / "out"), format],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "dataset_card.md").is_file()


def test_only_the_ways_into_a_dataset_import_fiftyone():
    """Modules of the export that import FiftyOne, or one of ours that does, when imported."""
    package = ROOT / "fo_buttwink"

    def imported(file):
        """Our modules, and FiftyOne, that importing one file imports."""
        parts = ["fo_buttwink", *file.relative_to(package).with_suffix("").parts]
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = parts[: -node.level] if node.level else []
                base = [*base, *((node.module or "").split(".") if node.module else [])]
                yield ".".join(base)
                yield from (".".join([*base, alias.name]) for alias in node.names)

    files = {}
    for file in package.rglob("*.py"):
        name = ".".join(["fo_buttwink", *file.relative_to(package).with_suffix("").parts])
        files[name.removesuffix(".__init__")] = file

    def reaches(name, seen):
        if name in seen or name not in files:
            return name.split(".")[0] == "fiftyone"
        seen.add(name)
        return any(reaches(other, seen) for other in imported(files[name]))

    export = [n for n in files if n.startswith("fo_buttwink.export")]
    found = {n.removeprefix("fo_buttwink.export.") for n in export if reaches(n, set())}
    assert found == {"table.from_dataset", "formats._run_copy", "formats._via_fiftyone"}
