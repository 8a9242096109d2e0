"""What stands beside the code says what is so: citation, workflows, forms, hooks, changelog."""

from __future__ import annotations

import json
import re
from pathlib import Path

import coverage_floor
import pytest

from fo_buttwink import __version__

ROOT = Path(__file__).resolve().parents[1]
yaml = pytest.importorskip("yaml")
pytestmark = pytest.mark.skipif(not (ROOT / ".github").is_dir(), reason="not a checkout")
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))


def read(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def commands(workflow):
    """All commands of a workflow."""
    for job in read(workflow)["jobs"].values():
        yield from (step["run"] for step in job["steps"] if "run" in step)


def test_citation_has_the_version():
    citation = read(ROOT / "CITATION.cff")
    assert citation["version"] == __version__ and citation["license"] == "Apache-2.0"
    assert citation["cff-version"] == "1.2.0" and citation["authors"] and citation["message"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_call_what_there_is(path):
    text = "\n".join(commands(path))
    made = set(re.findall(r"^make ([a-z-]+)", text, re.M))
    assert made <= TARGETS
    assert [name for name in re.findall(r"\btests/\S+", text) if not (ROOT / name).exists()] == []
    assert "permissions" in read(path)


def test_workflows_try_every_python_and_system():
    jobs = read(ROOT / ".github" / "workflows" / "test.yml")["jobs"]
    pythons = jobs["linux"]["strategy"]["matrix"]["python"]
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert pythons == re.findall(r'"Programming Language :: Python :: (3\.\d+)"', text)
    low, high = re.findall(r'requires-python = ">=3\.(\d+),<3\.(\d+)"', text)[0]
    assert pythons == [f"3.{n}" for n in range(int(low), int(high))]
    assert set(jobs["elsewhere"]["strategy"]["matrix"]["system"]) == {
        "macos-latest", "windows-latest",
    }  # fmt: skip
    assert {"lint", "lowest", "coverage", "browser"} <= set(jobs)


def test_publishing_needs_no_token():
    jobs = read(ROOT / ".github" / "workflows" / "release.yml")["jobs"]
    assert jobs["publish"]["permissions"] == {"id-token": "write"}
    assert "secrets." not in (ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8")
    assert jobs["publish"]["needs"] == "try" and jobs["try"]["needs"] == "build"


@pytest.mark.parametrize("name", ["bug", "wrong_label"])
def test_forms_ask_for_the_bundle(name):
    body = read(ROOT / ".github" / "ISSUE_TEMPLATE" / f"{name}.yml")["body"]
    (field,) = [item for item in body if item.get("id") == "bundle"]
    assert "doctor --bundle" in field["attributes"]["description"]
    assert field["validations"]["required"] is True


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_forms_are_forms(path):
    form = read(path)
    if path.stem == "config":
        assert form == {"blank_issues_enabled": False}
        return
    assert {"name", "description", "body"} <= set(form)
    fields = [item for item in form["body"] if item["type"] != "markdown"]
    assert all(item["id"] and item["attributes"]["label"] for item in fields)
    assert len({item["id"] for item in fields}) == len(fields)


def test_hooks_are_those_of_the_linters():
    hooks = {h["id"] for repo in read(ROOT / ".pre-commit-config.yaml")["repos"]
             for h in repo["hooks"]}  # fmt: skip
    assert {"ruff-check", "ruff-format", "mypy", "codespell", "prettier"} <= hooks


def test_the_changelog_has_the_form_that_its_readers_know():
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    heads = re.findall(r"^## (.+)$", text, re.M)
    assert heads[0] == "Unreleased"
    assert all(re.fullmatch(r"\d+\.\d+\.\d+ - \d{4}-\d\d-\d\d", head) for head in heads[1:])
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert set(re.findall(r"^### (.+)$", text, re.M)) <= kinds


def test_the_developers_container_is_json_and_calls_make():
    found = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    assert re.findall(r"make ([a-z-]+)", found["postCreateCommand"]) == ["setup"]
    assert found["forwardPorts"] == [5151]


def test_the_container_has_the_files_that_a_wheel_is_built_from():
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    copied = [name for line in re.findall(r"^COPY --chown=lifter (.+) \S+$", lines, re.M)
              for name in line.split()]  # fmt: skip
    assert copied and [name for name in copied if not (ROOT / name).exists()] == []
    forced = re.findall(r'^"([^"/]+)(?:/[^"]+)?" = "fo_buttwink/_plugin',
                        (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.M)  # fmt: skip
    assert forced and set(forced) <= set(copied)
    kept = (ROOT / ".dockerignore").read_text(encoding="utf-8")
    assert [name for name in copied if f"!{name}\n" not in kept] == []


def of(ran, lines):
    return {"summary": {"covered_lines": ran, "num_statements": lines}}


def test_coverage_is_held_against_its_floors():
    report = {f"fo_buttwink/{name}/x.py": of(96, 100) for name in coverage_floor.FLOORS}
    assert coverage_floor.missed(coverage_floor.shares(report)) == []
    report["fo_buttwink/export/y.py"] = of(0, 10)
    report["fo_buttwink/app/z.py"] = of(0, 40)
    assert coverage_floor.shares(report)["export"] == (96, 110)
    assert (
        coverage_floor.missed(coverage_floor.shares(report))
        == [
            "export: 87.3 % of lines, at least 95 wanted",
            "the whole: 85.3 % of lines, at least 85 wanted",
        ][:1]
    )
    report["fo_buttwink/errors.py"] = of(0, 20)
    assert len(coverage_floor.missed(coverage_floor.shares(report))) == 2
