"""What CONTRIBUTING says about layers and cut-offs is so."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from fo_buttwink.config import Config, FlagConfig, MatchConfig

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "fo_buttwink"
CONTRIBUTING = " ".join((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split())


def importers(library):
    """First part below the package of every module that imports a library anywhere."""
    found = set()
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            if any(name.split(".")[0] == library for name in names):
                found.add(file.relative_to(PACKAGE).parts[0].removesuffix(".py"))
    return found


@pytest.mark.parametrize(
    ("library", "sentence"),
    [
        ("fiftyone", r"FiftyOne is imported by (.*?);"),
        ("mediapipe", r"MediaPipe is imported by (.*?)\. "),
    ],
)
def test_contributors_are_told_who_imports(library, sentence):
    (said,) = re.findall(sentence, CONTRIBUTING)
    assert set(re.findall(r"`(\w+)`", said)) == importers(library)


def numbers(file):
    """Names of the module's own constants that are plain numbers."""
    for node in ast.parse((PACKAGE / file).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            value = node.value.value
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def test_deciding_modules_hold_no_cut_off_of_their_own():
    files = ("pipeline/judge.py", "pipeline/gates.py", "pipeline/analyze.py",
             "measure/reps.py", "measure/view.py", "measure/wink.py",
             "domain/grading.py", "domain/review/matching.py", "store/attributes.py",
             "store/documents.py")  # fmt: skip
    assert {name for file in files for name in numbers(file)} == {"LANDMARK_BUDGET_BYTES"}


def test_settings_of_a_run_before_flags_and_matching_are_read():
    stored = Config().to_dict()
    assert stored["flags"]["min_severity"] == 2 and stored["matching"]["min_iou"] == 0.5
    del stored["flags"], stored["matching"], stored["view"]["min_measured"]
    assert Config.from_dict(stored) == Config()
    assert (Config().flags, Config().matching) == (FlagConfig(), MatchConfig())


@pytest.mark.database
def test_run_of_an_older_version_goes_on(make_dataset, make_analysis):
    from dataclasses import replace

    from fo_buttwink.runs.analyze import DatasetAnalysis
    from fo_buttwink.runs.request import AnalysisRequest
    from fo_buttwink.store.runs import get_run, save_run

    def analyse(samples):
        job = DatasetAnalysis(
            samples, AnalysisRequest("k"), analyser=lambda path, _: (make_analysis(path), None)
        )
        for _ in job.run():
            pass
        return job.summary

    dataset = make_dataset("/v/a.mp4", "/v/b.mp4")
    analyse(dataset.limit(1))
    info = get_run(dataset, "k")
    older = {name: value for name, value in info.settings.items() if name != "flags"}
    save_run(dataset, replace(info, settings=older))
    assert analyse(dataset).analysed == 1


def test_flags_follow_the_config(make_rep):
    from fo_buttwink.store.attributes import is_flagged

    assert is_flagged(make_rep(severity=2), FlagConfig())
    assert not is_flagged(make_rep(severity=2), FlagConfig(min_severity=3))
